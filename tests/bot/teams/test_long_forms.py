"""Forms that are too long for a card: Teams shows the way to their page; over HTTP, against the tests' Microsoft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from handlers.dialogue.card import Button, Card
from storage.engine import Database
from storage.tables import Link, OutboxKind
from tests.bot.teams.playhouse import CHANNEL, PAGES, SEAL, Playhouse, below, play, stood
from tests.teams.fake import Fake
from tests.teams.reading import labels

Run = Callable[[Any], None]
WAY = (
    "Indsæt planen for Elnet\n"
    "Den udfyldes på en side, hvor der er bedre plads. Linket er kun dit og virker i et døgn.\n"
)
OPENS = Card("Planen mangler", buttons=(Button("long.open", "Indsæt plan", {"group": 1}),))


@pytest.fixture
def run(database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, teams, monkeypatch, scenario)


def address(database: Database) -> str:
    """The page of the one link that there is."""
    with database.reading() as store:
        return f"{PAGES}/page/{SEAL.link(store.session.exec(select(Link)).one())}"


def test_a_button_shows_the_way_in_the_place_of_its_card_with_a_way_back(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", OPENS)
        done = await house.workspace.press("Vibeke", card, "Indsæt plan")
        assert stood(done).startswith(WAY)
        assert labels(done.pressed) == ["Åbn siden", "Tilbage"]
        assert (await house.workspace.press("Vibeke", done.pressed, "Åbn siden")).url == address(database)
        done = await house.workspace.press("Vibeke", done.pressed, "Tilbage")
        assert stood(done) == card.text
        assert (house.calls(), house.rows(OutboxKind.update)) == ([], [])

    run(scenario)


def test_in_a_channel_only_whoever_pressed_sees_the_way(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.room(OPENS)
        done = await house.workspace.press("Sofie", card, "Indsæt plan")
        assert stood(done).startswith(WAY)
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [card.text]

    run(scenario)


def test_words_to_the_bot_are_answered_with_the_way(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.say("Vibeke", "lang")
        assert [each.startswith(WAY) for each in below(done)] == [True]

    run(scenario)


def test_a_mention_in_a_channel_is_answered_in_the_writer_s_own_conversation(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        await house.room(Card("Elnet"))
        await house.workspace.mention("Sofie", CHANNEL, "lang")
        assert house.workspace.texts("Sofie")[-1].startswith(WAY)
        assert [each for each in house.workspace.texts(CHANNEL) if "Indsæt" in each] == []

    run(scenario)


def test_a_short_form_that_leads_to_a_long_one_is_followed_by_the_way(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", Card("Planen", buttons=(Button("short.open", "Begynd"),)))
        done = await house.workspace.press("Vibeke", card, "Begynd")
        done = await house.workspace.submit("Vibeke", done.pressed, {"text": "Snarest: budget"}, label="Videre")
        assert stood(done).startswith("Er planen læst rigtigt?")
        assert labels(done.pressed) == ["Åbn siden", "Tilbage"]

    run(scenario)


def test_without_pages_it_is_said_whom_to_write_to(database: Database, teams: Fake, monkeypatch) -> None:
    async def scenario(house: Playhouse) -> None:
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", OPENS), "Indsæt plan")
        assert "Den formular kræver en side for sig, og det er der ikke her." in stood(done)

    play(database, teams, monkeypatch, scenario, pages=False)
