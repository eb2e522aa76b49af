"""The same delivery again: while the first is still at work or after it, it gets the same answer and does nothing.

What came before a restart is known by its key in the database.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

SAME = 300  # deliveries whose answers are kept, should they come again
Result = TypeVar("Result")


class Repeats(Generic[Result]):
    """Answers by the key of what was delivered. `forgets` says of an answer that it asks for the same once more, so
    that what comes then is no repeat."""

    def __init__(self, forgets: Callable[[Result], bool] = lambda answer: False) -> None:
        self._forgets = forgets
        self._came: OrderedDict[str, asyncio.Task[Result]] = OrderedDict()

    async def once(self, key: str, work: Callable[[], Coroutine[Any, Any, Result]]) -> tuple[Result, bool]:
        """What is answered, and whether for the first time. What fails has not come."""
        before = self._came.get(key)
        if before is not None:
            return await asyncio.shield(before), False
        task = asyncio.create_task(work())
        self._came[key] = task
        while len(self._came) > SAME and next(iter(self._came.values())).done():
            self._came.popitem(last=False)
        try:
            answer = await asyncio.shield(task)
        except Exception:
            self._came.pop(key, None)
            raise
        if self._forgets(answer):
            self._came.pop(key, None)
        return answer, True

    def going(self) -> set[asyncio.Future[Any]]:
        """What is still at work."""
        return {task for task in self._came.values() if not task.done()}
