"""What stands in a group's case: plain values, complete, with official names."""

from __future__ import annotations

from handlers.locale import Speech
from handlers.record.casefile import collect
from storage import groups, people
from storage.engine import Database
from tests.handlers.ending.elnet import established
from tests.world import House


def test_members_and_answers_stand_in_tables_with_official_names(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.reading() as store:
        case = collect(store, groups.get(store, id_), Speech("da", house.now))
    members, requests = case.sheets[0], case.sheets[1]
    assert members.head == ("Navn", "Titel", "Organisation", "Mail", "Rolle", "Fra", "Til")
    assert members.rows[0] == (
        "Anna Lindholt",
        "energiplanlægger",
        "Hjørring Kommune",
        "anna.lindholt@hjoerring.example",
        "",
        "2026-11-20 09:00",
        "",
    )
    assert [row[4] for row in members.rows] == ["", "", "", "", "", "tovholder"]
    assert requests.rows[0] == (
        "Hjørring Kommune",
        "Vibeke Mosegaard",
        "2026-11-20 10:00",
        "2026-11-27 12:00",
        "udpeget",
        "2026-11-23 09:12",
        "Vibeke Mosegaard",
        "På mail",
        "",
        "Anna Lindholt (sagde ja)",
    )
    assert [row[0] for row in requests.rows] == [
        "Hjørring Kommune",
        "Mariagerfjord Kommune",
        "Thisted Kommune",
        "Region Nordjylland",
        "Green Hub Denmark",
    ]


def test_an_erased_person_is_without_a_name(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        anna = people.get(store, house.person("Anna").id)
        anna.name, anna.title, anna.email, anna.erased_at = "", "", None, house.now
    with database.reading() as store:
        case = collect(store, groups.get(store, id_), Speech("da", house.now))
    assert case.sheets[0].rows[0][0] == "Slettet profil"
    assert case.sheets[1].rows[0][9] == "Slettet profil (sagde ja)"
