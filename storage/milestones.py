"""Deadlines and the points under them, by noun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import and_, col, func, select

from .engine import Store
from .tables import ALIVE, LIVING, VAGUE, Group, Milestone, MilestoneState, PlanPoint, Precision


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


def before_bodies(
    store: Store, first: date, last: date, group_ids: Collection[int] | None = None
) -> list[tuple[Milestone, list[str]]]:
    """The open deadlines on a day from `first` to `last` that are meetings of other bodies, with the titles of their
    open points; of all groups that people work in or, with `group_ids`, of some of those."""
    query = (
        select(Milestone, PlanPoint)
        .join(Group, col(Group.id) == col(Milestone.group_id))
        .join(
            PlanPoint,
            and_(col(PlanPoint.milestone_id) == col(Milestone.id), col(PlanPoint.state) == MilestoneState.open),
            isouter=True,
        )
        .where(
            Milestone.state == MilestoneState.open,
            Milestone.organ != "",
            Milestone.precision == Precision.day,
            col(Milestone.day) >= first,
            col(Milestone.day) <= last,
            col(Group.state).in_(ALIVE),
        )
        .order_by(col(Milestone.day), col(Milestone.id), col(PlanPoint.position))
    )
    if group_ids is not None:
        query = query.where(col(Milestone.group_id).in_(group_ids))
    found: dict[int, tuple[Milestone, list[str]]] = {}
    for milestone, point in store.session.exec(query):
        titles = found.setdefault(milestone.id or 0, (milestone, []))[1]
        titles += [point.title] if point is not None else []
    return list(found.values())


def vague_in(store: Store, group_ids: Collection[int]) -> Sequence[Milestone]:
    """The open deadlines of some groups that have a month or the like, and no certain day yet."""
    return store.session.exec(
        select(Milestone).where(
            col(Milestone.group_id).in_(group_ids),
            Milestone.state == MilestoneState.open,
            col(Milestone.precision).in_(VAGUE),
            col(Milestone.day).is_not(None),
        )
    ).all()


# --- points ---


def point(store: Store, point_id: int) -> PlanPoint | None:
    """A point, or None when there is no such."""
    return store.session.get(PlanPoint, point_id)


def points_of(store: Store, milestone_ids: Collection[int]) -> Sequence[PlanPoint]:
    """The points under some deadlines, in their order."""
    return store.session.exec(
        select(PlanPoint)
        .where(col(PlanPoint.milestone_id).in_(milestone_ids))
        .order_by(col(PlanPoint.milestone_id), col(PlanPoint.position), col(PlanPoint.id))
    ).all()


def add_points(store: Store, milestone_id: int, titles: Sequence[str]) -> list[PlanPoint]:
    """New points, after those that a deadline has."""
    last = store.session.exec(
        select(func.max(col(PlanPoint.position))).where(PlanPoint.milestone_id == milestone_id)
    ).first()
    start = 0 if last is None else last + 1
    made = [
        PlanPoint(milestone_id=milestone_id, position=position, title=title)
        for position, title in enumerate(titles, start=start)
    ]
    for each in made:
        store.add(each)
    return made
