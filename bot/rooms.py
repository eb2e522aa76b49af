"""What is the same for rooms on every chat: what they can be called, whom they are for, and which a group has had."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from handlers.dialogue.request import Place
from storage import rooms
from storage.engine import Store
from storage.tables import OutboxRow

from .face import Errand


def names(wanted: str, group_id: int, longest: int) -> Iterator[str]:
    """What a room can be called, the best first: elnet, elnet-2 … elnet-9, and then with the group's number, which
    nobody else has. Never longer than `longest` characters."""
    numbered = (f"{wanted}-{n}" for n in range(2, 10))
    own = chain([f"{wanted}-{group_id}"], (f"{wanted}-{group_id}-{n}" for n in count(2)))
    for name in chain([wanted], numbered, own):
        tail = name[len(wanted) :]
        yield wanted[: longest - len(tail)].rstrip("-") + tail


def short(topic: str, longest: int) -> str:
    """A topic of at most so many characters, whole words of it; all of it stands in the first post."""
    if len(topic) <= longest:
        return topic
    return topic[: longest - 1].rpartition(" ")[0].rstrip(" ,.;:–-") + "…"


def people_of(errand: Errand | OutboxRow) -> list[int]:
    """The people whom an errand names, or the row that it comes from."""
    several = errand.payload.get("people", ())
    return [each for each in several if isinstance(each, int)] if isinstance(several, list | tuple) else []


def left(store: Store, kind: str, group_id: int) -> tuple[list[str], list[str]]:
    """The rooms that a group has had on a face: those that are no other's by now, and those that are."""
    had = [room.address for room in rooms.ever(store, group_id) if room.kind == kind]
    now = {address: rooms.at(store, kind, address) for address in had}
    others = {address for address, room in now.items() if room is not None and room.group_id != group_id}
    return [each for each in had if each not in others], [each for each in had if each in others]


def place_of(store: Store, face: str, address: str, name: str) -> Place:
    """Where something is said, as the handlers know it: in the room of an address on a face, which calls it `name`
    where it is no group's; without an address in somebody's own conversation."""
    if not address:
        return Place()
    room = rooms.at(store, face, address)
    if room is None:
        return Place(alone=False, channel=address, name=name)
    return Place(alone=False, group_id=room.group_id, channel=address, name=room.name)
