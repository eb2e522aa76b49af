"""How often a platform lets itself be called, kept on our side so that it never has to say no.

What is counted together has a name and windows: so many calls in so many seconds. A call asks for its turn in all that
it counts for first: it gets the seconds to wait, and its places in the counts are taken.
"""

from __future__ import annotations

import time
from bisect import bisect_right, insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MARGIN = 1.02  # a call that leaves in time can arrive a little sooner after the one before
MANY = 1000  # counts that are kept before the quiet ones are forgotten
Windows = tuple[tuple[int, float], ...]
"""So many calls at most, in so many seconds; each of them holds."""


@dataclass
class _Count:
    """When the calls of one name were made or will be, and until when none may be."""

    taken: list[float] = field(default_factory=list)
    until: float = 0.0
    longest: float = 0.0

    def next(self, windows: Windows, now: float) -> float:
        """When the next may be. No window around it has too many, whatever has its place behind it."""
        self.longest = max((seconds * MARGIN for _, seconds in windows), default=0.0)
        del self.taken[: bisect_right(self.taken, now - self.longest)]
        full = (self.taken[-most] + seconds * MARGIN for most, seconds in windows if len(self.taken) >= most)
        return max(now, self.until, *full)

    def quiet(self, now: float) -> bool:
        """Whether nothing counts any more."""
        return self.until <= now and (not self.taken or self.taken[-1] <= now - self.longest)


class Turns:
    """The turns of everything that is counted. `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[str, _Count] = {}

    def take(self, counted: Mapping[str, Windows], patience: float = 0.0) -> tuple[bool, float]:
        """Take a turn if it comes within `patience` seconds: whether it was taken, and the seconds until it comes."""
        now = self._clock()
        self._tidy(now)
        counts = [(self._counts.setdefault(name, _Count()), windows) for name, windows in counted.items()]
        at = max((count.next(windows, now) for count, windows in counts), default=now)
        if at - now > patience:
            return False, at - now
        for count, _ in counts:
            insort(count.taken, at)
        return True, at - now

    def arrived(self, name: str, windows: Windows) -> None:
        """The platform has answered the last call of this name. On a busy machine that can be long after its turn, and
        the platform counts from when a call came: at the latest now."""
        count = self._counts.get(name)
        place = bisect_right(count.taken, self._clock()) - 1 if count is not None else -1
        if count is None or place < 0:
            return
        margin = min(seconds for _, seconds in windows) * (MARGIN - 1)  # is for what is still on its way
        count.taken[place] = max(count.taken[place], self._clock() - margin)

    def hold(self, name: str, seconds: float) -> None:
        """The platform said no: nothing of this name for some seconds."""
        count = self._counts.setdefault(name, _Count())
        count.until = max(count.until, self._clock() + seconds)

    def _tidy(self, now: float) -> None:
        """Forget what has been quiet for so long that it counts no more, once there is much."""
        if len(self._counts) > MANY:
            self._counts = {name: count for name, count in self._counts.items() if not count.quiet(now)}
