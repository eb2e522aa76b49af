"""Groups that have their room in Slack, and what the face there reports."""

from __future__ import annotations

from handlers.dialogue.events import GroupEstablished, RoomOpened
from handlers.dialogue.reply import Reply
from storage import rooms
from storage.tables import EntryState
from tests.handlers.working.made import happen, made_group
from tests.world import House

URL = "https://brn.slack.com/archives/C1"


def opened(group: int, address: str = "C1", heard: str = "", name: str = "elnet") -> RoomOpened:
    return RoomOpened(group, "slack", name, address, f"https://brn.slack.com/archives/{address}", heard)


def with_room(house: House, *, who: tuple[str, ...] = ("Anna", "Kasper", "Emil"), heard: str = "") -> int:
    """Elnet with its room in Slack."""
    group = made_group(house, members=who)
    happen(house, GroupEstablished(group), opened(group, heard=heard))
    return group


def ids(house: House, *names: str) -> tuple[int, ...]:
    return tuple(house.person(name).id for name in names)


def entries(house: House, group: int) -> list[tuple[str, EntryState, str]]:
    with house.database.reading() as store:
        room = rooms.of_group(store, group)
        return [(person.name, entry.state, entry.why) for entry, person in rooms.entries(store, room.id)]


def report(house: House, who: str, what: str, group: int, **args: object) -> Reply:
    """What the face in Slack reports of somebody."""
    return house.ask(who, action=f"room.{what}", args={"group": group, **args}, face="slack")
