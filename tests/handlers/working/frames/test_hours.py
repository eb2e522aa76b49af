"""Hours lent: a group's hours a week, or the member's own, counted for each organisation."""

from __future__ import annotations

from datetime import date

import pytest

from storage.engine import Database
from tests.handlers.working.made import made_group
from tests.world import House, at, shown, text_of

FIVE = ("Anna", "Dorthe", "Kasper", "Maja", "Emil")


def begun(database: Database, **values: object) -> House:
    """Elnet, ten weeks long, with four hours a week for each of five."""
    house = House(database, now=at("2026-12-01 09:00"))
    about = {"hours": 4, "starts_on": date(2026, 12, 1), "planned_end": date(2027, 2, 9)} | values
    made_group(house, members=FIVE, **about)
    return house


def lent(house: House, who: str = "Sofie") -> str:
    """What Elnet's page says of it."""
    lines = text_of(house.say(who, "status Elnet").card).splitlines()
    return next((line for line in lines if line.startswith("Udlånt tid")), "")


def edited(house: House, who: str, hours: str, member: str = "Anna") -> object:
    """Somebody changes the hours of a member."""
    page = house.press(who, house.say(who, "status Elnet"), "Ramme og timer").card
    item = next(each for part in page.body for each in getattr(part, "items", ()) if each.text.startswith(member))
    return house.fill(who, house.ask(who, action="hours.edit", args=item.buttons[0].args), hours=hours)


def test_the_page_says_who_lends_how_much(database: Database) -> None:
    house = begun(database)
    assert lent(house) == (
        "Udlånt tid: ca. 200 timer i alt: BRN 40, Hjørring 40, Mariagerfjord 40, Region Nordjylland 40, Thisted 40"
    )
    assert lent(house, "Anna") == lent(house)


def test_a_group_without_an_end_says_the_hours_of_a_week(database: Database) -> None:
    house = begun(database, planned_end=None)
    assert lent(house) == (
        "Udlånt tid: ca. 20 timer om ugen: BRN 4, Hjørring 4, Mariagerfjord 4, Region Nordjylland 4, Thisted 4"
    )


def test_a_group_of_which_nobody_has_said_how_many_hours_says_nothing(database: Database) -> None:
    assert lent(begun(database, hours=None)) == ""


def test_a_member_changes_their_own_hours_and_takes_it_back(database: Database) -> None:
    house = begun(database)
    reply = edited(house, "Anna", "2,5")
    assert shown(reply) == (
        "Anna Lindholt har ca. 2,5 timer om ugen til Elnet.\n"
        "ca. 185 timer i alt: BRN 40, Hjørring 25, Mariagerfjord 40, Region Nordjylland 40, Thisted 40\n"
        "{Fortryd}"
    )
    assert shown(house.press("Anna", reply, "Fortryd")) == "Det er fortrudt. Timerne er som før."
    assert "Hjørring 40" in lent(house)
    assert shown(house.press("Anna", reply, "Fortryd")) == "Det er allerede fortrudt."


def test_nobody_changes_the_hours_of_another_member(database: Database) -> None:
    house = begun(database)
    page = house.press("Anna", house.say("Anna", "status Elnet"), "Ramme og timer").card
    with_buttons = [each.text for part in page.body for each in getattr(part, "items", ()) if each.buttons]
    assert with_buttons == ["Anna Lindholt: ca. 4 timer om ugen"]


@pytest.mark.parametrize("who", ["Emil", "Sofie"])
def test_the_coordinator_and_the_secretariat_change_anybodys(database: Database, who: str) -> None:
    house = begun(database)
    edited(house, who, "1")
    assert "Hjørring 10" in lent(house)


def test_an_empty_field_is_the_groups_own_hours_again(database: Database) -> None:
    house = begun(database)
    edited(house, "Anna", "0")
    assert "Hjørring" not in lent(house)
    assert shown(edited(house, "Anna", "")).splitlines()[0] == "Anna Lindholt har ca. 4 timer om ugen til Elnet."
    assert shown(edited(house, "Anna", "")) == "Der er ikke ændret noget."


def test_hours_that_nobody_has_are_refused(database: Database) -> None:
    reply = edited(begun(database), "Anna", "38")
    assert reply.form.errors == {"hours": "Skriv et tal fra 0 til 37."}


def test_whoever_has_left_has_lent_until_then(database: Database) -> None:
    house = begun(database)
    house.wind("2026-12-15 08:00")
    house.press("Sofie", house.say("Sofie", "medlem Elnet fjern Anna"), "Ja, fjern Anna")
    assert "Hjørring 8" in lent(house)
    assert "Hjørring 8" in text_of(house.say("Emil", "status Elnet").card)


def test_hours_are_the_same_when_a_group_works_again(database: Database) -> None:
    house = begun(database, planned_end=None)
    edited(house, "Anna", "2,5")
    ended = house.fill("Sofie", house.say("Sofie", "opløs Elnet"), more="et papir", owner="BRN-sekretariatet")
    house.press("Sofie", ended, "Fortryd")
    assert "Hjørring 2,5" in lent(house)
