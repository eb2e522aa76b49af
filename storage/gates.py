"""What waits for a decision: the deadlines and the points under them that hang on the answer to another deadline.

A deadline is a gate when something hangs on it, or once it has been answered. It holds what hangs on it for as long
as it stands on the plan without an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from .engine import Store
from .tables import Milestone, MilestoneState, PlanPoint

STANDING = (MilestoneState.open, MilestoneState.proposed)


@dataclass(frozen=True)
class Hanging:
    """What hangs on a gate, in the order of the plan; each point with the deadline that it stands under."""

    milestones: Sequence[Milestone]
    points: Sequence[tuple[PlanPoint, Milestone]]

    def __bool__(self) -> bool:
        return bool(self.milestones or self.points)


def is_a_gate() -> Any:
    """Whether a row of the deadlines is one, as part of a query."""
    hung = aliased(Milestone)
    return or_(
        col(Milestone.answer).is_not(None),
        exists().where(col(hung.gate_id) == col(Milestone.id)),
        exists().where(col(PlanPoint.gate_id) == col(Milestone.id)),
    )


def is_gate(store: Store, milestone_id: int) -> bool:
    """Whether a deadline is one."""
    return store.session.exec(select(Milestone.id).where(Milestone.id == milestone_id, is_a_gate())).first() is not None


def waits_for(store: Store, milestone: Milestone) -> Milestone | None:
    """The decision that a deadline waits for; None once there is an answer, or when none is coming any longer."""
    if milestone.gate_id is None:
        return None
    gate = store.session.get_one(Milestone, milestone.gate_id)
    return gate if gate.answer is None and gate.state in STANDING else None


def hanging(
    store: Store, gate_ids: Collection[int], states: Collection[MilestoneState] = (MilestoneState.open,)
) -> Hanging:
    """What hangs on some gates and stands in one of some states; points only under deadlines that stand."""
    day = (col(Milestone.day).is_(None), col(Milestone.day), col(Milestone.at), col(Milestone.id))
    whole = store.session.exec(
        select(Milestone).where(col(Milestone.gate_id).in_(gate_ids), col(Milestone.state).in_(states)).order_by(*day)
    ).all()
    points = store.session.exec(
        select(PlanPoint, Milestone)
        .join(Milestone, col(Milestone.id) == col(PlanPoint.milestone_id))
        .where(
            col(PlanPoint.gate_id).in_(gate_ids),
            col(PlanPoint.state).in_(states),
            col(Milestone.state).in_(STANDING),
        )
        .order_by(*day, col(PlanPoint.position), col(PlanPoint.id))
    ).all()
    return Hanging(whole, [(point, milestone) for point, milestone in points])


def with_ids(store: Store, milestone_ids: Collection[int], point_ids: Collection[int]) -> Hanging:
    """Deadlines and points by their numbers, in the order of the numbers."""
    whole = store.session.exec(
        select(Milestone).where(col(Milestone.id).in_(milestone_ids)).order_by(col(Milestone.id))
    ).all()
    points = store.session.exec(
        select(PlanPoint, Milestone)
        .join(Milestone, col(Milestone.id) == col(PlanPoint.milestone_id))
        .where(col(PlanPoint.id).in_(point_ids))
        .order_by(col(PlanPoint.id))
    ).all()
    return Hanging(whole, [(point, milestone) for point, milestone in points])
