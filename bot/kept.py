"""What is remembered in memory for a while, of what would otherwise be asked for again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

MINUTE, HOUR = 60.0, 3600.0  # seconds of machine time
MOST = 5000  # that there is room for
Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values that count for some seconds, by a clock that only goes forward."""

    def __init__(self, seconds: float, machine: Callable[[], float]) -> None:
        self._seconds = seconds
        self._machine = machine
        self._there: dict[Key, tuple[float, Value]] = {}

    def __contains__(self, key: Key) -> bool:
        found = self._there.get(key)
        return found is not None and found[0] > self._machine()

    def get(self, key: Key) -> Value | None:
        """What was put there, if it still counts."""
        return self._there[key][1] if key in self else None

    def put(self, key: Key, value: Value) -> None:
        """Remember it."""
        if len(self._there) >= MOST:
            self._there.clear()
        self._there[key] = (self._machine() + self._seconds, value)

    def forget(self, key: Key) -> None:
        """As if it had never been said."""
        self._there.pop(key, None)
