"""What is open for whom: one set query over every kind of thing that somebody should look at.

A capability supplies the sentence for its kinds (`@router.line`); overview, digest and home page read this
and know no capability. Each kind is a select in storage/awaiting.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Subquery, and_, or_, union_all
from sqlalchemy import select as sa_select

from .awaiting import Section as Section
from .awaiting import selects
from .engine import Store
from .tables import (
    Decision,
    Evaluation,
    EvaluationAnswer,
    Group,
    MandateStep,
    Membership,
    Milestone,
    NominationRequest,
    Nominee,
    Office,
    Organisation,
    Person,
    Role,
    Round,
    StatusQuestion,
)


@dataclass(frozen=True)
class OpenItem:
    """One thing that is open: its kind and row, the group it belongs to, and when it is due (`due_at` a
    moment, `day` a whole day; neither when it has no date). `mine` says that it awaits the reader in person,
    rather than as coordinator, member or staff.

    `first` is the first day of what is longer than one; `vague` says that its day is still to be found in that time,
    `about` that it may come a little later (rules/reminding).
    """

    kind: str
    id: int
    group_id: int | None
    section: Section
    due_at: datetime | None = None
    day: date | None = None
    mine: bool = False
    first: date | None = None
    vague: bool = False
    about: bool = False


@dataclass(frozen=True)
class Reader:
    """Whose eyes it is seen with: the person, the groups they coordinate, whether they are staff, and the
    groups of which they see the dates that others keep."""

    person_id: int | None = None
    leads: Collection[int] = ()
    staff: bool = False
    follows: Collection[int] = ()


def open_items(store: Store, reader: Reader, *, group_id: int | None = None) -> list[OpenItem]:
    """Everything open for a reader, each thing once, by section and then by date; undated last.

    `group_id` narrows it to one group.
    """
    every = _every()
    mine: list[Any] = [every.c.staff] if reader.staff else []
    if reader.person_id is not None:
        mine.append(every.c.person_id == reader.person_id)
    if reader.leads:
        mine.append(and_(every.c.lead, every.c.group_id.in_(reader.leads)))
    if reader.follows:
        dated = and_(every.c.kind == "milestone", every.c.section == Section.dated.value)
        mine.append(and_(dated, every.c.group_id.in_(reader.follows)))
    if not mine:
        return []
    query = sa_select(
        every.c.kind,
        every.c.id,
        every.c.group_id,
        every.c.section,
        every.c.due_at,
        every.c.day,
        every.c.person_id,
        every.c.first,
        every.c.vague,
        every.c.about,
    ).where(or_(*mine))
    if group_id is not None:
        query = query.where(every.c.group_id == group_id)
    order = list(Section)
    found: dict[tuple[str, int], OpenItem] = {}
    for row in store.session.execute(query):
        own = reader.person_id is not None and row.person_id == reader.person_id
        when = (row.due_at, row.day, own, row.first, bool(row.vague), bool(row.about))
        item = OpenItem(row.kind, row.id, row.group_id, Section(row.section), *when)
        before = found.setdefault((item.kind, item.id), item)
        first = min(before, item, key=lambda each: order.index(each.section))
        found[item.kind, item.id] = replace(first, mine=before.mine or own)
    return sorted(found.values(), key=lambda item: (order.index(item.section), _date(item), item.kind, item.id))


def _date(item: OpenItem) -> tuple[bool, date]:
    day = item.day or (item.due_at.date() if item.due_at else None)
    return day is None, day or date.max


@cache
def _every() -> Subquery:
    """The union of all kinds. Making it takes longer than running it, and it is always the same."""
    return union_all(*selects()).subquery()


def load(store: Store, items: Collection[OpenItem]) -> list[object]:
    """The rows behind open items with their groups, people and organisations, each table in one query.

    While the answer is held, fetching one of them by its number costs no query.
    """
    tables: dict[Any, set[int]] = {Group: {item.group_id for item in items if item.group_id is not None}}
    for item in items:
        tables.setdefault(_TABLES.get(item.kind, Group), set()).add(item.id)
    held = [row for table, ids in tables.items() for row in _rows(store, table, ids)]
    several = {getattr(row, name, None) for row in held for name in _PEOPLE}
    people = _rows(store, Person, several)
    organisations = {getattr(row, "organisation_id", None) for row in [*held, *people]}
    return [*held, *people, *_rows(store, Organisation, organisations)]


def _rows(store: Store, table: Any, ids: Collection[int | None]) -> list[Any]:
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return []
    return list(store.session.execute(sa_select(table).where(table.id.in_(wanted))).scalars())


_TABLES = {
    "request": NominationRequest,
    "wants_in": NominationRequest,
    "nominee": Nominee,
    "question": Nominee,
    "round": Round,
    "role": Role,
    "milestone": Milestone,
    "telling": Milestone,
    "status_question": StatusQuestion,
    "gate": Milestone,
    "proposal": Milestone,
    "help": Milestone,
    "decision": Decision,
    "mandate_step": MandateStep,
    "mandate_open": MandateStep,
    "evaluation_answer": EvaluationAnswer,
    "evaluation": Evaluation,
    "leaving": Membership,
    "office": Office,
}
_PEOPLE = ("owner_id", "person_id", "addressee_id", "named_id", "named_by_id", "created_by_id", "noted_by_id")
