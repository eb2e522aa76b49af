"""A director who changes an answer, and one who names somebody nobody knows yet."""

from __future__ import annotations

from handlers.dialogue.card import Confirm
from storage.engine import Database
from tests.elnet import answer, ask_one, send
from tests.snapshot import nothing_changes
from tests.world import House, button, text_of


def test_what_somebody_new_knows_about_is_kept(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = answer(house, "Lars", "Udpeg en")
    assert [(each.label, each.required) for each in form.form.fields] == [
        ("Navn", True),
        ("Arbejdsmail", True),
        ("Titel (frivillig)", False),
        ("Kompetencer (frivillig)", False),
    ]
    house.fill("Lars", form, name="Ida Vestervig", email="ida.vestervig@thisted.example", competences="netplanlægning")
    ida = house.person("Ida")
    assert (ida.name, ida.title, ida.competences) == ("Ida Vestervig", "", "netplanlægning")
    assert "fordi du arbejder med netplanlægning" in text_of(house.card("Ida"))


def test_a_changed_answer_is_reminded_of_as_if_it_had_not_been_given(database: Database) -> None:
    house = House(database)
    send(house)
    house.press("Vibeke", answer(house, "Vibeke", "Ja, spørg Anna"), "Skift svar")
    house.wind("2026-11-25 12:00")
    assert house.titles("Vibeke")[-1] == "Har du et øjeblik til Elnet?"


def test_changing_a_yes_says_first_what_it_means(database: Database) -> None:
    house = House(database)
    send(house)
    change = button(answer(house, "Vibeke", "Ja, spørg Anna").card, "Skift svar")
    assert change.confirm == Confirm(
        "Skal svaret skiftes?",
        "Så spørger vi ikke længere Anna, og spørgsmålet er åbent igen.",
        "Ja, skift svaret",
    )


def test_an_address_of_another_house_is_refused_at_its_field(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = answer(house, "Lars", "Udpeg en")
    with nothing_changes(database):
        back = house.fill("Lars", form, name="Kasper Thybo-Lund", email="kasper@aalborg.example")
    assert back.form.errors == {"email": "kasper@aalborg.example er en adresse hos Aalborg. Udpeg en fra Thisted."}
    assert house.fill("Lars", form, name="Ida Vest", email="ida@konsulent.example").form is None
