"""Offices, by noun: who holds what, where, now and from a day to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import case
from sqlmodel import col, or_, select

from .engine import Store
from .tables import Office, OfficeKind, Person

DIRECTORS = (OfficeKind.director, OfficeKind.deputy, OfficeKind.director_secretary)


def get(store: Store, office_id: int) -> Office | None:
    """An office, or None when it has been taken back."""
    return store.session.get(Office, office_id)


def lasting(
    store: Store,
    today: date,
    *,
    organisation_id: int | None = None,
    person_id: int | None = None,
    kinds: Collection[OfficeKind] = tuple(OfficeKind),
) -> list[tuple[Office, Person]]:
    """Offices held on a day or from a later one, with who holds them: directors first, then by the day on
    which they begin."""
    query = (
        select(Office, Person)
        .join(Person, col(Person.id) == col(Office.person_id))
        .where(
            col(Office.kind).in_(kinds),
            or_(col(Office.until).is_(None), col(Office.until) >= today),
            col(Person.erased_at).is_(None),
        )
    )
    if organisation_id is not None:
        query = query.where(Office.organisation_id == organisation_id)
    if person_id is not None:
        query = query.where(Office.person_id == person_id)
    rank = case({kind.value: number for number, kind in enumerate(OfficeKind)}, value=col(Office.kind))
    rows = store.session.exec(query.order_by(rank, col(Office.since), col(Office.id))).all()
    return [(office, person) for office, person in rows]


def to_confirm(store: Store, now: datetime) -> Sequence[Office]:
    """The offices about which the secretariat is to be asked at or before `now`."""
    return store.session.exec(select(Office).where(col(Office.confirm_due) <= now)).all()


def asked_about(store: Store) -> Sequence[Office]:
    """The offices about which the secretariat has been asked and has not answered."""
    return store.session.exec(
        select(Office).where(col(Office.confirm_asked_at).is_not(None)).order_by(col(Office.id))
    ).all()


def remove(store: Store, office: Office) -> None:
    """Take an office back as if it had never been given."""
    store.session.delete(office)
    store.session.flush()
