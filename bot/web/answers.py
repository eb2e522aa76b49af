"""The pages behind the links in mails: one card, what its buttons ask, and what came of an answer.

Addresses
- `GET /answer/{token}` is the card as it stands now, `?do=…` what one of its buttons asks; neither changes
  anything, since scanners of mails open every link. `POST` does what a page of this very link has offered.
- `GET /file/{token}` fetches a paper of the card, `GET /oplysninger` says how personal data is treated,
  `GET /assets/{name}` has stylesheet and signs.

A link that does not work leads to one and the same page, whatever is wrong with it. There are no cookies and
no scripts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import structlog
from aiohttp import web

from handlers.dialogue.card import Argument, Button, Document
from handlers.dialogue.deeds import BY_LINK
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned, number
from handlers.dialogue.tell import PROFILE_SUBJECT
from handlers.locale import LANGUAGES, Speech
from storage.engine import Store
from storage.tables import Cadence, Link, LinkPurpose

from ..addresses import DO, FILE, PRIVACY, Addresses
from ..clock import Clock
from ..delivery import Dispatcher
from ..runner import Runner
from . import guard
from .answering import asked, signed, trouble
from .answering.drawing import Drawing, Where
from .answering.frame import Frame
from .answering.held import PROFILE, Held, find, for_file
from .desk import Handler, Papers
from .limits import visitor_of

OPENS = 6000  # a minute, by link and visitor: programs that check mails open every link, again and again
PRESSES, PRESSES_OF_ONE = 30, 120  # a minute, by link, and by visitor
PATIENCE = 1.0  # seconds for what follows from an answer to leave before the page is shown
ASSETS = ("style.css", "answer.css", "icon.svg", "check.svg", "bang.svg", "waiting.svg")
log = structlog.get_logger()


class Answers:
    """The pages of people without an account. `machine` gives machine time in seconds, for the limits."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        addresses: Addresses,
        papers: Papers,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._dispatcher = dispatcher
        self._addresses = addresses
        self._papers = papers
        self._frame = Frame(runner, clock, addresses, machine)
        self._static = Path(__file__).with_name("static")
        self._leaving: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Every address of these pages."""
        pages: dict[str, tuple[Handler, Handler | None]] = {
            "/answer": (self._nowhere, self._nowhere),
            "/answer/{token:.*}": (self._show, self._press),
            "/file": (self._nowhere, None),
            "/file/{token:.*}": (self._file, None),
            PRIVACY: (self._privacy, None),
            "/assets/{name}": (self._asset, None),
        }
        return [web.route("*", path, self._frame.framed(opened, sent)) for path, (opened, sent) in pages.items()]

    # --- looking: nothing changes ---

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """The card, or what one of its buttons asks."""
        held = await self._opened(request)
        drawing = self._drawing(held)
        query = dict(request.query)
        button = held.offered(query.pop(DO, ""), query) if len(query) == len(request.query) else None
        if button is None:
            return drawing.own()
        if held.keeps_back(button.action):
            return drawing.detour()
        if not self._reads(button.action):
            return drawing.one(button)
        reply = await self._runner.ask(self._asks(held, button.action, button.args))
        return drawing.reply(reply, pressed=False, profile=_of_profile(held, button.action))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A paper, for whoever was given a link to it."""
        token = request.match_info["token"]
        found = self._addresses.seal.unpack(token, FILE) if token.isascii() else None
        if found is None:
            raise trouble.dead()
        link_id, nonce, kind, id_ = found
        now = self._clock.now()
        held = await self._runner.look(lambda store: for_file(store, link_id, nonce, now))
        if held is None:
            raise trouble.dead()
        self._open(request, held)
        try:
            body, name, content_type = await self._papers(held.person, kind, id_)
        except (LookupError, UserError):
            raise trouble.dead() from None
        headers = {
            "Content-Type": content_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
        }
        return web.Response(body=body, headers=headers)

    async def _privacy(self, request: web.Request) -> web.StreamResponse:
        """What is kept about people, why, and for how long."""
        self._frame.spend(OPENS, "open", visitor_of(request))
        wanted = request.query.get("language", "")
        language = wanted if wanted in LANGUAGES else asked.preferred(request)
        t = Speech(language, self._clock.now())
        other = next(code for code in LANGUAGES if code != language)
        title = t("How we treat personal data")
        return await self._frame.page("answer_privacy.html", t, title=title, other=other, languages=LANGUAGES)

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        """Stylesheet and signs."""
        name = request.match_info["name"]
        if name not in ASSETS:
            raise trouble.dead()
        return web.FileResponse(self._static / name, headers={"Cache-Control": "no-cache"})

    async def _nowhere(self, _: web.Request) -> web.StreamResponse:
        """An address that was cut."""
        raise trouble.dead()

    # --- doing ---

    async def _press(self, request: web.Request) -> web.StreamResponse:
        """A button or a form of one of our pages; or a mail program that switches the digest off."""
        held = await self._of(request)
        self._frame.spend(PRESSES, "press", held.link.id)
        self._frame.spend(PRESSES_OF_ONE, "presses", visitor_of(request))
        if await asked.unsubscribes(request):
            return await self._unsubscribe(held)
        self._frame.speak(request, held.person)
        sent = await guard.read(request)
        what = signed.read(sent, self._addresses.seal, number(held.link.id))
        if what is None:
            raise trouble.forged()
        if not held.may(what.action, what.args):  # its time has run out while the page was open
            return self._drawing(held).own()
        if held.keeps_back(what.action):
            return self._drawing(held).detour()
        if what.confirm is not None:
            button = Button(what.action, what.confirm.yes, what.args)
            return self._drawing(held).question(button, what.confirm, what.key)
        values: dict[str, Value] = {
            name: several[0] if len(several) == 1 else several for name, several in sent.values.items()
        }
        key = f"{BY_LINK}/{held.link.id}/{what.key}"
        reply = await self._do(self._asks(held, what.action, what.args, values, key))
        now = await self._runner.look(lambda store: self._find(store, number(held.link.id), held.link.nonce))
        drawing = self._drawing(now or held)
        return drawing.reply(reply, pressed=True, gone=now is None, profile=_of_profile(held, what.action))

    async def _unsubscribe(self, held: Held) -> web.Response:
        """No digest any more; a second time changes nothing."""
        if not held.digest or held.late:
            raise trouble.dead()
        if held.person.cadence != Cadence.off:
            await self._do(self._asks(held, "me.cadence", {"cadence": Cadence.off.value}))
        t = Speech(held.person.language, self._clock.now())
        return web.Response(text=t("You get no digest any more.") + "\n", headers={"Cache-Control": "no-store"})

    async def _do(self, request: Request) -> Reply:
        """Have a request carried out, and what follows from it leave: at once as a rule, and without the reader
        waiting for a slow mail server."""
        reply = await self._runner.ask(request)
        leaving = asyncio.create_task(self._dispatcher.drain(request.now))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._left)
        await asyncio.wait({leaving}, timeout=PATIENCE)
        return reply

    def _left(self, leaving: asyncio.Task[None]) -> None:
        self._leaving.discard(leaving)
        if not leaving.cancelled() and leaving.exception() is not None:
            log.error("what an answer causes has not left; it goes later", exc_info=leaving.exception())

    def _asks(
        self,
        held: Held,
        action: str,
        args: Mapping[str, Argument],
        values: Mapping[str, Value] | None = None,
        key: str | None = None,
    ) -> Request:
        now = self._clock.now()
        return cleaned(
            Request(actor=held.person, now=now, action=action, args=args, values=values or {}, key=key, face=BY_LINK)
        )

    def _reads(self, action: str) -> bool:
        route = self._runner.router.routes.get(action)
        return route is not None and not route.changes

    # --- whose link it is ---

    async def _opened(self, request: web.Request) -> Held:
        held = await self._of(request)
        self._open(request, held)
        return held

    async def _of(self, request: web.Request) -> Held:
        found = self._addresses.seal.read_link(request.match_info["token"], LinkPurpose.answer)
        if found is None:
            raise trouble.dead()
        return await self._held(*found)

    async def _held(self, link_id: int, nonce: str) -> Held:
        held = await self._runner.look(lambda store: self._find(store, link_id, nonce))
        if held is None:
            raise trouble.dead()
        return held

    def _find(self, store: Store, link_id: int, nonce: str) -> Held | None:
        return find(store, link_id, nonce, self._clock.now())

    def _open(self, request: web.Request, held: Held) -> None:
        self._frame.speak(request, held.person)
        self._frame.spend(OPENS, "open", held.link.id, visitor_of(request))

    # --- drawing ---

    def _drawing(self, held: Held) -> Drawing:
        frame = self._frame
        base = f"{frame.prefix}/answer/{self._addresses.seal.link(held.link)}"
        at = Where(
            base=base,
            held=held,
            seal=self._addresses.seal,
            reads=self._reads,
            files=lambda document: self._paper(held.link, document),
        )
        t = Speech(held.person.language, self._clock.now())
        return Drawing(frame.renderer, t, at, frame.around(held.house))

    def _paper(self, link: Link, document: Document) -> str:
        return self._frame.path(self._addresses.file(link, document))


def _of_profile(held: Held, action: str) -> bool:
    """Whether what is shown belongs to a profile, on a link that is not for it."""
    return action in PROFILE and not held.subject.startswith(PROFILE_SUBJECT)
