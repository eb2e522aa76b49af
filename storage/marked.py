"""Marked lines of groups' rooms, the decisions and the states among them, by noun."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import col, select

from .engine import Store
from .tables import Decision, DecisionState, MarkedKind, MarkedLine, MarkState, OutboxKind, OutboxRow, StatusLine


def get(store: Store, mark_id: int) -> MarkedLine:
    """A marked line that is known to exist."""
    return store.session.get_one(MarkedLine, mark_id)


def at(store: Store, group_id: int, face: str, place: str) -> Sequence[MarkedLine]:
    """What still counts of a group's marked lines in one message, in their order there."""
    return store.session.exec(
        select(MarkedLine)
        .where(
            MarkedLine.group_id == group_id,
            MarkedLine.face == face,
            MarkedLine.place == place,
            MarkedLine.state != MarkState.gone,
        )
        .order_by(col(MarkedLine.number), col(MarkedLine.id))
    ).all()


def ever_at(store: Store, face: str, place: str) -> bool:
    """Whether a message has, or once had, a marked line."""
    found = select(MarkedLine.id).where(MarkedLine.face == face, MarkedLine.place == place).limit(1)
    return store.session.exec(found).first() is not None


def answered(store: Store, face: str, place: str) -> bool:
    """Whether what was noted of a message has been said to everybody under it, or is about to be."""
    found = (
        select(OutboxRow.id)
        .join(MarkedLine, col(MarkedLine.under) == col(OutboxRow.place))
        .where(
            MarkedLine.face == face,
            MarkedLine.place == place,
            MarkedLine.state != MarkState.gone,
            OutboxRow.kind == OutboxKind.message,
            OutboxRow.due_at >= col(MarkedLine.heard_at),
            col(OutboxRow.person_id).is_(None),
            col(OutboxRow.failed_at).is_(None),
        )
        .limit(1)
    )
    return store.session.exec(found).first() is not None


def of_another(store: Store, group_id: int, face: str, place: str) -> bool:
    """Whether a message was written when the room was another group's, with a marked line of theirs."""
    found = (
        select(MarkedLine.id)
        .where(MarkedLine.group_id != group_id, MarkedLine.face == face, MarkedLine.place == place)
        .limit(1)
    )
    return store.session.exec(found).first() is not None


def of(store: Store, kind: MarkedKind, became_id: int) -> MarkedLine | None:
    """The marked line that something came from, if it came from one."""
    return store.session.exec(
        select(MarkedLine)
        .where(MarkedLine.kind == kind, MarkedLine.became_id == became_id)
        .order_by(col(MarkedLine.id).desc())
    ).first()


def sign_of(store: Store, subject: str) -> tuple[str, int]:
    """The newest sign that was asked for on a message, and how many there have been."""
    signs = select(OutboxRow.payload).where(OutboxRow.subject == subject, OutboxRow.kind == OutboxKind.react)
    rows = store.session.exec(signs.order_by(col(OutboxRow.id))).all()
    return (str(rows[-1].get("mark", "")), len(rows)) if rows else ("none", 0)


def decision(store: Store, decision_id: int) -> Decision:
    """A decision that is known to exist."""
    return store.session.get_one(Decision, decision_id)


def decisions(store: Store, group_id: int) -> Sequence[Decision]:
    """What a group has decided or had decided for it, by day; not what is only proposed or was taken back."""
    return store.session.exec(
        select(Decision)
        .where(Decision.group_id == group_id, Decision.state == DecisionState.taken)
        .order_by(col(Decision.day), col(Decision.id))
    ).all()


def basis(store: Store, group_id: int) -> Decision | None:
    """The decision that a group rests on; the newest where several were written."""
    return store.session.exec(
        select(Decision)
        .where(Decision.group_id == group_id, Decision.state == DecisionState.taken, col(Decision.basis))
        .order_by(col(Decision.id).desc())
    ).first()


def status(store: Store, status_id: int) -> StatusLine:
    """A state that is known to have been written."""
    return store.session.get_one(StatusLine, status_id)


def newest_status(store: Store, group_ids: Collection[int]) -> dict[int, StatusLine]:
    """How groups stand by the last word of those that lead them, by group."""
    if not group_ids:
        return {}
    last = (
        select(func.max(StatusLine.id))
        .where(col(StatusLine.group_id).in_(group_ids), col(StatusLine.withdrawn_at).is_(None))
        .group_by(col(StatusLine.group_id))
    )
    rows = store.session.exec(select(StatusLine).where(col(StatusLine.id).in_(last)))
    return {each.group_id: each for each in rows}
