"""A SQLite file that somebody else holds, that is on a full disk or cannot be written: whoever asks is told, what was
there stays, reading goes on where it can, and afterwards everything goes on by itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import Connection, event
from structlog.testing import capture_logs

from bot.app import Program, address, listen, served
from bot.settings import load
from storage import keys
from storage.engine import Database
from storage.unavailable import Unavailable
from tests.faults.distant import worries
from tests.world import ORDERED

SAID = "Vi kan ikke komme til vores data lige nu.\n\nIntet er gemt. Prøv igen om et par minutter."
LARGE = "x" * 300_000  # more than any page has room for
BEGINS = "the database cannot be used"
DISK = 8 * 1024**2  # bytes


@dataclass
class Visitor:
    """Somebody who has the program keep something under a key, and looks what is there."""

    program: Program
    session: ClientSession

    async def keeps(self, key: str) -> tuple[int, str]:
        """What they are answered."""
        async with self.session.post(f"/keep/{key}") as response:
            return response.status, await response.text()

    async def finds(self, *several: str) -> list[bool]:
        """Whether there is something under each key."""
        look = self.program.runner.look
        return [await look(lambda store, key=key: keys.seen(store, key)) is not None for key in several]  # type: ignore[misc]


def visit(path: Path, does: Callable[[Visitor], Awaitable[None]]) -> None:
    """Let somebody visit a program on a file."""

    async def run() -> None:
        settings = load(database_url=f"sqlite:///{path}", port=0)
        program = Program(settings, local=False)

        async def keep(request: web.Request) -> web.Response:
            key, now = request.match_info["key"], program.clock.now()

            def both(store: object) -> None:
                keys.take(store, key, now)  # type: ignore[arg-type]
                keys.answer(store, key, {"said": LARGE})  # type: ignore[arg-type]

            await program.runner.change(both)
            return web.Response(text="kept")

        program.web.add_routes([web.post("/keep/{key}", keep)])
        listening = listen(settings)
        async with served(program, listening), ClientSession(address(listening)) as session:
            await does(Visitor(program, session))

    asyncio.run(run())


async def until_kept(visitor: Visitor, key: str) -> None:
    """Try until it works, as people do; a second is waited for between two tries."""
    for _ in range(100):
        if await visitor.keeps(key) == (200, "kept"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never went on")


def test_a_file_that_another_process_holds_can_be_read_and_is_written_again_afterwards(fresh_file: Path) -> None:
    async def scenario(visitor: Visitor) -> None:
        assert await visitor.keeps("before") == (200, "kept")
        other = sqlite3.connect(fresh_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with capture_logs() as logged:
            answers = await asyncio.gather(*(visitor.keeps(f"meanwhile {each}") for each in range(5)))
            assert answers == [(503, SAID)] * 5
            assert await visitor.finds("before", "meanwhile 0") == [True, False]
        assert worries(logged) == [BEGINS]
        other.close()
        await until_kept(visitor, "after")
        assert await visitor.finds("before", "meanwhile 0", "after") == [True, False, True]
        assert visitor.program.runner.defects == 0

    visit(fresh_file, scenario)


@dataclass
class Disk:
    """Where a database is that can run out of room."""

    path: Path
    ballast: Path | None

    def fill(self, program: Program) -> None:
        """No room is left, not even in the log beside the database."""
        with sqlite3.connect(self.path) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        other.close()
        if self.ballast is None:
            event.listen(program.database.engine, "begin", _no_page_more)
            return
        with self.ballast.open("wb", buffering=0) as heavy:
            for size in (65536, 4096):
                try:
                    while heavy.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self, program: Program) -> None:
        """There is room again."""
        if self.ballast is None:
            event.remove(program.database.engine, "begin", _no_page_more)
            event.listen(program.database.engine, "begin", _as_many_as_wanted)
        else:
            self.ballast.unlink()


def _no_page_more(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite takes as many as there are


def _as_many_as_wanted(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def disk(fresh_file: Path, tmp_path: Path) -> Iterator[Disk]:
    """A file system of its own where this process may mount one; else the database alone is kept from growing."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(mounted)], check=False, capture_output=True
    )
    if done.returncode != 0:
        yield Disk(fresh_file, None)
        return
    try:
        yield Disk(Path(shutil.copy(fresh_file, mounted / "small.db")), mounted / "ballast")
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def test_a_full_disk_loses_nothing_and_is_no_defect(disk: Disk) -> None:
    async def scenario(visitor: Visitor) -> None:
        assert await visitor.keeps("before") == (200, "kept")
        disk.fill(visitor.program)
        with capture_logs() as logged:
            assert await visitor.keeps("meanwhile") == (503, SAID)
            assert await visitor.finds("before", "meanwhile") == [True, False]
        assert [(line["event"], line["why"]) for line in logged] == [(BEGINS, "SQLITE_FULL")]
        disk.free(visitor.program)
        await until_kept(visitor, "after")
        assert await visitor.finds("before", "meanwhile", "after") == [True, False, True]
        assert visitor.program.runner.defects == 0

    visit(disk.path, scenario)


def test_a_file_that_cannot_be_written_is_away_for_changes(fresh_file: Path) -> None:
    database = Database(f"sqlite:///file:{fresh_file}?mode=ro&uri=true")
    with pytest.raises(Unavailable) as refused, database.changing() as store:
        keys.take(store, "before", ORDERED)
    assert (refused.value.why, refused.value.unsure) == ("SQLITE_READONLY", False)
    with database.reading() as store:
        assert keys.seen(store, "before") is None
    database.close()
