"""Rows that wait to be done outside: put in the causing transaction, claimed one lane at a time, settled.

Claiming is one statement on both databases. A row is free when nobody holds a lease on it and no earlier open
row of its lane is left. Due is domain time and given; leases and backoff are the database's own time
(machine_time.py).

Whoever has claimed a row settles it by the end of its lease, which nobody else's claim has had: once that has run
out and somebody else holds the row, the first one's word counts no more.

A message that has become pointless before it went is withdrawn. One that may have gone stays open until a face that
remembers what it has posted has looked; so does one that somebody is sending.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Float, Integer, Update, and_, bindparam, case, delete, func, or_, update
from sqlmodel import UTCDateTime, col, select

from .engine import Store
from .machine_time import machine_time
from .tables import OutboxKind, OutboxRow

LEASE = 60  # seconds that a sender may hold a row; sends time out long before
PATIENCE = timedelta(hours=2)  # with a face that does not answer, where there is another


def put(store: Store, row: OutboxRow) -> bool:
    """Add a row unless one of its key is there; whether it was added."""
    if has(store, row.unique_key):
        return False
    store.add(row)
    return True


def put_again(store: Store, row: OutboxRow, *, key: str, now: datetime) -> bool:
    """Send a message once more that will never arrive, as it stands now, at `now` (domain time)."""
    return put(
        store,
        OutboxRow(
            unique_key=key,
            kind=OutboxKind.message,
            lane=row.lane,
            subject=row.subject,
            person_id=row.person_id,
            payload=newest_about(store, row.id or 0).payload,
            due_at=now,
            answer_by=row.answer_by,
            only_by=row.only_by,
        ),
    )


def has(store: Store, unique_key: str) -> bool:
    """Whether there is a row of a key, gone or not."""
    return store.session.exec(select(OutboxRow.id).where(OutboxRow.unique_key == unique_key)).first() is not None


def count_since(store: Store, prefix: str, since: datetime, *, person_id: int | None = None) -> int:
    """How many messages about subjects that begin with a prefix were due after a moment (domain time), to one
    person or to anybody."""
    query = select(func.count(col(OutboxRow.id))).where(
        OutboxRow.kind == OutboxKind.message,
        col(OutboxRow.subject).startswith(prefix, autoescape=True),
        col(OutboxRow.due_at) > since,
    )
    if person_id is not None:
        query = query.where(OutboxRow.person_id == person_id)
    return store.session.exec(query).one()


def any_in(store: Store, lane: str) -> bool:
    """Whether there has been a row in a lane."""
    return store.session.exec(select(OutboxRow.id).where(OutboxRow.lane == lane)).first() is not None


def get(store: Store, row_id: int) -> OutboxRow | None:
    """One row."""
    return store.session.get(OutboxRow, row_id)


def messages_about(store: Store, subject: str) -> Sequence[OutboxRow]:
    """Every message about a subject that has not failed, oldest first: sent or not, and withdrawn as well."""
    return store.session.exec(
        select(OutboxRow)
        .where(
            OutboxRow.subject == subject,
            OutboxRow.kind == OutboxKind.message,
            or_(col(OutboxRow.failed_at).is_(None), col(OutboxRow.withdrawn)),
        )
        .order_by(col(OutboxRow.id))
    ).all()


def readers_of(store: Store, subjects: Collection[str]) -> set[int]:
    """Everybody who has a message about one of some subjects, or may have it by now, or will get it."""
    found = store.session.exec(
        select(OutboxRow.person_id).where(
            col(OutboxRow.subject).in_(subjects),
            OutboxRow.kind == OutboxKind.message,
            col(OutboxRow.person_id).is_not(None),
            or_(~col(OutboxRow.withdrawn), col(OutboxRow.failed_at).is_(None)),
        )
    ).all()
    return {each for each in found if each is not None}


def hold(store: Store, subject: str) -> None:
    """Keep others from drawing the messages about a subject until this transaction ends: two groups can share
    a card, so the group's lock is not enough. (SQLite has one writer anyhow.)"""
    store.session.exec(
        select(OutboxRow.id).where(OutboxRow.subject == subject).order_by(col(OutboxRow.id)).with_for_update()
    ).all()


def updates_of(store: Store, row_id: int) -> int:
    """How many updates of a message there have been."""
    return store.session.exec(select(func.count()).select_from(OutboxRow).where(OutboxRow.target_id == row_id)).one()


def replace_unsent(store: Store, row_id: int, payload: dict[str, object]) -> int | None:
    """Change what a row says that nobody is sending; how often it has been tried, None where nothing was changed. After
    a try somebody may have read what it said before. What was withdrawn goes after all."""
    changed = store.session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == row_id,
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.leased_until).is_(None),
        )
        .values(payload=payload, withdrawn=False, failed_at=None)
        .returning(col(OutboxRow.attempts))
        .execution_options(synchronize_session="fetch")
    ).first()
    return changed[0] if changed is not None else None


def withdraw(store: Store, row_id: int, now: datetime) -> bool:
    """A message has become pointless before it was known to have gone; whether it certainly goes to nobody. False
    where an attempt has been made or is being made: a sender that dies leaves it to be looked for."""
    closed = store.session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id) == row_id, col(OutboxRow.sent_at).is_(None), col(OutboxRow.failed_at).is_(None))
        .values(withdrawn=True, failed_at=case((_never_tried(), now), else_=None))
        .returning(col(OutboxRow.failed_at))
        .execution_options(synchronize_session="fetch")
    ).first()
    return closed is not None and closed[0] is not None


def drop_unsent(store: Store, subject: str) -> int:
    """Take back every message about a subject that has not gone and that nobody is sending; how many. What may have
    gone after all is withdrawn."""
    unsent = and_(
        col(OutboxRow.subject) == subject,
        col(OutboxRow.sent_at).is_(None),
        or_(col(OutboxRow.failed_at).is_(None), col(OutboxRow.withdrawn)),
        col(OutboxRow.leased_until).is_(None),
    )
    tried = store.session.execute(
        update(OutboxRow)
        .where(unsent, col(OutboxRow.attempts) > 0)
        .values(withdrawn=True)
        .returning(col(OutboxRow.id))
        .execution_options(synchronize_session=False)
    ).all()
    dropped = store.session.execute(
        delete(OutboxRow)
        .where(unsent, col(OutboxRow.attempts) == 0)
        .returning(col(OutboxRow.id))
        .execution_options(synchronize_session=False)
    ).all()
    return len(dropped) + len(tried)


def claim(store: Store, now: datetime, limit: int = 20, without: Collection[str] = ()) -> Sequence[OutboxRow]:
    """Take up to `limit` rows that are due at `now` (domain time) and hold them for a lease. What waits for a face
    of `without` is left where it is, unless it has waited so long that the next face has its turn."""
    taken = store.session.execute(
        _claiming(), {"now": now, "most": limit, "lease": float(LEASE), "without": [*without]}
    ).scalars()
    return sorted(taken, key=lambda row: (row.due_at, row.id or 0))


@cache
def _claiming() -> Update:
    """The statement of a claim, put together once: it runs many times a second while much is to go."""
    heads = (
        select(func.min(OutboxRow.id))
        .where(col(OutboxRow.sent_at).is_(None), col(OutboxRow.failed_at).is_(None))
        .group_by(col(OutboxRow.lane))
    )
    free = (
        select(OutboxRow.id)
        .where(
            col(OutboxRow.id).in_(heads),
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.failed_at).is_(None),
            OutboxRow.due_at <= bindparam("now", type_=UTCDateTime()),
            or_(col(OutboxRow.ready_at).is_(None), col(OutboxRow.ready_at) <= machine_time()),
            or_(col(OutboxRow.leased_until).is_(None), col(OutboxRow.leased_until) <= machine_time()),
            or_(
                col(OutboxRow.waits_for).not_in(bindparam("without", expanding=True)),
                col(OutboxRow.tried_since) <= machine_time(-PATIENCE.total_seconds()),
            ),
        )
        .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
        .cte("free")  # in a subquery PostgreSQL may run it again for each row, and the limit would not hold
    )
    return (
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(select(free.c.id)))
        .values(
            leased_until=machine_time(bindparam("lease", type_=Float())),
            attempts=OutboxRow.attempts + 1,
            tried_since=func.coalesce(col(OutboxRow.tried_since), machine_time()),
        )
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def reference_of(store: Store, row_id: int) -> tuple[str, str]:
    """The face that carried a message and what the platform calls it; empty when it never went."""
    row = store.session.exec(select(OutboxRow.face, OutboxRow.reference).where(OutboxRow.id == row_id)).first()
    return (row[0], row[1]) if row else ("", "")


def carried(store: Store, face: str, reference: str) -> OutboxRow | None:
    """The message that a face calls by a reference; None when it is not one of ours."""
    return store.session.exec(
        select(OutboxRow)
        .where(OutboxRow.reference == reference, OutboxRow.face == face, OutboxRow.kind == OutboxKind.message)
        .order_by(col(OutboxRow.id).desc())
    ).first()


def mark_of(store: Store, face: str, place: str) -> str:
    """What a face calls the mark that stands at a place; empty when none does."""
    found = store.session.exec(
        select(OutboxRow.reference)
        .where(
            OutboxRow.kind == OutboxKind.react,
            OutboxRow.face == face,
            OutboxRow.place == place,
            col(OutboxRow.sent_at).is_not(None),
        )
        .order_by(col(OutboxRow.id).desc())
    ).first()
    return found or ""


def mark_sent(
    store: Store, row_id: int, *, now: datetime, face: str, reference: str, lease: datetime | None = None
) -> bool:
    """A row has gone; whether that settled it: like the others below it does nothing once it has been settled. `lease`
    is the `leased_until` of the claim: without it the word counts whoever holds the row."""
    return _settle(
        store, row_id, lease, sent_at=now, face=face, reference=reference,
        leased_until=None, failure="", waits_for="", withdrawn=False,
    )  # fmt: skip


def mark_later(
    store: Store,
    row_id: int,
    *,
    seconds: float,
    why: str,
    waits_for: str = "",
    attempts: int | None = None,
    lease: datetime | None = None,
) -> bool:
    """A row could not go now; try again after some seconds, and not while the face that it `waits_for` rests.
    `attempts` is how many count, where not all do."""
    counted = {} if attempts is None else {"attempts": attempts}
    return _settle(
        store, row_id, lease,
        ready_at=machine_time(seconds), leased_until=None, failure=why, waits_for=waits_for, **counted,
    )  # fmt: skip


def mark_failed(
    store: Store, row_id: int, *, now: datetime, why: str, face: str = "", lease: datetime | None = None
) -> bool:
    """A row will never go; `face` is the last that was tried."""
    return _settle(store, row_id, lease, failed_at=now, leased_until=None, failure=why, face=face, withdrawn=False)


def mark_withdrawn(store: Store, row_id: int, *, now: datetime, lease: datetime | None = None) -> bool:
    """A row that has been withdrawn is not with its reader."""
    return _settle(store, row_id, lease, failed_at=now, leased_until=None)


def pass_over(store: Store, row_id: int, *, face: str, why: str, lease: datetime | None = None) -> bool:
    """A row will not go by this face; the next may try, at once and with all its attempts."""
    row = store.session.exec(select(OutboxRow.passed_over).where(OutboxRow.id == row_id)).one()
    return _settle(
        store, row_id, lease, passed_over=f"{row} {face}".strip(), failure=why,
        attempts=0, tried_since=None, ready_at=None, leased_until=None, waits_for="",
    )  # fmt: skip


def put_back(store: Store, row: OutboxRow, *, waits_for: str, seconds: float = 0, rests: bool = False) -> None:
    """Nothing has been done about a row that was claimed: it waits for a free hand of a face, or for `seconds`, and
    this was no attempt. It has been tried all the while where the face `rests`."""
    _settle(
        store, row.id or 0, row.leased_until,
        waits_for=waits_for,
        attempts=row.attempts - 1,
        tried_since=row.tried_since if rests or row.attempts > 1 else None,
        ready_at=machine_time(seconds) if seconds else None,
        leased_until=None,
    )  # fmt: skip


def give_back(store: Store, row: OutboxRow) -> None:
    """Nobody knows what came of a row that was claimed: whoever takes it next may find that it has gone."""
    _settle(store, row.id or 0, row.leased_until, leased_until=None)


def trying(row: OutboxRow) -> timedelta:
    """How long a row that has just been claimed has been tried on its present face, in machine time."""
    if row.leased_until is None or row.tried_since is None:
        return timedelta(0)
    return row.leased_until - timedelta(seconds=LEASE) - row.tried_since


def versions(store: Store, message_id: int) -> Sequence[OutboxRow]:
    """A message as it has stood, newest first: its updates, and at the end the row itself."""
    return store.session.exec(
        select(OutboxRow)
        .where(or_(col(OutboxRow.id) == message_id, col(OutboxRow.target_id) == message_id))
        .order_by(col(OutboxRow.id).desc())
    ).all()


def newest_about(store: Store, message_id: int) -> OutboxRow:
    """A message as it stands now: the row itself, or the last update of it."""
    found = versions(store, message_id)
    if not found:
        raise LookupError(f"no message {message_id}")
    return found[0]


def next_due(store: Store, after: datetime) -> datetime | None:
    """The first domain time after `after` at which an unsent row falls due."""
    return store.session.exec(
        select(func.min(OutboxRow.due_at)).where(
            col(OutboxRow.sent_at).is_(None), col(OutboxRow.failed_at).is_(None), OutboxRow.due_at > after
        )
    ).one()


def _never_tried() -> Any:
    return and_(col(OutboxRow.attempts) == 0, col(OutboxRow.leased_until).is_(None))


def _settle(store: Store, row_id: int, lease: datetime | None, **values: object) -> bool:
    """Write that down about a row that is open, and under that lease where one is given; whether it was."""
    held = [] if lease is None else [col(OutboxRow.leased_until) == lease]
    found = store.session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id) == row_id, col(OutboxRow.sent_at).is_(None), col(OutboxRow.failed_at).is_(None), *held)
        .values(**values)
        .returning(col(OutboxRow.id))
        .execution_options(synchronize_session=False)
    ).first()
    return found is not None
