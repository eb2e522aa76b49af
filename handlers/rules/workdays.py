"""Working days, sending hours and the digest's Monday, as a Danish municipality counts them.

Nobody types anything here: deadlines, reminders and digests are computed from it. There are two calendars.
What is asked of others follows the lenient one, which also leaves out the days that many town halls close
(1 May, 5 June, 24 and 31 December); our own duties follow the public holidays only. Store bededag ended with
2023, and the `holidays` package knows it.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
OPENS = time(8)  # requests go out on weekdays 8–16, and the digest at the first of these hours
CLOSES = time(16)
NOON = time(12)

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SATURDAY = 5


def is_working_day(day: date, *, lenient: bool = True) -> bool:
    """Monday to Friday and no public holiday; with `lenient`, no closing day of the town halls either."""
    if day.weekday() >= _SATURDAY or day in _named_days(day.year, "public"):
        return False
    return not (lenient and day in _named_days(day.year, "optional"))


def add_working_days(start: date, days: int, *, lenient: bool = True) -> date:
    """The working day that is `days` working days after `start` (before it, when negative).

    `start` itself is not counted. With 0 it is `start`, or the next working day when `start` is none: the
    answer is always a working day.
    """
    step = _DAY if days >= 0 else -_DAY
    day = start
    for _ in range(abs(days)):
        day = _roll(day + step, step, lenient)
    return day if days else _roll(start, _DAY, lenient)


def working_days_between(start: date, end: date, *, lenient: bool = True) -> int:
    """How many working days from `start`, not counted, to `end`, counted; negative when `end` is earlier.

    The inverse of add_working_days: friday 20 November to tuesday 1 December 2026 is 7.
    """
    step = _DAY if end >= start else -_DAY
    count = 0
    day = start
    while day != end:
        day += step
        count += is_working_day(day, lenient=lenient)
    return count if end >= start else -count


def holiday_name(day: date) -> str | None:
    """What the day is called in Danish when people are off work for it: Nytårsdag, Grundlovsdag."""
    return _named_days(day.year, "public").get(day) or _named_days(day.year, "optional").get(day)


def next_digest(after: datetime) -> datetime:
    """When the next weekly digest leaves: Monday 08.00 in `after`'s own time zone, strictly later than it.

    A Monday that is a public holiday gives way to the next day that is not. The clock on the wall counts, so
    it is 08.00 on both sides of a change to or from summer time.
    """
    monday = after.date() - timedelta(days=after.weekday())
    sent = _at(_roll(monday, _DAY, False), OPENS, after)
    return sent if sent > after else _at(_roll(monday + _WEEK, _DAY, False), OPENS, after)


def next_sending_time(now: datetime) -> datetime:
    """`now` itself from 08.00 until 16.00 on a working day (lenient); otherwise 08.00 on the next one.

    In `now`'s own time zone.
    """
    clock = now.time()
    if not is_working_day(now.date()) or clock >= CLOSES:
        return _at(add_working_days(now.date(), 1), OPENS, now)
    return now if clock >= OPENS else _at(now.date(), OPENS, now)


def opening(day: date, like: datetime) -> datetime:
    """08.00 on a day, the first sending hour, in the time zone of `like`."""
    return _at(day, OPENS, like)


def reply_deadline(start: datetime, days: int) -> datetime:
    """12.00, `days` working days (lenient) after the day of `start`, in its time zone."""
    return _at(add_working_days(start.date(), days), NOON, start)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day: 31 January and a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _roll(day: date, step: timedelta, lenient: bool) -> date:
    while not is_working_day(day, lenient=lenient):
        day += step
    return day


def _at(day: date, clock: time, like: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=like.tzinfo)


@lru_cache(maxsize=64)
def _named_days(year: int, category: str) -> Mapping[date, str]:
    # A plain copy: the package's own object grows when it is asked, and handlers run on several threads.
    # The language is named because the package otherwise follows the machine's.
    return dict(holidays.country_holidays("DK", years=year, categories=(category,), language="da"))
