"""Everything that a database holds, to see that a refusal has changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (names every table)
from storage.engine import Database

Snapshot = dict[str, list[tuple[Any, ...]]]


def snapshot(database: Database) -> Snapshot:
    """Every row of every table, by table and number."""
    with database.reading() as store:
        return {
            table.name: sorted(
                (tuple(row) for row in store.session.execute(select(table))), key=lambda row: str(row[0])
            )
            for table in SQLModel.metadata.sorted_tables
        }


def differences(before: Snapshot, after: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that came, went or changed, by table; tables without any are left out."""
    found = {
        name: [row for row in before[name] if row not in after[name]]
        + [row for row in after[name] if row not in before[name]]
        for name in before
    }
    return {name: rows for name, rows in found.items() if rows}


@contextmanager
def nothing_changes(database: Database) -> Iterator[None]:
    """Fail when anything in the database is another at the end of the block than at its beginning."""
    before = snapshot(database)
    yield
    assert differences(before, snapshot(database)) == {}
