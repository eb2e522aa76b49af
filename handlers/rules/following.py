"""When a body is told again how a group stands, seen from the time before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storage.tables import Precision

from .moments import Moment, a_day, a_week, spanning
from .rhythms import Rhythm
from .workdays import add_months, add_working_days

_IN_MONTHS = (Precision.month, Precision.quarter, Precision.year)
_MOST = 500  # times over that are caught up with


def following(rhythm: Rhythm, last: Moment) -> Moment:
    """The time after `last`: a month after a month, a week after a week, otherwise a working day."""
    begins = rhythm.due_after(last.begins)
    if last.precision in _IN_MONTHS and begins.day == 1:
        whole = _months(last.begins, last.day) + 1
        if _months(last.begins, begins) % whole:
            return a_month(max(begins, last.day + timedelta(days=1)))
        return spanning(last.precision, begins, add_months(begins, whole) - timedelta(days=1))
    if last.precision == Precision.week and last.day - last.begins < timedelta(weeks=1):
        return a_week(begins)
    return a_day(add_working_days(rhythm.due_after(last.day), 0), last.time, last.until)


def first_after(rhythm: Rhythm, today: date) -> Moment:
    """The first time when nobody has said one: in some month where the rhythm counts those, else in a week."""
    if rhythm.weeks:
        return a_week(rhythm.due_after(today))
    return following(rhythm, a_month(today)) if rhythm.months % rhythm.least == 0 else a_day(rhythm.due_after(today))


def still_ahead(rhythm: Rhythm, last: Moment, now: datetime) -> Moment:
    """The first time after `last` that has not passed at `now`, a local time: nobody catches up with what is over."""
    found = following(rhythm, last)
    for _ in range(_MOST):
        if not found.overdue(now):
            break
        found = following(rhythm, found)
    return found


def a_month(day: date) -> Moment:
    """The month that a day stands in."""
    first = day.replace(day=1)
    return spanning(Precision.month, first, add_months(first, 1) - timedelta(days=1))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
