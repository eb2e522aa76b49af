"""Numbers that were given in a time that a restore has lost are given to nothing else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import SQLModel

from storage.engine import Database
from storage.numbers import GAP, gaps_of, leave_gap
from storage.tables import Organisation
from tests.elnet import established
from tests.world import House

EMBEDDED = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL's sequences are never undone


class Undone(Exception):
    """Something came between."""


def highest(database: Database) -> dict[str, int]:
    """The highest number of every table."""
    with database.reading() as store:
        return {
            name: store.session.execute(select(func.max(table.c.id))).scalar() or 0
            for name, table in SQLModel.metadata.tables.items()
            if "id" in table.c
        }


def gap(database: Database, before: int = 0) -> None:
    with database.changing() as store:
        leave_gap(store.session.connection(), before=before)


def added(database: Database, *names: str) -> list[int | None]:
    """The numbers of organisations that are added in one transaction."""
    made = [Organisation(name=each, short=each, kind="municipality") for each in names]
    with database.changing() as store:
        for each in made:
            store.add(each)
    return [each.id for each in made]


def test_everything_that_happens_behind_a_gap_is_numbered_there(database: Database) -> None:
    before = House(database)
    there = highest(database)
    gap(database)
    anew = Database(database.engine.url.render_as_string(hide_password=False))
    house = House(anew, settled=True, now=before.now)
    established(house)
    behind = highest(anew)
    assert {name for name, number in behind.items() if number != there.get(name, 0) and number <= GAP} == set()
    assert {name for name, number in behind.items() if number > GAP} >= {
        *("groups", "rounds", "nomination_requests", "nominees", "memberships", "roles", "outbox", "journal"),
    }
    with anew.reading() as store:
        assert store.session.execute(text("SELECT count(*) FROM groups WHERE id <= :gap"), {"gap": GAP}).scalar() == 0
    anew.close()


def test_rows_follow_each_other_before_and_behind_a_gap(database: Database) -> None:
    assert added(database, "Hjørring", "Thisted") == [1, 2]
    gap(database)
    anew = Database(database.engine.url.render_as_string(hide_password=False))
    first, second = added(anew, "Rebild", "Jammerbugt")
    (third,) = added(anew, "Læsø")
    anew.close()
    assert first in (GAP + 1, GAP + 3)  # PostgreSQL goes on from the last, whether it was used or not
    assert (second, third) == (first + 1, first + 2)


@EMBEDDED
def test_behind_a_gap_no_number_comes_back_when_rows_are_undone_or_deleted(database: Database) -> None:
    assert added(database, "Brønderslev") == [1]
    gap(database)
    anew = Database(database.engine.url.render_as_string(hide_password=False))
    with suppress(Undone), anew.changing() as store:
        for name in ("Hjørring", "Thisted"):
            store.add(Organisation(name=name, short=name, kind="municipality"))
        raise Undone
    (first,) = added(anew, "Rebild")
    assert first == GAP + 3
    with anew.changing() as store:
        store.session.execute(text("DELETE FROM organisations WHERE id > :gap"), {"gap": GAP})
    assert added(anew, "Jammerbugt", "Læsø") == [GAP + 4, GAP + 5]
    anew.close()


@EMBEDDED
def test_each_gap_lies_behind_the_one_before_and_behind_those_of_what_was_replaced(database: Database) -> None:
    found = []
    for before in (0, 0, 7, 2):
        gap(database, before)
        anew = Database(database.engine.url.render_as_string(hide_password=False))
        found += added(anew, f"after {before} and {len(found)}")
        anew.close()
    assert found == [GAP + 1, 2 * GAP + 1, 8 * GAP + 1, 9 * GAP + 1]


@EMBEDDED
def test_a_file_says_how_many_gaps_it_has_had_also_when_it_is_damaged(database: Database, tmp_path: Path) -> None:
    gap(database, 4)
    path = Path(database.engine.url.database or "")
    database.close()
    cut, nothing = tmp_path / "cut.db", tmp_path / "nothing.db"
    cut.write_bytes(path.read_bytes()[:5000] + b"\x5a" * 5000)
    nothing.write_text("words " * 100)
    assert [gaps_of(each) for each in (path, cut, nothing, tmp_path / "none.db")] == [5, 5, 0, 0]
