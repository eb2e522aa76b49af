"""A group's case, gathered for a municipality's records system: plain values, read and never changed.

[Sagen som fil] on a card is a `Document("casefile", group, name)`; when somebody fetches it, `bot/papers`
asks here for what stands in it and makes the bytes. The overview has the municipal shape (header with case
number, Baggrund, Formål, Resultater, Hvem fører videre); members, requests, deadlines, results and journal
follow as tables. Organisations have their official names and dates are written as in papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.dialogue import borrowed, evaluated, framed, mandate_paper, resting
from handlers.dialogue.deeds import deed, reason, way, words
from handlers.dialogue.evaluated import Summary
from handlers.dialogue.mandate_paper import MandatePaper
from handlers.dialogue.named import name_of, purpose
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.dates_written import in_paper
from handlers.rules.file_names import casefile_name, slug
from storage import endings, journal, marked, members, milestones, nominations, outputs, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    Membership,
    Milestone,
    MilestoneState,
    NomineeState,
    Organisation,
    Output,
    OutputState,
    Person,
    Precision,
    RequestState,
    Role,
    RoleKind,
    RoleState,
)


@dataclass(frozen=True)
class Sheet:
    """One table, in a file of its own. `file` has no ending."""

    file: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of the overview: paragraphs, or a list."""

    heading: str
    lines: tuple[str, ...]
    listed: bool = False


@dataclass(frozen=True)
class CaseFile:
    """Everything that the archive holds. `at` is the moment of the group's newest journal line, in the
    circle's time zone: the same state gives the same file, whenever it is fetched."""

    name: str
    folder: str
    overview: str
    title: str
    author: str
    language: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    mandates: tuple[MandatePaper, ...]
    evaluations: tuple[Summary, ...]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class _Known:
    """What the parts have in common: the group, how to speak, and the people and organisations by number."""

    group: Group
    t: Speech
    store: Store
    people: dict[int, Person]
    organisations: dict[int, Organisation]

    @property
    def id(self) -> int:
        """The group's number."""
        return number(self.group.id)

    def name(self, person_id: int | None) -> str:
        """A person's name; empty for nobody."""
        person = self.people.get(person_id) if person_id is not None else None
        return name_of(self.t, person) if person is not None else ""

    def official(self, organisation_id: int) -> str:
        """An organisation's name in papers."""
        return self.organisations[organisation_id].official

    def stamp(self, moment: datetime | None) -> str:
        """2026-12-01 09:00, local: what a spreadsheet reads as a time in any language."""
        return moment.astimezone(self.t.now.tzinfo).strftime("%Y-%m-%d %H:%M") if moment else ""

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.t.now.tzinfo).date()


def collect(store: Store, group: Group, t: Speech) -> CaseFile:
    """Read a group's whole case; words are in the language of `t`, and times in its zone."""
    known = _Known(
        group,
        t,
        store,
        people.several(store, endings.people_in(store, number(group.id))),
        people.organisations(store),
    )
    newest = journal.lines_of_group(store, known.id, limit=1)
    at = (newest[0].at if newest else group.created_at).astimezone(t.now.tzinfo)
    year = known.day(group.dissolved_at).year if group.dissolved_at else t.now.year
    name = casefile_name(group.title, group.case_number, year)
    return CaseFile(
        name=name,
        folder=name.removesuffix(".zip"),
        overview=slug(t("overview")),
        title=t("Case: {title}", title=group.title),
        author=people.circle(store).title,
        language=t.language,
        at=at,
        facts=_facts(known),
        sections=_sections(known),
        mandates=mandate_paper.versions(store, group, t),
        evaluations=evaluated.every(store, group, t),
        sheets=(
            _members(known),
            _requests(known),
            _milestones(known),
            _outputs(known),
            *_decisions(known),
            _journal(known),
        ),
    )


# --- the overview ---


def _facts(it: _Known) -> tuple[tuple[str, str], ...]:
    t, group = it.t, it.group
    period = ""
    if group.established_at is not None:
        start = t.paper(it.day(group.established_at))
        period = t("from {start}", start=start)
        if group.dissolved_at is not None:
            period = t("{start} to {end}", start=start, end=t.paper(it.day(group.dissolved_at)))
    leader = _leader(it)
    pairs = (
        (t("Case no."), group.case_number),
        (t("Group"), group.title),
        (t("Commissioner"), it.official(group.commissioner_id)),
        (t("Rests on"), resting.rests_on(t, it.store, group)),
        (t("Coordinator"), leader),
        (t("Responsible in the secretariat"), it.name(group.owner_id)),
        (t("Period"), period),
        (t("Economic frame"), "; ".join(framed.said(t, it.store, group))),
        (t("Hours lent"), borrowed.said(t, it.store, group, official=True)),
        (t("State"), t("Dissolved") if group.state == GroupState.dissolved else t("Under way")),
    )
    return tuple(pair for pair in pairs if pair[1])


def _leader(it: _Known) -> str:
    """The coordinator now or at the end, with their organisation."""
    held = [
        role
        for role in members.roles_of(it.store, it.id)
        if role.kind == RoleKind.coordinator and role.state in (RoleState.active, RoleState.ended)
    ]
    if not held:
        return ""
    person = it.people[held[-1].person_id]
    return f"{name_of(it.t, person)}, {it.official(person.organisation_id)}"


def _sections(it: _Known) -> tuple[Section, ...]:
    t, group = it.t, it.group
    background = []
    if group.ordered_at is not None:
        day = t.paper(it.day(group.ordered_at))
        whose = it.official(group.commissioner_id)
        background.append(t("{commissioner} ordered the work on {day}.", commissioner=whose, day=day))
    if group.competences:
        background.append(t("Asked for: {competences}.", competences=group.competences.rstrip(". ")))
    places = sorted({it.official(each.organisation_id) for each, _ in endings.memberships_of(it.store, it.id)})
    if places:
        background.append(t("Took part: {names}.", names=t.names(places)))
    task = (purpose(t, group),) if group.task else ()
    results = tuple(
        f"{each.title} ({each.link})" if each.link else each.title
        for each in outputs.of_group(it.store, it.id)
        if each.state == OutputState.delivered
    )
    found = (
        Section(t("Background"), tuple(background)),
        Section(t("Purpose"), task),
        Section(t("Results"), results, listed=True),
        Section(t("Who carries on"), _carried_on(it)),
    )
    return tuple(section for section in found if section.lines)


def _carried_on(it: _Known) -> tuple[str, ...]:
    t, who, what = it.t, it.group.follow_on_owner, it.group.follow_on
    if who and what:
        return (t("{who} carries this on: {what}.", who=who, what=what),)
    if who:
        return (t("{who} carries the matter on.", who=who),)
    return (t("To be carried on: {what}.", what=what),) if what else ()


# --- the tables ---


def _members(it: _Known) -> Sheet:
    t = it.t
    roles = members.roles_of(it.store, it.id)
    rows = []
    for membership, person in endings.memberships_of(it.store, it.id):
        rows.append(
            (
                name_of(t, person),
                person.title,
                it.official(membership.organisation_id),
                person.email or "",
                _role(t, membership, roles),
                it.stamp(membership.since),
                it.stamp(membership.until),
            )
        )
    head = (t("Name"), t("Title"), t("Organisation"), t("Mail"), t("Role"), t("From"), t("Until"))
    return Sheet(slug(t("members")), t("Members"), head, tuple(rows))


def _role(t: Speech, membership: Membership, roles: Sequence[Role]) -> str:
    words = {
        RoleKind.coordinator: t("coordinator"),
        RoleKind.deputy: t("deputy coordinator"),
    }
    held = {
        words[role.kind]
        for role in roles
        if role.person_id == membership.person_id and role.state in (RoleState.active, RoleState.ended)
    }
    return ", ".join(sorted(held))


def _requests(it: _Known) -> Sheet:
    t = it.t
    asked = nominations.requests_of_group(it.store, it.id)
    named: dict[int, list[str]] = {}
    answers = {
        NomineeState.asked: t("has not answered"),
        NomineeState.accepted: t("said yes"),
        NomineeState.declined: t("said no"),
        NomineeState.withdrawn: t("taken back"),
    }
    for nominee in nominations.nominees_of(it.store, [number(each.id) for each in asked]):
        text = f"{it.name(nominee.person_id)} ({answers[nominee.state]})"
        named.setdefault(nominee.request_id, []).append(text)
    states = {
        RequestState.planned: t("not sent"),
        RequestState.waiting: t("not answered"),
        RequestState.named: t("named"),
        RequestState.declined: t("not this time"),
        RequestState.skipped: t("gone on without"),
        RequestState.withdrawn: t("taken back"),
    }
    rows = tuple(
        (
            it.official(each.organisation_id),
            it.name(each.addressee_id),
            it.stamp(each.sent_at),
            it.stamp(each.reply_by),
            states[each.state],
            it.stamp(each.answered_at),
            it.name(each.answered_by_id),
            way(each.answered_via, t),
            reason(each.reason, t),
            ", ".join(named.get(number(each.id), [])),
        )
        for each in asked
    )
    head = (
        *(t("Organisation"), t("Asked"), t("Sent"), t("Reply by"), t("Answer")),
        *(t("Answered"), t("Answered by"), t("By way of"), t("Reason"), t("Named")),
    )
    return Sheet(slug(t("requests")), t("Requests and answers"), head, rows)


def _milestones(it: _Known) -> Sheet:
    t = it.t
    states = {
        MilestoneState.proposed: t("proposed"),
        MilestoneState.open: t("open"),
        MilestoneState.done: t("done"),
        MilestoneState.dropped: t("dropped"),
        MilestoneState.lapsed: t("fallen away"),
    }
    rows = tuple(
        (
            each.title,
            _day(it, each),
            each.at.strftime("%H:%M") if each.at else "",
            it.name(each.owner_id),
            states[each.state],
            it.stamp(each.done_at),
        )
        for each in milestones.of_group(it.store, it.id)
    )
    head = (t("Deadline"), t("Day"), t("Time"), t("Owner"), t("State"), t("Done"))
    return Sheet(slug(t("deadlines")), t("Deadlines"), head, rows)


def _day(it: _Known, milestone: Milestone) -> str:
    """2026-12-11, or uge 50 2026."""
    moment = moments.of(milestone)
    if moment is None or moment.precision == Precision.day:
        return milestone.day.isoformat() if milestone.day is not None else ""
    return in_paper(moment, it.t.language)


def _outputs(it: _Known) -> Sheet:
    t = it.t
    rows = tuple(_output(it, each) for each in outputs.of_group(it.store, it.id))
    head = (t("Result"), t("Link"), t("State"), t("Delivered by"), t("Delivered"))
    return Sheet(slug(t("results")), t("Results"), head, rows)


def _output(it: _Known, output: Output) -> tuple[str, ...]:
    delivered = output.state == OutputState.delivered
    return (
        output.title,
        output.link,
        it.t("delivered") if delivered else it.t("not delivered"),
        it.name(output.delivered_by_id),
        it.stamp(output.delivered_at),
    )


def _decisions(it: _Known) -> tuple[Sheet, ...]:
    """What has been decided; no table where nothing has."""
    t = it.t
    rows = tuple(
        (each.day.isoformat(), each.title, each.organ or it.group.title, each.item, it.name(each.noted_by_id))
        for each in marked.decisions(it.store, it.id)
    )
    head = (t("Day"), t("Decision"), t("Decided by"), t("Item"), t("Noted by"))
    return (Sheet(slug(t("decisions")), t("Decisions"), head, rows),) if rows else ()


def _journal(it: _Known) -> Sheet:
    t = it.t
    lines = list(reversed(journal.lines_of_group(it.store, it.id)))
    texts = journal.texts_of(it.store, [number(each.id) for each in lines])
    rows = tuple(
        (
            it.stamp(each.at),
            deed(each, t),
            it.name(each.actor_id) or t("the clock"),
            it.name(each.for_id),
            way(each.face, t),
            words(texts.get(number(each.id), {}), t),
        )
        for each in lines
    )
    head = (t("When"), t("What"), t("Who"), t("For"), t("By way of"), t("Words"))
    return Sheet(slug(t("journal")), t("Journal"), head, rows)
