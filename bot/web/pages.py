"""The pages that show something; nothing changes by looking, except that what was seen is no longer new."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from handlers.dialogue.clean import clean
from handlers.dialogue.errors import UserError
from handlers.locale import LANGUAGES, Speech
from storage import people, workspace
from storage.engine import Store
from storage.tables import WorkspaceMail

from . import guard, guide, view
from .desk import MAIL, PHONE, Desk, Spot, html, skipped, to

STATIC = ("style.css", "workspace.js", "icon.svg", "check.svg", "waiting.svg", "bang.svg")


class Pages:
    """What is answered to a GET."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._static = Path(str(files("bot.web") / "static"))

    async def start(self, _: web.Request) -> web.Response:
        """The way in: as whoever begins the guide, or as somebody of the secretariat."""
        today = self._desk.clock.now().date()
        first = next(each.email for each in self._desk.cast if each.id == guide.personas()[0])

        def find(store: Store) -> int | None:
            found = people.by_email(store, first)
            if found is not None:
                return found.id
            others = people.staff(store, today) or people.everybody(store)
            return others[0].id if others else None

        person_id = await self._desk.runner.look(find)
        if person_id is None:
            raise guard.missing()
        return to(f"/as/{person_id}")

    async def enter(self, request: web.Request) -> web.Response:
        """A person's own conversation with the bot; the letter box of somebody who gets mail and has none."""
        person_id = int(request.match_info["person"])

        def find(store: Store) -> tuple[bool, bool, int | None]:
            there = person_id in people.several(store, [person_id])
            channel = workspace.with_bot(store, person_id) if there else None
            mailed = bool(people.by_mail_alone(store, [person_id]))
            return there, mailed, channel.id if channel is not None else None

        there, mailed, channel_id = await self._desk.runner.look(find)
        if not there:
            raise guard.missing()
        if mailed:
            return to(f"/as/{person_id}/{MAIL}")
        if channel_id is None:
            made = await self._desk.runner.change(lambda store: workspace.ensure_with_bot(store, person_id))
            channel_id = made.id
        return to(f"/as/{person_id}/{channel_id}")

    async def conversation(self, request: web.Request) -> web.Response:
        """One conversation as one person sees it, with everything around it."""
        desk = self._desk
        scene = await desk.scene(request)
        if scene.alone and await desk.runner.look(lambda store: bool(people.by_mail_alone(store, [scene.me]))):
            return to(f"/as/{scene.me}/{MAIL}")
        if await desk.runner.look(lambda store: workspace.unseen(store, scene.here, scene.me)):
            await desk.runner.change(lambda store: workspace.mark_seen(store, scene.here, scene.me))
        return await drawn(desk, request, scene, "workspace.html", channel_id=scene.here)

    async def people(self, request: web.Request) -> web.Response:
        """Everybody whom one can act as, as a page of its own for whoever has no script."""
        desk = self._desk
        spot = await desk.spot(request)
        wanted = clean(request.query.get("find", ""))[:100]
        asked = view.Asked(spot.me, None, desk.clock.now(), None, None, (), spot.at())
        page = await desk.runner.look(
            lambda store: view.read(store, asked, desk.cast, desk.runner.router, desk.renderer)
        )
        found = [
            (label, [each for each in members if wanted.casefold() in each.search]) for label, members in page.groups
        ]
        groups = [(label, members) for label, members in found if members]
        return desk.draw("people.html", spot, view=page, groups=groups, wanted=wanted)

    async def paper(self, request: web.Request) -> web.Response:
        """A file that a card offers, if it is this person's to have."""
        scene = await self._desk.scene(request)
        if self._desk.papers is None:
            raise guard.missing()
        kind, id_ = request.match_info["kind"], int(request.match_info["id"])
        try:
            body, name, content_type = await self._desk.papers(scene.person, kind, id_)
        except (LookupError, UserError):
            raise guard.missing() from None
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        return web.Response(body=body, headers={"Content-Type": content_type, "Content-Disposition": disposition})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Word of every change."""
        return await self._desk.live.stream(request, guard.HEADERS)

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Stylesheet, script and signs."""
        name = request.match_info["name"]
        if name not in STATIC:
            raise guard.missing()
        return web.FileResponse(self._static / name, headers={"Cache-Control": "no-cache"})

    async def nowhere(self, _: web.Request) -> web.Response:
        """Any other address."""
        raise guard.missing()


async def drawn(
    desk: Desk,
    request: web.Request,
    spot: Spot,
    template: str,
    *,
    channel_id: int | None = None,
    mail: WorkspaceMail | None = None,
    as_text: bool = False,
) -> web.Response:
    """A page with the people, the channels, the guide and the clock around what it shows."""
    ahead = await desk.runner.look(lambda _: desk.clock.next_event())
    before = request.query.get("before", "")
    asked = view.Asked(
        person_id=spot.me,
        channel_id=channel_id,
        now=desk.clock.now(),
        next=ahead,
        before=int(before) if before.isdecimal() and before.isascii() and len(before) < 10 else None,
        skipped=skipped(request),
        at=spot.at(),
        mail=mail,
        as_text=as_text,
    )

    def draw(store: Store) -> str:
        page = view.read(store, asked, desk.cast, desk.runner.router, desk.renderer)
        return desk.renderer.page(
            template,
            Speech(page.person.language, asked.now),
            view=page,
            at=asked.at,
            phone=request.cookies.get(PHONE) == "1",
            wound=desk.live.wound,
            languages=LANGUAGES,
            cast=len(desk.cast),
        )

    return html(await desk.runner.look(draw))
