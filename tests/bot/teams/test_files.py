"""Papers in Teams: whoever presses for one gets a link to it, on top of the card and alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlmodel import select

from bot.teams import render
from handlers.dialogue.card import Button, Card, Document, Line
from handlers.dialogue.errors import UserError
from storage.engine import Database
from storage.tables import Link, LinkPurpose
from tests.bot.acted import QUESTION
from tests.bot.teams.playhouse import CHANNEL, PAGES, SEAL, Playhouse, play
from tests.snapshot import nothing_changes
from tests.teams.fake import Fake
from tests.teams.workspace import Done

Run = Callable[..., None]
LABEL = "Hent Elnet.zip"


@pytest.fixture
def run(database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario, **how: play(database, teams, monkeypatch, scenario, **how)


def links(house: Playhouse) -> list[Link]:
    """The links that have been made."""
    with house.database.reading() as store:
        return list(store.session.exec(select(Link)))


def notice(done: Done) -> list[str]:
    """What stands on top of the card."""
    assert done.pressed is not None
    text, rest = done.pressed.text, "Må vi låne Anna Lindholt?"
    return text.partition(f"\n{rest}")[0].splitlines()


def test_whoever_presses_gets_a_link_of_their_own_for_a_day(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["case"] = b"PK\x03\x04 en sag"
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), LABEL)
        (link,) = links(house)
        made = (link.purpose, link.person_id, link.outbox_id, link.expires_at)
        assert made == (LinkPurpose.file, 2, None, house.clock.now() + timedelta(days=1))
        address = f"{PAGES}/file/{SEAL.pack([link.id, link.nonce, 'case', 7], 'file')}"
        offered = Card(
            "Her er Elnet.zip.",
            (Line("Linket er kun til dig. Det virker i et døgn."),),
            (Button("", "Hent filen", url=address, style="primary"),),
        )
        assert done.answer.body["value"] == render.message(QUESTION, house.t, notice=offered).content
        assert (await house.workspace.press("Vibeke", done.pressed, "Hent filen")).url == address
        assert house.fake.record("send", "update") == []

    run(scenario)


def test_pressing_again_gives_the_same_link(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["case"] = b"en sag"
        card = await house.card("Vibeke", QUESTION)
        first = await house.workspace.press("Vibeke", card, LABEL)
        second = await house.workspace.press("Vibeke", card, LABEL)
        assert first.answer.body == second.answer.body == (await house.workspace.again()).body
        assert len(links(house)) == 1

    run(scenario)


def test_in_a_channel_nobody_else_sees_the_link(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["case"] = b"en sag"
        card = await house.room(QUESTION)
        done = await house.workspace.press("Sofie", card, LABEL)
        assert notice(done)[0] == "Her er Elnet.zip."
        assert house.workspace.texts(CHANNEL, viewer="Vibeke") == [card.text]
        assert house.fake.record("send", "update") == []

    run(scenario)


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (LookupError("case"), "Det findes ikke længere."),
        (UserError("Det er kun for gruppen."), "Det er kun for gruppen."),
        (ValueError("a defect"), "Det findes ikke længere."),
    ],
)
def test_a_paper_that_is_not_to_be_had_is_a_sentence(
    run: Run, database: Database, paper: Exception, sentence: str
) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["case"] = paper
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            assert notice(await house.workspace.press("Vibeke", card, LABEL)) == [sentence]

    run(scenario)


def test_a_paper_that_takes_long_to_make_is_linked_to_all_the_same(run: Run) -> None:
    async def scenario(house: Playhouse) -> None:
        house.teams.connector.patience.paper = 0.05
        house.papers["case"] = asyncio.Event()
        done = await house.workspace.press("Vibeke", await house.card("Vibeke", QUESTION), LABEL)
        assert notice(done)[0] == "Her er Elnet.zip."

    run(scenario)


def test_a_calendar_has_a_page(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["calendar"] = web.HTTPSeeOther(f"{PAGES}/calendar/x")
        calendar = Card("Frister", (Document("calendar", 2, "Få det i din egen kalender"),))
        card = await house.card("Vibeke", calendar)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, "Få det i din egen kalender")
        assert done.pressed is not None
        assert done.pressed.text.splitlines()[:2] == ["Få det i din egen kalender", "[Åbn siden]"]
        link = await house.workspace.press("Vibeke", done.pressed, "Åbn siden")
        assert link.url == f"{PAGES}/calendar/x"

    run(scenario)


def test_without_pages_it_is_said_who_sends_it(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        house.papers["case"] = b"en sag"
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            done = await house.workspace.press("Vibeke", card, LABEL)
        assert notice(done) == [
            "Elnet.zip kan ikke hentes fra Teams.",
            "Skriv til BRN-sekretariatet, så får du den på mail.",
        ]

    run(scenario, pages=False)


@pytest.mark.parametrize("args", [{}, {"kind": "case"}, {"kind": "case", "id": "x"}, {"id": 7, "name": "x"}])
def test_a_paper_that_is_not_named_is_not_there(run: Run, database: Database, args: dict[str, Any]) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        press = {"type": "Action.Execute", "verb": "file", "data": {"taskforce": {"args": args}}}
        with nothing_changes(database):
            assert notice(await house.workspace.act("Vibeke", card, press)) == ["Det findes ikke længere."]

    run(scenario)
