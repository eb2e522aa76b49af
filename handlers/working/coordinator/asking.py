"""Asking somebody to be coordinator, and what they say: [Ja, den tager jeg] [Nej tak] [Lad os tage en snak].

An order names the coordinator. Somebody of the secretariat is appointed when it is sent; anybody else is asked
as soon as they are in the group. A yes is told to the group and to the director, a no to the secretariat.
"""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import (
    CoordinatorAppointed,
    CoordinatorChanged,
    ExpertAnswered,
    MemberJoined,
    MemberLeft,
)
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import first_name
from handlers.rules.workdays import next_sending_time
from storage import groups, journal, members, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import JournalLine, Membership, Role, RoleKind, RoleState

from . import cards, steps

router = Router()


@router.on(CoordinatorAppointed)
def appointed(event: CoordinatorAppointed, request: Request, store: Store) -> None:
    """An order names somebody of the secretariat."""
    group, person = groups.get(store, event.group_id), people.get(store, event.person_id)
    role, _ = steps.appoint(request, store, group, person, what="coordinator.became")
    steps.tell_appointed(request, store, role)


@router.on(MemberJoined)
def joined(event: MemberJoined, request: Request, store: Store) -> None:
    """Somebody who is meant to be coordinator is in the group now, so they can be asked; somebody who never left
    after all has the role that went with the membership."""
    membership = members.get(store, event.membership_id)
    _give_back(store, membership)
    for role in members.coming_roles(store, membership.group_id, RoleKind.coordinator):
        planned = role.state == RoleState.planned and role.start_due is None
        if planned and role.person_id == membership.person_id:
            steps.ask(request, store, role, next_sending_time(request.now))


def _give_back(store: Store, membership: Membership) -> None:
    """A membership that has been over is one whose end was taken back."""
    gone = journal.last_about(store, number(membership.id), ("member.left", "member.removed", "member.leaving"))
    if gone is None:
        return
    changed = False
    for role in members.roles_of(store, membership.group_id):
        went = role.person_id == membership.person_id and role.state == RoleState.ended and role.until == gone.at
        if went and members.active_role(store, role.group_id, role.kind) is None:
            steps.revive(role)
            changed = True
    if changed:
        store.happened(CoordinatorChanged(membership.group_id))


@router.on(ExpertAnswered)
def expert_answered(event: ExpertAnswered, request: Request, store: Store) -> None:
    """Somebody who was meant to be coordinator will not even be in the group."""
    nominee = nominations.nominee(store, event.nominee_id)
    if event.accepted:
        return
    for role in members.coming_roles(store, nominee.group_id, RoleKind.coordinator):
        if role.person_id == nominee.person_id:
            role.state = RoleState.declined
            _tell_of_no(request, store, role)


@router.on(MemberLeft)
def left(event: MemberLeft, request: Request, store: Store) -> None:
    """A role goes when the membership does, on the same day."""
    membership = members.get(store, event.membership_id)
    gid, changed = membership.group_id, False
    for role in members.active_roles_of_person(store, membership.person_id):
        if role.group_id == gid:
            changed = True
            if membership.until is not None:
                steps.end(role, request.now)
            else:
                role.leaving_on, role.leave_due = membership.leaving_on, membership.leave_due
    if membership.until is not None:
        for role in members.planned_roles_of_person(store, membership.person_id):
            if role.group_id == gid:
                steps.drop_offer(request, store, role)
    if changed:
        store.happened(CoordinatorChanged(gid))


@router.button("role.yes", subject="role")
def yes(request: Request, store: Store) -> Reply:
    """[Ja, den tager jeg]"""
    role = _asked(request, store)
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    if role.start_due is not None and role.start_due > request.now:
        role.state = RoleState.planned
        line = chronicle.note(
            request, store, "coordinator.agreed", group=number(group.id), subject=number(role.id), for_=person.id
        )
        store.happened(CoordinatorChanged(number(group.id)))
    else:
        _, line = steps.appoint(request, store, group, person, role=role)
        steps.announce(request, store, role)
    steps.redraw_offer(request, store, role, line)
    if request.me != role.person_id:
        title = request.t("{name} has said yes to be coordinator of {group}.", name=person.name, group=group.title)
        return Reply(Card(title, buttons=(undo_button(request.t, line),), tone="good"))
    return Reply(cards.with_undo(request.t, cards.offer(request.t, store, role), line), instead=True)


@router.button("role.no", subject="role")
def no(request: Request, store: Store) -> Reply:
    """[Nej tak]"""
    role = _asked(request, store)
    role.state = RoleState.declined
    line = chronicle.note(
        request, store, "coordinator.declined", group=role.group_id, subject=number(role.id), for_=role.person_id
    )
    _tell_of_no(request, store, role)
    steps.redraw_offer(request, store, role, line)
    store.happened(CoordinatorChanged(role.group_id))
    return Reply(cards.with_undo(request.t, cards.declined(request.t, store, role), line), instead=True)


@router.button("role.talk", subject="role")
def talk(request: Request, store: Store) -> Reply:
    """[Lad os tage en snak]: the secretariat rings; the question stays open."""
    role, t = _asked(request, store), request.t
    group = groups.get(store, role.group_id)
    owner = people.get(store, group.owner_id)
    told = tell(
        store,
        owner,
        subject=f"role:{role.id}/talk",
        key=f"role:{role.id}/talk",
        now=request.now,
        card=lambda speech: cards.wants_talk(speech, store, role),
    )
    if not told:
        raise UserError(t("{owner} knows already, and will ring you.", owner=first_name(owner.name)))
    chronicle.note(
        request, store, "coordinator.talk", group=number(group.id), subject=number(role.id), for_=role.person_id
    )
    return Reply(
        Card(
            t("{owner} will ring you.", owner=first_name(owner.name)),
            (Line(t("You can answer afterwards, on the same card.")),),
        )
    )


@router.line("role")
def open_offer(item: OpenItem, t: Speech, store: Store) -> Item:
    """Somebody is asked to be coordinator."""
    group = groups.get(store, members.role(store, item.id).group_id)
    return Item(
        t("Will you be coordinator of {group}?", group=group.title),
        (
            Button("role.yes", t("Yes, I will take it"), {"role": item.id}),
            Button("role.no", t("No, thank you"), {"role": item.id}),
        ),
    )


@router.undo("coordinator.appointed")
def undo_appointed(request: Request, store: Store, line: JournalLine) -> Reply:
    """Whoever was coordinator before is so again; somebody who said yes is asked again."""
    role = members.role(store, int(line.subject_id or 0))
    if role.state != RoleState.active:
        raise UserError(request.t("Somebody else is coordinator by now."))
    if role.asked_at is not None:
        role.state, role.since = RoleState.asked, None
    else:
        steps.end(role, request.now)
    steps.undo_facts(request, store, line)
    steps.correct(request, store, role)
    steps.redraw_offer(request, store, role)
    return Reply(_taken_back(request.t, store, role))


@router.undo("coordinator.agreed")
@router.undo("coordinator.declined")
def undo_answer(request: Request, store: Store, line: JournalLine) -> Reply:
    """The question is open again."""
    role = members.role(store, int(line.subject_id or 0))
    if role.state not in (RoleState.planned, RoleState.declined):
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    role.state = RoleState.asked
    steps.redraw_offer(request, store, role)
    redraw(
        store,
        f"role:{role.id}/no",
        now=request.now,
        card=lambda t, _reader: cards.said_no(t, store, role),
    )
    store.happened(CoordinatorChanged(role.group_id))
    return Reply(cards.offer(request.t, store, role), instead=True)


def _asked(request: Request, store: Store) -> Role:
    """The role, while the question is open; a UserError once it is not."""
    t, role = request.t, members.role(store, request.id("role"))
    if role.state == RoleState.asked:
        return role
    group = groups.get(store, role.group_id)
    if role.state == RoleState.active:
        raise UserError(t("You are already coordinator of {group}.", group=group.title))
    if role.state == RoleState.ended:
        raise UserError(t("You need not answer any longer."))
    raise UserError(t("The card has already been answered."))


def _tell_of_no(request: Request, store: Store, role: Role) -> None:
    """The owner hears of a no, and so does a coordinator who wanted to pass the role on."""
    group = groups.get(store, role.group_id)
    subject = f"role:{role.id}/no"
    redraw(store, subject, now=request.now, card=lambda t, _reader: cards.said_no(t, store, role))
    for person_id in {group.owner_id, *_passing_on(store, role)} - {role.person_id}:
        tell(
            store,
            people.get(store, person_id),
            subject=subject,
            key=f"{subject}/{person_id}",
            now=request.now,
            card=lambda t: cards.said_no(t, store, role),
        )


def _passing_on(store: Store, role: Role) -> list[int]:
    now = members.active_role(store, role.group_id, RoleKind.coordinator)
    return [now.person_id] if now is not None else []


def _taken_back(t: Speech, store: Store, role: Role) -> Card:
    group = groups.get(store, role.group_id)
    now = members.coordinator(store, role.group_id)
    if now is None:
        return Card(t("Taken back. {group} has no coordinator.", group=group.title))
    return Card(t("Taken back. {name} is coordinator of {group}.", name=now.name, group=group.title))
