"""What Teams tells: words to the bot, messages that were changed or taken back, the bot's coming and going, who came
and who went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..clock import Clock
from ..delivery import Dispatcher
from ..runner import Runner
from ..settings import Settings
from .connector import Connector
from .people import Folk


class Heard:
    """Takes activities in that are no invokes; `event` is awaited before Teams gets its answer."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        connector: Connector,
        folk: Folk,
    ) -> None:
        self._runner, self._clock, self._settings = runner, clock, settings
        self._connector, self._folk = connector, folk

    async def event(self, activity: Mapping[str, Any]) -> None:
        """Take one activity in, once for its id. Raises Unreadable for what Teams does not send, and Later."""
