"""Bringing what the handlers wrote in the outbox to the people it is for.

1. The dispatcher is woken when a change has been committed, and looks by itself every few seconds.
2. It claims as many due rows as there are hands free: one statement, a lease of a minute on each, at most one
   row of a lane, so that what somebody reads comes in order. Claiming and settling are transactions of their
   own on a worker thread; the event loop never waits for the database.
3. Each face has hands of its own (hands.py). A row whose face has none free, or does not answer for now, goes back as
   if nobody had looked at it, so that a slow platform delays nobody else.
4. Each row goes through the first face of its recipient (ways.py), rows of different lanes beside each
   other, and a face has ten seconds. An update needs to know its message; one whose message never went is
   dropped, and so is one that is no news where messages cannot be changed.
5. It went: the row keeps the face and the platform's name for it. A room that was made is told as
   `RoomOpened`, and who could be let in as `RoomEntered`, in the same transaction; the mails that follow from it
   are put in the outbox.
6. It is not its turn, by our own count (`NotYet`): it goes back for so long, and that was no attempt.
7. It could not go now (`Later`, no answer in time, or a defect of ours, which is logged): again after a
   backoff that doubles, with jitter, or after what the platform asked for. After two hours the next face has
   its turn; where there is none left, it has failed after many attempts. Attempts alone are no failure: a
   platform that lets few messages through asks for many within minutes. One that does not answer at all (`Away`)
   is waited for through three days.
8. It will never go there (`Never`): the next face has its turn, once; nobody is told of a person who is simply
   not on a platform (`NotHere`). With none left the row has failed. For a room that is `RoomFailed`, for an
   invitation `RoomEntered` with all of them outside; for a message `Undelivered` is told in the same transaction
   in both cases, so that the secretariat hears of an address that is wrong. A notice of such a failure causes no
   further one.
9. A sender that dies leaves its lease behind. When that has run out, anybody claims the row again, so a
   message can arrive twice where a platform cannot be asked whether it has it. One that is told to stop gives every
   lease back.
10. A message that was withdrawn goes to nobody; where it may have gone, a face that remembers looks for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers.dialogue.request import number
from storage import outbox
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow
from storage.unavailable import Unavailable

from .face import Away, Errand, Face, Later, Never, NotThere, NotYet, Opened
from .hands import Hands
from .runner import Defect, Runner
from .settling import IN_PLACE, LONGEST_AWAY, Settling, wait
from .ways import Ways

AT_ONCE = 256  # rows on their way at the same time, over all faces
SEND = 10.0  # seconds that a face has for one
LOOK_AGAIN = 5.0  # seconds between looks when nobody wakes us
NO_WAY = "no way to reach them"  # neither a face that is on nor a mail address

log = structlog.get_logger()
Counted = Callable[[str, str, float], None]
"""Told of each row that was carried: by which face, what came of it in a word, and the seconds that it took."""


@dataclass(frozen=True)
class Aimed:
    """A row that was claimed, the face that it goes by (None for none), what that calls its message, and whether there
    is no other face after this one."""

    row: OutboxRow
    face: Face | None
    target: str
    last: bool = True


class Dispatcher:
    """Sends what is due. `ways` leads to the recipients, `now` gives domain time, `changed` is called on the event
    loop whenever rows have been settled, and `counted` after each attempt."""

    def __init__(
        self,
        runner: Runner,
        ways: Ways,
        now: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
        counted: Counted = lambda face, result, seconds: None,
    ) -> None:
        self._runner = runner
        self._ways = ways
        self._now = now
        self._changed = changed
        self._counted = counted
        self._hands = Hands(ways.faces)
        self._settling = Settling(runner, ways)
        self._claiming = asyncio.Lock()
        self._woken = asyncio.Event()
        self._sending: dict[asyncio.Task[None], OutboxRow] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[None] | None = None
        self._stopping = False

    # --- life ---

    def start(self) -> None:
        """Begin to send, on the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._serving = asyncio.create_task(self._serve())

    @property
    def alive(self) -> bool:
        """Whether it is still looking for what to send."""
        return self._serving is not None and not self._serving.done()

    def wake(self) -> None:
        """There is something to send; may be called from any thread."""
        if self._loop is not None:
            # The loop may close between the two lines, while a worker finishes its last request.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._woken.set)

    async def stop(self, seconds: float = SEND) -> None:
        """Claim nothing more, let what is on its way arrive within some seconds, and give back what does not."""
        self._loop = None
        self._stopping = True
        self._woken.set()
        if self._serving is not None:
            await self._serving  # not cancelled: what it is claiming would lie under its lease for a minute
        if not self._sending:
            return
        _, late = await asyncio.wait(self._sending, timeout=seconds)
        rows = [self._sending[task] for task in late]
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
            await self._runner.change(lambda store: _give_back(store, rows))

    async def drain(self, now: datetime) -> None:
        """Send everything that is due at `now` (domain time), and what comes of it, until nothing is left."""
        while True:
            idle = not self._sending  # what arrives while it claims may have brought more
            if await self._take(now):
                continue
            if idle and not self._sending:
                return
            if self._sending:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)

    async def _serve(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                await self._take(self._now())
            except Unavailable:
                pass  # the runner has said so
            except SQLAlchemyError:
                log.exception("the database does not answer; looking again soon")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_AGAIN)

    # --- claiming ---

    async def _take(self, now: datetime) -> int:
        """Claim what there are hands for and set it going; how many rows were looked at."""
        async with self._claiming:  # whoever drains must see what another is about to send
            free, resting = self._hands.free(), self._hands.resting()
            most = AT_ONCE - len(self._sending)
            if self._stopping or most <= 0 or (free and not any(free.values())):
                return 0
            claimed = await self._runner.change(lambda store: self._claimed(store, now, most, free, resting))
            for aimed in claimed:
                if aimed is not None:
                    self._set_going(aimed, now)
                else:
                    self._woken.set()  # behind what went back something else may wait for hands that are free
            return len(claimed)

    def _claimed(
        self, store: Store, now: datetime, most: int, free: Mapping[str, int], resting: set[str]
    ) -> list[Aimed | None]:
        """What was claimed, with None for what found no hand free and went back in the same transaction."""
        left, found = dict(free), list[Aimed | None]()
        for row in outbox.claim(store, now, most, [name for name, hands in free.items() if not hands]):
            aimed: Aimed | Defect | None = self._runner.guard(partial(self._aim, store, row), outbox=row.id)
            if isinstance(aimed, Defect):
                why = f"defect {aimed.reference}"
                outbox.mark_later(store, number(row.id), seconds=wait(row.attempts, None), why=why)
                aimed = None
            elif aimed.face is not None and not left[aimed.face.name] and (aimed.last or not _out_of_patience(row)):
                name, seconds = aimed.face.name, LONGEST_AWAY if _out_of_patience(row) else 0.0
                outbox.put_back(store, row, waits_for=name, rests=name in resting, seconds=seconds)
                aimed = None
            elif aimed.face is not None:
                left[aimed.face.name] -= 1
            found.append(aimed)
        return found

    def _aim(self, store: Store, row: OutboxRow) -> Aimed:
        """The face to try, and what it calls the message that an update is about."""
        target = outbox.reference_of(store, row.target_id)[1] if row.target_id is not None else ""
        face, *others = self._ways.left(store, row) or [None]
        return Aimed(row, face, target, last=not others)

    def _set_going(self, aimed: Aimed, now: datetime) -> None:
        name = aimed.face.name if aimed.face is not None else ""
        task = asyncio.create_task(self._carry(aimed, now))
        self._sending[task] = aimed.row
        self._hands.take(name)
        task.add_done_callback(partial(self._arrived, name))

    def _arrived(self, face: str, task: asyncio.Task[None]) -> None:
        del self._sending[task]
        self._hands.done(face)
        if not task.cancelled() and task.exception() is not None:
            # Its lease runs out, and the row is claimed again.
            log.error("a row could not be settled", exc_info=task.exception())
        self._woken.set()  # the next row of the lane, and whatever found no free hand

    # --- one row ---

    async def _carry(self, aimed: Aimed, now: datetime) -> None:
        row, face, target = aimed.row, aimed.face, aimed.target
        structlog.contextvars.bind_contextvars(outbox=row.id)  # for this task, which ends with the row
        if row.kind == OutboxKind.update and (face is None or not target or not (face.redraws or row.news)):
            await self._settling.sent(row, now)
        elif row.withdrawn and (face is None or not face.remembers):
            await self._settling.withdrawn(row, now)
            self._counted("", "withdrawn", 0.0)
        elif face is None:
            await self._settling.failed(row, now, "", NO_WAY)
            self._counted("", "never", 0.0)
        else:
            began = time.monotonic()
            came = await self._attempt(face, _errand(row, target, now))
            result = await self._came(row, face, came, now)
            self._counted(face.name, result, time.monotonic() - began)
        self._changed()

    async def _came(self, row: OutboxRow, face: Face, came: str | Opened | Later | Never, now: datetime) -> str:
        """Write down what came of an attempt; in a word."""
        if isinstance(came, Away):
            self._hands.unanswered(face.name)
        elif not isinstance(came, NotYet):
            self._hands.answered(face.name)
        if isinstance(came, str | Opened):
            await self._settling.sent(row, now, face.name, came)
            return "sent"
        if isinstance(came, NotThere):
            await self._settling.withdrawn(row, now)
            return "withdrawn"
        if isinstance(came, NotYet) and row.kind in IN_PLACE:
            await self._settling.not_yet(row, face.name, came.seconds)
            return "not_yet"
        if isinstance(came, Never) or _out_of_patience(row):
            await self._settling.turned_away(row, now, face.name, came)
            return "never" if isinstance(came, Never) else "later"
        await self._settling.later(row, face.name, came)
        return "later"

    async def _attempt(self, face: Face, errand: Errand) -> str | Opened | Later | Never:
        try:
            async with asyncio.timeout(SEND):
                return await face.send(errand)
        except (Later, Never) as trouble:
            return trouble
        except TimeoutError:
            return Later(f"no answer within {SEND:g} seconds")
        except Unavailable:
            return Later("the database does not answer")
        except Exception:
            return Later(f"defect {self._runner.defect(face=face.name, outbox=errand.id).reference}")


def _out_of_patience(row: OutboxRow) -> bool:
    """Whether a row has been tried on its present face for so long that the next may have its turn."""
    return outbox.trying(row) >= outbox.PATIENCE


def _give_back(store: Store, rows: list[OutboxRow]) -> None:
    for row in rows:
        outbox.give_back(store, row)


def _errand(row: OutboxRow, reference: str, now: datetime) -> Errand:
    return Errand(
        id=number(row.id),
        key=row.unique_key,
        kind=row.kind,
        person_id=row.person_id,
        group_id=row.group_id,
        payload=row.payload,
        reference=reference,
        now=now,
        place=row.place,
        pinned=row.pinned,
        tries=row.attempts,
        withdrawn=row.withdrawn,
    )
