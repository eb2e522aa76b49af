"""What says that the database cannot be used now, by its code, and what is an error like any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import local_clock
from storage.engine import Database
from storage.unavailable import Unavailable, seen_in
from tests.conftest import Server
from tests.proxy import Proxy


def of_postgresql(state: str | None) -> DBAPIError:
    cause = psycopg.errors.lookup(state)() if state else psycopg.OperationalError("the connection is closed")
    return OperationalError("SELECT 1", {}, cause)


def of_sqlite(code: int) -> DBAPIError:
    cause = sqlite3.OperationalError("whatever it says")
    cause.sqlite_errorcode = code  # type: ignore[misc]
    return OperationalError("SELECT 1", {}, cause)


def found(error: BaseException, *, changes: bool = True, committing: bool = False) -> str:
    away = seen_in(error, changes=changes, committing=committing)
    if away is None:
        return "no"
    return ("unsure" if away.unsure else "away") + ("" if away.wide else ", for one")


@pytest.mark.parametrize(
    ("state", "statement", "commit"),
    [
        (None, "away", "unsure"),
        ("08006", "away", "unsure"),  # connection_failure
        ("57P01", "away", "unsure"),  # admin_shutdown: it may come after a commit, too
        ("57P03", "away", "unsure"),  # cannot_connect_now
        ("58030", "away", "unsure"),  # io_error
        ("53100", "away", "away"),  # disk_full
        ("53300", "away", "away"),  # too_many_connections
        ("55P03", "away, for one", "away, for one"),  # lock_not_available
        ("25P03", "away", "away"),  # idle_in_transaction_session_timeout
        ("25006", "away", "away"),  # read_only_sql_transaction: a standby
        ("40P01", "no", "no"),  # deadlock_detected
        ("23505", "no", "no"),  # unique_violation
        ("42P01", "no", "no"),  # undefined_table
    ],
)
def test_postgresql_is_known_by_its_code(state: str | None, statement: str, commit: str) -> None:
    assert (found(of_postgresql(state)), found(of_postgresql(state), committing=True)) == (statement, commit)


@pytest.mark.parametrize(
    ("code", "statement", "commit"),
    [
        (5, "away", "away"),  # SQLITE_BUSY
        (261, "away", "away"),  # SQLITE_BUSY_RECOVERY
        (8, "away", "away"),  # SQLITE_READONLY
        (1032, "away", "away"),  # SQLITE_READONLY_DBMOVED
        (13, "away", "away"),  # SQLITE_FULL
        (14, "away", "away"),  # SQLITE_CANTOPEN
        (10, "away", "unsure"),  # SQLITE_IOERR
        (1034, "away", "unsure"),  # SQLITE_IOERR_FSYNC
        (1, "no", "no"),  # SQLITE_ERROR
        (19, "no", "no"),  # SQLITE_CONSTRAINT
        (11, "no", "no"),  # SQLITE_CORRUPT: waiting mends nothing
    ],
)
def test_sqlite_is_known_by_its_code(code: int, statement: str, commit: str) -> None:
    assert (found(of_sqlite(code)), found(of_sqlite(code), committing=True)) == (statement, commit)


def test_a_read_that_writes_is_a_defect_and_no_outage() -> None:
    assert [found(each, changes=False) for each in (of_sqlite(8), of_sqlite(1032), of_postgresql("25006"))] == [
        "no",
        "away",
        "no",
    ]


def test_a_pool_without_connections_is_away_and_a_broken_rule_is_not() -> None:
    assert found(PoolTimeout()) == "away"
    assert found(IntegrityError("INSERT", {}, sqlite3.IntegrityError("twice"))) == "no"
    assert found(KeyError("a defect")) == "no"


# --- a PostgreSQL behind a proxy ---


@pytest.fixture
def proxied(server: Server) -> Iterator[tuple[Proxy, Database]]:
    with server.database("migrated") as url, behind(url) as proxy:
        database = Database(through(url, proxy))
        with database.changing() as store:
            local_clock.move(store, 0)
        yield proxy, database
        proxy.back()
        database.close()


def behind(url: str) -> Proxy:
    """A proxy before the server of an address, which is a Unix socket here."""
    parsed = make_url(url)
    return Proxy(path=f"{parsed.query['host']}/.s.PGSQL.{parsed.port or 5432}")


def through(url: str, proxy: Proxy) -> str:
    """The same address, by way of a proxy."""
    parsed = make_url(url).set(host="127.0.0.1", port=proxy.port, query={})
    return parsed.render_as_string(hide_password=False)


def stored(database: Database) -> int:
    with database.reading() as store:
        return local_clock.offset(store)


def move(database: Database, seconds: int) -> None:
    with database.changing() as store:
        local_clock.move(store, seconds)


def test_connections_that_died_in_the_pool_are_not_noticed(proxied: tuple[Proxy, Database]) -> None:
    proxy, database = proxied
    proxy.cut()
    move(database, 1)
    assert stored(database) == 1


def test_a_server_that_is_gone_or_says_nothing_is_away_and_then_back(proxied: tuple[Proxy, Database]) -> None:
    proxy, database = proxied
    proxy.away()
    with pytest.raises(Unavailable) as gone:
        move(database, 1)
    proxy.back()
    move(database, 2)
    proxy.mood = "hang"
    with pytest.raises(Unavailable) as silent:
        move(database, 3)
    proxy.back()
    assert (gone.value.unsure, silent.value.unsure, stored(database)) == (False, False, 2)
    move(database, 4)
    assert stored(database) == 4


def test_a_server_that_ends_our_connection_is_away(proxied: tuple[Proxy, Database]) -> None:
    _, database = proxied

    def half_way() -> None:
        with database.changing() as store:
            local_clock.move(store, 1)
            store.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable) as ended:
        half_way()
    assert (ended.value.unsure, stored(database)) == (False, 0)


@pytest.mark.parametrize("committing", [False, True])
def test_a_transaction_that_was_idle_for_too_long_is_away_and_its_locks_are_gone(
    proxied: tuple[Proxy, Database], committing: bool
) -> None:
    _, database = proxied

    def half_way() -> None:
        with database.changing() as store:
            local_clock.move(store, 1)
            store.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 1"))  # a thousandth
            move(database, 2)  # which waits for the lock
            if not committing:
                local_clock.offset(store)

    with pytest.raises(Unavailable) as ended:
        half_way()
    assert (ended.value.why, ended.value.wide, ended.value.unsure, stored(database)) == ("25P03", True, False, 2)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_a_commit_whose_answer_is_lost_may_have_happened(proxied: tuple[Proxy, Database], direction: str) -> None:
    proxy, database = proxied
    seen: list[bytes] = []

    def watch(which: str, piece: bytes) -> None:
        if which == "out" and b"COMMIT\0" in piece:
            seen.append(piece)
        if seen and which == direction:
            proxy.cut()

    proxy.watch = watch
    with pytest.raises(Unavailable) as lost:
        move(database, 1)
    proxy.watch = None
    assert lost.value.unsure
    assert stored(database) == (1 if direction == "in" else 0)


# --- a SQLite file ---


def test_a_file_that_somebody_else_locks_is_away_for_changes_alone(fresh_file: Path) -> None:
    database = Database(f"sqlite:///{fresh_file}")
    move(database, 1)
    other = sqlite3.connect(fresh_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as locked:
        move(database, 2)
    assert (locked.value.why, locked.value.unsure, stored(database)) == ("SQLITE_BUSY", False, 1)
    other.close()
    move(database, 3)
    assert stored(database) == 3
    database.close()
