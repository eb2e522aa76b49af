"""How groups are followed up: the bodies that are told how they stand, what they may cost, and whether they are
evaluated."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import SQLModel, UniqueConstraint

from .base import foreign, json, key, kroner, moment, one_of, text
from .plan import Precision


class StatusRecipient(SQLModel, table=True):
    """A body that is told how a group stands, once or again and again.

    `rhythm` is as handlers/rules/rhythms.py writes it in Danish ("hver anden måned"); empty: once. Each time that it
    is told is a deadline of its own (Milestone.recipient_id). Ended when it is told no more.
    """

    __tablename__ = "status_recipients"
    id: int | None = key()
    group_id: int = foreign("groups")
    organ: str = text()
    rhythm: str = text()
    created_at: datetime = moment(nullable=False)
    created_by_id: int = foreign("people")
    ended_at: datetime | None = moment()


class StatusQuestion(SQLModel, table=True):
    """That whoever leads a group is asked how it stands. Open until answered or withdrawn; asked by nobody when its
    rhythm has asked (Group.status_rhythm)."""

    __tablename__ = "status_questions"
    id: int | None = key()
    group_id: int = foreign("groups")
    asked_at: datetime = moment(nullable=False)
    asked_by_id: int | None = foreign("people", nullable=True)
    reply_by: date
    remind_at: datetime | None = moment(index=True)
    status_id: int | None = foreign("status_lines", nullable=True)
    answered_at: datetime | None = moment()
    withdrawn_at: datetime | None = moment()


class StatusPaper(SQLModel, table=True):
    """The text of a group's status paper as somebody has corrected it; its `sections` are a text for each key of
    handlers/working/status_reports/text.py. The newest counts until a body has been told after it was kept, or until
    it is `dropped_at`."""

    __tablename__ = "status_papers"
    id: int | None = key()
    group_id: int = foreign("groups")
    sections: dict[str, object] = json()
    kept_at: datetime = moment(nullable=False)
    kept_by_id: int = foreign("people")
    dropped_at: datetime | None = moment()


class GroupLink(SQLModel, table=True):
    """That another group or process is shown beside a group's plan."""

    __tablename__ = "group_links"
    __table_args__ = (UniqueConstraint("group_id", "other_id"),)
    id: int | None = key()
    group_id: int = foreign("groups")
    other_id: int = foreign("groups")
    created_at: datetime = moment(nullable=False)
    created_by_id: int = foreign("people")


class Frame(SQLModel, table=True):
    """An economic frame (økonomisk ramme) that `group_id` keeps for itself and for those that have a share in it.

    Amounts are whole kroner. `amount` is what is left to be found, `total` the larger sum that it is part of.
    """

    __tablename__ = "frames"
    id: int | None = key()
    group_id: int = foreign("groups")
    title: str = text()
    amount: int = kroner()
    total: int | None = kroner(nullable=True)
    changed_at: datetime = moment(nullable=False)
    changed_by_id: int = foreign("people")
    ended_at: datetime | None = moment()


class FrameShare(SQLModel, table=True):
    """That a frame holds for a group. `amount` is the group's own part in whole kroner; without one it is for all of
    them together."""

    __tablename__ = "frame_shares"
    __table_args__ = (UniqueConstraint("frame_id", "group_id"),)
    id: int | None = key()
    frame_id: int = foreign("frames")
    group_id: int = foreign("groups")
    amount: int | None = kroner(nullable=True)


class EvaluationState(StrEnum):
    """Whether an evaluation is still to come, is with those who answer, has been summed up, or was called off."""

    planned = "planned"
    asked = "asked"
    closed = "closed"
    dropped = "dropped"


class Asks(StrEnum):
    """Who answers an evaluation: the members, the directors of their organisations, or all of them."""

    members = "members"
    directors = "directors"
    both = "both"


class Evaluation(SQLModel, table=True):
    """An evaluation of a group, also of one that is dissolved, in a time of any precision ("foråret 2009").

    `ask_at` is when everybody is asked, `remind_at` when those who have not answered are asked once more, `close_at`
    when what came is summed up.
    """

    __tablename__ = "evaluations"
    id: int | None = key()
    group_id: int = foreign("groups")
    state: EvaluationState = one_of(EvaluationState, default=EvaluationState.planned)
    asks: Asks = one_of(Asks, default=Asks.both)
    day: date
    first: date | None = None
    precision: Precision = one_of(Precision, default=Precision.day)
    about: bool = False
    ask_at: datetime | None = moment(index=True)
    remind_at: datetime | None = moment(index=True)
    close_at: datetime | None = moment(index=True)
    asked_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)
    created_by_id: int = foreign("people")


class Verdict(StrEnum):
    """What should become of a group."""

    keep = "keep"
    change = "change"
    dissolve = "dissolve"


class EvaluationAnswer(SQLModel, table=True):
    """One person's answer to an evaluation; a draft until `answered_at`. `answers` are their words by question
    (handlers/rules/evaluation)."""

    __tablename__ = "evaluation_answers"
    __table_args__ = (UniqueConstraint("evaluation_id", "person_id"),)
    id: int | None = key()
    evaluation_id: int = foreign("evaluations")
    person_id: int = foreign("people")
    verdict: Verdict | None = one_of(Verdict, nullable=True)
    answers: dict[str, object] = json()
    asked_at: datetime | None = moment()
    answered_at: datetime | None = moment()
