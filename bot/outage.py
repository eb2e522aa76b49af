"""While the database is away: who tries whether it is back, what the log says, and what people are told.

- Away is what `Unavailable` says (storage/unavailable.py). The log has one line when it begins and one when it is
  over, however many requests meet it in between.
- While it is away one request in a second tries; the others are told at once. Otherwise those who wait in line would
  each wait for the same lock or the same silent server in turn, and be answered when nobody looks any more.
- "Nothing has been saved" is said only where that is so: nothing of this request has been committed, and no commit
  went out whose answer was lost. Otherwise people are asked to look first (docs/decisions/0017).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from handlers.dialogue.card import Card, Line
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from storage.unavailable import Unavailable

AGAIN = 1.0  # seconds between two tries while it is away
RETRY_AFTER = {"Retry-After": "30"}  # what programs are told, in seconds
_saved: ContextVar[bool] = ContextVar("saved", default=False)
log = structlog.get_logger()


class Outage:
    """What is known of the database's being away. Used from every thread; `machine` gives seconds that only go
    forward."""

    def __init__(self, machine: Callable[[], float] = time.monotonic) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._since: float | None = None
        self._changes_fail = False
        self._last: Unavailable | None = None
        self._tried = 0.0

    @property
    def on(self) -> bool:
        """Whether it was away when it was last tried."""
        return self._since is not None

    @contextmanager
    def trying(self, *, changes: bool) -> Iterator[None]:
        """Around one transaction. Raises Unavailable without trying where another has just found it away."""
        self._ask_leave(changes=changes)
        try:
            yield
        except Unavailable as away:
            self._met(away, changes=changes)
            raise
        self._over(changes=changes)

    def _ask_leave(self, *, changes: bool) -> None:
        with self._lock:
            last = self._last
            if last is None or (self._changes_fail and not changes):  # a file that is locked can still be read
                return
            if self._machine() - self._tried >= AGAIN:
                self._tried = self._machine()
                return
        raise Unavailable(last) from None

    def _met(self, away: Unavailable, *, changes: bool) -> None:
        if not away.wide:  # one lock of PostgreSQL's; nobody else meets it
            log.info("a lock was held for too long", why=away.why)
            return
        with self._lock:
            began = self._since is None
            if began:
                self._since = self._machine()
                self._changes_fail = changes
            self._changes_fail = self._changes_fail and changes
            if not away.unsure:  # after one lost answer the next to try finds out
                self._last, self._tried = away, self._machine()
        if began:
            log.warning("the database cannot be used", why=away.why)

    def _over(self, *, changes: bool) -> None:
        with self._lock:
            if self._since is None or (self._changes_fail and not changes):
                return
            seconds = self._machine() - self._since
            self._since, self._last = None, None
        log.info("the database can be used again", seconds=round(seconds, 1))


def begin() -> None:
    """A request of somebody's begins, of which nothing has been saved."""
    _saved.set(False)


def saved() -> None:
    """Something of the request that is carried out now has been committed."""
    _saved.set(True)


def unsure(away: Unavailable) -> bool:
    """Whether something of the request that is carried out now may have been saved."""
    return away.unsure or _saved.get()


def title(t: Speech) -> str:
    """What people are told first."""
    return t("We cannot reach our data just now.")


def of_page(t: Speech, away: Unavailable, *, sent: bool) -> str:
    """What they are told next on a page, from which the same can be `sent` once more with its key; or one that was
    only opened."""
    if not sent:
        return t("Try again in a few minutes.")
    if unsure(away):
        return t("We do not know whether it was saved. Try again in a few minutes: nothing is done twice.")
    return advice(t, away)


def advice(t: Speech, away: Unavailable) -> str:
    """What they are told next."""
    if unsure(away):
        return t("We do not know whether it was saved. Have a look before you try again.")
    return t("Nothing has been saved. Try again in a few minutes.")


def reply(t: Speech, away: Unavailable) -> Reply:
    """Both, as a card."""
    return Reply(Card(title(t), (Line(advice(t, away)),), tone="warning"))
