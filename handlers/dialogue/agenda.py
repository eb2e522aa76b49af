"""What overview, list and digest have in common: whose eyes they are read with, one line about each open
item in the words of the capability that knows it, and the words for a group's phase and end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from handlers.locale import Speech
from handlers.rules import dates_written, workdays
from handlers.rules.moments import due
from handlers.rules.names import count_word, danish_key, raised
from handlers.rules.permissions import STAFF, Standing, may
from handlers.rules.presentations import needed_earlier, presents
from handlers.rules.reminding import GRACE, announced_from
from storage import attention, digests, groups, milestones, overviews, people
from storage.attention import OpenItem, Section
from storage.engine import Store
from storage.tables import ALIVE, PROCESS, Colour, Group, GroupState, OfficeKind, Organisation, Person

from .card import Button, Item, Items, Line
from .request import number
from .router import Router

AHEAD = timedelta(days=14)
SILENCE = timedelta(weeks=6)
PRESENTED = timedelta(weeks=6)  # ahead, that a presentation is spoken of
SAID_AGAIN = timedelta(weeks=4)  # what only goes on is no news every week


class Part(StrEnum):
    """The parts of a digest and of the overview, in the order in which a reader meets them."""

    answer = "answer"
    people = "people"
    dated = "dated"
    undated = "undated"
    watch = "watch"
    end = "end"
    established = "established"
    dissolved = "dissolved"
    news = "news"


@dataclass(frozen=True)
class Eyes:
    """Who reads: what they are in the circle, and in which groups. `today` is local; `directs` are the
    organisations of the circle that they are the director of."""

    person: Person
    t: Speech
    today: date
    standing: frozenset[Standing]
    leads: frozenset[int]
    belongs: frozenset[int]
    directs: tuple[Organisation, ...]

    @property
    def staff(self) -> bool:
        """Whether they see everything."""
        return bool(self.standing & STAFF)

    @property
    def me(self) -> int:
        """The reader's number."""
        return number(self.person.id)

    @property
    def reader(self) -> attention.Reader:
        """For open_items."""
        return attention.Reader(self.me, self.leads, self.staff, self.belongs - self.leads)


def eyes(store: Store, person: Person, now: datetime) -> Eyes:
    """How a person sees the circle at `now`, a local time."""
    today, me = now.date(), number(person.id)
    kinds = {office.kind for office in people.offices_of(store, me, today)}
    standing = {Standing.known}
    if OfficeKind.secretariat in kinds:
        standing.add(Standing.secretariat)
    if OfficeKind.secretariat_reader in kinds:
        standing.add(Standing.reader)
    directs: tuple[Organisation, ...] = ()
    if OfficeKind.director in kinds:
        mine = digests.directed_by(store, me, today)
        directs = tuple(each for each in people.circle_organisations(store, today) if each.id in mine)
    belongs = frozenset(overviews.belonging_to(store, me))
    leads = frozenset(groups.led_by(store, me)) & belongs
    return Eyes(person, Speech(person.language, now), today, frozenset(standing), leads, belongs, directs)


def place(item: OpenItem, view: Eyes) -> Part | None:
    """The part that an open item stands in for a reader; None while it is too far ahead to be shown.

    What somebody keeps in person and what has passed asks for an answer. The two weeks ahead include their
    last day (texts, section 6); what is longer than a day is there as soon as it begins in them. What leaves its day
    open for weeks needs one from the month before it begins, and is there once it ends in them.
    """
    if item.section != Section.dated:
        return Part(item.section.value)
    day = item.day or (item.due_at.astimezone(view.t.now.tzinfo).date() if item.due_at else view.today)
    first = item.first or day
    if item.vague and day > view.today + AHEAD:
        return Part.undated if announced_from(first) <= view.today else None
    if not item.vague and first > view.today + AHEAD:
        return None
    own = item.mine and not view.staff and item.group_id not in view.leads
    return Part.answer if own or day + (GRACE if item.about else timedelta()) < view.today else Part.dated


def said(house: Router, item: OpenItem, view: Eyes, store: Store, part: Part) -> Item | None:
    """The line for an open item, by the capability that knows its kind; None when none does.

    Whoever sees more groups than one is told which it is about. Whoever may only read gets no buttons that
    would be refused.
    """
    sentence = house.sentences.get(item.kind)
    if sentence is None:
        return None
    line = sentence(replace(item, section=Section(part.value)), view.t, store)
    if item.group_id is not None and (view.staff or len(view.belongs) > 1):
        line = replace(line, text=_with_group(view.t, line.text, groups.get(store, item.group_id).title))
    if item.mine or item.group_id in view.leads or Standing.reader not in view.standing:
        return line
    allowed = tuple(each for each in line.buttons if each.url or may(each.action, view.standing))
    return replace(line, buttons=allowed)


def _with_group(t: Speech, text: str, title: str) -> str:
    if title in text:
        return text
    if text.endswith("."):
        return t("{group}: {line}", group=title, line=text)
    return t("{line} · {group}", line=text, group=title)


def placed(items: Iterable[OpenItem], view: Eyes) -> list[tuple[Part, OpenItem]]:
    """Open items with their parts, in order; those too far ahead are left out."""
    found = [(part, item) for item in items if (part := place(item, view)) is not None]
    order = list(Part)
    return sorted(found, key=lambda each: order.index(each[0]))


def watched(view: Eyes, store: Store, known: Iterable[OpenItem] = (), since: datetime | None = None) -> list[Item]:
    """Groups to keep an eye on: past their end, gone on without somebody, silent for six weeks. Of all groups
    for the staff, otherwise of those that the reader leads; nothing that a `known` open item says already.

    Whoever was told at `since` is told of a group's silence when it begins and every fourth week after that.
    """
    t = view.t
    if not view.staff and not view.leads:
        return []
    asked_about = {item.group_id for item in known if item.kind == "end"}
    late = {number(group.id): group for group in digests.past_their_end(store, view.today)}
    late = {id_: group for id_, group in late.items() if id_ not in asked_about}
    without = digests.gone_on_without(store)
    silent = digests.silent_since(store, t.now - SILENCE)
    if since is not None:
        silent = {id_: at for id_, at in silent.items() if _said_anew(at + SILENCE, since, t.now)}
    about = {**groups.several(store, [*without, *silent]), **late}
    organisations = people.organisations(store, {id_ for asked in without.values() for id_ in asked.missing})
    lines: list[Item] = []
    for id_, group in by_title(about):
        if not view.staff and id_ not in view.leads:
            continue
        if id_ in late and group.planned_end is not None:
            day = t.day(group.planned_end)
            lines.append(Item(t("{group} was to end on {day}.", group=group.title, day=day), (see(t, id_),)))
        if id_ in without and view.staff:
            asked = without[id_]
            text = t(
                "{group}: {named} of {all} organisations have named people. Missing: {names}.",
                group=group.title,
                named=len(asked.named),
                all=len(asked.named | asked.missing),
                names=t.names(sorted((organisations[each].short for each in asked.missing), key=danish_key)),
            )
            lines.append(Item(text, (see(t, id_),)))
        if id_ in silent and id_ not in late:
            text = t("{group}: no news since {day}.", group=group.title, day=t.day(silent[id_]))
            lines.append(Item(text, (see(t, id_),)))
    return lines + _needed_earlier(view, store)


def _needed_earlier(view: Eyes, store: Store) -> list[Item]:
    """Groups that present what they have made before they end: that is when it is needed (AT-E5-4)."""
    t = view.t
    known = None if view.staff else view.leads
    meetings = milestones.before_bodies(store, view.today, view.today + PRESENTED, known)
    about = groups.several(store, {meeting.group_id for meeting, _ in meetings})
    ends = milestones.vague_in(store, list(about)) if about else []
    found = []
    for id_, group in by_title(about):
        there = [(due(meeting), meeting.organ) for meeting, titles in meetings
                 if meeting.group_id == id_ and presents([meeting.title, *titles])]  # fmt: skip
        needed = needed_earlier(there, group.planned_end, [due(each) for each in ends if each.group_id == id_])
        if needed is None:
            continue
        text = t(
            "{group}: the output is needed by {day}, when it is presented to {organ}, and not only by {end}.",
            group=group.title,
            day=t.day(needed.day),
            organ=needed.organ,
            end=t.day(needed.end),
        )
        found.append(Item(text, (see(t, id_),)))
    return found


def _said_anew(begun: datetime, since: datetime, now: datetime) -> bool:
    """Whether something that has lasted since `begun` comes to be said after `since` and up to `now`."""
    return (now - begun) // SAID_AGAIN > (since - begun) // SAID_AGAIN


def by_title(about: dict[int, Group]) -> list[tuple[int, Group]]:
    """Groups by number, sorted as in Danish."""
    return sorted(about.items(), key=lambda each: danish_key(each[1].title))


def see(t: Speech, group_id: int) -> Button:
    """[See] one group on one page."""
    return Button("status.show", t("See"), {"group": group_id})


def parts(titled: Sequence[tuple[str, Item]]) -> tuple[Line | Items, ...]:
    """Lines with their headings, each heading once, as the parts of a card."""
    found: list[tuple[str, list[Item]]] = []
    for heading, item in titled:
        if not found or found[-1][0] != heading:
            found.append((heading, []))
        found[-1][1].append(item)
    return tuple(part for heading, items in found for part in (Line(heading, "heading"), Items(tuple(items))))


def heading(t: Speech, part: Part) -> str:
    """What a part is called."""
    match part:
        case Part.answer:
            return t("Needs an answer")
        case Part.people:
            return t("Your people")
        case Part.dated:
            return t("The next 14 days")
        case Part.undated:
            return t("Without a date")
        case Part.watch:
            return t("Worth watching")
        case Part.end:
            return t("Ends")
        case Part.established:
            return t("Established")
        case Part.dissolved:
            return t("Dissolved")
    return t("For your information")


def colour_of(t: Speech, colour: Colour) -> str:
    """grøn, gul or rød: how a group stands by its own word."""
    match colour:
        case Colour.green:
            return t("green")
        case Colour.yellow:
            return t("yellow")
    return t("red")


def phase(t: Speech, state: GroupState) -> str:
    """Where a group is in its life, in one word."""
    match state:
        case GroupState.ordered:
            return t("Ordered")
        case GroupState.nominating:
            return t("Nominating")
        case GroupState.established:
            return t("Established")
        case GroupState.closing:
            return t("Closing")
        case GroupState.dissolved:
            return t("Dissolved")
    return t("Withdrawn")


def stage(t: Speech, group: Group) -> str:
    """How far a group has come, in one word; a process is one until it has ended."""
    if group.template == PROCESS and group.state in ALIVE:
        return t("Process")
    return phase(t, group.state)


def expected_end(group: Group) -> date | None:
    """The planned end; until a group has begun, what was ordered, counted from the day it is to begin."""
    if group.planned_end is not None or group.established_at is not None:
        return group.planned_end
    if group.starts_on is None or group.duration_months is None:
        return None
    return workdays.add_months(group.starts_on, group.duration_months)


def ends(t: Speech, group: Group) -> str:
    """When a group ends, shortly: ca. juni 2027, fredag den 18. december."""
    day = expected_end(group)
    if day is None:
        return t("no end date")
    if not group.approximate_end:
        return t.day(day)
    return t("about {month}", month=dates_written.month_span(day, day, t.language, years=True))


def counted(t: Speech, count: int) -> str:
    """A number to begin a sentence with: Two, Tre, Én (which has its accent there)."""
    word = count_word(count, t.language)
    if count == 1 and t.language == "da":
        return "Én"
    return raised(word)
