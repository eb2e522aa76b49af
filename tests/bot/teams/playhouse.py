"""A small stage for the face in Teams: the play of tests/bot/acted.py, with cards in people's hands and a channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlmodel import col, select

from bot.addresses import Addresses
from bot.carried import packed
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.face import Face
from bot.runner import Runner
from bot.seal import Seal
from bot.settings import load
from bot.teams.asked import spot
from bot.teams.face import Teams
from bot.ways import Ways
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form
from handlers.locale import Speech
from storage import outbox, people
from storage.engine import Database, Store
from storage.tables import IdentityKind, OutboxKind, OutboxRow, Room
from tests.bot.acted import CAST, START, ZONE, dealt, opened, paper_mill, router, traces
from tests.running import unhurried
from tests.teams.fake import Fake, Json
from tests.teams.reading import Shown
from tests.teams.workspace import Done, Workspace

CHANNEL = "#Elnet"
PAGES = "https://taskforce.brn.example"
SEAL = Seal("k" * 32)


@dataclass
class Playhouse:
    """The parts, wired as the program wires them, and the people's own Teams."""

    database: Database
    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    teams: Teams
    workspace: Workspace
    papers: dict[str, object] = field(default_factory=dict)

    @property
    def fake(self) -> Fake:
        return self.workspace.fake

    @property
    def t(self) -> Speech:
        """How to speak to everybody here."""
        return Speech("da", self.clock.now())

    async def settle(self) -> None:
        """Until nothing goes on any more."""
        await self.dispatcher.drain(self.clock.now())
        await self.teams.finish()

    async def card(self, who: str, card: Card, subject: str = "request:12") -> Shown:
        """Send somebody a card, which lies before them; nothing has been called since."""
        await self.runner.change(lambda store: dealt(store, who, card, self.clock.now(), subject))
        await self.settle()
        self.fake.clear()
        return self.workspace.messages(who)[-1]

    async def room(self, card: Card) -> Shown:
        """Give the group the channel, and post a card there."""

        def put(store: Store) -> None:
            now, address = self.clock.now(), self.workspace.place(CHANNEL)
            store.add(Room(group_id=1, kind="teams", name="Elnet", address=address, opened_at=now))
            row = OutboxRow(unique_key="room", kind=OutboxKind.message, lane="room:1", subject="room:1", group_id=1,
                            payload=packed(card), due_at=now)  # fmt: skip
            outbox.put(store, row)

        await self.runner.change(put)
        await self.settle()
        self.fake.clear()
        return self.workspace.messages(CHANNEL)[-1]

    async def form(self, who: str, form: Form) -> Shown:
        """Send somebody a form as a message of its own, as words are answered."""

        def put(store: Store) -> None:
            person = people.by_email(store, CAST[who][1])
            assert person is not None
            row = OutboxRow(unique_key="form", kind=OutboxKind.message, lane="form", subject="reply:form",
                            person_id=person.id, payload=packed(form), due_at=self.clock.now())  # fmt: skip
            outbox.put(store, row)

        await self.runner.change(put)
        await self.settle()
        self.fake.clear()
        return self.workspace.messages(who)[-1]

    def rows(self, kind: OutboxKind) -> list[OutboxRow]:
        """What the outbox has had of a kind, oldest first."""
        with self.database.reading() as store:
            query = select(OutboxRow).where(OutboxRow.kind == kind).order_by(col(OutboxRow.id))
            return list(store.session.exec(query))

    def calls(self) -> list[str]:
        """What the bot has said."""
        return [each["method"] for each in self.fake.record("begin", "send", "reply", "update")]

    def traces(self, what: str) -> int:
        """How often something was carried out."""
        return traces(self.database, what)

    def invoke(self, who: str, shown: Shown, **action: Any) -> Json:
        """The activity of a press that no client would send."""
        return self.workspace._activities().invoke(self.workspace.id(who), shown, {"type": "Action.Execute", **action})


@asynccontextmanager
async def played(database: Database, fake: Fake, *, pages: bool = True) -> AsyncIterator[Playhouse]:
    """The house, on a database of its own; everybody of the play has the app and is in a team with a channel."""
    settings = load(**fake.settings())
    runner = Runner(database, router())
    clock = Clock(database, ZONE, lambda: START.astimezone(UTC))
    faces: dict[str, Face] = {}
    dispatcher = Dispatcher(runner, Ways(faces, ("teams",), rooms="teams"), clock.now)
    papers: dict[str, object] = {}
    addresses = Addresses(SEAL, lambda: PAGES) if pages else None
    teams = Teams(runner, clock, dispatcher, settings, paper_mill(papers), addresses)
    faces[teams.name] = teams
    app = web.Application()
    app.add_routes(teams.routes())
    app.cleanup_ctx.append(teams.running)
    async with TestServer(app) as server, ClientSession() as session:
        workspace = Workspace(fake, str(server.make_url("")).rstrip("/"), session, _accounts(fake))
        house = Playhouse(database, runner, clock, dispatcher, teams, workspace, papers)
        workspace.settle = house.settle
        unhurried(teams.connector.patience)
        await _moved_in(house)
        yield house
        await house.settle()
    runner.close()


def _accounts(fake: Fake) -> dict[str, str]:
    known = {each["name"]: id_ for id_, each in fake.read()["users"].items()}
    return {who: known.get(name) or fake.user(name, email=email) for who, (name, email) in CAST.items()}


async def _moved_in(house: Playhouse) -> None:
    """Everybody is known and can be written to, without having been told anything."""
    fake, users = house.fake, house.workspace.people
    if not fake.read()["teams"]:
        fake.install(*users.values())
        fake.channel(fake.team("BRN", members=tuple(users.values()), installed=True), CHANNEL.removeprefix("#"))
    make = house.workspace._activities()
    for who, user in users.items():
        account, chat = fake.account(user), fake.chat(user)

        def tie(store: Store, who: str = who, account: str = account) -> None:
            person = people.by_email(store, CAST[who][1])
            assert person is not None
            if people.at_address(store, IdentityKind.teams, account) is None:
                people.tie(store, person.id or 0, IdentityKind.teams, account)

        await house.runner.change(tie)
        await _kept(house, make.update(user, chat))
    await _kept(house, make.update(users["Sofie"], house.workspace.place(CHANNEL)))


async def _kept(house: Playhouse, activity: Json) -> None:
    """Teams has told of a conversation."""
    await house.teams._answers._folk.met(activity, spot(activity))


def play(
    database: Database,
    fake: Fake,
    monkeypatch: pytest.MonkeyPatch,
    scenario: Callable[[Playhouse], Awaitable[None]],
    *,
    pages: bool = True,
) -> None:
    """Run a scenario in a fresh house."""
    opened(database, monkeypatch)

    async def run() -> None:
        async with played(database, fake, pages=pages) as house:
            await scenario(house)

    asyncio.run(run())


# --- reading what came of a press ---


def answered(content: Json) -> Json:
    """The body of an answer with a card."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": content}


def stood(done: Done) -> str:
    """The card that was pressed, as it is now before whoever pressed."""
    assert done.pressed is not None
    return done.pressed.text


def below(done: Done) -> list[str]:
    """The messages that have come."""
    return [each.text for each in done.new]
