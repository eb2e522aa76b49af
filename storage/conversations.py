"""References to conversations, by noun: where a face lets somebody, or a channel, be written to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col, delete, select

from .engine import Store
from .tables import ConversationReference, Identity


def at(store: Store, face: str, address: str) -> ConversationReference | None:
    """The reference for an account or a channel, dead or not."""
    return store.session.exec(
        select(ConversationReference).where(
            ConversationReference.face == face, ConversationReference.address == address
        )
    ).first()


def called(store: Store, face: str, conversation: str) -> ConversationReference | None:
    """The reference whose conversation the face calls so."""
    return store.session.exec(
        select(ConversationReference)
        .where(ConversationReference.face == face, ConversationReference.conversation == conversation)
        .order_by(col(ConversationReference.id))
    ).first()


def newest(store: Store, face: str) -> ConversationReference | None:
    """The reference that was heard of last, of those that are alive."""
    return store.session.exec(
        select(ConversationReference)
        .where(ConversationReference.face == face, col(ConversationReference.dead_at).is_(None))
        .order_by(col(ConversationReference.seen_at).desc(), col(ConversationReference.id).desc())
    ).first()


def alive(store: Store, face: str) -> Sequence[ConversationReference]:
    """Every reference of a face where something still arrives, oldest first."""
    return store.session.exec(
        select(ConversationReference)
        .where(ConversationReference.face == face, col(ConversationReference.dead_at).is_(None))
        .order_by(col(ConversationReference.id))
    ).all()


def several(store: Store, face: str, addresses: Collection[str]) -> dict[str, ConversationReference]:
    """The references for some accounts or channels, dead or not, by address."""
    rows = store.session.exec(
        select(ConversationReference).where(
            ConversationReference.face == face, col(ConversationReference.address).in_(set(addresses))
        )
    )
    return {row.address: row for row in rows}


def keep(
    store: Store, face: str, address: str, conversation: str, reference: Mapping[str, object], now: datetime
) -> bool:
    """Keep how an account or a channel is written to, as it was said `now` (domain time); it lives again if it was
    dead. A conversation that has been begun is not forgotten for a reference that names none. Whether it was news.
    An IntegrityError when it was kept for the first time by somebody else at the same time."""
    row = at(store, face, address)
    if row is None:
        store.add(
            ConversationReference(
                face=face, address=address, conversation=conversation, reference=dict(reference), seen_at=now
            )
        )
        return True
    news = row.dead_at is not None or (bool(conversation) and row.conversation != conversation)
    if news or (conversation and row.reference != dict(reference)):
        row.reference, row.seen_at, row.dead_at = dict(reference), now, None
        row.conversation = conversation or row.conversation
        store.add(row)
    return news


def dead(store: Store, face: str, address: str, now: datetime) -> bool:
    """Nothing arrives there any more; whether that is news."""
    row = at(store, face, address)
    if row is None or row.dead_at is not None:
        return False
    row.dead_at = now
    store.add(row)
    return True


def drop_of_person(store: Store, person_id: int) -> None:
    """Forget how a person's accounts are written to."""
    accounts = select(Identity.address).where(Identity.person_id == person_id)
    store.session.exec(delete(ConversationReference).where(col(ConversationReference.address).in_(accounts)))


def drop(store: Store, face: str, address: str) -> None:
    """Forget how an account or a channel is written to."""
    row = at(store, face, address)
    if row is not None:
        store.session.delete(row)


def any_stale(store: Store, before: datetime) -> bool:
    """Whether there is anything for `drop_stale` to drop."""
    return store.session.exec(select(ConversationReference.id).where(_stale(before)).limit(1)).first() is not None


def drop_stale(store: Store, before: datetime) -> None:
    """Forget, of before a moment (domain time), what nothing arrives at any more, and the accounts of people whom
    nobody knows."""
    store.session.exec(delete(ConversationReference).where(_stale(before)))


def _stale(before: datetime) -> ColumnElement[bool]:
    known = select(Identity.id).where(
        Identity.kind == ConversationReference.face, Identity.address == ConversationReference.address
    )
    stranger = and_(col(ConversationReference.address).contains("/"), ~exists(known))
    return and_(
        col(ConversationReference.seen_at) < before,
        or_(stranger, col(ConversationReference.dead_at) < before),
    )
