"""Every kind of thing that falls due, as a column, and the rows of it that are due now.

The clock asks for what is due and runs the handler of that kind on each row; the handler claims the row by
emptying or moving the column. Nothing here depends on the exact moment at which the question is asked, so a
bot that was down catches up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, bindparam, func, literal, union_all, update
from sqlalchemy import select as sa_select
from sqlmodel import UTCDateTime, col

from .engine import Store
from .tables import (
    ALIVE,
    Absence,
    Cadence,
    Circle,
    Evaluation,
    EvaluationState,
    Group,
    Handover,
    MandateStep,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Office,
    Person,
    RequestState,
    Role,
    RoleState,
    Round,
    StatusQuestion,
    StepState,
)

_MOMENT = bindparam("moment", type_=UTCDateTime())


@dataclass(frozen=True)
class Source:
    """A due column of a table, and which rows count."""

    kind: str
    id: Any
    column: Any
    where: ColumnElement[bool]


@cache
def sources() -> list[Source]:
    """All kinds, in the order in which things due at the same moment are done."""
    alive = col(Group.state).in_(ALIVE)
    return [
        Source(
            "request.send",
            NominationRequest.id,
            col(NominationRequest.send_at),
            col(NominationRequest.state) == RequestState.planned,
        ),
        Source(
            "request.remind",
            NominationRequest.id,
            col(NominationRequest.remind_at),
            col(NominationRequest.state) == RequestState.waiting,
        ),
        Source("nominee.remind", Nominee.id, col(Nominee.remind_at), col(Nominee.state) == NomineeState.asked),
        Source("round.notice", Round.id, col(Round.notice_due), col(Round.closed_at).is_(None)),
        Source("milestone.ask", Milestone.id, col(Milestone.ask_at), col(Milestone.state) == MilestoneState.open),
        Source("milestone.late", Milestone.id, col(Milestone.late_at), col(Milestone.state) == MilestoneState.open),
        Source("handover", Handover.id, col(Handover.due_at), col(Handover.due_at).is_not(None)),
        Source("role.start", Role.id, col(Role.start_due), col(Role.state) == RoleState.planned),
        Source("role.leave", Role.id, col(Role.leave_due), col(Role.state) == RoleState.active),
        Source("membership.leave", Membership.id, col(Membership.leave_due), col(Membership.until).is_(None)),
        Source("group.status", Group.id, col(Group.status_due), alive),
        Source(
            "status_question.remind",
            StatusQuestion.id,
            col(StatusQuestion.remind_at),
            and_(col(StatusQuestion.answered_at).is_(None), col(StatusQuestion.withdrawn_at).is_(None)),
        ),
        Source("step.ask", MandateStep.id, col(MandateStep.ask_at), col(MandateStep.state) == StepState.waiting),
        Source("group.end", Group.id, col(Group.end_ask_due), alive),
        Source(
            "evaluation.ask",
            Evaluation.id,
            col(Evaluation.ask_at),
            col(Evaluation.state) == EvaluationState.planned,
        ),
        Source(
            "evaluation.remind",
            Evaluation.id,
            col(Evaluation.remind_at),
            col(Evaluation.state) == EvaluationState.asked,
        ),
        Source(
            "evaluation.close",
            Evaluation.id,
            col(Evaluation.close_at),
            col(Evaluation.state) == EvaluationState.asked,
        ),
        Source("office.change", Office.id, col(Office.change_due), col(Office.change_due).is_not(None)),
        Source("absence.begin", Absence.id, col(Absence.begin_due), col(Absence.ended_at).is_(None)),
        Source("person.erase", Person.id, col(Person.erase_due), col(Person.erased_at).is_(None)),
        Source("office.confirm", Office.id, col(Office.confirm_due), col(Office.confirm_due).is_not(None)),
        Source("week.digest", Circle.id, col(Circle.digest_due), col(Circle.id).is_not(None)),
        Source(
            "person.digest",
            Person.id,
            col(Person.digest_due),
            and_(col(Person.erased_at).is_(None), col(Person.cadence) != Cadence.off),
        ),
    ]


def due_now(store: Store, now: datetime) -> list[tuple[str, int, datetime]]:
    """Kind, row and due time of everything due at or before `now`, earliest first."""
    rows = store.session.execute(_due(), {"moment": now}).all()
    kinds = [source.kind for source in sources()]
    return [(kinds[place], id_, at) for at, place, id_ in sorted((row.at, row.place, row.id) for row in rows)]


def next_due(store: Store, after: datetime) -> tuple[str, datetime] | None:
    """The kind and time of the first thing that falls due after `after`; None when nothing will."""
    rows = store.session.execute(_ahead(), {"moment": after}).all()
    ahead = sorted((row.at, row.place) for row in rows if row.at is not None)
    if not ahead:
        return None
    at, place = ahead[0]
    return sources()[place].kind, at


def claim(store: Store, kind: str, id_: int, now: datetime, *, again: datetime | None = None) -> bool:
    """Take a due row by one conditional update, leaving it due `again` or never; False when another worker
    was there first or holds it just now, or when it is no longer due."""
    source = next(each for each in sources() if each.kind == kind)
    free = sa_select(source.id).where(source.id == id_, source.column <= now, source.where)
    taken = store.session.execute(
        update(source.column.table)
        .where(source.id.in_(free.with_for_update(skip_locked=True)))  # nobody waits for another worker
        .values({source.column.key: again})
        .returning(source.id)
    ).first()
    if taken is None:
        still = sa_select(source.id).where(source.id == id_, source.column <= now, source.where)
        store.held = store.session.execute(still).first() is not None
    return taken is not None


@cache
def _due() -> CompoundSelect[Any]:
    """One question over every kind; put together once, since it is asked at every tick."""
    return union_all(
        *(
            sa_select(literal(place).label("place"), source.id.label("id"), source.column.label("at")).where(
                source.column <= _MOMENT, source.where
            )
            for place, source in enumerate(sources())
        )
    )


@cache
def _ahead() -> CompoundSelect[Any]:
    return union_all(
        *(
            sa_select(literal(place).label("place"), func.min(source.column).label("at")).where(
                source.column > _MOMENT, source.where
            )
            for place, source in enumerate(sources())
        )
    )
