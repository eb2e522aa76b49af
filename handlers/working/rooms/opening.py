"""A group's room on its way: asked for, made, filled, moved to, closed."""

from __future__ import annotations

from handlers.dialogue.events import (
    BasisChanged,
    GroupDissolved,
    GroupEstablished,
    GroupReopened,
    GroupsHandedOver,
    MemberJoined,
    RoomFailed,
    RoomOpened,
)
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import LINK, post, redraw, room_row
from handlers.locale import Speech
from storage import groups, members, outbox, people, rooms
from storage.engine import Store
from storage.tables import ALIVE, LIVING, Group, OutboxKind, Room

from . import why
from .first_post import heard, room_name, welcome
from .parts import TEAMS, ask_for_room, key_of, taken
from .reaching import failed, settled

router = Router()


@router.on(GroupEstablished)
@router.on(GroupReopened)
def open_(event: GroupEstablished | GroupReopened, request: Request, store: Store) -> None:
    """Ask for a room with everybody in it, and write the first post there, which stays at the top."""
    group = groups.get(store, event.group_id)
    key = key_of(store, group)
    if outbox.has(store, key):
        return
    ask_for_room(request, store, group, key, room_name(group.title))
    post(
        store,
        group,
        subject=f"welcome:{group.id}",
        key=f"{key}/welcome",
        now=request.now,
        card=lambda t: welcome(t, store, group, again=isinstance(event, GroupReopened)),
        pinned=True,
    )


@router.on(BasisChanged)
def rests_on_another(event: BasisChanged, request: Request, store: Store) -> None:
    """The first post says what the group rests on now."""
    group = groups.get(store, event.group_id)
    again = not key_of(store, group).endswith("/1")
    redraw(
        store,
        f"welcome:{group.id}",
        now=request.now,
        card=lambda t, _reader: welcome(t, store, group, again=again),
    )


@router.on(MemberJoined)
def invite(event: MemberJoined, request: Request, store: Store) -> None:
    """Whoever comes later is invited to the room that there is, or that has been asked for."""
    membership = members.get(store, event.membership_id)
    group = groups.get(store, membership.group_id)
    if group.state in ALIVE and _asked(store, group):
        _let_in(request, store, group, membership.person_id, f"room:{group.id}/invite/{membership.id}")


@router.on(GroupsHandedOver)
def invite_owner(event: GroupsHandedOver, request: Request, store: Store) -> None:
    """Whoever takes groups over in the secretariat gets into their rooms."""
    for group in groups.several(store, event.group_ids).values():
        if group.state in ALIVE and _asked(store, group):
            key = f"room:{group.id}/invite/owner/{event.to_id}/{request.now.date()}"
            _let_in(request, store, group, event.to_id, key)


def _asked(store: Store, group: Group) -> bool:
    return bool(rooms.ever(store, number(group.id))) or outbox.has(store, key_of(store, group))


def _let_in(request: Request, store: Store, group: Group, person_id: int, key: str) -> None:
    room_row(store, group, OutboxKind.invite, key=key, now=request.now, payload={"people": [person_id]})


@router.on(GroupDissolved)
def close(event: GroupDissolved, request: Request, store: Store) -> None:
    """The room stays readable, but nobody writes in it any more. A link is only forgotten."""
    group = groups.get(store, event.group_id)
    had = rooms.ever(store, event.group_id)
    for room in had:
        room.closed_at = room.closed_at or request.now
    if had or outbox.has(store, key_of(store, group)):
        key = key_of(store, group, what="close")
        room_row(store, group, OutboxKind.close_room, key=key, now=request.now, payload={})


@router.on(RoomOpened)
def opened(event: RoomOpened, request: Request, store: Store) -> None:
    """A face has made the room, or found it again: the group is told what is read there, and finds its page and its
    calendar at the top. Where another group talks already, it does not move: its owner hears that."""
    group = groups.get(store, event.group_id)
    gone = group.state not in LIVING
    now = rooms.of_group(store, event.group_id)
    if now is not None and now.address == event.address:
        return
    if not gone and taken(store, event.group_id, event.kind, event.address) is not None:
        failed(RoomFailed(event.group_id, why.TAKEN, mails=False), request, store)
        return
    if now is not None:
        now.closed_at = request.now
    room = rooms.make(
        store,
        Room(
            group_id=event.group_id,
            kind=event.kind,
            name=event.name,
            address=event.address,
            url=event.url,
            opened_at=request.now,
            closed_at=request.now if gone else None,
        ),
    )
    if gone:
        return
    settled(request, store, group, room)
    _greet(request, store, group, room)
    _mark(request, store, group, room)
    t = Speech(people.circle(store).language, request.now)
    said = heard(t, group, room, event.heard)
    if said is not None:
        key = f"room:{group.id}/heard/{room.id}"
        post(store, group, subject=key, key=key, now=request.now, card=lambda _: said, inside=True)


def _greet(request: Request, store: Store, group: Group, room: Room) -> None:
    """The first post again, where there was no room for it when the group began; its members have it by mail."""
    key, subject = f"{key_of(store, group)}/welcome", f"welcome:{group.id}"
    there = any(row.group_id is not None for row in outbox.messages_about(store, subject))
    if outbox.has(store, key) and not there:
        post(
            store,
            group,
            subject=subject,
            key=f"{key}/{room.id}",
            now=request.now,
            card=lambda t: welcome(t, store, group, again=False),
            pinned=True,
            inside=True,
        )


def _mark(request: Request, store: Store, group: Group, room: Room) -> None:
    """Bookmarks to the group's page and calendar, in a room that a browser can open. In Teams there are none: the page
    stands on the card about what is read, and has the calendar on it."""
    if room.kind in (LINK, TEAMS) or not room.url:
        return
    t = Speech(people.circle(store).language, request.now)
    titles = {"page": t("{group} on one page", group=group.title), "calendar": t("The group's deadlines as a calendar")}
    for what, title in titles.items():
        payload: dict[str, object] = {"people": [], "bookmark": what, "title": title}
        key = f"room:{group.id}/bookmark/{room.id}/{what}"
        room_row(store, group, OutboxKind.invite, key=key, now=request.now, payload=payload)
