"""Whole copies of a SQLite database: made while others write, checked, and put in its place.

A copy is one file, without what SQLite keeps beside a database at work (`-wal`, `-shm`). It is written under another
name first, reaches the disk, is checked, and only then gets the name that was asked for; whoever finds that name finds
a whole copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic.script import ScriptDirectory

from .engine import WAIT, Database
from .migrate import configuration

PAGES = 256  # a step: a megabyte, after which others have had their turn
HALF = ".part"
LOG = "-wal"
_BESIDE = (LOG, "-shm")
_OURS = {"alembic_version", "groups", "outbox", "journal"}

Progress = Callable[[int, int], None]


class Unusable(Exception):
    """A file is no whole database of ours; the words say what it is instead."""


class InUse(Exception):
    """Another program has the database open."""


def half(path: Path) -> Path:
    """The name under which a copy is written until it is whole."""
    return path.with_name(path.name + HALF)


def copy(source: Path, target: Path, progress: Progress = lambda done, pages: None) -> None:
    """Write a copy of `source` as it is at this moment to `target`, which is replaced, and have it reach the disk.

    Others may read and write meanwhile: the copy reads through one transaction, which sees none of it. It is told
    after each step how many pages are done, of how many. Raises sqlite3.Error and OSError."""
    forget(target)
    # Made by us first, so that nobody else may read it: it holds what the database holds.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_opened(source)) as reads, closing(sqlite3.connect(target, isolation_level=None)) as writes:
        reads.execute("BEGIN")
        reads.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is one moment
        reads.backup(writes, pages=PAGES, progress=lambda _, left, pages: progress(pages - left, pages))
        reads.execute("ROLLBACK")
    settle(target)


def settle(path: Path) -> None:
    """Have everything of a database that nobody has open in the one file, and the file on the disk."""
    with closing(_opened(path)) as connection:
        _one_file(connection)
    reach_the_disk(path)


def _one_file(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.OperationalError while others have it open."""
    connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def examine(path: Path) -> str:
    """The schema of a whole copy that is ours; raises Unusable for anything else."""
    try:
        with closing(_opened(path, writes=False)) as reads:
            tables = {name for (name,) in reads.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables >= _OURS:
                raise Unusable("is no database of taskforce-bot")
            wrong = [said for (said,) in reads.execute("PRAGMA integrity_check(3)") if said != "ok"]
            orphans = reads.execute("PRAGMA foreign_key_check").fetchmany(1)
            has = reads.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise Unusable(f"cannot be read as a database ({error})") from None
    if wrong or orphans:
        raise Unusable(f"is damaged ({'; '.join(wrong) or 'rows without what they belong to'})")
    if has is None:
        raise Unusable("was never given its tables")
    return str(has[0])


def quick_check(path: Path) -> str:
    """What is wrong with a SQLite file, in short; empty when nothing is. Raises sqlite3.Error."""
    try:
        with closing(_opened(path)) as reads:
            return "; ".join(said for (said,) in reads.execute("PRAGMA quick_check(1)") if said != "ok")
    except sqlite3.DatabaseError as error:
        if unreadable(error):
            return str(error)
        raise


def unreadable(error: sqlite3.Error) -> bool:
    """Whether it is what stands in the file that cannot be read, and not the way to it."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def known(database: Database, schema: str) -> bool:
    """Whether the program knows a schema; one that it does not know is of a newer program."""
    script = ScriptDirectory.from_config(configuration(database))
    return any(each.revision == schema for each in script.walk_revisions())


def nobody_has(path: Path, kept: Path) -> None:
    """Raises InUse while another program has a database open.

    What stood in its log is in the database afterwards. Where it is too damaged for that, the log is beside `kept`:
    SQLite throws away one that belongs to nothing."""
    log, spare = Path(f"{path}{LOG}"), Path(f"{kept}{LOG}")
    if log.exists():
        _second_name(log, spare)
    try:
        with closing(_opened(path)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
            _one_file(connection)
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            spare.unlink(missing_ok=True)
            raise InUse from None
        return  # no database any more: that is what a copy is put in its place for
    spare.unlink(missing_ok=True)


def put_in_place(ready: Path, path: Path, kept: Path) -> None:
    """Give a whole copy the name of the database, in one step, and keep what was there as `kept`.

    What a damaged database has beside it goes along with it: with the copy it would be taken for the copy's."""
    if path.exists():
        _belongs_to_the_same(ready, path)
        _second_name(path, kept)
    for ending in _BESIDE:
        old, spare = Path(f"{path}{ending}"), Path(f"{kept}{ending}")
        if old.exists():
            if not spare.exists():
                _second_name(old, spare)
            old.unlink()
    os.replace(ready, path)
    reach_the_disk(path.parent)


def _second_name(path: Path, other: Path) -> None:
    """Let a file be found under another name as well."""
    try:
        os.link(path, other)
    except OSError:  # not every file system has second names
        shutil.copy2(path, other)
        reach_the_disk(other)


def _belongs_to_the_same(ready: Path, path: Path) -> None:
    """Whoever could open the one can open the other, also when somebody else put it there."""
    had = path.stat()
    if os.geteuid() == 0:
        os.chown(ready, had.st_uid, had.st_gid)
    ready.chmod(had.st_mode & 0o777)


def name_it(ready: Path, path: Path) -> None:
    """Give a whole copy its name; raises FileExistsError when something has that name."""
    try:
        os.link(ready, path)
    except OSError:  # it is there; or the file system has no second names
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(ready, path)
    ready.unlink(missing_ok=True)
    reach_the_disk(path.parent)


def forget(path: Path) -> None:
    """Delete a SQLite file and what SQLite keeps beside it."""
    for ending in ("", "-journal", *_BESIDE):
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def forgotten_on_error(path: Path) -> Iterator[None]:
    """A file that nobody is to find unless all goes well."""
    try:
        yield
    except BaseException:
        forget(path)
        raise


def reach_the_disk(path: Path) -> None:
    """Return once a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _opened(path: Path, *, writes: bool = True) -> sqlite3.Connection:
    """A file that is there, never a new one. To read a database at work one has to write beside it."""
    address = f"{path.resolve().as_uri()}?mode={'rw' if writes else 'ro'}"
    return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)
