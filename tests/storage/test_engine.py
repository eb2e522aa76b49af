"""Transactions as DESIGN promises them: no update is lost, a read cannot write, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage.engine import WAIT, Database, Store
from storage.tables import LocalClock

THREADS, TIMES = 8, 25


def seconds(store: Store) -> int:
    return store.session.exec(select(LocalClock.offset_seconds).with_for_update()).one()


@pytest.fixture
def counted(database: Database) -> Database:
    with database.changing() as store:
        store.add(LocalClock(offset_seconds=0))
    return database


def test_eight_threads_lose_no_update(counted: Database) -> None:
    def add(_: int) -> None:
        for _ in range(TIMES):
            with counted.changing() as store:
                found = seconds(store)
                store.session.execute(text(f"UPDATE local_clock SET offset_seconds = {found + 1}"))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, range(THREADS)))
    with counted.reading() as store:
        assert store.session.exec(select(LocalClock.offset_seconds)).one() == THREADS * TIMES
