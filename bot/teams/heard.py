"""What Teams tells without being asked: words to the bot, messages that were changed or taken back, who came and went.

- Words to the bot, in the conversation with it alone or in a mention, are answered by a message from the outbox: in
  the thread where they were written when they are for everybody there, else in the reader's own conversation, since
  Teams shows nobody anything alone in a channel. What opens a form is answered with the form.
- A mention with marked lines in the room of a living group is read (handlers/working/marked), and so are its edits and
  its deletion. Of any other mention there the time is kept as well.
- The coming and going of the bot and of people is bot/teams/installed.py's.
Teams tells of no message in a channel but those that mention the bot. With TASKFORCE_LISTEN=off not even those are
read. What bots write is never read, nor is anything logged of what anybody wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from handlers.dialogue.card import Card
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, number
from handlers.rules.marked import marked_lines
from storage import outbox
from storage.engine import Store
from storage.tables import Person, Room

from .. import carried
from ..asking import Asker, command
from ..clock import Clock
from ..delivery import Dispatcher
from ..face import Later, Never
from ..hearing import Ear, Said
from ..long_forms import LongForms
from ..payloads import part, text
from ..rooms import place_of
from ..runner import Runner
from ..settings import Settings
from . import asked, written
from .asked import FACE, Spot
from .connector import Connector, Refused
from .installed import TYPES, Installed
from .people import Folk

BOTS = "28:"  # how the connector's names for bots begin
NAMED = 20  # people mentioned in one message whose names are asked for
WRITTEN = ("message", "messageUpdate", "messageDelete")


class Heard:
    """Takes activities in that are no invokes; `event` is awaited before Teams gets its answer."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        connector: Connector,
        folk: Folk,
        long_forms: LongForms,
    ) -> None:
        self._long_forms = long_forms
        self._runner, self._clock, self._dispatcher = runner, clock, dispatcher
        self._connector, self._folk, self._listens = connector, folk, settings.listen != "off"
        self._asker = Asker(runner, clock, dispatcher, FACE, settings.language)
        self._ear = Ear(runner, clock, FACE)
        self._installed = Installed(self._ear, connector, folk)

    async def event(self, activity: Mapping[str, Any]) -> None:
        """Take one activity in, once for its id. Raises Unreadable for what Teams does not send, and Later."""
        kind = text(activity, "type")
        if kind in TYPES:
            await self._installed.event(activity, asked.spot(activity))
        if kind not in WRITTEN or _of_a_bot(activity):
            return
        spot = asked.spot(activity)
        if not spot.activity or not (spot.alone or self._listens):
            return
        match kind:
            case "message" if spot.alone:
                await self._in_person(activity, spot)
            case "message" if written.mentioned(activity):
                await self._mention(activity, spot)
            case "messageUpdate" if not spot.alone:
                await self._edited(activity, spot)
            case "messageDelete" if not spot.alone:
                await self._ear.unsaid(spot.room, spot.place, _again(activity, spot))

    async def sorry(self, activity: Mapping[str, Any], said: str) -> bool:
        """Say something to whoever has written to the bot, past the outbox, since it cannot be reached; whether they
        have been told."""
        if text(activity, "type") != "message" or _of_a_bot(activity):
            return False
        spot = asked.spot(activity)
        if not spot.activity or not (spot.alone or (self._listens and written.mentioned(activity))):
            return False
        try:
            async with self._connector.patience.lasts():
                words = {"type": "message", "text": said, "textFormat": "plain"}
                await self._connector.send(spot.service, spot.conversation, words)
        except (Later, Never, TimeoutError):
            return False
        return True

    # --- words to the bot ---

    async def _in_person(self, activity: Mapping[str, Any], spot: Spot) -> None:
        if activity.get("value") is not None and not text(activity, "text"):
            return  # a card of somebody else's, sent in
        await self._folk.met(activity, spot)
        person = await self._folk.person(spot)
        if person is not None:
            await self._answer(person, await self._plain(activity, spot), Place(), spot)
            return
        asking = await self._folk.stranger(spot)
        await self._runner.change(lambda store: self._put(store, asking, spot, None))
        self._dispatcher.wake()

    async def _mention(self, activity: Mapping[str, Any], spot: Spot) -> None:
        await self._folk.met(activity, spot)
        room, known = await self._ear.known(spot.room, spot.place)
        if known:
            return  # as it was first written, told after its edit has been
        if room is not None:
            await self._ear.stir(room)
            if marked_lines(written.words(activity)):
                await self._read(room, activity, spot, spot.key)
                return
        person = await self._writer(activity, spot)
        if person is None:
            await self._elsewhere(spot)
            return
        place = await self._runner.look(lambda store: place_of(store, FACE, spot.room, spot.named))
        await self._answer(person, await self._plain(activity, spot), place, spot)

    async def _answer(self, person: Person, words: str, place: Place, spot: Spot) -> None:
        """Have words carried out, and what comes of it sent."""

        def send(store: Store, reply: Reply) -> None:
            if reply.form is not None and reply.form.page:
                return
            here = reply.audience == "here" and not spot.alone
            self._put(store, reply, spot, None if here else person)

        came = await self._asker.ask(person, spot.key, place, words=command(words), also=send)
        reply = came.reply
        if reply.form is not None and reply.form.page:
            reply = Reply(await self._long_forms.way(person, reply.form, self._asker.to(came)))
        await self._runner.change(lambda store: send(store, reply))  # after a change it is there already
        self._dispatcher.wake()

    async def _elsewhere(self, spot: Spot) -> None:
        """A stranger is asked who they are where nobody else is about, and told so."""
        t = await self._folk.speech(spot)
        card = Card(t("Write to me in a chat of your own, and I can answer you."))
        await self._runner.change(lambda store: self._put(store, Reply(card), spot, None))
        self._dispatcher.wake()

    def _put(self, store: Store, reply: Reply, spot: Spot, person: Person | None) -> None:
        """Answer somebody in their own conversation, or where they have written."""
        said = reply.form or reply.card
        if said is not None:
            alone, here = (number(person.id), "") if person is not None else (None, f"{spot.conversation}/")
            now = self._clock.now()
            outbox.put(store, carried.reply(spot.key, said, face=FACE, now=now, person_id=alone, place=here))

    # --- messages in rooms ---

    async def _writer(self, activity: Mapping[str, Any], spot: Spot) -> Person | None:
        """Whoever wrote it, who can be told what is for them alone."""
        person = await self._folk.person(spot)
        if person is not None:
            await self._folk.near(activity, spot)
        return person

    async def _read(self, room: Room, activity: Mapping[str, Any], spot: Spot, key: str) -> None:
        """Marked lines, by whoever wrote them. What only they are told goes to their own conversation."""
        person = await self._writer(activity, spot)
        if person is not None:
            said = Said(spot.place, under=spot.place, link=written.file(activity))
            await self._ear.heard(person, room, said, await self._plain(activity, spot), key)

    async def _edited(self, activity: Mapping[str, Any], spot: Spot) -> None:
        """A message says something else, or is there again: read when it has marked lines for the bot, or had."""
        room, known = await self._ear.known(spot.room, spot.place)
        new = written.mentioned(activity) and marked_lines(written.words(activity))
        if room is not None and (known or new):
            await self._read(room, activity, spot, _again(activity, spot))

    async def _plain(self, activity: Mapping[str, Any], spot: Spot) -> str:
        """What was written, with people called by the names that the directory has for them."""
        found = {each.member for each in written.mentions(activity)} - {"", text(part(activity, "recipient"), "id")}
        names = {}
        for member in sorted(found)[:NAMED]:
            name = await self._called(member, spot)
            if name:
                names[member] = name
        return written.words(activity, names)

    async def _called(self, member: str, spot: Spot) -> str:
        """The name that the directory has for somebody who was mentioned; empty when it has none."""
        try:
            said = await self._connector.member(spot.service, asked.base_of(spot.conversation), member)
        except Refused:
            return ""
        user = (text(said, "aadObjectId") or text(said, "objectId")).lower()
        person = await self._folk.person(replace(spot, user=user, member=member)) if user else None
        return person.name if person is not None else ""


def _of_a_bot(activity: Mapping[str, Any]) -> bool:
    sender = part(activity, "from")
    return text(sender, "role") == "bot" or text(sender, "id").startswith(BOTS)


def _again(activity: Mapping[str, Any], spot: Spot) -> str:
    """The key of what is told of a message that had been told of before: Teams calls both by the message's id."""
    said = [text(activity, "type"), text(activity, "timestamp"), text(activity, "text")]
    return f"{spot.key}/{sha256(repr(said).encode()).hexdigest()[:16]}"
