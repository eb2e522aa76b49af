from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers.dialogue.card import Items
from handlers.dialogue.reply import Reply
from storage import groups
from storage.engine import Database
from storage.tables import GroupState
from tests.handlers.working.made import made_group
from tests.handlers.working.plan.test_pasting import paste, plan
from tests.world import House, at, button, shown, text_of

PLAN = """Tidsplan 2027
Mandag den 11. januar: Politisk Koordination & Økonomi – beslutning om metoden
17. februar kl. 16-18: Den Kommunale Ledergruppe – fyraftensmøde
- Kerneopgaven
- Information om grupperne (hvis udvalget siger ja)
1.-2. april: Den Kommunale Ledergruppe – seminar"""
GATE = "Politisk Koordination & Økonomi, mandag den 11. januar"


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database, now=at("2026-12-01 09:00"))
    made_group(house)
    house.fill("Emil", paste(house, PLAN))
    yield house
    house.runner.close()


def rows(house: House, who: str = "Emil") -> list[str]:
    """The plan, a line a deadline."""
    lines = text_of(house.say(who, "plan Elnet").card).splitlines()
    return [line.removeprefix("· ").removesuffix(" [Se]") for line in lines if line.endswith("[Se]")]


def see(house: House, what: str, who: str = "Emil") -> Reply:
    """One deadline on a card of its own."""
    card = house.say(who, "plan Elnet").card
    assert card is not None
    items = next(part for part in card.body if isinstance(part, Items)).items
    button = next(each.buttons[0] for each in items if what in each.text)
    return house.ask(who, action=button.action, args=button.args)


def point(house: House, label: str, place: int) -> Reply:
    """Press at one of the points of the meeting."""
    card = see(house, "Fyraftensmøde").card
    assert card is not None
    item = next(part for part in card.body if isinstance(part, Items)).items[place]
    button = next(each for each in item.buttons if each.label == label)
    return house.ask("Emil", action=button.action, args=button.args)


def test_the_plan_stands_in_order_with_bodies_points_and_what_they_wait_for(house: House) -> None:
    assert rows(house) == [
        "Mandag den 11. januar (uge 2) · Politisk Koordination & Økonomi · Beslutning om metoden",
        "Onsdag den 17. februar kl. 16.00–18.00 (uge 7) · Den Kommunale Ledergruppe · Fyraftensmøde · punkter: "
        f"Kerneopgaven; Information om grupperne (afventer {GATE})",
        "1.–2. april (uge 13) · Den Kommunale Ledergruppe · Seminar",
    ]


def test_a_group_without_a_plan_says_how_to_get_one(house: House) -> None:
    made_group(house, "Turisme")
    assert shown(house.say("Emil", "plan Turisme")) == (
        "Turisme har ingen plan endnu.\n"
        "Indsæt planen, som I har skrevet den, eller sæt én frist ad gangen.\n"
        "[Indsæt en plan] [Ny frist] [Planlæg baglæns]\n{Vis ved siden af}"
    )


def test_a_no_shows_the_point_as_fallen_away_and_undo_brings_it_back(house: House) -> None:
    question = house.press("Emil", see(house, "Beslutning"), "Notér beslutningen")
    no = house.press("Emil", question, "Nej")
    assert rows(house)[:2] == [
        "Mandag den 11. januar (uge 2) · Politisk Koordination & Økonomi · Beslutning om metoden · besluttet: nej",
        "Onsdag den 17. februar kl. 16.00–18.00 (uge 7) · Den Kommunale Ledergruppe · Fyraftensmøde · punkter: "
        "Kerneopgaven; Information om grupperne (bortfaldet)",
    ]
    house.press("Emil", no, "Fortryd")
    assert rows(house)[1].endswith(f"Information om grupperne (afventer {GATE})")


def test_a_deadline_shows_what_can_be_done_about_it_and_its_points(house: House) -> None:
    assert shown(see(house, "Fyraftensmøde")) == (
        "Fyraftensmøde\n"
        "Hvornår: Onsdag den 17. februar kl. 16.00–18.00 (uge 7)\n"
        "Skrevet som: 17. februar kl. 16-18\n"
        "Organ: Den Kommunale Ledergruppe\n"
        "Punkter\n"
        "· Kerneopgaven [Færdig] [Ret] [Fjern]\n"
        f"· Information om grupperne (afventer {GATE}) [Færdig] [Ret] [Fjern]\n"
        "[Færdig] [Ret] [Tilføj punkter] [Fjern] [Hele planen]"
    )


def test_a_member_sees_the_plan_and_changes_nothing(house: House) -> None:
    assert shown(see(house, "Fyraftensmøde", "Anna")).splitlines()[-3:] == [
        "· Kerneopgaven",
        f"· Information om grupperne (afventer {GATE})",
        "[Hele planen]",
    ]
    assert rows(house, "Anna") == rows(house)


def test_points_are_added_edited_and_dropped_and_each_can_be_undone(house: House) -> None:
    form = house.press("Emil", see(house, "Seminar"), "Tilføj punkter")
    added = house.fill("Emil", form, points="- Status\n• Budget")
    assert rows(house)[2].endswith("· Seminar · punkter: Status; Budget")
    house.press("Emil", added, "Fortryd")
    assert rows(house)[2].endswith("· Seminar")

    dropped = point(house, "Fjern", 1)
    assert rows(house)[1].endswith("punkter: Kerneopgaven")
    house.press("Emil", dropped, "Fortryd")
    assert rows(house)[1].endswith(f"Information om grupperne (afventer {GATE})")

    edited = house.fill("Emil", point(house, "Ret", 1), title="Nyt om grupperne", gate="")
    assert rows(house)[1].endswith("punkter: Kerneopgaven; Nyt om grupperne")
    house.press("Emil", edited, "Fortryd")
    assert rows(house)[1].endswith(f"Information om grupperne (afventer {GATE})")


def test_a_point_that_was_edited_again_or_whose_group_has_ended_is_not_put_back(house: House) -> None:
    first = house.fill("Emil", point(house, "Ret", 0), title="Opgaverne")
    second = house.fill("Emil", point(house, "Ret", 0), title="Kernen")
    assert house.press("Emil", first, "Fortryd").card.tone == "warning"
    house.press("Emil", second, "Fortryd")
    assert "Opgaverne" in rows(house)[1]
    house.press("Emil", first, "Fortryd")
    assert "Kerneopgaven" in rows(house)[1]
    added = house.fill("Emil", house.press("Emil", see(house, "Seminar"), "Tilføj punkter"), points="Status")
    with house.database.changing() as store:
        groups.get(store, house.group("Elnet").id).state = GroupState.dissolved
    assert house.press("Emil", added, "Fortryd").card.tone == "warning"


def test_a_point_is_done_and_not_done_after_all(house: House) -> None:
    done = house.press("Emil", point(house, "Færdig", 0), "Fortryd")
    assert text_of(done.card) == "Det er fortrudt. Kerneopgaven"
    open_ = point(house, "Færdig", 0)
    assert rows(house)[1].endswith(f"punkter: Kerneopgaven (færdig); Information om grupperne (afventer {GATE})")
    args = button(open_.card, "Ikke færdig").args
    assert shown(house.ask("Emil", action="plan.point.done", args=args)) == "Kerneopgaven er allerede færdig."
    again = point(house, "Ikke færdig", 0)
    assert rows(house)[1].endswith(f"punkter: Kerneopgaven; Information om grupperne (afventer {GATE})")
    house.press("Emil", again, "Fortryd")
    assert rows(house)[1].endswith(f"punkter: Kerneopgaven (færdig); Information om grupperne (afventer {GATE})")


def test_a_point_that_is_done_does_not_fall_away_with_a_no(house: House) -> None:
    point(house, "Færdig", 1)
    house.ask("Emil", action="gate.no", args={"milestone": plan(house)[0].id})
    assert rows(house)[1].endswith("punkter: Kerneopgaven; Information om grupperne (færdig)")


def test_a_deadline_is_given_any_precision_another_body_and_a_decision_to_wait_for(house: House) -> None:
    gate = plan(house)[0]
    args = {"milestone": plan(house)[2].id}
    form = house.ask("Emil", action="milestone.edit", args=args)
    assert form.form is not None
    assert form.form.values == {"title": "Seminar", "organ": "Den Kommunale Ledergruppe", "day": "1.–2. april"}
    edited = house.fill("Emil", form, day="i slutningen af april", organ="Byråd", gate=str(gate.id))
    assert rows(house)[2] == f"I slutningen af april · Byråd · Seminar · afventer {GATE}"
    house.press("Emil", edited, "Fortryd")
    assert rows(house)[2] == "1.–2. april (uge 13) · Den Kommunale Ledergruppe · Seminar"


def test_a_decision_does_not_wait_for_what_waits_for_it(house: House) -> None:
    gate, _, seminar = plan(house)
    form = house.ask("Emil", action="milestone.edit", args={"milestone": seminar.id})
    house.fill("Emil", form, gate=str(gate.id))
    form = house.ask("Emil", action="milestone.edit", args={"milestone": gate.id})
    assert form.form is not None
    options = [option.label for field in form.form.fields if field.name == "gate" for option in field.options]
    assert options == ["Den Kommunale Ledergruppe, onsdag den 17. februar"]


def test_a_day_of_any_precision_that_has_passed_is_refused(house: House) -> None:
    form = house.ask("Emil", action="milestone.edit", args={"milestone": plan(house)[2].id})
    refused = house.fill("Emil", form, day="i oktober 2026")
    assert refused.form is not None
    assert list(refused.form.errors) == ["day"]
