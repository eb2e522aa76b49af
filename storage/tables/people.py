"""Circles, their organisations, the people in them, and the offices that people hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel, UniqueConstraint, UTCDateTime

from .base import foreign, json, key, moment, one_of, text

NEVER_YET = datetime(2000, 1, 1, tzinfo=UTC)


class OrganisationKind(StrEnum):
    """What an organisation is; only municipalities and regions have a director who is asked."""

    municipality = "municipality"
    region = "region"
    secretariat = "secretariat"
    association = "association"
    company = "company"
    other = "other"


class OfficeKind(StrEnum):
    """What a person may do for an organisation."""

    director = "director"
    deputy = "deputy"
    director_secretary = "director_secretary"
    secretariat = "secretariat"
    secretariat_reader = "secretariat_reader"


class Cadence(StrEnum):
    """How often a person wants the digest."""

    weekly = "weekly"
    monthly = "monthly"
    off = "off"


class IdentityKind(StrEnum):
    """Where a person can be reached."""

    workspace = "workspace"
    mail = "mail"
    slack = "slack"
    teams = "teams"


class Circle(SQLModel, table=True):
    """A circle of organisations that a secretariat serves, BRN for instance. `digest_due` is when its next
    weekly digests leave; a new circle's is long past, so that the first tick sets it."""

    __tablename__ = "circles"
    id: int | None = key()
    title: str = text()
    language: str = "da"
    secretariat_id: int | None = foreign("organisations", nullable=True)
    digest_due: datetime = Field(default=NEVER_YET, sa_column=Column(UTCDateTime(), nullable=False))


class Organisation(SQLModel, table=True):
    """A municipality, a region, a secretariat or somebody outside. `short` stands in lists, `official` in
    papers; `slug` is for channel names and addresses."""

    __tablename__ = "organisations"
    id: int | None = key()
    kind: OrganisationKind = one_of(OrganisationKind)
    short: str = text(unique=True)
    official: str = text()
    code: str | None = text(nullable=True, unique=True)


class CircleMember(SQLModel, table=True):
    """That an organisation belongs to a circle, from a day and until another."""

    __tablename__ = "circle_members"
    __table_args__ = (UniqueConstraint("circle_id", "organisation_id", "since"),)
    id: int | None = key()
    circle_id: int = foreign("circles")
    organisation_id: int = foreign("organisations")
    since: date
    until: date | None = None


class Person(SQLModel, table=True):
    """Somebody the product knows. Never stored: CPR number, party, union role, health, photo.

    `erase_on` is the day on which the profile goes unless the person says otherwise, `erase_due` when the
    next step towards that is taken (a word a week before, then the erasure); `erased_at` that it went. An
    erased person has an empty name, which `handlers/dialogue/named.py` puts into words.
    `digest_due` is set while a week's digest is to be made, `digest_sent_at` what the next one looks back to.
    """

    __tablename__ = "people"
    id: int | None = key()
    organisation_id: int = foreign("organisations")
    name: str = text(index=True)
    email: str | None = text(nullable=True, unique=True)
    phone: str = text()
    title: str = text()
    competences: str = text()
    language: str = "da"
    cadence: Cadence = one_of(Cadence, default=Cadence.weekly)
    digest_due: datetime | None = moment(index=True)
    digest_sent_at: datetime | None = moment()
    may_ask_again: bool = False
    erase_on: date | None = None
    erase_due: datetime | None = moment(index=True)
    erased_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)


class Identity(SQLModel, table=True):
    """An address of a person on one face; the lowest `rank` is tried first. On Slack it is the home team and the
    user in it, T0123/U0123; in Teams the tenant and the object id of the account there."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("kind", "address"),)
    id: int | None = key()
    person_id: int = foreign("people")
    kind: IdentityKind = one_of(IdentityKind)
    address: str = text()
    rank: int = 0


class Office(SQLModel, table=True):
    """A post that a person holds in an organisation, from a day up to and including another; `acting` is
    temporary. `change_due` is when it begins or has ended, for those who act on that. `confirm_due` is when
    the secretariat is asked whether it is still right, `confirm_asked_at` that it was and has not answered.
    """

    __tablename__ = "offices"
    id: int | None = key()
    person_id: int = foreign("people")
    organisation_id: int = foreign("organisations")
    kind: OfficeKind = one_of(OfficeKind)
    acting: bool = False
    since: date
    until: date | None = None
    change_due: datetime | None = moment(index=True)
    confirm_due: datetime | None = moment(index=True)
    confirm_asked_at: datetime | None = moment()


class Absence(SQLModel, table=True):
    """That a person is away and who answers meanwhile; why is never asked. Days are inclusive. `begin_due` is
    when those who act on it are told that it has begun."""

    __tablename__ = "absences"
    id: int | None = key()
    person_id: int = foreign("people")
    deputy_id: int | None = foreign("people", nullable=True)
    since: date
    until: date
    begin_due: datetime | None = moment(index=True)
    created_at: datetime = moment(nullable=False)
    ended_at: datetime | None = moment()


class Draft(SQLModel, table=True):
    """What a person has filled in so far of a form with more than one step."""

    __tablename__ = "drafts"
    id: int | None = key()
    person_id: int = foreign("people")
    form: str = text()
    values: dict[str, object] = json()
    updated_at: datetime = moment(nullable=False)
