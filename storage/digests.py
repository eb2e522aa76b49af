"""What the weekly digest and the overview ask of many groups at once: each question is one query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, func, update
from sqlmodel import and_, col, or_, select

from .engine import Store
from .tables import (
    ALIVE,
    LIVING,
    PROCESS,
    WORKING,
    Cadence,
    Circle,
    Evaluation,
    EvaluationAnswer,
    EvaluationState,
    Group,
    GroupState,
    JournalLine,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Office,
    OfficeKind,
    Person,
    Precision,
    RequestState,
    Role,
    RoleState,
)
from .tables.people import NEVER_YET

_ASKED = (NominationRequest.addressee_id, NominationRequest.delegate_id, NominationRequest.deputy_id)
_OFFICES = (OfficeKind.director, OfficeKind.secretariat, OfficeKind.secretariat_reader)


def never_called(circle: Circle) -> bool:
    """Whether a circle has just begun, so that its first Monday is still to be found."""
    return circle.digest_due <= NEVER_YET


def call_readers(store: Store, now: datetime, today: date, *, rarely_before: datetime) -> int:
    """Have this week's digest made for all `readers`, by making it due; how many they are."""
    called = store.session.execute(
        update(Person)
        .where(*_wanted(today, rarely_before))
        .values(digest_due=now)
        .returning(col(Person.id))
        .execution_options(synchronize_session=False)
    ).all()
    return len(called)


def readers(store: Store, today: date, *, rarely_before: datetime) -> Sequence[Person]:
    """Everybody who may have something to read in this week's digest, by number.

    Those are the staff, the directors, the members of groups, and whoever has a question open; nobody who has
    switched it off, and of those who want it rarely the ones whose last one left before `rarely_before`.
    """
    return store.session.exec(select(Person).where(*_wanted(today, rarely_before)).order_by(col(Person.id))).all()


def _wanted(today: date, rarely_before: datetime) -> tuple[Any, ...]:
    rarely = or_(col(Person.digest_sent_at).is_(None), col(Person.digest_sent_at) < rarely_before)
    weekly, monthly = col(Person.cadence) == Cadence.weekly, col(Person.cadence) == Cadence.monthly
    return (or_(weekly, and_(monthly, rarely)), col(Person.erased_at).is_(None), _may_read(today))


def _may_read(today: date) -> Any:
    me = col(Person.id)
    request = NominationRequest
    return or_(
        exists().where(
            col(Office.person_id) == me,
            col(Office.kind).in_(_OFFICES),
            col(Office.since) <= today,
            or_(col(Office.until).is_(None), col(Office.until) >= today),
        ),
        exists().where(col(Membership.person_id) == me, col(Membership.until).is_(None)),
        exists().where(col(Role.person_id) == me, col(Role.state).in_([RoleState.asked, RoleState.active])),
        exists().where(col(Nominee.person_id) == me, col(Nominee.state) == NomineeState.asked),
        exists().where(
            col(request.state) == RequestState.waiting,
            or_(*(asked == me for asked in map(col, _ASKED))),
        ),
        exists().where(col(Milestone.owner_id) == me, col(Milestone.state) == MilestoneState.open),
        exists().where(
            col(EvaluationAnswer.person_id) == me,
            col(EvaluationAnswer.answered_at).is_(None),
            col(EvaluationAnswer.evaluation_id) == col(Evaluation.id),
            col(Evaluation.state) == EvaluationState.asked,
        ),
    )


def established_between(store: Store, since: datetime, until: datetime) -> Sequence[Group]:
    """The groups that began after `since` and up to `until` and still work; none that was there already and
    has only been registered."""
    return store.session.exec(
        select(Group).where(
            col(Group.established_at) > since,
            col(Group.established_at) <= until,
            col(Group.ordered_at).is_not(None),
            col(Group.state).in_(ALIVE),
        )
    ).all()


def dissolved_between(store: Store, since: datetime, until: datetime) -> Sequence[Group]:
    """The groups, without processes, that ended after `since` and up to `until`."""
    return store.session.exec(
        select(Group).where(
            col(Group.dissolved_at) > since,
            col(Group.dissolved_at) <= until,
            col(Group.state) == GroupState.dissolved,
            col(Group.template) != PROCESS,
        )
    ).all()


def silent_since(store: Store, before: datetime) -> dict[int, datetime]:
    """The working groups, without processes, of which the journal has nothing after `before`, each with its last sign
    of life."""
    last = func.max(JournalLine.at)
    rows = store.session.exec(
        select(Group.id, Group.established_at, last)
        .outerjoin(JournalLine, col(JournalLine.group_id) == col(Group.id))
        .where(col(Group.state).in_(ALIVE), col(Group.template) != PROCESS)
        .group_by(col(Group.id), col(Group.established_at))
    ).all()
    seen = {id_: max(filter(None, (began, at)), default=None) for id_, began, at in rows if id_ is not None}
    return {id_: at for id_, at in seen.items() if at is not None and at <= before}


def past_their_end(store: Store, today: date) -> Sequence[Group]:
    """The working groups whose planned end is behind them."""
    return store.session.exec(select(Group).where(col(Group.planned_end) < today, col(Group.state).in_(ALIVE))).all()


@dataclass
class Asked:
    """The organisations that a group asked, by what came of it."""

    named: set[int]
    missing: set[int]
    waiting: bool = False


def gone_on_without(store: Store) -> dict[int, Asked]:
    """The living groups that went on without an organisation, which has not named anybody since."""
    request = NominationRequest
    rows = store.session.exec(
        select(request.group_id, request.organisation_id, request.state)
        .join(Group, col(Group.id) == col(request.group_id))
        .where(
            col(Group.state).in_(WORKING),
            col(request.state).in_([RequestState.named, RequestState.skipped, RequestState.waiting]),
        )
        .order_by(col(request.id))
    ).all()
    found: dict[int, Asked] = {}
    for group_id, organisation_id, state in rows:
        asked = found.setdefault(group_id, Asked(set(), set()))
        asked.waiting |= state == RequestState.waiting
        asked.missing.discard(organisation_id)
        if state == RequestState.named:
            asked.named.add(organisation_id)
        if state == RequestState.skipped and organisation_id not in asked.named:
            asked.missing.add(organisation_id)
    return {group_id: asked for group_id, asked in found.items() if asked.missing and not asked.waiting}


def members_of_groups(
    store: Store, *, group_ids: Collection[int] | None = None, states: Collection[GroupState] = LIVING
) -> dict[int, int]:
    """How many members groups have, by group: those of some states, and of them some or all."""
    query = (
        select(Membership.group_id, func.count())
        .join(Group, col(Group.id) == col(Membership.group_id))
        .where(col(Membership.until).is_(None), col(Group.state).in_(states))
        .group_by(col(Membership.group_id))
    )
    if group_ids is not None:
        query = query.where(col(Membership.group_id).in_(group_ids))
    return dict(store.session.exec(query).all())


def groups_with(store: Store, organisation_ids: Collection[int]) -> set[int]:
    """The groups in which some organisations have somebody, or had somebody when the group ended."""
    if not organisation_ids:
        return set()
    return set(
        store.session.exec(
            select(Membership.group_id)
            .join(Group, col(Group.id) == col(Membership.group_id))
            .where(
                col(Membership.organisation_id).in_(organisation_ids),
                or_(
                    col(Membership.until).is_(None),
                    and_(
                        col(Group.state) == GroupState.dissolved,
                        col(Membership.until) >= col(Group.dissolved_at),
                    ),
                ),
            )
        ).all()
    )


def dates_of_people(
    store: Store, organisation_ids: Collection[int], first: date, last: date
) -> list[tuple[Milestone, Group, Person]]:
    """The open deadlines from `first` to `last` that people of some organisations keep, by date."""
    if not organisation_ids:
        return []
    agreed = col(Milestone.precision).in_([Precision.range, Precision.week])
    in_days = case((agreed, col(Milestone.first)), else_=None)  # days that begin in that time are there already
    rows = store.session.exec(
        select(Milestone, Group, Person)
        .join(Group, col(Group.id) == col(Milestone.group_id))
        .join(Person, col(Person.id) == col(Milestone.owner_id))
        .join(
            Membership,
            and_(
                col(Membership.group_id) == col(Group.id),
                col(Membership.person_id) == col(Person.id),
                col(Membership.until).is_(None),
            ),
        )
        .where(
            col(Membership.organisation_id).in_(organisation_ids),
            col(Milestone.state) == MilestoneState.open,
            col(Milestone.day) >= first,
            func.coalesce(in_days, col(Milestone.day)) <= last,
            col(Group.state).in_(ALIVE),
        )
        .order_by(col(Milestone.day), col(Milestone.id))
    ).all()
    return [(milestone, group, person) for milestone, group, person in rows]


def directed_by(store: Store, person_id: int, today: date) -> list[int]:
    """The organisations of which a person is the director on a day; an acting director comes before the one
    they stand in for."""
    mine = select(Office.organisation_id).where(
        col(Office.person_id) == person_id, col(Office.kind) == OfficeKind.director
    )
    rows = store.session.exec(
        select(Office.organisation_id, Office.person_id)
        .where(
            col(Office.kind) == OfficeKind.director,
            col(Office.organisation_id).in_(mine),
            col(Office.since) <= today,
            or_(col(Office.until).is_(None), col(Office.until) >= today),
        )
        .order_by(col(Office.acting).desc(), col(Office.since), col(Office.id))
    ).all()
    first: dict[int, int] = {}
    for organisation_id, holder in rows:
        first.setdefault(organisation_id, holder)
    return [organisation_id for organisation_id, holder in first.items() if holder == person_id]
