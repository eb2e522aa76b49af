"""The page and the calendar of a group, for everybody in its room: what the bookmarks at the top of a room lead to.

- `GET /room/{token}` is the group on one page: task, deadlines, results and end. Nobody is named on it, and there is
  nothing to press but links: whoever has the address can read it.
- `GET /room/{token}.ics` has its deadlines, for a calendar program to subscribe to.

The address is the room's. It ends when the room is closed, and is then answered like one that is cut or forged.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ETag, web

from handlers.attention.status import page
from handlers.dialogue.card import Card
from handlers.locale import Speech
from storage import groups, people, rooms
from storage.engine import Store
from storage.tables import Room
from storage.unavailable import Unavailable

from .. import outage
from ..addresses import PRIVACY, Addresses
from ..clock import Clock
from ..papers import calendar
from ..runner import Runner
from . import guard
from .answering import trouble
from .answering.asked import preferred
from .answering.frame import HEADERS
from .desk import html
from .feed import ENDING, FEED_HEADERS
from .limits import Limits, visitor_of
from .render import At, Renderer

OPENS, MISSES = 600, 60  # a minute, by visitor: of one room, and of addresses that do not work


@dataclass(frozen=True)
class _Found:
    """What is at an address: the room, and the group's page or, of the calendar's address, the calendar."""

    room: Room
    t: Speech
    house: str
    card: Card | None
    entries: bytes


class Rooms:
    """The pages of rooms. `host` stands behind the @ of each entry's name, as in every calendar of this house."""

    def __init__(self, runner: Runner, clock: Clock, addresses: Addresses, *, host: str) -> None:
        self._runner = runner
        self._clock = clock
        self._addresses = addresses
        self._host = host
        self._limits = Limits()
        self._renderer = Renderer()

    def routes(self) -> list[web.RouteDef]:
        """Everything under /room."""
        return [web.route("*", path, self._answer) for path in ("/room", "/room/{token:.*}")]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        response = await guard.answered(self._opened, request, self._runner, "/room")
        if isinstance(response, guard.Trouble):
            response = await self._trouble(request, response)
        if response.content_type != "text/calendar":
            response.headers.update(HEADERS)
        return response

    async def _opened(self, request: web.Request) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            raise trouble.no_such_way()
        token = request.match_info.get("token", "")
        found = await self._found(token) if token.isascii() else None
        if found is None:
            raise trouble.dead()
        seconds = self._limits.spend(OPENS, "open", found.room.id, visitor_of(request))
        if seconds:
            raise trouble.TooMany(seconds)
        return self._page(found, found.card) if found.card is not None else _calendar(request, found.entries)

    async def _found(self, token: str) -> _Found | None:
        """What is at an address; None when it does not work."""
        read = self._addresses.seal.read_room(token.removesuffix(ENDING))
        if read is None:
            return None
        return await self._runner.look(lambda store: self._find(store, *read, entries=token.endswith(ENDING)))

    def _find(self, store: Store, room_id: int, nonce: str, *, entries: bool) -> _Found | None:
        room = rooms.find(store, room_id, nonce)
        if room is None or room.closed_at is not None:
            return None
        group = groups.get(store, room.group_id)
        t = Speech(people.circle(store).language, self._clock.now())
        card = None if entries else page.outline(t, page.gather(store, group))
        written = calendar.of_room(store, group, t, self._host) if entries else b""
        return _Found(room, t, people.house(store), card, written)

    def _page(self, found: _Found, card: Card) -> web.Response:
        address = self._addresses.room_calendar(found.room)
        subscribe = urlsplit(address)._replace(scheme="webcal").geturl()
        return html(
            self._renderer.page(
                "answer_room.html",
                found.t,
                title=card.title,
                card=card,
                at=At("", "", guard.fresh_key),
                address=address,
                subscribe=subscribe,
                **self._around(found.house),
            )
        )

    async def _trouble(self, request: web.Request, problem: guard.Trouble) -> web.Response:
        if problem.status == 404:
            seconds = self._limits.spend(MISSES, "miss", visitor_of(request))
            problem = trouble.TooMany(seconds) if seconds else problem
        t = Speech(preferred(request), self._clock.now())
        house = ""
        with suppress(Unavailable):
            house = await self._runner.look(people.house)
        around = self._around(house)
        title, text = problem.title(t), problem.text(t)
        if problem.status == 404:
            text = t("The group may have ended, or got another room. Ask in its room, or write to the secretariat.")
        response = html(self._renderer.page("answer_words.html", t, title=title, text=text, **around), problem.status)
        if isinstance(problem, trouble.TooMany):
            response.headers["Retry-After"] = str(problem.seconds)
        if isinstance(problem, guard.Away):
            response.headers.update(outage.RETRY_AFTER)
        if problem.status == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    def _around(self, house: str) -> dict[str, str]:
        """What every page has around its text."""
        prefix = urlsplit(self._addresses.base()).path
        return {"house": house, "privacy": prefix + PRIVACY, "assets": f"{prefix}/assets"}


def _calendar(request: web.Request, entries: bytes) -> web.Response:
    etag = ETag(hashlib.sha256(entries).hexdigest()[:32])
    same = any(each.value in (etag.value, "*") for each in request.if_none_match or ())
    response = web.Response(status=304) if same else web.Response(body=entries)
    response.headers.update(FEED_HEADERS)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.etag = etag
    return response
