"""What every HTTP request passes: an id for the log, the figures, a reference for a defect, and in the local workspace
nobody from outside."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import perf_counter
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from handlers.dialogue.card import Line
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from storage.unavailable import Unavailable

from . import outage
from .figures import Figures
from .logs import about
from .runner import Runner, apology
from .settings import LOOPBACK, Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ID = web.RequestKey("request", str)  # what the log calls a request
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")  # anything can be sent as one
WATCHED = ("/healthz", "/readyz", "/metrics")  # asked every few seconds
CUT_OFF = 503  # what is counted for a request that we did not finish, because we were told to stop
log = structlog.get_logger()


def counted(figures: Figures, *, spoken: bool) -> Middleware:
    """The outermost: a request has an id of ours, whatever its own headers say, which every line of the log has that
    it leads to; it is counted and timed, and has a line of its own where `spoken`. A line names the pattern of the
    address, `/answer/{token}`: whoever reads the log could answer with a link, or read a calendar."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[ID] = secrets.token_hex(8)
        begun, status = perf_counter(), CUT_OFF
        with about(request=request[ID]):
            try:
                response = await handler(request)
                status = response.status
                return response
            except web.HTTPException as answer:
                status = answer.status
                raise
            finally:
                route, seconds = pattern(request), perf_counter() - begun
                method = request.method if request.method in METHODS else "other"
                figures.page(method, route, status, seconds)
                if spoken and route not in WATCHED:
                    log.info("answered", method=method, route=route, status=status, seconds=round(seconds, 3))

    return middleware


async def name(request: web.Request, response: web.StreamResponse) -> None:
    """Say in the answer's header what the log calls this request."""
    response.headers["X-Request-Id"] = request[ID]


def defects(runner: Runner, settings: Settings) -> Middleware:
    """Where a defect of a page becomes a reference number, and a database that is away a sentence; a reader never
    sees a stack trace."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        t = Speech(settings.language, datetime.now(UTC))
        outage.begin()
        try:
            return await handler(request)
        except Unavailable as away:
            return web.Response(status=503, text=_said(outage.reply(t, away)), headers=outage.RETRY_AFTER)
        except web.HTTPException:
            raise
        except Exception:
            defect = runner.defect(method=request.method, path=pattern(request))
        return web.Response(status=500, text=_said(apology(defect, t)))

    return middleware


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names that a page elsewhere has pointed at this machine (DNS rebinding), and what other pages
    send here: in the local workspace anybody can act as anybody."""
    if _hostname(request.host) not in LOOPBACK:
        raise web.HTTPForbidden(text="The local workspace answers only at 127.0.0.1, ::1 and localhost.")
    if request.method not in ("GET", "HEAD") and not (_signed(request) or _own_page(request)):
        raise web.HTTPForbidden(text="The local workspace takes nothing from other pages.")
    return await handler(request)


def pattern(request: web.Request) -> str:
    """The pattern that an address follows, `/answer/{token}`; empty for one that leads nowhere."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


def _said(reply: Reply) -> str:
    card = reply.card
    assert card is not None
    return "\n\n".join([card.title, *(part.text for part in card.body if isinstance(part, Line))])


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _signed(request: web.Request) -> bool:
    """Whether this is an answer to a mail, or a long form. Those pages tell nobody where a reader comes from
    (Referrer-Policy: no-referrer), so a browser sends their forms with `Origin: null`, and a mail program sends
    its own from another site. What counts there is the signature in the form, which no other page can have."""
    return request.method == "POST" and request.path.startswith(("/answer/", "/page/"))


def _own_page(request: web.Request) -> bool:
    """Whether a request that changes something comes from our own page, or from no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"
