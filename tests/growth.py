"""Whether reading takes time in proportion to what is read, on a machine of any speed and however busy it is."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8  # how much longer the long text is than the short one
MOST = 4 * TIMES  # how much longer it may take; what grows with the square takes TIMES * TIMES
LEAST = 0.002  # seconds: less than this cannot be told from nothing


def seconds(read: Callable[[str], object], text: str) -> float:
    """Of this thread alone, whatever else the machine does; the best of three. A read that raises is a read."""

    def once() -> float:
        began = time.thread_time()
        read(text)
        return time.thread_time() - began

    return min(once() for _ in range(3))


def in_proportion(read: Callable[[str], object], part: str, length: int) -> bool:
    """Whether `part`, repeated to `length` characters, is read in time that grows as the text does."""
    short, long = ((part * (size // len(part) + 1))[:size] for size in (length // TIMES, length))
    read(short)  # what is made ready at the first reading is no part of it
    return seconds(read, long) < MOST * max(seconds(read, short), LEAST)
