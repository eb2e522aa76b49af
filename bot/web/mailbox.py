"""A person's letter box: the list, a mail, the letter in its frame, and what came with it.

Opening a mail marks it as seen; what its buttons do happens on the pages behind its links.
"""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from storage import mails
from storage.tables import WorkspaceMail

from . import guard, letters
from .desk import Desk, Spot
from .pages import drawn


class Mailbox:
    """What is answered to a GET in the letter box."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def list(self, request: web.Request) -> web.Response:
        """The mails, the newest first."""
        return await drawn(self._desk, request, await self._desk.spot(request), "mailbox.html")

    async def mail(self, request: web.Request) -> web.Response:
        """One mail, as a letter or in words alone."""
        spot, mail = await self._mail(request)
        now = self._desk.clock.now()
        if mail.seen_at is None:
            await self._desk.runner.change(lambda store: mails.mark_seen(store, mail.id or 0, now))
        as_text = request.match_info["rest"].endswith("/text")
        return await drawn(self._desk, request, spot, "mail.html", mail=mail, as_text=as_text)

    async def letter(self, request: web.Request) -> web.Response:
        """The letter itself, for the frame of its page."""
        _, mail = await self._mail(request)
        body = letters.framed(letters.opened(mail, await self._desk.speech(request)).html)
        return web.Response(
            body=body.encode("utf-8", "replace"),
            headers={
                "Content-Type": "text/html; charset=utf-8",
                "Cache-Control": "no-store",
                "Content-Security-Policy": letters.FRAME,
                "X-Frame-Options": "SAMEORIGIN",
                "Referrer-Policy": "no-referrer",
            },
        )

    async def file(self, request: web.Request) -> web.Response:
        """Something that came with a mail."""
        _, mail = await self._mail(request)
        wanted = int(request.match_info["file"])
        found = next((each for each in letters.files(letters.content(mail)) if each.number == wanted), None)
        if found is None:
            raise guard.missing()
        disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
        return web.Response(
            body=found.content, headers={"Content-Type": found.kind, "Content-Disposition": disposition}
        )

    async def _mail(self, request: web.Request) -> tuple[Spot, WorkspaceMail]:
        spot = await self._desk.spot(request)
        number = int(request.match_info["rest"].split("/")[1])
        found = await self._desk.runner.look(lambda store: mails.get(store, number, spot.me))
        if found is None:
            raise guard.missing()
        return spot, found
