"""What stands on a group's page: the facts, the members, the plan, the results. `status.py` says to whom.

Nobody's telephone number is here, and no address of somebody who has left: a member has agreed that the group
sees name, title and mail, for as long as there is a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.dialogue.agenda import colour_of, expected_end, stage
from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line, Part, Table
from handlers.dialogue.named import aim, name_of, short_name
from handlers.dialogue.request import number
from handlers.dialogue.resting import decided_by
from handlers.locale import Speech
from handlers.rules import dates_written, moments
from handlers.rules.names import danish_key, lowered, raised
from handlers.rules.reminding import last_day
from storage import marked, milestones, nominations, outputs, overviews, people
from storage import members as in_group
from storage.engine import Store
from storage.tables import (
    Circle,
    Decision,
    Group,
    GroupState,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    Organisation,
    Output,
    OutputState,
    Person,
    Precision,
    RequestState,
    RoleKind,
    RoleState,
    StatusLine,
)

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Everything:
    """All that a group's page is made from. `offered` is the person who is asked to coordinate, `vacant` the
    organisations with an empty seat (once for each seat), `left` those that once had somebody."""

    group: Group
    circle: Circle
    present: list[tuple[Membership, Person]]
    coordinator: int | None
    deputy: int | None
    offered: int | None
    vacant: list[int]
    left: set[int]
    waiting: list[NominationRequest]
    asked: list[Nominee]
    milestones: list[Milestone]
    outputs: list[Output]
    decisions: list[Decision]
    status: StatusLine | None
    people: dict[int, Person]
    organisations: dict[int, Organisation]


def gather(store: Store, group: Group) -> Everything:
    """Fetch it all, in a fixed number of queries."""
    id_ = number(group.id)
    # Memberships end at the very moment of the dissolution: a moment before, everybody was there.
    end = group.dissolved_at - _MOMENT if group.dissolved_at else None
    present = in_group.of_group_at(store, id_, end) if end else in_group.of_group(store, id_)
    roles = [
        role
        for role in in_group.roles_of(store, id_)
        if role.state in (RoleState.active, RoleState.asked) or (end and role.until and role.until > end)
    ]
    held = {
        (role.kind, role.state == RoleState.asked): role.person_id
        for role in roles
        if role.since is not None or role.state != RoleState.ended
    }
    requests = nominations.requests_of_group(store, id_)
    asked = nominations.nominees_of(store, [number(each.id) for each in requests], [NomineeState.asked])
    plan = [each for each in milestones.of_group(store, id_) if each.state != MilestoneState.dropped]
    made = list(outputs.of_group(store, id_))
    several = {
        *held.values(),
        *(each.person_id for each in asked),
        *(each.owner_id for each in plan if each.owner_id),
        *(each.delivered_by_id for each in made if each.delivered_by_id),
    }
    known = {number(person.id): person for _, person in present} | people.several(store, several)
    return Everything(
        group=group,
        circle=people.circle(store),
        present=present,
        coordinator=held.get((RoleKind.coordinator, False)),
        deputy=held.get((RoleKind.deputy, False)),
        offered=held.get((RoleKind.coordinator, True)),
        vacant=overviews.empty_seats(store, id_),
        left=overviews.organisations_ever_in(store, id_),
        waiting=[each for each in requests if each.state == RequestState.waiting],
        asked=list(asked),
        milestones=plan,
        outputs=made,
        decisions=list(marked.decisions(store, id_)),
        status=marked.newest_status(store, [id_]).get(id_),
        people=known,
        organisations=people.organisations(store),
    )


def kind(t: Speech, group: Group) -> str:
    """How far the group has come, and its case number."""
    words = [stage(t, group)]
    if group.case_number:
        words.append(t("Case no. {number}", number=group.case_number))
    return " · ".join(words)


def task(t: Speech, group: Group) -> str:
    """What the group is for, as a sentence; empty when nobody has said."""
    return aim(t, group)


def outline(t: Speech, every: Everything) -> Card:
    """The page for whoever has the address of the group's room: what, when and what came of it; nobody is named."""
    said = task(t, every.group)
    body: list[Part] = [Line(kind(t, every.group), "muted")]
    body += [Line(said)] if said else []
    body.append(facts(t, every, names=False))
    body += plan(t, every, names=False)
    body += results(t, every, names=False)
    return Card(every.group.title, tuple(body))


def facts(t: Speech, every: Everything, *, names: bool = True) -> Facts:
    """Who ordered it, who coordinates, how much time, until when. Without `names` no person is among it."""
    group = every.group
    commissioner = short_name(every.circle, every.organisations[group.commissioner_id])
    ordered = group.ordered_at or group.created_at
    pairs = [
        (
            t("Ordered by"),
            t("{organisation}, {day}", organisation=commissioner, day=t.day(ordered)),
        ),
    ]
    basis = next((each for each in reversed(every.decisions) if each.basis), None)
    if basis is not None:
        pairs.append((t("Rests on"), decided_by(t, basis)))
    if names:
        pairs.append((t("Coordinator"), _holder(t, every, every.coordinator) or t("none yet")))
    deputy = _holder(t, every, every.deputy) if names else ""
    if deputy:
        pairs.append((t("Deputy"), deputy))
    if group.hours:
        pairs.append((t("Time"), _time(t, group)))
    if every.status is not None and group.state != GroupState.dissolved:
        pairs.append((t("Status"), _stands(t, every.status)))
        if every.status.next_step:
            pairs.append((t("Next step"), every.status.next_step))
    if group.state == GroupState.dissolved and group.dissolved_at:
        pairs.append((t("Dissolved"), t.day(group.dissolved_at)))
        if group.follow_on_owner and names:
            pairs.append((t("Carried on by"), group.follow_on_owner))
    elif end := expected_end(group):
        day = t.day(end, week=True)
        pairs.append((t("Ends"), t("about {day}", day=day) if group.approximate_end else day))
    else:
        pairs.append((t("Ends"), t("no end date")))
    return Facts(tuple(pairs))


def _stands(t: Speech, status: StatusLine) -> str:
    """Gul – venter på tal fra netselskabet (fredag den 20. november)"""
    colour, day = raised(colour_of(t, status.colour)), t.day(status.said_at)
    if not status.line:
        return t("{colour} ({day})", colour=colour, day=day)
    return t("{colour} – {line} ({day})", colour=colour, line=status.line, day=day)


def _holder(t: Speech, every: Everything, person_id: int | None) -> str:
    """Emil Brandtoft, BRN-sekretariatet; for the organisation that they are in the group for."""
    if person_id is None:
        return ""
    person = every.people[person_id]
    home = next(
        (membership.organisation_id for membership, each in every.present if each.id == person_id),
        person.organisation_id,
    )
    return t("{name}, {organisation}", name=name_of(t, person), organisation=every.organisations[home].short)


def _time(t: Speech, group: Group) -> str:
    hours = t.number(group.hours or 0)
    one = 1 if group.hours == 1 else 2
    end = expected_end(group)
    if group.starts_on is None or end is None:
        return t.plural(one, "about {hours} hour a week", "about {hours} hours a week", hours=hours)
    span = dates_written.month_span(group.starts_on, end, t.language)
    return t.plural(
        one, "about {hours} hour a week, {span}", "about {hours} hours a week, {span}", hours=hours, span=span
    )


def members(t: Speech, every: Everything) -> list[Part]:
    """Everybody in the group, the coordinator first, then by organisation and name as in Danish."""
    if not every.present:
        return [Line(t("Who"), "heading"), Line(t("Nobody is in the group yet."))]
    ended = every.group.state == GroupState.dissolved
    ordered = sorted(
        every.present,
        key=lambda each: (
            each[1].id != every.coordinator,
            danish_key(every.organisations[each[0].organisation_id].short),
            danish_key(each[1].name),
        ),
    )
    rows = []
    for membership, person in ordered:
        name = name_of(t, person)
        if person.id == every.coordinator:
            name = t("{name} (coordinator)", name=name)
        row = (" · ".join(filter(None, [name, person.title])), every.organisations[membership.organisation_id].short)
        rows.append(row if ended else (*row, person.email or ""))
    head = (t("Name"), t("Organisation"))
    count = len({membership.organisation_id for membership, _ in every.present})
    heading = t(
        "Who · {people} from {organisations}",
        people=t.plural(len(rows), "{n} person", "{n} people"),
        organisations=t.plural(count, "{n} organisation", "{n} organisations"),
    )
    return [Line(heading, "heading"), Table(head if ended else (*head, t("Mail")), tuple(rows))]


def plan(t: Speech, every: Everything, *, names: bool = True) -> list[Part]:
    """The deadlines with their owners and states, by day; those without a day last."""
    if not every.milestones:
        return []
    rows = tuple(
        (
            " · ".join([each.title, *([name_of(t, every.people[each.owner_id])] if each.owner_id and names else [])]),
            _when(t, each),
            _state(t, each, every.milestones),
        )
        for each in every.milestones
    )
    return [Line(t("When"), "heading"), Table((t("What"), t("Deadline"), t("State")), rows)]


def _when(t: Speech, milestone: Milestone) -> str:
    moment = moments.of(milestone)
    return t.when(moment) if moment is not None else t("without a date")


def _state(t: Speech, milestone: Milestone, plan: Sequence[Milestone]) -> str:
    if milestone.state == MilestoneState.done:
        return t("done")
    if milestone.state == MilestoneState.lapsed:
        return t("fallen away")
    if milestone.state == MilestoneState.proposed:
        return t("proposed")
    if milestone.help_at is not None:
        return t("needs help")
    gate = next((each for each in plan if each.id == milestone.gate_id and each.answer is None), None)
    if gate is not None:
        return t("awaits {gate}", gate=lowered(gate.title, gate.organ))
    moment = moments.of(milestone)
    if moment is not None and last_day(moment) < t.now.date():
        return t("overdue")
    if moment is None or moment.precision == Precision.before:
        return t("needs a date")
    return t("delayed") if milestone.delayed else t("under way")


def decided(t: Speech, every: Everything) -> list[Part]:
    """What has been decided, by day, with who decided it where that was not the group."""
    rows = tuple((each.title, each.organ or every.group.title, t.day(each.day)) for each in every.decisions)
    if not rows:
        return []
    return [Line(t("Decisions"), "heading"), Table((t("What"), t("Decided by"), t("Day")), rows)]


def results(t: Speech, every: Everything, *, names: bool = True) -> list[Part]:
    """What has been delivered, with who and when, and what is still to come."""
    delivered = [each for each in every.outputs if each.state == OutputState.delivered]
    expected = [each.title for each in every.outputs if each.state == OutputState.expected]
    found: list[Part] = []
    if delivered or expected:
        found.append(Line(t("Results"), "heading"))
    if delivered:
        found.append(Items(tuple(_delivered(t, every, each, names=names) for each in delivered)))
    if expected:
        if every.group.state == GroupState.dissolved:
            rest = t("Not delivered: {outputs}", outputs=t.names(expected))
        else:
            rest = t("Still to come: {outputs}", outputs=t.names(expected))
        found.append(Line(rest, "muted"))
    return found


def _delivered(t: Speech, every: Everything, output: Output, *, names: bool) -> Item:
    link = (Button("", t("Open"), style="link", url=output.link),) if output.link else ()
    if output.delivered_at is None:
        return Item(output.title, link)
    day = t.day(output.delivered_at)
    if output.delivered_by_id is None or not names:
        return Item(t("{what} · {day}", what=output.title, day=day), link)
    name = name_of(t, every.people[output.delivered_by_id])
    return Item(t("{what} · {name}, {day}", what=output.title, name=name, day=day), link)
