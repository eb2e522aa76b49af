"""The pages on which long forms are filled in: pasting a plan and looking it through, writing a mandate.

- `GET /page/{token}` is the form as it stands now, or what has become of it where it was filled in to its end; it
  changes nothing: scanners of messages open every link.
- `POST` sends what a page of this very link has drawn: the form, the next one that it leads to, or a button of the
  card that it ends in.

A link is one person's, made when a chat has led them here (bot/long_forms.py), and works for a day. It opens one form,
and nothing can be done with it but what that form's own capability offers. What is refused comes back with everything
that was written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiohttp import web

from handlers.dialogue import dispatch
from handlers.dialogue.card import Argument, Card, Document, Line, Picture
from handlers.dialogue.deeds import BY_PAGE
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned, number
from handlers.locale import Speech
from storage import keys, links, people
from storage.engine import Store
from storage.tables import LinkPurpose

from .. import long_forms
from ..addresses import Addresses
from ..clock import Clock
from ..runner import Runner
from . import guard
from .answering import signed, trouble
from .answering.frame import Frame
from .answering.long import At, Drawing, Held
from .limits import visitor_of

OPENS, PRESSES, PRESSES_OF_ONE = 600, 60, 240  # a minute, by link and visitor; by link; by visitor
MOST_FIELDS = 3000  # of one form: a plan of 500 lines has a field and a tick for each


class Filling:
    """The pages of long forms. `machine` gives machine time in seconds, for the limits."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        addresses: Addresses,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._addresses = addresses
        self._frame = Frame(runner, clock, addresses, machine)

    def routes(self) -> list[web.RouteDef]:
        """Every address of these pages."""
        return [
            web.route("*", "/page", self._frame.framed(self._nowhere, self._nowhere)),
            web.route("*", "/page/{token:.*}", self._frame.framed(self._show, self._send)),
        ]

    # --- looking: nothing changes ---

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """The form, as its person gets it now."""
        held = await self._held(request)
        self._frame.spend(OPENS, "open", held.link.id, visitor_of(request))
        return await self._opened(held)

    async def _opened(self, held: Held) -> web.Response:
        now = self._clock.now()
        form = await self._runner.look(
            lambda store: long_forms.drawn(store, self._runner.router, held.person, held.opening, now)
        )
        if isinstance(form, Form):
            ended = held.opening.ended
            drawing = self._drawing(held)
            return drawing.card(ended) if ended is not None else drawing.form(form, first=True)
        if isinstance(form, UserError):
            return self._drawing(held).card(_refusal(form), status=409)
        raise trouble.closed()

    async def _nowhere(self, _: web.Request) -> web.StreamResponse:
        """An address that was cut."""
        raise trouble.closed()

    # --- doing ---

    async def _send(self, request: web.Request) -> web.StreamResponse:
        """The form that was filled in, or a button of the card that it has ended in."""
        held = await self._held(request)
        self._frame.spend(PRESSES, "press", held.link.id)
        self._frame.spend(PRESSES_OF_ONE, "presses", visitor_of(request))
        sent = await guard.read(request, MOST_FIELDS)
        what = signed.read(sent, self._addresses.seal, number(held.link.id))
        if what is None:
            raise trouble.forged()
        drawing = self._drawing(held)
        if what.confirm is not None:
            return drawing.question(what)
        values: dict[str, Value] = {
            name: several[0] if len(several) == 1 else several for name, several in sent.values.items()
        }
        asked = self._asks(held, what.action, what.args, values, f"{BY_PAGE}/{held.link.id}/{what.key}")
        reply, done = await self._do(held, asked)
        if reply.form is not None:
            return drawing.form(reply.form, first=reply.form.name == held.link.action)
        if reply.card is None:
            return await self._opened(held)
        if reply.card.tone == "warning" and not done:
            again = await self._again(asked, reply.card)
            if again is not None and again.fields:
                status = 500 if reply.card.title == guard.broken("").title(drawing.t) else 409
                return drawing.form(again, first=again.name == held.link.action, status=status)
        return drawing.card(reply.card, status=200 if done or reply.card.tone != "warning" else 409)

    async def _do(self, held: Held, asked: Request) -> tuple[Reply, bool]:
        """What comes of it, and whether something was changed, now or when the same was sent before."""
        done: list[Reply] = []

        def then(store: Store, reply: Reply) -> None:
            done.append(reply)
            if self._runner.router.find(asked)[0].form is not None:
                long_forms.carried_out(store, held.link, asked.action, reply.card, asked.now)

        reply = await self._runner.ask(asked, then)
        key = asked.key or ""
        before = not done and await self._runner.look(lambda store: keys.seen(store, key)) is not None
        return reply, bool(done) or before

    async def _again(self, asked: Request, card: Card) -> Form | None:
        """The form as it was sent, with a refusal that is about none of its fields on top; None for a button."""

        def look(store: Store) -> Form | None:
            try:
                return dispatch.blank(self._runner.router, asked, store)
            except (UserError, LookupError):
                return None

        form = await self._runner.look(look)
        said = " ".join([card.title, *(part.text for part in card.body if isinstance(part, Line))])
        # No field is called so.
        return replace(form, values=dict(asked.values), errors={" ": said}) if form is not None else None

    def _asks(
        self, held: Held, action: str, args: Mapping[str, Argument], values: Mapping[str, Value], key: str
    ) -> Request:
        now = self._clock.now()
        return cleaned(Request(held.person, now, action=action, args=args, values=values, key=key, face=BY_PAGE))

    # --- whose link it is ---

    async def _held(self, request: web.Request) -> Held:
        token = request.match_info["token"]
        found = self._addresses.seal.read_link(token, LinkPurpose.page) if token.isascii() else None
        held = await self._runner.look(lambda store: self._find(store, *found)) if found is not None else None
        if held is None:
            raise trouble.closed()
        self._frame.speak(request, held.person)
        return held

    def _find(self, store: Store, link_id: int, nonce: str) -> Held | None:
        link = links.find(store, link_id, nonce, LinkPurpose.page)
        if link is None or link.expires_at is None or link.expires_at <= self._clock.now():
            return None
        person, opening = people.get(store, link.person_id), long_forms.opening(store, link)
        if person.erased_at is not None or opening is None:
            return None
        return Held(link, person, opening, people.house(store))

    # --- drawing ---

    def _drawing(self, held: Held) -> Drawing:
        frame, addresses = self._frame, self._addresses

        def paper(document: Document | Picture) -> str:
            return frame.path(addresses.file(held.link, document))

        at = At(base=frame.path(addresses.form(held.link)), held=held, seal=addresses.seal, files=paper)
        return Drawing(frame.renderer, Speech(held.person.language, self._clock.now()), at, frame.around(held.house))


def _refusal(error: UserError) -> Card:
    card = dispatch.refusal(error).card
    assert card is not None
    return card
