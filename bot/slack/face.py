"""The face in Slack, put together: its address, its client, and what carries the outbox's errands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from ..addresses import Addresses
from ..clock import Clock
from ..delivery import Dispatcher
from ..face import STOPPING, Errand, Opened
from ..runner import Runner
from ..settings import Settings
from ..web.desk import Papers
from .api import Api
from .home import Home
from .listen import Listener
from .people import Folk
from .send import Sender

EVENTS = "/slack/events"


class Slack:
    """Everybody who is met in Slack. `papers` makes the files that cards offer; `addresses` leads to our own pages,
    where there are any."""

    name = "slack"
    redraws = True
    remembers = True
    at_once = 200

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        papers: Papers,
        addresses: Addresses | None,
    ) -> None:
        self.api = Api(settings)
        folk = Folk(runner, self.api, settings.home_teams, now=clock.now, mails=settings.mails)
        self._home = Home(runner, clock, self.api, folk)
        self._sender = Sender(runner, self.api, folk, settings, addresses)
        self._listener = Listener(runner, clock, dispatcher, settings, self.api, folk, self._home, papers, addresses)

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand; a message's reference is "channel/timestamp". Raises Later and Never."""
        return await self._sender.send(errand)

    def routes(self) -> list[web.RouteDef]:
        """The one address that Slack calls."""
        return [web.post(EVENTS, self._listener.receive)]

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Open the client while the program runs."""
        await self.api.open()
        yield
        await self.finish()
        await self.api.close()

    async def finish(self, seconds: float = STOPPING) -> None:
        """Let what goes on after answers come to its end, for some seconds."""
        until = asyncio.get_running_loop().time() + seconds
        await self._listener.finish(seconds)
        await self._home.finish(max(until - asyncio.get_running_loop().time(), 0.0))
