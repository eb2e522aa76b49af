"""Writing down what came of carrying a row of the outbox, with what follows from it in the same transaction.

A row is settled once, by whoever has its lease: one whose lease ran out meanwhile settles nothing (storage/outbox.py).
Many are settled in one transaction (together.py), except where that holds a group.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from handlers.dialogue import dispatch
from handlers.dialogue.events import RoomEntered, RoomFailed, RoomOpened, Undelivered
from handlers.dialogue.request import Request, number
from handlers.record.undelivered import NOTICE
from handlers.working.rooms.why import of_invitation
from storage import outbox, subjects
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow
from storage.unavailable import Unavailable

from .face import Away, Later, Never, NotHere, Opened
from .rooms import people_of
from .runner import Defect, Runner
from .together import Together, Work
from .ways import Ways

AGAIN = 1.0  # seconds between two tries of a database that is away
HELD = 45.0  # seconds for which what came of a row is tried to be written: its lease is longer
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds between attempts
LONGEST_AWAY = 60.0  # seconds between attempts on a platform that does not answer at all
LONGEST_ASKED = 86_400.0  # seconds; a platform that asks for more is asked again after a day
MOST_ATTEMPTS = 20  # about half a day
LONGEST_OUTAGE = timedelta(days=3)  # a weekend, and the Monday on which somebody mends it
COUNTED = 5  # attempts that nobody answered: the waiting grows by them, and they are no reason to give up
IN_PLACE = (OutboxKind.message, OutboxKind.update, OutboxKind.react)  # one call; rooms take several

log = structlog.get_logger()
Result = TypeVar("Result")
Failure = Undelivered | RoomFailed | RoomEntered


class Settling:
    """Settles rows that were claimed. `ways` says whose turn it is where a face will not take one.

    `now` is domain time.
    """

    def __init__(self, runner: Runner, ways: Ways) -> None:
        self._runner = runner
        self._ways = ways
        self._together = Together(runner)

    async def sent(self, row: OutboxRow, now: datetime, face: str = "", came: str | Opened = "") -> None:
        """It went, by a face, and is called so there; without a face there was nothing to say after all."""
        room = came if isinstance(came, Opened) else Opened(came, str(row.payload.get("name", "")))

        def settle(store: Store) -> None:
            _hold(store, row)
            where = {"face": face, "reference": room.address}
            if not outbox.mark_sent(store, number(row.id), now=now, lease=row.leased_until, **where):
                return
            self._copy(row, face, store)
            if row.group_id is None:
                return
            if row.kind == OutboxKind.open_room:
                self._tell(RoomOpened(row.group_id, face, room.name, room.address, room.url, room.heard), now, store)
            if room.inside or room.outside:
                entered = RoomEntered(row.group_id, room.inside, tuple(room.outside.items()), self._ways.mails)
                self._tell(entered, now, store)

        await self._settle(row, settle, alone=row.kind not in IN_PLACE)

    async def withdrawn(self, row: OutboxRow, now: datetime) -> None:
        """It goes to nobody."""
        await self._settle(
            row, lambda store: outbox.mark_withdrawn(store, number(row.id), now=now, lease=row.leased_until)
        )

    async def not_yet(self, row: OutboxRow, face: str, asked: float | None) -> None:
        """It was not its turn for so many seconds, and that was no attempt."""
        seconds = wait(row.attempts, asked)
        await self._settle(row, lambda store: outbox.put_back(store, row, waits_for=face, seconds=seconds))

    async def later(self, row: OutboxRow, face: str, trouble: Later) -> None:
        """It could not go now."""
        seconds = wait(row.attempts, trouble.seconds)
        attempts = row.attempts
        if isinstance(trouble, Away):
            attempts = min(attempts, COUNTED)
            if trouble.seconds is None:  # when it is back, it is at once
                seconds = min(seconds, LONGEST_AWAY)
        values = {"seconds": seconds, "why": str(trouble), "waits_for": face, "attempts": attempts}
        await self._settle(
            row, lambda store: outbox.mark_later(store, number(row.id), lease=row.leased_until, **values)
        )

    async def turned_away(self, row: OutboxRow, now: datetime, face: str, trouble: Later | Never) -> None:
        """A face will not take it, or has not for too long: the next one's turn, or nobody's."""
        row.passed_over = f"{row.passed_over} {face}"
        following = await self._runner.look(lambda store: self._ways.next(store, row))
        if following is None and isinstance(trouble, Later) and not _enough(row, trouble):
            await self.later(row, face, trouble)
        elif following is None:
            await self.failed(row, now, face, str(trouble))
        else:

            def pass_over(store: Store) -> bool:
                return outbox.pass_over(store, number(row.id), face=face, why=str(trouble), lease=row.leased_until)

            if isinstance(trouble, NotHere):
                await self._settle(row, pass_over)
                return
            log.warning("passed over", outbox=row.id, face=face, then=following.name, why=str(trouble))
            event = Undelivered(number(row.id), str(trouble), face, following.name)
            await self._settle_and_tell(row, now, pass_over, event if row.kind == OutboxKind.message else None)

    async def failed(self, row: OutboxRow, now: datetime, face: str, why: str) -> None:
        """It will never go; `face` is the last that was tried, empty where there was none."""

        def fail(store: Store) -> bool:
            _hold(store, row)
            ours = outbox.mark_failed(store, number(row.id), now=now, why=why, face=face, lease=row.leased_until)
            if ours:
                self._copy(row, "", store)
            return ours

        log.warning("undelivered", outbox=row.id, kind=row.kind.value, face=face, why=why)
        await self._settle_and_tell(row, now, fail, self._failure(row, face, why))

    # --- how ---

    def _failure(self, row: OutboxRow, face: str, why: str) -> Failure | None:
        """What is told of a row that will never go; None where nobody waits for it."""
        if row.kind == OutboxKind.message:
            return Undelivered(number(row.id), why, face)
        if row.kind == OutboxKind.open_room and row.group_id is not None:
            return RoomFailed(row.group_id, why, self._ways.mails)
        if row.kind == OutboxKind.invite and row.group_id is not None:
            outside = tuple((each, of_invitation(why)) for each in people_of(row))
            # A bookmark is asked for as an invitation of nobody.
            return RoomEntered(row.group_id, (), outside, self._ways.mails) if outside else None
        return None

    async def _settle(self, row: OutboxRow, work: Work, *, alone: bool = False) -> None:
        if alone:
            await _patiently(lambda: self._runner.change(work))
        else:
            await _patiently(lambda: self._together.do(number(row.id), work))

    async def _settle_and_tell(
        self, row: OutboxRow, now: datetime, settle: Callable[[Store], bool], event: Failure | None
    ) -> None:
        def both(store: Store) -> None:
            if settle(store):
                self._tell(event, now, store)

        if event is None or row.subject.startswith(NOTICE):
            await self._settle(row, settle)
            return
        told = await _patiently(
            lambda: asyncio.to_thread(self._runner.guard, lambda: self._runner.transact(both), outbox=row.id)
        )
        if isinstance(told, Defect):  # telling it failed; the row must not come round again for that
            await self._runner.change(settle)

    def _copy(self, row: OutboxRow, face: str, store: Store) -> None:
        for copy in self._ways.copies(store, row, face):
            outbox.put(store, copy)

    def _tell(self, event: object, now: datetime, store: Store) -> None:
        dispatch.came_back(self._runner.router, event, Request(actor=None, now=now, face="delivery"), store)


async def _patiently(work: Callable[[], Awaitable[Result]]) -> Result:
    """What comes of writing down what came of a row. While the database is away it is tried again and again, as long
    as the row is ours: somebody else would have to send it once more to know."""
    end = time.monotonic() + HELD
    while True:
        try:
            return await work()
        except Unavailable:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(AGAIN)


def _enough(row: OutboxRow, trouble: Later) -> bool:
    """Whether a row that can go by no other face has been tried for long enough. A platform that does not answer at all
    says nothing about the row."""
    if isinstance(trouble, Away):
        return outbox.trying(row) >= LONGEST_OUTAGE
    return row.attempts >= MOST_ATTEMPTS


def _hold(store: Store, row: OutboxRow) -> None:
    """Hold the group whose room it is: people come and go, and it can end, while a face makes or fills the room."""
    if row.group_id is not None and row.kind in (OutboxKind.open_room, OutboxKind.invite):
        subjects.lock_group(store, row.group_id)


def wait(attempts: int, asked: float | None) -> float:
    """Seconds until the next attempt after so many: what the platform asked for, else twice as long each
    time; never two senders at the same moment."""
    if asked is not None:
        return min(max(asked, 0.0), LONGEST_ASKED) + random.uniform(0, 1)
    longest = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return random.uniform(longest / 2, longest)
