"""What waits for a yes, on the plan of scenarios E5; the clock stands in 2014."""

import pytest

from handlers.attention import digest
from handlers.contents import everything
from handlers.dialogue.events import CoordinatorChanged
from handlers.rules.dates import read_when
from storage import members, milestones
from storage.engine import Database
from storage.tables import RoleKind
from tests.handlers.working.made import happen
from tests.handlers.working.tidsplan import begun, put_on, states
from tests.world import House, at, buttons, shown, text_of

ASKED = (
    "Sagde Politisk Koordination & Økonomi ja?\n"
    "Beslutning om metode, mandag den 13. januar (uge 3)\n"
    "Ved et nej bortfalder:\n"
    "· Hovedudvalgsmøde, inden 17. februar\n"
    "· Temamøde, tirsdag den 27. maj (uge 22)\n"
    "· Kommissorier (Møde, mandag den 17. februar (uge 8))\n"
    "· Information om forstyrrelsesgrupper (Fyraftensmøde, onsdag den 19. februar kl. 16.00–18.00 (uge 8))\n"
    "· Status på forstyrrelsesgrupperne (Seminar, 3.–4. april (uge 14))\n"
    "[Ja] [Nej] [Udsat]"
)
FELL = (
    "Politisk Koordination & Økonomi sagde nej.\n"
    "Beslutning om metode, mandag den 13. januar (uge 3)\n"
    "Det her er bortfaldet:\n"
    "· Hovedudvalgsmøde, inden 17. februar\n"
    "· Temamøde, tirsdag den 27. maj (uge 22)\n"
    "· Kommissorier (Møde, mandag den 17. februar (uge 8))\n"
    "· Information om forstyrrelsesgrupper (Fyraftensmøde, onsdag den 19. februar kl. 16.00–18.00 (uge 8))\n"
    "· Status på forstyrrelsesgrupperne (Seminar, 3.–4. april (uge 14))"
)
HELD = {**dict.fromkeys(range(1, 11), "open"), 1: "done"}  # the meeting of 6 January is over


def asked(house: House, who: str = "Kasper"):
    """The card that asks what was decided."""
    found = [each.card for each in house.letters.get(house.person(who).name, []) if each.subject.endswith("/gate")]
    return found[-1] if found else None


def read(house: House, who: str) -> str:
    """A person's digest as it would be now."""
    with house.database.reading() as store:
        card = digest.compose(everything(), store, house.person(who), house.now)
    return text_of(card)


@pytest.fixture
def house(database: Database) -> House:
    return begun(database)


@pytest.fixture
def after(house: House) -> House:
    """The working day after the decision, when the coordinator has been asked."""
    house.wind("2014-01-14 08:30")
    return house


def test_whoever_leads_the_group_is_asked_on_the_working_day_after_the_decision(house):
    house.wind("2014-01-14 07:59")
    assert asked(house) is None
    house.wind("2014-01-14 08:00")
    assert text_of(asked(house)) == ASKED
    assert asked(house, "Sofie") is None


def test_nobody_is_asked_whether_a_decision_is_done(after):
    assert [title for title in after.titles("Kasper") if "Beslutning om metode" in title] == []


def test_at_e5_3_a_no_makes_what_hangs_on_it_fall_away_point_by_point(after):
    assert text_of(after.press("Kasper", asked(after), "Nej").card) == f"{FELL}\n{{Fortryd}}"
    fallen = {3: "lapsed", 9: "lapsed"}
    assert states(after) == (
        {**HELD, 2: "done", **fallen},
        {
            "Metoden drøftes": "open",
            "Idéen drøftes": "open",
            "Kommissorier": "lapsed",
            "Oplæg om 65 mio. kr.": "open",
            "Information om forstyrrelsesgrupper": "lapsed",
            "Budget 2015": "open",
            "Ny organisation": "open",
            "Formiddag: kerneopgaver": "open",
            "Eftermiddag: arbejdsmiljø": "open",
            "Status på forstyrrelsesgrupperne": "lapsed",
            "Forstyrrelsesgrupperne præsenterer oplæg": "open",
            "Status på budgetlægning": "open",
        },
    )


def test_at_e5_3_the_members_are_told_once(after):
    after.press("Kasper", asked(after), "Nej")
    told = [card for card in after.cards("#Forstyrrelsesgruppen") if "sagde nej" in card.title]
    assert [text_of(card) for card in told] == [FELL]
    assert shown(after.ask("Kasper", action="gate.no", args=button_args(after))) == (
        "Beslutning om metode er allerede afgjort."
    )
    assert len([card for card in after.cards("#Forstyrrelsesgruppen") if "sagde nej" in card.title]) == 1
    assert [title for title in after.titles("Anna") if "sagde nej" in title] == []


def button_args(house: House) -> dict[str, int]:
    with house.database.reading() as store:
        group = house.group("Forstyrrelsesgruppen")
        gate = next(each for each in milestones.of_group(store, group.id) if each.title == "Beslutning om metode")
    return {"milestone": gate.id}


def test_a_no_is_undone_as_a_whole(after):
    reply = after.press("Kasper", asked(after), "Nej")
    undone = after.press("Kasper", reply, "Fortryd")
    assert shown(undone) == (
        "Det er fortrudt. Beslutning om metode er ikke afgjort, og planen står som før.\n[Ja] [Nej] [Udsat]"
    )
    plan, points = states(after)
    assert plan == HELD
    assert set(points.values()) == {"open"}
    assert text_of(asked(after)) == ASKED
    assert "Beslutning om metode er ikke afgjort alligevel." in after.titles("#Forstyrrelsesgruppen")
    assert shown(after.press("Kasper", reply, "Fortryd")) == "Det er allerede fortrudt."


def test_what_hangs_on_something_that_fell_away_falls_with_it(after):
    with after.database.changing() as store:
        group = after.group("Forstyrrelsesgruppen")
        meeting = next(each for each in milestones.of_group(store, group.id) if each.title == "Temamøde")
        later = put_on(
            store, group.id, after.now, read_when("3. juni", after.now), "", "Evaluering", gate_id=meeting.id
        )
    after.press("Kasper", asked(after), "Nej")
    assert states(after)[0][later.id] == "lapsed"


def test_a_yes_opens_what_waited_and_its_owner_is_asked(after):
    after.press("Kasper", asked(after), "Ja")
    assert text_of(asked(after)) == (
        "Politisk Koordination & Økonomi sagde ja.\nBeslutning om metode, mandag den 13. januar (uge 3)\n{Fortryd}"
    )
    assert states(after)[0] == {**HELD, 2: "done"}
    with after.database.changing() as store:
        group = after.group("Forstyrrelsesgruppen")
        shown_ = next(each for each in milestones.of_group(store, group.id) if each.title == "Temamøde")
        shown_.owner_id = after.person("Anna").id
    after.wind("2014-05-23 08:30")
    assert "Temamøde skal være klar tirsdag den 27. maj (uge 22)." in after.titles("Anna")


def test_what_passed_while_it_waited_is_asked_about_with_the_yes(after):
    with after.database.changing() as store:
        group, gate = after.group("Forstyrrelsesgruppen"), button_args(after)["milestone"]
        memo = put_on(store, group.id, after.now, read_when("17. januar", after.now), "", "Notat", gate_id=gate).id
        milestones.get(store, memo).asked_at = after.now  # before it was to wait
    after.wind("2014-01-21 09:00")
    with after.database.reading() as store:
        assert (milestones.get(store, memo).late_at, milestones.get(store, memo).late_asked_at) == (None, None)
    after.press("Kasper", asked(after), "Ja")
    after.settle()
    with after.database.reading() as store:
        assert milestones.get(store, memo).late_asked_at is not None


def test_a_meeting_of_a_body_is_over_when_it_has_passed_and_nobody_is_asked_about_it(after):
    after.press("Kasper", asked(after), "Ja")
    after.wind("2014-03-06 08:30")
    held = ("Dialogmøde", "Møde", "Fyraftensmøde", "Temadag")
    assert [title for title in after.titles("Kasper") if title.startswith(held)] == []
    assert states(after)[0] == {**HELD, 2: "done", 4: "done", 5: "done", 6: "done", 7: "done"}


def test_nobody_is_asked_about_what_still_waits(after):
    after.wind("2014-05-29 08:30")
    assert [title for title in after.titles("Kasper") if title.startswith("Temamøde s")] == []


def test_a_decision_that_is_put_off_is_asked_about_on_its_new_day(after):
    form = after.press("Kasper", asked(after), "Udsat")
    assert shown(form) == "Ny dato for afgørelsen: beslutning om metode"
    reply = after.fill("Kasper", form, day="10. marts")
    assert shown(reply) == (
        "Udsat: Beslutning om metode, mandag den 10. marts (uge 11).\n"
        "Det her venter på den og ligger før:\n"
        "· Hovedudvalgsmøde, inden 17. februar [Ret]\n"
        "{Fortryd}"
    )
    after.wind("2014-03-11 08:30")
    assert text_of(asked(after)).startswith(
        "Sagde Politisk Koordination & Økonomi ja?\nBeslutning om metode, mandag den 10. marts (uge 11)\n"
    )


def test_a_decision_that_was_put_off_is_put_back(after):
    reply = after.fill("Kasper", after.press("Kasper", asked(after), "Udsat"), day="")
    assert shown(reply) == "Udsat: Beslutning om metode, uden dato.\n{Fortryd}"
    assert shown(after.press("Kasper", reply, "Fortryd")) == (
        "Det er fortrudt. Beslutning om metode, mandag den 13. januar (uge 3)"
    )
    said = [title for title in after.titles("#Forstyrrelsesgruppen") if "Beslutning om metode" in title]
    assert said == ["Det er fortrudt. Beslutning om metode, mandag den 13. januar (uge 3)"]


def test_a_decision_that_was_put_off_keeps_no_words_of_its_old_date_and_is_put_back_only_from_its_new_one(after):
    def words():
        with after.database.reading() as store:
            return milestones.get(store, gate).words

    gate = button_args(after)["milestone"]
    with after.database.changing() as store:
        milestones.get(store, gate).words = "den 13. januar"
    first = after.fill("Kasper", after.press("Kasper", asked(after), "Udsat"), day="10. marts")
    assert words() == ""
    second = after.fill("Kasper", after.ask("Kasper", action="gate.postpone", args={"milestone": gate}), day="")
    assert after.press("Kasper", first, "Fortryd").card.tone == "warning"
    after.press("Kasper", second, "Fortryd")
    after.press("Kasper", first, "Fortryd")
    assert words() == "den 13. januar"


def test_the_open_question_goes_to_whoever_coordinates_the_group_now(after):
    replaced(after, "Anna")
    assert text_of(asked(after, "Anna")) == ASKED
    assert text_of(asked(after)) == (
        "Sagde Politisk Koordination & Økonomi ja?\n"
        "Beslutning om metode, mandag den 13. januar (uge 3)\n"
        "Anna Lindholt svarer på det nu."
    )
    after.press("Anna", asked(after, "Anna"), "Ja")
    assert text_of(asked(after)) == (
        "Politisk Koordination & Økonomi sagde ja.\nBeslutning om metode, mandag den 13. januar (uge 3)"
    )
    assert len([each for each in after.letters["Anna Lindholt"] if each.subject.endswith("/gate")]) == 1


def replaced(house: House, who: str) -> None:
    """Somebody else coordinates the group."""
    id_ = house.group("Forstyrrelsesgruppen").id
    with house.database.changing() as store:
        role = members.active_role(store, id_, RoleKind.coordinator)
        role.person_id = house.person(who).id
    happen(house, CoordinatorChanged(id_))


def test_saying_that_a_decision_is_done_asks_what_it_was(house):
    listed = house.say("Kasper", "frist Forstyrrelsesgruppen")
    decision = [each for each in buttons(listed.card) if each.args == button_args(house) and each.label == "Færdig"]
    reply = house.ask("Kasper", action=decision[0].action, args=decision[0].args)
    assert shown(reply) == ASKED


def test_the_members_are_told_one_by_one_where_the_room_is_only_a_link(after):
    after.say("Kasper", "rum Forstyrrelsesgruppen https://teams.example/rum")
    after.press("Kasper", asked(after), "Nej")
    assert text_of(after.card("Anna")) == FELL


# --- digests ---


def test_at_e5_2_the_digest_of_week_7_has_three_dates_and_one_that_is_missing(after):
    after.press("Kasper", asked(after), "Ja")
    after.wind("2014-02-10 07:00")
    assert read(after, "Kasper") == (
        "Uge 7 · 10.–16. februar 2014 · Forstyrrelsesgruppen\n"
        "De næste 14 dage\n"
        "· Mandag den 17. februar: Politisk Koordination & Økonomi, møde\n"
        "· Onsdag den 19. februar kl. 16.00–18.00: Den Kommunale Ledergruppe, fyraftensmøde\n"
        "· Mandag den 24. februar: Hovedudvalg, møde\n"
        "Uden dato\n"
        "· Hovedudvalgsmøde mangler dato – skal ligge inden 17. februar. [Sæt dato]\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_a_decision_without_an_answer_stands_in_the_digest_until_it_has_one(after):
    after.wind("2014-01-20 07:00")
    assert (
        "· Forstyrrelsesgruppen: Sagde Politisk Koordination & Økonomi ja? "
        "Beslutning om metode, mandag den 13. januar (uge 3). [Ja] [Nej] [Udsat]"
    ) in read(after, "Kasper")


def test_what_waits_says_so_in_the_digest(after):
    after.wind("2014-05-19 07:00")
    assert "· Tirsdag den 27. maj: Byrådet, temamøde – afventer beslutning om metode" in read(after, "Kasper")


def test_at_e5_4_the_output_is_needed_when_it_is_presented_not_at_the_end_of_the_month(after):
    after.press("Kasper", asked(after), "Ja")
    with after.database.changing() as store:
        group = after.group("Forstyrrelsesgruppen")
        end = read_when("i slutningen af maj", after.now)
        put_on(store, group.id, after.now, end, "", "Forstyrrelsesgrupperne skal være færdige")
    after.wind("2014-04-22 07:00")
    assert (
        "Forstyrrelsesgruppen: Resultatet skal være klar tirsdag den 27. maj, hvor Byrådet får det præsenteret, "
        "og ikke først lørdag den 31. maj. [Se]"
    ) in read(after, "Kasper")


@pytest.mark.parametrize(
    ("today", "when", "part", "line"),
    [
        ("2018-11-26", "i januar 2019", None, ""),
        ("2018-12-03", "i januar 2019", "Uden dato", "· I januar: status [Sæt dato]"),
        ("2019-01-21", "i januar 2019", "De næste 14 dage", "· I januar: status"),
        ("2018-11-19", "3.-4. december", "De næste 14 dage", "· 3.–4. december: status"),
        ("2018-11-12", "3.-4. december", None, ""),
        ("2018-11-19", "uge 49", "De næste 14 dage", "· Uge 49: status"),
        ("2018-11-12", "uge 49", None, ""),
        ("2018-09-03", "inden 1. december", "Uden dato", "· Status mangler dato – skal ligge inden 1. december."),
    ],
)  # fmt: skip
def test_each_precision_is_in_the_digest_at_its_own_time(database, today, when, part, line):
    house = begun(database)
    with house.database.changing() as store:
        group = house.group("Forstyrrelsesgruppen")
        for each in milestones.of_group(store, group.id):
            each.state = "dropped"
        put_on(store, group.id, house.now, read_when(when, house.now, year=2018), "", "Status")
    house.now = at(f"{today} 07:00")
    with house.database.reading() as store:
        card = digest.compose(everything(), store, house.person("Kasper"), house.now)
    text = text_of(card) if card is not None else ""
    assert (line in text) if part else ("tatus" not in text)
    if part:
        assert text.index(part) < text.index(line)
