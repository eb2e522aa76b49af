"""One request at a time: a worker thread, one transaction, the handler, a retry after a lost race, and the
dispatcher woken once there is something to send.

A database that is away is no defect: whoever asked is told so by the face (bot/outage.py). What nothing can have come
of is tried once more at once, since the connections of a pool die together.

On SQLite the changes run on one thread, since it has one writer; reads run beside it. On PostgreSQL both
have a pool.
"""

from __future__ import annotations

import asyncio
import contextvars
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from handlers.dialogue import dispatch
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Route, Router
from handlers.dialogue.wire import from_json, to_json
from handlers.locale import Speech
from storage import conversations, due, keys
from storage.engine import Database, Store, lost_a_race
from storage.tables import Person
from storage.unavailable import Unavailable, seen_in

from . import outage
from .figures import DEFECT, DONE, REFUSED, REPEATED, Carried, Figures
from .outage import Outage

ATTEMPTS = 3
AT_ONCE = 0.5  # seconds within which a database that is away has to say so to be asked once more
PATIENCE = 5  # times the two seconds of a lock that somebody waits for their turn
WAITS = 2  # locks that are waited for while looking for what is due; what is locked after that is left at once
KEPT = timedelta(days=3)  # that a request key and its reply are kept; platforms retry for hours at most
STRANGERS_KEPT = timedelta(days=30)  # that it is known how to write to accounts that are nobody's, or take nothing
log = structlog.get_logger()
Result = TypeVar("Result")
Then = Callable[[Store, Reply], None]


@dataclass(frozen=True)
class Defect:
    """Something failed that no person could have caused; the log holds it under `reference`."""

    reference: str


class Runner:
    """Runs requests against a database. `wake` is called after each change, from the worker's thread."""

    def __init__(
        self,
        database: Database,
        router: Router,
        wake: Callable[[], None] = lambda: None,
        figures: Figures | None = None,
    ) -> None:
        self.database = database
        self.router = router
        self.wake = wake
        self.figures = figures or Figures()
        self._ending = threading.Event()
        self.outage = Outage()
        self._changes = ThreadPoolExecutor(1 if database.embedded else 8, "change")
        self._reads = ThreadPoolExecutor(4, "read")

    # --- from the event loop ---

    async def ask(self, request: Request, then: Then | None = None) -> Reply:
        """Carry a request out on a worker thread and give its reply; never raises for a defect. Raises Unavailable.

        `then` is done with the reply in the transaction of a change, so that where the reply is shown is as sure
        as what was changed; not for a request that only reads, is refused, or was carried out before."""
        changes = self._changing(request)
        pool = self._changes if changes else self._reads
        reply = await self._on(pool, lambda: self.run(request, then))
        if changes:
            outage.saved()
        return reply

    async def change(self, work: Callable[[Store], Result]) -> Result:
        """Run work in a changing transaction on a worker thread; raises what it raises, and Unavailable."""
        done = await self._on(self._changes, lambda: self.transact(work))
        outage.saved()
        return done

    async def look(self, work: Callable[[Store], Result]) -> Result:
        """Run work in a reading transaction on a worker thread; raises what it raises, and Unavailable."""
        return await self._on(self._reads, lambda: self.read(work))

    # --- on this thread ---

    def run(self, request: Request, then: Then | None = None) -> Reply:
        """Carry a request out. Raises Unavailable."""
        with self.figures.carrying(request.face) as carried:
            reply = self.guard(lambda: self._run(request, then, carried), action=request.action, face=request.face)
            if not isinstance(reply, Defect):
                return reply
            carried.result = DEFECT
        return apology(reply, request.t)

    def transact(self, work: Callable[[Store], Result], *, again_on_conflict: bool = False) -> Result:
        """Run work in a changing transaction, again when it lost a race, three times at most. Raises Unavailable."""
        return self._now_or_at_once(lambda: self._raced(work, again_on_conflict), changes=True)

    def read(self, work: Callable[[Store], Result]) -> Result:
        """Run work in a reading transaction. Raises Unavailable."""

        def once() -> Result:
            with self.database.reading() as store:
                return work(store)

        return self._now_or_at_once(once, changes=False)

    def _now_or_at_once(self, once: Callable[[], Result], *, changes: bool) -> Result:
        """Run a transaction, and once more where the database was found away in no time and nothing came of it."""
        with self.outage.trying(changes=changes):
            began = time.monotonic()
            try:
                return once()
            except Unavailable as away:
                if away.unsure or time.monotonic() - began > AT_ONCE:
                    raise
            return once()

    def _raced(self, work: Callable[[Store], Result], again_on_conflict: bool) -> Result:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.database.changing() as store:
                    return work(store)
            except Exception as error:
                conflict = again_on_conflict and isinstance(error, IntegrityError)
                if attempt == ATTEMPTS or not (conflict or lost_a_race(error)):
                    raise
        raise AssertionError("unreachable")

    def tick(self, now: datetime) -> int:
        """Do everything that is due at `now`, each thing in a transaction of its own; how many things.

        A thing that fails is logged and does not hold up the others; it stays due. So does one whose group somebody
        else holds, which may be a machine that is gone. Raises Unavailable when the database is away for everything,
        and then the rest is for the next tick."""

        def look(store: Store) -> tuple[Sequence[tuple[str, int, datetime]], bool, bool]:
            found = due.due_now(store, now)
            old = keys.any_before(store, now - KEPT)
            return found, old, conversations.any_stale(store, now - STRANGERS_KEPT)

        found, old, stale = self.read(look)
        left: list[str] = []
        if old:
            with _leaving(left, "old keys"):
                self.transact(lambda store: keys.forget(store, now - KEPT))
        if stale:
            with _leaving(left, "strangers"):
                self.transact(lambda store: conversations.drop_stale(store, now - STRANGERS_KEPT))
        done = 0
        try:
            for kind, id_, at in found:
                with _leaving(left, f"{kind} {id_}"):
                    done += self._fall_due(kind, id_, at, now, hurries=len(left) >= WAITS)
        finally:
            if left:
                log.info("what is due was left, since somebody holds it", count=len(left), first=left[0])
            if done:
                self.wake()
        return done

    def guard(self, work: Callable[[], Result], **about: object) -> Result | Defect:
        """What work gives, or the defect that it met. Raises Unavailable."""
        try:
            return work()
        except Exception as error:
            if seen_in(error, changes=False) is not None:
                raise
            return self.defect(**about)

    def defect(self, **about: object) -> Defect:
        """Log the exception that is being handled, with what it was about, under a new reference: four signs
        that a person can read out and that the log can be searched for."""
        self.figures.defect()
        reference = secrets.token_hex(2).upper()
        log.exception("defect", reference=reference, **about)
        return Defect(reference)

    @property
    def defects(self) -> int:
        """How many defects there have been."""
        return self.figures.defects

    def end(self) -> None:
        """Begin nothing more that is due; what is left undone stays due."""
        self._ending.set()

    def close(self) -> None:
        """Let what runs finish, and stop."""
        self.end()
        self._changes.shutdown()
        self._reads.shutdown()

    # --- how ---

    async def _on(self, pool: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
        """Do work on a thread that knows what this task is about: its lines in the log say so."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, work)

    def _changing(self, request: Request) -> bool:
        try:
            return self.router.find(request)[0].changes
        except (UserError, LookupError):
            return False

    def _run(self, request: Request, then: Then | None, carried: Carried) -> Reply:
        try:
            route, found = self.router.find(request)
        except UserError as error:
            carried.result = REFUSED
            return dispatch.refusal(error)
        carried.on(route.name, changes=route.changes)
        try:
            if route.changes:
                reply = self._change(route, found, then, carried)
                self.wake()
                return reply
            return self.read(lambda store: dispatch.answer(self.router, route, _present(found, store), store))
        except UserError as error:
            carried.result = REFUSED
            refused = error
        return self.read(lambda store: dispatch.refused(route, found, refused, store))

    def _change(self, route: Route, request: Request, then: Then | None, carried: Carried) -> Reply:
        def once(store: Store) -> Reply:
            if request.key is not None:
                before = keys.seen(store, request.key)
                if before is not None:
                    carried.result = REPEATED
                    return from_json(Reply, before)
                keys.take(store, request.key, request.now)
            reply = dispatch.answer(self.router, route, _present(request, store), store)
            if then is not None:
                then(store, reply)
            if request.key is not None:
                keys.answer(store, request.key, to_json(reply))
            return reply

        try:
            return self._in_turn(once, again_on_conflict=request.key is not None)
        except keys.AtWork:
            t = request.t
            more = t("You need not press again: what you asked for is being done.")
            raise UserError(t("We are still at it."), more=more) from None

    def _in_turn(self, work: Callable[[Store], Result], *, again_on_conflict: bool = False) -> Result:
        """Run work in a changing transaction, waiting longer than a lock may take: where many answer about one group
        at once, each is soon done, but the last has all the others before it. So has a repeat whose first another
        replica has in hand."""
        for _ in range(PATIENCE - 1):
            try:
                return self.transact(work, again_on_conflict=again_on_conflict)
            except (keys.AtWork, DBAPIError) as error:
                if not (isinstance(error, keys.AtWork) or keys.not_in_time(error)):
                    raise
        return self.transact(work, again_on_conflict=again_on_conflict)

    def _fall_due(self, kind: str, id_: int, at: datetime, now: datetime, *, hurries: bool) -> bool:
        if self._ending.is_set():
            return False
        request = Request(actor=None, now=now, face="clock")

        def once(store: Store) -> bool:
            if hurries:
                store.hurry()
            dispatch.fall_due(self.router, kind, id_, request, store)
            return store.held

        held = self.guard(lambda: self.transact(once), due=kind, id=id_)
        if held is True:  # another worker's, which counts it; the next tick sees whether it did
            return False
        done = not isinstance(held, Defect)
        self.figures.acted(kind, DONE if done else DEFECT, (now - at).total_seconds())
        return done


@contextmanager
def _leaving(left: list[str], what: str) -> Iterator[None]:
    """Leave for the next tick what somebody else has locked for too long, and note it."""
    try:
        yield
    except Unavailable as away:
        if away.wide:
            raise
        left.append(what)


def apology(defect: Defect, t: Speech) -> Reply:
    """What a person is told about a defect."""
    return Reply(
        Card(
            t("Something went wrong with us, not with you."),
            (
                Line(
                    t(
                        "Nothing has been saved. Try again, or write to the secretariat. (Ref. {reference})",
                        reference=defect.reference,
                    )
                ),
            ),
            tone="warning",
        )
    )


def _present(request: Request, store: Store) -> Request:
    """The request with its person as this transaction sees them, so that a change of theirs is stored."""
    if request.actor is None:
        return request
    return replace(request, actor=store.session.get_one(Person, request.actor.id))
