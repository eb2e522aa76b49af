"""Several faces beside each other: one that is slow or away keeps nobody else waiting, and what is stopped, not yet
due or no longer wanted costs no message."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot import delivery
from bot.face import Away, Errand, Later, Never, NotThere, NotYet
from bot.hands import IN_A_ROW, Hands
from bot.settling import LONGEST_OUTAGE, MOST_ATTEMPTS
from bot.ways import Ways
from handlers.dialogue.events import Undelivered
from storage import outbox
from storage.engine import Database
from storage.tables import OutboxKind
from storage.unavailable import Unavailable
from tests.bot.test_delivery import NOW, Platform, Post


class Beside(Post):
    """A chat and mail; a lane of either kind is told by its rows' only face."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.chat, self.mail = Platform(), Platform()
        self.chat.name, self.mail.name = "slack", "mail"
        self.ways = Ways({"slack": self.chat, "mail": self.mail}, homes=("slack",), rooms="slack")


@pytest.fixture
def beside(database: Database):
    beside = Beside(database)
    yield beside
    beside.runner.close()


def test_a_slow_platform_keeps_its_own_hands_full_and_no_other(beside: Beside, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "AT_ONCE", 10)
    beside.chat.at_once = 2
    for number in range(30):
        beside.put(f"chat {number}", f"chat {number}", only_by="slack")
    for number in range(5):
        beside.put(f"mail {number}", f"mail {number}", only_by="mail")
    begun: list[str] = []
    before: list[int] = []
    go_on = asyncio.Event()
    answered = beside.mail.send

    async def slow(errand: Errand) -> str:
        begun.append(errand.key)
        await go_on.wait()
        return "there"

    async def quick(errand: Errand) -> str:
        came = await answered(errand)
        if len(beside.mail.got) == 5:
            before.append(len(begun))
            go_on.set()
        return came

    beside.chat.send, beside.mail.send = slow, quick  # type: ignore[method-assign]

    asyncio.run(asyncio.wait_for(beside.dispatcher().drain(NOW), 120))
    assert before == [2]
    assert sorted(beside.mail.got) == [f"mail {number}" for number in range(5)]
    assert Counter(begun) == Counter(f"chat {number}" for number in range(30))
    assert {beside.row(f"chat {number}").attempts for number in range(5)} == {1}


def test_a_turn_that_has_not_come_is_no_attempt(beside: Beside) -> None:
    beside.put("a", only_by="slack")
    beside.chat.trouble["a"] = [NotYet("called as often as allowed", seconds=30)]
    assert (beside.drain(), beside.chat.got) == ([], [])
    row = beside.row("a")
    assert (row.attempts, row.failure, row.tried_since) == (0, "", None)
    beside.let_machine_time_pass(32)
    beside.drain()
    assert beside.chat.errands == [Errand(row.id or 0, "a", OutboxKind.message, None, None, {}, "", NOW)]


def test_a_room_that_waits_for_a_turn_half_way_has_been_tried(beside: Beside, group) -> None:
    beside.put("room", kind=OutboxKind.open_room, group_id=group.id, payload={"name": "elnet"})
    beside.chat.trouble["room"] = [NotYet("invited as often as allowed", seconds=30)]
    beside.drain()
    assert beside.row("room").attempts == 1


def test_a_platform_that_is_away_rests_and_the_others_go_on(beside: Beside) -> None:
    beside.chat.at_once = 1
    for number in range(10):
        beside.put(f"chat {number}", f"chat {number}", only_by="slack")
    beside.put("mail", "mail", only_by="mail")
    asked: list[str] = []

    async def away(errand: Errand) -> str:
        asked.append(errand.key)
        raise Away("no answer")

    beside.chat.send = away  # type: ignore[method-assign]
    beside.drain()
    assert (len(asked), beside.mail.got) == (IN_A_ROW, ["mail"])
    rows = [beside.row(f"chat {number}") for number in range(10)]
    assert sorted(row.attempts for row in rows) == [0] * (10 - IN_A_ROW) + [1] * IN_A_ROW
    assert {(row.waits_for, row.leased_until) for row in rows} == {("slack", None)}


def test_what_has_no_other_way_waits_for_a_platform_through_a_weekend_and_costs_it_few_tries(beside: Beside) -> None:
    for number in range(10):
        beside.put(f"chat {number}", f"chat {number}", only_by="slack")
    asked: list[str] = []
    seconds = 0.0
    dispatcher = beside.dispatcher()
    dispatcher._hands = Hands(beside.ways.faces, lambda: seconds)
    answered = beside.chat.send

    async def away(errand: Errand) -> str:
        asked.append(errand.key)
        raise Away("no answer")

    beside.chat.send = away  # type: ignore[method-assign]
    for waited in (0, *[100] * 90, *[3 * 3600] * 20):  # seconds: two hours and a half, and then sixty
        seconds += waited
        beside.let_machine_time_pass(waited)
        asyncio.run(dispatcher.drain(NOW))
    assert beside.events == []
    assert len(asked) < 10 + 111  # all of them at first, then one a look
    beside.chat.send = answered  # type: ignore[method-assign]
    for _ in range(2):  # the first finds that it is back
        seconds += 100
        beside.let_machine_time_pass(100)
        asyncio.run(dispatcher.drain(NOW))
    assert sorted(beside.chat.got) == [f"chat {number}" for number in range(10)]


def test_after_three_days_without_an_answer_it_is_told(beside: Beside) -> None:
    number = beside.put("1", only_by="slack")
    beside.chat.trouble["1"] = [Away("no answer")] * 3
    for passed in (LONGEST_OUTAGE - timedelta(minutes=5), timedelta(minutes=6)):
        beside.drain()
        assert beside.events == []
        beside.let_machine_time_pass(passed.total_seconds())
    assert (beside.drain(), beside.events) == ([], [Undelivered(number, "no answer", "slack")])


def test_what_nobody_answered_is_no_reason_to_give_up_at_the_first_answer(beside: Beside) -> None:
    beside.put("1", only_by="slack")
    beside.chat.trouble["1"] = [Away("no answer")] * (2 * MOST_ATTEMPTS) + [Later("busy")]
    for _ in range(2 * MOST_ATTEMPTS + 1):
        beside.drain()
        beside.let_machine_time_pass(400)  # three hours and a half in all
    beside.drain()
    assert (beside.chat.got, beside.events) == (["1"], [])


def test_somebody_whose_lease_has_run_out_settles_nothing_and_tells_nothing(beside: Beside, group) -> None:
    beside.put("post", group_id=group.id, payload={"buttons": []})

    async def slow(errand: Errand) -> str:
        beside.let_machine_time_pass(outbox.LEASE + 1)
        with beside.database.changing() as store:
            (taken,) = outbox.claim(store, NOW)
            outbox.mark_sent(store, taken.id or 0, now=NOW, face="slack", reference="elsewhere")
        raise Never("nobody is there")

    beside.chat.send = slow  # type: ignore[method-assign]
    beside.drain()
    assert (beside.row("post").reference, beside.row("post").failed_at) == ("elsewhere", None)
    assert (beside.events, beside.mail.got) == ([], [])


def test_a_database_that_goes_away_while_a_message_is_sent_is_no_defect(beside: Beside) -> None:
    beside.put("1", only_by="slack")
    beside.chat.trouble["1"] = [Unavailable(OSError("it is away"))]
    beside.drain()
    assert (beside.row("1").failure, beside.runner.defects) == ("the database does not answer", 0)


def test_what_does_not_arrive_before_the_end_is_given_back_and_looked_for_by_whoever_is_next(beside: Beside) -> None:
    beside.put("a", only_by="slack")
    begun = asyncio.Event()

    async def hang(errand: Errand) -> str:
        begun.set()
        await asyncio.Event().wait()
        return "never"

    answered, beside.chat.send = beside.chat.send, hang  # type: ignore[method-assign]

    async def live() -> None:
        dispatcher = beside.dispatcher()
        dispatcher.start()
        await asyncio.wait_for(begun.wait(), 60)
        await asyncio.wait_for(dispatcher.stop(0.01), 60)

    asyncio.run(live())
    assert (beside.row("a").leased_until, beside.row("a").sent_at) == (None, None)
    beside.chat.send = answered  # type: ignore[method-assign]
    beside.drain()
    assert [(errand.key, errand.tries) for errand in beside.chat.errands] == [("a", 2)]


def withdrawn_after_an_attempt(beside: Beside, face: str) -> None:
    id_ = beside.put("a", only_by=face)
    with beside.database.changing() as store:
        outbox.claim(store, NOW)
        outbox.withdraw(store, id_, NOW)
    beside.let_machine_time_pass(outbox.LEASE + 1)


def test_what_was_withdrawn_after_an_attempt_is_looked_for_where_it_can_be_found(beside: Beside) -> None:
    beside.chat.remembers = True
    withdrawn_after_an_attempt(beside, "slack")
    id_ = beside.row("a").id or 0
    beside.put("a/1", kind=OutboxKind.update, target_id=id_)
    beside.drain()
    assert [(errand.key, errand.withdrawn, errand.reference) for errand in beside.chat.errands] == [
        ("a", True, ""),
        ("a/1", False, "at:a"),
    ]
    assert (beside.row("a").withdrawn, beside.row("a").reference) == (False, "at:a")


def test_what_was_withdrawn_and_is_not_found_had_not_gone(beside: Beside) -> None:
    beside.chat.remembers = True
    withdrawn_after_an_attempt(beside, "slack")
    beside.chat.trouble["a"] = [NotThere("not found")]
    beside.drain()
    assert (beside.row("a").withdrawn, beside.row("a").failed_at, beside.events) == (True, NOW, [])


def test_what_was_withdrawn_goes_to_nobody_where_nothing_can_be_looked_up(beside: Beside) -> None:
    withdrawn_after_an_attempt(beside, "mail")
    beside.drain()
    assert (beside.mail.got, beside.row("a").failed_at, beside.events) == ([], NOW, [])


def test_each_attempt_is_counted_with_its_face_and_what_came_of_it(beside: Beside) -> None:
    counted: list[tuple[str, str]] = []
    for key in ("went", "busy", "turn"):
        beside.put(key, key, only_by="slack")
    beside.chat.trouble = {"busy": [Later("busy")], "turn": [NotYet("not yet", 30)]}

    async def live() -> None:
        dispatcher = delivery.Dispatcher(
            beside.runner,
            beside.ways,
            lambda: NOW,
            counted=lambda face, result, seconds: counted.append((face, result)),
        )
        await dispatcher.drain(NOW)

    asyncio.run(live())
    assert sorted(counted) == [("slack", "later"), ("slack", "not_yet"), ("slack", "sent")]
