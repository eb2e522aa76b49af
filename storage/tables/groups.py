"""A group and everybody and everything in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel, UniqueConstraint

from .base import added, flag, foreign, key, moment, one_of, text


class GroupState(StrEnum):
    """Where a group is in its life; the transitions stand in handlers/rules/lifecycle.py."""

    ordered = "ordered"
    nominating = "nominating"
    established = "established"
    closing = "closing"
    dissolved = "dissolved"
    withdrawn = "withdrawn"


ALIVE = (GroupState.established, GroupState.closing)
"""The states of a group that is at work."""
WORKING = (GroupState.nominating, *ALIVE)
"""The states in which people are in a group."""
LIVING = (GroupState.ordered, *WORKING)
"""Every state but the two in which a group has ended."""
PROCESS = "process"
"""The template of what goes on beside groups and has a plan and a frame, but neither members nor a coordinator."""


class RequestRoute(StrEnum):
    """How a seat is filled (scenarios 0.4)."""

    open = "open"
    named = "named"
    ex_officio = "ex_officio"
    external = "external"


class RequestState(StrEnum):
    """What has become of a nomination request."""

    planned = "planned"
    waiting = "waiting"
    named = "named"
    declined = "declined"
    skipped = "skipped"
    withdrawn = "withdrawn"


class NomineeState(StrEnum):
    """What an expert who was named has said."""

    asked = "asked"
    accepted = "accepted"
    declined = "declined"
    withdrawn = "withdrawn"


class RoleKind(StrEnum):
    """What a member is beside being a member."""

    coordinator = "coordinator"
    deputy = "deputy"


class RoleState(StrEnum):
    """Whether somebody is meant for a role, was asked to take it, has it, or did not want it."""

    planned = "planned"
    asked = "asked"
    active = "active"
    declined = "declined"
    ended = "ended"


class OutputState(StrEnum):
    """Whether an output is what the group is for, or has been delivered."""

    expected = "expected"
    delivered = "delivered"
    dropped = "dropped"


class Group(SQLModel, table=True):
    """A task force or another group made from a template (a key of handlers/rules/templates.py).

    `owner_id` is the member of the secretariat whose name stands under everything that is sent.
    `needs_basis` says that its kind has to rest on a political decision (Decision.basis).
    `hours` is hours a week for one member. `starts_on` is the day it is expected to begin until it has.
    `status_rhythm` is how often it is asked how it stands ("hver måned"), `status_due` when it is asked next.
    `planned_end` may be approximate ("ca."). `end_ask_due` is when the coordinator is asked about it next.
    """

    __tablename__ = "groups"
    id: int | None = key()
    circle_id: int = foreign("circles")
    template: str = "task_force"
    title: str = text()
    task: str = text()
    competences: str = text()
    state: GroupState = one_of(GroupState, default=GroupState.ordered)
    commissioner_id: int = foreign("organisations")
    owner_id: int = foreign("people")
    case_number: str = text()
    needs_basis: bool = flag()
    hours: float | None = None
    duration_months: int | None = None
    starts_on: date | None = None
    planned_end: date | None = None
    approximate_end: bool = True
    end_ask_due: datetime | None = moment(index=True)
    end_asked_at: datetime | None = moment()
    end_confirmed_at: datetime | None = moment()
    status_rhythm: str = added()
    status_due: datetime | None = moment(index=True)
    follow_on: str = text()
    follow_on_owner: str = text()
    created_at: datetime = moment(nullable=False)
    ordered_at: datetime | None = moment()
    established_at: datetime | None = moment()
    dissolved_at: datetime | None = moment()


class Seat(SQLModel, table=True):
    """How many people an organisation may have in a group."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("group_id", "organisation_id"),)
    id: int | None = key()
    group_id: int = foreign("groups")
    organisation_id: int = foreign("organisations")
    maximum: int = 1


class Round(SQLModel, table=True):
    """One round of asking: the requests that share a reply deadline. The secretariat is told at `notice_due`
    who has not answered."""

    __tablename__ = "rounds"
    id: int | None = key()
    group_id: int = foreign("groups")
    number: int = 1
    reply_by: datetime = moment(nullable=False)
    send_at: datetime | None = moment()
    notice_due: datetime | None = moment(index=True)
    noticed_at: datetime | None = moment()
    closed_at: datetime | None = moment()


class NominationRequest(SQLModel, table=True):
    """One organisation asked for people. `addressee_id` is the director, or the contact outside.

    `card` is the subject of the message that carries it: requests of one day to one director share a card.
    `delegate_id` is the colleague to whom it was passed on, `deputy_id` the deputy who was asked as well.
    `answered_via` is the face, or how the answer came when the secretariat noted it (phone, mail, meeting).
    `reply_by` is the round's, or later when there is somebody else to find after an expert's no.
    """

    __tablename__ = "nomination_requests"
    id: int | None = key()
    group_id: int = foreign("groups")
    round_id: int = foreign("rounds")
    organisation_id: int = foreign("organisations")
    route: RequestRoute = one_of(RequestRoute)
    state: RequestState = one_of(RequestState, default=RequestState.planned)
    addressee_id: int | None = foreign("people", nullable=True)
    named_id: int | None = foreign("people", nullable=True)
    delegate_id: int | None = foreign("people", nullable=True)
    seats: int = 1
    competences: str = text()
    card: str = text(index=True)
    reply_by: datetime = moment(nullable=False)
    send_at: datetime | None = moment(index=True)
    sent_at: datetime | None = moment()
    remind_at: datetime | None = moment(index=True)
    reminded_at: datetime | None = moment()
    deputy_id: int | None = foreign("people", nullable=True)
    answered_at: datetime | None = moment()
    answered_by_id: int | None = foreign("people", nullable=True)
    answered_via: str = text()
    reason: str = text()
    wants_in_at: datetime | None = moment()


class Nominee(SQLModel, table=True):
    """An expert whom an organisation has named, and what the expert says. A person is asked once a group."""

    __tablename__ = "nominees"
    __table_args__ = (
        Index(
            "uq_nominees_open",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sql("state IN ('asked', 'accepted')"),
            postgresql_where=sql("state IN ('asked', 'accepted')"),
        ),
    )
    id: int | None = key()
    group_id: int = foreign("groups")
    request_id: int = foreign("nomination_requests")
    person_id: int = foreign("people")
    named_by_id: int = foreign("people")
    state: NomineeState = one_of(NomineeState, default=NomineeState.asked)
    named_at: datetime = moment(nullable=False)
    reply_by: datetime | None = moment()
    remind_at: datetime | None = moment(index=True)
    reminded_at: datetime | None = moment()
    answered_at: datetime | None = moment()
    question: str = text()
    question_at: datetime | None = moment()
    replied_at: datetime | None = moment()


class Membership(SQLModel, table=True):
    """That a person is in a group, for an organisation, from a time and until another.

    `leaving_on` is the announced day from which somebody who is still there will not be; `leave_due` is when
    that takes effect. `hours` is hours a week where this member has others than the group's.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_open",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sql("until IS NULL"),
            postgresql_where=sql("until IS NULL"),
        ),
    )
    id: int | None = key()
    group_id: int = foreign("groups")
    person_id: int = foreign("people")
    organisation_id: int = foreign("organisations")
    nominee_id: int | None = foreign("nominees", nullable=True)
    since: datetime = moment(nullable=False)
    until: datetime | None = moment()
    leaving_on: date | None = Field(default=None, index=True)
    leave_due: datetime | None = moment(index=True)
    hours: float | None = None


class Role(SQLModel, table=True):
    """That a member is coordinator or deputy, from a time and until another; `note` is the handover.

    `start_due` is when somebody who has agreed to take over does; `leave_due` when somebody who has announced
    it (`leaving_on`) stops.
    """

    __tablename__ = "roles"
    id: int | None = key()
    group_id: int = foreign("groups")
    person_id: int = foreign("people")
    kind: RoleKind = one_of(RoleKind)
    state: RoleState = one_of(RoleState, default=RoleState.active)
    asked_at: datetime | None = moment()
    since: datetime | None = moment()
    until: datetime | None = moment()
    start_due: datetime | None = moment(index=True)
    leaving_on: date | None = Field(default=None, index=True)
    leave_due: datetime | None = moment(index=True)
    note: str = text()


class Handover(SQLModel, table=True):
    """That a member of the secretariat gives everything of theirs to another, from a day on, with a note.

    `due_at` is when it takes effect; empty once it has, or once it has been taken back.
    """

    __tablename__ = "handovers"
    id: int | None = key()
    from_id: int = foreign("people")
    to_id: int = foreign("people")
    starts_on: date
    note: str = text()
    due_at: datetime | None = moment(index=True)
    created_at: datetime = moment(nullable=False)


class Output(SQLModel, table=True):
    """What a group is to make, or has made; `link` is where it is."""

    __tablename__ = "outputs"
    id: int | None = key()
    group_id: int = foreign("groups")
    title: str = text()
    link: str = text()
    state: OutputState = one_of(OutputState, default=OutputState.expected)
    delivered_by_id: int | None = foreign("people", nullable=True)
    delivered_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)
