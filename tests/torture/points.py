"""Where a process dies: boundaries are counted in a file that all processes of a playing share, and the one that
reaches the next point on the list kills itself.

There are two kinds of boundary. A commit is one that changed a row (or the schema): the dispatcher's looks at an empty
outbox are none. A send is a request to a platform, or a mail handed to the mail server. At each of them a process can
die before it (the database, the platform has nothing yet) and after it (they have it, and we have noted nothing).
Where a migration dies each statement counts as well.

The program is not touched for it: SQLAlchemy, aiohttp and aiosmtplib are, inside the process that is to die
(`install`). The list itself is kept outside the process, so that it survives it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["commit", "send", "statement"]
Side = Literal["before", "after"]
_WRITES = re.compile(
    r"\s*(?:WITH\b.*?\b)?(INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|DROP TABLE|ALTER TABLE)\s+(\S+)", re.S
)


@dataclass(frozen=True)
class Point:
    """Die before or after the boundary of a number, counted from the last death, or from when it was set."""

    kind: Kind
    number: int
    side: Side

    def __str__(self) -> str:
        return f"{self.side} {self.kind} {self.number}"


@dataclass(frozen=True)
class Death:
    """A process that killed itself: at which point, and what was going on there."""

    point: str
    what: str


class Plan:
    """The file. Every change is made under a lock and is there as a whole, whoever dies in the middle of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set(self, points: list[Point]) -> None:
        """From now on these are the next points; the boundaries are counted anew."""
        with self._changed() as known:
            known.update(points=[asdict(each) for each in points], counts={}, seen={})

    def clear(self) -> tuple[dict[str, list[str]], list[Point], list[Death]]:
        """No more points: what boundaries there were since they were set, which points were not reached, and the
        deaths."""
        with self._changed() as known:
            left = [Point(**each) for each in known.get("points", ())]
            died = [Death(**each) for each in known.get("died", ())]
            seen = {"commit": [], "send": [], "statement": [], **known.get("seen", {})}
            known.update(points=[], counts={}, seen={}, died=[])
        return seen, left, died

    def reached(self, kind: Kind, what: str) -> Side | None:
        """A process is at a boundary; the side of it on which it has to die, if it has to."""
        with self._changed() as known:
            counts, points = known.setdefault("counts", {}), known.setdefault("points", [])
            counts[kind] = counts.get(kind, 0) + 1
            known.setdefault("seen", {}).setdefault(kind, []).append(what if kind != "statement" else "")
            if not points or (points[0]["kind"], points[0]["number"]) != (kind, counts[kind]):
                return None
            point = Point(**points.pop(0))
            counts.clear()
            known.setdefault("died", []).append(asdict(Death(str(point), what)))
            return point.side

    @contextmanager
    def _changed(self) -> Iterator[dict[str, Any]]:
        with open(f"{self._path}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known: dict[str, Any] = json.loads(self._path.read_text()) if self._path.exists() else {}
            yield known
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(known))
            draft.replace(self._path)


def die() -> None:
    """The end, at once: nothing is finished, nothing is given back."""
    os.kill(os.getpid(), signal.SIGKILL)


def install(plan: Plan, *, statements: bool = False) -> None:
    """Count the boundaries of this process, and die at the points of the plan."""
    if statements:
        _at_statements(plan)
    _at_commits(plan)
    _at_requests(plan)
    _at_mails(plan)


def _at_statements(plan: Plan) -> None:
    from sqlalchemy import Engine, event

    @event.listens_for(Engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if plan.reached("statement", " ".join(statement.split())[:80]):
            die()


def _at_commits(plan: Plan) -> None:
    from sqlalchemy import Engine, event
    from sqlalchemy.engine.default import DefaultDialect

    commit, rollback = DefaultDialect.do_commit, DefaultDialect.do_rollback

    @event.listens_for(Engine, "after_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        found = _WRITES.match(statement)
        if found and (cursor.rowcount or found[1].endswith("TABLE")):
            connection.info.setdefault("wrote", []).append(" ".join(found.groups()))

    def done(_dialect: Any, connection: Any) -> None:
        wrote = _changes(connection)
        side = plan.reached("commit", ", ".join(dict.fromkeys(wrote))) if wrote else None
        if side == "before":
            die()
        commit(_dialect, connection)
        if side == "after":
            die()

    def undone(_dialect: Any, connection: Any) -> None:
        rollback(_dialect, connection)
        with suppress(NotImplementedError):  # the very first look at a database has a connection without notes
            _changes(connection)

    DefaultDialect.do_commit = done  # type: ignore[method-assign]
    DefaultDialect.do_rollback = undone  # type: ignore[method-assign]


def _changes(connection: Any) -> list[str]:
    """What the transaction of a connection has written; empty where no row is another. SQLite does not say of a
    statement that returns rows how many there are, but counts what has changed in all."""
    wrote: list[str] = connection.info.pop("wrote", [])
    raw = connection.dbapi_connection
    if hasattr(raw, "total_changes"):
        before, connection.info["changes"] = connection.info.get("changes", 0), raw.total_changes
        if before == raw.total_changes and not any("TABLE" in each for each in wrote):
            return []
    return wrote


def _at_requests(plan: Plan) -> None:
    from aiohttp import ClientSession

    request = ClientSession._request

    async def sent(self: Any, method: str, url: Any, **more: Any) -> Any:
        path = str(url).partition("://")[2].partition("/")[2]
        side = plan.reached("send", re.sub(r"[0-9a-zA-Z_%.:-]{20,}", "…", path))
        if side == "before":
            die()
        answer = await request(self, method, url, **more)
        if side == "after":
            die()
        return answer

    ClientSession._request = sent  # type: ignore[method-assign]


def _at_mails(plan: Plan) -> None:
    import aiosmtplib

    sendmail: Callable[..., Any] = aiosmtplib.SMTP.sendmail

    async def sent(self: Any, *about: Any, **more: Any) -> Any:
        side = plan.reached("send", "mail")
        if side == "before":
            die()
        answer = await sendmail(self, *about, **more)
        if side == "after":
            die()
        return answer

    aiosmtplib.SMTP.sendmail = sent  # type: ignore[method-assign]
