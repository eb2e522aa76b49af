"""The bot's own coming and going in Teams, and that of people in its teams.

- Installed for somebody: how they are written to is kept, they are recognised, and get one card about what they can do
  here; somebody unknown is asked who they are, or told whom to write to.
- Installed in a team: its channels can be written to, everybody of ours in its roster is known from then on and can be
  written to first, and it is said there once how a channel becomes a group's room.
- Removed, or a channel deleted: nothing arrives there any more.
- Whoever comes into a team or leaves it is looked for in the groups that have their rooms there and that they are in
  (handlers/working/rooms). Of anybody else nobody is told: a team has its own people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.form import Form
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import conversations, groups, members, outbox, people, rooms
from storage.engine import Store
from storage.tables import LIVING, OutboxRow, Person, Room

from .. import carried
from ..about import NAME
from ..hearing import Ear
from ..payloads import part, several, text
from .asked import FACE, Spot
from .calls import Refused
from .connector import Connector, Json
from .people import TEAMS, Folk

INSTALLATION, CONVERSATION = "installationUpdate", "conversationUpdate"
TYPES = (INSTALLATION, CONVERSATION)
KNOWN_AGAIN = ("channelCreated", "channelRestored", "channelRenamed")
Told = Mapping[str, Any]


class Installed:
    """Takes in activities of `TYPES`."""

    def __init__(self, ear: Ear, connector: Connector, folk: Folk) -> None:
        self._ear = ear
        self._runner = ear.runner
        self._connector = connector
        self._folk = folk

    async def event(self, activity: Told, spot: Spot) -> None:
        """Take one in; a repeat changes nothing. Raises Unreadable for what Teams does not send, and Later."""
        if text(activity, "type") == INSTALLATION:
            match text(activity, "action"):
                case "add":
                    await self._added(activity, spot)
                case "remove":
                    await self._removed(spot)
            return
        bot, what = text(part(activity, "recipient"), "id"), text(part(activity, "channelData"), "eventType")
        came, went = several(activity, "membersAdded"), several(activity, "membersRemoved")
        if any(text(each, "id") == bot for each in came):
            await self._added(activity, spot)
        elif any(text(each, "id") == bot for each in went):
            await self._removed(spot)
        elif spot.alone:
            return
        elif came:
            await self._came(activity, spot, came)
        elif went:
            await self._went(spot, went)
        elif what == "channelDeleted":
            await self._dead(lambda told: _address(told) == spot.room)
        elif what in ("teamDeleted", "teamHardDeleted"):
            await self._removed(spot)
        elif what in KNOWN_AGAIN:
            await self._folk.met(activity, spot)
            await self._renamed(spot)

    # --- the bot ---

    async def _added(self, activity: Told, spot: Spot) -> None:
        if spot.alone:
            await self._folk.met(activity, spot)
            await self._greet(spot)
            return
        roster = await self._connector.roster(spot.service, spot.team or spot.room)
        await self._folk.told_of(roster, activity, spot)
        chosen = text(part(part(part(activity, "channelData"), "settings"), "selectedChannel"), "id")
        for channel in dict.fromkeys([spot.team or spot.room, spot.room, chosen or spot.room]):
            await self._folk.met(activity, replace(spot, channel=channel))
        await self._say_how(chosen or spot.room, spot.team or spot.room)

    async def _greet(self, spot: Spot) -> None:
        person = await self._folk.person(spot)
        if person is None:
            asking, key = await self._folk.stranger(spot), f"{FACE}/welcome/{spot.account or spot.conversation}"
            said = asking.form or asking.card
            if said is not None:
                await self._put(self._row(key, said, place=f"{spot.conversation}/"))
            return
        card = _welcome(Speech(person.language, self._ear.clock.now()), person)
        await self._put(self._row(f"{FACE}/welcome/{person.id}", card, person_id=number(person.id)))

    async def _say_how(self, channel: str, team: str) -> None:
        """How a channel becomes a room; not in one that is a room already."""

        def put(store: Store) -> bool:
            if rooms.at(store, FACE, channel) is not None:
                return False
            circle = people.find_circle(store)
            t = Speech(circle.language if circle is not None else "da", self._ear.clock.now())
            return outbox.put(store, self._row(f"{FACE}/welcome/{team}", _how(t), place=f"{channel}/"))

        if await self._runner.change(put):
            self._runner.wake()

    def _row(self, key: str, said: Card | Form, *, person_id: int | None = None, place: str = "") -> OutboxRow:
        now = self._ear.clock.now()
        return carried.reply(key, said, face=FACE, now=now, person_id=person_id, place=place)

    async def _put(self, row: OutboxRow) -> None:
        if await self._runner.change(lambda store: outbox.put(store, row)):
            self._runner.wake()

    async def _removed(self, spot: Spot) -> None:
        if spot.alone:
            await self._dead(lambda told: _address(told) == spot.conversation)
        else:
            here = spot.team or spot.room
            await self._dead(lambda told: here in (_team(told), _address(told)))

    async def _dead(self, gone: Callable[[Told], bool]) -> None:
        """Nothing arrives any more in the conversations of which that is so."""

        def work(store: Store) -> None:
            for each in conversations.alive(store, FACE):
                if gone(each.reference):
                    conversations.dead(store, FACE, each.address, self._ear.clock.now())

        await self._runner.change(work)

    async def _renamed(self, spot: Spot) -> None:
        def called_so(store: Store) -> bool:
            room = rooms.at(store, FACE, spot.room)
            return room is None or not spot.named or room.name == spot.named

        def rename(store: Store) -> None:
            room = rooms.at(store, FACE, spot.room)
            if room is not None:
                room.name = spot.named

        if not await self._runner.look(called_so):
            await self._runner.change(rename)

    # --- people ---

    async def _came(self, activity: Told, spot: Spot, came: Iterable[Told]) -> None:
        """They can be written to from now on, also before they are in any group."""
        found = [said for each in came if (said := await self._member(spot, text(each, "id"))) is not None]
        await self._folk.told_of(found, activity, spot)
        for person in await self._known(spot, found):
            await self._report("room.joined", person, spot)

    async def _went(self, spot: Spot, went: Iterable[Told]) -> None:
        for person in await self._known(spot, went):
            await self._report("room.left", person, spot)

    async def _member(self, spot: Spot, id_: str) -> Json | None:
        """What the roster says of somebody; None when they have gone again."""
        try:
            return await self._connector.member(spot.service, spot.room, id_)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    async def _known(self, spot: Spot, some: Iterable[Told]) -> list[Person]:
        """Those of ours among some accounts."""
        accounts = [f"{spot.tenant}/{(text(each, 'aadObjectId') or text(each, 'objectId')).lower()}" for each in some]

        def look(store: Store) -> list[Person]:
            found = [people.at_address(store, TEAMS, each) for each in accounts]
            return [each for each in found if each is not None and each.erased_at is None]

        return await self._runner.look(look)

    async def _report(self, action: str, person: Person, spot: Spot) -> None:
        for room in await self._runner.look(lambda store: _rooms(store, spot, number(person.id))):
            key = f"{spot.key}/{room.id}/{person.id}"
            await self._ear.report(person, action, {"group": room.group_id}, room, key)
            self._runner.wake()


def _rooms(store: Store, spot: Spot, person_id: int) -> list[Room]:
    """The rooms in a team of the living groups that somebody is in."""
    open_ = rooms.open_on(store, FACE)
    kept = conversations.several(store, FACE, [each.address for each in open_])
    of_team = {address for address, each in kept.items() if spot.team and _team(each.reference) == spot.team}
    return [
        room
        for room in open_
        if room.address in {spot.room, *of_team}
        and groups.get(store, room.group_id).state in LIVING
        and members.membership(store, room.group_id, person_id) is not None
    ]


def _address(told: Told) -> str:
    return text(part(told, "conversation"), "id")


def _team(told: Told) -> str:
    return text(part(part(told, "channelData"), "team"), "id")


def _welcome(t: Speech, person: Person) -> Card:
    return Card(
        t("Hello {name}.", name=first_name(person.name)),
        (
            Line(t("Here you answer what the task forces ask you, and hear news of your groups.")),
            Line(t("There is nothing that you have to do now.")),
        ),
        (Button("help", t("Help")),),
    )


def _how(t: Speech) -> Card:
    return Card(
        t("A group can have its room in this team."),
        (
            Line(
                t(
                    "Write **@{bot} room** and the group’s title in the channel that is to be its room, such as: "
                    "@{bot} room Elnet",
                    bot=NAME,
                )
            ),
            Line(t("The coordinator and the secretariat can do that.")),
        ),
    )
