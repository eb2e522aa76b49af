"""What stands in a calendar: deadlines that have a day, and the planned ends of groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, or_, select

from .engine import Store
from .tables import (
    LIVING,
    WORKING,
    Group,
    JournalLine,
    Membership,
    Milestone,
    MilestoneState,
    Person,
    Role,
    RoleState,
)

ON_PLAN = (MilestoneState.open, MilestoneState.done)
_MOVES_THE_END = "group.extended"  # the journal line of it; one that undoes it moves the end as well


class Deadline(NamedTuple):
    """A deadline with its group and whoever has it."""

    milestone: Milestone
    group: Group
    owner: Person | None


class End(NamedTuple):
    """A group's planned end, how often it has been moved, and when that was last (or when the group began)."""

    group: Group
    moves: int
    moved_at: datetime


def groups_of(store: Store, person_id: int) -> set[int]:
    """The groups whose deadlines are in a person's calendar: those they are in, lead, or sign for."""
    mine = select(Membership.group_id).where(Membership.person_id == person_id, col(Membership.until).is_(None))
    led = select(Role.group_id).where(Role.person_id == person_id, Role.state == RoleState.active)
    found = select(Group.id).where(
        or_(
            and_(col(Group.id).in_(mine.union(led)), col(Group.state).in_(WORKING)),
            and_(col(Group.owner_id) == person_id, col(Group.state).in_(LIVING)),
        )
    )
    return {id_ for id_ in store.session.exec(found) if id_ is not None}


def deadlines(
    store: Store, group_ids: Collection[int], *, person_id: int | None = None, since: datetime
) -> Sequence[Deadline]:
    """The deadlines with a day of some groups and, with `person_id`, those that the person has in any group;
    oldest first. Of those that were once on the plan and no longer are, those that came off it after `since`."""
    whose: Any = col(Milestone.group_id).in_(group_ids)
    if person_id is not None:
        whose = or_(whose, col(Milestone.owner_id) == person_id)
    rows = store.session.exec(
        _deadlines()
        .where(
            whose,
            col(Milestone.day).is_not(None),
            or_(
                col(Milestone.state).in_(ON_PLAN),
                and_(col(Milestone.revision) > 0, col(Milestone.revised_at) > since),
            ),
        )
        .order_by(col(Milestone.id))
    )
    return [Deadline(*row) for row in rows]


def deadline(store: Store, milestone_id: int) -> Deadline | None:
    """One deadline, whatever its state."""
    found = store.session.exec(_deadlines().where(Milestone.id == milestone_id)).first()
    return Deadline(*found) if found is not None else None


def ends(store: Store, group_ids: Collection[int]) -> Sequence[End]:
    """The planned ends of those groups that people work in, by group."""
    first = aliased(JournalLine)
    moves = (
        select(JournalLine.group_id, func.count().label("moves"), func.max(JournalLine.at).label("moved_at"))
        .join(first, col(first.id) == col(JournalLine.undoes_id), isouter=True)
        .where(or_(col(JournalLine.what) == _MOVES_THE_END, col(first.what) == _MOVES_THE_END))
        .group_by(col(JournalLine.group_id))
        .subquery()
    )
    rows = store.session.exec(
        select(Group, moves.c.moves, moves.c.moved_at)
        .join(moves, moves.c.group_id == col(Group.id), isouter=True)
        .where(col(Group.id).in_(group_ids), col(Group.planned_end).is_not(None), col(Group.state).in_(WORKING))
        .order_by(col(Group.id))
    )
    return [End(group, count or 0, at or group.established_at or group.created_at) for group, count, at in rows]


def _deadlines() -> Any:
    return (
        select(Milestone, Group, Person)
        .join(Group, col(Group.id) == col(Milestone.group_id))
        .join(Person, col(Person.id) == col(Milestone.owner_id), isouter=True)
    )
