"""The face in Teams, put together: its address, its client, and what carries the outbox's errands."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import ClientSession, TCPConnector, web

from ..addresses import Addresses
from ..clock import Clock
from ..delivery import Dispatcher
from ..face import STOPPING, Errand, Later, Opened
from ..runner import Runner
from ..settings import Settings
from ..web.desk import Papers
from .answer import Answers
from .connector import Connector
from .gate import Gate
from .keys import Keys
from .listen import Ingress
from .people import Folk
from .port import Port
from .send import Sender
from .tokens import token_of

MESSAGES = "/api/messages"
AT_ONCE = 100  # connections to Microsoft; sends wait for each other and for nothing else


class Teams:
    """Everybody who is met in Teams. `papers` makes the files that cards offer; `addresses` leads to our own pages,
    where there are any."""

    name = "teams"
    redraws = True
    remembers = False
    at_once = 50

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        papers: Papers,
        addresses: Addresses | None,
    ) -> None:
        self._settings = settings
        self._keys = Keys(settings.teams_openid_metadata_url)
        self._gate = Gate(
            settings.teams_app_id, self._keys, tenants=[settings.teams_tenant_id], hosts=settings.service_hosts
        )
        self.connector = Connector(self._open, token_of(settings), self._gate.trusts)
        folk = Folk(runner, self.connector, settings, now=clock.now)
        self._sender = Sender(runner, self.connector, folk, settings)
        self._answers = Answers(runner, clock, dispatcher, settings, self.connector, folk, papers, addresses)
        port = Port(settings.teams_app_id, self.connector, self._answers.turn)
        self._ingress = Ingress(self._gate, port, self._open)
        self._session: ClientSession | None = None

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand; a message's reference is "conversation/activity". Raises Later and Never."""
        if self._session is None:
            raise Later("Teams is not open yet")
        return await self._sender.send(errand)

    def routes(self) -> list[web.RouteDef]:
        """The one address that Teams calls."""
        return [web.post(MESSAGES, self._ingress.receive)]

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Open the session while the program runs; Microsoft's keys are fetched before anybody waits for them."""
        async with ClientSession(connector=TCPConnector(limit=AT_ONCE), trust_env=True) as session:
            self._session = session
            await self._keys.fetch(session)
            yield
            await self.finish()
            self._session = None

    async def finish(self, seconds: float = STOPPING) -> None:
        """Let what goes on after answers come to its end, for some seconds."""
        await self._answers.finish(seconds)

    def _open(self) -> ClientSession:
        assert self._session is not None, "the face has not been opened"
        return self._session
