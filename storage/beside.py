"""Which groups and processes are shown beside which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from .engine import Store
from .tables import Group, GroupLink, GroupState


def shown(store: Store, group_id: int) -> Sequence[Group]:
    """The groups that are shown beside a group's plan, by number; none that was withdrawn."""
    return store.session.exec(
        select(Group)
        .join(GroupLink, col(GroupLink.other_id) == col(Group.id))
        .where(GroupLink.group_id == group_id, Group.state != GroupState.withdrawn)
        .order_by(col(Group.id))
    ).all()


def showing(store: Store, other_id: int) -> Sequence[Group]:
    """The groups beside whose plan a group is shown, by number; none that was withdrawn."""
    return store.session.exec(
        select(Group)
        .join(GroupLink, col(GroupLink.group_id) == col(Group.id))
        .where(GroupLink.other_id == other_id, Group.state != GroupState.withdrawn)
        .order_by(col(Group.id))
    ).all()


def link(store: Store, group_id: int, other_id: int, by: int, now: datetime) -> GroupLink | None:
    """Show a group beside another from now on; None when it is."""
    if _found(store, group_id, other_id) is not None:
        return None
    made = GroupLink(group_id=group_id, other_id=other_id, created_at=now, created_by_id=by)
    store.add(made)
    return made


def unlink(store: Store, group_id: int, other_id: int) -> bool:
    """Show it no longer; False when it was not."""
    found = _found(store, group_id, other_id)
    if found is None:
        return False
    store.session.delete(found)
    store.session.flush()
    return True


def _found(store: Store, group_id: int, other_id: int) -> GroupLink | None:
    return store.session.exec(
        select(GroupLink).where(GroupLink.group_id == group_id, GroupLink.other_id == other_id)
    ).first()
