"""How many errands each face runs at the same time, and which face rests.

A slow face keeps its own hands full and nobody else's. One that has not answered three times in a row rests; then one
errand tries it, and while that fails the rest doubles, up to a minute.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .face import Face

IN_A_ROW = 3  # errands without an answer, after which a face rests
FIRST_REST, LONGEST_REST = 5.0, 60.0  # seconds


@dataclass
class _Rest:
    """Errands that a face has not answered in a row; until when it rests, and for how long."""

    unanswered: int = 0
    until: float = 0.0
    seconds: float = 0.0


class Hands:
    """The hands of the faces. `clock` gives seconds that only go forward."""

    def __init__(self, faces: Mapping[str, Face], clock: Callable[[], float] = time.monotonic) -> None:
        self._faces = faces
        self._clock = clock
        self._busy: Counter[str] = Counter()
        self._rests: dict[str, _Rest] = {}

    def free(self) -> dict[str, int]:
        """How many hands each face has free."""
        return {name: self._free(name, face) for name, face in self._faces.items()}

    def resting(self) -> set[str]:
        """The faces that do not answer for now."""
        return {name for name, rest in self._rests.items() if rest.unanswered >= IN_A_ROW}

    def take(self, face: str) -> None:
        """One hand has something to do."""
        self._busy[face] += 1

    def done(self, face: str) -> None:
        """It is free again."""
        self._busy[face] -= 1

    def answered(self, face: str) -> None:
        """The platform is there, whatever it said."""
        self._rests.pop(face, None)

    def unanswered(self, face: str) -> None:
        """The platform did not answer."""
        rest = self._rests.setdefault(face, _Rest())
        rest.unanswered += 1
        now = self._clock()
        if rest.unanswered >= IN_A_ROW and now >= rest.until:  # those that were on their way make it no longer
            rest.seconds = min(rest.seconds * 2 or FIRST_REST, LONGEST_REST)
            rest.until = now + rest.seconds

    def _free(self, name: str, face: Face) -> int:
        rest = self._rests.get(name)
        if rest is None or rest.unanswered < IN_A_ROW:
            return max(face.at_once - self._busy[name], 0)
        if self._clock() < rest.until:
            return 0
        return max(1 - self._busy[name], 0)
