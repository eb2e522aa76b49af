"""What a request is about, found by its number, with the group locked when the request may change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from .engine import Store
from .tables import (
    Group,
    JournalLine,
    Membership,
    Milestone,
    NominationRequest,
    Nominee,
    Office,
    Output,
    Person,
    Role,
    Round,
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


def _columns(kind: str) -> tuple[Any, ...] | None:
    """id, group, organisation, person, request of each kind of subject; None where it has none."""
    none = None
    shapes: dict[str, tuple[Any, ...]] = {
        "group": (Group.id, Group.id, none, none, none),
        "round": (Round.id, Round.group_id, none, none, none),
        "request": (
            NominationRequest.id,
            NominationRequest.group_id,
            NominationRequest.organisation_id,
            none,
            NominationRequest.id,
        ),
        "nominee": (Nominee.id, Nominee.group_id, none, Nominee.person_id, Nominee.request_id),
        "membership": (
            Membership.id,
            Membership.group_id,
            Membership.organisation_id,
            Membership.person_id,
            none,
        ),
        "role": (Role.id, Role.group_id, none, Role.person_id, none),
        "milestone": (Milestone.id, Milestone.group_id, none, Milestone.owner_id, none),
        "output": (Output.id, Output.group_id, none, none, none),
        "person": (Person.id, none, Person.organisation_id, Person.id, none),
        "office": (Office.id, none, Office.organisation_id, Office.person_id, none),
        "journal": (JournalLine.id, JournalLine.group_id, none, JournalLine.actor_id, none),
    }
    return shapes.get(kind)


def find(store: Store, kind: str, id_: int) -> Subject | None:
    """The subject, or None when there is no such row. In a change its group's row is locked first, so that
    two changes to one group never interleave (PostgreSQL; on SQLite there is one writer anyhow)."""
    columns = _columns(kind)
    if columns is None:
        raise LookupError(f"no such kind of subject: {kind}")
    present = [column for column in columns if column is not None]
    row = store.session.exec(select(*present).where(columns[0] == id_)).first()
    if row is None:
        return None
    found = iter(row if len(present) > 1 else (row,))
    values = [next(found) if column is not None else None for column in columns]
    if store.changes and values[1] is not None:
        lock_group(store, values[1])
    return Subject(kind, id_, *values[1:])


def lock_group(store: Store, group_id: int) -> None:
    """Hold the group until this transaction ends."""
    store.session.exec(select(Group.id).where(Group.id == group_id).with_for_update()).first()
