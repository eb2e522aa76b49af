"""`/taskforce overdrag`: a coordinator passes the role on, to somebody or to nobody yet, with a note.

    overdrag                      the group that I coordinate; for the secretariat, everything of mine
    overdrag Elnet                one group
    overdrag Elnet Jonas          with the name filled in

Somebody of the secretariat takes over at once, or on the day that was said; anybody else is asked, and the
role stays where it is until the answer. With no name the secretariat finds somebody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorChanged
from handlers.dialogue.form import OTHER, Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import matching
from handlers.dialogue.standing import in_secretariat, standing
from handlers.dialogue.undo import undo_button
from handlers.dialogue.which import choice, named_group
from handlers.locale import Speech, mark
from handlers.rules.dates import read_date
from handlers.rules.names import first_name
from handlers.rules.permissions import may
from handlers.rules.workdays import next_sending_time, opening
from storage import groups, members, people
from storage.engine import Store
from storage.subjects import Subject
from storage.tables import ALIVE, Group, JournalLine, Person, Role, RoleKind, RoleState

from . import steps
from .choosing import chosen, who_fields

router = Router()


@router.command(
    Command(
        "handover",
        "overdrag",
        mark("Pass on the coordinator role or all your groups, with a note"),
        usage="Elnet",
        dansk_usage="Elnet",
        action="handover",
        aliases=("tovholder", "coordinator"),
    )
)
def handover(request: Request, store: Store) -> Reply:
    """The word: the right form for who says it, and where."""
    t = request.t
    if request.words or request.place.group_id is not None:
        group, rest = named_group(request, store, t("handover"))
        return Reply(then=Button("handover.open", "", {"group": number(group.id), "to": rest}))
    if in_secretariat(request, store):
        return Reply(then=Button("handover.everything", ""))
    led = groups.several(store, groups.led_by(store, request.me)).values()
    living = sorted((group for group in led if group.state in ALIVE), key=lambda group: group.title)
    if not living:
        raise UserError(t("You are not the coordinator of any group."))
    if len(living) == 1:
        return Reply(then=Button("handover.open", "", {"group": number(living[0].id), "to": ""}))
    raise choice(request, store, t("handover"), living)


def give_form(request: Request, store: Store) -> Form:
    """To whom, from when, and a note."""
    t, group = request.t, groups.get(store, request.id("group"))
    gid = number(group.id)
    now = members.coordinator(store, gid)
    return Form(
        "handover.given",
        t("Pass on {group}", group=group.title),
        (
            *who_fields(request, store, gid, t("To whom"), without=now.id if now else None, required=False),
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
        t("Pass it on"),
        args={"group": gid},
        note=t("Leave the name empty if you do not know. The secretariat then finds somebody."),
    )


@router.button("handover.open", subject="group", changes=False)
def open_(request: Request, store: Store) -> Reply:
    """The form for one group; a name that was said is filled in."""
    group = groups.get(store, request.id("group"))
    _current(request, store, group)
    form = give_form(request, store)
    said = str(request.args.get("to", ""))
    if said:
        found = matching(said, [person for _, person in members.of_group(store, number(group.id))])
        values = {"member": found[0].name} if len(found) == 1 else {"member": OTHER, "somebody": said}
        form = replace(form, values={**values})
    return Reply(form=form)


@router.form("handover.given", give_form, subject="group")
def given(request: Request, store: Store) -> Reply:
    """The form: the role goes on, now or from a day on."""
    t, group = request.t, groups.get(store, request.id("group"))
    gid = number(group.id)
    current = _current(request, store, group)
    person = chosen(request, store, gid)
    said = request.value("day")
    day = read_date(said, request.now).day if said else request.now.date()
    later = day > request.now.date()
    if person is not None and person.id == current.person_id:
        raise UserError(t("{name} is already coordinator of {group}.", name=person.name, group=group.title))
    current.note = request.value("note")
    if later:
        current.leaving_on, current.leave_due = day, opening(day, request.now)
    if person is None:
        return _to_nobody(request, store, group, current, day, later)
    for other in members.coming_roles(store, gid, RoleKind.coordinator):
        steps.drop_offer(request, store, other)
    role = Role(
        group_id=gid,
        person_id=number(person.id),
        kind=RoleKind.coordinator,
        state=RoleState.planned,
        start_due=opening(day, request.now) if later else None,
        note=current.note,
    )
    store.add(role)
    joined = None
    if not steps.own_staff(store, person):
        steps.ask(request, store, role, next_sending_time(request.now))
    elif later:
        steps.tell_appointed(request, store, role, day=day)
    else:
        _, made = steps.appoint(request, store, group, person, role=role, what="coordinator.became")
        joined = made.facts.get("membership")
        steps.tell_appointed(request, store, role)
        steps.announce(request, store, role)
    line = _note(request, store, group, current, role, joined)
    store.happened(CoordinatorChanged(gid))
    return Reply(_receipt(t, group, current, role, person, undo_button(t, line)))


def _to_nobody(request: Request, store: Store, group: Group, current: Role, day: date, later: bool) -> Reply:
    t = request.t
    if not later:
        steps.end(current, request.now)
    line = _note(request, store, group, current, None, None)
    store.happened(CoordinatorChanged(number(group.id)))
    owner = first_name(people.get(store, group.owner_id).name)
    more = (
        t("{name} is coordinator until {day}.", name=people.get(store, current.person_id).name, day=t.day(day))
        if later
        else t("{group} has no coordinator until then.", group=group.title)
    )
    title = t("{owner} finds a new coordinator for {group}.", owner=owner, group=group.title)
    return Reply(Card(title, (Line(more),), (undo_button(t, line),)))


def _receipt(t: Speech, group: Group, current: Role, role: Role, person: Person, undo: Button) -> Card:
    name = first_name(person.name)
    if role.state == RoleState.active:
        title = t("{name} is coordinator of {group}.", name=person.name, group=group.title)
        return Card(title, buttons=(undo,), tone="good")
    if role.state == RoleState.planned:
        title = t(
            "{name} is coordinator of {group} from {day}.",
            name=person.name,
            group=group.title,
            day=t.day(role.start_due) if role.start_due else "",
        )
        return Card(title, buttons=(undo,), tone="good")
    more = (
        t(
            "You will hear when {name} has answered. Until {day} nothing changes.",
            name=name,
            day=t.day(current.leaving_on),
        )
        if current.leaving_on is not None
        else t("You will hear when {name} has answered. Until then nothing changes.", name=name)
    )
    title = t("{name} is asked to be coordinator of {group}.", name=person.name, group=group.title)
    return Card(title, (Line(more),), (undo,), tone="waiting")


def _note(
    request: Request, store: Store, group: Group, current: Role, role: Role | None, joined: object
) -> JournalLine:
    return chronicle.note(
        request,
        store,
        "coordinator.handed_over",
        group=number(group.id),
        subject=number(current.id),
        for_=current.person_id,
        facts={
            "before": number(current.id),
            "new": role.id if role is not None else None,
            "membership": joined,
        },
        texts={"note": current.note},
        about=current.person_id,
    )


@router.undo("coordinator.handed_over")
def undo_handed_over(request: Request, store: Store, line: JournalLine) -> Reply:
    """The role stays where it was."""
    current = members.role(store, int(line.subject_id or 0))
    now = members.active_role(store, current.group_id, RoleKind.coordinator)
    new = line.facts.get("new")
    if now is not None and now.id not in (current.id, new):
        raise UserError(request.t("Somebody else is coordinator by now."))
    group, person = groups.get(store, current.group_id), people.get(store, current.person_id)
    role = members.role(store, new) if isinstance(new, int) else None
    if role is not None and role.state == RoleState.active and role.asked_at is not None:
        raise _theirs(request, store, group, role)
    if role is not None and role.state != RoleState.declined:
        steps.end(role, request.now)
    current.note = ""
    steps.undo_facts(request, store, line)
    if role is not None:
        steps.correct(request, store, role)
        steps.redraw_offer(request, store, role)
    return Reply(Card(request.t("Taken back. {name} is coordinator of {group}.", name=person.name, group=group.title)))


def _theirs(request: Request, store: Store, group: Group, role: Role) -> UserError:
    """Whoever said yes has been announced: the role can only be passed on from there."""
    t, gid = request.t, number(group.id)
    name = people.get(store, role.person_id).name
    said = t("{name} has said yes and is coordinator of {group}. That cannot be undone.", name=name, group=group.title)
    here = standing(store, request.person, Subject("group", gid, gid), request.now.date())
    if may("handover.open", here):
        return UserError(said, buttons=(Button("handover.open", t("Pass the role on"), {"group": gid, "to": ""}),))
    owner = people.get(store, group.owner_id).name
    return UserError(said, more=t("Write to {owner} if somebody else is to have the role.", owner=owner))


def _current(request: Request, store: Store, group: Group) -> Role:
    """The role that is passed on; a UserError when nobody has it."""
    t = request.t
    ongoing.working(request, group)
    current = members.active_role(store, number(group.id), RoleKind.coordinator)
    if current is None:
        raise UserError(
            t("{group} has no coordinator.", group=group.title),
            buttons=(Button("coordinator.choose", t("Choose a coordinator"), {"group": number(group.id)}),),
        )
    return current
