"""Whom the pasted lines mean, and by which route each is asked."""

from __future__ import annotations

import pytest

from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request
from handlers.forming.commission.pasted import read_people
from storage.engine import Database
from storage.tables import RequestRoute
from tests.snapshot import nothing_changes
from tests.world import House


def read(house: House, text: str) -> list[tuple[str, str, str, str | None, int]]:
    with house.database.changing() as store:
        request = Request(actor=house.person("Sofie"), now=house.now)
        return [
            (each.organisation.short, each.addressee.name, each.route.value, each.named and each.named.name, each.seats)
            for each in read_people(request, store, text)
        ]


def test_each_line_finds_its_route(database: Database) -> None:
    house = House(database)
    found = read(
        house,
        "Hjørring: Anna Lindholt\nThisted\nRebild (2)\nRegion Nordjylland: Maja Hedelund\n"
        "Green Hub Denmark: Tobias Grønnegaard\nKasper Thybo-Lund",
    )
    assert found == [
        ("Hjørring", "Vibeke Mosegaard", "named", "Anna Lindholt", 1),
        ("Thisted", "Lars Nystrand", "open", None, 1),
        ("Rebild", "Mogens Skørbæk", "open", None, 2),
        ("Region Nordjylland", "Erik Vendelbjerg", "named", "Maja Hedelund", 1),
        ("Green Hub Denmark", "Tobias Grønnegaard", "external", None, 1),
        ("Thisted", "Lars Nystrand", "named", "Kasper Thybo-Lund", 1),
    ]


def test_the_same_person_or_organisation_twice_counts_once(database: Database) -> None:
    house = House(database)
    found = read(house, "Jammerbugt: Rasmus Vestrup\nThisted\nRasmus Vestrup\nThisted Kommune")
    assert [row[:2] + row[3:4] for row in found] == [
        ("Jammerbugt", "Niels Klithave", "Rasmus Vestrup"),
        ("Thisted", "Lars Nystrand", None),
    ]


def test_two_contacts_of_one_house_outside_are_both_asked(database: Database) -> None:
    house = House(database)
    found = read(
        house,
        "Nyt Firma: Ane Holm <ane.holm@firma.example>\nNyt Firma: Bo Lund <bo.lund@firma.example>\n"
        "Nyt Firma: Ane Holm <ane.holm@firma.example>",
    )
    assert [(short, name, route) for short, name, route, *_ in found] == [
        ("Nyt Firma", "Ane Holm", RequestRoute.external),
        ("Nyt Firma", "Bo Lund", RequestRoute.external),
    ]


def test_somebody_new_is_taken_in_once(database: Database) -> None:
    house = House(database)
    found = read(house, "Hjørring: Ny Person <ny@hjoerring.example>\nHjørring: Ny Person <NY@hjoerring.example>")
    assert [row[3] for row in found] == ["Ny Person"]
    assert house.person("Ny Person").email == "ny@hjoerring.example"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Hjøring", 'Jeg kender ikke "Hjøring". Mente du Hjørring?'),
        ("Ukendt", 'Jeg kender ikke "Ukendt". Skriv en organisation, eller en person med mailadresse.'),
        ("Thisted: Anna Lindholt", "Anna Lindholt arbejder hos Hjørring, ikke hos Thisted."),
        (
            "Hjørring: Nye Holm",
            'Jeg kender ikke Nye Holm hos Hjørring. Skriv også mailadressen: "Hjørring: Nye Holm <mail>".',
        ),
        ("Hjørring: ny@hjoerring.example", 'Skriv også navnet: "Hjørring: navn <ny@hjoerring.example>".'),
        (
            "Green Hub Denmark",
            'Green Hub Denmark har ingen direktør. Hvem skriver vi til? "Green Hub Denmark: navn <mail>".',
        ),
        ("Rebild (99)", "Højst 10 fra én organisation."),
        (
            "Emil Brandtoft",
            "Jeres egne skal ikke spørges. Vælg dem som tovholder, eller tilføj dem bagefter.",
        ),
        (
            "Hjørring: <script>alert(1)</script>",
            'Jeg forstår ikke "script" i "Hjørring: <script>alert(1)</script>".',
        ),
    ],
)
def test_what_cannot_be_understood_is_quoted_and_nothing_is_kept(database: Database, line: str, sentence: str) -> None:
    house = House(database)
    with nothing_changes(database), pytest.raises(UserError) as refused:
        read(house, f"Thisted: Ny Kollega <ny.kollega@thisted.example>\n{line}")
    assert (refused.value.sentence, refused.value.field) == (sentence, "whom")
