"""The port between delivery and a face: an errand to run, what can come of it, and how it can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storage.tables import OutboxKind

STOPPING = 4.0  # seconds that what a face still does has, where nobody gives it less


@dataclass(frozen=True)
class Errand:
    """One outbox row, as a face needs it. `key` is unique for ever, for platforms that can look a message up
    by it; `reference` is what the platform calls the message that an update is about. `now` is domain time.
    `place` is where a message goes instead of to its reader or room, or what a reaction is put to; `pinned` keeps
    a message at the top of its room. `tries` counts this attempt: above one, an earlier may have gone through.
    A message that is `withdrawn` is only looked for, by a face that remembers.
    """

    id: int
    key: str
    kind: OutboxKind
    person_id: int | None
    group_id: int | None
    payload: Mapping[str, object]
    reference: str
    now: datetime
    place: str = ""
    pinned: bool = False
    tries: int = 1
    withdrawn: bool = False


@dataclass(frozen=True)
class Opened:
    """What came of opening a room or of inviting people: its address on the face, what it is called there, where a
    browser finds it, who of the people is inside now, and who could not be let in, each with why. `heard` is how much
    of what is said there is read (Settings.listen); empty where nothing is said about it."""

    address: str
    name: str = ""
    url: str = ""
    inside: tuple[int, ...] = ()
    outside: Mapping[int, str] = field(default_factory=dict)
    heard: str = ""


class Later(Exception):
    """The platform cannot take it now; try again, after `seconds` if it said so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotYet(Later):
    """Nothing has been done: it is not its turn yet, by our own count of what the platform allows. No attempt, except
    where something else was done on the way (opening and filling a room)."""


class Away(Later):
    """The platform does not answer, whatever it is asked for: the others need not try either."""


class Never(Exception):
    """The platform will not take it: nobody is there, or it is not allowed."""


class NotHere(Never):
    """The person is not on this platform at all: nothing went wrong, and the next of their faces has its turn."""


class NotThere(Never):
    """A message that was withdrawn had not been posted."""


Doing = Mapping[OutboxKind, Callable[[Errand], Awaitable[str | Opened]]]
"""What a face does for each kind of errand."""


class Face(Protocol):
    """One place where people are met. `redraws` says whether it can change what it has shown; where it cannot,
    an update that is news comes as a message of its own. `remembers` says whether it can look a message up by its
    key, `at_once` how many errands it runs at the same time."""

    name: str
    redraws: bool
    remembers: bool
    at_once: int

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand and give the platform's name for what came of it; raises Later or Never."""
        ...
