"""Recipes (tests/routes) performed in Slack: the house's post goes out to the tests' Slack, and the last step is taken
by signed HTTP on what Slack shows.

What a recipe has prepared in the house itself comes to its people as Slack would have shown it: a card that the outbox
has carried stands in their conversation, an answer to something pressed or typed is a message to them alone, a form is
a modal that the bot has opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import select

from bot.slack import modal, render
from bot.slack.modal import Meta, Origin
from handlers.dialogue.card import Button, Card, unmarked
from handlers.dialogue.form import Choice, Form, Value
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.wire import from_json
from handlers.locale import Speech
from storage import groups, outbox, people, rooms
from storage.engine import Store
from storage.tables import IdentityKind, OutboxKind, OutboxRow
from storage.tables import Person as Human
from tests.routes.book import Fill, Follow, Press, Report, Say, Step
from tests.routes.stages import Kept, Theatre
from tests.slack.fake import HOME
from tests.slack.reading import Shown
from tests.slack.town import Town
from tests.slack.workspace import Answered, Done
from tests.world import House, Letter

NOBODY_THERE = "Tobias"  # has no account in Slack until he does something there himself
DELIVERED = (OutboxKind.message, OutboxKind.update)
T = TypeVar("T")


@dataclass
class Counter:
    """A town in which nothing happens by itself, on an event loop that runs while somebody acts."""

    town: Town
    loop: asyncio.Runner
    asked: list[tuple[Request, Reply]] = field(default_factory=list)

    def __post_init__(self) -> None:
        runner, ask = self.town.program.runner, self.town.program.runner.ask

        async def overheard(request: Request, *then: Any, **more: Any) -> Reply:
            reply = await ask(request, *then, **more)
            self.asked.append((request, reply))
            return reply

        runner.ask = overheard  # type: ignore[method-assign]
        self.run(self.town.program.clock.stop())

    def run(self, work: Awaitable[T]) -> T:
        """Let the town go on until something is done."""

        async def done() -> T:
            return await work

        return self.loop.run(done())

    def set_clock(self, now: datetime) -> None:
        """It is `now` in the program, and stays so."""
        clock = self.town.program.clock
        clock._host, clock._offset = (lambda: now), 0

    # --- the last step ---

    def perform(self, house: House, step: Step) -> Done:
        """Take a step in Slack; the answers of the house to it are in `asked`."""
        slack, who = self.town.slack, step.who
        self.set_clock(house.now)
        if who not in slack.people:
            person = house.person(who)
            slack.people[who] = self.town.fake.user(person.name, email=person.email)
        self._tie(house, who)
        self.town.fake.clear()
        self.asked.clear()
        match step:
            case Say(words=words, group=group):
                return self.run(slack.command(who, words, channel=self.channel(house, group) if group else ""))
            case Press(card=card, label=label):
                return self.run(slack.press(who, self.shown(house, who, card), label))
            case Follow(card=card, label=label):
                return self.run(slack.press(who, self.alone(house, who, card), label))
            case Fill(form=form, values=values):
                return self.run(slack.submit(who, self.opened(house, who, form), _typed(form, values)))
            case Report():
                return self._report(house, step)

    def _tie(self, house: House, who: str) -> None:
        """Whoever is said to have an account somewhere has the one that they act from."""
        with house.database.changing() as store:
            for each in people.identities_of(store, house.person(who).id or 0):
                if each.kind == IdentityKind.slack:
                    each.address = f"{HOME}/{self.town.slack.id(who)}"
                    store.add(each)

    def _report(self, house: House, step: Report) -> Done:
        """What a face reports is what people do there; what only a word leads to is a button here."""
        slack, who = self.town.slack, step.who
        before = slack._seen(slack.id(who))
        match step.action:
            case "room.joined":
                self.run(slack.join(who, self.channel(house, "Elnet")))
            case "room.left":
                self.run(slack.leave(who, self.channel(house, "Elnet")))
            case "room.heard":
                self.run(slack.say(who, self.channel(house, "Elnet"), step.words))
            case "room.unsaid":
                theirs = slack.id(who)
                there = slack.messages(self.channel(house, "Elnet"))
                self.run(slack.delete([each for each in there if each.body.get("user") == theirs][-1]))
            case "home.show":
                self.run(slack.open_home(who))
            case "commission.from_message":
                said = self.run(slack.say(who, who, str(step.args["text"])))
                self.asked.clear()
                return self.run(slack.shortcut(who, said, step.action))
            case _:
                card = Card("Her er en knap.", buttons=(Button(step.action, "Tryk her", step.args),))
                return self.run(slack.press(who, self.shown(house, who, card), "Tryk her"))
        return slack._done(Answered(200, ""), before, slack.id(who))

    # --- what there is to press and to fill in ---

    def shown(self, house: House, who: str, card: Card) -> Shown:
        """A card as somebody has it: the message that the outbox has carried, or one to them alone."""
        letter = next((each for box in house.letters.values() for each in box if each.card is card), None)
        if letter is not None:
            with house.database.reading() as store:
                row = outbox.get(store, letter.row)
                assert row is not None
                channel, _, ts = (row.reference or "").partition("/")
                carried = row.face == "slack"
            if carried:
                seen = [*self.town.slack.messages(channel), *self.town.slack.ephemerals(who)]
                return next(each for each in seen if each.ts == ts)
        return self.alone(house, who, card)

    def alone(self, house: House, who: str, card: Card) -> Shown:
        """A card as a message to somebody alone."""
        drawn = render.message(card, self._speech(house, who))
        self._as_bot("chat.postEphemeral", who, text=drawn.text, blocks=drawn.blocks)
        return self.town.slack.ephemerals(who)[-1]

    def opened(self, house: House, who: str, form: Form) -> Shown:
        """A form as a modal that the bot has opened."""
        user = self.town.slack.id(who)
        view = modal.form(form, self._speech(house, who), Meta(origin=Origin(self.town.fake.talk(user))))
        trigger = self.town.fake.do("trigger", user=user)["trigger_id"]
        self.run(self._api.call("views.open", trigger_id=trigger, view=view))
        found = self.town.slack.view(who)
        assert found is not None
        return found

    def channel(self, house: House, group: str) -> str:
        """The channel of a group."""
        with house.database.reading() as store:
            room = rooms.of_group(store, house.group(group).id or 0)
            assert room is not None
            assert room.kind == "slack", room
            return room.address

    @property
    def _api(self) -> Any:
        return self.town.program.faces["slack"].api  # type: ignore[attr-defined]

    def _as_bot(self, method: str, who: str, **said: Any) -> None:
        user = self.town.slack.id(who)
        self.run(self._api.call(method, channel=self.town.fake.talk(user), user=user, **said))

    def _speech(self, house: House, who: str) -> Speech:
        return Speech(house.person(who).language, house.now)


def _typed(form: Form, values: Any) -> dict[str, Value]:
    """What is chosen and typed in the modal: a name that is not offered goes into the field beside the list."""
    fields = {each.name: each for each in form.fields}
    found: dict[str, Value] = {}
    for name, value in values.items():
        each = fields[name]
        offered = [option.value for option in each.options] if isinstance(each, PersonField | Choice) else []
        free = isinstance(each, PersonField) and offered and value not in offered
        found[f"{name}+" if free else name] = value
    return found


@dataclass
class SlackHouse(House):
    """A house whose post goes out to Slack."""

    counter: Counter = field(kw_only=True)
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
        fake, slack = self.counter.town.fake, self.counter.town.slack
        said = fake.do("say", channel=channel, user=slack.id(who), text=words)
        fake.do("happened")
        return f"{channel}/{said['ts']}"

    def _take_in(self, store: Store, row: OutboxRow) -> None:
        box = store.session.get_one(Human, row.person_id).name if row.person_id else _room(store, row)
        letters = self.letters.setdefault(box, [])
        card = from_json(Card, row.payload)
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


class SlackTheatre(Theatre):
    """Stages of which Slack has its part."""

    def __init__(self, folder: Path, counter: Counter) -> None:
        super().__init__(folder, counter.town.program.database)
        self._counter = counter

    def settle(self) -> None:
        """They came with the town."""

    def make(self, now: datetime) -> House:
        return SlackHouse(self._database, now=now, settled=True, counter=self._counter)

    def keep(self, kept: Kept) -> None:
        self._counter.town.fake.do("keep", name=kept.file.name)

    def bring_back(self, kept: Kept) -> None:
        self._counter.town.fake.do("bring_back", name=kept.file.name)
        self._counter.town.slack.people.pop(NOBODY_THERE, None)
        self._counter.town.slack.typed.clear()
