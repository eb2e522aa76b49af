"""Choosing who keeps the threads, by the button on a group's page or on the card about a vacancy.

The form offers the group's members, and anybody else by name. Somebody of the secretariat is coordinator at
once, others are asked; where there is a coordinator already, the replacement is confirmed first. The deputy
steps in when the coordinator is away, with the same rights, and is told so.
"""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorChanged
from handlers.dialogue.form import OTHER, AnyField, Choice, Form
from handlers.dialogue.joining import join, leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import options, person_field, person_named
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.rules.names import first_name
from handlers.rules.workdays import next_sending_time
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import Group, JournalLine, NomineeState, Person, Role, RoleKind, RoleState

from . import steps

router = Router()


def who_fields(
    request: Request, store: Store, gid: int, label: str, *, without: int | None = None, required: bool = True
) -> tuple[AnyField, ...]:
    """One of the group's members, or anybody else by name; `without` leaves one person out."""
    t = request.t
    some = [person for _, person in members.of_group(store, gid) if person.id != without]
    somebody = person_field(t, store, "somebody", t("Name or mail address"), required=required)
    if not some:
        return (somebody,)
    choice = Choice("member", label, options=options(store, some), other=t("Somebody else"), required=required)
    return (choice, somebody)


def chosen(request: Request, store: Store, gid: int) -> Person | None:
    """Whom the two fields name; None when they are empty."""
    said = request.value("member")
    if said and said != OTHER:
        among = [person for _, person in members.of_group(store, gid)]
        return person_named(request, store, said, field="member", among=among)
    said = request.value("somebody")
    return person_named(request, store, said, field="somebody") if said else None


# --- the coordinator ---


def choose_form(request: Request, store: Store) -> Form:
    """Who is to be coordinator."""
    t, group = request.t, groups.get(store, request.id("group"))
    now = members.coordinator(store, number(group.id))
    return Form(
        "coordinator.chosen",
        t("Who is to be coordinator of {group}?", group=group.title),
        who_fields(request, store, number(group.id), t("Coordinator"), without=now.id if now else None),
        t("Choose"),
        args={"group": number(group.id)},
        note=t("Somebody of the secretariat has the role at once. Anybody else is asked first."),
    )


@router.button("coordinator.choose", subject="group", changes=False)
def choose(request: Request, store: Store) -> Reply:
    """[Vælg tovholder]"""
    _living(request, store)
    return Reply(form=choose_form(request, store))


@router.form("coordinator.chosen", choose_form, subject="group")
def chosen_coordinator(request: Request, store: Store) -> Reply:
    """The form: done at once, unless somebody has to be replaced."""
    t, group = request.t, _living(request, store)
    person = chosen(request, store, number(group.id))
    if person is None:
        raise UserError(t("This has to be filled in."), field="somebody")
    now = members.coordinator(store, number(group.id))
    if now is None:
        return _make(request, store, group, person)
    if now.id == person.id:
        raise UserError(t("{name} is already coordinator of {group}.", name=person.name, group=group.title))
    args: dict[str, str | int] = {"group": number(group.id), "person": number(person.id)}
    return Reply(
        Card(
            t("Shall {new} take over from {old}?", new=person.name, old=now.name),
            (
                Line(
                    t(
                        "{old} is coordinator of {group} today, and hears of it.",
                        old=first_name(now.name),
                        group=group.title,
                    )
                ),
            ),
            (
                Button("coordinator.replace", t("Yes, replace"), args, style="primary"),
                Button("coordinator.choose", t("Back"), {"group": number(group.id)}),
            ),
        )
    )


@router.button("coordinator.replace", subject="group")
def replace(request: Request, store: Store) -> Reply:
    """The second press, where somebody has the role already."""
    group = _living(request, store)
    return _make(request, store, group, people.get(store, request.id("person")))


def _make(request: Request, store: Store, group: Group, person: Person) -> Reply:
    t, gid = request.t, number(group.id)
    before = members.coordinator(store, gid)
    if before is not None and before.id == person.id:
        raise UserError(t("{name} is already coordinator of {group}.", name=person.name, group=group.title))
    asked = members.asked_role(store, gid, RoleKind.coordinator)
    if asked is not None and asked.person_id == person.id:
        raise UserError(t("{name} has been asked already.", name=person.name))
    if steps.own_staff(store, person):
        role, line = steps.appoint(request, store, group, person)
        steps.tell_appointed(request, store, role)
        steps.announce(request, store, role)
        _tell_replaced(request, store, group, role, before)
        title = t("{name} is coordinator of {group}.", name=person.name, group=group.title)
        return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"), instead=True)
    for other in members.coming_roles(store, gid, RoleKind.coordinator):
        steps.drop_offer(request, store, other)
    role = Role(group_id=gid, person_id=number(person.id), kind=RoleKind.coordinator, state=RoleState.planned)
    store.add(role)
    line = chronicle.note(
        request, store, "coordinator.asked", group=gid, subject=number(role.id), for_=number(person.id)
    )
    store.happened(CoordinatorChanged(gid))
    nominee = nominations.nominee_of_person(store, gid, number(person.id))
    if nominee is not None and nominee.state == NomineeState.asked:
        more = t("The question comes once {name} has said yes to the group.", name=first_name(person.name))
    else:
        steps.ask(request, store, role, next_sending_time(request.now))
        more = t("You will hear when {name} has answered.", name=first_name(person.name))
    title = t("{name} is asked to be coordinator of {group}.", name=person.name, group=group.title)
    return Reply(Card(title, (Line(more),), (undo_button(t, line),), tone="waiting"), instead=True)


def _tell_replaced(request: Request, store: Store, group: Group, role: Role, before: Person | None) -> None:
    if before is None or (request.actor is not None and before.id == request.me):
        return
    now = people.get(store, role.person_id)
    tell(
        store,
        before,
        subject=f"role:{role.id}/before",
        key=f"role:{role.id}/before",
        now=request.now,
        card=lambda t: Card(
            t("{name} is now coordinator of {group}.", name=now.name, group=group.title),
            (Line(t("Thank you for keeping the threads. You are still in the group.")),),
        ),
    )


@router.undo("coordinator.asked")
def undo_asked(request: Request, store: Store, line: JournalLine) -> Reply:
    """Somebody who was asked and has not answered need not."""
    role = members.role(store, int(line.subject_id or 0))
    if role.state not in (RoleState.planned, RoleState.asked):
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    steps.drop_offer(request, store, role)
    store.happened(CoordinatorChanged(role.group_id))
    person = people.get(store, role.person_id)
    return Reply(Card(request.t("Taken back. {name} need not answer.", name=person.name)))


# --- the deputy ---


def deputy_form(request: Request, store: Store) -> Form:
    """Who steps in for the coordinator."""
    t, group = request.t, groups.get(store, request.id("group"))
    now = members.coordinator(store, number(group.id))
    return Form(
        "coordinator.deputised",
        t("Who steps in for {name}?", name=first_name(now.name) if now else t("the coordinator")),
        who_fields(request, store, number(group.id), t("Deputy"), without=now.id if now else None),
        t("Choose"),
        args={"group": number(group.id)},
        note=t("A deputy can do everything that the coordinator can in the group."),
    )


@router.button("coordinator.deputy", subject="group", changes=False)
def deputy(request: Request, store: Store) -> Reply:
    """[Vælg stedfortræder]"""
    _living(request, store)
    return Reply(form=deputy_form(request, store))


@router.button("coordinator.later", subject="group", changes=False)
def later(request: Request, store: Store) -> Reply:
    """[Senere]"""
    t, group = request.t, groups.get(store, request.id("group"))
    return Reply(
        Card(
            t("That is all right."),
            (Line(t("You can choose a deputy on the group's page at any time.")),),
            (steps.one_page(t, group),),
        )
    )


@router.form("coordinator.deputised", deputy_form, subject="group")
def deputised(request: Request, store: Store) -> Reply:
    """The form: told at once, nothing to answer."""
    t, group = request.t, _living(request, store)
    gid = number(group.id)
    person = chosen(request, store, gid)
    now = members.coordinator(store, gid)
    before = members.active_role(store, gid, RoleKind.deputy)
    if person is None:
        raise UserError(t("This has to be filled in."), field="somebody")
    if now is not None and now.id == person.id:
        raise UserError(t("{name} is already coordinator of {group}.", name=person.name, group=group.title))
    if before is not None and before.person_id == person.id:
        raise UserError(t("{name} is already the deputy.", name=person.name))
    if before is not None:
        steps.end(before, request.now)
    role = Role(
        group_id=gid,
        person_id=number(person.id),
        kind=RoleKind.deputy,
        state=RoleState.active,
        since=request.now,
    )
    store.add(role)
    line = chronicle.note(
        request,
        store,
        "coordinator.deputised",
        group=gid,
        subject=number(role.id),
        for_=number(person.id),
        facts={
            "deputy": before.id if before is not None else None,
            "membership": join(store, gid, person, request.now),
        },
    )
    name = first_name(now.name) if now is not None else ""
    tell(
        store,
        person,
        subject=f"role:{role.id}",
        key=f"role:{role.id}/deputy",
        now=request.now,
        card=lambda t: Card(
            t("You step in for {name} in {group}.", name=name, group=group.title)
            if name
            else t("You are deputy coordinator of {group}.", group=group.title),
            (
                Line(
                    t(
                        "When the coordinator is away, you can do everything there that the coordinator can."
                        " You need not do anything now."
                    )
                ),
            ),
            (steps.one_page(t, group),),
        ),
    )
    title = t("{name} is deputy in {group}.", name=person.name, group=group.title)
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


@router.undo("coordinator.deputised")
def undo_deputised(request: Request, store: Store, line: JournalLine) -> Reply:
    """Whoever stepped in before does so again."""
    role = members.role(store, int(line.subject_id or 0))
    if role.state != RoleState.active:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    steps.end(role, request.now)
    before, joined = line.facts.get("deputy"), line.facts.get("membership")
    if isinstance(before, int):
        steps.revive(members.role(store, before))
    if isinstance(joined, int) and members.get(store, joined).until is None:
        leave(store, members.get(store, joined), request.now)
    steps.redraw_offer(request, store, role)
    person = people.get(store, role.person_id)
    return Reply(Card(request.t("Taken back. {name} is not deputy.", name=person.name)))


def _living(request: Request, store: Store) -> Group:
    return ongoing.living(request, groups.get(store, request.id("group")))
