"""How many hours organisations lend a group: hours a week for as long as somebody is in it.

An approximation, since nobody counts them: whole hours for each organisation, and the total is their sum, so that a
reader who adds them up comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Lent:
    """One member: the organisation (its number), hours a week, and the days from which and until which (not included)
    they are in the group; without an `until` they stay."""

    organisation_id: int
    hours: float
    since: date
    until: date | None = None


def a_week(members: Iterable[Lent]) -> dict[int, float]:
    """Hours a week by organisation, of those who lend any."""
    found: dict[int, float] = {}
    for each in members:
        if each.hours > 0:
            found[each.organisation_id] = found.get(each.organisation_id, 0) + each.hours
    return found


def in_all(members: Iterable[Lent], first: date, end: date) -> dict[int, int]:
    """Whole hours by organisation from the day `first` to the day `end` (not included), of those who lend any."""
    found: dict[int, float] = {}
    for each in members:
        days = (min(each.until or end, end) - max(each.since, first)).days
        if days > 0 and each.hours > 0:
            found[each.organisation_id] = found.get(each.organisation_id, 0) + each.hours * days / 7
    return {organisation_id: max(1, round(hours)) for organisation_id, hours in found.items()}
