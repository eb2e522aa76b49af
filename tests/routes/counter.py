"""Recipes performed in a chat: the house's post goes out to the tests' cloud of a platform, and the last step is taken
there by what the platform sends.

What a recipe has prepared in the house itself comes to its people as the platform would have shown it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlmodel import select

from bot.carried import unpacked
from handlers.dialogue.card import Card, unmarked
from handlers.dialogue.form import Choice, Form, Value
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.locale import Speech
from storage import groups, outbox, people, rooms
from storage.engine import Store
from storage.tables import IdentityKind, OutboxKind, OutboxRow
from storage.tables import Person as Human
from tests.routes.book import Step
from tests.routes.stages import Kept, Theatre
from tests.world import House, Letter

NOBODY_THERE = "Tobias"  # has no account in the chat until he does something there himself
DELIVERED = (OutboxKind.message, OutboxKind.update)
T = TypeVar("T")


@dataclass
class ChatCounter:
    """A town in which nothing happens by itself, on an event loop that runs while somebody acts. `chat` is what people
    do and see on the platform, of which the methods below are given by each."""

    KIND: ClassVar[IdentityKind]

    town: Any
    loop: asyncio.Runner
    asked: list[tuple[Request, Reply]] = field(default_factory=list)

    def __post_init__(self) -> None:
        runner, ask = self.town.program.runner, self.town.program.runner.ask

        async def overheard(request: Request, *then: Any, **more: Any) -> Reply:
            reply = await ask(request, *then, **more)
            self.asked.append((request, reply))
            return reply

        runner.ask = overheard
        self.run(self.town.program.clock.stop())

    @property
    def chat(self) -> Any:
        """What people do and see there."""
        raise NotImplementedError

    def settle_in(self, house: House, who: str) -> None:
        """Give somebody an account who has none."""
        raise NotImplementedError

    def account(self, who: str) -> str:
        """The address of somebody's account, as their identity has it."""
        raise NotImplementedError

    def take(self, house: House, step: Step) -> Any:
        """Take a step; what came of it."""
        raise NotImplementedError

    def write(self, who: str, channel: str, words: str) -> str:
        """Somebody writes in a channel; what the face calls the message. Nothing is told of it yet."""
        raise NotImplementedError

    def run(self, work: Awaitable[T]) -> T:
        """Let the town go on until something is done."""

        async def done() -> T:
            return await work

        return self.loop.run(done())

    def set_clock(self, now: datetime) -> None:
        """It is `now` in the program, and stays so."""
        clock = self.town.program.clock
        clock._host, clock._offset = (lambda: now), 0

    def perform(self, house: House, step: Step) -> Any:
        """Take the last step; the answers of the house to it are in `asked`."""
        self.set_clock(house.now)
        if step.who not in self.chat.people:
            self.settle_in(house, step.who)
        self._tie(house, step.who)
        self.town.fake.clear()
        self.asked.clear()
        return self.take(house, step)

    def _tie(self, house: House, who: str) -> None:
        """Whoever is said to have an account somewhere has the one that they act from."""
        with house.database.changing() as store:
            for each in people.identities_of(store, house.person(who).id or 0):
                if each.kind == self.KIND:
                    each.address = self.account(who)
                    store.add(each)

    def carried(self, house: House, card: Card) -> str:
        """What the face calls the message with a card, if the outbox has carried it there."""
        letter = next((each for box in house.letters.values() for each in box if each.card is card), None)
        if letter is None:
            return ""
        with house.database.reading() as store:
            row = outbox.get(store, letter.row)
            assert row is not None
            return (row.reference or "") if row.face == self.KIND.value else ""

    def channel(self, house: House, group: str) -> str:
        """The channel of a group."""
        with house.database.reading() as store:
            room = rooms.of_group(store, house.group(group).id or 0)
            assert room is not None
            assert room.kind == self.KIND.value, room
            return room.address

    def speech(self, house: House, who: str) -> Speech:
        """How somebody is spoken to."""
        return Speech(house.person(who).language, house.now)


def typed(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    """What is chosen and typed: a name that is not offered goes into the field beside the list."""
    fields = {each.name: each for each in form.fields}
    found: dict[str, Value] = {}
    for name, value in values.items():
        each = fields[name]
        offered = [option.value for option in each.options] if isinstance(each, PersonField | Choice) else []
        free = isinstance(each, PersonField) and offered and value not in offered
        found[f"{name}+" if free else name] = value
    return found


@dataclass
class ChatHouse(House):
    """A house whose post goes out to a chat."""

    counter: ChatCounter = field(kw_only=True)
    _seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.database.reading() as store:
            self._seen = {row.id or 0 for row in _delivered(store)}

    def deliver(self) -> None:
        """Hand out every row that is due, and read what people have got."""
        self.counter.set_clock(self.now)
        self.counter.run(self.counter.town.settle())
        with self.database.reading() as store:
            for row in _delivered(store):
                if row.id not in self._seen:
                    self._seen.add(row.id or 0)
                    self._take_in(store, row)

    def write(self, who: str, channel: str, words: str) -> str:
        """Somebody writes in a channel; what the face calls the message. Nothing is told of it yet."""
        return self.counter.write(who, channel, words)

    def _take_in(self, store: Store, row: OutboxRow) -> None:
        box = store.session.get_one(Human, row.person_id).name if row.person_id else _room(store, row)
        letters = self.letters.setdefault(box, [])
        card = unpacked(row.payload)
        if isinstance(card, Form):
            return
        if row.kind == OutboxKind.message:
            letters.append(Letter(row.id or 0, row.subject, self.now, card, unmarked(card.title)))
            return
        for letter in letters:
            if letter.row == row.target_id:
                letter.card, letter.versions = card, letter.versions + 1


def _delivered(store: Store) -> list[OutboxRow]:
    """The messages and updates that went, in the order in which they were written."""
    rows = store.session.exec(select(OutboxRow).order_by(OutboxRow.id)).all()  # type: ignore[arg-type]
    return [row for row in rows if row.sent_at is not None and row.kind in DELIVERED]


def _room(store: Store, row: OutboxRow) -> str:
    return "#" + groups.get(store, row.group_id).title if row.group_id is not None else "@" + row.place


class ChatTheatre(Theatre):
    """Stages of which a platform has its part."""

    def __init__(self, folder: Path, counter: ChatCounter) -> None:
        super().__init__(folder, counter.town.program.database)
        self._counter = counter

    def settle(self) -> None:
        """They came with the town."""

    def make(self, now: datetime) -> House:
        return ChatHouse(self._database, now=now, settled=True, counter=self._counter)

    def keep(self, kept: Kept) -> None:
        self._counter.town.fake.do("keep", name=kept.file.name)

    def bring_back(self, kept: Kept) -> None:
        self._counter.town.fake.do("bring_back", name=kept.file.name)
        self._counter.chat.people.pop(NOBODY_THERE, None)
