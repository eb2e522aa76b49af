"""That the database cannot be used now, whichever of the two it is and whatever ails it.

Known by the codes of SQLite (https://sqlite.org/rescode.html) and PostgreSQL (Appendix A of its documentation, the
SQLSTATE) and not by words. A connection that is refused, cut or silent has no code; there SQLAlchemy's own class says
that it was the connection and not the statement.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_BUSY, _LOCKED, _READ_ONLY, _IO, _FULL, _CANNOT_OPEN, _PROTOCOL = 5, 6, 8, 10, 13, 14, 15  # SQLite
_AWAY = {_BUSY, _LOCKED, _IO, _FULL, _CANNOT_OPEN, _PROTOCOL}
_NOT_WRITTEN = {_BUSY, _LOCKED, _READ_ONLY, _FULL, _CANNOT_OPEN}  # also where a commit is answered so
_ROW_LOCKED = "55P03"
_READ_ONLY_NOW = "25006"
_IDLE = "25P03"  # the server has ended a transaction in which nothing was done for too long
_ENDED = ("57P01", "57P02", "57P03", "57P04", "57P05")  # the server stops, has crashed, starts; its connection ended
_CLASSES = ("08", "53", "58")  # the connection; too little of something, a full disk among them; the system
_UNDONE = ("23", "25", "40", "53", "55")  # classes of what a commit is answered with that did not happen


class Unavailable(OperationalError):
    """The database cannot be used now. What the transaction was to do has not happened, unless `unsure` says that
    nobody can know: a commit was sent and its answer was lost. `wide` is whether others will meet the same, which one
    lock that is held too long does not mean on PostgreSQL. `why` is a code or a class, without anybody's words."""

    def __init__(self, error: BaseException, *, unsure: bool = False, wide: bool = True) -> None:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        super().__init__(None, None, cause)
        self.unsure = unsure
        self.wide = wide
        self.why = _named(cause)


def seen_in(error: BaseException, *, changes: bool, committing: bool = False) -> Unavailable | None:
    """What an error of a session says about the database; None for any other error. `changes` is whether the
    transaction might write, `committing` whether it was its commit that failed."""
    if isinstance(error, Unavailable):
        return error
    if isinstance(error, PoolTimeout):
        return Unavailable(error)
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error, error.orig, changes=changes, committing=committing)
    return _of_postgresql(error, changes=changes, committing=committing)


def _of_sqlite(error: DBAPIError, said: sqlite3.Error, *, changes: bool, committing: bool) -> Unavailable | None:
    code = getattr(said, "sqlite_errorcode", 0)  # what Python itself refuses has none
    primary = code & 0xFF
    # A read that tries to write is refused with the plain code, and is a defect.
    if primary not in _AWAY and not (primary == _READ_ONLY and (changes or code != _READ_ONLY)):
        return None
    return Unavailable(error, unsure=committing and primary not in _NOT_WRITTEN)


def _of_postgresql(error: DBAPIError, *, changes: bool, committing: bool) -> Unavailable | None:
    state = getattr(error.orig, "sqlstate", None)
    lost = error.connection_invalidated or (state is None and isinstance(error, OperationalError))
    known = state is not None and (
        state in (*_ENDED, _ROW_LOCKED, _IDLE) or state[:2] in _CLASSES or (state == _READ_ONLY_NOW and changes)
    )
    if not (lost or known):
        return None
    # A connection ends with its idle transaction, but a commit that came after that was not seen any more.
    undone = state is not None and state[:2] in _UNDONE and (not lost or state == _IDLE)
    return Unavailable(error, unsure=committing and not undone, wide=state != _ROW_LOCKED)


def _named(cause: BaseException) -> str:
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return str(code or type(cause).__name__)
