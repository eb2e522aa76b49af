"""Planning backwards: from a meeting or a høringsfrist to the days on which its steps must be done.

A step has a number of working days before the date; people write the steps one on each line, `Samling: 10`. Each
falls on a working day of the calendar that is used for what is asked of others (rules/workdays); the date itself is
never moved. What is awkward about a day is said, and whoever plans decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .workdays import add_working_days, holiday_name

MOST_STEPS = 12
FARTHEST = 250  # working days, about a year
_STEP = re.compile(
    r"^[\s•*·–-]*(?P<title>.*?\S)[\s:,;=–-]+(?P<days>\d{1,4})\s*(?P<unit>arbejdsdage?|dage?|working\s+days?|days?)?"
    r"\s*(?:før|before)?[\s.]*$",
    re.IGNORECASE,
)
_HEARING = re.compile(r"høring|consultation deadline|hearing", re.IGNORECASE)
_MARKS = " \t:,;=–-"


class Awkward(StrEnum):
    """What may be wrong with a day."""

    past = "past"
    vacation = "vacation"
    holiday = "holiday"
    weekend = "weekend"


class Vacation(StrEnum):
    """When offices are half empty."""

    winter = "winter"
    easter = "easter"
    summer = "summer"
    autumn = "autumn"
    christmas = "christmas"


VACATION_WEEKS: Mapping[int, Vacation] = {
    **dict.fromkeys((7, 8), Vacation.winter),
    **dict.fromkeys((28, 29, 30), Vacation.summer),
    42: Vacation.autumn,
    **dict.fromkeys((52, 53), Vacation.christmas),
}
"""By ISO week. Schools choose between weeks 7 and 8; the week before Easter Sunday comes on top, each year anew."""


@dataclass(frozen=True)
class Step:
    """What must be done, and how many working days before the date; with 0 it is the date itself."""

    title: str
    before: int


@dataclass(frozen=True)
class Placed:
    """A step with its day, and what is awkward about that."""

    title: str
    before: int
    day: date
    awkward: tuple[Awkward, ...] = ()

    @property
    def past(self) -> bool:
        """Whether it is too late for it."""
        return Awkward.past in self.awkward


class StepProblem(ValueError):
    """A line that is no step; `line` is what was written."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read_steps(text: str) -> tuple[Step, ...]:
    """The steps of a text, one on each line, the earliest first; `Samling: 10`, `Samling 10 arbejdsdage før`.

    Raises StepProblem for a line without a title or without a number of days of at most FARTHEST, and for one that
    comes after the last that MOST_STEPS allows. Of steps with the same number the first written is the first.
    """
    steps: list[Step] = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        found = _STEP.match(line)
        title = found["title"].strip(_MARKS) if found is not None else ""
        if found is None or not title or int(found["days"]) > FARTHEST or len(steps) == MOST_STEPS:
            raise StepProblem(line)
        steps.append(Step(title, int(found["days"])))
    return tuple(sorted(steps, key=lambda step: -step.before))


def written_steps(steps: tuple[Step, ...]) -> str:
    """Steps as `read_steps` reads them."""
    return "\n".join(f"{each.title}: {each.before}" for each in steps)


def place(steps: tuple[Step, ...], date_: date, today: date) -> tuple[Placed, ...]:
    """Each step on its day before `date_`, as seen from `today`; local days.

    Between two steps with different numbers there is at least one working day. Only the date itself can be a weekend
    or a holiday.
    """
    placed = []
    for step in steps:
        day = add_working_days(date_, -step.before) if step.before else date_
        placed.append(Placed(step.title, step.before, day, awkward(day, today)))
    return tuple(placed)


def awkward(day: date, today: date) -> tuple[Awkward, ...]:
    """What may be wrong with a day, as seen from `today`."""
    found = {
        Awkward.past: day < today,
        Awkward.holiday: holiday_name(day) is not None,
        Awkward.weekend: day.weekday() > 4 and holiday_name(day) is None,
        Awkward.vacation: vacation(day) is not None,
    }
    return tuple(each for each, so in found.items() if so)


def is_hearing(title: str) -> bool:
    """Whether a deadline sounds like a høringsfrist, to which others contribute."""
    return _HEARING.search(title) is not None


def vacation(day: date) -> Vacation | None:
    """The vacation whose week a day stands in, weekends included."""
    sunday = day + timedelta(days=6 - day.weekday())
    if holiday_name(sunday) == "Påskedag":
        return Vacation.easter
    return VACATION_WEEKS.get(day.isocalendar().week)
