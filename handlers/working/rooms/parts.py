"""What the files of this package share: asking a face for a room, and the cards about the state of one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from handlers.dialogue.card import Button, Card
from handlers.dialogue.named import aim
from handlers.dialogue.request import Request, number
from handlers.dialogue.tell import LINK, room_row
from handlers.locale import Speech
from storage import groups, members, outbox, people, rooms
from storage.engine import Store
from storage.tables import LIVING, EntryState, Group, IdentityKind, OutboxKind, Person, Room

TEAMS = IdentityKind.teams.value
"""Of a room there: nobody can be invited, so who is in the group is compared with who is in the team."""


def key_of(store: Store, group: Group, *, what: str = "open") -> str:
    """The key of the request for a room, or for its closing; another one after each time the group has ended."""
    times = next(n for n in count(1) if not outbox.has(store, f"room:{group.id}/close/{n}"))
    return f"room:{group.id}/{what}/{times}"


def ask_for_room(
    request: Request, store: Store, group: Group, key: str, name: str, *, channel: str = "", again: bool = False
) -> None:
    """Ask for a room with everybody in it; for a `channel` that there is already, or once more (`again`) after it
    could not be had."""
    inside = [number(person.id) for _, person in members.of_group(store, number(group.id))]
    payload: dict[str, object] = {"name": name, "topic": _topic(store, group), "people": inside}
    if channel:
        payload["channel"] = channel
    if again:
        payload["again"] = True
    # a channel is on the face where it was said; any other room is made where rooms are made
    face = request.face if channel else ""
    room_row(store, group, OutboxKind.open_room, key=key, now=request.now, payload=payload, only_by=face)


def _topic(store: Store, group: Group) -> str:
    t = Speech(people.circle(store).language, group.created_at)
    return aim(t, group) or group.title


def called(t: Speech, room: Room) -> str:
    """A channel inside a sentence: "#elnet", and in Teams "kanalen Elnet" or, of a chat, which has no name there,
    "chatten i Teams"."""
    if room.kind == TEAMS:
        return t("the channel {name}", name=room.name) if room.name else t("the chat in Teams")
    return f"#{room.name}"


def talks(t: Speech, group: Group, room: Room) -> Card:
    """Where the group talks, with the way there."""
    way = (Button("", t("Open"), url=room.url or room.address),) if room.kind == LINK or room.url else ()
    if room.kind == LINK:
        return Card(t("{group} talks at {name}.", group=group.title, name=room.name), buttons=way)
    return Card(t("{group} talks in {room}.", group=group.title, room=called(t, room)), buttons=way)


def taken(store: Store, group_id: int, kind: str, address: str) -> Group | None:
    """The other living group whose room is at an address, if there is one. A link can be several groups'."""
    there = rooms.at(store, kind, address) if kind != LINK else None
    if there is None or there.group_id == group_id:
        return None
    other = groups.get(store, there.group_id)
    return other if other.state in LIVING else None


def barred(store: Store, room: Room) -> list[tuple[str, Person]]:
    """The members who could not be let into a room: each with why."""
    inside = {person.id for _, person in members.of_group(store, room.group_id)}
    return [
        (entry.why, person)
        for entry, person in rooms.entries(store, number(room.id))
        if entry.state == EntryState.outside and person.id in inside and person.erased_at is None
    ]


def responsible(store: Store, group: Group, *, without: Iterable[int] = ()) -> list[Person]:
    """Who hears of what happens in a room: the group's owner, and its coordinator."""
    found = {group.owner_id: people.get(store, group.owner_id)}
    lead = members.coordinator(store, number(group.id))
    if lead is not None:
        found.setdefault(number(lead.id), lead)
    return [person for id_, person in found.items() if id_ not in set(without)]


def group_of(store: Store, room: Room) -> Group:
    """The group whose room it is."""
    return groups.get(store, room.group_id)
