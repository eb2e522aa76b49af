"""Groups, by noun: one, several, by title, and the rooms they talk in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import union
from sqlmodel import col, or_, select

from . import subjects
from .engine import Store
from .tables import (
    LIVING,
    WORKING,
    Group,
    GroupState,
    Mandate,
    MandateStep,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Seat,
    StepState,
)


def get(store: Store, group_id: int) -> Group:
    """A group that is known to exist."""
    return store.session.get_one(Group, group_id)


def several(store: Store, ids: Collection[int]) -> dict[int, Group]:
    """Groups by number."""
    rows = store.session.exec(select(Group).where(col(Group.id).in_(set(ids))))
    return {group.id: group for group in rows if group.id is not None}


def everything(store: Store, states: Collection[GroupState] | None = None) -> Sequence[Group]:
    """All groups, or those in some states; oldest first."""
    query = select(Group)
    if states is not None:
        query = query.where(col(Group.state).in_(states))
    return store.session.exec(query.order_by(col(Group.id))).all()


def titled(store: Store, title: str) -> Group | None:
    """A living group of exactly this title; case does not matter. In a change nobody else can take the title
    meanwhile."""
    if store.changes:
        subjects.hold_name(store, f"title {title.casefold()}")
    # Not in SQL: SQLite's lower() leaves Æ, Ø and Å as they are.
    living = everything(store, set(GroupState) - {GroupState.dissolved, GroupState.withdrawn})
    return next((group for group in living if group.title.casefold() == title.casefold()), None)


def of_person(store: Store, person_id: int) -> Sequence[Group]:
    """The groups that a person is a member of, or coordinates, now."""
    mine = select(Membership.group_id).where(Membership.person_id == person_id, col(Membership.until).is_(None))
    led = select(Role.group_id).where(Role.person_id == person_id, Role.state == RoleState.active)
    return store.session.exec(
        select(Group)
        .where(
            col(Group.id).in_(mine.union(led)),
            col(Group.state).in_(WORKING),
        )
        .order_by(col(Group.id))
    ).all()


def led_by(store: Store, person_id: int) -> Sequence[int]:
    """The groups that a person coordinates, as coordinator or deputy."""
    return store.session.exec(
        select(Role.group_id).where(
            Role.person_id == person_id,
            Role.state == RoleState.active,
            col(Role.kind).in_([RoleKind.coordinator, RoleKind.deputy]),
        )
    ).all()


def owned_by(store: Store, person_id: int) -> Sequence[Group]:
    """The living groups whose signature is a member of the secretariat."""
    return store.session.exec(
        select(Group)
        .where(
            Group.owner_id == person_id,
            col(Group.state).in_(LIVING),
        )
        .order_by(col(Group.id))
    ).all()


def touching(store: Store, person_id: int) -> set[int]:
    """The groups in which a person has anything now: the signature, a membership, a role, a deadline, or an
    answer to give or given. By number, for whoever changes all of that at once and has to hold them."""
    request = NominationRequest
    parts = (
        select(Group.id).where(Group.owner_id == person_id),
        select(Membership.group_id).where(Membership.person_id == person_id, col(Membership.until).is_(None)),
        select(Role.group_id).where(
            Role.person_id == person_id,
            col(Role.state).in_([RoleState.planned, RoleState.asked, RoleState.active]),
        ),
        select(Milestone.group_id).where(Milestone.owner_id == person_id, Milestone.state == MilestoneState.open),
        select(Mandate.group_id)
        .join(MandateStep, col(MandateStep.mandate_id) == col(Mandate.id))
        .where(MandateStep.secretary_id == person_id, MandateStep.state == StepState.waiting),
        select(Nominee.group_id).where(
            Nominee.person_id == person_id, col(Nominee.state).in_([NomineeState.asked, NomineeState.accepted])
        ),
        select(request.group_id).where(
            col(request.state).in_([RequestState.planned, RequestState.waiting]),
            or_(
                request.addressee_id == person_id,
                request.delegate_id == person_id,
                request.deputy_id == person_id,
            ),
        ),
    )
    return set(store.session.execute(union(*parts)).scalars())


def seats(store: Store, group_id: int) -> dict[int, Seat]:
    """The seats of a group, by organisation."""
    return {seat.organisation_id: seat for seat in store.session.exec(select(Seat).where(Seat.group_id == group_id))}
