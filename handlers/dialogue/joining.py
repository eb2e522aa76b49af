"""Becoming a member, in one place, since more than one thing leads to it."""

from __future__ import annotations

from datetime import datetime

from storage import members
from storage.engine import Store
from storage.tables import Membership, Person

from .events import MemberJoined, MemberLeft
from .request import number


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
