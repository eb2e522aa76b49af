"""One program on a SQLite file: a lock beside it, held from the first look at the database to the last.

`taskforce.db-alone` is empty; what counts is the lock that the system keeps on it (flock), which goes with the process,
however it ends. A second program on the same file is refused, and so is putting a copy in its place.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BESIDE = "-alone"
_TRIES = 100  # of meeting somebody who is just leaving


class NotAlone(Exception):
    """Another program has it."""


def beside(path: Path) -> Path:
    """The file that is locked for a database."""
    return path.with_name(path.name + _BESIDE)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Have a file for oneself while the block runs; its folder is made. Raises NotAlone at once when another program
    has it, and OSError where nothing can be written beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = beside(path)
    held = _held(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)  # while it is ours; whoever opened it meanwhile sees that it has gone
        os.close(held)


def _held(lock: Path) -> int:
    for _ in range(_TRIES):
        opened = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_there(opened, lock):
                return opened
        except BlockingIOError:
            os.close(opened)
            raise NotAlone from None
        except BaseException:
            os.close(opened)
            raise
        os.close(opened)
    raise NotAlone


def _is_there(opened: int, lock: Path) -> bool:
    """Whether what was locked is still the file that others would lock."""
    try:
        return os.path.samestat(os.fstat(opened), os.stat(lock))
    except FileNotFoundError:
        return False
