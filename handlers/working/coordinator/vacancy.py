"""A group without a coordinator, or soon without one.

The secretariat gets a card with [Vælg ny tovholder] and the members a post in their room, once for each
vacancy, whether the role is empty now or from an announced day on. The card says who has it once somebody has.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.events import CoordinatorChanged, GroupEstablished, GroupReopened
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import post, redraw, tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import due, groups, journal, members, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, Role, RoleKind, RoleState

from . import steps

router = Router()


@router.on(CoordinatorChanged)
@router.on(GroupEstablished)
@router.on(GroupReopened)
def look(event: CoordinatorChanged | GroupEstablished | GroupReopened, request: Request, store: Store) -> None:
    """Sound the alarm when nobody keeps the threads and nobody has been asked to; else bring the card of the
    last vacancy up to date."""
    group = groups.get(store, event.group_id)
    gid = number(group.id)
    now = members.active_role(store, gid, RoleKind.coordinator)
    last = _last(store, gid)
    subject = f"vacancy:{gid}/{last.id if last is not None else 0}"
    vacant = now is None or now.leaving_on is not None
    for id_ in {each.id if each is not None else 0 for each in (last, now)}:
        redraw(
            store,
            f"vacancy:{gid}/{id_}",
            now=request.now,
            card=lambda t, reader: _card(t, store, group, last, reader is None),
        )
    if group.state not in ALIVE or not vacant or _somebody_is_coming(store, gid):
        return
    tell(
        store,
        people.get(store, group.owner_id),
        subject=subject,
        key=f"{subject}/owner",
        now=request.now,
        card=lambda t: _card(t, store, group, last, False),
    )
    post(
        store,
        group,
        subject=subject,
        key=f"{subject}/room",
        now=request.now,
        card=lambda t: _card(t, store, group, last, True),
    )


@router.due("role.leave")
def leave(request: Request, store: Store) -> None:
    """The announced day has come: the role ends."""
    if due.claim(store, "role.leave", request.id("id"), request.now):
        role = members.role(store, request.id("id"))
        steps.end(role, request.now)
        store.happened(CoordinatorChanged(role.group_id))


@router.due("role.start")
def start(request: Request, store: Store) -> None:
    """The day has come from which somebody has agreed to be coordinator."""
    if not due.claim(store, "role.start", request.id("id"), request.now):
        return
    role = members.role(store, request.id("id"))
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    if group.state not in ALIVE or person.erased_at is not None:
        steps.end(role, request.now)
        return
    steps.appoint(request, store, group, person, role=role, what="coordinator.became")
    steps.announce(request, store, role)
    tell(
        store,
        person,
        subject=f"role:{role.id}/starts",
        key=f"role:{role.id}/starts",
        now=request.now,
        card=lambda t: Card(
            t("You are coordinator of {group} from today.", group=group.title),
            (*((Line(t("The note: “{note}”", note=role.note)),) if role.note else ()),),
            (steps.one_page(t, group),),
            tone="good",
        ),
    )


@router.button("vacancy.note", subject="role", changes=False)
def note(request: Request, store: Store) -> Reply:
    """[Læs noten]"""
    role, t = members.role(store, request.id("role")), request.t
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    return Reply(
        Card(
            t("{whose} note about {group}", whose=t.whose(person.name), group=group.title),
            tuple(Line(line) for line in role.note.splitlines() if line.strip()) or (Line(t("There is no note.")),),
        )
    )


@router.news("coordinator.appointed")
@router.news("coordinator.became")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """Who keeps the threads from now on; not of a group that is only beginning."""
    role = members.role(store, number(line.subject_id))
    group = groups.get(store, role.group_id)
    if group.established_at is None or line.at <= group.established_at:
        return None
    return t("{name} is now coordinator of {group}.", name=people.get(store, role.person_id).name, group=group.title)


@router.line("vacancy")
def vacancy(item: OpenItem, t: Speech, store: Store) -> Item:
    """A group without a coordinator."""
    group = groups.get(store, item.id)
    asked = members.asked_role(store, item.id, RoleKind.coordinator)
    if asked is not None:
        person = people.get(store, asked.person_id)
        return Item(
            t("{group} has no coordinator. {name} has been asked.", group=group.title, name=person.name),
            (Button("coordinator.choose", t("Choose"), {"group": item.id}),),
        )
    return Item(
        t("{group} has no coordinator.", group=group.title),
        (Button("coordinator.choose", t("Choose"), {"group": item.id}),),
    )


def _last(store: Store, gid: int) -> Role | None:
    """The coordinator who has stopped, or has announced it; a vacancy is theirs."""
    had = [
        role for role in members.roles_of(store, gid) if role.kind == RoleKind.coordinator and role.since is not None
    ]
    leaving = [role for role in had if role.state == RoleState.active and role.leaving_on is not None]
    ended = [role for role in had if role.state == RoleState.ended]
    ended.sort(key=lambda role: (role.until is not None and role.until.timestamp(), number(role.id)))
    return next(iter(leaving or ended[-1:]), None)


def _somebody_is_coming(store: Store, gid: int) -> bool:
    """Whether somebody has been asked, has agreed, or will be asked once they are in the group."""
    for role in members.coming_roles(store, gid, RoleKind.coordinator):
        if role.state == RoleState.asked or role.start_due is not None:
            return True
        if members.membership(store, gid, role.person_id) is not None:
            return True
        if nominations.nominee_of_person(store, gid, role.person_id) is not None:
            return True
    return False


def _card(t: Speech, store: Store, group: Group, last: Role | None, to_room: bool) -> Card:
    """The alarm as it stands: empty, empty from a day on, somebody asked, or filled."""
    gid = number(group.id)
    now = members.active_role(store, gid, RoleKind.coordinator)
    if now is not None and now.leaving_on is None:
        person = people.get(store, now.person_id)
        title = t("{group} has a coordinator: {name}.", group=group.title, name=person.name)
        return Card(title, tone="good")
    coming = members.coming_roles(store, gid, RoleKind.coordinator)
    agreed = [role for role in coming if role.state == RoleState.planned and role.start_due is not None]
    if agreed and agreed[0].start_due is not None:
        return Card(
            t(
                "{name} is coordinator of {group} from {day}.",
                name=people.get(store, agreed[0].person_id).name,
                group=group.title,
                day=t.day(agreed[0].start_due),
            ),
            tone="good",
        )
    if now is not None and now.leaving_on is not None:
        title = t("{group} has no coordinator from {day}.", group=group.title, day=t.day(now.leaving_on))
    else:
        title = t("{group} has no coordinator.", group=group.title)
    lines, buttons = [], []
    if last is not None:
        lines += _why(t, store, group, last)
    if to_room:
        owner = people.get(store, group.owner_id)
        lines.append(t("{owner} is looking for somebody new.", owner=first_name(owner.name)))
    else:
        asked = [role for role in coming if role.state == RoleState.asked]
        if asked:
            lines.append(t("{name} has been asked.", name=people.get(store, asked[0].person_id).name))
        choose = t("Choose a new coordinator") if last is not None else t("Choose a coordinator")
        buttons.append(Button("coordinator.choose", choose, {"group": gid}, style="primary"))
    if last is not None and last.note and _passed_on(store, last):
        buttons.append(Button("vacancy.note", t("Read the note"), {"role": number(last.id)}))
    return Card(title, (Line(" ".join(lines)),) if lines else (), tuple(buttons), tone="warning")


def _why(t: Speech, store: Store, group: Group, last: Role) -> list[str]:
    """Why the last one has stopped: the role was passed on, or they are not in the group any longer; nothing of
    an appointment that was taken back."""
    person = people.get(store, last.person_id)
    name = name_of(t, person)
    if _passed_on(store, last):
        if last.note:
            return [t("{name} passes the baton on and has written a note.", name=name)]
        return [t("{name} passes the baton on.", name=name)]
    membership = members.membership(store, number(group.id), number(person.id))
    if membership is None:
        return [t("{name} is no longer in the group.", name=name)]
    if membership.leaving_on is not None:
        day = t.day(membership.leaving_on)
        return [t("{name} stops in {group} on {day}.", name=name, group=group.title, day=day)]
    return []


def _passed_on(store: Store, last: Role) -> bool:
    """Whether whoever had the role passed it on, and has not taken that back."""
    return journal.last_about(store, number(last.id), ("coordinator.handed_over",)) is not None
