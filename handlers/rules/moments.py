"""The one value that a date is, however exactly it is known (scenarios 0.3).

A plan says `27. maj`, `19. februar kl. 16-18`, `3-4 april`, `uge 50`, `i slutningen af maj`, `i januar 2019`, `foråret
2009`, `inden den 17. februar` or `pr. 1. januar 2008`, and nobody shall be told a day that was never agreed. All of
them are a Moment. What has no day at all (`snarest`, `uden dato`) is none, and its words stay with the deadline; what
hangs on a decision (`hvis udvalget siger ja`) has its date and waits for the decision beside it (Milestone.gate_id);
what comes again and again (`hver anden måned`) is a rhythm (rules/rhythms).

rules/dates reads moments and rules/dates_written writes them: what is written reads as the same value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from storage.tables import Milestone, Precision

END_OF_DAY = dt.time(23, 59)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A date of some precision; local, times to the minute.

    `day` is the last day on which it is not late: the day itself, the Sunday of a week, the end of a range, a month or
    a season, and of `inden den 17. februar` the 16th. `first` is the first day of what is longer than one; weeks,
    months and years can be several in a row (`uge 28-30`, `marts-maj`), and a quarter of six months is half a year.
    `time` is when it is on the day, `until` when that ends. `about` is "ca.".
    """

    day: dt.date
    time: dt.time | None = None
    precision: Precision = Precision.day
    first: dt.date | None = None
    until: dt.time | None = None
    about: bool = False

    @property
    def week(self) -> bool:
        """Whether it is a whole week, or several."""
        return self.precision == Precision.week

    @property
    def begins(self) -> dt.date:
        """The first day that it can be: of what is before a day, the day itself, since nobody knows."""
        return self.first or self.day

    @property
    def exact(self) -> bool:
        """Whether it can stand in a calendar: a day, or days that were agreed."""
        return self.precision in (Precision.day, Precision.range, Precision.since) and not self.about

    @property
    def order(self) -> tuple[dt.date, dt.time, dt.date]:
        """The place on a plan: by the last day, then by the time of day (what lasts all day first), then by the first
        day."""
        return self.day, self.time or dt.time(0), self.begins

    def as_datetime(self, zone: dt.tzinfo | None) -> dt.datetime:
        """When it is over, in `zone`: the end of its time, else 23.59 of the last day."""
        return dt.datetime.combine(self.day, self.until or self.time or END_OF_DAY, tzinfo=zone)

    def overdue(self, now: dt.datetime) -> bool:
        """Whether it has passed at `now`, a local time: what has a time when that is over, everything else on the day
        after its last day; a month on the first of the next. What is only about a date gets a week more."""
        if self.about:
            return now.date() > self.day + dt.timedelta(weeks=1)
        return now.date() > self.day if self.time is None else now > self.as_datetime(now.tzinfo)


def a_day(day: dt.date, time: dt.time | None = None, until: dt.time | None = None) -> Moment:
    """One day, perhaps with a time, or from one to another."""
    return Moment(day, time, until=until)


def a_week(day: dt.date) -> Moment:
    """The ISO week that a day stands in."""
    monday = day - dt.timedelta(days=day.weekday())
    return Moment(monday + dt.timedelta(days=6), precision=Precision.week, first=monday)


def before(day: dt.date) -> Moment:
    """Before a day, on which it would be too late."""
    return Moment(day - _DAY, precision=Precision.before)


def spanning(precision: Precision, first: dt.date, last: dt.date) -> Moment:
    """From a day to another: a range, a part of a month, a month, a quarter, a season, a year."""
    return Moment(last, precision=precision, first=first)


def of(milestone: Milestone) -> Moment | None:
    """When a deadline is due; None without a date."""
    if milestone.day is None:
        return None
    return Moment(milestone.day, milestone.at, milestone.precision, milestone.first, milestone.until, milestone.about)


def due(milestone: Milestone) -> Moment:
    """When a deadline is due that is known to have a date. Raises LookupError for one without."""
    moment = of(milestone)
    if moment is None:
        raise LookupError(f"deadline {milestone.id} has no date")
    return moment


def put(milestone: Milestone, moment: Moment | None) -> None:
    """Give a deadline a moment, or none."""
    milestone.day = moment.day if moment is not None else None
    milestone.at = moment.time if moment is not None else None
    milestone.until = moment.until if moment is not None else None
    milestone.first = moment.first if moment is not None else None
    milestone.precision = moment.precision if moment is not None else Precision.day
    milestone.about = moment is not None and moment.about


def packed(moment: Moment | None) -> str:
    """A moment as one short text, for a button or the journal; nothing for None. `unpacked` reads it."""
    if moment is None:
        return ""
    parts = (
        moment.precision.value,
        moment.first.isoformat() if moment.first else "",
        moment.day.isoformat(),
        moment.time.isoformat("minutes") if moment.time is not None else "",
        moment.until.isoformat("minutes") if moment.until is not None else "",
        "about" if moment.about else "",
    )
    return " ".join(part or "-" for part in parts)


def unpacked(text: str) -> Moment | None:
    """What `packed` made. Raises ValueError for anything else."""
    if not text:
        return None
    precision, first, day, time, until, about = ("" if part == "-" else part for part in text.split(" "))
    return Moment(
        dt.date.fromisoformat(day),
        dt.time.fromisoformat(time) if time else None,
        Precision(precision),
        dt.date.fromisoformat(first) if first else None,
        dt.time.fromisoformat(until) if until else None,
        about == "about",
    )


def kept_in(found: Mapping[str, object]) -> Moment | None:
    """The moment in a button's arguments or in a journal line: `packed` as `when`, or as `day`, `at` and `week`, which
    is how it stands in what was written before dates had precisions. Raises ValueError for anything else."""
    if "when" in found:
        return unpacked(str(found["when"]))
    if not found.get("day"):
        return None
    day = dt.date.fromisoformat(str(found["day"]))
    return a_week(day) if found.get("week") else a_day(day, _time(found.get("at")))


def _time(said: object) -> dt.time | None:
    return dt.time.fromisoformat(str(said)) if said else None
