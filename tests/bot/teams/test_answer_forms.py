"""Forms in Teams: in the place of a card, and as messages of their own; over HTTP, against the tests' Microsoft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.teams import render
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form, Words
from storage.engine import Database
from storage.tables import OutboxKind
from tests.bot.acted import QUESTION
from tests.bot.teams.playhouse import CHANNEL, Playhouse, answered, below, play, stood
from tests.snapshot import nothing_changes
from tests.teams.fake import Fake, Json
from tests.teams.reading import Shown, labels

Run = Callable[[Any], None]
OWN = Form("play.name", "Hvem skal vi spørge i stedet?", (Words("name", "Navn"),), "Udpeg", {"request": 12})


@pytest.fixture
def run(database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, teams, monkeypatch, scenario)


# --- in the place of a card ---


def test_a_form_stands_in_the_place_of_the_card_with_a_way_back(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, "Foreslå en anden")
            assert stood(done).splitlines()[0] == "Hvem skal vi spørge i stedet?"
            assert labels(done.pressed) == ["Udpeg", "Tilbage"]
            done = await house.workspace.press("Vibeke", done.pressed, "Tilbage")
        assert done.answer.body == answered(render.message(QUESTION, house.t).content)
        assert house.calls() == []

    run(scenario)


def test_errors_stand_at_their_fields_and_what_was_written_stays(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Foreslå en anden")
        with nothing_changes(database):
            done = await house.workspace.submit(
                "Vibeke", done.pressed, {"name+": "Henning Bro", "mail": "nul"}, label="Udpeg"
            )
        text = stood(done)
        assert "Ét felt skal rettes." in text
        assert "Adressen mangler noget efter @." in text
        assert done.pressed is not None
        inputs = {each.get("id"): each.get("value") for each in done.pressed.card["body"]}
        assert (inputs["name+"], inputs["mail"]) == ("Henning Bro", "nul")
        done = await house.workspace.submit("Vibeke", done.pressed, {"mail": ""}, label="Udpeg")
        assert stood(done) == "Tak. Vi spørger Henning Bro."
        assert house.traces("named") == 1

    run(scenario)


def test_a_refusal_about_no_field_stands_on_top_of_the_form(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Foreslå en anden")
        with nothing_changes(database):
            done = await house.workspace.submit("Vibeke", done.pressed, {"name+": "Ingen"}, label="Udpeg")
        assert stood(done).splitlines()[:2] == ["Hjørring har ingen plads mere.", "Hvem skal vi spørge i stedet?"]
        assert done.pressed is not None
        inputs = {each.get("id"): each.get("value") for each in done.pressed.card["body"]}
        assert inputs["name+"] == "Ingen"

    run(scenario)


def test_a_form_that_is_done_is_followed_by_its_reply_for_everybody(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), "Foreslå en anden")
        done = await house.workspace.submit("Vibeke", done.pressed, {"name+": "Amir Rahimi"}, label="Udpeg")
        assert done.answer.body == answered(render.message(Card("Tak. Vi spørger Amir Rahimi."), house.t).content)
        assert (stood(done), below(done)) == ("Tak. Vi spørger Amir Rahimi.", ["named 0"])
        assert len(house.rows(OutboxKind.update)) == 1

    run(scenario)


def test_a_second_step_stands_in_the_place_of_the_first(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        done = await house.workspace.press("Vibeke", card, "Foreslå en anden")
        done = await house.workspace.submit("Vibeke", done.pressed, {"name+": "Flere"}, label="Udpeg")
        assert stood(done).splitlines()[:2] == ["Og hvornår?", "2 af 2"]
        done = await house.workspace.submit("Vibeke", done.pressed, {"day": "fredag"})
        assert (stood(done), house.calls()) == (card.text, [])

    run(scenario)


def test_in_a_channel_a_form_is_done_without_changing_what_everybody_sees(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(QUESTION)
        done = await house.workspace.press("Sofie", card, "Foreslå en anden")
        done = await house.workspace.submit("Sofie", done.pressed, {"name+": "Amir Rahimi"}, label="Udpeg")
        assert stood(done) == f"Tak. Vi spørger Amir Rahimi.\n{card.text}"
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [card.text]

    run(scenario)


# --- as messages of their own ---


def test_a_form_of_its_own_is_replaced_for_good_when_it_is_done(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        form = await house.form("Vibeke", OWN)
        assert labels(form) == ["Udpeg", "Annullér"]
        done = await house.workspace.submit("Vibeke", form, {"name": "Amir Rahimi"})
        assert stood(done) == "Tak. Vi spørger Amir Rahimi."
        assert house.workspace.texts("Vibeke")[0] == "Tak. Vi spørger Amir Rahimi."
        assert "update" in house.calls()

    run(scenario)


def test_a_form_of_its_own_goes_on_with_its_next_step(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.submit("Vibeke", await house.form("Vibeke", OWN), {"name": "Flere"})
        assert stood(done).splitlines()[:2] == ["Og hvornår?", "2 af 2"]
        assert labels(done.pressed) == ["Send", "Annullér"]
        assert house.calls() == ["update"]
        done = await house.workspace.submit("Vibeke", done.pressed, {"day": "fredag"})
        assert stood(done) == "Og hvornår?"  # there was nothing to say

    run(scenario)


def test_a_form_of_its_own_that_is_left_stays_left(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        form = await house.form("Vibeke", OWN)
        for _ in range(2):
            done = await house.workspace.act("Vibeke", form, _back(form))
            assert stood(done) == "Hvem skal vi spørge i stedet?\nIntet er sendt."
        assert house.calls() == ["update"]

    run(scenario)


def test_a_form_of_its_own_that_was_refused_stays(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        form = await house.form("Vibeke", OWN)
        with nothing_changes(database):
            done = await house.workspace.submit("Vibeke", form, {"name": "Ingen"})
        assert stood(done).splitlines()[0] == "Hjørring har ingen plads mere."
        done = await house.workspace.submit("Vibeke", done.pressed, {"name+": "Amir Rahimi"}, label="Udpeg")
        assert stood(done) == "Tak. Vi spørger Amir Rahimi."

    run(scenario)


def _back(shown: Shown) -> Json:
    return {"type": "Action.Execute", "verb": "back", "data": {"taskforce": {"args": {}}}}
