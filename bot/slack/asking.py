"""Having something carried out for somebody in Slack: first it is asked who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog

from handlers.dialogue.card import Argument, Card, Line
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from storage.tables import Person

from .. import asking
from ..asking import Came, later
from ..carried import Carried
from ..clock import Clock
from ..delivery import Dispatcher
from ..face import Later, Never
from ..long_forms import LongForms
from ..patience import Patience
from ..rooms import place_of
from ..runner import Runner
from .asked import FACE, Spot
from .home import Home
from .people import Folk

log = structlog.get_logger()


class Asker:
    """Asks for whoever is at a spot. `language` is for whom we do not know."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        folk: Folk,
        home: Home,
        patience: Patience,
        language: str,
        long_forms: LongForms,
    ) -> None:
        self._asks = asking.Asker(runner, clock, dispatcher, FACE, language)
        self._long_forms = long_forms
        self._folk = folk
        self._home = home
        self._patience = patience
        self.blank, self.reads = self._asks.blank, self._asks.reads
        self.to, self.speech = self._asks.to, self._asks.speech

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
        now = self._asks.clock.now()
        try:
            async with self._patience.lasts():
                person = await self._folk.person(spot.team, spot.user, now)
                if person is None:
                    t = await self._folk.speech(spot.user, now)
                    return Came(await self._folk.stranger(spot.team, spot.user, now), t=t)
        except (Later, Never, TimeoutError) as trouble:
            log.warning("slack does not say who it is", why=str(trouble))
            return Came(later(self.speech(None)))
        came = await self._asks.ask(
            person,
            spot.key,
            await self._asks.runner.look(lambda store: place_of(store, FACE, spot.room, spot.named)),
            action=action,
            words=words,
            args=args,
            values=values,
            at=at,
            replaces=lambda reply: replaces(spot, reply),
        )
        if came.changed and not came.before:
            self._home.refresh(person)
        form = came.reply.form
        if form is None or not form.page:
            return came
        way = await self._long_forms.way(person, form, self.to(came))
        return replace(came, reply=Reply(way))

    async def redraw(self, spot: Spot, came: Came, at: Carried | None) -> bool:
        """Whether the reply takes the place of a message that the outbox carried."""
        return await self._asks.redraw(came, at, lambda reply: replaces(spot, reply))

    async def person(self, spot: Spot) -> Person | None:
        """Who is there; None for somebody unknown, and while Slack cannot be asked."""
        try:
            async with self._patience.lasts():
                return await self._folk.person(spot.team, spot.user, self._asks.clock.now())
        except (Later, Never, TimeoutError):
            return None


def replaces(spot: Spot, reply: Reply) -> bool:
    """Whether a reply takes the place of the message: what everybody sees is not replaced by what is meant for one."""
    return reply.instead and (spot.alone or spot.ephemeral or reply.audience == "here")


def not_opened(t: Speech) -> Reply:
    """Slack has not opened a form in time."""
    more = Line(t("Nothing is lost. Try again in a moment."))
    return Reply(Card(t("Slack did not open the form."), (more,), tone="warning"))
