"""What Slack tells without being asked: messages in groups' rooms, mentions, joins and leaves."""

from __future__ import annotations

from typing import Any

from ..clock import Clock
from ..runner import Runner
from ..settings import Settings
from .api import Api
from .home import Home
from .people import Folk


class Heard:
    """Events from Slack, as requests."""

    def __init__(
        self, runner: Runner, clock: Clock, settings: Settings, api: Api, folk: Folk, home: Home | None = None
    ) -> None:
        self._runner, self._clock, self._settings = runner, clock, settings
        self._api, self._folk, self._home = api, folk, home

    async def event(self, event: dict[str, Any], envelope: dict[str, Any]) -> None:
        """Take one event in; called before the ack."""
        if event.get("type") == "app_home_opened" and event.get("tab") == "home" and self._home is not None:
            self._home.opened(str(envelope.get("team_id", "")), str(event.get("user", "")))
