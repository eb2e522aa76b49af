"""Request keys: what was carried out already, and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import col, select

from .engine import Store
from .tables import RequestKey

_NOT_IN_TIME = "55P03"  # PostgreSQL: lock_not_available


def seen(store: Store, key: str) -> dict[str, object] | None:
    """The reply that was stored for a key, or None when the key is new."""
    row = store.session.get(RequestKey, key)
    return row.reply if row is not None else None


class AtWork(Exception):
    """The same request is being carried out elsewhere, and for longer than a lock may take."""


def take(store: Store, key: str, now: datetime) -> None:
    """Take a key; an IntegrityError when somebody has it (on PostgreSQL after waiting for their commit), `AtWork` when
    they are not done with it yet. The transaction is over after either."""
    try:
        store.add(RequestKey(key=key, at=now))
    except OperationalError as error:
        if not_in_time(error):
            raise AtWork from error
        raise


def not_in_time(error: DBAPIError) -> bool:
    """Whether a transaction failed since somebody else held a lock for longer than it may wait."""
    return getattr(error.orig, "sqlstate", None) == _NOT_IN_TIME


def answer(store: Store, key: str, reply: dict[str, object]) -> None:
    """Store what was answered to the request of a key."""
    store.session.execute(
        update(RequestKey)
        .where(col(RequestKey.key) == key)
        .values(reply=reply)
        .execution_options(synchronize_session=False)
    )


def any_before(store: Store, moment: datetime) -> bool:
    """Whether there are keys from before a moment."""
    return store.session.exec(select(RequestKey.key).where(RequestKey.at < moment).limit(1)).first() is not None


def forget(store: Store, before: datetime) -> None:
    """Drop keys, and the replies stored with them, from before a moment."""
    store.session.execute(delete(RequestKey).where(col(RequestKey.at) < before))
