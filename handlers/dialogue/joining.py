"""Becoming a member, in one place, since more than one thing leads to it."""

from __future__ import annotations

from datetime import datetime

from storage import members, people
from storage.engine import Store
from storage.tables import Membership, Person

from .errors import UserError
from .events import MemberJoined, MemberLeft
from .request import Request, number


def still_there(request: Request, store: Store, person: Person, *, field: str | None = None) -> Person:
    """Somebody who is about to be named or taken in, held until that is done; a UserError, at a form's `field`, when
    their profile has been erased meanwhile."""
    found = people.hold(store, [number(person.id)])[number(person.id)]
    if found.erased_at is not None:
        t = request.t
        raise UserError(t("Their profile has been erased."), field=field, more=t("Do you know of somebody else?"))
    return found


def join(store: Store, group_id: int, person: Person, now: datetime) -> int | None:
    """Let a person be in a group for their own organisation; the new membership's number, or None for
    somebody who is in it already."""
    if members.membership(store, group_id, number(person.id)) is not None:
        return None
    membership = Membership(
        group_id=group_id, person_id=number(person.id), organisation_id=person.organisation_id, since=now
    )
    store.add(membership)
    store.happened(MemberJoined(number(membership.id)))
    return number(membership.id)


def leave(store: Store, membership: Membership, now: datetime) -> None:
    """End a membership now."""
    membership.until = now
    membership.leave_due = None
    store.happened(MemberLeft(number(membership.id)))
