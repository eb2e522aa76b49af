"""The dispatcher: in order, once, again after trouble, and what is told when it never works."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlmodel import col, select, update

from bot import delivery, settling
from bot.delivery import Dispatcher
from bot.face import Errand, Later, Never, Opened
from bot.runner import Runner
from bot.settling import LONGEST_ASKED, LONGEST_WAIT, MOST_ATTEMPTS, wait
from bot.ways import Ways
from handlers.dialogue.events import RoomEntered, RoomFailed, RoomOpened, Undelivered
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.record.undelivered import NOTICE
from storage import outbox
from storage.engine import Database, Store
from storage.tables import OutboxKind, OutboxRow

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Platform:
    """A face that keeps what it is given. What `trouble` holds for a key is raised, once each, and what `comes`
    holds is what came of it."""

    name = "test"
    redraws = True
    remembers = False
    at_once = 20

    def __init__(self) -> None:
        self.got: list[str] = []
        self.errands: list[Errand] = []
        self.trouble: dict[str, list[Exception]] = {}
        self.comes: dict[str, Opened] = {}

    async def send(self, errand: Errand) -> str | Opened:
        if self.trouble.get(errand.key):
            raise self.trouble[errand.key].pop(0)
        self.got.append(errand.key)
        self.errands.append(errand)
        return self.comes.get(errand.key, f"at:{errand.key}")


class Post:
    """A database, a platform, and the events that came of delivering."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.platform = Platform()
        self.ways = Ways({"test": self.platform}, homes=("test",), rooms="test")
        self.events: list[object] = []
        router = Router()
        for kind in (Undelivered, RoomOpened, RoomFailed, RoomEntered):
            router.on(kind)(self.hear)
        self.runner = Runner(database, router)

    def hear(self, event: object, request: Request, store: Store) -> None:
        self.events.append(event)

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.runner, self.ways, lambda: NOW)

    def drain(self, now: datetime = NOW) -> list[str]:
        """What the platform got by this."""
        before = len(self.platform.got)
        asyncio.run(self.dispatcher().drain(now))
        return self.platform.got[before:]

    def put(self, key: str, lane: str = "a", **values: object) -> int:
        defaults = {"kind": OutboxKind.message, "subject": lane, "due_at": NOW, "payload": {}}
        row = OutboxRow(unique_key=key, lane=lane, **(defaults | values))
        with self.database.changing() as store:
            outbox.put(store, row)
        assert row.id is not None
        return row.id

    def row(self, key: str) -> OutboxRow:
        with self.database.reading() as store:
            return store.session.exec(select(OutboxRow).where(OutboxRow.unique_key == key)).one()

    def let_machine_time_pass(self, seconds: float) -> None:
        """Let every backoff and lease that is shorter run out."""
        with self.database.changing() as store:
            for row in store.session.exec(select(OutboxRow).where(col(OutboxRow.tried_since).is_not(None))):
                row.tried_since -= timedelta(seconds=seconds)
            for column in (col(OutboxRow.ready_at), col(OutboxRow.leased_until)):
                short = update(OutboxRow).where(column <= outbox.machine_time(seconds))
                store.session.execute(short.values({column.key: outbox.machine_time(-1)}))


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    post = Post(database)
    yield post
    post.runner.close()


def test_lane_is_sent_in_order(post):
    keys = [f"{number:02}" for number in range(30)]
    for key in keys:
        post.put(key)
    assert post.drain() == keys
    assert post.drain() == []
    assert (post.row("00").sent_at, post.row("00").face, post.row("00").reference) == (NOW, "test", "at:00")


def test_lanes_are_sent_beside_each_other(post):
    everybody = asyncio.Barrier(3)

    async def meet(errand: Errand) -> str:
        await everybody.wait()  # passes only when three are on their way at once
        return "met"

    post.platform.send = meet
    for lane in "abc":
        post.put(lane, lane)
    post.drain()
    assert [post.row(lane).reference for lane in "abc"] == ["met"] * 3


def test_what_is_due_later_waits(post):
    post.put("a", due_at=NOW + timedelta(hours=1))
    assert post.drain() == []
    assert post.drain(NOW + timedelta(hours=1)) == ["a"]


def test_face_is_told_everything_about_the_errand(post, group):
    number = post.put("a", group_id=group.id, person_id=group.owner_id, payload={"of": "Card"})
    post.drain()
    assert post.platform.errands == [
        Errand(number, "a", OutboxKind.message, group.owner_id, group.id, {"of": "Card"}, "", NOW)
    ]


def test_later_is_tried_again_after_the_backoff_and_holds_its_lane(post):
    post.put("1")
    post.put("2")
    post.platform.trouble["1"] = [Later("busy")]
    assert post.drain() == []
    assert (post.row("1").failure, post.row("1").attempts, post.row("1").leased_until) == ("busy", 1, None)
    post.let_machine_time_pass(1)
    assert post.drain() == []
    post.let_machine_time_pass(settling.FIRST_WAIT)
    assert post.drain() == ["1", "2"]
    assert (post.row("1").attempts, post.events) == (2, [])


def test_platform_that_says_when_is_obeyed(post):
    post.put("a")
    post.platform.trouble["a"] = [Later("rate limited", seconds=100)]
    post.drain()
    post.let_machine_time_pass(90)
    assert post.drain() == []
    post.let_machine_time_pass(102)
    assert post.drain() == ["a"]


def test_backoff_doubles_with_jitter_up_to_an_hour():
    for attempts, longest in ((1, 5), (2, 10), (5, 80), (11, LONGEST_WAIT), (19, LONGEST_WAIT)):
        waits = [wait(attempts, None) for _ in range(200)]
        assert longest / 2 <= min(waits) < max(waits) <= longest
    assert 30 <= wait(9, 30) <= 31
    assert wait(1, -5) <= 1
    assert wait(1, 10 * LONGEST_ASKED) <= LONGEST_ASKED + 1


def test_never_is_told_and_the_lane_goes_on(post):
    number = post.put("1")
    post.put("2")
    post.platform.trouble["1"] = [Never("nobody is there")]
    assert post.drain() == ["2"]
    assert post.events == [Undelivered(number, "nobody is there", "test")]
    assert (post.row("1").failed_at, post.row("1").failure) == (NOW, "nobody is there")
    assert post.drain() == []


def test_notice_of_a_failure_causes_no_further_one(post):
    post.put("1", subject=f"{NOTICE}7")
    post.platform.trouble["1"] = [Never("nobody is there either")]
    post.drain()
    assert (post.events, post.row("1").failed_at) == ([], NOW)


def test_too_many_attempts_are_a_failure(post):
    number = post.put("1")
    post.platform.trouble["1"] = [Later("busy")] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        assert post.events == []
        post.drain()
        post.let_machine_time_pass(LONGEST_WAIT)
    assert post.events == [Undelivered(number, "busy", "test")]
    assert post.drain() == []


def test_many_attempts_within_minutes_are_none(post):
    post.put("1")
    post.platform.trouble["1"] = [Later("called too often", seconds=5)] * (MOST_ATTEMPTS + 5)
    for _ in range(MOST_ATTEMPTS + 5):
        assert post.drain() == []
        post.let_machine_time_pass(7)
    assert post.drain() == ["1"]
    assert post.events == []


def test_update_follows_its_message_with_its_reference(post):
    number = post.put("1")
    post.put("1/1", kind=OutboxKind.update, target_id=number)
    post.put("1/2", kind=OutboxKind.update, target_id=number)
    assert post.drain() == ["1", "1/1", "1/2"]
    assert [errand.reference for errand in post.platform.errands] == ["", "at:1", "at:1"]
    assert post.drain() == []


def test_update_of_a_message_that_never_went_is_dropped(post):
    number = post.put("1")
    post.put("1/1", kind=OutboxKind.update, target_id=number)
    post.platform.trouble["1"] = [Never("nobody is there")]
    assert post.drain() == []
    assert (post.row("1/1").sent_at, post.row("1/1").reference) == (NOW, "")


def test_update_that_fails_is_told_to_nobody(post):
    number = post.put("1")
    post.put("1/1", kind=OutboxKind.update, target_id=number)
    post.platform.trouble["1/1"] = [Never("the message is gone")]
    post.drain()
    assert (post.events, post.row("1/1").failed_at) == ([], NOW)


def test_room_that_was_made_is_told(post, group):
    post.put("1", kind=OutboxKind.open_room, group_id=group.id, payload={"name": "tf-elnet"})
    post.drain()
    assert post.events == [RoomOpened(group.id, "test", "tf-elnet", "at:1")]


def test_room_is_told_as_the_face_made_it_and_who_is_in_it(post, group):
    post.put("room", kind=OutboxKind.open_room, group_id=group.id, payload={"name": "elnet"})
    post.platform.comes["room"] = Opened("C7", "elnet-2", "https://chat.example/C7", (1, 2), {3: "no account"})
    post.drain()
    assert post.events == [
        RoomOpened(group.id, "test", "elnet-2", "C7", "https://chat.example/C7"),
        RoomEntered(group.id, (1, 2), ((3, "no account"),), mails=False),
    ]
    assert post.row("room").reference == "C7"


def test_invitation_opens_no_room_but_tells_who_came_in(post, group):
    post.put("invite", kind=OutboxKind.invite, group_id=group.id, payload={"people": [4]})
    post.platform.comes["invite"] = Opened("C7", inside=(4,))
    post.drain()
    assert post.events == [RoomEntered(group.id, (4,), (), mails=False)]


def test_group_is_held_while_what_came_of_its_room_is_told(post, group):
    held: list[tuple[str, set[int]]] = []

    def note(event: object, request: Request, store: Store) -> None:
        held.append((type(event).__name__, set(store.locked)))

    for event in (RoomOpened, RoomEntered, RoomFailed):
        post.runner.router.on(event)(note)
    for key in ("room", "other"):
        post.put(key, key, kind=OutboxKind.open_room, group_id=group.id, payload={"name": "elnet"})
    post.platform.comes["room"] = Opened("C7", "elnet", inside=(1,))
    post.platform.trouble["other"] = [Never("not allowed")]
    post.drain()
    assert sorted(held) == [(name, {group.id}) for name in ("RoomEntered", "RoomFailed", "RoomOpened")]


def test_room_that_cannot_be_made_is_told(post, group):
    post.put("room", kind=OutboxKind.open_room, group_id=group.id, payload={"name": "elnet"})
    post.platform.trouble["room"] = [Never("not allowed")]
    post.drain()
    assert post.events == [RoomFailed(group.id, "not allowed", mails=False)]


def test_face_that_does_not_answer_is_tried_again(post, monkeypatch):
    monkeypatch.setattr(delivery, "SEND", 0.05)
    answered = post.platform.send

    async def hang(errand: Errand) -> str:
        await asyncio.Event().wait()
        return "never"

    post.platform.send = hang
    post.put("a")
    post.drain()
    assert (post.row("a").failure, post.row("a").failed_at) == ("no answer within 0.05 seconds", None)
    post.platform.send = answered
    post.let_machine_time_pass(settling.FIRST_WAIT)
    assert post.drain() == ["a"]


def test_defect_of_a_face_gets_a_reference_and_another_try(post):
    post.put("a")
    post.put("b", "b")
    post.platform.trouble["a"] = [KeyError("of the face's own making")]
    assert post.drain() == ["b"]
    assert post.runner.defects == 1
    assert post.row("a").failure.startswith("defect ")
    post.let_machine_time_pass(settling.FIRST_WAIT)
    assert post.drain() == ["a"]


def test_defect_while_telling_of_a_failure_does_not_bring_it_round_again(post):
    def stumble(event: object, request: Request, store: Store) -> None:
        raise KeyError("in a listener")

    post.runner.router.on(Undelivered)(stumble)
    post.put("a")
    post.platform.trouble["a"] = [Never("nobody is there")]
    post.drain()
    assert (post.row("a").failed_at, post.runner.defects) == (NOW, 1)


def test_what_a_listener_writes_is_sent_in_the_same_drain(post):
    def report(event: Undelivered, request: Request, store: Store) -> None:
        outbox.put(
            store,
            OutboxRow(unique_key="notice", kind=OutboxKind.message, lane="s", subject=f"{NOTICE}1", due_at=request.now),
        )

    post.runner.router.on(Undelivered)(report)
    post.put("a")
    post.platform.trouble["a"] = [Never("nobody is there")]
    assert post.drain() == ["notice"]


def test_row_of_a_sender_that_died_is_sent_when_its_lease_has_run_out(post):
    post.put("a")
    with post.database.changing() as store:
        outbox.claim(store, NOW)
    assert post.drain() == []
    post.let_machine_time_pass(outbox.LEASE + 1)
    assert post.drain() == ["a"]


def test_commit_on_another_thread_wakes_the_dispatcher(post, monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_AGAIN", 1000)
    looked = Event()
    claim = outbox.claim

    def observed(*args: object) -> object:
        found = claim(*args)
        looked.set()
        return found

    monkeypatch.setattr(outbox, "claim", observed)

    def commit(dispatcher: Dispatcher) -> None:
        looked.wait(20)  # it found nothing, and will not look again by itself
        post.put("a")
        dispatcher.wake()

    async def live() -> None:
        dispatcher = post.dispatcher()
        arrived = asyncio.Event()
        answered = post.platform.send

        async def send(errand: Errand) -> str:
            arrived.set()
            return await answered(errand)

        post.platform.send = send
        dispatcher.start()
        await asyncio.to_thread(commit, dispatcher)
        await asyncio.wait_for(arrived.wait(), 20)
        assert dispatcher.alive
        await dispatcher.stop()
        assert not dispatcher.alive

    asyncio.run(live())
    assert (post.platform.got, post.row("a").sent_at) == (["a"], NOW)


def test_stopping_lets_what_is_on_its_way_arrive(post):
    async def live() -> None:
        dispatcher = post.dispatcher()
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def send(errand: Errand) -> str:
            begun.set()
            await go_on.wait()
            return "arrived"

        post.platform.send = send
        dispatcher.start()
        await asyncio.wait_for(begun.wait(), 20)
        stopping = asyncio.create_task(dispatcher.stop())
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.wait_for(stopping, 20)

    post.put("a")
    asyncio.run(live())
    assert post.row("a").reference == "arrived"


def test_wake_before_and_after_its_life_is_no_matter(post):
    dispatcher = post.dispatcher()
    dispatcher.wake()

    async def live() -> None:
        dispatcher.start()
        await dispatcher.stop()

    asyncio.run(live())
    dispatcher.wake()
    assert post.platform.got == []
