"""Stopping a real process: it ends by its own deadlines, gives back what it holds, and told twice it ends at once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from aiohttp import ClientSession
from sqlmodel import select
from structlog.testing import capture_logs

from bot import ending
from bot.app import Program
from bot.settings import load
from handlers.dialogue.card import Card
from handlers.dialogue.tell import tell
from storage import outbox
from storage.engine import Database
from storage.tables import OutboxRow, Person
from tests.bot.visits import visit
from tests.conftest import Server
from tests.faults.distant import behind
from tests.slack.fake import Fake
from tests.slack.town import of_slack
from tests.smtp import PostOffice
from tests.town import SECRET, SENDER
from tests.world import settle_cast

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds; the program's own deadline is ten, and a machine may be slow
HANGS = 60  # seconds that a platform says nothing
CHATS, MAILS = "sofie.kragelund@brn.example", "maja.hedelund@rn.example"


@dataclass
class Process:
    """A program that runs by itself."""

    popen: subprocess.Popen[str]
    base: str

    def stop(self) -> None:
        self.popen.send_signal(signal.SIGTERM)

    def ended(self) -> tuple[int, list[dict[str, object]]]:
        """Its exit code and the lines of its log, once it has ended."""
        _, said = self.popen.communicate(timeout=PATIENCE)
        return self.popen.returncode, [json.loads(line) for line in said.splitlines()]

    def answers(self) -> bool:
        """Whether it takes requests."""
        where = urlsplit(self.base)
        with socket.socket() as knocking:
            return knocking.connect_ex((where.hostname or "", where.port or 0)) == 0


@contextmanager
def started(path: Path, **settings: str) -> Iterator[Process]:
    """The program on a database, with these settings, once it listens."""
    known = {"database_url": f"sqlite:///{path}", "port": "0", **settings}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    environment |= {f"TASKFORCE_{name.upper()}": value for name, value in known.items()}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, cwd=path.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as popen:
        try:
            assert popen.stdout is not None
            said = popen.stdout.readline()
            assert said.startswith("Listening at "), said
            yield Process(popen, said.removeprefix("Listening at ").rstrip(".\n"))
        finally:
            popen.kill()


@pytest.fixture
def database(fresh_file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{fresh_file}")
    with database.changing() as store:
        settle_cast(store, datetime.now(UTC) - timedelta(days=1))
    yield database
    database.close()


def write_to(database: Database, *addresses: str) -> set[str]:
    """A message to each of several people, by their mail addresses; the keys."""
    card = Card("Mødet er flyttet.")
    with database.changing() as store:
        for each in addresses:
            person = store.session.exec(select(Person).where(Person.email == each)).one()
            assert tell(
                store, person, subject=f"note:{person.id}", key=each, now=datetime.now(UTC), card=lambda t: card
            )
    return set(addresses)


def rows(database: Database, keys: set[str]) -> list[OutboxRow]:
    with database.reading() as store:
        return [row for row in store.session.exec(select(OutboxRow)) if row.unique_key in keys]


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def settings_of(fake: Fake, office: PostOffice) -> dict[str, str]:
    mail = {
        "smtp_url": office.url,
        "mail_from": SENDER,
        "public_url": "https://taskforce.brn.example",
        "secret_key": SECRET,
    }
    return mail | of_slack(fake)


def test_program_whose_platforms_hang_ends_by_itself_and_leaves_nothing_under_a_lease(
    database: Database, fresh_file: Path, fake: Fake, office: PostOffice
) -> None:
    fake.user("Sofie Kragelund", email=CHATS)
    fake.fault("chat.postMessage", hang=HANGS, times=100)
    office.mute = "data"
    keys = write_to(database, CHATS, MAILS)
    with started(fresh_file, **settings_of(fake, office)) as process:
        until(lambda: bool(office.taken) and all(row.leased_until for row in rows(database, keys)))
        process.stop()
        code, lines = process.ended()
    assert (code, [line["part"] for line in lines if "part" in line]) == (0, [])
    assert [(row.sent_at, row.failed_at, row.leased_until) for row in rows(database, keys)] == [(None, None, None)] * 2
    with database.changing() as store:  # whoever starts next has them at once
        store.session.expire_all()
        claimed = {row.unique_key for row in outbox.claim(store, datetime.now(UTC) + timedelta(minutes=1))}
    assert keys <= claimed


def test_nothing_is_claimed_any_more_while_requests_are_still_answered(
    database: Database, fresh_file: Path, office: PostOffice, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    mail = {"smtp_url": office.url, "mail_from": SENDER, "public_url": "https://taskforce.brn.example"}
    settings = load(database_url=f"sqlite:///{fresh_file}", port=0, secret_key=SECRET, **mail)

    async def does(_: ClientSession, program: Program) -> list[OutboxRow]:
        await program.end()
        keys = write_to(database, MAILS)
        await program.dispatcher.drain(datetime.now(UTC) + timedelta(minutes=1))
        return rows(database, keys)

    (row,) = visit(settings, does)
    assert (row.attempts, row.leased_until, office.taken) == (0, None, [])


def test_message_that_arrives_while_it_stops_is_recorded(
    database: Database, fresh_file: Path, fake: Fake, office: PostOffice
) -> None:
    office.slow = 1
    keys = write_to(database, MAILS)
    with started(fresh_file, **settings_of(fake, office)) as process:
        until(lambda: bool(office.taken))
        process.stop()
        code, _ = process.ended()
    assert code == 0
    (row,) = rows(database, keys)
    assert (row.face, row.sent_at is not None, row.leased_until) == ("mail", True, None)
    assert len(office.taken) == 1


def test_program_that_is_told_twice_ends_at_once(
    database: Database, fresh_file: Path, fake: Fake, office: PostOffice
) -> None:
    office.mute = "data"
    write_to(database, MAILS)
    with started(fresh_file, **settings_of(fake, office)) as process:
        until(lambda: bool(office.taken))
        process.stop()
        until(lambda: not process.answers())  # it has heard the first
        process.stop()
        code, _ = process.ended()
    assert code == -signal.SIGTERM


def test_program_whose_database_says_nothing_tells_so_and_ends_all_the_same(
    server: Server, fake: Fake, office: PostOffice, tmp_path: Path
) -> None:
    office.mute = "data"
    with behind(server) as distant:
        with distant.itself.changing() as store:
            settle_cast(store, datetime.now(UTC) - timedelta(days=1))
        keys = write_to(distant.itself, MAILS)
        with started(tmp_path / "none.db", **settings_of(fake, office), database_url=distant.url) as process:
            until(lambda: bool(office.taken))
            distant.proxy.mood = "hang"
            with pytest.raises(HTTPError) as wrong:
                urlopen(f"{process.base}/readyz", timeout=PATIENCE)
            assert (wrong.value.code, wrong.value.read()) == (503, b"the database does not answer\n")
            process.stop()
            code, _ = process.ended()
        assert code in (0, 1)  # whether a thread was left hanging depends on the moment
        (row,) = rows(distant.itself, keys)
        assert (row.sent_at, row.leased_until is None) == (None, False)  # who starts next has it after the lease


HANGING = """
import asyncio, threading
from bot import ending
from bot.logs import speak

async def main():
    stop = asyncio.Event()
    ending.when_told(stop.set)
    asyncio.create_task(asyncio.to_thread(threading.Event().wait))  # a database that never answers
    await asyncio.sleep(0)
    print("ready", flush=True)
    await stop.wait()

speak()
ending.WHOLE = 0.5
asyncio.run(main())
"""


def test_thread_that_hangs_keeps_no_process_from_ending():
    command = [sys.executable, "-c", HANGING]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as popen:
        assert popen.stdout is not None
        assert popen.stdout.readline() == "ready\n"
        popen.send_signal(signal.SIGTERM)
        _, said = popen.communicate(timeout=PATIENCE)
    assert (popen.returncode, json.loads(said)["event"]) == (
        1,
        "not everything has ended in time; the process ends all the same",
    )


def test_deadlines_of_the_parts_leave_time_within_the_whole():
    beside = max(2 * ending.REQUESTS, ending.SENDS + ending.RETURNED)
    assert beside + ending.FACES + ending.THREADS + ending.DATABASE < ending.ORDERLY < ending.WHOLE < 10


def test_part_that_hangs_or_fails_holds_up_no_other():
    async def hangs() -> None:
        await asyncio.sleep(HANGS)

    async def fails() -> None:
        raise KeyError("a face")

    async def works() -> None:
        return None

    async def run() -> list[bool]:
        return [await ending.within(0.01, "one", each()) for each in (hangs, fails, works)]

    with capture_logs() as lines:
        assert asyncio.run(run()) == [False, False, True]
    assert [line["event"] for line in lines] == ["a part has not ended in time", "a part has not ended well"]
