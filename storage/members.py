"""Memberships and roles, by noun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, or_, select

from .engine import Store
from .tables import Handover, Membership, Person, Role, RoleKind, RoleState


def get(store: Store, membership_id: int) -> Membership:
    """A membership that is known to exist."""
    return store.session.get_one(Membership, membership_id)


def role(store: Store, role_id: int) -> Role:
    """A role that is known to exist."""
    return store.session.get_one(Role, role_id)


def of_group(store: Store, group_id: int) -> list[tuple[Membership, Person]]:
    """The members of a group now, oldest membership first."""
    rows = store.session.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(Membership.group_id == group_id, col(Membership.until).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
    ).all()
    return [(membership, person) for membership, person in rows]


def of_group_at(store: Store, group_id: int, moment: datetime) -> list[tuple[Membership, Person]]:
    """The members of a group at a moment."""
    rows = store.session.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            Membership.group_id == group_id,
            Membership.since <= moment,
            or_(col(Membership.until).is_(None), col(Membership.until) > moment),
        )
        .order_by(col(Membership.since), col(Membership.id))
    ).all()
    return [(membership, person) for membership, person in rows]


def membership(store: Store, group_id: int, person_id: int) -> Membership | None:
    """A person's membership of a group now."""
    return store.session.exec(
        select(Membership).where(
            Membership.group_id == group_id,
            Membership.person_id == person_id,
            col(Membership.until).is_(None),
        )
    ).first()


def memberships_of(store: Store, person_id: int, *, ended: bool = False) -> Sequence[Membership]:
    """A person's memberships: those that last, or with `ended` all there ever were."""
    query = select(Membership).where(Membership.person_id == person_id)
    if not ended:
        query = query.where(col(Membership.until).is_(None))
    return store.session.exec(query.order_by(col(Membership.id))).all()


def active_role(store: Store, group_id: int, kind: RoleKind) -> Role | None:
    """Who has a role in a group now."""
    return store.session.exec(
        select(Role)
        .where(Role.group_id == group_id, Role.kind == kind, Role.state == RoleState.active)
        .order_by(col(Role.id).desc())
    ).first()


def asked_role(store: Store, group_id: int, kind: RoleKind) -> Role | None:
    """Who has been asked to take a role in a group and has not answered."""
    return store.session.exec(
        select(Role)
        .where(Role.group_id == group_id, Role.kind == kind, Role.state == RoleState.asked)
        .order_by(col(Role.id).desc())
    ).first()


def planned_role(store: Store, group_id: int, kind: RoleKind) -> Role | None:
    """Who is meant for a role in a group, and has not been asked."""
    return store.session.exec(
        select(Role)
        .where(Role.group_id == group_id, Role.kind == kind, Role.state == RoleState.planned)
        .order_by(col(Role.id).desc())
    ).first()


def roles_of(store: Store, group_id: int) -> Sequence[Role]:
    """Every role there has been in a group, oldest first."""
    return store.session.exec(select(Role).where(Role.group_id == group_id).order_by(col(Role.id))).all()


def active_roles_of_person(store: Store, person_id: int) -> Sequence[Role]:
    """The roles that a person has now."""
    return store.session.exec(select(Role).where(Role.person_id == person_id, Role.state == RoleState.active)).all()


def coordinator(store: Store, group_id: int) -> Person | None:
    """A group's coordinator now; None when the post is vacant."""
    found = active_role(store, group_id, RoleKind.coordinator)
    return store.session.get_one(Person, found.person_id) if found else None


def coordinators(store: Store, group_ids: Sequence[int]) -> dict[int, Person]:
    """The coordinators of several groups, by group."""
    rows = store.session.exec(
        select(Role.group_id, Person)
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(
            col(Role.group_id).in_(group_ids),
            Role.kind == RoleKind.coordinator,
            Role.state == RoleState.active,
        )
    ).all()
    return {row[0]: row[1] for row in rows}


def planned_roles_of_person(store: Store, person_id: int) -> Sequence[Role]:
    """The roles that a person is meant for, has been asked to take, or will have from a day on."""
    return store.session.exec(
        select(Role).where(Role.person_id == person_id, col(Role.state).in_([RoleState.planned, RoleState.asked]))
    ).all()


def coming_roles(store: Store, group_id: int, kind: RoleKind) -> Sequence[Role]:
    """Everybody who is meant for a role in a group or has been asked to take it, oldest first."""
    return store.session.exec(
        select(Role)
        .where(
            Role.group_id == group_id,
            Role.kind == kind,
            col(Role.state).in_([RoleState.planned, RoleState.asked]),
        )
        .order_by(col(Role.id))
    ).all()


def handover(store: Store, handover_id: int) -> Handover:
    """A handover that is known to exist."""
    return store.session.get_one(Handover, handover_id)


def handover_ahead(store: Store, person_id: int) -> Handover | None:
    """The handover of everything that a member of the secretariat has announced and that is still to come."""
    return store.session.exec(
        select(Handover).where(Handover.from_id == person_id, col(Handover.due_at).is_not(None))
    ).first()
