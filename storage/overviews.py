"""Many groups at a glance: who, how many, what next and who is waited for, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import and_, col, or_, select

from . import digests, marked, members
from .engine import Store
from .tables import (
    LIVING,
    Group,
    GroupState,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Person,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Seat,
    StatusLine,
)


@dataclass(frozen=True)
class Glance:
    """A group with what a line about it says; `next` is its first deadline from today on, `unanswered` the
    organisations and experts who have been asked and have not answered, `status` how it stands by its own word."""

    group: Group
    members: int
    coordinator: Person | None
    next: Milestone | None
    unanswered: int
    status: StatusLine | None = None


def glances(
    store: Store, today: date, *, person_id: int | None = None, states: Collection[GroupState] | None = None
) -> list[Glance]:
    """The groups of a circle, or those that a person is in or leads (or was, when they have ended); oldest
    first, without those that were withdrawn."""
    query = select(Group).where(col(Group.state) != GroupState.withdrawn).order_by(col(Group.id))
    if states is not None:
        query = query.where(col(Group.state).in_(states))
    if person_id is not None:
        query = query.where(_belongs(person_id))
    found = store.session.exec(query).all()
    ids = [group.id for group in found if group.id is not None]
    sizes = digests.members_of_groups(store, group_ids=ids, states=list(GroupState))
    coordinators = members.coordinators(store, ids)
    ahead = _next_dates(store, ids, today)
    waiting = _unanswered(store, ids)
    stands = marked.newest_status(store, ids)
    return [
        Glance(
            group,
            sizes.get(group.id or 0, 0),
            coordinators.get(group.id or 0),
            ahead.get(group.id or 0),
            waiting.get(group.id or 0, 0),
            stands.get(group.id or 0),
        )
        for group in found
    ]


def belonging_to(store: Store, person_id: int) -> set[int]:
    """The numbers of the living groups that a person owns, leads or is a member of."""
    rows = store.session.exec(
        select(Group.id).where(or_(col(Group.owner_id) == person_id, _belongs(person_id)), col(Group.state).in_(LIVING))
    ).all()
    return {id_ for id_ in rows if id_ is not None}


def empty_seats(store: Store, group_id: int) -> list[int]:
    """The organisations with an empty seat in a group, once for each empty seat, by number."""
    taken = (
        select(Membership.organisation_id, func.count().label("taken"))
        .where(Membership.group_id == group_id, col(Membership.until).is_(None))
        .group_by(col(Membership.organisation_id))
        .subquery()
    )
    rows = store.session.exec(
        select(Seat.organisation_id, Seat.maximum, taken.c.taken)
        .outerjoin(taken, taken.c.organisation_id == col(Seat.organisation_id))
        .where(Seat.group_id == group_id)
        .order_by(col(Seat.organisation_id))
    ).all()
    return [id_ for id_, most, used in rows for _ in range(most - (used or 0))]


def organisations_ever_in(store: Store, group_id: int) -> set[int]:
    """The organisations that have had somebody in a group."""
    return set(store.session.exec(select(Membership.organisation_id).where(Membership.group_id == group_id).distinct()))


def _belongs(person_id: int) -> Any:
    member = select(Membership.group_id).where(
        Membership.person_id == person_id,
        or_(col(Membership.until).is_(None), col(Membership.until) >= col(Group.dissolved_at)),
        col(Membership.group_id) == col(Group.id),
    )
    leads = select(Role.group_id).where(
        Role.person_id == person_id,
        col(Role.kind).in_([RoleKind.coordinator, RoleKind.deputy]),
        or_(
            col(Role.state) == RoleState.active,
            and_(col(Role.state) == RoleState.ended, col(Role.until) >= col(Group.dissolved_at)),
        ),
        col(Role.group_id) == col(Group.id),
    )
    return or_(member.exists(), leads.exists())


def _next_dates(store: Store, group_ids: Collection[int], today: date) -> dict[int, Milestone]:
    rows = store.session.exec(
        select(Milestone)
        .where(
            col(Milestone.group_id).in_(group_ids),
            col(Milestone.state) == MilestoneState.open,
            col(Milestone.day) >= today,
        )
        .order_by(col(Milestone.day).desc(), col(Milestone.id).desc())
    )
    return {milestone.group_id: milestone for milestone in rows}


def _unanswered(store: Store, group_ids: Collection[int]) -> dict[int, int]:
    count = func.count()
    requests = store.session.exec(
        select(NominationRequest.group_id, count)
        .where(col(NominationRequest.group_id).in_(group_ids), NominationRequest.state == RequestState.waiting)
        .group_by(col(NominationRequest.group_id))
    ).all()
    experts = store.session.exec(
        select(Nominee.group_id, count)
        .where(col(Nominee.group_id).in_(group_ids), Nominee.state == NomineeState.asked)
        .group_by(col(Nominee.group_id))
    ).all()
    found = dict(requests)
    for group_id, more in experts:
        found[group_id] = found.get(group_id, 0) + more
    return found
