"""What many have to write at the same time goes in one transaction, and one that fails fails alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.runner import Runner
from bot.together import Together
from handlers.dialogue.router import Router
from storage import local_clock
from storage.engine import Database, Store


@pytest.fixture
def runner(database: Database) -> Iterator[Runner]:
    runner = Runner(database, Router())
    yield runner
    runner.close()


def test_what_comes_while_a_transaction_runs_is_written_by_the_next(runner: Runner) -> None:
    done: list[tuple[int, int]] = []

    def work(number: int) -> Callable[[Store], None]:
        return lambda store: done.append((number, id(store)))

    async def crowd() -> None:
        together = Together(runner)
        await asyncio.gather(*(together.do(number, work(number)) for number in (3, 1, 2)))

    asyncio.run(crowd())
    assert [number for number, _ in done] == [1, 2, 3]
    assert len({store for _, store in done}) == 1


def test_one_that_fails_fails_alone_and_the_others_are_written_once(runner: Runner) -> None:
    def move(store: Store) -> None:
        local_clock.move(store, local_clock.offset(store) + 1)

    def stumble(store: Store) -> None:
        move(store)
        raise ValueError("in the middle")

    async def crowd() -> list[object]:
        together = Together(runner)
        several = (move, stumble, move)
        return await asyncio.gather(
            *(together.do(number, work) for number, work in enumerate(several)), return_exceptions=True
        )

    came = asyncio.run(crowd())
    assert [repr(each) for each in came] == ["None", "ValueError('in the middle')", "None"]
    with runner.database.reading() as store:
        assert local_clock.offset(store) == 2


def test_whoever_has_gone_holds_up_nobody(runner: Runner) -> None:
    async def crowd() -> None:
        together = Together(runner)
        first = asyncio.create_task(together.do(1, lambda store: None))
        second = asyncio.create_task(together.do(2, lambda store: None))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait_for(second, 20)

    asyncio.run(crowd())
