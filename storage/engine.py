"""Opening the database and the transactions that a request runs in.

SQLite is embedded (WAL, synchronous FULL, foreign keys on); PostgreSQL takes over once there is more than one
replica. Python's driver defaults lose updates on SQLite, so transactions are begun by hand: `BEGIN IMMEDIATE`
for a change (one writer at a time, and no lock upgrade half-way), plain `BEGIN` with query_only for a read.
On PostgreSQL a change is READ COMMITTED and first locks its group's row (`subjects.lock_group`).

A database that cannot be used now is `Unavailable` (storage/unavailable.py), and is known within seconds: a lock, the
pool and a connection are waited for two, and a PostgreSQL that says nothing has as long as `PING` says before a
transaction begins, and `ANSWER` in it. Nor does PostgreSQL wait for ever for us: what a machine had locked when it lost
its power is free again after `IDLE`. So nothing that takes long is done between two statements of a transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, create_engine

from .numbers import Numbers
from .unavailable import seen_in

WAIT = 2  # seconds that a lock, the pool or a connection may take
PING = 1.0  # seconds that a connection of the pool has to show that it is still there; else there is a new one
ANSWER = 10.0  # seconds that PostgreSQL has for one statement
IDLE = 15_000  # milliseconds that a transaction may do nothing; then PostgreSQL ends it, and its locks
_HURRY = 10  # milliseconds that a transaction in a hurry waits for a lock
_RETRYABLE = {"40001", "40P01"}  # PostgreSQL: serialization_failure, deadlock_detected


class Store:
    """One transaction. Queries by noun take it as their first argument; what happened is handed on by it.

    `changes` says whether this transaction may write, `locked` which groups it holds until it ends, `held` whether it
    found something that is due in another worker's hands.
    """

    def __init__(self, session: Session, numbers: Numbers | None, *, changes: bool) -> None:
        self.session = session
        self._numbers = numbers
        self.changes = changes
        self.events: list[object] = []
        self.locked: set[int] = set()
        self.held = False

    def happened(self, event: object) -> None:
        """Say what has happened; the runner hands it to everyone who listens, in this same transaction."""
        self.events.append(event)

    def hurry(self) -> None:
        """From here on wait for no lock that somebody else holds (on SQLite a change has no other beside it anyhow)."""
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(text(f"SET LOCAL lock_timeout = {_HURRY}"))

    def add(self, row: SQLModel) -> None:
        """Add a row and give it its number."""
        if self._numbers is not None:
            self._numbers.give(self.session, row)
        self.session.add(row)
        self.session.flush()


class Database:
    """An engine and its two kinds of transaction."""

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self.embedded = self.engine.dialect.name == "sqlite"
        self._reads = self.engine.execution_options(taskforce_reads=True)
        self._writer = threading.Lock()
        self._numbers = Numbers() if self.embedded else None

    @contextmanager
    def changing(self) -> Iterator[Store]:
        """A transaction that may write; commits at the end, rolls back on any error. Raises Unavailable."""
        if not self.embedded:
            with self._session(self.engine, changes=True) as store:
                yield store
            return
        # SQLite's own waiting for its one writer is not fair; threads of this process queue here instead.
        with self._writer, self._session(self.engine, changes=True) as store:
            yield store

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A transaction that the database itself keeps from writing. Raises Unavailable."""
        with self._session(self._reads, changes=False) as store:
            yield store

    @contextmanager
    def _session(self, engine: Engine, *, changes: bool) -> Iterator[Store]:
        committing = False
        try:
            with Session(engine, expire_on_commit=False) as session:
                try:
                    yield Store(session, self._numbers, changes=changes)
                    # What a read has changed after all is refused here, not forgotten. There is no rollback:
                    # it would expire what was read, and that is used afterwards.
                    session.flush()
                    if changes:
                        committing = True  # nothing but the commit itself is left
                        session.commit()
                        committing = False
                except BaseException:
                    session.rollback()
                    raise
        except Exception as error:
            away = seen_in(error, changes=changes, committing=committing)
            if away is None or away is error:
                raise
            raise away from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def lost_a_race(error: BaseException) -> bool:
    """Whether a transaction failed only because of another one, so that it should simply run again."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in _RETRYABLE


def _open(url: str) -> Engine:
    # Parameters are people's names and words; with `hide_parameters` an error, which is logged, does not repeat them.
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": WAIT, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        pool_timeout=WAIT,
        pool_pre_ping=True,
        pool_size=10,
        connect_args={
            "connect_timeout": WAIT,
            "options": f"-c lock_timeout={WAIT * 1000} -c idle_in_transaction_session_timeout={IDLE} -c timezone=UTC",
        },
    )
    event.listen(engine, "do_connect", _connect_postgresql)
    event.listen(engine, "checkin", _give_back_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("taskforce_reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class _Patient(psycopg.Connection[Any]):
    """A connection to a PostgreSQL that is waited for as long as `patience` says, in seconds, and not for ever: a
    network that swallows everything closes no connection."""

    patience: float | None = ANSWER

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # it has not answered, and nobody waits
                self.pgconn.finish()
            raise


def _connect_postgresql(_dialect: Any, _record: Any, arguments: Any, parameters: Any) -> Any:
    return _Patient.connect(*arguments, **parameters)


def _give_back_postgresql(connection: Any, _record: Any) -> None:
    if connection is not None:
        connection.patience = PING  # what comes next is the pool's question whether it is there


def _begin_postgresql(connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.patience = ANSWER
    if connection.get_execution_options().get("taskforce_reads", False):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
