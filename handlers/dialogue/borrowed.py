"""How many hours a group has borrowed from each organisation, in words: on its page, in its mandate and in papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from handlers.locale import Speech
from handlers.rules.lent import Lent, a_week, in_all
from handlers.rules.names import danish_key
from storage import frames, people
from storage.engine import Store
from storage.tables import Group, Membership

from .agenda import expected_end
from .named import short_name
from .request import number


def hours_of(group: Group, membership: Membership) -> float:
    """Hours a week of one member: their own, or the group's; 0 where nobody has said."""
    return membership.hours if membership.hours is not None else group.hours or 0


def said(t: Speech, store: Store, group: Group, *, official: bool = False) -> str:
    """ca. 120 timer i alt: Aalborg 40, Hjørring 80; for a group without an end the hours of a week. Empty where
    nobody has said how many. In papers organisations have their `official` names."""
    everybody = frames.ever_in(store, number(group.id))
    lent = [_lent(t, group, each) for each in everybody]
    first, end = _span(t, group)
    if end is not None:
        hours: Mapping[int, float] = in_all(lent, first, end)
        all_ = t.plural(int(sum(hours.values())), "about {n} hour in all", "about {n} hours in all")
    else:
        hours = a_week(one for one, each in zip(lent, everybody, strict=True) if each.until is None)
        total = sum(hours.values())
        one = 1 if total == 1 else 2
        all_ = t.plural(one, "about {hours} hour a week", "about {hours} hours a week", hours=t.number(total))
    if not hours:
        return ""
    circle, places = people.circle(store), people.organisations(store, set(hours))
    names = {id_: each.official if official else short_name(circle, each) for id_, each in places.items()}
    named = sorted(((names[id_], many) for id_, many in hours.items()), key=lambda each: danish_key(each[0]))
    return t("{hours}: {parts}", hours=all_, parts=", ".join(f"{name} {t.number(many)}" for name, many in named))


def _lent(t: Speech, group: Group, each: Membership) -> Lent:
    until = each.leaving_on if each.until is None else _day(t, each.until)
    return Lent(each.organisation_id, hours_of(group, each), _day(t, each.since), until)


def _span(t: Speech, group: Group) -> tuple[date, date | None]:
    """From its first day to the day after its last; no last day for a group without an end."""
    first = group.starts_on or _day(t, group.established_at or group.created_at)
    return first, _day(t, group.dissolved_at) if group.dissolved_at is not None else expected_end(group)


def _day(t: Speech, moment: datetime) -> date:
    return moment.astimezone(t.now.tzinfo).date()
