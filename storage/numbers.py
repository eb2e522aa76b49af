"""The numbers of rows, none of which is given twice.

Cards and mails carry the number of what they ask about, and a mail is called by its own. A database that was put back
from a copy knows nothing of the numbers that were given since the copy was made, and would give them to other things:
an old card would ask about a new thing. So after that the numbers of every table go on behind a gap.

PostgreSQL has a sequence for each table, which is moved on. SQLite gives a row the highest number and one; there the
file says in its `user_version` how many gaps there have been, and a row behind one is given its number here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlmodel import Session, SQLModel

GAP = 1_000_000  # numbers; more than a circle gives between two copies


class Numbers:
    """Numbers rows of a SQLite database that has had a gap. What has been given is remembered, since SQLite would give
    it once more when the last rows of a table are deleted."""

    def __init__(self) -> None:
        self._gap: int | None = None
        self._given: dict[str, int] = {}

    def give(self, session: Session, row: Any) -> None:
        """Number a new row, where SQLite would give it a number that somebody may know."""
        if self._gap is None:
            self._gap = gaps(session.connection()) * GAP
        table: Table = row.__table__
        if not self._gap or not _numbered(table) or row.id is not None:
            return
        highest, given = _highest(session.connection(), table), self._given.get(table.name, self._gap)
        if highest < given:
            row.id = given + 1
        self._given[table.name] = max(highest, given) + 1


def leave_gap(connection: Connection, *, before: int = 0) -> None:
    """Have every later row numbered behind a gap. `before` is how many gaps there were in what this database has taken
    the place of: there numbers were given behind them."""
    tables = [table for table in SQLModel.metadata.tables.values() if _numbered(table)]
    if connection.dialect.name == "sqlite":
        several = max(before, gaps(connection), *(_highest(connection, table) // GAP for table in tables)) + 1
        connection.exec_driver_sql(f"PRAGMA user_version={several}")
        return
    for table in tables:
        sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar_one()
        connection.execute(
            text(f"SELECT setval(:sequence, last_value + :gap) FROM {sequence}"), {"sequence": sequence, "gap": GAP}
        )


def gaps(connection: Connection) -> int:
    """How many gaps a SQLite database has had."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def gaps_of(path: Path) -> int:
    """How many gaps a SQLite file says that it has had, also a damaged one; none where there is no such file."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return 0
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else 0


def _highest(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.max(table.c.id))).scalar() or 0


def _numbered(table: Table) -> bool:
    return table.autoincrement_column is not None and table.autoincrement_column.name == "id"
