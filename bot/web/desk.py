"""What pages and actions share: who acts and where, the parts of the program, and the two kinds of answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from handlers.dialogue.request import number
from handlers.locale import Speech
from storage import people, workspace
from storage.engine import Store
from storage.tables import Person, WorkspaceChannel
from storage.unavailable import Unavailable

from ..clock import Clock
from ..delivery import Dispatcher
from ..runner import Runner
from . import guard, view
from .live import Live
from .personas import Persona
from .render import At, Renderer

SKIPPED, PHONE = "taskforce-skipped", "taskforce-phone"  # cookies: what one browser prefers
MAIL = "mail"  # the part of an address that stands for the letter box

Papers = Callable[[Person, str, int], Awaitable[tuple[bytes, str, str]]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Spot:
    """Who acts, at which address, and on which browser. `rest` is the address after the person's own."""

    person: Person
    rest: str
    browser: guard.Visitor

    @property
    def me(self) -> int:
        """The number of the person."""
        return number(self.person.id)

    @property
    def base(self) -> str:
        """The address of the spot, under which everything in it is sent."""
        return f"/as/{self.me}/{self.rest}"

    def at(self, post: int = 0, version: int = 0) -> At:
        """Where a card or form of this spot stands."""
        return At(self.base, self.browser.token, guard.fresh_key, post, version)


@dataclass(frozen=True)
class Scene(Spot):
    """A spot that is a conversation."""

    channel: WorkspaceChannel

    @property
    def here(self) -> int:
        """The number of the channel."""
        return number(self.channel.id)

    @property
    def alone(self) -> bool:
        """Whether this is the person's conversation with the bot."""
        return view.alone(self.channel)


@dataclass
class Desk:
    """The parts that pages and actions work with."""

    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    cast: Sequence[Persona]
    papers: Papers | None = None
    live: Live = field(default_factory=Live)
    renderer: Renderer = field(default_factory=Renderer)

    async def scene(self, request: web.Request) -> Scene:
        """Who acts and where, from the address; raises Trouble when that person is not in that channel."""
        person_id, channel_id = int(request.match_info["person"]), int(request.match_info["channel"])

        def find(store: Store) -> tuple[Person | None, WorkspaceChannel | None]:
            person = people.several(store, [person_id]).get(person_id)
            return person, workspace.channel(store, channel_id, person_id)

        person, channel = await self.runner.look(find)
        if person is None or channel is None:
            raise guard.missing()
        return Scene(person, str(channel_id), guard.visitor(request), channel)

    async def spot(self, request: web.Request) -> Spot:
        """Who acts and where, be it a conversation or the letter box; raises Trouble when there is nobody."""
        if "channel" in request.match_info:
            return await self.scene(request)
        person_id = int(request.match_info["person"])
        person = (await self.runner.look(lambda store: people.several(store, [person_id]))).get(person_id)
        if person is None:
            raise guard.missing()
        return Spot(person, MAIL + request.match_info.get("rest", ""), guard.visitor(request))

    async def speech(self, request: web.Request) -> Speech:
        """The language of whoever acts, as far as the address says; Danish otherwise."""
        person_id = int(request.match_info.get("person", "0"))
        try:
            found = await self.runner.look(lambda store: people.several(store, [person_id]))
        except Unavailable:
            found = {}
        return Speech(found[person_id].language if person_id in found else "da", self.clock.now())

    def draw(self, template: str, scene: Spot, *, status: int = 200, **values: Any) -> web.Response:
        """A page in the language of whoever acts."""
        t = Speech(scene.person.language, self.clock.now())
        return html(self.renderer.page(template, t, base=scene.base, **values), status)


def html(page: str, status: int = 200) -> web.Response:
    """A page."""
    return web.Response(
        body=page.encode("utf-8", "replace"),
        status=status,
        headers={"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"},
    )


def to(address: str) -> web.Response:
    """Go and look there: the answer to everything that was done."""
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def skipped(request: web.Request) -> set[int]:
    """The steps of the guide that this browser has passed over."""
    parts = request.cookies.get(SKIPPED, "").split("-")
    return {int(each) for each in parts if each.isdecimal() and each.isascii() and len(each) < 3}
