"""Economic frames, for which groups they hold, and everybody whose hours a group has borrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, delete, or_, select

from .engine import Store
from .tables import Frame, FrameShare, Membership


def get(store: Store, frame_id: int) -> Frame:
    """A frame that is known to exist."""
    return store.session.get_one(Frame, frame_id)


def holding_for(store: Store, group_id: int) -> Sequence[Frame]:
    """The frames that hold for a group now, its own and those it has a share in; oldest first."""
    shared = select(FrameShare.frame_id).where(FrameShare.group_id == group_id)
    return store.session.exec(
        select(Frame)
        .where(or_(col(Frame.group_id) == group_id, col(Frame.id).in_(shared)), col(Frame.ended_at).is_(None))
        .order_by(col(Frame.id))
    ).all()


def shares(store: Store, frame_id: int) -> dict[int, int | None]:
    """The groups that have a share in a frame, by number, each with its own part in whole kroner; None: all of them
    together."""
    rows = store.session.exec(
        select(FrameShare).where(FrameShare.frame_id == frame_id).order_by(col(FrameShare.group_id))
    )
    return {row.group_id: row.amount for row in rows}


def share_among(store: Store, frame_id: int, parts: Mapping[int, int | None]) -> None:
    """Let a frame hold for these groups and no others beside the one that keeps it."""
    store.session.exec(delete(FrameShare).where(col(FrameShare.frame_id) == frame_id))
    for group_id, amount in parts.items():
        store.add(FrameShare(frame_id=frame_id, group_id=group_id, amount=amount))
    store.session.flush()


def ever_in(store: Store, group_id: int) -> Sequence[Membership]:
    """Every membership that there has been in a group, oldest first."""
    return store.session.exec(
        select(Membership).where(Membership.group_id == group_id).order_by(col(Membership.id))
    ).all()
