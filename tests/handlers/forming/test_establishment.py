"""The beginning of a group: when nobody is waited for any longer."""

from __future__ import annotations

from storage import members
from storage.engine import Database
from storage.tables import GroupState
from tests.elnet import accept, answer, ask_one, established, order
from tests.world import House, text_of


def test_established_word_for_word(database: Database) -> None:
    house = House(database)
    established(house)
    assert text_of(house.card("Sofie")) == (
        "Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.\n"
        "Fra bestilling til nedsættelse gik der 7 arbejdsdage.\n"
        "[Se]"
    )


def test_it_waits_for_the_last_expert(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt\nRegion Nordjylland: Maja Hedelund")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    assert house.group("Elnet").state == GroupState.nominating
    answer(house, "Erik", "Ja, spørg Maja")
    assert house.group("Elnet").state == GroupState.nominating
    accept(house, "Maja")
    assert house.group("Elnet").state == GroupState.established


def test_a_no_can_be_the_last_that_was_waited_for(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt\nThisted")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    house.press("Lars", answer(house, "Lars", "Ikke denne gang"), "Spring over")
    assert house.group("Elnet").state == GroupState.established


def test_it_begins_on_the_expected_day_or_on_the_day_when_the_last_says_yes(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    early = house.group("Elnet")
    assert (str(early.starts_on), str(early.planned_end)) == ("2026-12-01", "2027-06-01")
    ask_one(house, "Læsø: Ove Strandhede", title="Vand", coordinator="")
    answer(house, "Karen", "Ja, spørg Ove")
    house.wind("2026-12-07 10:00")
    accept(house, "Ove")
    late = house.group("Vand")
    assert (str(late.starts_on), str(late.planned_end)) == ("2026-12-07", "2027-06-07")


def test_a_group_without_an_end(database: Database) -> None:
    house = House(database)
    ask_one(house, "Hjørring: Anna Lindholt", months="")
    answer(house, "Vibeke", "Ja, spørg Anna")
    accept(house, "Anna")
    assert house.group("Elnet").planned_end is None


def test_a_group_of_which_nobody_has_to_be_asked_begins_with_its_coordinator(database: Database) -> None:
    house = House(database)
    preview = order(house, whom="")
    assert text_of(preview.card).startswith("Elnet er klar.\nIngen skal spørges. Gruppen går i gang med sin tovholder.")
    house.press("Sofie", preview, "Send nu")
    group = house.group("Elnet")
    assert group.state == GroupState.established
    with database.reading() as store:
        assert [person.name for _, person in members.of_group(store, group.id)] == ["Emil Brandtoft"]
