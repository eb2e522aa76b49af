"""A stage for the pages of long forms: the play of tests/bot/long_play.py, and somebody who is given a link."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import gate, long_forms
from bot.addresses import Addresses
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.runner import Runner
from bot.seal import Seal
from bot.ways import Ways
from bot.web.answers import Answers
from bot.web.filling import Filling
from handlers.dialogue.form import Form
from handlers.dialogue.request import Request
from handlers.rules.permissions import ALLOWED, EVERYBODY
from storage import drafts, people
from storage.engine import Database, Store
from storage.tables import Link, Person
from tests.bot import long_play
from tests.bot.acted import CAST, START, ZONE, furnish, paper_mill, router
from tests.bot.web.answers_stage import Reader


class Stage:
    """The parts, wired as the program wires them. `now` is domain time, `machine` machine time in seconds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now: datetime = START
        self.machine = [0.0]
        self.seal = Seal("k" * 32)
        self.runner = Runner(database, router())
        self.addresses = Addresses(self.seal, lambda: "")
        self.clock = Clock(database, ZONE, lambda: self.now.astimezone(UTC), local=False)
        papers = paper_mill({"case": b"et papir"})
        dispatcher = Dispatcher(self.runner, Ways({}), self.clock.now)
        answers = Answers(self.runner, self.clock, dispatcher, self.addresses, papers)
        filling = Filling(self.runner, self.clock, self.addresses, lambda: self.machine[0])
        self.web = web.Application(client_max_size=1024**2, middlewares=[gate.only_this_machine])
        self.web.add_routes([*answers.routes(), *filling.routes()])

    def person(self, who: str = "Sofie") -> Person:
        with self.database.reading() as store:
            found = people.by_email(store, CAST[who][1])
        assert found is not None
        return found

    def made(self, who: str = "Sofie", form: Form | None = None) -> Link:
        """A link to a form; that of the pasted text as a rule."""
        person = self.person(who)

        def make(store: Store) -> Link:
            shown = form or long_play.paste(Request(person, self.now), store)
            return long_forms.keep(store, self.runner.router, person, shown, self.now)

        return self.runner.transact(make)

    def link(self, who: str = "Sofie", form: Form | None = None) -> str:
        """Its address."""
        return self.addresses.form(self.made(who, form))

    def kept(self, form: str, who: str = "Sofie") -> dict[str, object] | None:
        """What the play has kept of somebody."""
        with self.database.reading() as store:
            draft = drafts.latest(store, self.person(who).id or 0, form)
        return dict(draft.values) if draft is not None else None

    def later(self, **time: float) -> None:
        """Time goes by."""
        self.now += timedelta(**time)

    def visit(self, scenario: Callable[[Reader], Awaitable[None]]) -> None:
        """Have somebody come with a browser that has no script."""

        async def run() -> None:
            async with TestClient(TestServer(self.web)) as client:
                await scenario(Reader(client))

        asyncio.run(run())


def stage(database: Database, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Everybody of the play is there, and may do everything in it."""
    for route in long_play.ROUTES:
        monkeypatch.setitem(ALLOWED, route, EVERYBODY)
    with database.changing() as store:
        furnish(store)
    return Stage(database)
