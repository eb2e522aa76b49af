"""Transactions as DESIGN promises them: no update is lost, a read cannot write, nobody waits for ever."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import select

from storage import local_clock
from storage.engine import IDLE, WAIT, Database, Store, lost_a_race
from storage.tables import LocalClock

THREADS, TIMES = 8, 25


@pytest.fixture
def counted(database: Database) -> Database:
    with database.changing() as store:
        local_clock.move(store, 0)
    return database


def count(store: Store) -> int:
    """The number, its row locked where the database has row locks, as a change locks its group's row."""
    return store.session.exec(select(LocalClock.offset_seconds).with_for_update()).one()


def put(store: Store, number: int) -> None:
    store.session.execute(text(f"UPDATE local_clock SET offset_seconds = {number}"))


def stored(database: Database) -> int:
    with database.reading() as store:
        return local_clock.offset(store)


def add_many(database: Database) -> None:
    for _ in range(TIMES):
        with database.changing() as store:
            put(store, count(store) + 1)


def test_eight_threads_lose_no_update(counted):
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add_many, [counted] * THREADS))
    assert stored(counted) == THREADS * TIMES


def test_two_engines_on_one_database_lose_no_update(counted):
    # As two processes would: nothing in memory is shared, so the lock must be the database's own.
    other = Database(counted.engine.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add_many, [counted, other]))
    other.close()
    assert stored(counted) == 2 * TIMES


def test_change_that_fails_leaves_nothing(counted):
    def half_way() -> None:
        with counted.changing() as store:
            put(store, 7)
            raise LookupError

    with pytest.raises(LookupError):
        half_way()
    assert stored(counted) == 0


def test_read_cannot_write(counted):
    with pytest.raises(DBAPIError, match=r"read-?only"), counted.reading() as store:
        put(store, 7)
    assert stored(counted) == 0


def test_what_was_read_can_be_used_afterwards(counted):
    with counted.reading() as store:
        row = store.session.exec(select(LocalClock)).one()
    assert row.offset_seconds == 0


def test_read_that_changes_a_row_in_memory_is_refused(counted):
    with pytest.raises(DBAPIError, match=r"read-?only"), counted.reading() as store:
        store.session.exec(select(LocalClock)).one().offset_seconds = 7
    assert stored(counted) == 0


def test_change_follows_read_on_the_same_connection(counted):
    for number in range(1, 4):
        assert stored(counted) == number - 1
        with counted.changing() as store:
            put(store, number)
    assert stored(counted) == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL: each statement its own moment
def test_read_sees_one_moment(counted):
    with counted.reading() as store:
        assert local_clock.offset(store) == 0
        with counted.changing() as other:
            put(other, 7)
        assert store.session.exec(select(LocalClock.offset_seconds)).one() == 0
    assert stored(counted) == 7


def test_reads_do_not_wait_for_a_change(counted):
    with counted.changing() as store:
        put(store, 7)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(stored, counted).result(timeout=WAIT / 2) == 0


def test_lock_is_waited_for_two_seconds_and_no_longer(counted):
    other = Database(counted.engine.url.render_as_string(hide_password=False))
    with counted.changing() as store:
        put(store, count(store) + 1)
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock"), other.changing() as blocked:
            put(blocked, 9)
        waited = time.monotonic() - began
    other.close()
    assert WAIT * 0.9 <= waited < WAIT * 5  # a busy machine comes late
    assert stored(counted) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite's locks end with their process
def test_lock_of_a_machine_that_is_gone_ends_by_itself(database):
    for transaction in (database.reading, database.changing):
        with transaction() as store:
            idle = store.session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert idle == f"{IDLE // 1000}s"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_transaction_in_a_hurry_waits_for_no_lock_and_the_next_does_again(counted):
    other = Database(counted.engine.url.render_as_string(hide_password=False))

    def overwrite(*, hurries: bool) -> None:
        with other.changing() as blocked:
            if hurries:
                blocked.hurry()
            put(blocked, 9)

    def waited(*, hurries: bool) -> float:
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock"):
            overwrite(hurries=hurries)
        return time.monotonic() - began

    with counted.changing() as store:
        put(store, 1)
        assert waited(hurries=True) < WAIT * 0.9 <= waited(hurries=False)
    other.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
def test_deadlock_is_a_lost_race_and_a_broken_statement_is_not(database):
    with database.changing() as store:
        store.session.add_all([LocalClock(id=1), LocalClock(id=2)])
    both_hold_one = [Event(), Event()]

    def lock(first: int, second: int, mine: Event, theirs: Event) -> BaseException | None:
        try:
            with database.changing() as store:
                store.session.execute(text(f"UPDATE local_clock SET offset_seconds = 1 WHERE id = {first}"))
                mine.set()
                theirs.wait()
                store.session.execute(text(f"UPDATE local_clock SET offset_seconds = 1 WHERE id = {second}"))
        except OperationalError as error:
            return error
        return None

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(lock, 1, 2, *both_hold_one)
        two = pool.submit(lock, 2, 1, *reversed(both_hold_one))
        errors = [each for each in (one.result(), two.result()) if each is not None]
    assert [lost_a_race(each) for each in errors] == [True]
    with pytest.raises(DBAPIError) as broken, database.changing() as store:
        store.session.execute(text("SELECT nothing FROM nowhere"))
    assert not lost_a_race(broken.value)


def test_an_error_does_not_repeat_what_people_wrote(database):
    with pytest.raises(DBAPIError) as broken, database.changing() as store:
        store.session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "Anna Lindholt"})
    assert "Anna" not in str(broken.value)
