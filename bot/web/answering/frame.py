"""What every page behind a signed link has around it: headers, limits on how often somebody comes, and a page for
whatever goes wrong. There are no cookies and no scripts."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from handlers.locale import Speech
from storage import people
from storage.tables import Person
from storage.unavailable import Unavailable

from ... import outage
from ...addresses import PRIVACY, Addresses
from ...clock import Clock
from ...runner import Runner
from .. import guard
from ..desk import Handler, html
from ..limits import Limits, visitor_of
from ..render import Renderer
from . import asked, trouble

MISSES = 60  # a minute, by visitor: links that do not work
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LANGUAGE = web.RequestKey("language", str)


class Frame:
    """Draws and guards the pages. `machine` gives machine time in seconds, for the limits."""

    def __init__(
        self, runner: Runner, clock: Clock, addresses: Addresses, machine: Callable[[], float] = time.monotonic
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._addresses = addresses
        self._limits = Limits(machine)
        self._house = ""  # as it was last read: a page that says that the database is away has no other
        self.renderer = Renderer()

    @property
    def prefix(self) -> str:
        """What stands before every path where the public address has one of its own."""
        return urlsplit(self._addresses.base()).path

    def path(self, address: str) -> str:
        """One of our own addresses, for a page of ours."""
        return self.prefix + address.removeprefix(self._addresses.base())

    def around(self, house: str) -> dict[str, Any]:
        """What every page has around its text."""
        return {"house": house, "privacy": self.prefix + PRIVACY, "assets": f"{self.prefix}/assets"}

    def speak(self, request: web.Request, person: Person) -> None:
        """Whatever goes wrong from now on is said in a person's language."""
        request[_LANGUAGE] = person.language

    def spend(self, a_minute: int, *who: object) -> None:
        """Count a visit; raises TooMany."""
        seconds = self._limits.spend(a_minute, *who)
        if seconds:
            raise trouble.TooMany(seconds)

    async def page(self, template: str, t: Speech, status: int = 200, **values: object) -> web.Response:
        """A page that is nobody's."""
        with suppress(Unavailable):
            self._house = await self._runner.look(people.house)
        return html(self.renderer.page(template, t, **self.around(self._house), **values), status)

    def framed(self, opened: Handler, sent: Handler | None) -> Handler:
        """What is answered to GET and HEAD, and to POST, with the headers of every page and a page for what
        goes wrong."""

        async def page(request: web.Request) -> web.StreamResponse:
            # Not the whole path: whoever reads the log could answer with the link.
            path = f"/{request.path.split('/')[1]}"
            response = await guard.answered(_chosen(request, opened, sent), request, self._runner, path)
            if isinstance(response, guard.Trouble):
                response = await self._trouble(request, response, sends=sent is not None)
            response.headers.update(HEADERS)
            return response

        return page

    async def _trouble(self, request: web.Request, problem: guard.Trouble, *, sends: bool) -> web.Response:
        if problem.status == 404:
            seconds = self._limits.spend(MISSES, "miss", visitor_of(request))
            problem = trouble.TooMany(seconds) if seconds else problem
        language = "" if problem.status == 404 else request.get(_LANGUAGE, "")
        t = Speech(language or asked.preferred(request), self._clock.now())
        kept = await guard.kept(request) if isinstance(problem, guard.Away) else []
        values = {"title": problem.title(t), "text": problem.text(t), "kept": kept}
        response = await self.page("answer_words.html", t, problem.status, **values)
        if isinstance(problem, guard.Away):
            response.headers.update(outage.RETRY_AFTER)
        if isinstance(problem, trouble.TooMany):
            response.headers["Retry-After"] = str(problem.seconds)
        if problem.status == 405:
            response.headers["Allow"] = "GET, HEAD, POST" if sends else "GET, HEAD"
        return response


def _chosen(request: web.Request, opened: Handler, sent: Handler | None) -> Handler:
    if request.method in ("GET", "HEAD"):
        return opened
    if request.method == "POST" and sent is not None:
        return sent
    return _no_such_way


async def _no_such_way(_: web.Request) -> web.StreamResponse:
    raise trouble.no_such_way()
