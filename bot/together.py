"""Small changes of many that work at the same time, written in one transaction.

A commit has to reach the disk, and that takes as long for one row as for fifty. Whoever has something to write hands it
in and waits; while one transaction runs, the next gathers what has come meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from storage.engine import Store

from .runner import Runner

Work = Callable[[Store], None]
MOST = 100  # in one transaction


class Together:
    """Runs changes in turns of many. `go` belongs to one event loop at a time."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._waiting: list[tuple[int, Work, asyncio.Future[None]]] = []
        self._going: asyncio.Task[None] | None = None

    async def do(self, row_id: int, work: Work) -> None:
        """Do a piece of work about a row with others in one transaction, and raise what it raises. It can run twice
        when another's fails, and its first run is then undone."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row_id, work, future))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        await future

    async def _go(self) -> None:
        while self._waiting:
            # In the order of their rows, as whoever else writes several does, or two would wait for each other.
            turn = sorted(self._waiting[:MOST], key=lambda each: each[0])
            del self._waiting[:MOST]
            if len(turn) == 1 or not await self._all(turn):
                for _, work, future in turn:
                    await self._one(work, future)

    async def _all(self, turn: Sequence[tuple[int, Work, asyncio.Future[None]]]) -> bool:
        def change(store: Store) -> None:
            for _, work, _ in turn:
                work(store)

        if await self._tried(change) is not None:
            return False
        for _, _, future in turn:
            if not future.done():
                future.set_result(None)
        return True

    async def _one(self, work: Work, future: asyncio.Future[None]) -> None:
        trouble = await self._tried(work)
        if future.done():  # whoever waited has gone
            return
        if trouble is None:
            future.set_result(None)
        else:
            future.set_exception(trouble)

    async def _tried(self, work: Work) -> Exception | None:
        try:
            await self._runner.change(work)
        except Exception as trouble:
            return trouble
        return None
