"""The clock: what is due is done once, in order, also after silence and also when it is wound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent

from bot.clock import MESSAGE, ROUNDS, TICK, Backwards, Clock
from bot.delivery import Dispatcher
from bot.face import Errand
from bot.runner import WAITS, Runner
from bot.ways import Ways
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from storage import due, keys, outbox, subjects
from storage.engine import WAIT, Database, Store
from storage.tables import Group, Milestone, OutboxKind, OutboxRow

ZONE = ZoneInfo("Europe/Copenhagen")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
DAY = timedelta(days=1)


class Street:
    """A clock over a host whose time stands still, and everything that it sets off, in order."""

    def __init__(self, database: Database, group: Group) -> None:
        self.database, self.group = database, group
        self.host = FRIDAY.astimezone(UTC)
        self.done: list[tuple[str, datetime]] = []
        self.router = Router()
        for kind in ("milestone.ask", "milestone.late"):
            self.router.due(kind)(self.claiming(kind))
        self.runner = Runner(database, self.router)
        self.clock, self.dispatcher = self.opened()

    def opened(self) -> tuple[Clock, Dispatcher]:
        """A clock as it is after a start of the program."""
        clock = Clock(self.database, ZONE, lambda: self.host)
        dispatcher = Dispatcher(self.runner, Ways({"test": self}, homes=("test",), rooms="test"), clock.now)
        clock.drive(self.runner, dispatcher)
        return clock, dispatcher

    # the face
    name = "test"
    redraws = True
    remembers = False
    at_once = 20

    async def send(self, errand: Errand) -> str:
        self.done.append((errand.key, errand.now))
        return "there"

    # the handlers
    def claiming(self, kind: str):
        def handler(request: Request, store: Store) -> None:
            if due.claim(store, kind, request.id("id"), request.now):
                self.done.append((kind, request.now))

        return handler

    def milestone(self, group: Group | None = None, **values: datetime) -> None:
        """A milestone of the group, or of another."""
        of = group or self.group
        with self.database.changing() as store:
            store.add(Milestone(group_id=of.id, created_at=FRIDAY, created_by_id=of.owner_id, **values))

    def another_group(self) -> Group:
        first = self.group
        group = Group(
            circle_id=first.circle_id,
            title="Fjernvarme",
            state=first.state,
            commissioner_id=first.commissioner_id,
            owner_id=first.owner_id,
            created_at=FRIDAY,
        )
        with self.database.changing() as store:
            store.add(group)
        return group

    def message(self, key: str, at: datetime) -> None:
        row = OutboxRow(unique_key=key, kind=OutboxKind.message, lane=key, subject=key, due_at=at)
        with self.database.changing() as store:
            outbox.put(store, row)

    def wind(self, to: datetime) -> list[tuple[str, datetime]]:
        """The steps on the way."""
        steps: list[tuple[str, datetime]] = []
        asyncio.run(self.clock.wind(to, lambda kind, when: steps.append((kind, when))))
        return steps

    def tick(self) -> None:
        asyncio.run(self.clock.tick())

    def ticks(self, result: str) -> float | None:
        return self.runner.figures.registry.get_sample_value("taskforce_ticks_total", {"result": result})


@pytest.fixture
def street(database: Database, group: Group) -> Iterator[Street]:
    street = Street(database, group)
    yield street
    street.runner.close()


def test_time_is_the_hosts_in_the_circles_zone(street):
    assert street.clock.now() == FRIDAY
    assert street.clock.now().tzinfo is ZONE


def test_winding_visits_each_due_point_in_order(street):
    street.milestone(ask_at=FRIDAY + 3 * DAY, late_at=FRIDAY + 5 * DAY)
    street.milestone(ask_at=FRIDAY + 2 * DAY)
    street.message("letter", FRIDAY + 4 * DAY)
    street.milestone(ask_at=FRIDAY + 8 * DAY)
    expected = [
        ("milestone.ask", FRIDAY + 2 * DAY),
        ("milestone.ask", FRIDAY + 3 * DAY),
        ("letter", FRIDAY + 4 * DAY),
        ("milestone.late", FRIDAY + 5 * DAY),
    ]
    steps = street.wind(FRIDAY + 7 * DAY)
    assert street.done == expected
    assert steps == [(MESSAGE if kind == "letter" else kind, when) for kind, when in expected]
    assert street.clock.now() == FRIDAY + 7 * DAY
    assert street.clock.next_event() == ("milestone.ask", FRIDAY + 8 * DAY)


def test_winding_first_does_what_is_due_already(street):
    street.milestone(ask_at=FRIDAY - DAY)
    assert street.wind(FRIDAY + DAY) == []
    assert street.done == [("milestone.ask", FRIDAY)]


def test_what_a_due_thing_causes_is_delivered_before_the_next(street):
    street.milestone(ask_at=FRIDAY + DAY)
    street.milestone(ask_at=FRIDAY + 2 * DAY)

    def handler(request: Request, store: Store) -> None:
        if due.claim(store, "milestone.ask", request.id("id"), request.now):
            key = f"about {request.id('id')}"
            row = OutboxRow(unique_key=key, kind=OutboxKind.message, lane=key, subject=key, due_at=request.now)
            outbox.put(store, row)

    street.router.due_handlers["milestone.ask"] = handler
    street.wind(FRIDAY + 3 * DAY)
    assert street.done == [("about 1", FRIDAY + DAY), ("about 2", FRIDAY + 2 * DAY)]


def test_time_that_was_wound_survives_a_restart(street):
    street.wind(FRIDAY + 7 * DAY)
    street.clock, street.dispatcher = street.opened()
    assert street.clock.now() == FRIDAY + 7 * DAY
    street.host += timedelta(minutes=5)
    assert street.clock.now() == FRIDAY + 7 * DAY + timedelta(minutes=5)


def test_time_is_not_wound_back(street):
    street.wind(FRIDAY + DAY)
    with pytest.raises(Backwards):
        street.wind(FRIDAY)
    assert street.clock.now() == FRIDAY + DAY


def test_time_of_a_real_installation_is_not_wound_and_ignores_an_offset(street):
    street.wind(FRIDAY + DAY)
    clock = Clock(street.database, ZONE, lambda: street.host, local=False)
    clock.drive(street.runner, street.dispatcher)
    assert clock.now() == FRIDAY
    with pytest.raises(RuntimeError):
        asyncio.run(clock.wind(FRIDAY + 2 * DAY))


def test_two_who_wind_at_once_go_one_after_the_other(street):
    for days in (1, 2, 3):
        street.milestone(ask_at=FRIDAY + days * DAY)

    async def both() -> None:
        await asyncio.gather(street.clock.wind(FRIDAY + 2 * DAY), street.clock.wind(FRIDAY + 3 * DAY))

    asyncio.run(both())
    assert street.done == [("milestone.ask", FRIDAY + days * DAY) for days in (1, 2, 3)]


def test_tick_after_three_days_of_silence_does_each_thing_once(street):
    street.milestone(ask_at=FRIDAY + DAY, late_at=FRIDAY + 2 * DAY)
    street.milestone(ask_at=FRIDAY + 2 * DAY)
    street.milestone(ask_at=FRIDAY + 4 * DAY)
    street.tick()
    assert street.done == []
    street.host += 3 * DAY
    street.tick()
    street.tick()
    monday = FRIDAY + 3 * DAY
    kinds = ["milestone.ask", "milestone.ask", "milestone.late"]
    assert sorted(street.done) == [(kind, monday) for kind in kinds]


def test_tick_while_another_has_done_it_changes_nothing(street):
    street.milestone(ask_at=FRIDAY)
    other = Runner(street.database, street.router)

    async def both() -> None:
        await asyncio.gather(*(asyncio.to_thread(each.tick, FRIDAY) for each in (street.runner, other) * 4))

    asyncio.run(both())
    other.close()
    assert street.done == [("milestone.ask", FRIDAY)]


def test_thing_that_fails_holds_up_no_other_and_stays_due(street):
    def stumble(request: Request, store: Store) -> None:
        due.claim(store, "milestone.ask", request.id("id"), request.now)
        raise KeyError("a defect")

    healthy = street.router.due_handlers["milestone.ask"]
    street.router.due_handlers["milestone.ask"] = stumble
    street.milestone(ask_at=FRIDAY, late_at=FRIDAY)
    street.tick()
    assert street.done == [("milestone.late", FRIDAY)]
    assert street.runner.defects == 1 + 1  # the second round, after the one that did something, found it again
    street.router.due_handlers["milestone.ask"] = healthy
    street.tick()
    assert street.done == [("milestone.late", FRIDAY), ("milestone.ask", FRIDAY)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has no locks of rows
def test_group_that_somebody_holds_keeps_up_no_other(street):
    street.milestone(ask_at=FRIDAY - DAY)
    street.milestone(street.another_group(), late_at=FRIDAY)
    with street.database.changing() as somebody:
        subjects.lock_group(somebody, street.group.id)
        street.tick()
        assert (street.done, street.ticks("done"), street.ticks("away")) == ([("milestone.late", FRIDAY)], 1, 0)
    street.tick()
    assert (street.done, street.runner.defects) == ([("milestone.late", FRIDAY), ("milestone.ask", FRIDAY)], 0)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_much_that_somebody_holds_is_not_waited_for_one_by_one(street):
    for _ in range(3 * WAITS + 6):
        street.milestone(ask_at=FRIDAY)
    with street.database.changing() as somebody:
        subjects.lock_group(somebody, street.group.id)
        began = time.monotonic()
        street.tick()
        waited = time.monotonic() - began
    assert WAITS * WAIT * 0.9 <= waited < 2 * WAITS * WAIT + WAIT  # a busy machine comes late
    street.tick()
    assert street.done == [("milestone.ask", FRIDAY)] * (3 * WAITS + 6)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_old_keys_that_somebody_holds_keep_up_nothing_that_is_due(street):
    street.milestone(ask_at=FRIDAY)
    with street.database.changing() as store:
        keys.take(store, "old", FRIDAY - 4 * DAY)
    with street.database.changing() as somebody:
        keys.answer(somebody, "old", {})
        street.tick()
    assert (street.done, street.ticks("done")) == ([("milestone.ask", FRIDAY)], 1)


def test_handler_that_does_not_claim_is_not_run_for_ever(street):
    runs: list[datetime] = []
    street.router.due_handlers["milestone.ask"] = lambda request, store: runs.append(request.now)
    street.milestone(ask_at=FRIDAY + DAY)
    street.wind(FRIDAY + 2 * DAY)
    assert street.clock.now() == FRIDAY + 2 * DAY
    assert len(runs) == 2 * ROUNDS  # at the due point and at the end


def test_ticking_begins_at_once_and_ends(street):
    street.milestone(ask_at=FRIDAY)
    finished = asyncio.Event()
    claim = street.router.due_handlers["milestone.ask"]

    async def live() -> None:
        loop = asyncio.get_running_loop()

        def handler(request: Request, store: Store) -> None:
            claim(request, store)
            loop.call_soon_threadsafe(finished.set)

        street.router.due_handlers["milestone.ask"] = handler
        street.clock.start()
        await asyncio.wait_for(finished.wait(), 20)
        await street.clock.stop()

    asyncio.run(live())
    assert street.done == [("milestone.ask", FRIDAY)]


class Ahead(asyncio.SelectorEventLoop):
    """A loop whose time, which only goes forward, is `by` seconds ahead."""

    by = 0.0

    def time(self) -> float:
        return super().time() + self.by


def test_ticking_goes_on_when_the_machines_clock_is_put_back_and_ends(street):
    street.milestone(ask_at=FRIDAY)
    loop = Ahead()

    async def live() -> None:
        ticked: asyncio.Queue[JobExecutionEvent] = asyncio.Queue()
        street.clock._scheduler.add_listener(ticked.put_nowait, EVENT_JOB_EXECUTED)
        street.clock.start()
        await asyncio.wait_for(ticked.get(), 20)
        street.milestone(late_at=FRIDAY)
        (job,) = street.clock._scheduler.get_jobs()
        job.modify(next_run_time=job.next_run_time + timedelta(hours=2))  # so it is for a clock two hours back
        loop.by += TICK
        await asyncio.wait_for(ticked.get(), 20)
        assert job.next_run_time <= datetime.now(UTC) + timedelta(seconds=TICK)
        await street.clock.stop()
        await asyncio.sleep(0)  # the scheduler's own timer ends on the loop
        assert [each for each in loop._scheduled if not each.cancelled()] == []

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(live())
    assert street.done == [("milestone.ask", FRIDAY), ("milestone.late", FRIDAY)]
