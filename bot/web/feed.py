"""A person's calendar, for a calendar program to subscribe to, and a page that says how.

- `GET /calendar/{token}.ics` is the calendar (bot/papers/calendar.py): titles, days, groups and who has what, and no
  way to reach anybody. Whoever has the address can read it, so it can be exchanged for a new one.
- `GET /calendar/{token}` is the page to which a `Document("calendar", link, …)` on a card leads its own person: one
  press to subscribe, and the address to copy. No handler and no card has the address itself.

An address that is cut, forged or revoked, and one of somebody whose profile was erased, is answered alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ETag, web

from handlers.locale import Speech
from storage import links, people
from storage.engine import Store
from storage.tables import Link, LinkPurpose, Person

from ..addresses import PRIVACY, Addresses
from ..clock import Clock
from ..papers import calendar
from ..runner import Runner
from .answering.asked import preferred
from .answering.frame import HEADERS
from .desk import html
from .limits import Limits, visitor_of
from .render import Renderer

KIND = "calendar"  # of a document
ENDING = ".ics"
FETCHES, MISSES = 120, 60  # a minute: of one address, since whole organisations fetch through one program; by visitor
FRESH = 900  # seconds that a program may show what it has
FEED_HEADERS = {
    "Cache-Control": f"private, max-age={FRESH}",
    **{name: HEADERS[name] for name in ("X-Content-Type-Options", "X-Robots-Tag", "Referrer-Policy")},
}

_UNKEPT = {**FEED_HEADERS, "Cache-Control": "no-store"}


@dataclass(frozen=True)
class _Found:
    link: Link
    person: Person
    house: str


class Feed:
    """The calendars. `host` stands behind the @ of each entry's name, as in the files that come with mails."""

    def __init__(self, runner: Runner, clock: Clock, addresses: Addresses, *, host: str) -> None:
        self._runner = runner
        self._clock = clock
        self._addresses = addresses
        self._host = host
        self._limits = Limits()
        self._renderer = Renderer()

    def routes(self) -> list[web.RouteDef]:
        """Everything under /calendar."""
        return [web.route("*", path, self._answer) for path in ("/calendar", "/calendar/{token:.*}")]

    async def page_of(self, person: Person, link_id: int) -> str:
        """The page of a person's own calendar. Raises LookupError for a link of anybody else, and for an old one."""
        link = await self._runner.look(lambda store: links.get(store, link_id))
        if link is None or link.person_id != person.id or link.purpose != LinkPurpose.calendar or link.revoked_at:
            raise LookupError("no such calendar")
        return self._addresses.calendar(link).removesuffix(ENDING)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, text="GET, HEAD\n", headers={**_UNKEPT, "Allow": "GET, HEAD"})
        token = request.match_info.get("token", "")
        found = await self._found(token.removesuffix(ENDING))
        if found is None:
            return self._missing(request)
        wait = self._limits.spend(FETCHES, found.link.id)
        if wait:
            return self._later(wait)
        return await self._calendar(request, found) if token.endswith(ENDING) else self._page(found)

    async def _found(self, token: str) -> _Found | None:
        """Whose calendar it is; None for an address that does not work."""
        read = self._addresses.seal.read_link(token, LinkPurpose.calendar) if token.isascii() else None
        return await self._runner.look(lambda store: _find(store, *read)) if read is not None else None

    async def _calendar(self, request: web.Request, found: _Found) -> web.Response:
        now = self._clock.now()
        body = await self._runner.look(lambda store: calendar.feed(store, found.person, now, self._host))
        etag = ETag(hashlib.sha256(body).hexdigest()[:32])
        known = request.if_none_match or ()
        same = any(each.value in (etag.value, "*") for each in known)
        response = web.Response(status=304) if same else web.Response(body=body)
        response.headers.update(FEED_HEADERS)
        response.headers["Content-Type"] = "text/calendar; charset=utf-8"
        response.etag = etag
        return response

    def _page(self, found: _Found) -> web.Response:
        address = self._addresses.calendar(found.link)
        t = Speech(found.person.language, self._clock.now())
        prefix = urlsplit(self._addresses.base()).path
        around = {"house": found.house, "privacy": prefix + PRIVACY, "assets": f"{prefix}/assets"}
        subscribe = urlsplit(address)._replace(scheme="webcal").geturl()
        title = t("Your calendar")
        page = self._renderer.page(
            "answer_calendar.html", t, title=title, address=address, subscribe=subscribe, **around
        )
        response = html(page)
        response.headers.update(HEADERS)
        return response

    def _missing(self, request: web.Request) -> web.Response:
        wait = self._limits.spend(MISSES, "miss", visitor_of(request))
        if wait:
            return self._later(wait)
        t = Speech(preferred(request), self._clock.now())
        return web.Response(status=404, text=t("There is no calendar here.") + "\n", headers=_UNKEPT)

    @staticmethod
    def _later(seconds: float) -> web.Response:
        return web.Response(status=429, text="429\n", headers={**_UNKEPT, "Retry-After": str(int(seconds) + 1)})


def _find(store: Store, link_id: int, nonce: str) -> _Found | None:
    link = links.find(store, link_id, nonce, LinkPurpose.calendar)
    if link is None:
        return None
    person = people.get(store, link.person_id)
    if person.erased_at is not None:
        return None
    return _Found(link, person, people.house(store))
