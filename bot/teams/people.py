"""Who is who in Teams: from an account there to a person of ours and back.

An account is known by its tenant and its object id in it. One of our own tenant is recognised by the mail address
that the roster has for it, the first time that it is met, or when the bot comes into a team that it is in; anybody
else confirms by a mail (handlers/people/identities.py). Nobody can be written to of whom Teams has not told: what it
has told is kept as a reference (storage/conversations.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.locale import Speech
from storage import people
from storage.tables import IdentityKind, Person

from ..runner import Runner
from ..settings import Settings
from .asked import Spot
from .connector import Connector

TEAMS = IdentityKind.teams


@dataclass(frozen=True)
class Way:
    """How somebody is written to: their account, and what the connector calls what."""

    address: str
    service: str
    conversation: str
    member: str
    tenant: str


class Folk:
    """The people in Teams. `now` gives domain time, `machine` seconds."""

    def __init__(
        self,
        runner: Runner,
        connector: Connector,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._connector = connector
        self._settings = settings
        self._now = now

    # --- who is it? ---

    async def person(self, spot: Spot) -> Person | None:
        """The person behind an account; None for somebody unknown. Raises Later, and Refused where we may not ask."""
        return await self._runner.look(lambda store: people.at_address(store, TEAMS, spot.account))

    async def met(self, activity: Mapping[str, Any], spot: Spot) -> None:
        """Keep how whoever is there, or the channel, is written to first."""

    # --- where is somebody? ---

    async def way_to(self, person_id: int) -> Way:
        """How a person is written to, in a conversation that has been begun. Raises NotHere when they are not in
        Teams, or Teams has not told of them; Later, and Refused."""
        raise NotImplementedError

    async def gone(self, way: Way) -> None:
        """Nothing arrives there any more."""

    # --- somebody unknown ---

    async def stranger(self, spot: Spot) -> Reply:
        """What somebody is shown for whom `person` knows nobody. Raises Later."""
        raise NotImplementedError

    async def speech(self, spot: Spot) -> Speech:
        """How to speak to somebody unknown: in the language of their Teams, or the circle's."""
        raise NotImplementedError

    async def introduce(self, spot: Spot, values: Mapping[str, Value]) -> Reply:
        """The form of `stranger`, sent by anybody at all. Raises Later."""
        raise NotImplementedError
