"""Having something carried out for somebody in a chat, and drawing again the message that it was about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.dialogue import dispatch
from handlers.dialogue.card import Argument, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request, cleaned
from handlers.locale import Speech
from storage import keys
from storage.engine import Store
from storage.tables import Person

from . import carried
from .carried import Carried
from .clock import Clock
from .delivery import Dispatcher
from .runner import Runner, Then

LONGEST = 4000  # characters of a command
_NAME = re.compile(r"\A/?taskforce\b[\s:,]*", re.IGNORECASE)


@dataclass(frozen=True)
class Came:
    """What came of a request: its reply, and whether it has changed something, now or when it came `before`; with how
    to speak to somebody whom we do not know."""

    reply: Reply
    changed: bool = False
    before: bool = False
    person: Person | None = None
    t: Speech | None = None

    @property
    def refused(self) -> bool:
        """Whether it was not done, and the reply says why."""
        return self.reply.card is not None and self.reply.card.tone == "warning" and not self.changed


@dataclass(frozen=True)
class Asker:
    """Turns what somebody does on a face into a Request and has it carried out, once. `language` is for whom we do
    not know."""

    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    face: str
    language: str

    async def ask(
        self,
        person: Person,
        key: str,
        place: Place,
        *,
        action: str = "",
        words: str = "",
        args: Mapping[str, Argument] | None = None,
        values: Mapping[str, Value] | None = None,
        at: Carried | None = None,
        replaces: Callable[[Reply], bool] = lambda reply: reply.instead,
        also: Then = lambda store, reply: None,
    ) -> Came:
        """Have something carried out. `at` is the message that was pressed: where the reply `replaces` it, that is
        written down with the change, and so is what `also` does with the reply. `key` makes it happen once."""
        t, now = self.speech(person), self.clock.now()
        if len(words) > LONGEST:
            return Came(_too_long(t, len(words)), person=person)
        if action and not self._can_be_pressed(action):
            return Came(gone(t), person=person)
        request = Request(person, now, action, words, args or {}, values or {}, place, key, self.face)
        done: list[Reply] = []

        def then(store: Store, reply: Reply) -> None:
            done.append(reply)
            if at is not None and reply.card is not None and replaces(reply):
                carried.redraw(store, at, reply.card, now)
            also(store, reply)

        reply = await self.runner.ask(cleaned(request), then)
        before = not done and await self.runner.look(lambda store: keys.seen(store, key)) is not None
        return Came(reply, bool(done) or before, before, person)

    async def redraw(
        self, came: Came, at: Carried | None, replaces: Callable[[Reply], bool] = lambda reply: reply.instead
    ) -> bool:
        """Whether the reply takes the place of a message that the outbox carried. What only shows something has
        written no row yet."""
        card = came.reply.card
        if at is None or card is None or not replaces(came.reply):
            return False
        if not came.changed:
            now = self.clock.now()
            if await self.runner.change(lambda store: carried.redraw(store, at, card, now)):
                self.dispatcher.wake()
        return True

    async def blank(
        self, person: Person, action: str, args: Mapping[str, Argument], place: Place | None = None
    ) -> Form | None:
        """The empty form behind a route, as this person gets it now; None where there is none for them."""
        now = self.clock.now()
        asked = Request(person, now, action=action, args=args, place=place or Place(), face=self.face)

        def drawn(store: Store) -> Form | None:
            try:
                return dispatch.blank(self.runner.router, cleaned(asked), store)
            except (UserError, LookupError):
                return None

        return await self.runner.look(drawn)

    def reads(self, action: str, args: Mapping[str, Argument]) -> bool:
        """Whether what a button asks for changes nothing, so that it can be asked for again."""
        try:
            route, _ = self.runner.router.find(Request(actor=None, now=self.clock.now(), action=action, args=args))
        except (UserError, LookupError):
            return False
        return not route.changes

    def _can_be_pressed(self, action: str) -> bool:
        route = self.runner.router.routes.get(action)
        return action == "say" or (route is not None and not route.reported)

    def to(self, came: Came) -> Speech:
        """How to speak to whoever asked."""
        return came.t or self.speech(came.person)

    def speech(self, person: Person | None) -> Speech:
        """How to speak to somebody."""
        return Speech(person.language if person is not None else self.language, self.clock.now())


def command(words: str) -> str:
    """Words as somebody writes them to the bot, as a command: on one line, without the name of the command before
    them, and without the colon of a marked line ("frist: fredag …")."""
    said = _NAME.sub("", " ".join(words.split()))
    first, colon, rest = said.partition(":")
    return f"{first} {rest.strip()}".strip() if colon and first.isalpha() else said


def gone(t: Speech) -> Reply:
    """What was pressed is about nothing any longer."""
    return Reply(Card(t("It is no longer there."), tone="warning"))


def later(t: Speech) -> Reply:
    """It could not be done now."""
    more = Line(t("Nothing has been saved. Try again in a moment."))
    return Reply(Card(t("That did not work just now."), (more,), tone="warning"))


def _too_long(t: Speech, count: int) -> Reply:
    more = t("At most {most} characters, please. This is {count}.", most=LONGEST, count=count)
    return Reply(Card(t("That is too long for a message."), (Line(more),), tone="warning"))
