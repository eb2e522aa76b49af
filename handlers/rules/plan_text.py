"""A plan as it is pasted: lists, tables and running text become lines with a date, a body, a title and points.

Nothing of the paste is lost: the raw texts of the lines, one after the other, are the paste. What could not be read
is a line with a problem, and what is no deadline (a year, a title, a table's head) is a heading.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .dates import DateProblem, NotUnderstood
from .moments import Moment


@dataclass(frozen=True)
class Point:
    """One point under a deadline, such as a topic of a meeting; `condition` is what it hangs on, as it was written."""

    title: str
    condition: str = ""


@dataclass(frozen=True)
class PlanLine:
    """One deadline of a pasted plan, with all that was written of it (`raw`, which can be several lines).

    `words` are how the date was written. No `moment` and no `problem`: it was written without a date (`snarest`).
    A `problem` says why the date could not be read; NotUnderstood is also what has no date at all. `condition` is
    what the whole deadline hangs on (`hvis udvalget siger ja`), empty for nothing; `owner` is who answers for it, as
    it was written. A `heading` is no deadline: its title is only shown. `year` is the year that was assumed for dates
    without one.
    """

    raw: str
    title: str = ""
    organ: str = ""
    moment: Moment | None = None
    words: str = ""
    points: tuple[Point, ...] = ()
    condition: str = ""
    problem: DateProblem | None = None
    owner: str = ""
    heading: bool = False
    year: int | None = None


def read_plan(text: str, now: dt.datetime, *, year: int | None = None) -> tuple[PlanLine, ...]:
    """The lines of a pasted plan in the order of the paste; none for an empty one.

    `now` is a local time, from which dates without a year are seen; `year` is the year to assume when the paste
    names none. Reading the raw texts again, joined by newlines, gives the same lines. Raises nothing.
    """
    return tuple(
        PlanLine(line, title=line.strip(), problem=NotUnderstood(line.strip()))
        for line in text.splitlines()
        if line.strip()
    )
