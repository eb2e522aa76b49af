"""One request at a time: once for each key, all or nothing, again after a lost race, a reference for a defect."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.runner import ATTEMPTS, Defect, Runner
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from storage import conversations, keys, local_clock
from storage.engine import Database, Store
from storage.tables import Group, LocalClock, Person

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CHANGE, LOOK, REFUSE, BREAK = "me.edit", "me", "me.erase", "me.correct"  # what everybody may do


class Counter:
    """A runner with a number that one button adds to, and how often somebody was woken."""

    def __init__(self, database: Database, group: Group) -> None:
        self.database = database
        self.woken = 0
        router = Router()
        router.button(CHANGE)(self.change)
        router.button(LOOK, changes=False)(self.look)
        router.button(REFUSE)(self.refuse)
        router.button(BREAK)(self.break_)
        self.runner = Runner(database, router, self.wake)
        with database.changing() as store:
            local_clock.move(store, 0)
            self.person = store.session.get_one(Person, group.owner_id)

    def wake(self) -> None:
        self.woken += 1

    def change(self, request: Request, store: Store) -> Reply:
        number = local_clock.offset(store) + 1
        local_clock.move(store, number)
        return Reply(Card(f"It is {number}.", (Line("now"),)))

    def look(self, request: Request, store: Store) -> Reply:
        return Reply(Card(f"It is {local_clock.offset(store)}."))

    def refuse(self, request: Request, store: Store) -> Reply:
        self.change(request, store)
        raise UserError("Not like that.", more="Like this.")

    def break_(self, request: Request, store: Store) -> Reply:
        self.change(request, store)
        raise KeyError("a defect")

    def ask(self, action: str, key: str | None = None) -> Reply:
        return self.runner.run(Request(actor=self.person, now=NOW, action=action, key=key))

    @property
    def number(self) -> int:
        with self.database.reading() as store:
            return local_clock.offset(store)


@pytest.fixture
def counter(database: Database, group: Group) -> Iterator[Counter]:
    counter = Counter(database, group)
    yield counter
    counter.runner.close()


def test_change_is_stored_and_wakes_the_dispatcher(counter):
    assert counter.ask(CHANGE) == Reply(Card("It is 1.", (Line("now"),)))
    assert (counter.number, counter.woken) == (1, 1)


def test_look_wakes_nobody(counter):
    assert counter.ask(LOOK) == Reply(Card("It is 0."))
    assert counter.woken == 0


def test_look_cannot_change(counter):
    counter.runner.router.routes.pop(LOOK)
    counter.runner.router.button(LOOK, changes=False)(counter.change)
    with capture_logs() as logged:
        counter.ask(LOOK)
    assert (counter.number, [line["event"] for line in logged]) == (0, ["defect"])


def test_repeated_key_gets_the_same_reply_and_no_second_effect(counter):
    first = counter.ask(CHANGE, key="k1")
    assert counter.ask(CHANGE, key="k1") == first
    assert counter.ask(CHANGE, key="k2") == Reply(Card("It is 2.", (Line("now"),)))
    assert counter.number == 2


def test_what_is_done_with_a_reply_stands_or_falls_with_the_change(counter: Counter) -> None:
    shown: list[str] = []

    def show(store: Store, reply: Reply) -> None:
        shown.append(reply.card.title)
        keys.take(store, reply.card.title, NOW)

    def ask(action: str, key: str) -> Reply:
        return counter.runner.run(Request(counter.person, NOW, action, key=key), show)

    assert ask(CHANGE, "a").card.title == "It is 1."
    assert ask(CHANGE, "a").card.title == "It is 1."  # a repeat
    ask(REFUSE, "b")
    ask(LOOK, "c")
    assert shown == ["It is 1."]
    with counter.database.changing() as store:
        keys.take(store, "It is 2.", NOW)
    ask(CHANGE, "d")  # what was to be done fails, and so does the change
    with counter.database.reading() as store:
        assert local_clock.offset(store) == 1


def test_duplicates_at_once_have_one_effect(counter):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: counter.ask(CHANGE, key="k1"), range(8)))
    assert replies == [Reply(Card("It is 1.", (Line("now"),)))] * 8
    assert counter.number == 1


def test_refusal_changes_nothing_and_leaves_its_key_free(counter):
    refusal = Reply(Card("Not like that.", (Line("Like this."),), tone="warning"))
    assert counter.ask(REFUSE, key="k1") == refusal
    assert (counter.number, counter.woken) == (0, 0)
    assert counter.ask(CHANGE, key="k1") == Reply(Card("It is 1.", (Line("now"),)))


def test_defect_changes_nothing_and_has_a_reference_that_the_log_knows(counter):
    with capture_logs() as logged:
        reply = counter.ask(BREAK, key="k1")
    (line,) = logged
    assert (line["event"], line["action"], line["log_level"]) == ("defect", BREAK, "error")
    assert re.fullmatch("[0-9A-F]{4}", line["reference"])
    assert reply.card is not None
    assert line["reference"] in reply.card.body[0].text
    assert (counter.number, counter.woken, counter.runner.defects) == (0, 0, 1)


def test_action_that_no_face_can_have_offered_is_a_defect(counter):
    with capture_logs() as logged:
        counter.ask("no.such.action")
    assert [line["event"] for line in logged] == ["defect"]


def test_asking_from_the_event_loop_runs_on_a_worker(counter):
    async def ask() -> list[Reply]:
        requests = [
            Request(actor=counter.person, now=NOW, action=action) for action in (CHANGE, LOOK, "no.such.action")
        ]
        return [await counter.runner.ask(each) for each in requests]

    with capture_logs():
        changed, looked, broken = asyncio.run(ask())
    assert (changed.card.title, looked.card.title, broken.card.tone) == ("It is 1.", "It is 1.", "warning")


def test_work_on_the_runners_threads(counter):
    async def work() -> tuple[int, int]:
        await counter.runner.change(lambda store: local_clock.move(store, 7))
        return await counter.runner.look(local_clock.offset), await counter.runner.change(local_clock.offset)

    assert asyncio.run(work()) == (7, 7)


def test_guard_gives_what_work_gives_or_its_defect(counter):
    assert counter.runner.guard(lambda: 7) == 7
    with capture_logs() as logged:
        assert counter.runner.guard(lambda: {}["a"], about="a") == Defect(logged[0]["reference"])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
def test_deadlock_is_run_again(counter):
    with counter.database.changing() as store:
        store.add(LocalClock(id=2))
    held = {1: Event(), 2: Event()}
    attempts: list[int] = []

    def lock_both(first: int, second: int) -> None:
        def work(store: Store) -> None:
            attempts.append(first)
            for row in (first, second):
                store.session.execute(
                    text(f"UPDATE local_clock SET offset_seconds = offset_seconds + 1 WHERE id = {row}")
                )
                held[first].set()
                held[second].wait()

        counter.runner.transact(work)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(lock_both, 1, 2), pool.submit(lock_both, 2, 1)]:
            each.result()
    with counter.database.reading() as store:
        numbers = store.session.execute(text("SELECT offset_seconds FROM local_clock")).scalars().all()
    assert list(numbers) == [2, 2]
    assert len(attempts) > 2  # one at least has run again; on a busy machine they meet more than once


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_race_that_is_lost_again_and_again_is_given_up(counter):
    attempts: list[int] = []

    def lose(store: Store) -> None:
        attempts.append(1)
        store.session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(OperationalError):
        counter.runner.transact(lose)
    assert len(attempts) == ATTEMPTS


def test_old_keys_are_forgotten_with_their_replies(counter: Counter, database: Database) -> None:
    with database.changing() as store:
        keys.take(store, "old", NOW - timedelta(days=4))
        keys.take(store, "new", NOW - timedelta(days=2))
    counter.runner.tick(NOW)
    with database.reading() as store:
        assert (keys.seen(store, "old"), keys.seen(store, "new")) == (None, {})


def test_accounts_of_nobody_are_forgotten_after_a_month(counter: Counter, database: Database) -> None:
    with database.changing() as store:
        for days in (31, 29):
            conversations.keep(store, "teams", f"tenant/{days}", "", {}, NOW - timedelta(days=days))
    counter.runner.tick(NOW)
    with database.reading() as store:
        assert [each.address for each in conversations.alive(store, "teams")] == ["tenant/29"]
