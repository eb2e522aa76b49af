"""What a request is about, found by its number, with the group locked when the request may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, null
from sqlalchemy import select as sa_select
from sqlmodel import col, select

from .engine import Store
from .tables import (
    Decision,
    Evaluation,
    EvaluationAnswer,
    Frame,
    Group,
    JournalLine,
    Mandate,
    MandateStep,
    MarkedLine,
    Membership,
    Milestone,
    NominationRequest,
    Nominee,
    Office,
    Output,
    Person,
    Role,
    Round,
    StatusQuestion,
    StatusRecipient,
)


@dataclass(frozen=True)
class Subject:
    """The numbers behind one thing, as far as it has them; enough to say what somebody is to it."""

    kind: str
    id: int
    group_id: int | None = None
    organisation_id: int | None = None
    person_id: int | None = None
    request_id: int | None = None


_MANDATES_GROUP = (
    sa_select(col(Mandate.group_id)).where(col(Mandate.id) == col(MandateStep.mandate_id)).scalar_subquery()
)
_EVALUATIONS_GROUP = (
    sa_select(col(Evaluation.group_id))
    .where(col(Evaluation.id) == col(EvaluationAnswer.evaluation_id))
    .scalar_subquery()
)
_SHAPES: dict[str, tuple[Any, ...]] = {  # id, group, organisation, person, request; None where it has none
    "group": (Group.id, Group.id, None, None, None),
    "round": (Round.id, Round.group_id, None, None, None),
    "request": (
        NominationRequest.id,
        NominationRequest.group_id,
        NominationRequest.organisation_id,
        None,
        NominationRequest.id,
    ),
    "nominee": (Nominee.id, Nominee.group_id, None, Nominee.person_id, Nominee.request_id),
    "membership": (Membership.id, Membership.group_id, Membership.organisation_id, Membership.person_id, None),
    "role": (Role.id, Role.group_id, None, Role.person_id, None),
    "milestone": (Milestone.id, Milestone.group_id, None, Milestone.owner_id, None),
    "mark": (MarkedLine.id, MarkedLine.group_id, None, MarkedLine.person_id, None),
    "decision": (Decision.id, Decision.group_id, None, None, None),
    "frame": (Frame.id, Frame.group_id, None, None, None),
    "mandate": (Mandate.id, Mandate.group_id, None, None, None),
    "step": (MandateStep.id, _MANDATES_GROUP, None, MandateStep.secretary_id, None),
    "recipient": (StatusRecipient.id, StatusRecipient.group_id, None, None, None),
    "status_question": (StatusQuestion.id, StatusQuestion.group_id, None, None, None),
    "evaluation": (Evaluation.id, Evaluation.group_id, None, None, None),
    "evaluation_answer": (EvaluationAnswer.id, _EVALUATIONS_GROUP, None, EvaluationAnswer.person_id, None),
    "output": (Output.id, Output.group_id, None, None, None),
    "person": (Person.id, None, Person.organisation_id, Person.id, None),
    "office": (Office.id, None, Office.organisation_id, Office.person_id, None),
    "journal": (JournalLine.id, JournalLine.group_id, None, JournalLine.actor_id, None),
}


def find(store: Store, kind: str, id_: int) -> Subject | None:
    """The subject, or None when there is no such row. In a change its group is locked first, so that two
    changes to one group never interleave. Raises LookupError for a kind that there is not."""
    found = _read(store, kind, id_)
    if found is None or not store.changes or found.group_id is None or found.group_id in store.locked:
        return found
    lock_group(store, found.group_id)
    return _read(store, kind, id_)  # whoever held the group may have changed it


def hold(store: Store, kind: str, id_: int) -> None:
    """Lock the group that something belongs to; nothing for a kind of thing that belongs to none."""
    if kind in _SHAPES:
        find(store, kind, id_)


def lock_group(store: Store, group_id: int) -> None:
    """Hold a group until this transaction ends (on SQLite a change has no other beside it anyhow).

    What has been read before is read again when it is next looked at, since others may have changed it while
    this waited.
    """
    if group_id in store.locked:
        return
    store.session.exec(select(Group.id).where(Group.id == group_id).with_for_update()).first()
    store.locked.add(group_id)
    store.session.expire_all()


def hold_name(store: Store, name: str) -> None:
    """Hold a name that only one may have, such as a new group's title, from before it is looked for until this
    transaction ends: what is not there yet has no row to lock. On SQLite a change has no other beside it anyhow."""
    if store.session.get_bind().dialect.name == "postgresql":
        store.session.execute(sa_select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def lock_groups(store: Store, group_ids: Iterable[int]) -> None:
    """Hold several groups, always in the same order, so that no two transactions wait for each other."""
    for group_id in sorted(set(group_ids)):
        lock_group(store, group_id)


def _read(store: Store, kind: str, id_: int) -> Subject | None:
    if kind not in _SHAPES:
        raise LookupError(f"no such kind of subject: {kind}")
    columns = _SHAPES[kind]
    row = store.session.execute(
        sa_select(*(null() if each is None else each for each in columns)).where(columns[0] == id_)
    ).first()
    return Subject(kind, *row) if row is not None else None
