"""`taskforce check` for the database, its migrations and the clocks: what is in order, and what to do where it is not.

Nothing is changed and nothing is made: a SQLite file that is not there yet stays so.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col

from storage import copies, local_clock
from storage.engine import Database, Store
from storage.migrate import standing
from storage.tables import JournalLine

from .settings import Settings, SettingsProblem

ROOM = 200 * 1024**2  # bytes that have to be free beside a SQLite file: for what it keeps beside it, and one copy
APART = 5.0  # seconds that the clocks of two machines may be apart
AHEAD = 60.0  # seconds that the newest line of the journal may be ahead of this machine's clock
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # the program is not older than that
OURS = ("outbox", "journal", "groups")
BRING_UP = "Make a copy, stop the program that runs and start this one, which brings the database up to date"


def tried_database(settings: Settings) -> Iterator[str]:
    """Whether the database answers, is whole, can be written and has room; raises SettingsProblem."""
    database = Database(settings.database_url)
    try:
        if database.embedded:
            problems = _embedded(database, Path(database.engine.url.database or ""))
        else:
            problems = _served(database)
    except DatabaseError as error:
        raise SettingsProblem(unreachable(error)) from None
    finally:
        database.close()
    if problems:
        raise SettingsProblem(*problems)
    yield "database: ok"


def tried_migrations(settings: Settings) -> Iterator[str]:
    """Whether the database has the schema that the program needs; raises SettingsProblem."""
    database = Database(settings.database_url)
    try:
        has, newest = standing(database)
        newer = has is not None and not copies.known(database, has)
    except DatabaseError:
        raise SettingsProblem("migrations: cannot be seen while the database does not answer.") from None
    finally:
        database.close()
    if newer:
        raise SettingsProblem(
            f"migrations: the database has {has}, newer than what this program knows ({newest}). Install the newer "
            "program again, or put back a backup from before it."
        )
    if has != newest:
        raise SettingsProblem(
            f"migrations: the database has none yet, the newest is {newest}. The program makes its tables when it "
            "starts, and so does `taskforce migrate`."
            if has is None
            else f"migrations: the database has {has}, the newest is {newest}. {BRING_UP} (docs/operation.md)."
        )
    yield "migrations: ok"


def tried_clock(settings: Settings, host: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[str]:
    """Whether the clocks agree, and what time it is where the circle is; `host` gives the machine's time, aware.
    Raises SettingsProblem."""
    now = host()
    if now < EARLIEST:
        raise SettingsProblem(
            f"clock: this machine says that it is {now:%Y-%m-%d %H:%M} UTC. Set its clock, and keep it right with NTP "
            "(`timedatectl set-ntp true`)."
        )
    database = Database(settings.database_url)
    try:
        apart = 0.0 if database.embedded else _apart(database, host)
        ahead = _ahead(database, now)
    except DatabaseError:
        apart = ahead = 0.0  # that it does not answer is said elsewhere
    finally:
        database.close()
    problems = []
    if abs(apart) > APART:
        than = "ahead of" if apart > 0 else "behind"
        problems.append(
            f"clock: the database's clock is {abs(apart):.0f} seconds {than} this machine's. Keep both right with NTP "
            "(`timedatectl set-ntp true`)."
        )
    if ahead > AHEAD:
        problems.append(
            f"clock: the newest line of the journal is {ahead:.0f} seconds ahead of this machine's clock. Has it gone "
            "back? Keep it right with NTP (`timedatectl set-ntp true`)."
        )
    if problems:
        raise SettingsProblem(*problems)
    yield f"clock: ok, {now.astimezone(settings.zone):%Y-%m-%d %H:%M} in {settings.timezone}"


def unreachable(error: DatabaseError) -> str:
    """A sentence for a database that does not answer."""
    reason = str(error.orig).strip().partition("\n")[0]
    return f"database: cannot be opened ({reason}). Is TASKFORCE_DATABASE_URL right, and is it running?"


# --- SQLite ---


def _embedded(database: Database, path: Path) -> list[str]:
    folder = next(each for each in (path.absolute().parent, *path.absolute().parents) if each.exists())
    problems = []
    if not os.access(folder, os.W_OK):
        problems.append(f"database: nothing can be written in {folder}. Let the user that runs the bot write there.")
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        problems.append(
            f"database: {folder} has {free / 1024**2:.0f} MB left. Make room; when the disk is full, nothing more can "
            "be answered."
        )
    if not path.exists():
        return problems
    try:
        said = copies.quick_check(path)
    except sqlite3.Error as error:
        return [*problems, f"database: {path} cannot be read ({error}). Put back a backup with `taskforce restore`."]
    if said:
        return [*problems, f"database: {path} is damaged ({said}). Put back a backup with `taskforce restore`."]
    with database.changing():  # takes the right to write, and gives it back unused
        pass
    return problems


# --- PostgreSQL ---


def _served(database: Database) -> list[str]:
    with database.reading() as store:
        connection = store.session.connection()
        if connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
            return ["database: is a standby, which only reads. TASKFORCE_DATABASE_URL has to name the primary."]
        if connection.execute(text("SHOW default_transaction_read_only")).scalar_one() == "on":
            return ["database: lets us read only (default_transaction_read_only). Let our user write."]
        refused = [name for name in OURS if not _may_write(store, name)]
    if refused:
        return [f"database: our user may not write in {', '.join(refused)}. GRANT it, or make it their owner."]
    return []


def _may_write(store: Store, table: str) -> bool:
    """Whether rows can be added and changed; of a table that is not there yet, whether it can be made."""
    there = select(func.to_regclass(table).is_not(None))
    if not store.session.connection().execute(there).scalar_one():
        create = select(func.has_schema_privilege(func.current_schema(), "CREATE"))
        return bool(store.session.connection().execute(create).scalar_one())
    write = select(func.has_table_privilege(table, "INSERT"))
    return bool(store.session.connection().execute(write).scalar_one())


def _apart(database: Database, host: Callable[[], datetime]) -> float:
    """Seconds that the database's clock is ahead of ours."""
    with database.reading() as store:
        connection = store.session.connection()
        connection.execute(text("SELECT 1"))  # the connection has been made before time is taken
        before = host()
        theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        after = host()
    return (theirs - (before + (after - before) / 2)).total_seconds()


# --- both ---


def _ahead(database: Database, now: datetime) -> float:
    """Seconds that the newest line of the journal is ahead of domain time; below 0 where none is."""
    has, newest_schema = standing(database)
    if has != newest_schema:  # of another schema nothing is known
        return 0.0
    with database.reading() as store:
        newest = store.session.execute(select(func.max(col(JournalLine.at)))).scalar_one()
        offset = local_clock.offset(store)
    return (newest - now).total_seconds() - offset if newest is not None else 0.0
