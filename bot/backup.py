"""`taskforce backup FILE`, `taskforce restore FILE`, `taskforce hold`: a copy of the embedded database, the way back,
and what then must not leave by itself.

A copy is made while the program runs. To put one back the program is stopped first. Messages that were waiting when
the copy was made may have gone since, so they are held back and counted, unless `--send` is said
(docs/decisions/0018). PostgreSQL has tools of its own for both; `taskforce hold` does the last part there.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from storage import copies, held, numbers
from storage.alone import NotAlone, alone
from storage.engine import Database
from storage.migrate import migrate, standing

from .check_database import BRING_UP, unreachable
from .settings import Settings, SettingsProblem

BAR = 30  # signs
ELSEWHERE = (
    "This is for SQLite, and TASKFORCE_DATABASE_URL names PostgreSQL, which is copied with `pg_dump`. "
    "docs/operation.md says how, and how to put a copy back, under Copies."
)


@contextmanager
def to_ourselves(settings: Settings) -> Iterator[None]:
    """Have the SQLite file of the settings for one program while the block runs; PostgreSQL serves several. Either way
    it is not of a newer program. Raises SettingsProblem."""
    path = _file_of(settings)
    with ExitStack() as stack:
        if path is not None:
            taken = (
                f"Another program runs on {path}. SQLite serves one; several share a PostgreSQL (docs/operation.md). "
                "Stop the other one first."
            )
            stack.enter_context(_alone(path, taken))
        fits(settings)
        yield


def fits(settings: Settings) -> None:
    """Raises SettingsProblem when the database cannot be read, or a newer program has been at it."""
    database = Database(settings.database_url)
    try:
        _not_newer(database, "The database")
    except DatabaseError as error:
        raise SettingsProblem(unreachable(error)) from None
    finally:
        database.close()


def back_up(settings: Settings, file: Path, say: Callable[[str], None]) -> None:
    """Write a whole copy of the database to a file that is not there yet; raises SettingsProblem."""
    path = _embedded(settings)
    _there(path)
    if file.exists():
        raise SettingsProblem(f"{file} is there already and stays as it is. Choose another name.")
    if not file.absolute().parent.is_dir():
        raise SettingsProblem(f"There is no folder {file.absolute().parent}.")
    part = copies.half(file)
    with _alone(part, f"Another backup is writing {part}."), copies.forgotten_on_error(part):
        try:
            copies.copy(path, part, _bar())
            copies.examine(part)
            copies.name_it(part, file)
        except FileExistsError:
            raise SettingsProblem(f"{file} is there already and stays as it is. Choose another name.") from None
        except copies.Unusable as trouble:
            raise SettingsProblem(f"No backup was made: the copy of {path} {trouble}.") from None
        except (OSError, sqlite3.Error) as trouble:
            if isinstance(trouble, sqlite3.Error) and copies.unreadable(trouble):
                raise SettingsProblem(f"No backup was made: {path} is damaged ({trouble}).") from None
            raise SettingsProblem(f"No backup was made: {_why(trouble)}. Has {file} enough room?") from None
    say(f"{file} holds the whole database ({file.stat().st_size / 1024**2:.1f} MB), and was read back and checked.")


def restore(settings: Settings, file: Path, say: Callable[[str], None], *, send: bool) -> None:
    """Put a copy in the place of the database, and keep what was there; raises SettingsProblem, and then all is as it
    was."""
    path = _embedded(settings)
    if not file.is_file():
        raise SettingsProblem(f"There is no file {file}.")
    if path.exists() and path.samefile(file):
        raise SettingsProblem(f"{file} is the database itself.")
    now = datetime.now(settings.zone)
    with _alone(path, f"A program runs on {path}. Stop it first; nothing was changed."):
        part = copies.half(path)
        with copies.forgotten_on_error(part):
            try:
                waiting = _prepare(file, part, now, send=send, before=numbers.gaps_of(path))
                kept = _keep(path, now)
                if path.exists():
                    copies.nobody_has(path, kept)
                copies.put_in_place(part, path, kept)
            except copies.InUse:
                raise SettingsProblem(f"A program has {path} open. Stop it first; nothing was changed.") from None
            except (OSError, sqlite3.Error) as trouble:
                raise SettingsProblem(
                    f"Nothing was restored: {_why(trouble)}. Is there enough room beside {path}?"
                ) from None
    say(f"{path.absolute()} is now what {file} was.")
    say(
        f"What was there before is kept as {kept.absolute()}."
        if kept.exists()
        else "There was no database there before."
    )
    say("All that waits in it will go, also what has gone since the copy was made." if send else told(waiting))


def hold(settings: Settings, say: Callable[[str], None]) -> None:
    """Hold back what waits in the database and may have gone since it was copied: for one that was put back by other
    means. The program does not run meanwhile, which only SQLite can tell; raises SettingsProblem."""
    with to_ourselves(settings):
        path = _file_of(settings)
        if path is not None:
            _there(path)
        database = Database(settings.database_url)
        try:
            say(told(_made_ready(database, datetime.now(settings.zone), send=False)))
        finally:
            database.close()


def told(waiting: Counter[str]) -> str:
    """What was held back, for the operator."""
    if not waiting:
        return "No message was waiting in it."
    kinds = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(waiting.items()))
    return (
        f"Held back, since it may have gone already: {kinds}. None of it is sent by itself; what falls due from now on "
        "is."
    )


def _prepare(file: Path, part: Path, now: datetime, *, send: bool, before: int) -> Counter[str]:
    """Make the copy ready beside the database: checked, with the newest schema, and with what waited held back.
    `before` is how many gaps there are in the numbers of what it will take the place of."""
    try:
        copies.copy(file, part, _bar())
        copies.examine(part)
    except copies.Unusable as trouble:
        raise SettingsProblem(f"{file} {trouble}; nothing was changed.") from None
    except sqlite3.DatabaseError as trouble:
        if not copies.unreadable(trouble):
            raise
        raise SettingsProblem(f"{file} cannot be read as a database ({trouble}); nothing was changed.") from None
    database = Database(f"sqlite:///{part}")
    try:
        _not_newer(database, str(file))
        waiting = _made_ready(database, now, send=send, before=before)
    finally:
        database.close()
    copies.settle(part)
    return waiting


def _made_ready(database: Database, now: datetime, *, send: bool, before: int = 0) -> Counter[str]:
    """Bring what was put back to the newest schema, and see to its outbox and its numbers; what was held back."""
    migrate(database)
    with database.changing() as store:
        waiting = Counter[str]() if send else held.hold_back(store, now)
        numbers.leave_gap(store.session.connection(), before=before)
        return waiting


def current(settings: Settings) -> bool:
    """Whether the database has its tables yet. Raises SettingsProblem when they are not those of this program: what is
    done beside a program that may run changes no schema under it."""
    fits(settings)
    database = Database(settings.database_url)
    try:
        has, newest = standing(database)
    finally:
        database.close()
    if has not in (None, newest):
        raise SettingsProblem(f"The database has schema {has}, and this program needs {newest}. {BRING_UP}.")
    return has is not None


def _not_newer(database: Database, name: str) -> None:
    has, newest = standing(database)
    if has is not None and not copies.known(database, has):
        raise SettingsProblem(
            f"{name} has schema {has}, and the newest that this program knows is {newest}. Install the program that it "
            "was made with, or a newer one; nothing was changed."
        )


def _embedded(settings: Settings) -> Path:
    path = _file_of(settings)
    if path is None:
        raise SettingsProblem(ELSEWHERE)
    return path


def _file_of(settings: Settings) -> Path | None:
    """The SQLite file of the settings; None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _there(path: Path) -> None:
    if not path.is_file():
        raise SettingsProblem(f"There is no database {path}. Does TASKFORCE_DATABASE_URL name the right file?")


@contextmanager
def _alone(path: Path, taken: str) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(alone(path))
        except NotAlone:
            raise SettingsProblem(taken) from None
        except OSError as trouble:
            raise SettingsProblem(f"Nothing can be written beside {path}: {_why(trouble)}.") from None
        yield


def _keep(path: Path, now: datetime) -> Path:
    """A name beside the database that nothing has, with the local time in it."""
    name = f"{path.name}.{now:%Y-%m-%d-%H%M%S}"
    several = (path.with_name(name if not number else f"{name}-{number}") for number in range(1000))
    return next(each for each in several if not each.exists())


def _why(trouble: Exception) -> str:
    return (getattr(trouble, "strerror", None) or str(trouble)).rstrip(".")


def _bar() -> copies.Progress:
    """A line on the terminal that fills; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return lambda done, pages: None

    def draw(done: int, pages: int) -> None:
        full = BAR * done // max(pages, 1)
        end = "\n" if done >= pages else ""
        sys.stderr.write(f"\r[{'#' * full}{' ' * (BAR - full)}] {done} of {pages} pages{end}")
        sys.stderr.flush()

    return draw
