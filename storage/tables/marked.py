"""What groups write in their rooms with a word before it: marked lines, and the decisions and states among them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import SQLModel

from .base import added, flag, foreign, key, moment, one_of, text


class MarkedKind(StrEnum):
    """What a marked line says."""

    deadline = "deadline"
    decision = "decision"
    output = "output"
    status = "status"


class MarkState(StrEnum):
    """Whether a marked line has become something, waits for its writer to say what was meant, was undone while it
    still stands there, or is gone."""

    kept = "kept"
    asked = "asked"
    undone = "undone"
    gone = "gone"


class MarkedLine(SQLModel, table=True):
    """One marked line of a message, and what it became, so that an edited message changes that.

    `place` is the message on its face ("C0123/1795.000100"), `under` where everybody finds what is said about it,
    `aside` where its writer alone does; `number` the line's among the marked ones, `said` a
    digest of its words. `became_id` is the row that it became: a deadline, a decision, an output or a status.
    """

    __tablename__ = "marked_lines"
    id: int | None = key()
    group_id: int = foreign("groups")
    person_id: int = foreign("people")
    face: str = text()
    place: str = text(index=True)
    under: str = text()
    aside: str = text()
    number: int = 0
    kind: MarkedKind = one_of(MarkedKind)
    state: MarkState = one_of(MarkState, default=MarkState.asked)
    said: str = text()
    became_id: int | None = None
    heard_at: datetime = moment(nullable=False)


class DecisionState(StrEnum):
    """Whether a decision counts, waits for the coordinator's press, or was taken back."""

    proposed = "proposed"
    taken = "taken"
    withdrawn = "withdrawn"


class Decision(SQLModel, table=True):
    """What was decided, by whom (`organ`, empty for the group itself), on which day and as which `item` of the agenda;
    `noted_by_id` wrote it. A `basis` is the decision that the group rests on."""

    __tablename__ = "decisions"
    id: int | None = key()
    group_id: int = foreign("groups")
    title: str = text()
    organ: str = text()
    day: date
    item: str = added()
    basis: bool = flag()
    state: DecisionState = one_of(DecisionState, default=DecisionState.taken)
    noted_by_id: int = foreign("people")
    created_at: datetime = moment(nullable=False)


class Colour(StrEnum):
    """How a group stands, at a glance."""

    green = "green"
    yellow = "yellow"
    red = "red"


class StatusLine(SQLModel, table=True):
    """How a group stood at a time: a colour, a line and the next step, by whoever leads it."""

    __tablename__ = "status_lines"
    id: int | None = key()
    group_id: int = foreign("groups")
    colour: Colour = one_of(Colour)
    line: str = text()
    next_step: str = added()
    said_by_id: int = foreign("people")
    said_at: datetime = moment(nullable=False)
    withdrawn_at: datetime | None = moment()
