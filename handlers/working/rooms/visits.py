"""Who comes into a group's room by themselves, and who goes out: compared with who is in the group.

Nobody presses anything to cause this; the face reports it. The group's owner and coordinator are told of somebody who
came in without being a member, with [Add as a member], of a member who went out, with [Invite again] and [Remove],
and of one who is no longer in the group, but still in the room. Of the secretariat's own people nobody is told.

In Teams a channel is its whole team's, most of whom are of no group: of them nobody is told, whether they come or go.
Of a member who comes into the team or goes out of it the group's owner reads on the card about who is outside.
"""

from __future__ import annotations

from handlers.dialogue.card import Argument, Button, Card, Confirm, Line
from handlers.dialogue.events import MemberJoined, MemberLeft, StrangerEntered
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, room_row, tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import members, people, rooms
from storage.engine import Store
from storage.tables import LIVING, EntryState, Group, Membership, OutboxKind, Person, Room

from .parts import TEAMS, called, group_of, responsible
from .reaching import show_barred

router = Router()


@router.report("room.joined", subject="group")
def joined(request: Request, store: Store) -> Reply:
    """A face reports that a person of the directory has come into the room."""
    room = _room(request, store)
    if room is None:
        return Reply()
    me, group = request.me, group_of(store, room)
    if room.kind == TEAMS:
        return _compare(request, store, room, group)
    rooms.enter(store, number(room.id), me, EntryState.inside, request.now)
    store.session.flush()
    if members.membership(store, number(group.id), me) is not None:
        show_barred(request, store, room, (me,))
        return Reply()
    if _of_the_house(request, store, group, me):
        return Reply()
    key = _visit(room, me)
    for person in responsible(store, group, without=(me,)):
        tell(
            store,
            person,
            subject=key,
            key=f"{key}/{person.id}",
            now=request.now,
            card=lambda t: _visitor(t, group, request.person),
        )
    return Reply()


@router.report("room.left", subject="group")
def left(request: Request, store: Store) -> Reply:
    """A face reports that a person of the directory has gone out of the room."""
    room = _room(request, store)
    if room is None:
        return Reply()
    me, group = request.me, group_of(store, room)
    if room.kind == TEAMS:
        return _compare(request, store, room, group)
    rooms.enter(store, number(room.id), me, EntryState.left, request.now)

    def out(t: Speech, _: Person | None) -> Card:
        return Card(t("{name} is no longer in {room}.", name=request.person.name, room=called(t, room)), tone="good")

    redraw(store, _staying(room, me), now=request.now, card=out)
    membership = members.membership(store, number(group.id), me)
    if membership is None or _of_the_house(request, store, group, me):
        return Reply()
    key = f"room:{group.id}/left/{room.id}/{me}"

    def card(t: Speech, _: Person | None) -> Card:
        return _gone(t, group, membership, request.person)

    redraw(store, key, now=request.now, card=card)  # whoever had come back and goes once more
    for person in responsible(store, group, without=(me,)):
        tell(store, person, subject=key, key=f"{key}/{person.id}", now=request.now, card=lambda t: card(t, None))
    return Reply()


@router.on(StrangerEntered)
def stranger(event: StrangerEntered, request: Request, store: Store) -> None:
    """Somebody has come in whom the directory does not know."""
    room = rooms.at(store, event.kind, event.address)
    if room is None or room.kind == TEAMS:
        return
    group = group_of(store, room)
    key = f"room:{group.id}/stranger/{room.id}/{event.who}"
    for person in responsible(store, group):
        tell(
            store,
            person,
            subject=key,
            key=f"{key}/{person.id}",
            now=request.now,
            card=lambda t: _unknown(t, group, event.name),
        )


@router.on(MemberJoined)
def known(event: MemberJoined, request: Request, store: Store) -> None:
    """Whoever was in the room already belongs there now."""
    membership = members.get(store, event.membership_id)
    room = rooms.of_group(store, membership.group_id)
    if room is None:
        return
    person, group = people.get(store, membership.person_id), group_of(store, room)

    def card(t: Speech, _: Person | None) -> Card:
        return Card(t("{name} is in {group}.", name=person.name, group=group.title), tone="good")

    redraw(store, _visit(room, membership.person_id), now=request.now, card=card)
    redraw(store, _staying(room, membership.person_id), now=request.now, card=card)


@router.on(MemberLeft)
def stays(event: MemberLeft, request: Request, store: Store) -> None:
    """Whoever is no longer in the group can still be in its channel, which only people in there can change."""
    membership = members.get(store, event.membership_id)
    room = rooms.of_group(store, membership.group_id)
    if membership.until is None or room is None or room.kind == TEAMS:
        return
    if not rooms.inside(store, number(room.id), membership.person_id):
        return
    group, person = group_of(store, room), people.get(store, membership.person_id)
    if group.state not in LIVING or person.erased_at is not None:
        return
    if _of_the_house(request, store, group, number(person.id)):
        return
    subject = _staying(room, number(person.id))

    def card(t: Speech, _: Person | None) -> Card:
        return _still_inside(t, group, room, person)

    redraw(store, subject, now=request.now, card=card)  # whoever was back in the group and leaves once more
    for each in responsible(store, group, without=(number(person.id),)):
        key = f"{subject}/{each.id}"
        tell(store, each, subject=subject, key=key, now=request.now, card=lambda t: card(t, None))


def _compare(request: Request, store: Store, room: Room, group: Group) -> Reply:
    """Let the face look whether a member is in the team by now."""
    me = request.me
    if members.membership(store, number(group.id), me) is not None:
        key = f"room:{group.id}/compare/{room.id}/{me}/{request.now.timestamp():.0f}"
        room_row(store, group, OutboxKind.invite, key=key, now=request.now, payload={"people": [me]})
    return Reply()


def _staying(room: Room, person_id: int) -> str:
    return f"room:{room.group_id}/staying/{room.id}/{person_id}"


def _visit(room: Room, person_id: int) -> str:
    return f"room:{room.group_id}/visit/{room.id}/{person_id}"


def _room(request: Request, store: Store) -> Room | None:
    """The group's room now, if it is on the face that reports."""
    room = rooms.of_group(store, request.id("group"))
    return room if room is not None and room.kind == request.face else None


def _of_the_house(request: Request, store: Store, group: Group, person_id: int) -> bool:
    staff = people.staff(store, request.now.date(), readers=True)
    return person_id == group.owner_id or person_id in [each.id for each in staff]


def _visitor(t: Speech, group: Group, person: Person) -> Card:
    args: dict[str, Argument] = {"group": number(group.id), "person": number(person.id)}
    return Card(
        t("{name} has come into the room of {group}.", name=person.name, group=group.title),
        (
            Line(t("{name} is not a member of the group.", name=first_name(person.name))),
            Line(t("If that is as it should be, you need not do anything.")),
        ),
        (Button("member.add", t("Add as a member"), args, "primary"),),
    )


def _still_inside(t: Speech, group: Group, room: Room, person: Person) -> Card:
    way = (Button("", t("Open"), url=room.url),) if room.url else ()
    first = first_name(person.name)
    return Card(
        t(
            "{name} is no longer in {group}, but is still in {room}.",
            name=person.name, group=group.title, room=called(t, room),
        ),
        (Line(t("Remove {name} from the channel, if {name} is not to read along any more.", name=first)),),
        way,
        tone="warning",
    )  # fmt: skip


def _unknown(t: Speech, group: Group, name: str) -> Card:
    return Card(
        t("{name} has come into the room of {group}.", name=name, group=group.title),
        (
            Line(t("We do not know {name} from the directory, and there is no such member.", name=name)),
            Line(t("If that is as it should be, you need not do anything.")),
        ),
        (Button("member.add", t("Add as a member"), {"group": number(group.id)}, "primary"),),
    )


def _gone(t: Speech, group: Group, membership: Membership, person: Person) -> Card:
    name = first_name(person.name)
    args: dict[str, Argument] = {"group": number(group.id), "person": number(person.id)}
    remove = Button(
        "member.remove",
        t("Remove from the group"),
        {"membership": number(membership.id)},
        style="danger",
        confirm=Confirm(
            t("Shall {name} leave {group}?", name=person.name, group=group.title),
            t("{name} is thanked in one line. You can undo it.", name=name),
            t("Yes, remove {name}", name=name),
        ),
    )
    return Card(
        t("{name} has left the room of {group}.", name=person.name, group=group.title),
        (
            Line(t("{name} is still a member of the group, but does not see what is written there.", name=name)),
            Line(t("Talk to {name} before you do anything.", name=name)),
        ),
        (Button("room.again", t("Invite again"), args, "primary"), remove),
        tone="warning",
    )
