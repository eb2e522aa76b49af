"""A small stage for the face in Slack: the play of tests/bot/acted.py, with cards in people's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from itertools import count

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.addresses import Addresses
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.face import Face
from bot.runner import Runner
from bot.seal import Seal
from bot.settings import Settings, load
from bot.slack.face import Slack
from bot.slack.limits import Limits
from bot.ways import Ways
from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from storage import outbox
from storage.engine import Database, Store
from storage.tables import OutboxKind, OutboxRow, Room
from tests.bot.acted import CAST, START, ZONE, dealt, opened, paper_mill, router, traces
from tests.running import unhurried
from tests.slack.fake import HOME, SIGNING_SECRET, TOKEN, Fake
from tests.slack.workspace import Workspace

PAGES = "https://taskforce.brn.example"
SEAL = Seal("k" * 32)


@dataclass
class Stage:
    """The parts, wired as the program wires them, and the people's own Slack."""

    database: Database
    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    settings: Settings
    slack: Slack
    workspace: Workspace
    papers: dict[str, object] = field(default_factory=dict)

    @property
    def fake(self) -> Fake:
        return self.workspace.fake

    async def settle(self) -> None:
        """Until nothing goes on any more."""
        await self.dispatcher.drain(self.clock.now())
        await self.slack.finish()

    async def card(self, who: str, card: Card, subject: str = "request:12") -> None:
        """Send somebody a card."""
        await self.runner.change(lambda store: dealt(store, who, card, self.clock.now(), subject))
        await self.settle()

    async def room(self, name: str, card: Card) -> None:
        """Give the group a channel in which everybody is, and post a card there."""
        members = tuple(self.workspace.people.values())
        address = self.fake.channel(name, creator=members[0], members=(*members, "U0TASKFORCE"))

        def put(store: Store) -> None:
            now = self.clock.now()
            store.add(Room(group_id=1, kind="slack", name=name, address=address, opened_at=now))
            row = OutboxRow(unique_key="room", kind=OutboxKind.message, lane="room:1", subject="room:1", group_id=1,
                            payload=to_json(card), due_at=now)  # fmt: skip
            outbox.put(store, row)

        await self.runner.change(put)
        await self.settle()

    def traces(self, what: str) -> int:
        """How often something was carried out."""
        return traces(self.database, what)


@asynccontextmanager
async def staged(database: Database, fake: Fake, *, pages: bool = False) -> AsyncIterator[Stage]:
    """The stage, on a database of its own; everybody of the cast is in the fake. With `pages` there are pages of our
    own to lead to."""
    settings = load(
        slack_bot_token=TOKEN, slack_signing_secret=SIGNING_SECRET, slack_home_teams=HOME, slack_api_url=fake.api_url
    )
    runner = Runner(database, router())
    clock = Clock(database, ZONE, lambda: START.astimezone(UTC))
    faces: dict[str, Face] = {}
    dispatcher = Dispatcher(runner, Ways(faces, ("slack",), rooms="slack"), clock.now)
    papers: dict[str, object] = {}
    addresses = Addresses(SEAL, lambda: PAGES) if pages else None
    slack = Slack(runner, clock, dispatcher, settings, paper_mill(papers), addresses)
    faces[slack.name] = slack
    app = web.Application()
    app.add_routes(slack.routes())
    app.cleanup_ctx.append(slack.running)
    users = {who: fake.user(name, email=email) for who, (name, email) in CAST.items()}
    async with TestServer(app) as server, ClientSession() as session:
        workspace = Workspace(fake, str(server.make_url("")).rstrip("/"), session, users)
        stage = Stage(database, runner, clock, dispatcher, settings, slack, workspace, papers)
        workspace.settle = stage.settle
        hurry(slack)
        yield stage
        await stage.settle()
    runner.close()


def hurry(slack: Slack) -> None:
    """Let no call wait for its turn, as if an hour went by before each, and none be given up as too slow."""
    unhurried(slack.api.patience)
    hours = count()
    slack.api._limits = Limits(lambda: next(hours) * 3600.0)


def play(
    database: Database,
    fake: Fake,
    monkeypatch: pytest.MonkeyPatch,
    scenario: Callable[[Stage], Awaitable[None]],
    *,
    pages: bool = False,
) -> None:
    """Run a scenario on a fresh stage."""
    opened(database, monkeypatch)

    async def run() -> None:
        async with staged(database, fake, pages=pages) as stage:
            await scenario(stage)

    asyncio.run(run())
