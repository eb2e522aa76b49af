"""SIGKILL while a database with rows in it is being migrated: whoever starts next brings it up whole, also where two
replicas start at the same time. TORTURE_MIGRATIONS is how many of the statements are tried (2 on each database)."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.engine import Database
from storage.migrate import configuration, migrate, standing
from tests.handlers.working.made import made_group
from tests.snapshot import Snapshot, differences, snapshot
from tests.torture.campaign import REPLICAS
from tests.torture.houses import opened
from tests.torture.points import Plan, Point
from tests.world import House

OLDER = "0002"  # before rooms, marked lines, Teams, mandates; most tables are rebuilt from here
Copies = Callable[[], AbstractContextManager[str]]


def of_sqlite(request: pytest.FixtureRequest, folder: Path) -> Copies:
    older = Path(shutil.copy(request.getfixturevalue("migrated_file"), folder / "older.db"))
    age(f"sqlite:///{older}")

    @contextmanager
    def copy():
        path = folder / "copy.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copy(older, path)
        yield f"sqlite:///{path}"

    return copy


def of_postgresql(request: pytest.FixtureRequest, folder: Path) -> Copies:
    server = request.getfixturevalue("server")
    template = request.getfixturevalue("older_template")

    return lambda: server.database(template)


@pytest.fixture
def older_template(server):
    with server.database("migrated") as url:
        age(url)
        yield make_url(url).database


@pytest.fixture(params=[of_sqlite, of_postgresql], ids=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Copies:
    """Copies of one database of an older version, with rows in it."""
    made: Copies = request.param(request, tmp_path)
    return made


def age(url: str) -> None:
    """Have rows in a migrated database, and let it be an older one."""
    database = Database(url)
    house = House(database)
    made_group(house)
    house.say("Emil", "frist Elnet uge 50 budskabspapir @Anna")
    house.say("Sofie", "ny")
    command.downgrade(configuration(database), OLDER)
    database.close()


def whole(url: str) -> Snapshot:
    """All rows of a database that has the newest version, keeps its journal and has its foreign keys."""
    database = Database(url)
    has, newest = standing(database)
    assert has == newest
    with pytest.raises(DBAPIError, match="the journal is append-only"), database.changing() as store:
        store.session.execute(text("DELETE FROM journal"))
    found = snapshot(database)
    database.close()
    return found


@pytest.mark.timeout(3600)
def test_whoever_dies_while_migrating_the_next_start_brings_it_up_whole(copies: Copies, tmp_path: Path) -> None:
    with copies() as url:
        database = Database(url)
        migrate(database)
        names = REPLICAS["sqlite" if database.embedded else "postgresql"]
        database.close()
        wanted = whole(url)
        assert len(wanted["journal"]) > 0
    plan = Plan(tmp_path / "plan.json")

    async def started(houses, url: str, *points: Point) -> int:
        """How many statements and commits there were when all that should run did."""
        plan.set(list(points))
        before = houses.kills
        environment = {
            **{"TASKFORCE_DATABASE_URL": url, "TASKFORCE_PORT": "0", "TORTURE_STATEMENTS": "yes"},
            "TORTURE_PLAN": str(tmp_path / "plan.json"),
        }
        await houses.start(names, environment)
        await houses.stop()
        seen, left, deaths = plan.clear()
        assert (left, len(deaths), houses.kills - before) == ([], len(points), len(points))
        assert differences(wanted, whole(url)) == {}
        return len(seen["statement"])

    async def campaign() -> None:
        async with opened(tmp_path) as houses:
            with copies() as url:
                several = await started(houses, url)
            tried = int(os.environ.get("TORTURE_MIGRATIONS") or 2)
            numbers = sorted({max(1, several * turn // (tried + 1)) for turn in range(1, tried + 1)})
            for point in [
                *(Point("statement", each, "before") for each in numbers),
                *(Point("commit", 1, side) for side in ("before", "after")),  # type: ignore[arg-type]
            ]:
                with copies() as url:
                    await started(houses, url, point)

    asyncio.run(campaign())
