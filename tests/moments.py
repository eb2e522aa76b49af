"""Dates of every precision, made up for property tests."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from handlers.rules.moments import Moment, a_day, a_week, before, spanning
from storage.tables import Precision

DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2197, 12, 31))  # what begins then ends before 2200, as we read years
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
SPANS = st.lists(TIMES, min_size=2, max_size=2, unique=True).map(sorted)


def _months(precision: Precision, year: int, month: int, count: int) -> Moment:
    after = year * 12 + month - 1 + count
    last = dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)
    return spanning(precision, dt.date(year, month, 1), last)


def _a_part(day: dt.date) -> Moment:
    first, last = ((1, 10), (11, 20), (21, calendar.monthrange(day.year, day.month)[1]))[min((day.day - 1) // 10, 2)]
    return spanning(Precision.part, day.replace(day=first), day.replace(day=last))


EXACT = (
    st.builds(a_day, DAYS) | st.builds(a_day, DAYS, TIMES) | st.builds(lambda day, span: a_day(day, *span), DAYS, SPANS)
)
RANGES = st.builds(
    lambda day, length: spanning(Precision.range, day, day + dt.timedelta(days=length)), DAYS, st.integers(1, 400)
)
YEARS = st.integers(1901, 2197)
MOMENTS: st.SearchStrategy[Moment] = st.builds(
    lambda moment, about: replace(moment, about=about),
    st.one_of(
        EXACT,
        RANGES,
        st.builds(lambda moment, span: replace(moment, time=span[0], until=span[1]), RANGES, SPANS),
        DAYS.map(a_week),
        st.builds(
            lambda week, more: replace(week, day=week.day + dt.timedelta(weeks=more)),
            DAYS.map(a_week),
            st.integers(1, 20),
        ),
        DAYS.map(_a_part),
        st.builds(lambda year, which: _months(Precision.part, year, which, 4), YEARS, st.sampled_from([1, 5, 9])),
        st.builds(lambda day, count: _months(Precision.month, day.year, day.month, count), DAYS, st.integers(1, 20)),
        st.builds(
            lambda year, which: _months(Precision.quarter, year, which, 3), YEARS, st.sampled_from([1, 4, 7, 10])
        ),
        st.builds(lambda year, which: _months(Precision.quarter, year, which, 6), YEARS, st.sampled_from([1, 7])),
        st.builds(lambda year, which: _months(Precision.season, year, which, 3), YEARS, st.sampled_from([3, 6, 9, 12])),
        st.builds(lambda year, count: _months(Precision.year, year, 1, 12 * count), YEARS, st.integers(1, 3)),
        DAYS.map(before),
        st.builds(lambda day, time: Moment(day, time, Precision.since), DAYS, st.none() | TIMES),
    ),
    st.booleans(),
)
"""Every value that a plan can hold."""
