"""Where a Reply goes, by what was done in Teams."""

from __future__ import annotations

from ..addresses import Addresses
from ..clock import Clock
from ..delivery import Dispatcher
from ..runner import Runner
from ..settings import Settings
from ..web.desk import Papers
from .connector import Connector, Json
from .heard import Heard
from .people import Folk
from .port import Answer


class Answers:
    """Gives each activity its turn; none fails for what a person can cause."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        connector: Connector,
        folk: Folk,
        papers: Papers,
        addresses: Addresses | None,
    ) -> None:
        self._runner = runner
        self._heard = Heard(runner, clock, dispatcher, settings, connector, folk)

    async def turn(self, activity: Json) -> Answer:
        """What an activity is answered over HTTP."""
        if activity.get("type") == "invoke":
            return Answer(status=501)
        await self._heard.event(activity)
        return Answer()

    async def finish(self) -> None:
        """Let what goes on after answers come to its end."""
