"""What time it is, and what has come due.

The scheduler does nothing but tick; what is due stands in the database, so a bot that was down catches up.
In the local workspace the clock can be wound forward: it stops at every point at which something falls due,
does it and delivers it, as if the days had passed.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_RUNNING

from storage import due, local_clock, outbox
from storage.engine import Database, Store
from storage.unavailable import Unavailable

from .delivery import Dispatcher
from .figures import AWAY, DEFECT, DONE
from .runner import Runner

TICK = 30  # seconds
MISSED = 3  # ticks without one that came through, after which the clock no longer counts as ticking
SOON = 3  # seconds until the next tick when the database was away
ROUNDS = 30  # of doing what is due at one moment; more is a handler that does not claim its row
MESSAGE = "outbox"  # the kind of a due point at which nothing but a message goes

Progress = Callable[[str, datetime], None]
log = structlog.get_logger()


class Backwards(ValueError):
    """The clock was to be wound to a time that has passed."""


class Clock:
    """Domain time, in the circle's zone. `host` gives the machine's time, aware.

    With `local` the clock keeps the offset that it was wound by; without, it is the host's and cannot be
    wound. `machine` measures how long it has been silent, in seconds.
    """

    def __init__(
        self,
        database: Database,
        zone: ZoneInfo,
        host: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        local: bool = True,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._zone = zone
        self._host = host
        self._local = local
        self._offset = self._stored() if local else 0
        self._lock = asyncio.Lock()  # a tick in the middle of winding would see half a day
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._machine = machine
        self._last = machine()  # when a look for what is due came through
        self._watch: asyncio.TimerHandle | None = None
        self._runner: Runner
        self._dispatcher: Dispatcher

    def drive(self, runner: Runner, dispatcher: Dispatcher) -> None:
        """Say who does what is due, and who delivers it."""
        self._runner, self._dispatcher = runner, dispatcher

    def start(self) -> None:
        """Begin to tick, on the running event loop; the first tick is at once."""
        self._last = self._machine()
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.start()
        self._keep_on()

    @property
    def ticking(self) -> bool:
        """Whether it looks for what is due, and finds the database there when it does."""
        return self._scheduler.state == STATE_RUNNING and self._machine() - self._last <= MISSED * TICK

    async def stop(self) -> None:
        """Tick no more; a tick that has begun is waited for, up to the end of what it is just doing."""
        if not self._scheduler.running:
            return
        if self._watch is not None:
            self._watch.cancel()
        self._scheduler.pause()
        async with self._lock:  # shutting down would cancel the tick, though not its thread
            self._scheduler.shutdown(wait=False)

    def now(self) -> datetime:
        """Domain time."""
        return (self._host() + timedelta(seconds=self._offset)).astimezone(self._zone)

    def next_event(self) -> tuple[str, datetime] | None:
        """The kind of what falls due next and when (local time); None when nothing will. Reads the database:
        not for the event loop."""
        now = self.now()
        with self._database.reading() as store:
            return self._ahead(store, now)

    async def tick(self) -> None:
        """Do what is due and have it delivered; soon again while the database is away."""
        figures = self._runner.figures
        try:
            async with self._lock:
                await self._do_due(self.now())
        except Unavailable:  # the runner has said so
            figures.ticked(AWAY)
            self._soon_again()
            return
        except Exception:
            figures.ticked(DEFECT)
            raise  # the scheduler logs it
        figures.ticked(DONE)
        self._dispatcher.wake()

    async def wind(self, to: datetime, progress: Progress = lambda _kind, _when: None) -> None:
        """Wind the clock forward to a moment, through everything that falls due on the way, in order.

        `progress` is called with each thing's kind and time before it is done. Whoever winds meanwhile waits.
        Raises Backwards for a moment that has passed.
        """
        if not self._local:
            raise RuntimeError("only the local workspace's clock can be wound")
        async with self._lock:
            if to < self.now():
                raise Backwards(f"it is later than {to.isoformat()} already")
            await self._settle()
            while (step := await self._next_step()) is not None and step[1] <= to:
                progress(*step)
                await self._move(step[1])
                await self._settle()
            await self._move(to)
            await self._settle()

    async def begin(self, at: datetime) -> None:
        """Set the clock to a moment, forward or back, before anything has happened in the workspace."""
        async with self._lock:
            seconds = math.ceil((at - self._host()).total_seconds())
            await self._runner.change(lambda store: local_clock.move(store, seconds))
            self._offset = seconds

    # --- how ---

    def _soon_again(self) -> None:
        for job in self._scheduler.get_jobs() if self._scheduler.running else ():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(seconds=SOON))

    def _keep_on(self) -> None:
        """Look whether the scheduler waits for too long, now and again. It goes by the machine's clock, and where that
        is put back it would tick no more until the old hour has come again; the loop's time only goes forward."""
        self._watch = asyncio.get_running_loop().call_later(TICK, self._keep_on)
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if job.next_run_time > now + timedelta(seconds=TICK):
                job.modify(next_run_time=now)

    async def _next_step(self) -> tuple[str, datetime] | None:
        now = self.now()
        return await self._runner.look(lambda store: self._ahead(store, now))

    def _ahead(self, store: Store, now: datetime) -> tuple[str, datetime] | None:
        thing = due.next_due(store, now)
        message = outbox.next_due(store, now)
        # What is to be done at the same moment as a message goes comes first.
        points = ([thing] if thing else []) + ([(MESSAGE, message)] if message else [])
        if not points:
            return None
        kind, at = min(points, key=lambda point: point[1])
        return kind, at.astimezone(self._zone)

    async def _move(self, to: datetime) -> None:
        """Make it `to`, or a fraction of a second later."""
        seconds = math.ceil((to - self._host()).total_seconds())
        if seconds <= self._offset:  # the host's time has gone on meanwhile
            return
        await self._runner.change(lambda store: local_clock.move(store, seconds))
        self._offset = seconds

    async def _settle(self) -> None:
        """Do and deliver what is due, and what comes of that, until there is nothing."""
        now = self.now()
        while True:
            done = await self._do_due(now)
            await self._dispatcher.drain(now)
            if not done:
                return

    async def _do_due(self, now: datetime) -> int:
        """Do all that is due, also what falls due by that; how many things."""
        done = 0
        for _ in range(ROUNDS):
            count = await asyncio.to_thread(self._runner.tick, now)
            self._last = self._machine()
            if not count:
                return done
            done += count
        log.error("something due is done again and again; its handler does not claim it", now=now.isoformat())
        return 0

    def _stored(self) -> int:
        with self._database.reading() as store:
            return local_clock.offset(store)
