"""When what a group makes is really needed: where a body is to be shown it before the group ends.

A plan says *færdige i slutningen af maj* and *27. maj: temamøde i byrådet, grupperne præsenterer oplæg*: then the
output is needed by the 27th, not by the 31st (scenarios, AT-E5-4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .moments import Moment

STRETCH = timedelta(days=31)  # before a group's end, in which what is presented is what it ends with
_PRESENTS = re.compile(r"\b(?:præsent|fremlæg|forelæg|aflever|overdrag|present|submit|deliver)", re.IGNORECASE)


@dataclass(frozen=True)
class Needed:
    """The day on which something is presented, to whom, and the end that would have been thought of."""

    day: date
    organ: str
    end: date


def presents(titles: Iterable[str]) -> bool:
    """Whether a meeting, by its title and its points, is one at which something is presented."""
    return any(_PRESENTS.search(title) for title in titles)


def needed_earlier(
    presented: Iterable[tuple[Moment, str]], planned_end: date | None, ends: Iterable[Moment]
) -> Needed | None:
    """The first presentation that comes before an end which is near it: the group's planned one, or one on its plan
    that is no certain day. `presented` are its moments and bodies. None when there is none."""
    stretches = [(each.begins, each.day) for each in ends]
    if planned_end is not None:
        stretches.append((planned_end - STRETCH, planned_end))
    found = [
        Needed(moment.day, organ, last)
        for moment, organ in presented
        for first, last in stretches
        if first <= moment.day < last
    ]
    return min(found, key=lambda each: (each.day, each.end), default=None)
