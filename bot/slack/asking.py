"""Having something carried out for somebody in Slack, and drawing again the message that it was about."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from handlers.dialogue.card import Argument, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned
from handlers.locale import Speech
from storage import keys
from storage.engine import Store
from storage.tables import Person

from ..clock import Clock
from ..delivery import Dispatcher
from ..face import Later, Never
from ..runner import Runner
from . import asked, carried
from .asked import FACE, Spot
from .carried import Carried
from .home import Home
from .people import Folk

PATIENCE = 1.5  # seconds that Slack has to say who somebody is
log = structlog.get_logger()


@dataclass(frozen=True)
class Came:
    """What came of a request: its reply, and whether it has changed something, now or when it came `before`; with how
    to speak to somebody whom we do not know."""

    reply: Reply
    changed: bool = False
    before: bool = False
    person: Person | None = None
    t: Speech | None = None


class Asker:
    """Turns what somebody does into a Request and has it carried out, once. `language` is for whom we do not know."""

    def __init__(
        self, runner: Runner, clock: Clock, dispatcher: Dispatcher, folk: Folk, home: Home, language: str
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._dispatcher = dispatcher
        self._folk = folk
        self._home = home
        self._language = language

    async def ask(
        self,
        spot: Spot,
        *,
        action: str = "",
        words: str = "",
        args: Mapping[str, Argument] | None = None,
        values: Mapping[str, Value] | None = None,
        at: Carried | None = None,
    ) -> Came:
        """Have something carried out for whoever is there, with the message `at` which it was pressed."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(PATIENCE):
                person = await self._folk.person(spot.team, spot.user, now)
                if person is None:
                    t = await self._folk.speech(spot.user, now)
                    return Came(await self._folk.stranger(spot.team, spot.user, now), t=t)
        except (Later, Never, TimeoutError) as trouble:
            log.warning("slack does not say who it is", why=str(trouble))
            return Came(later(self.speech(None)))
        t = self.speech(person)
        if len(words) > asked.LONGEST:
            return Came(_too_long(t, len(words)), person=person)
        if action and action != "say" and action not in self._runner.router.routes:
            return Came(gone(t), person=person)
        request = cleaned(
            Request(
                actor=person,
                now=now,
                action=action,
                words=words,
                args=args or {},
                values=values or {},
                place=await self._runner.look(lambda store: asked.place(store, spot)),
                key=spot.key,
                face=FACE,
            )
        )
        done: list[Reply] = []

        def then(store: Store, reply: Reply) -> None:
            done.append(reply)
            if at is not None and reply.card is not None and replaces(spot, reply):
                carried.redraw(store, at, reply.card, now)

        reply = await self._runner.ask(request, then)
        before = not done and await self._runner.look(lambda store: keys.seen(store, spot.key)) is not None
        if done:
            self._home.refresh(person)
        return Came(reply, bool(done) or before, before, person)

    async def redraw(self, spot: Spot, came: Came, at: Carried | None) -> bool:
        """Whether the reply takes the place of a message that the outbox carried. What only shows something has
        written no row yet."""
        card = came.reply.card
        if at is None or card is None or not replaces(spot, came.reply):
            return False
        if not came.changed:
            now = self._clock.now()
            if await self._runner.change(lambda store: carried.redraw(store, at, card, now)):
                self._dispatcher.wake()
        return True

    async def person(self, spot: Spot) -> Person | None:
        """Who is there; None for somebody unknown, and while Slack cannot be asked."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._folk.person(spot.team, spot.user, self._clock.now())
        except (Later, Never, TimeoutError):
            return None

    def reads(self, action: str, args: Mapping[str, Argument]) -> bool:
        """Whether what a button asks for changes nothing, so that it can be asked for again."""
        try:
            route, _ = self._runner.router.find(Request(actor=None, now=self._clock.now(), action=action, args=args))
        except (UserError, LookupError):
            return False
        return not route.changes

    def to(self, came: Came) -> Speech:
        """How to speak to whoever asked."""
        return came.t or self.speech(came.person)

    def speech(self, person: Person | None) -> Speech:
        """How to speak to somebody."""
        return Speech(person.language if person is not None else self._language, self._clock.now())


def replaces(spot: Spot, reply: Reply) -> bool:
    """Whether a reply takes the place of the message: what everybody sees is not replaced by what is meant for one."""
    return reply.instead and (spot.alone or spot.ephemeral or reply.audience == "here")


def gone(t: Speech) -> Reply:
    """What was pressed is about nothing any longer."""
    return Reply(Card(t("It is no longer there."), tone="warning"))


def later(t: Speech) -> Reply:
    """It could not be done now."""
    more = Line(t("Nothing has been saved. Try again in a moment."))
    return Reply(Card(t("That did not work just now."), (more,), tone="warning"))


def not_opened(t: Speech) -> Reply:
    """Slack has not opened a form in time."""
    more = Line(t("Nothing is lost. Try again in a moment."))
    return Reply(Card(t("Slack did not open the form."), (more,), tone="warning"))


def _too_long(t: Speech, count: int) -> Reply:
    more = t("At most {most} characters, please. This is {count}.", most=asked.LONGEST, count=count)
    return Reply(Card(t("That is too long for a message."), (Line(more),), tone="warning"))
