from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlmodel import select

from handlers.dialogue.form import Choice, Form
from handlers.dialogue.reply import Reply
from handlers.rules.moments import Moment, of
from storage import groups, milestones
from storage.engine import Database
from storage.tables import Draft, GroupState, Milestone, MilestoneState, PlanPoint, Precision
from tests.handlers.working.made import made_group
from tests.world import House, at, shown, text_of

PLAN = """Tidsplan 2027
1. Mandag den 4. januar: Byråd, dialogmøde – metoden drøftes
2. Mandag den 11. januar: Politisk Koordination & Økonomi – beslutning om metoden
3. 17. februar kl. 16-18: Den Kommunale Ledergruppe – fyraftensmøde
   - Kerneopgaven
   - Information om forstyrrelsesgrupper (hvis udvalget siger ja)
4. 1.-2. april: Den Kommunale Ledergruppe – seminar
5. I slutningen af maj: Grupperne er færdige
6. Snarest: Borgerne høres
7. Fredag den 14. juni: Byråd, temamøde"""
UNDATED = "Uden dato (Fredag den 14. juni)"


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database, now=at("2026-12-01 09:00"))
    made_group(house)
    yield house
    house.runner.close()


def paste(house: House, text: str = PLAN, who: str = "Emil") -> Reply:
    """Paste a plan, up to what was read of it."""
    return house.fill(who, house.press(who, house.say(who, "plan Elnet"), "Indsæt en plan"), text=text)


def form(reply: Reply) -> Form:
    assert reply.form is not None, shown(reply)
    return reply.form


def plan(house: House) -> list[Milestone]:
    """What is on the plan."""
    with house.database.reading() as store:
        return [
            each for each in milestones.of_group(store, house.group("Elnet").id) if each.state != MilestoneState.dropped
        ]


def points(house: House, milestone: Milestone) -> list[PlanPoint]:
    with house.database.reading() as store:
        return list(milestones.points_of(store, [milestone.id]))


def drafts(house: House) -> list[Draft]:
    with house.database.reading() as store:
        return list(store.session.exec(select(Draft)))


def hints(reply: Reply) -> list[str]:
    return [each.hint for each in form(reply).fields if not isinstance(each, Choice)]


def test_every_line_is_shown_as_it_was_pasted_with_what_was_read(house: House) -> None:
    read = form(paste(house))
    assert (read.page, read.step, [value for name, value in read.values.items() if name.startswith("line")]) == (
        True,
        (2, 2),
        [
            "Tidsplan 2027",
            "1. Mandag den 4. januar: Byråd, dialogmøde – metoden drøftes",
            "2. Mandag den 11. januar: Politisk Koordination & Økonomi – beslutning om metoden",
            "3. 17. februar kl. 16-18: Den Kommunale Ledergruppe – fyraftensmøde\n   - Kerneopgaven\n"
            "   - Information om forstyrrelsesgrupper (hvis udvalget siger ja)",
            "4. 1.-2. april: Den Kommunale Ledergruppe – seminar",
            "5. I slutningen af maj: Grupperne er færdige",
            "6. Snarest: Borgerne høres",
            "7. Fredag den 14. juni: Byråd, temamøde",
        ],
    )
    assert hints(Reply(form=read)) == [
        "En overskrift. Den kommer ikke på planen.",
        "Mandag den 4. januar 2027 (uge 1) · Byråd · Dialogmøde – metoden drøftes",
        "Mandag den 11. januar 2027 (uge 2) · Politisk Koordination & Økonomi · Beslutning om metoden",
        "Onsdag den 17. februar 2027 kl. 16.00–18.00 (uge 7) · Den Kommunale Ledergruppe · Fyraftensmøde · punkter: "
        "Kerneopgaven; Information om forstyrrelsesgrupper",
        "1.–2. april 2027 (uge 13) · Den Kommunale Ledergruppe · Seminar",
        "I slutningen af maj 2027 · Grupperne er færdige",
        "Uden dato (Snarest) · Borgerne høres",
        f"{UNDATED} · Byråd · Temamøde",
    ]
    assert read.errors == {"line7": "Den 14. juni 2027 er en mandag, ikke en fredag."}


def test_nothing_is_on_the_plan_before_what_was_read_is_sent_back(house: House) -> None:
    paste(house)
    assert plan(house) == []
    assert text_of(house.say("Emil", "plan Elnet").card).splitlines()[0] == "Elnet har ingen plan endnu."


def test_an_unchanged_preview_puts_all_of_it_on_the_plan(house: House) -> None:
    reply = house.fill("Emil", paste(house))
    assert text_of(reply.card) == (
        "7 frister er sat på planen for Elnet.\n"
        "2 af dem har ingen dato. De står i hver oversigt, til de har fået en.\n"
        "[Se planen]\n{Fortryd}"
    )
    assert [(each.title, each.organ, of(each), each.words) for each in plan(house)] == [
        ("Dialogmøde – metoden drøftes", "Byråd", Moment(date(2027, 1, 4)), "Mandag den 4. januar"),
        (
            "Beslutning om metoden",
            "Politisk Koordination & Økonomi",
            Moment(date(2027, 1, 11)),
            "Mandag den 11. januar",
        ),
        (
            "Fyraftensmøde",
            "Den Kommunale Ledergruppe",
            Moment(date(2027, 2, 17), time(16), until=time(18)),
            "17. februar kl. 16-18",
        ),
        (
            "Seminar",
            "Den Kommunale Ledergruppe",
            Moment(date(2027, 4, 2), precision=Precision.range, first=date(2027, 4, 1)),
            "1.-2. april",
        ),
        (
            "Grupperne er færdige",
            "",
            Moment(date(2027, 5, 31), precision=Precision.part, first=date(2027, 5, 21)),
            "I slutningen af maj",
        ),
        ("Borgerne høres", "", None, "Snarest"),
        ("Temamøde", "Byråd", None, "Fredag den 14. juni"),
    ]


def test_a_point_waits_for_the_decision_that_was_chosen(house: House) -> None:
    read = paste(house)
    choice = next(each for each in form(read).fields if isinstance(each, Choice))
    assert (choice.label, form(read).values[choice.name]) == (
        '"hvis udvalget siger ja": Hvilket møde beslutter det?',
        "line-2",
    )
    house.fill("Emil", read)
    gate, meeting = plan(house)[1], plan(house)[2]
    assert [(each.title, each.gate_id) for each in points(house, meeting)] == [
        ("Kerneopgaven", None),
        ("Information om forstyrrelsesgrupper", gate.id),
    ]


def test_a_condition_for_which_nothing_is_chosen_stays_as_it_was_written(house: House) -> None:
    house.fill("Emil", paste(house), **{"gate3-1": ""})
    assert [(each.title, each.gate_id) for each in points(house, plan(house)[2])] == [
        ("Kerneopgaven", None),
        ("Information om forstyrrelsesgrupper (hvis udvalget siger ja)", None),
    ]


def test_a_corrected_line_is_read_and_shown_again_and_an_empty_one_is_left_out(house: House) -> None:
    changed = {"line7": "7. Mandag den 14. juni: Byråd, temamøde", "line1": "", "gate3-1": "line-2"}
    again = house.fill("Emil", paste(house), **changed)
    assert plan(house) == []
    assert form(again).errors == {}
    assert hints(again)[-1] == "Mandag den 14. juni 2027 (uge 24) · Byråd · Temamøde"
    house.fill("Emil", again)
    assert [each.title for each in plan(house)] == [
        "Beslutning om metoden",
        "Fyraftensmøde",
        "Seminar",
        "Grupperne er færdige",
        "Temamøde",
        "Borgerne høres",
    ]


def test_what_was_chosen_is_kept_when_another_line_is_left_out(house: House) -> None:
    again = house.fill("Emil", paste(house), **{"line4": "", "gate3-1": "line-1"})
    assert form(again).values["gate3-1"] == "line-1"


def test_emptying_every_line_leaves_the_draft_alone(house: House) -> None:
    reply = house.fill("Emil", paste(house), **{f"line{place}": "" for place in range(8)})
    assert form(reply).errors == {"line0": "Alle linjer er tomme. Lad mindst én stå."}
    assert drafts(house)[0].values["text"] == PLAN


def test_the_room_hears_of_the_plan_once(house: House) -> None:
    house.fill("Emil", paste(house))
    assert [text_of(each) for each in house.cards("#Elnet")] == [
        "Emil Brandtoft har sat 7 frister på planen.\n[Se planen]"
    ]


def test_a_preview_that_is_sent_twice_is_put_on_once(house: House) -> None:
    read = paste(house)
    house.fill("Emil", read)
    assert shown(house.fill("Emil", read)) == "Det er allerede sat på planen.\n[Se planen]"
    assert len(plan(house)) == 7


def test_a_plan_that_is_pasted_again_adds_only_what_is_new(house: House) -> None:
    house.fill("Emil", paste(house, "Mandag den 11. januar 2027: Beslutning om metoden"))
    again = paste(house, "Mandag den 11. januar 2027: Beslutning om metoden\nTirsdag den 12. januar 2027: Seminar")
    assert hints(again) == [
        "Den står allerede på planen og kommer ikke på igen.",
        "Tirsdag den 12. januar 2027 (uge 2) · Seminar",
    ]
    house.fill("Emil", again)
    assert [each.title for each in plan(house)] == ["Beslutning om metoden", "Seminar"]


def test_the_whole_paste_can_be_undone_and_is_a_draft_again(house: House) -> None:
    undone = house.press("Emil", house.fill("Emil", paste(house)), "Fortryd")
    assert text_of(undone.card) == (
        "Det er fortrudt. 7 frister er ikke længere på planen for Elnet.\n[Indsæt den igen]"
    )
    assert plan(house) == []
    assert form(house.press("Emil", undone, "Indsæt den igen")).values["text"].replace("\n\n", "\n") == PLAN
    assert [text_of(each) for each in house.cards("#Elnet")] == [
        "Det er fortrudt. 7 frister er ikke længere på planen for Elnet."
    ]


def test_what_is_done_stays_on_the_plan_when_the_paste_is_undone(house: House) -> None:
    receipt = house.fill("Emil", paste(house))
    house.ask("Emil", action="milestone.done", args={"milestone": plan(house)[0].id})
    house.press("Emil", receipt, "Fortryd")
    assert [(each.title, each.state) for each in plan(house)] == [("Dialogmøde – metoden drøftes", MilestoneState.done)]


def test_a_paste_that_was_left_is_there_again(house: House) -> None:
    paste(house)
    opened = house.press("Emil", house.say("Emil", "plan Elnet"), "Indsæt en plan")
    assert form(opened).values == {"text": PLAN}
    anothers = house.press("Sofie", house.say("Sofie", "plan Elnet"), "Indsæt en plan")
    assert form(anothers).values == {}


def test_nobody_sends_the_draft_of_another(house: House) -> None:
    read = paste(house)
    assert shown(house.fill("Sofie", read)) == "Det er allerede sat på planen.\n[Se planen]"
    assert plan(house) == []


def test_nobody_is_asked_about_what_had_passed_when_it_was_pasted(house: House) -> None:
    house.fill("Emil", paste(house, "Mandag den 2. november 2026: Opstart"))
    house.wind("2026-12-10 09:00")
    assert [(each.late_at, each.late_asked_at, each.asked_at) for each in plan(house)] == [(None, None, None)]


def test_an_owner_who_is_in_the_group_gets_the_deadline(house: House) -> None:
    house.fill("Emil", paste(house, "Dato | Hvad | Ansvarlig\n11.01.2027 | Notat | Anna Lindholt"))
    assert [(each.title, each.owner_id) for each in plan(house)] == [("Notat", house.person("Anna").id)]


def test_five_hundred_lines_are_answered_and_kept(house: House) -> None:
    text = "\n".join(f"{1 + day % 28}. marts 2027: Møde {day}" for day in range(500))
    reply = paste(house, text)
    assert (form(reply).errors, form(reply).values) == (
        {"text": "Det er 500 linjer. Indsæt højst 200 ad gangen."},
        {"text": text},
    )
    assert (plan(house), drafts(house)) == ([], [])


def test_an_empty_paste_is_no_plan(house: House) -> None:
    assert form(paste(house, " \n\t\n ")).errors == {"text": "Feltet skal udfyldes."}


def test_a_cpr_number_is_never_kept(house: House) -> None:
    reply = paste(house, "11. januar 2027: Samtale med 010190-1234")
    assert form(reply).errors == {"text": "Udelad CPR-nummeret. Det gemmer vi aldrig."}
    assert drafts(house) == []


def test_the_plan_of_a_group_that_has_ended_is_left_alone(house: House) -> None:
    read = paste(house)
    with house.database.changing() as store:
        groups.get(store, house.group("Elnet").id).state = GroupState.dissolved
    assert shown(house.fill("Emil", read)) == "Elnet er slut. Der kan ikke ændres noget i gruppen."


def test_what_was_read_of_an_earlier_paste_does_not_pass_for_saved(house: House) -> None:
    earlier = paste(house)
    paste(house, "Møde den 3. december")
    assert shown(house.fill("Emil", earlier)) == (
        "Du har indsat noget andet siden. Gå videre med det.\n[Indsæt en plan]"
    )
    assert [each.title for each in plan(house)] == []


def test_a_decision_that_had_passed_when_it_was_pasted_is_asked_about_when_something_waits_for_it(house: House) -> None:
    text = (
        "Mandag den 2. november 2026: Politisk Koordination & Økonomi – beslutning om metoden\n"
        "Mandag den 2. november 2026: Opstart\n"
        "Fredag den 15. januar 2027: Seminar, hvis udvalget siger ja"
    )
    house.fill("Emil", paste(house, text))
    house.settle()
    assert house.titles("Emil") == ["Sagde Politisk Koordination & Økonomi ja?"]
    house.press("Emil", house.card("Emil"), "Ja")
    house.wind("2027-01-14 09:00")
    assert [title for title in house.titles("Emil") if title.startswith("Seminar")] == [
        "Seminar skal være klar fredag den 15. januar (uge 2)."
    ]


def test_a_text_of_thousands_of_lines_is_refused_before_it_is_read(house: House) -> None:
    assert form(paste(house, "punkt\n" * 3000)).errors == {"text": "Det er 3000 linjer. Indsæt højst 200 ad gangen."}
