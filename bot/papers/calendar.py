"""Calendars: deadlines and planned ends as iCalendar (RFC 5545), in the shape that Outlook reads right.

- A person's feed has the deadlines of their groups and their own; what is done stays, what was taken off the
  plan is CANCELLED for 60 days and then gone. The end of a group, planned or expected, is an entry of its own.
- A mail about a deadline brings it along as a file: PUBLISH while it is on the plan, CANCEL when it no longer is.
- Days that were agreed on, and weeks, last as long as they are. What has no certain day yet (a month, a season, *inden
  17. februar*) stands on its last day and says so in its title: nobody is told a day that was never agreed.
- `milestone-12@host` is the same entry in all of them; SEQUENCE is the deadline's revision.

What Outlook asks for (MS-OXCICAL, and what its users report): a VTIMEZONE for each TZID, of one STANDARD and one
DAYLIGHT part with a yearly RRULE each; a METHOD, the same in the file and in its content type; DTSTAMP and UID in
each entry; X-WR-CALNAME as the name. It takes STATUS for nothing more than free or busy, so what is cancelled
says so in its title too. An ORGANIZER makes an entry a meeting that wants an answer: only a CANCEL has one, where
RFC 5546 demands it. The same state gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration, vText

from handlers.dialogue.clean import clean
from handlers.dialogue.named import name_of
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.dates_written import in_paper
from handlers.rules.file_names import calendar_name
from handlers.rules.names import raised
from handlers.rules.workdays import COPENHAGEN
from storage import calendars, people
from storage.calendars import ON_PLAN, Deadline, End
from storage.engine import Store
from storage.tables import Group, OutboxRow, Person

TZID = "Europe/Copenhagen"
LENGTH = timedelta(hours=1)  # of an entry with a time; a deadline has none, and Outlook hides what lasts no time
REMEMBERED = timedelta(days=60)  # that something taken off the plan is still told to calendars
REFRESH = timedelta(hours=1)
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
CONTENT_TYPE = f"text/calendar; method={PUBLISH}; charset=utf-8"
_NOT_IN_A_PARAMETER = str.maketrans("", "", '"\\^')  # where nothing can be escaped (RFC 5545, 3.2), or few read it
_ENCLOSED = frozenset({"", "ask", "proposal", "moved", "owned", "owner", "delayed"})
"""The messages about a deadline that bring it along: those that say when it is or whose it is."""


@dataclass(frozen=True)
class Entry:
    """One entry. `day`, `at` and `until` are local; without `at` it lasts the whole day, or all days from the `first`.
    `changed` is when it last did."""

    uid: str
    title: str
    day: date
    at: time | None
    changed: datetime
    sequence: int = 0
    description: str = ""
    cancelled: bool = False
    organiser: tuple[str, str] | None = None
    first: date | None = None
    until: time | None = None


# --- what is in a calendar ---


def feed(store: Store, person: Person, now: datetime, host: str) -> bytes:
    """A person's calendar at `now` (domain time), in their language."""
    t = Speech(person.language, now)
    known = calendars.groups_of(store, number(person.id))
    found = calendars.deadlines(store, known, person_id=number(person.id), since=now - REMEMBERED)
    entries = [_deadline(t, each, host) for each in found]
    entries += [_end(t, each, host) for each in calendars.ends(store, known)]
    return written(entries, name=t("Task force deadlines"))


def of_group(store: Store, group: Group, t: Speech, host: str) -> bytes:
    """The deadlines and the planned end of one group, to be added once."""
    return _of_group(store, group, t, host, since=t.now)


def of_room(store: Store, group: Group, t: Speech, host: str) -> bytes:
    """The deadlines and the planned end of one group, for everybody in its room to subscribe to; nobody is named."""
    return _of_group(store, group, t, host, since=t.now - REMEMBERED, names=False)


def _of_group(store: Store, group: Group, t: Speech, host: str, *, since: datetime, names: bool = True) -> bytes:
    known = [number(group.id)]
    found = calendars.deadlines(store, known, since=since)
    entries = [_deadline(t, each if names else each._replace(owner=None), host) for each in found]
    return written([*entries, *(_end(t, each, host) for each in calendars.ends(store, known))], name=group.title)


def enclosures(store: Store, row: OutboxRow, host: str) -> list[tuple[bytes, str, str]]:
    """What a mail of an outbox row brings along: bytes, file name and content type of the deadline that it is
    about, if that has a day and is on the plan, or was. Once it is done there is nothing to come to."""
    kind, _, rest = row.subject.partition(":")
    id_, _, about = rest.partition("/")
    if kind != "milestone" or not id_.isdecimal() or about not in _ENCLOSED:
        return []
    found = calendars.deadline(store, int(id_))
    if found is None or found.milestone.day is None or found.milestone.done_at is not None:
        return []
    if found.milestone.state not in ON_PLAN and not found.milestone.revision:
        return []
    reader = people.get(store, row.person_id) if row.person_id is not None else None
    language = reader.language if reader is not None else people.circle(store).language
    method = PUBLISH if found.milestone.state in ON_PLAN else CANCEL
    sender = people.get(store, found.group.owner_id) if method == CANCEL else None
    entry = _deadline(Speech(language, row.due_at), found, host, sender)
    content_type = f"text/calendar; method={method}; charset=utf-8"
    return [(written([entry], method=method), calendar_name(found.milestone.title), content_type)]


def _deadline(t: Speech, found: Deadline, host: str, sender: Person | None = None) -> Entry:
    milestone, group, owner = found
    moment = moments.due(milestone)
    what = t("{group}: {what}", group=group.title, what=raised(milestone.title))
    if not (moment.exact or moment.week):
        what = t("{what} ({when})", what=what, when=in_paper(moment, t.language))
    cancelled = milestone.state not in ON_PLAN
    lines = [t("Group: {group}", group=group.title)]
    if owner is not None:
        lines.insert(0, t("Owner: {name}", name=name_of(t, owner)))
    return Entry(
        uid=f"milestone-{milestone.id}@{host}",
        title=t("Cancelled: {what}", what=what) if cancelled else what,
        day=moment.day,
        at=moment.time,
        first=moment.begins if moment.exact or moment.week else None,
        until=moment.until,
        changed=milestone.revised_at or milestone.created_at,
        sequence=milestone.revision,
        description="\n".join(lines),
        cancelled=cancelled,
        organiser=(sender.name, sender.email) if sender is not None and sender.email else None,
    )


def _end(t: Speech, found: End, host: str) -> Entry:
    group = found.group
    assert group.planned_end is not None
    return Entry(
        uid=f"group-{group.id}-end@{host}",
        title=t("{group} ends (about)", group=group.title)
        if group.approximate_end
        else t("{group} ends", group=group.title),
        day=group.planned_end,
        at=None,
        changed=found.moved_at,
        sequence=found.moves,
    )


# --- how it is written ---


def written(entries: Sequence[Entry], *, method: str = PUBLISH, name: str = "") -> bytes:
    """Entries as one iCalendar object: UTF-8, lines of 75 octets at most, CRLF. With a name it is a calendar to
    subscribe to."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//taskforce-bot//calendar//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    if name:
        calendar.add("X-WR-CALNAME", vText(_line(name)))
        calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    if any(each.at is not None for each in entries):
        calendar.add_component(_zone())
    for each in entries:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical(sorted=False))


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed)
    event.add("LAST-MODIFIED", entry.changed)
    if entry.at is None:
        event.add("DTSTART", entry.first or entry.day)
        event.add("DTEND", entry.day + timedelta(days=1))
    else:
        begins = datetime.combine(entry.day, entry.at, COPENHAGEN)
        event.add("DTSTART", begins)
        event.add("DTEND", datetime.combine(entry.day, entry.until, COPENHAGEN) if entry.until else begins + LENGTH)
    event.add("SUMMARY", _line(entry.title))
    if entry.description:
        event.add("DESCRIPTION", clean(entry.description))
    if entry.organiser is not None:
        name, address = entry.organiser
        organiser = vCalAddress(f"mailto:{address}")
        organiser.params["CN"] = _line(name).translate(_NOT_IN_A_PARAMETER)
        event.add("ORGANIZER", organiser)
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    return event


def _line(text: str) -> str:
    """What people wrote, as one line without control characters."""
    return " ".join(clean(text).split())


def _zone() -> Timezone:
    """Danish time by the rule that the European Union has had since 1996: Directive 2000/84/EC, articles 2 and 3."""
    zone = Timezone()
    zone.add("TZID", TZID)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, begins, before, after, month in _halves(winter, summer):
        part.add("DTSTART", begins)
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("TZNAME", name)
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone


def _halves(
    winter: timedelta, summer: timedelta
) -> Iterable[tuple[TimezoneStandard | TimezoneDaylight, str, datetime, timedelta, timedelta, int]]:
    yield TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), summer, winter, 10  # noqa: DTZ001  (local, as RFC 5545 has it)
    yield TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), winter, summer, 3  # noqa: DTZ001
