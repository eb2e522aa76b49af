"""What every page of ours is sent with, and what a form must bring to be believed.

A form carries a token that only a page of ours can have written: it is made from a cookie that other sites
can neither read nor send. Where a request comes from (Host, Origin) the gate before all pages asks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from handlers.dialogue.card import Argument
from handlers.locale import Speech
from storage.unavailable import Unavailable

from .. import outage
from ..runner import Runner

COOKIE = "taskforce-workspace"
MOST_FIELDS = 1000
LARGEST_NUMBER = 2**53  # what JSON and a browser can hold exactly
KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Trouble(Exception):
    """A page that says what is wrong instead of the one that was asked for."""

    def __init__(self, status: int, title: Callable[[Speech], str], text: Callable[[Speech], str]) -> None:
        super().__init__(status)
        self.status = status
        self.title = title
        self.text = text


def missing() -> Trouble:
    """There is no such page, or it is not this person's."""
    return Trouble(
        404,
        lambda t: t("That page does not exist."),
        lambda t: t("It may have been closed, or the address may have been cut short."),
    )


def unreadable() -> Trouble:
    """The form was not one of ours."""
    return Trouble(
        400,
        lambda t: t("We could not read that."),
        lambda t: t("Nothing has been changed. Go back and try again."),
    )


def stale() -> Trouble:
    """The token is wrong: an old page, or somebody else's."""
    return Trouble(
        403,
        lambda t: t("That page was too old."),
        lambda t: t("Nothing has been changed. Open the conversation again and press once more."),
    )


def too_large() -> Trouble:
    """More was sent than anybody can have meant."""
    return Trouble(
        413,
        lambda t: t("That was too much at once."),
        lambda t: t("Nothing has been changed. Send a shorter text."),
    )


def broken(reference: str) -> Trouble:
    """A defect of ours."""
    return Trouble(
        500,
        lambda t: t("Something went wrong with us, not with you."),
        lambda t: t(
            "Nothing has been saved. Try again, or write to the secretariat. (Ref. {reference})",
            reference=reference,
        ),
    )


class Away(Trouble):
    """The database is away. What was sent is kept on the page, and sent once more it is done once (DESIGN §3.8)."""

    def __init__(self, away: Unavailable, *, sent: bool) -> None:
        super().__init__(503, outage.title, lambda t: outage.of_page(t, away, sent=sent))


async def answered(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]], request: web.Request, runner: Runner, path: str
) -> web.StreamResponse | Trouble:
    """What a handler answers, or what is wrong; a defect is logged as one of `path`."""
    try:
        return await handler(request)
    except Trouble as trouble:
        return trouble
    except Unavailable as away:
        return Away(away, sent=request.method == "POST")
    except web.HTTPException:
        raise
    except Exception:
        return broken(runner.defect(method=request.method, path=path).reference)


@dataclass(frozen=True)
class Visitor:
    """A browser: the secret of its cookie, and whether it has to be given one."""

    secret: str
    new: bool

    @property
    def token(self) -> str:
        """What a form of this browser must bring."""
        return hmac.new(self.secret.encode(), b"workspace form", hashlib.sha256).hexdigest()

    def greet(self, response: web.StreamResponse) -> None:
        """Give a new browser its cookie."""
        if self.new:
            response.set_cookie(COOKIE, self.secret, httponly=True, samesite="Strict", path="/")


_VISITOR = web.RequestKey("visitor", Visitor)


def visitor(request: web.Request) -> Visitor:
    """Which browser this is; a new one keeps the secret that it was first given in this request."""
    if _VISITOR not in request:
        found = request.cookies.get(COOKIE, "")
        known = KEY.fullmatch(found) is not None
        request[_VISITOR] = Visitor(found if known else secrets.token_urlsafe(32), new=not known)
    return request[_VISITOR]


def fresh_key() -> str:
    """A key for one drawn button or form."""
    return secrets.token_urlsafe(12)


class Sent:
    """The fields of a form as they were sent."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._last = dict(pairs)

    def text(self, name: str) -> str:
        """A field's text, the last one when it came several times; empty when it did not come."""
        return self._last.get(name, "")

    def number(self, name: str) -> int:
        """A number that our own page wrote; 0 when there is none."""
        found = self.text(name) or "0"
        if not re.fullmatch(r"[0-9]{1,15}", found):
            raise unreadable()
        return int(found)

    @property
    def key(self) -> str:
        """The key that was made when the button was drawn."""
        found = self.text("key")
        if not KEY.fullmatch(found):
            raise unreadable()
        return found

    @property
    def args(self) -> dict[str, Argument]:
        """A button's arguments."""
        found = self.packed("args")
        if not all(_argument(each) for each in found.values()):
            raise unreadable()
        return found

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """What was filled in: the fields whose names begin with `f.`."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self._pairs:
            if name.startswith("f."):
                found[name[2:]] = (*found.get(name[2:], ()), value)
        return found

    def packed(self, name: str) -> dict[str, Any]:
        """The JSON object of a hidden field; empty when there is none."""
        try:
            found = json.loads(self.text(name) or "{}")
        except (ValueError, RecursionError):
            raise unreadable() from None
        if not isinstance(found, dict):
            raise unreadable()
        return found


def _argument(value: object) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_NUMBER


async def read(request: web.Request, most_fields: int = MOST_FIELDS) -> Sent:
    """The form that was sent; raises Trouble when it can be none of ours, or is too large."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise unreadable()
    body = await whole(request)
    try:
        return Sent(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most_fields))
    except ValueError:
        raise unreadable() from None


async def kept(request: web.Request) -> list[tuple[str, str]]:
    """Everything that was sent with a form, so that a page can send it once more; nothing where that cannot be."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return []
    try:
        return parse_qsl((await whole(request)).decode("utf-8", "replace"), keep_blank_values=True)
    except (ValueError, Trouble):
        return []


async def whole(request: web.Request) -> bytes:
    """The body of a request; raises Trouble when it is too large."""
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None


async def sent(request: web.Request, browser: Visitor) -> Sent:
    """The form that was sent from a page of this browser; raises Trouble when it is not, or too large."""
    found = await read(request)
    if browser.new or not hmac.compare_digest(found.text("token").encode(), browser.token.encode()):
        raise stale()
    return found
