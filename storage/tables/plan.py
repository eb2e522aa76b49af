"""A group's plan: its deadlines as they were agreed, the points under them, and what they wait for."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Column, Date
from sqlalchemy import Enum as OneOf
from sqlmodel import Field, SQLModel

from .base import added, count, flag, foreign, key, moment, one_of, text


class MilestoneState(StrEnum):
    """What has become of a deadline, or of a point under it. What `lapsed` hung on a decision that was a no."""

    proposed = "proposed"
    open = "open"
    done = "done"
    dropped = "dropped"
    lapsed = "lapsed"


OFF_PLAN = (MilestoneState.dropped, MilestoneState.lapsed)


class Precision(StrEnum):
    """How exactly a date is known (scenarios 0.3). What `before` a day has no day yet; `since` is what takes effect on
    one; a `part` is the beginning, the middle or the end of a month."""

    day = "day"
    range = "range"
    week = "week"
    part = "part"
    month = "month"
    quarter = "quarter"
    season = "season"
    year = "year"
    before = "before"
    since = "since"


VAGUE = (Precision.part, Precision.month, Precision.quarter, Precision.season, Precision.year)
"""The precisions that leave the day open for weeks, so that it is still to be found."""


class GateAnswer(StrEnum):
    """What was answered where a plan waits for a yes."""

    yes = "yes"
    no = "no"


class Milestone(SQLModel, table=True):
    """A deadline of a group, with a date of any precision. Without a `day` it is "uden dato".

    `day` is the last day on which it is not late, `first` the first of a range, a month, a season …; `at` and `until`
    are local times on it. `about` is "ca.". `words` are how its date was written in a plan that was pasted, `organ`
    the body that it is about (empty: the group itself). `gate_id` is the deadline on whose `answer` it hangs,
    `recipient_id` the body that is told how the group stands, when that is what it is about.

    `ask_at` is when the owner is asked, `late_at` when they are asked for a new date. `revision` counts the
    changes that a calendar must hear of (storage/milestones.py: revise); `revised_at` is when the last one was.
    """

    __tablename__ = "milestones"
    id: int | None = key()
    group_id: int = foreign("groups")
    title: str = text()
    day: date | None = Field(default=None, index=True)
    at: time | None = None
    until: time | None = None
    first: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    precision: Precision = Field(
        default=Precision.day,
        sa_column=Column(
            OneOf(
                Precision,
                native_enum=False,
                create_constraint=True,
                name="precision",
                values_callable=lambda members: [member.value for member in members],
            ),
            nullable=False,
            server_default=Precision.day.value,
        ),
    )
    about: bool = flag()
    words: str = added()
    organ: str = added()
    gate_id: int | None = foreign("milestones", nullable=True)
    recipient_id: int | None = foreign("status_recipients", nullable=True)
    answer: GateAnswer | None = one_of(GateAnswer, nullable=True)
    answered_at: datetime | None = moment()
    owner_id: int | None = foreign("people", nullable=True)
    state: MilestoneState = one_of(MilestoneState, default=MilestoneState.open)
    ask_at: datetime | None = moment(index=True)
    asked_at: datetime | None = moment()
    late_at: datetime | None = moment(index=True)
    late_asked_at: datetime | None = moment()
    revision: int = count()
    revised_at: datetime | None = moment()
    delayed: str = text()
    help_at: datetime | None = moment()
    done_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)
    created_by_id: int = foreign("people")

    @property
    def week(self) -> bool:
        """Whether it is to be done in a week, on whichever day."""
        return self.precision == Precision.week


class PlanPoint(SQLModel, table=True):
    """One point under a deadline, such as a topic of a meeting; it can wait for a decision of its own (`gate_id`)."""

    __tablename__ = "plan_points"
    id: int | None = key()
    milestone_id: int = foreign("milestones")
    position: int = 0
    title: str = text()
    state: MilestoneState = one_of(MilestoneState, default=MilestoneState.open)
    gate_id: int | None = foreign("milestones", nullable=True)
