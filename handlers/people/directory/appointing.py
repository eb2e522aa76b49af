"""Giving an office and ending the one before it, with the days on which others have to hear of it.

A new director's predecessor holds the post until the day before. An acting one takes over from an acting one
alone: whoever is stood in for keeps the post.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.dialogue.events import OfficeChanged
from handlers.dialogue.request import Request, number
from handlers.rules.workdays import add_working_days, opening
from storage import offices
from storage.engine import Store
from storage.tables import Office, OfficeKind, Person

ASKED = (OfficeKind.director, OfficeKind.deputy)
_DAY = timedelta(days=1)
_SEPTEMBER = 9
_HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Ended:
    """An office that ends because of another: whose, and until when it was to last before that."""

    office: Office
    person: Person
    was_until: date | None


def appoint(
    request: Request, store: Store, office: Office, *, keep: Collection[int] = (), replace: bool = False
) -> list[Ended]:
    """Store a new office; for a director also end the ones it follows, except those of the people to `keep`.

    With `replace` even an acting director ends the office of the one before. What the person was in the same
    organisation ends too. The days are inclusive; the office counts from its `since`.
    """
    today = request.now.date()
    here = offices.lasting(store, today, organisation_id=office.organisation_id)
    store.add(office)
    schedule(office, request.now)
    ended = [
        end(request, each, person, office.since - _DAY)
        for each, person in here
        if each.since <= office.since
        and (each.until is None or each.until >= office.since)
        and _gives_way(each, office, keep, replace)
    ]
    announce(store, office, today)
    return ended


def _gives_way(before: Office, office: Office, keep: Collection[int], replace: bool) -> bool:
    if before.person_id == office.person_id:
        return True
    if before.person_id in keep:
        return False
    both_directors = office.kind == before.kind == OfficeKind.director
    return both_directors and (replace or before.acting or not office.acting)


def end(request: Request, office: Office, person: Person, last: date) -> Ended:
    """Let an office last no longer than a day, that day included."""
    ended = Ended(office, person, office.until)
    office.until = last
    office.confirm_due = office.confirm_asked_at = None
    schedule(office, request.now)
    return ended


def schedule(office: Office, now: datetime) -> None:
    """Set when its beginning or its end has to be acted on next, and when it is looked at again."""
    today = now.date()
    if office.since > today:
        office.change_due = opening(office.since, now)
    elif office.until is not None and office.until >= today:
        office.change_due = opening(office.until + _DAY, now)
    else:
        office.change_due = None
    if office.kind in ASKED and office.until is None and office.confirm_due is None:
        office.confirm_due = next_look(now)


def next_look(now: datetime) -> datetime:
    """When the directors are looked through next: 08.00 on the first working day of September, but not within
    half a year, so that nobody is asked about what they have just said."""
    earliest = (now + _HALF_A_YEAR).date()
    this_year, next_year = (
        add_working_days(date(year, _SEPTEMBER, 1) - _DAY, 1) for year in (earliest.year, earliest.year + 1)
    )
    return opening(this_year if this_year >= earliest else next_year, now)


def announce(store: Store, office: Office, today: date) -> None:
    """Say that the organisation's offices have changed; a day still to come says so itself."""
    if office.kind in ASKED and office.since <= today:
        store.happened(OfficeChanged(number(office.organisation_id)))
