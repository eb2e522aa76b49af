"""Marked lines in groups' rooms, as a chat tells of them: written, edited, taken back (handlers/working/marked).

What a chat hears it reports as a request of whoever wrote it. Of any other message in a room only the time is kept,
and that not for every one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.dialogue.card import Argument
from handlers.dialogue.request import Place, Request, cleaned, number
from storage import groups, marked, people, rooms
from storage.engine import Store
from storage.tables import LIVING, Person, Room

from .clock import Clock
from .runner import Runner


@dataclass(frozen=True)
class Said:
    """A message: what a sign is put to (`place`), where everybody finds what is said about it (`under`), where its
    writer alone does (`aside`), and a file that came with it."""

    place: str
    under: str
    aside: str = ""
    link: str = ""


@dataclass(frozen=True)
class Ear:
    """What one face hears in rooms."""

    runner: Runner
    clock: Clock
    face: str

    async def known(self, address: str, place: str) -> tuple[Room | None, bool]:
        """The channel of an address, when it is the room of a living group; and whether the message at a place has or
        had marked lines."""

        def look(store: Store) -> tuple[Room | None, bool]:
            return self.room(store, address), marked.ever_at(store, self.face, place)

        return await self.runner.look(look)

    def room(self, store: Store, address: str) -> Room | None:
        """The channel, when it is the room of a living group."""
        room = rooms.at(store, self.face, address) if address else None
        return room if room is not None and groups.get(store, room.group_id).state in LIVING else None

    async def stir(self, room: Room) -> None:
        """Something was said in a room."""
        now = self.clock.now()
        if room.said_at is None or room.said_at < now - rooms.STIRRED:
            await self.runner.change(lambda store: rooms.stir(store, number(room.id), now))

    async def heard(self, person: Person, room: Room, said: Said, words: str, key: str) -> None:
        """A message with marked lines, or an edit of one that had them."""
        args: dict[str, Argument] = {"group": room.group_id, "place": said.place, "under": said.under}
        args |= {"aside": said.aside, "link": said.link}
        await self.report(person, "room.heard", args, room, key, words)

    async def unsaid(self, address: str, place: str, key: str) -> None:
        """A message has been deleted, which matters when it had marked lines."""

        def known(store: Store) -> tuple[Room, Person] | None:
            room = self.room(store, address)
            lines = marked.at(store, room.group_id, self.face, place) if room is not None else ()
            return (room, people.get(store, lines[0].person_id)) if room is not None and lines else None

        found = await self.runner.look(known)
        if found is not None:
            room, writer = found
            await self.report(writer, "room.unsaid", {"group": room.group_id, "place": place}, room, key)

    async def report(
        self, person: Person, action: str, args: Mapping[str, Argument], room: Room, key: str, words: str = ""
    ) -> None:
        """What was heard, for the handlers; nobody is shown their reply."""
        place = Place(alone=False, group_id=room.group_id, channel=room.address, name=room.name)
        request = Request(person, self.clock.now(), action, words, args, place=place, key=key, face=self.face)
        await self.runner.ask(cleaned(request))
