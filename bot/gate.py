"""What every HTTP request passes: nobody from outside in the local workspace, a reference for a defect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from handlers.dialogue.card import Line
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from storage.unavailable import Unavailable

from . import outage
from .runner import Runner, apology
from .settings import LOOPBACK, Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SIGNED = ("answer", "calendar", "file", "page", "room")  # addresses whose rest opens something


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
            defect = runner.defect(method=request.method, path=_logged(request.path))
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


def _said(reply: Reply) -> str:
    card = reply.card
    assert card is not None
    return "\n\n".join([card.title, *(part.text for part in card.body if isinstance(part, Line))])


def _logged(path: str) -> str:
    """A path as the log may have it: whoever reads the log could answer with a link, or read a calendar."""
    first = path.split("/")[1]
    return f"/{first}" if first in SIGNED else path


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
