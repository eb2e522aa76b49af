"""What a group leaves behind when it ends, and who was there until then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select as sa_select
from sqlalchemy import union
from sqlmodel import col, or_, select

from .engine import Store
from .tables import (
    LIVING,
    Group,
    GroupState,
    JournalLine,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    Office,
    Output,
    Person,
    Role,
    RoleKind,
    RoleState,
)


def unfinished(store: Store, group_id: int) -> Sequence[Milestone]:
    """A group's deadlines that are open or only proposed, by day; those without a day last."""
    return store.session.exec(
        select(Milestone)
        .where(
            Milestone.group_id == group_id,
            col(Milestone.state).in_([MilestoneState.open, MilestoneState.proposed]),
        )
        .order_by(col(Milestone.day).is_(None), col(Milestone.day), col(Milestone.at), col(Milestone.id))
    ).all()


def memberships_of(store: Store, group_id: int) -> list[tuple[Membership, Person]]:
    """Everybody who has ever been in a group, oldest membership first."""
    rows = store.session.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(Membership.group_id == group_id)
        .order_by(col(Membership.since), col(Membership.id))
    ).all()
    return [(membership, person) for membership, person in rows]


def members_at_end(store: Store, group: Group) -> list[tuple[Membership, Person]]:
    """Who was in a dissolved group until its end, without those who have been erased."""
    return [
        (membership, person)
        for membership, person in memberships_of(store, group.id or 0)
        if membership.until == group.dissolved_at and person.erased_at is None
    ]


def roles_at_end(store: Store, group: Group) -> Sequence[Role]:
    """The roles that somebody really had in a dissolved group until its end."""
    return store.session.exec(
        select(Role)
        .where(
            Role.group_id == group.id,
            Role.state == RoleState.ended,
            Role.until == group.dissolved_at,
            col(Role.since).is_not(None),
        )
        .order_by(col(Role.id))
    ).all()


def led_until_the_end(store: Store, group_id: int, person_id: int) -> bool:
    """Whether a person was coordinator, or the deputy, of a group when it was dissolved."""
    return (
        store.session.exec(
            select(Role.id)
            .join(Group, col(Group.id) == col(Role.group_id))
            .where(
                Role.group_id == group_id,
                Role.person_id == person_id,
                col(Role.kind).in_([RoleKind.coordinator, RoleKind.deputy]),
                Role.state == RoleState.ended,
                Group.state == GroupState.dissolved,
                Role.until == Group.dissolved_at,
            )
        ).first()
        is not None
    )


def needed_elsewhere(store: Store, person_ids: Collection[int], but: int, today: date) -> set[int]:
    """Those of some people whose profile is still used: they are in another living group than `but`, or have
    a role in one, or hold an office now or later."""
    living = select(Group.id).where(Group.id != but, col(Group.state).in_(LIVING))
    found: set[int] = set()
    found |= set(
        store.session.exec(
            select(Membership.person_id).where(
                col(Membership.person_id).in_(person_ids),
                col(Membership.until).is_(None),
                col(Membership.group_id).in_(living),
            )
        )
    )
    found |= set(
        store.session.exec(
            select(Role.person_id).where(
                col(Role.person_id).in_(person_ids),
                col(Role.state).in_([RoleState.planned, RoleState.asked, RoleState.active]),
                col(Role.group_id).in_(living),
            )
        )
    )
    found |= set(
        store.session.exec(
            select(Office.person_id).where(
                col(Office.person_id).in_(person_ids),
                or_(col(Office.until).is_(None), col(Office.until) >= today),
            )
        )
    )
    return found


def dropped(store: Store, group_id: int, ids: Collection[int]) -> Sequence[Milestone]:
    """Those of some deadlines of a group that fell away."""
    return store.session.exec(
        select(Milestone).where(
            Milestone.group_id == group_id,
            col(Milestone.id).in_(ids),
            Milestone.state == MilestoneState.dropped,
        )
    ).all()


def people_in(store: Store, group_id: int) -> set[int]:
    """Everybody whom a group's case speaks of, by number."""
    asked = NominationRequest
    columns: list[tuple[Any, Any]] = [
        (Membership.person_id, Membership.group_id),
        (Role.person_id, Role.group_id),
        (Nominee.person_id, Nominee.group_id),
        *(
            (column, asked.group_id)
            for column in (asked.addressee_id, asked.named_id, asked.delegate_id, asked.answered_by_id)
        ),
        (Milestone.owner_id, Milestone.group_id),
        (Output.delivered_by_id, Output.group_id),
        (JournalLine.actor_id, JournalLine.group_id),
        (JournalLine.for_id, JournalLine.group_id),
        (Group.owner_id, Group.id),
    ]
    every = union(*(sa_select(person).where(of == group_id, person.is_not(None)) for person, of in columns))
    return set(store.session.execute(every).scalars())
