"""A group's mandate (kommissorium): its versions, and the bodies that approve them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import SQLModel, UniqueConstraint

from .base import foreign, json, key, moment, one_of, text


class MandateState(StrEnum):
    """Whether a version is being written, is with those who approve it, counts, was sent back, or has been followed by
    another."""

    draft = "draft"
    sent = "sent"
    approved = "approved"
    returned = "returned"
    replaced = "replaced"


class StepState(StrEnum):
    """Whether it is known that a body shall approve (`undecided`: it is not), has its turn to come, has the mandate
    now, has said yes, has sent it back, or was left out."""

    undecided = "undecided"
    planned = "planned"
    waiting = "waiting"
    approved = "approved"
    returned = "returned"
    left_out = "left_out"


class Mandate(SQLModel, table=True):
    """One version of a group's mandate; `sections` are its texts by the keys of handlers/rules/mandate."""

    __tablename__ = "mandates"
    __table_args__ = (UniqueConstraint("group_id", "version"),)
    id: int | None = key()
    group_id: int = foreign("groups")
    version: int = 1
    state: MandateState = one_of(MandateState, default=MandateState.draft)
    sections: dict[str, object] = json()
    created_at: datetime = moment(nullable=False)
    created_by_id: int = foreign("people")
    changed_at: datetime = moment(nullable=False)
    changed_by_id: int = foreign("people")
    sent_at: datetime | None = moment()
    settled_at: datetime | None = moment()


class MandateStep(SQLModel, table=True):
    """One body in the chain that approves a version of a mandate.

    `question` is what has to be settled first while it is undecided whether the body shall ("skal kommissorier i
    byrådet?"), `settle_by` the day on which it is. `secretary_id` is the body's secretary, who gets the card.
    `ask_at` is when they are asked again about a mandate that has been put off.
    """

    __tablename__ = "mandate_steps"
    id: int | None = key()
    mandate_id: int = foreign("mandates")
    position: int = 0
    organ: str = text()
    state: StepState = one_of(StepState, default=StepState.planned)
    question: str = text()
    settle_by: date | None = None
    secretary_id: int | None = foreign("people", nullable=True)
    decision_id: int | None = foreign("decisions", nullable=True)
    sent_at: datetime | None = moment()
    ask_at: datetime | None = moment(index=True)
    settled_at: datetime | None = moment()
    settled_by_id: int | None = foreign("people", nullable=True)
