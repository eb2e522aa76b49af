"""The port between delivery and a face: an errand to run, and the two ways in which it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.tables import OutboxKind


@dataclass(frozen=True)
class Errand:
    """One outbox row, as a face needs it. `key` is unique for ever, for platforms that can look a message up
    by it; `reference` is what the platform calls the message that an update is about. `now` is domain time.
    """

    id: int
    key: str
    kind: OutboxKind
    person_id: int | None
    group_id: int | None
    payload: Mapping[str, object]
    reference: str
    now: datetime


class Later(Exception):
    """The platform cannot take it now; try again, after `seconds` if it said so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Never(Exception):
    """The platform will not take it: nobody is there, or it is not allowed."""


class Face(Protocol):
    """One place where people are met. `redraws` says whether it can change what it has shown; where it cannot,
    an update that is news comes as a message of its own."""

    name: str
    redraws: bool

    async def send(self, errand: Errand) -> str:
        """Run an errand and give the platform's name for what came of it; raises Later or Never."""
        ...
