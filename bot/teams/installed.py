"""The bot's own coming and going in Teams, and that of people in its teams.

- Installed for somebody: how they are written to is kept, they are recognised, and get one card about what the bot is
  for; somebody unknown is asked who they are.
- Installed in a team: its channels can be written to, everybody of ours in its roster is known from then on and can be
  written to first, and the channel is told once how it becomes a group's room.
- Removed: nothing arrives there any more.
- Whoever comes into a team or leaves it is compared with who is in the groups that have their rooms there
  (handlers/working/rooms).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..runner import Runner
from ..settings import Settings
from .asked import Spot
from .connector import Connector
from .people import Folk

TYPES = ("installationUpdate", "conversationUpdate")


class Installed:
    """Takes in activities of `TYPES`. `now` gives domain time."""

    def __init__(
        self, runner: Runner, now: Callable[[], datetime], settings: Settings, connector: Connector, folk: Folk
    ) -> None:
        self._runner = runner
        self._now = now
        self._settings = settings
        self._connector = connector
        self._folk = folk

    async def event(self, activity: Mapping[str, Any], spot: Spot) -> None:
        """Take one in; a repeat changes nothing. Raises Unreadable for what Teams does not send, and Later."""
