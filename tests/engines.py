"""Databases that outlive no test: what only costs time is left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

from storage.engine import Database

_COMPILED: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def hasten(database: Database) -> Database:
    """The database, quicker. Nothing is waited for until it is on a disk, since nothing is lost when the machine goes
    down; and the statements that one test has compiled serve the others, where an engine would compile them anew."""
    database.close()  # what has been opened is opened anew
    # What is compiled is known by its dialect, so that is shared as well.
    dialect, compiled = _COMPILED.setdefault(database.engine.name, (database.engine.dialect, LRUCache(5_000)))
    for engine in (database.engine, database._reads):
        engine.dialect, engine._compiled_cache = dialect, compiled
    if database.embedded:
        event.listen(database.engine, "connect", _in_no_hurry)
    return database


def _in_no_hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
