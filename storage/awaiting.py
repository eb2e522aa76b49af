"""Every kind of thing that somebody should look at, as one select each: storage/attention.py puts them together.
Adding a kind is adding one select here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
)
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import UTCDateTime, col

from .gates import is_a_gate
from .tables import (
    ALIVE,
    LIVING,
    PROCESS,
    VAGUE,
    Decision,
    DecisionState,
    Evaluation,
    EvaluationAnswer,
    EvaluationState,
    Group,
    GroupState,
    Mandate,
    MandateState,
    MandateStep,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Office,
    Precision,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Round,
    StatusQuestion,
    StepState,
)


class Section(StrEnum):
    """Where an item stands in a digest; in the order in which a reader meets them."""

    answer = "answer"
    dated = "dated"
    undated = "undated"
    watch = "watch"


def _row(
    kind: str,
    id_: Any,
    group_id: Any,
    section: Any,
    *,
    due_at: Any = None,
    day: Any = None,
    person: Any = None,
    lead: bool = False,
    staff: bool = False,
    first: Any = None,
    vague: Any = None,
    about: Any = None,
) -> Select[Any]:
    """One kind's select, every column typed, since PostgreSQL wants the same types in each part of a union."""
    return sa_select(
        literal(kind, Text).label("kind"),
        id_.label("id"),
        cast(null() if group_id is None else group_id, Integer).label("group_id"),
        (literal(section.value, Text) if isinstance(section, Section) else section).label("section"),
        cast(null() if due_at is None else due_at, UTCDateTime()).label("due_at")
        if due_at is None
        else due_at.label("due_at"),
        cast(null(), Date).label("day") if day is None else day.label("day"),
        cast(null() if person is None else person, Integer).label("person_id"),
        literal(lead, Boolean).label("lead"),
        literal(staff, Boolean).label("staff"),
        cast(null(), Date).label("first") if first is None else first.label("first"),
        (literal(False, Boolean) if vague is None else vague).label("vague"),
        (literal(False, Boolean) if about is None else about).label("about"),
    )


def selects() -> list[Select[Any]]:
    request, nominee, round_, group = NominationRequest, Nominee, Round, Group
    waiting = and_(
        col(request.state) == RequestState.waiting,
        col(request.round_id) == col(round_.id),
        col(round_.closed_at).is_(None),
    )
    first_awaited = (  # the round's deadline, or a later one where an expert's no has moved it
        sa_select(func.min(col(request.reply_by)))
        .where(col(request.round_id) == col(round_.id), col(request.state) == RequestState.waiting)
        .scalar_subquery()
    )
    alive = col(group.state).in_(ALIVE)
    living = col(group.state).in_(LIVING)
    mandate, step = Mandate, MandateStep
    with_body = and_(
        col(step.state) == StepState.waiting,
        col(step.mandate_id) == col(mandate.id),
        col(mandate.group_id) == col(group.id),
        living,
    )
    leads = and_(
        col(Role.group_id) == col(group.id),
        col(Role.kind) == RoleKind.coordinator,
        col(Role.state) == RoleState.active,
    )
    late = case(  # what is to be before a day still needs one of its own
        (col(Milestone.day).is_(None), literal(Section.undated.value, Text)),
        (col(Milestone.late_asked_at).is_not(None), literal(Section.answer.value, Text)),
        (col(Milestone.precision) == Precision.before, literal(Section.undated.value, Text)),
        else_=literal(Section.dated.value, Text),
    )
    evaluated = col(Evaluation.state) == EvaluationState.asked
    decided = and_(col(Milestone.late_asked_at).is_not(None), is_a_gate())
    asked_how = and_(
        col(StatusQuestion.answered_at).is_(None),
        col(StatusQuestion.withdrawn_at).is_(None),
        col(StatusQuestion.group_id) == col(group.id),
        alive,
    )
    twin = aliased(Milestone)
    earlier = and_(
        col(twin.recipient_id).is_not(None),
        col(twin.state) == MilestoneState.open,
        col(twin.group_id) == col(Milestone.group_id),
        col(twin.id) < col(Milestone.id),
        col(twin.precision) == col(Milestone.precision),
        *(
            col(getattr(twin, name)).is_not_distinct_from(col(getattr(Milestone, name)))
            for name in ("day", "first", "at", "owner_id")
        ),
        col(twin.late_asked_at).is_(None) == col(Milestone.late_asked_at).is_(None),
    )
    here = and_(col(Milestone.group_id) == col(group.id), col(Milestone.state) == MilestoneState.open, alive)
    return [
        # A director, a delegate or a deputy is asked to name somebody.
        *(
            _row(
                "request", col(request.id), col(request.group_id), Section.answer,
                due_at=col(request.reply_by), person=person,
            ).where(waiting, person.is_not(None))
            for person in (col(request.addressee_id), col(request.delegate_id), col(request.deputy_id))
        ),
        # An expert is asked to say yes or no.
        _row(
            "nominee", col(nominee.id), col(nominee.group_id), Section.answer,
            due_at=col(nominee.reply_by), person=col(nominee.person_id),
        ).where(col(nominee.state) == NomineeState.asked),
        # The secretariat waits for organisations.
        _row(
            "round", col(round_.id), col(round_.group_id), Section.answer, due_at=first_awaited, staff=True
        ).where(
            col(round_.closed_at).is_(None),
            exists().where(col(request.round_id) == col(round_.id), col(request.state) == RequestState.waiting),
        ),
        # An order that nobody has sent yet.
        _row("unsent", col(group.id), col(group.id), Section.answer, staff=True).where(
            col(group.state) == GroupState.ordered
        ),
        # An expert has asked something.
        _row(
            "question", col(nominee.id), col(nominee.group_id), Section.answer, staff=True
        ).where(
            col(nominee.question_at).is_not(None),
            col(nominee.replied_at).is_(None),
            col(nominee.group_id) == col(group.id),
            living,
        ),
        # An organisation wants in after all.
        _row("wants_in", col(request.id), col(request.group_id), Section.answer, staff=True).where(
            col(request.wants_in_at).is_not(None),
            col(request.state) != RequestState.named,
            col(request.group_id) == col(group.id),
            living,
        ),
        # Somebody is asked to be coordinator.
        _row("role", col(Role.id), col(Role.group_id), Section.answer, person=col(Role.person_id)).where(
            col(Role.state) == RoleState.asked
        ),
        # A group without a coordinator.
        _row("vacancy", col(group.id), col(group.id), Section.answer, staff=True).where(
            alive, col(group.template) != PROCESS, ~exists().where(leads)
        ),
        # A deadline: its owner's, the coordinator's and the secretariat's to see.
        _row(
            "milestone", col(Milestone.id), col(Milestone.group_id), late,
            day=col(Milestone.day), person=col(Milestone.owner_id), lead=True, staff=True,
            first=col(Milestone.first), vague=col(Milestone.precision).in_(VAGUE), about=col(Milestone.about),
        ).where(here, ~decided, col(Milestone.recipient_id).is_(None)),
        # Bodies that are told how a group stands: those with the same date share a line.
        _row(
            "telling", col(Milestone.id), col(Milestone.group_id), late,
            day=col(Milestone.day), person=col(Milestone.owner_id), lead=True, staff=True,
            first=col(Milestone.first), vague=col(Milestone.precision).in_(VAGUE), about=col(Milestone.about),
        ).where(here, col(Milestone.recipient_id).is_not(None), ~exists().where(earlier)),
        # Whoever leads a group is asked how it stands.
        _row(
            "status_question", col(StatusQuestion.id), col(StatusQuestion.group_id), Section.answer,
            day=col(StatusQuestion.reply_by), lead=True,
        ).where(asked_how),
        # Without a coordinator that is its owner.
        _row(
            "status_question", col(StatusQuestion.id), col(StatusQuestion.group_id), Section.answer,
            day=col(StatusQuestion.reply_by), person=col(group.owner_id),
        ).where(asked_how, ~exists().where(leads)),
        # The secretariat sees who has not answered.
        _row(
            "status_question", col(StatusQuestion.id), col(StatusQuestion.group_id), Section.watch,
            day=col(StatusQuestion.reply_by), staff=True,
        ).where(asked_how),
        # A decision whose day has passed: what was it?
        _row(
            "gate", col(Milestone.id), col(Milestone.group_id), Section.answer,
            day=col(Milestone.day), person=col(Milestone.owner_id), lead=True, staff=True,
        ).where(here, decided),
        # A proposed deadline that the coordinator confirms.
        _row(
            "proposal", col(Milestone.id), col(Milestone.group_id), Section.answer, day=col(Milestone.day), lead=True
        ).where(col(Milestone.state) == MilestoneState.proposed),
        # A decision that a member has written down, and the coordinator confirms.
        _row(
            "decision", col(Decision.id), col(Decision.group_id), Section.answer, lead=True
        ).where(col(Decision.state) == DecisionState.proposed, col(Decision.group_id) == col(group.id), alive),
        # A body that has a mandate: its secretary says what became of it.
        _row(
            "mandate_step", col(step.id), col(mandate.group_id), Section.answer, day=col(step.settle_by),
            person=func.coalesce(col(step.secretary_id), col(group.owner_id)),
        ).where(with_body),
        # The others see where it lies.
        _row(
            "mandate_step", col(step.id), col(mandate.group_id), Section.watch, day=col(step.settle_by),
            lead=True, staff=True,
        ).where(with_body),
        # It is not known yet whether a body has to approve a mandate.
        _row(
            "mandate_open", col(step.id), col(mandate.group_id), Section.answer, day=col(step.settle_by),
            lead=True, staff=True,
        ).where(
            col(step.state) == StepState.undecided,
            col(step.mandate_id) == col(mandate.id),
            col(mandate.state).in_([MandateState.draft, MandateState.sent]),
            col(mandate.group_id) == col(group.id),
            living,
        ),
        # A member has asked for help.
        _row("help", col(Milestone.id), col(Milestone.group_id), Section.answer, lead=True, staff=True).where(
            here, col(Milestone.help_at).is_not(None)
        ),
        # The end-date question, and once a year that of a group without an end: the owner's where nobody coordinates.
        _row(
            "end", col(group.id), col(group.id), Section.answer,
            day=col(group.planned_end), lead=True, person=case((~exists().where(leads), col(group.owner_id))),
        ).where(
            col(group.state) == GroupState.established,
            col(group.end_asked_at).is_not(None),
            col(group.end_confirmed_at).is_(None),
        ),
        # Somebody is asked to evaluate a group.
        _row(
            "evaluation_answer", col(EvaluationAnswer.id), col(Evaluation.group_id), Section.dated,
            day=col(Evaluation.day), person=col(EvaluationAnswer.person_id),
        ).where(
            col(EvaluationAnswer.answered_at).is_(None),
            col(EvaluationAnswer.evaluation_id) == col(Evaluation.id),
            evaluated,
        ),
        # An evaluation that is under way.
        _row(
            "evaluation", col(Evaluation.id), col(Evaluation.group_id), Section.dated,
            day=col(Evaluation.day), lead=True, staff=True,
        ).where(evaluated),
        # Somebody will stop.
        _row(
            "leaving", col(Membership.id), col(Membership.group_id), Section.watch,
            day=col(Membership.leaving_on), lead=True, staff=True,
        ).where(col(Membership.leaving_on).is_not(None), col(Membership.until).is_(None)),
        # A group that was to rest on a political decision, which nobody has written down.
        _row("basis", col(group.id), col(group.id), Section.watch, lead=True, staff=True).where(
            col(group.needs_basis),
            living,
            ~exists().where(
                col(Decision.group_id) == col(group.id),
                col(Decision.basis),
                col(Decision.state) == DecisionState.taken,
            ),
        ),
        # A group whose coordinator, from another organisation, proposes to close it.
        _row("closing", col(group.id), col(group.id), Section.answer, staff=True).where(
            col(group.state) == GroupState.closing
        ),
        # The directors, whom the secretariat looks through once a year: one question about all of them.
        _row("office", col(Office.id), None, Section.answer, staff=True).where(
            col(Office.id)
            == sa_select(func.min(Office.id)).where(col(Office.confirm_asked_at).is_not(None)).scalar_subquery()
        ),
    ]  # fmt: skip
