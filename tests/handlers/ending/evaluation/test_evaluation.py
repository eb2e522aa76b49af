"""A group is evaluated in its time: who is asked when, what counts, and what comes of it."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlmodel import select

from handlers.dialogue.events import PersonErased
from storage import groups, journal
from storage.engine import Database
from storage.tables import EvaluationState, OutboxRow
from tests.handlers.ending.elnet import speak_english
from tests.handlers.ending.evaluation.spring import answer, begun, evaluation, given, planned, question
from tests.handlers.working.made import happen, made_group
from tests.world import House, at, shown, text_of

EVERYBODY = ["Anna", "Kasper", "Maja", "Vibeke", "Lars", "Erik"]
QUESTION = """\
Skal N17 fortsætte, ændres eller opløses?
Seks korte spørgsmål om gruppen, og kun det første skal besvares. Svar senest søndag den 31. maj.
Svarer du ikke, gør vi op uden dit svar.
Væksthus
· Mandag den 27. april (uge 18): Møde om væksthuset, KKR.
Hilsen Sofie Kragelund, BRN
[Bevar] [Ændr] [Opløs]"""
SUMMARY = """\
Evalueringen af N17
i foråret 2009
2 af 6 har svaret. 4 har ikke svaret. Ét svar er uden navn.
Bevar, ændr eller opløs: Bevar 1 · Ændr 1 · Opløs 0
Hvor tit vi mødes: For sjældent 1 · Passende 1
Forankring: Svagt forankret 1
Primære interesser
· Strukturfondene først (Anna Lindholt, Hjørring)
· Vi vil være med til at bestemme
Kompetencer, der mangler
· Procedurer og projektformulering (Anna Lindholt, Hjørring)
Ejerskab
· Én i Sorø bærer det hele (Anna Lindholt, Hjørring)
Væksthus
· Mandag den 27. april (uge 18): Møde om væksthuset, KKR (færdig).
n17-evaluering-2009-05-31.docx
"""


def asked(house: House, *, again: bool = False) -> list[str]:
    """Who has been asked so far; with `again` who has been asked more than once."""
    counts = {who: sum(each.subject.startswith("evaluation:") for each in box) for who, box in house.letters.items()}
    return sorted(who for who, count in counts.items() if count > again)


def named(house: House, *firsts: str) -> list[str]:
    return sorted(house.person(each).name for each in firsts)


def anna_and_vibeke(house: House) -> None:
    """Anna answers with her name, and Vibeke without."""
    answer(house, "Anna", "Bevar", interests="Strukturfondene først", cadence="seldom", anchoring="poorly",
           gaps="Procedurer og projektformulering", ownership="Én i Sorø bærer det hele")  # fmt: skip
    answer(house, "Vibeke", "Ændr", interests="Vi vil være med til at bestemme", cadence="right", unnamed="yes")


def test_at_b9_1_spring_2009_gathers_six_answers_beside_the_plan_for_vaeksthus(database: Database) -> None:
    house = begun(database)
    assert (
        shown(planned(house))
        == """\
N17 evalueres i foråret.
6 personer bliver spurgt mandag den 2. marts, og der gøres op tirsdag den 2. juni.
{Fortryd}"""
    )
    house.wind("2009-03-02 07:59")
    assert asked(house) == []
    house.wind("2009-03-02 08:00")  # 1 March is a Sunday
    assert asked(house) == named(house, *EVERYBODY)
    assert {text_of(question(house, who)) for who in EVERYBODY} == {QUESTION}

    form = house.press("Anna", question(house, "Anna"), "Bevar").form
    assert [field.label for field in form.fields] == [
        "Bevar, ændr eller opløs",
        "Primære interesser",
        "Hvor tit vi mødes",
        "Forankring",
        "Kompetencer, der mangler",
        "Ejerskab",
        "Uden mit navn ved mine ord",
        "Gem som kladde, jeg er ikke færdig",
    ]
    assert form.values == {"verdict": "keep"}
    anna_and_vibeke(house)

    house.wind("2009-05-28 08:00")  # two working days before Sunday 31 May
    assert asked(house, again=True) == named(house, "Kasper", "Maja", "Lars", "Erik")
    house.wind("2009-06-02 07:59")  # 1 June is Whit Monday
    assert evaluation(house).state == EvaluationState.asked
    house.wind("2009-06-02 08:00")
    leads = "[Rund af] [Sæt slutdato]"
    assert text_of(house.card("Maja")) == SUMMARY + leads
    assert [text_of(each) for each in house.cards("Sofie") if each.title == "Evalueringen af N17"] == [SUMMARY + leads]
    assert (
        text_of(question(house, "Lars"))
        == """\
Evalueringen af N17 er gjort op.
Du skal ikke gøre mere.
[Se resultatet]"""
    )
    assert shown(house.press("Lars", question(house, "Lars"), "Se resultatet")) + "\n" == SUMMARY
    with database.reading() as store:
        line = journal.latest(store, house.group("N17").id, "evaluation.closed")
        assert line.facts == {"asked": 6, "answered": 2, "keep": 1, "change": 1, "dissolve": 0}
        assert line.actor_id is None


def test_a_verdict_changes_nothing_by_itself(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    for who in EVERYBODY:
        answer(house, who, "Opløs")
    before = house.group("N17")
    house.sleep("2009-06-02 08:00")
    after = house.group("N17")
    assert (after.state, after.planned_end) == (before.state, before.planned_end)
    assert shown(house.press("Maja", house.card("Maja"), "Sæt slutdato")) == "Til hvornår?"


def test_a_draft_is_kept_does_not_count_and_goes_on(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    form = house.press("Anna", question(house, "Anna"), "Ændr")
    nothing = house.fill("Anna", form, verdict="")
    assert nothing.form.errors == {"verdict": "Vælg en af de tre, eller gem svaret som kladde."}
    draft = house.fill("Anna", form, verdict="", gaps="Jura", draft="yes")
    assert (
        shown(draft)
        == """\
Din kladde er gemt.
Svaret tæller, når du sender det uden flueben ved kladde.
[Skriv videre]"""
    )
    assert given(house) == {}
    again = house.press("Anna", question(house, "Anna"), "Skriv videre")
    assert again.form.values == {"gaps": "Jura", "verdict": ""}
    sent = house.fill("Anna", again, verdict="change")
    assert given(house) == {"Anna Lindholt": ("change", {"gaps": "Jura"})}
    assert (
        shown(sent)
        == """\
Tak for dit svar om N17.
Du kan rette det til og med søndag den 31. maj.
{Skift svar} · {Fortryd}"""
    )
    house.press("Anna", sent, "Fortryd")
    assert given(house) == {}
    assert shown(house.press("Anna", sent, "Fortryd")) == "Det er allerede fortrudt."


def test_an_answer_can_be_another_until_it_is_summed_up_and_not_after(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    form = house.press("Anna", question(house, "Anna"), "Bevar")
    answer(house, "Anna", "Bevar")
    house.fill("Anna", house.press("Anna", question(house, "Anna"), "Skift svar"), verdict="dissolve")
    assert given(house) == {"Anna Lindholt": ("dissolve", {})}
    house.sleep("2009-06-01 12:00")  # after its last day, and not summed up yet
    answer(house, "Kasper", "Bevar")
    house.sleep("2009-06-02 08:00")
    assert shown(house.fill("Anna", form)) == "Evalueringen af N17 er gjort op."
    assert sorted(given(house)) == ["Anna Lindholt", "Kasper Thybo-Lund"]


def test_only_those_who_are_asked_answer_and_each_for_themselves(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house, asks="directors")
    house.sleep("2009-03-02 08:00")
    assert asked(house) == named(house, "Vibeke", "Lars", "Erik")
    refused = house.press("Anna", question(house, "Lars"), "Bevar")
    assert shown(refused) == "Det kan kun den, det handler om, gøre."
    assert given(house) == {}


def test_a_dissolved_group_is_evaluated_by_those_who_were_in_it(database: Database) -> None:
    house = begun(database, beside_it=False)
    house.press("Sofie", house.say("Sofie", "medlem N17 fjern Kasper"), "Ja, fjern Kasper")
    house.now = at("2009-01-06 09:00")
    receipt = house.fill("Sofie", house.say("Sofie", "opløs N17"), more="et papir", owner="BRN-sekretariatet")
    form = house.press("Sofie", receipt, "Planlæg evaluering")
    house.fill("Sofie", form, when="foråret 2009", asks="members")
    house.sleep("2009-03-02 08:00")
    assert asked(house) == named(house, "Anna", "Maja")
    assert (
        text_of(question(house, "Anna"))
        == """\
N17 er slut. Skal vi gøre det på samme måde en anden gang?
Seks korte spørgsmål om gruppen, og kun det første skal besvares. Svar senest søndag den 31. maj.
Svarer du ikke, gør vi op uden dit svar.
Hilsen Sofie Kragelund, BRN
[Bevar] [Ændr] [Drop den]"""
    )
    answer(house, "Anna", "Drop den")
    house.sleep("2009-06-02 08:00")
    (summary,) = [each for each in house.cards("Sofie") if each.title == "Evalueringen af N17"]
    assert text_of(summary).splitlines()[:4] == [
        "Evalueringen af N17",
        "i foråret 2009",
        "1 af 2 har svaret. 1 har ikke svaret.",
        "Bevar, ændr eller opløs: Bevar 0 · Ændr 0 · Drop den 1",
    ]
    assert summary.buttons == ()


def test_the_secretariat_sums_up_earlier_and_can_take_that_back(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    answer(house, "Anna", "Bevar")
    running = house.press("Sofie", house.say("Sofie", "status N17"), "Evaluering")
    assert (
        shown(running)
        == """\
Evalueringen af N17
Tid: i foråret
Hvem svarer: Medlemmerne og organisationernes direktører
Gøres op: tirsdag den 2. juni
1 af 6 har svaret.
Mangler: Vibeke Mosegaard (Hjørring), Erik Vendelbjerg (Region Nordjylland), Maja Hedelund (Region Nordjylland), \
Kasper Thybo-Lund (Thisted) og Lars Nystrand (Thisted).
[Gør op nu] [Flyt] [Aflys]"""
    )
    members = house.press("Anna", house.say("Anna", "status N17"), "Evaluering")
    assert [each for each in shown(members).splitlines() if "Mangler" in each or "[" in each] == []
    done = house.press("Sofie", running, "Gør op nu")
    assert text_of(done.card).splitlines()[2] == "1 af 6 har svaret. 5 har ikke svaret."
    assert shown(house.press("Sofie", running, "Gør op nu")) == "Evalueringen af N17 er gjort op."
    assert shown(house.press("Sofie", done, "Fortryd")) == "Evalueringen af N17 er i gang igen."
    assert evaluation(house).state == EvaluationState.asked
    assert text_of(question(house, "Lars")).splitlines()[-1] == "[Bevar] [Ændr] [Opløs]"
    house.sleep("2009-06-02 08:00")
    assert evaluation(house).state == EvaluationState.closed


def test_it_can_be_moved_and_called_off_and_on_again(database: Database) -> None:
    house = begun(database, beside_it=False)
    receipt = planned(house)
    form = house.press("Maja", house.press("Maja", house.say("Maja", "status N17"), "Evaluering"), "Flyt")
    assert form.form.values == {"when": "i foråret 2009", "asks": "both"}
    moved = house.fill("Maja", form, when="maj", asks="members")
    assert (
        shown(moved)
        == """\
N17 evalueres i maj.
3 personer bliver spurgt mandag den 4. maj, og der gøres op tirsdag den 2. juni.
{Fortryd}"""
    )
    assert shown(house.press("Maja", receipt, "Fortryd")) == "Evalueringen er ændret siden."
    assert shown(house.press("Maja", moved, "Fortryd")) == "N17 evalueres i foråret."
    assert shown(house.press("Maja", receipt, "Fortryd")) == "N17 evalueres alligevel ikke."
    planned(house)
    house.sleep("2009-03-02 08:00")
    page = house.press("Maja", house.say("Maja", "status N17"), "Evaluering")
    off = house.press("Maja", page, "Aflys")
    assert shown(off) == "Evalueringen af N17 er aflyst.\n{Fortryd}"
    assert shown(house.press("Maja", page, "Aflys")) == "Evalueringen af N17 er aflyst."
    assert text_of(question(house, "Anna")) == "Evalueringen af N17 er aflyst.\nDu skal ikke gøre mere."
    house.press("Maja", off, "Fortryd")
    assert text_of(question(house, "Anna")).splitlines()[-1] == "[Bevar] [Ændr] [Opløs]"


def test_under_way_only_its_end_is_moved(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    form = house.press("Maja", house.press("Maja", house.say("Maja", "status N17"), "Evaluering"), "Flyt")
    assert [field.name for field in form.form.fields] == ["when"]
    moved = house.fill("Maja", form, when="3. april")
    assert shown(moved) == "N17 evalueres fredag den 3. april.\nDer gøres op mandag den 6. april.\n{Fortryd}"
    assert "Svar senest fredag den 3. april." in text_of(question(house, "Anna"))
    house.sleep("2009-04-01 08:00")
    assert asked(house, again=True) == named(house, *EVERYBODY)
    house.sleep("2009-04-06 08:00")
    assert evaluation(house).state == EvaluationState.closed


@pytest.mark.parametrize(("when", "first", "last"), [
    ("27. april", "onsdag den 8. april", "tirsdag den 28. april"),  # ten working days before it; Easter is among them
    ("14. januar", "mandag den 5. januar", "torsdag den 15. januar"),  # they have begun
    ("uge 10", "mandag den 2. marts", "mandag den 9. marts"),
    ("inden den 17. februar", "mandag den 2. februar", "tirsdag den 17. februar"),
])  # fmt: skip
def test_any_time_has_a_day_to_ask_on_and_one_to_sum_up_on(
    database: Database, when: str, first: str, last: str
) -> None:
    house = begun(database, beside_it=False)
    line = shown(planned(house, when)).splitlines()[1]
    assert line == f"6 personer bliver spurgt {first}, og der gøres op {last}."


def test_what_cannot_be_is_said_at_the_field(database: Database) -> None:
    house = begun(database, beside_it=False)
    form = house.press("Maja", house.say("Maja", "status N17"), "Planlæg evaluering")
    house.now = at("2009-01-09 16:30")  # Friday, when nobody is asked any more
    assert house.fill("Maja", form, when="i dag").form.errors == {"when": "Så er der ingen tid til at svare."}
    assert house.fill("Maja", form, when="engang").form.errors == {
        "when": 'Det kan jeg ikke læse som en dato. Skriv for eksempel "16. januar".'
    }
    empty = made_group(house, "Tom", members=(), coordinator="Maja")
    refused = house.ask("Maja", action="evaluation.planned", args={"group": empty},
                        values={"when": "maj", "asks": "directors"})  # fmt: skip
    assert refused.form.errors == {"asks": "Der er ingen at spørge."}
    assert evaluation(house) is None


def test_a_bot_that_slept_through_it_asks_once_and_gives_a_week(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-06-10 09:00")
    assert asked(house) == named(house, *EVERYBODY)
    assert asked(house, again=True) == []
    assert "Svar senest onsdag den 17. juni." in text_of(question(house, "Anna"))
    assert evaluation(house).state == EvaluationState.asked
    house.sleep("2009-06-18 08:00")
    assert evaluation(house).state == EvaluationState.closed


def test_it_stands_in_the_digest_in_its_last_two_weeks(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-05-11 08:00")
    assert not any("fortsætte, ændres" in text_of(card) for card in house.cards("Lars")[1:])
    house.sleep("2009-05-18 08:00")
    assert (
        text_of(house.card("Lars")).splitlines()[2]
        == "· Skal N17 fortsætte, ændres eller opløses? Svar senest søndag den 31. maj. [Bevar] [Ændr] [Opløs]"
    )
    assert "· N17: 0 af 6 har svaret på evalueringen. [Se]" in text_of(house.card("Sofie")).splitlines()


def test_the_words_of_somebody_erased_go_and_the_verdict_stays(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    answer(house, "Anna", "Bevar", gaps="Jura", cadence="right")
    happen(house, PersonErased(house.person("Anna").id))
    happen(house, PersonErased(house.person("Kasper").id))  # who has not answered
    house.press("Sofie", house.press("Sofie", house.say("Sofie", "status N17"), "Evaluering"), "Gør op nu")
    card = house.press("Maja", house.say("Maja", "status N17"), "Evaluering")
    assert text_of(card.card).splitlines()[2:6] == [
        "1 af 5 har svaret. 4 har ikke svaret.",
        "Bevar, ændr eller opløs: Bevar 1 · Ændr 0 · Opløs 0",
        "Hvor tit vi mødes: Passende 1",
        "n17-evaluering-2009-05-31.docx",
    ]


def test_a_group_shows_its_earlier_evaluations(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    house.sleep("2009-06-02 08:00")
    first = house.press("Maja", house.say("Maja", "status N17"), "Evaluering")
    house.fill("Maja", house.press("Maja", first, "Planlæg en ny"), when="efteråret 2009", asks="members")
    house.sleep("2009-09-01 08:00")
    house.sleep("2009-12-02 08:00")
    second = house.press("Maja", house.say("Maja", "status N17"), "Evaluering")
    assert text_of(second.card).splitlines()[-4:-2] == ["Andre evalueringer", "· i foråret [Se]"]
    assert text_of(house.press("Maja", second, "Se").card).splitlines()[1] == "i foråret 2009"


def test_in_english(database: Database) -> None:
    house = begun(database, beside_it=False)
    speak_english(house, "Anna")
    planned(house)
    house.sleep("2009-03-02 08:00")
    assert (
        text_of(question(house, "Anna"))
        == """\
Should N17 go on, be changed or be dissolved?
Six short questions about the group; only the first needs an answer. Reply by Sunday 31 May.
If you do not answer, we sum up without you.
Regards, Sofie Kragelund, BRN
[Keep] [Change] [Dissolve]"""
    )


def test_a_group_that_has_not_begun_is_not_evaluated(database: Database) -> None:
    house = begun(database, beside_it=False)
    with database.changing() as store:
        groups.get(store, house.group("N17").id).state = "nominating"
    refused = house.ask("Sofie", action="evaluation.plan", args={"group": house.group("N17").id})
    assert shown(refused) == "N17 er ikke gået i gang endnu."


def test_an_answer_that_another_has_taken_the_place_of_is_not_taken_back(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    first = answer(house, "Anna", "Bevar")
    house.fill("Anna", house.press("Anna", question(house, "Anna"), "Skift svar"), verdict="dissolve")
    assert shown(house.press("Anna", first, "Fortryd")) == "Der er sket mere siden, så det kan ikke fortrydes."
    assert given(house) == {"Anna Lindholt": ("dissolve", {})}


def test_a_bot_that_slept_until_the_last_days_asks_once_and_gives_a_week(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-05-29 09:00")
    house.sleep("2009-05-29 09:01")
    assert asked(house) == named(house, *EVERYBODY)
    assert asked(house, again=True) == []
    assert "Svar senest tirsdag den 9. juni." in text_of(question(house, "Anna"))  # Whit Monday and 5 June are off


def test_nobody_is_reminded_when_it_is_on_again_after_the_day_of_the_reminder(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    off = house.press("Maja", house.press("Maja", house.say("Maja", "status N17"), "Evaluering"), "Aflys")
    house.sleep("2009-05-29 09:00")
    house.press("Maja", off, "Fortryd")
    house.settle()
    assert asked(house, again=True) == []
    assert text_of(question(house, "Anna")).splitlines()[-1] == "[Bevar] [Ændr] [Opløs]"


def test_whoever_got_a_mail_that_it_is_off_gets_one_that_it_is_on_again(database: Database) -> None:
    house = begun(database, beside_it=False)
    planned(house)
    house.sleep("2009-03-02 08:00")
    page = house.press("Maja", house.say("Maja", "status N17"), "Evaluering")
    with database.changing() as store:
        store.session.execute(update(OutboxRow).where(OutboxRow.sent_at.is_not(None)).values(face="mail"))
    house.press("Maja", house.press("Maja", page, "Aflys"), "Fortryd")
    with database.reading() as store:
        mine = OutboxRow.kind == "update", OutboxRow.person_id == house.person("Anna").id
        rows = store.session.exec(select(OutboxRow).where(*mine).order_by(OutboxRow.id))
        assert [row.news for row in rows] == [True, True]


def test_directors_are_asked_for_a_member_who_has_been_erased_since(database: Database) -> None:
    house = begun(database, beside_it=False)
    house.fill("Sofie", house.say("Sofie", "opløs N17"), more="et papir", owner="BRN-sekretariatet")
    happen(house, PersonErased(house.person("Anna").id))
    house.now = at("2009-01-06 09:00")
    form = house.press("Sofie", house.say("Sofie", "status N17"), "Planlæg evaluering")
    house.fill("Sofie", form, when="foråret 2009")
    house.sleep("2009-03-02 08:00")
    assert asked(house) == named(house, "Kasper", "Maja", "Vibeke", "Lars", "Erik")
