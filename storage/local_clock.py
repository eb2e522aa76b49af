"""How far the local workspace's clock has been wound from the host's; survives a restart."""

from __future__ import annotations

from .engine import Store
from .tables import LocalClock

_ONLY = 1


def offset(store: Store) -> int:
    """Seconds that the clock is ahead of the host's; 0 when nobody has wound it."""
    row = store.session.get(LocalClock, _ONLY)
    return row.offset_seconds if row is not None else 0


def move(store: Store, seconds: int) -> None:
    """Set the clock to be so many seconds ahead of the host's."""
    row = store.session.get(LocalClock, _ONLY)
    if row is None:
        store.add(LocalClock(id=_ONLY, offset_seconds=seconds))
    else:
        row.offset_seconds = seconds
