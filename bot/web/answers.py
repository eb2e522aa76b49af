"""The pages behind the links in mails: one card, what its buttons ask, and what came of an answer."""

from __future__ import annotations

from aiohttp import web

from ..addresses import Addresses
from ..clock import Clock
from ..delivery import Dispatcher
from ..runner import Runner
from .desk import Papers


class Answers:
    """The pages of people without an account."""

    def __init__(
        self, runner: Runner, clock: Clock, dispatcher: Dispatcher, addresses: Addresses, papers: Papers
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._dispatcher = dispatcher
        self._addresses = addresses
        self._papers = papers

    def routes(self) -> list[web.RouteDef]:
        """Every address of these pages."""
        return []
