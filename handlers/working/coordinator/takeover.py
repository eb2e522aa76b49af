"""A member of the secretariat gives everything of theirs to a colleague: `/taskforce overdrag`, alone.

The groups they own, the roles and memberships they have, and the deadlines that lie with them go along, at once
or on the day that was said. Open requests get the new signature, and the colleague is told where to start.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorChanged, GroupsHandedOver, MemberJoined, MilestoneSettled
from handlers.dialogue.form import Choice, Form, Option, When, Words
from handlers.dialogue.joining import join, leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import take_back, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import read_date
from handlers.rules.names import count_word
from handlers.rules.workdays import opening
from storage import due, groups, members, milestones, people, subjects
from storage.attention import Reader, Section, open_items
from storage.engine import Store
from storage.tables import LIVING, Group, Handover, JournalLine, Person, Role, RoleKind, RoleState

from . import steps

router = Router()


def everything_form(request: Request, store: Store) -> Form:
    """To whom in the secretariat, from when, and a note."""
    t = request.t
    secretariat = people.circle(store).secretariat_id
    colleagues = [each for each in people.everybody(store, organisation_id=secretariat) if each.id != request.me]
    return Form(
        "handover.all",
        t("Hand over all your groups"),
        (
            Choice(
                "to",
                t("To whom"),
                options=tuple(Option(str(each.id), each.name, each.title) for each in colleagues),
            ),
            When("day", t("From when"), hint=t("Empty means today."), required=False),
            Words(
                "note",
                t("A note to whoever takes over"),
                hint=t("Where things stand, who knows what, what is next."),
                required=False,
                max=2000,
                lines=5,
            ),
        ),
        t("Hand over"),
        note=t("Your roles and deadlines go along. To pass on one group only, write the word and the group's name."),
    )


@router.button("handover.everything", changes=False)
def everything(request: Request, store: Store) -> Reply:
    """The word alone, by a member of the secretariat."""
    return Reply(form=everything_form(request, store))


@router.form("handover.all", everything_form)
def all_(request: Request, store: Store) -> Reply:
    """The form: everything goes, now or on a day."""
    t = request.t
    to = people.get(store, int(request.value("to")))
    said = request.value("day")
    day = read_date(said, request.now).day if said else request.now.date()
    if to.id not in [each.id for each in people.staff(store, day)]:
        raise UserError(
            t("{name} may not send for the secretariat on that day. Give {name} the office first.", name=to.name),
            field="to",
        )
    ahead = members.handover_ahead(store, request.me)
    if ahead is not None:
        ahead.due_at = None
    row = Handover(
        from_id=request.me,
        to_id=number(to.id),
        starts_on=day,
        note=request.value("note"),
        due_at=opening(day, request.now) if day > request.now.date() else None,
        created_at=request.now,
    )
    store.add(row)
    owned = groups.owned_by(store, request.me)
    if row.due_at is not None:
        line = chronicle.note(
            request,
            store,
            "handover.announced",
            subject=number(row.id),
            for_=number(to.id),
            texts={"note": row.note},
            about=request.me,
        )
        _tell_ahead(request, store, row, to, owned)
        title = t.plural(
            len(owned),
            "{name} takes over your one group {day}.",
            "{name} takes over your {n} groups {day}.",
            name=to.name,
            day=t.paper(day),
        )
        return Reply(
            Card(
                title,
                (
                    Line(
                        t("Until then they are yours."),
                    ),
                ),
                (undo_button(t, line),),
                tone="good",
            )
        )
    line = _carry_out(request, store, row)
    title = t.plural(
        len(owned),
        "{name} has taken over your one group.",
        "{name} has taken over your {n} groups.",
        name=to.name,
    )
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


@router.due("handover")
def on_the_day(request: Request, store: Store) -> None:
    """The announced day has come."""
    if not due.claim(store, "handover", request.id("id"), request.now):
        return
    row = members.handover(store, request.id("id"))
    if people.get(store, row.to_id).erased_at is None:
        _carry_out(request, store, row)


@router.undo("handover.announced")
def undo_announced(request: Request, store: Store, line: JournalLine) -> Reply:
    """Nothing goes anywhere."""
    row = members.handover(store, int(line.subject_id or 0))
    if row.due_at is None:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    row.due_at = None
    take_back(store, f"handover:{row.id}")
    to, who = people.get(store, row.to_id), people.get(store, row.from_id)
    tell(
        store,
        to,
        subject=f"handover:{row.id}/back",
        key=f"handover:{row.id}/back",
        now=request.now,
        card=lambda t: Card(t("{name} keeps the groups after all.", name=who.name)),
    )
    return Reply(Card(request.t("Taken back. The groups stay yours.")))


@router.undo("handover.done")
def undo_done(request: Request, store: Store, line: JournalLine) -> Reply:
    """What the colleague still has comes back."""
    row = members.handover(store, int(line.subject_id or 0))
    subjects.lock_groups(store, groups.touching(store, row.from_id) | groups.touching(store, row.to_id))
    giver = people.get(store, row.from_id)
    back = [group for group in groups.several(store, _ids(line, "groups")).values() if group.owner_id == row.to_id]
    for group in back:
        group.owner_id = row.from_id
    for old, new in zip(_ids(line, "roles"), _ids(line, "new_roles"), strict=True):
        role = members.role(store, new)
        if role.state == RoleState.active:
            steps.end(role, request.now)
            steps.revive(members.role(store, old))
            store.happened(CoordinatorChanged(role.group_id))
    for milestone in (milestones.get(store, each) for each in _ids(line, "milestones")):
        if milestone.owner_id == row.to_id:
            milestone.owner_id = row.from_id
            store.happened(MilestoneSettled(number(milestone.id)))
    for membership in (members.get(store, each) for each in _ids(line, "left")):
        if members.membership(store, membership.group_id, row.from_id) is None:
            membership.until = None
            store.happened(MemberJoined(number(membership.id)))
    for membership in (members.get(store, each) for each in _ids(line, "joined")):
        if membership.until is None:
            leave(store, membership, request.now)
    ids = tuple(number(group.id) for group in back)
    store.happened(GroupsHandedOver(ids, row.to_id, row.from_id))
    return Reply(Card(request.t("Taken back. {name} has the groups again.", name=giver.name)))


def _carry_out(request: Request, store: Store, row: Handover) -> JournalLine:
    """Everything changes hands now; the journal line knows what undo needs."""
    subjects.lock_groups(store, groups.touching(store, row.from_id))
    giver, to = people.get(store, row.from_id), people.get(store, row.to_id)
    owned = groups.owned_by(store, row.from_id)
    for group in owned:
        group.owner_id = row.to_id
        chronicle.note(
            request, store, "owner.changed", group=number(group.id), for_=row.to_id, facts={"from": row.from_id}
        )
    old, new, joined = _hand_on_roles(request, store, row, to)
    left = []
    for membership in members.memberships_of(store, row.from_id):
        if groups.get(store, membership.group_id).state in LIVING:
            added = join(store, membership.group_id, to, request.now)
            joined += [added] if added is not None else []
            left.append(number(membership.id))
            leave(store, membership, request.now)
    moved = milestones.owned_by(store, row.from_id)
    for milestone in moved:
        milestone.owner_id = row.to_id
        store.happened(MilestoneSettled(number(milestone.id)))
    ids = tuple(number(group.id) for group in owned)
    store.happened(GroupsHandedOver(ids, row.from_id, row.to_id))
    tell(
        store,
        to,
        subject=f"handover:{row.id}/done",
        key=f"handover:{row.id}/done",
        now=request.now,
        card=lambda t: _taken_over(t, store, row, giver, owned),
    )
    return chronicle.note(
        request,
        store,
        "handover.done",
        subject=number(row.id),
        for_=row.to_id,
        facts={
            "groups": list(ids),
            "roles": [number(role.id) for role in old],
            "new_roles": [number(role.id) for role in new],
            "milestones": [number(each.id) for each in moved],
            "left": left,
            "joined": joined,
        },
        texts={"note": row.note},
        about=row.from_id,
    )


def _hand_on_roles(
    request: Request, store: Store, row: Handover, to: Person
) -> tuple[list[Role], list[Role], list[int]]:
    """The roles in living groups: those that ended, those that took their place, the memberships made."""
    old, new, joined = [], [], []
    for role in members.active_roles_of_person(store, row.from_id):
        group = groups.get(store, role.group_id)
        if group.state not in LIVING:
            continue
        if role.kind == RoleKind.coordinator:
            made, line = steps.appoint(request, store, group, to, note=row.note, what="coordinator.became")
            membership = line.facts.get("membership")
            joined += [membership] if isinstance(membership, int) else []
        else:
            steps.end(role, request.now)
            lead = members.active_role(store, role.group_id, RoleKind.coordinator)
            if lead is not None and lead.person_id == row.to_id:
                continue
            made = Role(group_id=role.group_id, person_id=row.to_id, kind=role.kind, since=request.now)
            store.add(made)
        old.append(role)
        new.append(made)
    return old, new, joined


def _tell_ahead(request: Request, store: Store, row: Handover, to: Person, owned: Sequence[Group]) -> None:
    giver = people.get(store, row.from_id)
    tell(
        store,
        to,
        subject=f"handover:{row.id}",
        key=f"handover:{row.id}",
        now=request.now,
        card=lambda t: Card(
            t.plural(
                len(owned),
                "You take over one group from {name} {day}.",
                "You take over {n} groups from {name} {day}.",
                name=giver.name,
                day=t.day(row.starts_on),
            ),
            (
                *((Line(t("The note: “{note}”", note=row.note)),) if row.note else ()),
                Line(t("You need not do anything until then.")),
            ),
        ),
    )


def _taken_over(t: Speech, store: Store, row: Handover, giver: Person, owned: Sequence[Group]) -> Card:
    """Du har overtaget 6 grupper fra Sofie Kragelund (texts 10)."""
    waiting = _this_week(store, owned, t.now.date())
    lines = [Line(t("The note: “{note}”", note=row.note))] if row.note else []
    if waiting:
        lines.append(
            Line(
                t.plural(
                    len(waiting),
                    "One thing awaits you this week. Start here:",
                    "{Count} things await you this week. Start here:",
                    Count=count_word(len(waiting), t.language).capitalize(),
                )
            )
        )
    elif owned:
        lines.append(Line(t("Nothing is urgent this week. Start here:")))
    first = next((group for group in owned if group.id in waiting), owned[0] if owned else None)
    return Card(
        t.plural(
            len(owned),
            "You have taken over one group from {name}.",
            "You have taken over {n} groups from {name}.",
            name=giver.name,
        ),
        tuple(lines),
        (steps.one_page(t, first),) if first is not None else (),
    )


def _this_week(store: Store, owned: Sequence[Group], today: date) -> list[int]:
    """The group of each thing that awaits an answer, or falls due, before the week is over."""
    sunday = today + timedelta(days=6 - today.weekday())
    ids = {number(group.id) for group in owned}
    return [
        item.group_id
        for item in open_items(store, Reader(staff=True))
        if item.group_id in ids
        and (
            item.section == Section.answer
            or (item.section == Section.dated and item.day is not None and item.day <= sunday)
        )
    ]


def _ids(line: JournalLine, name: str) -> list[int]:
    found = line.facts.get(name)
    return [each for each in found if isinstance(each, int)] if isinstance(found, list) else []
