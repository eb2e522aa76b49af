"""Deadlines, by noun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from .engine import Store
from .tables import LIVING, Group, Milestone, MilestoneState


def get(store: Store, milestone_id: int) -> Milestone:
    """A deadline that is known to exist."""
    return store.session.get_one(Milestone, milestone_id)


def revise(milestone: Milestone, now: datetime) -> None:
    """Count a change that calendars must hear of: title, day, time, off the plan or on it again. Called before
    the change is made, at `now` (domain time). No calendar has ever had a proposal, so nothing is counted for one;
    what is off the plan and has a revision was once on it."""
    if milestone.state == MilestoneState.proposed and not milestone.revision:
        return
    milestone.revision += 1
    milestone.revised_at = now


def open_in(store: Store, group_id: int) -> Sequence[Milestone]:
    """A group's open deadlines, earliest first; those without a date last."""
    return store.session.exec(
        select(Milestone)
        .where(Milestone.group_id == group_id, Milestone.state == MilestoneState.open)
        .order_by(col(Milestone.day).is_(None), col(Milestone.day), col(Milestone.at), col(Milestone.id))
    ).all()


def of_group(store: Store, group_id: int) -> Sequence[Milestone]:
    """All of a group's deadlines, in the order of their days; those without a date last."""
    return store.session.exec(
        select(Milestone)
        .where(Milestone.group_id == group_id)
        .order_by(col(Milestone.day).is_(None), col(Milestone.day), col(Milestone.at), col(Milestone.id))
    ).all()


def owned_by(store: Store, person_id: int, *, group_id: int | None = None) -> Sequence[Milestone]:
    """A person's open deadlines in living groups, in all of them or in one."""
    query = (
        select(Milestone)
        .join(Group, col(Group.id) == col(Milestone.group_id))
        .where(
            Milestone.owner_id == person_id,
            Milestone.state == MilestoneState.open,
            col(Group.state).in_(LIVING),
        )
    )
    if group_id is not None:
        query = query.where(Milestone.group_id == group_id)
    return store.session.exec(query.order_by(col(Milestone.id))).all()
