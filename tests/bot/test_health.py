"""What whoever watches over the program is told: that it lives, that it can work, and when it cannot."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot import health
from bot.app import Program
from bot.clock import MISSED, TICK, Clock
from bot.delivery import Dispatcher
from bot.health import SILENT, Question
from bot.runner import Runner
from bot.settings import Settings, load
from bot.ways import Ways
from handlers.dialogue.router import Router
from storage.engine import Database
from tests.bot.visits import page, visit

BOUND = 60.0  # seconds: a machine may be slow, but nothing here may last as long as a database hangs
GONE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def settings(database: Database, monkeypatch, tmp_path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=database.engine.url.render_as_string(hide_password=False), port=0)


@pytest.mark.parametrize("local", [False, True])
def test_it_runs_and_is_ready(settings, local):
    assert visit(settings, page("/healthz"), local=local) == (200, "ok\n")
    assert visit(settings, page("/readyz"), local=local) == (200, "ok\n")


def test_it_is_not_ready_on_another_schema(settings, database):
    async def does(session: ClientSession, program: Program) -> object:
        with database.changing() as store:
            store.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        return await page("/readyz")(session, program)

    status, said = visit(settings, does)
    assert status == 503
    assert said.startswith("the database has schema 0000, the program needs ")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_not_ready_without_its_dispatcher_or_its_clock(settings):
    async def does(session: ClientSession, program: Program) -> object:
        await program.dispatcher.stop()
        first = await page("/readyz")(session, program)
        await program.clock.stop()
        return first, await page("/readyz")(session, program)

    undelivered = "messages are not being delivered\n"
    assert visit(settings, does, local=True) == (
        (503, undelivered),
        (503, f"{undelivered}the clock is not ticking\n"),
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_not_ready_while_it_stops(settings):
    async def does(session: ClientSession, program: Program) -> object:
        await program.end()
        return await page("/readyz")(session, program), await page("/healthz")(session, program)

    assert visit(settings, does, local=True) == ((503, "it is stopping\n"), (200, "ok\n"))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # a reader of SQLite waits for nobody
def test_schema_that_somebody_keeps_locked_is_a_database_that_does_not_answer(settings, database):
    async def does(session: ClientSession, program: Program) -> object:
        with database.changing() as store:
            store.session.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
            return await page("/readyz")(session, program)

    assert visit(settings, does) == (503, f"{SILENT}\n")


# --- a database that hangs ---


def test_who_asks_a_database_that_hangs_is_answered_in_time_and_starts_no_second_question():
    wakes, asked = threading.Event(), []

    def hangs() -> str:
        asked.append(threading.current_thread().daemon)
        wakes.wait(BOUND)
        return "after all"

    async def several() -> None:
        question = Question(hangs, patience=0.1)
        before = time.monotonic()
        assert await asyncio.gather(*(question.answer() for _ in range(10))) == [None] * 10
        assert [await question.answer() for _ in range(3)] == [None] * 3
        assert time.monotonic() - before < BOUND / 2
        assert asked == [True]  # one thread, and one that keeps no process from ending

    asyncio.run(several())
    wakes.set()


def test_database_that_answers_again_is_asked_again():
    said = iter(("first", "second"))

    def once_away() -> str:
        word = next(said)
        if word == "first":
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        return word

    async def twice() -> list[str | None]:
        question = Question(once_away)
        return [await question.answer(), await question.answer()]

    assert asyncio.run(twice()) == [None, "second"]


def test_pages_for_watchers_say_that_the_database_is_gone():
    async def run() -> list[tuple[int, str]]:
        gone = Database(GONE)
        runner = Runner(gone, Router())
        settings = load(database_url=GONE)
        app = web.Application()
        app.add_routes(health.routes(runner, Clock(gone, settings.zone, local=False), settings, lambda: []))
        found = []
        async with TestClient(TestServer(app)) as client:
            for path in ("/healthz", "/readyz", "/metrics"):
                answer = await client.get(path)
                found.append((answer.status, await answer.text()))
        runner.close()
        return found

    alive, ready, figures = asyncio.run(run())
    assert (alive, ready) == ((200, "ok\n"), (503, f"{SILENT}\n"))
    lines = figures[1].splitlines()
    assert (figures[0], "taskforce_database_up 0.0" in lines) == (200, True)
    assert [line for line in lines if line.startswith("taskforce_outbox")] == []  # left out, rather than wrong


# --- the clock ---


class Watched:
    """A clock over a database, and the machine's time as it is told."""

    def __init__(self, database: Database) -> None:
        self.machine = 1000.0
        self.runner = Runner(database, Router())
        zone = load().zone
        self.clock = Clock(database, zone, local=False, machine=lambda: self.machine)
        self.clock.drive(self.runner, Dispatcher(self.runner, Ways({}, homes=(), rooms=""), self.clock.now))

    def ticks(self, result: str) -> float | None:
        return self.runner.figures.registry.get_sample_value("taskforce_ticks_total", {"result": result})


def test_clock_that_finds_no_database_is_not_ticking():
    async def run() -> None:
        watched = Watched(Database(GONE))
        watched.clock._scheduler.start()  # what it would tick by, without a tick of its own meanwhile
        assert watched.clock.ticking
        for _ in range(MISSED):
            watched.machine += TICK
            await watched.clock.tick()
            assert watched.clock.ticking
        watched.machine += 1
        await watched.clock.tick()
        assert (watched.clock.ticking, watched.ticks("away"), watched.ticks("done")) == (False, MISSED + 1, 0)
        await watched.clock.stop()
        watched.runner.close()

    asyncio.run(run())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_clock_ticks_again_once_a_tick_has_come_through(database):
    async def run() -> None:
        watched = Watched(database)
        watched.clock._scheduler.start()
        watched.machine += MISSED * TICK + 1
        assert not watched.clock.ticking
        await watched.clock.tick()
        assert (watched.clock.ticking, watched.ticks("away"), watched.ticks("done")) == (True, 0, 1)
        await watched.clock.stop()
        assert not watched.clock.ticking
        watched.runner.close()

    asyncio.run(run())
