"""One request at a time: a worker thread, one transaction, the handler, a retry after a lost race, and the
dispatcher woken once there is something to send.

On SQLite the changes run on one thread, since it has one writer; reads run beside it. On PostgreSQL both
have a pool.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError

from handlers.dialogue import dispatch
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Route, Router
from handlers.dialogue.wire import from_json, to_json
from storage import due, keys
from storage.engine import Database, Store, lost_a_race
from storage.tables import Person

ATTEMPTS = 3
log = structlog.get_logger()
Result = TypeVar("Result")


class Runner:
    """Runs requests against a database. `wake` is called after each change, from the worker's thread."""

    def __init__(self, database: Database, router: Router, wake: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.router = router
        self.wake = wake
        self._changes = ThreadPoolExecutor(1 if database.embedded else 8, "change")
        self._reads = ThreadPoolExecutor(4, "read")

    async def ask(self, request: Request) -> Reply:
        """Carry a request out on a worker thread and give its reply; never raises for a defect."""
        loop = asyncio.get_running_loop()
        try:
            changes = self.router.find(request)[0].changes
        except UserError as error:
            return dispatch.refusal(error)
        except LookupError:
            changes = False
        return await loop.run_in_executor(self._changes if changes else self._reads, self.run, request)

    def run(self, request: Request) -> Reply:
        """Carry a request out on this thread."""
        try:
            return self._run(request)
        except Exception:
            return self._defect(request)

    def _run(self, request: Request) -> Reply:
        try:
            route, found = self.router.find(request)
        except UserError as error:
            return dispatch.refusal(error)
        try:
            if route.changes:
                reply = self._change(route, found)
                self.wake()
                return reply
            with self.database.reading() as store:
                return dispatch.answer(self.router, route, _present(found, store), store)
        except UserError as error:
            with self.database.reading() as store:
                return dispatch.refused(route, found, error, store)

    def _change(self, route: Route, request: Request) -> Reply:
        def once(store: Store) -> Reply:
            if request.key is not None:
                before = keys.seen(store, request.key)
                if before is not None:
                    return from_json(Reply, before)
                keys.take(store, request.key, request.now)
            reply = dispatch.answer(self.router, route, _present(request, store), store)
            if request.key is not None:
                keys.answer(store, request.key, to_json(reply))
            return reply

        return self.transact(once, again_on_conflict=request.key is not None)

    def transact(self, work: Callable[[Store], Result], *, again_on_conflict: bool = False) -> Result:
        """Run work in a changing transaction, again when it lost a race, three times at most."""
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

        A thing that fails is logged and does not hold up the others; it stays due."""
        with self.database.reading() as store:
            found = due.due_now(store, now)
        request = Request(actor=None, now=now, face="clock")
        done = 0
        for kind, id_, _ in found:
            try:
                self.transact(
                    lambda store, kind=kind, id_=id_: dispatch.fall_due(  # type: ignore[misc]
                        self.router, kind, id_, request, store
                    )
                )
                done += 1
            except Exception:
                log.exception("due thing failed", kind=kind, id=id_)
        if done:
            self.wake()
        return done

    def _defect(self, request: Request) -> Reply:
        reference = secrets.token_hex(2).upper()
        log.exception("defect", reference=reference, action=request.action, face=request.face)
        t = request.t
        return Reply(
            Card(
                t("Something went wrong with us, not with you."),
                (
                    Line(t("Nothing has been saved. Try again, or write to the secretariat. (Ref. {reference})",
                           reference=reference)),
                ),
                tone="warning",
            )
        )  # fmt: skip

    def close(self) -> None:
        """Let what runs finish, and stop."""
        self._changes.shutdown()
        self._reads.shutdown()


def _present(request: Request, store: Store) -> Request:
    """The request with its person as this transaction sees them, so that a change of theirs is stored."""
    if request.actor is None:
        return request
    return replace(request, actor=store.session.get_one(Person, request.actor.id))
