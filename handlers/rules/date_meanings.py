"""Which days a date phrase means: years that were left out, spans, bounds, and what cannot be.

A phrase comes from rules/date_phrases; `now` is a local time. Without a year it is this year's date, or next year's
where this year's passed more than three months ago; a weekday that only fits the year before or after, half a year
away at most, decides. A season begins on the first of March, June, September or December; the winter of 2014 ends in
2015. A month has its beginning until the 10th and its end from the 21st.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from storage.tables import Precision

from . import date_tokens as words
from .date_clock import Clock
from .date_periods import Unit
from .date_phrases import Said
from .date_problems import Backwards, NoDay, NoSuchDay, NoSuchWeek, NotUnderstood, SeveralDays, WrongWeek, WrongWeekday
from .date_units import Units
from .moments import Moment, a_day, a_week, before, spanning
from .workdays import add_working_days

_DAY = dt.timedelta(days=1)
_END = 3
_LONG_AGO = dt.timedelta(days=92)
_HALF_A_YEAR = dt.timedelta(days=183)
_NEARLY_A_YEAR = dt.timedelta(days=330)
_OVER_NEW_YEAR = dt.timedelta(days=150)


def moment_of(said: Said, phrase: str, now: dt.datetime, year: int | None) -> Moment:
    """The moment that was said in `phrase`; `year` is the year to assume. Raises a DateProblem."""
    units, bound = said.units, said.opening.bound
    if units is None or bound == words.AFTER:
        raise NoDay(phrase)
    meaning = _Meaning(phrase, now, year)
    time = meaning.clock(said.hours.time if said.hours else None)
    until = meaning.clock(said.hours.until if said.hours else None)
    if time is not None and until is not None and until <= time:
        raise Backwards(phrase)
    moment = meaning.one(units.first, time) if units.last is None else meaning.two(units, units.last, bound)
    if time is not None:
        moment = replace(moment, time=time, until=until)
    vague = False
    if bound == words.BEFORE and time is None:
        to_its_end = units.last is None and units.first.part == _END
        moment = before(moment.day + _DAY if to_its_end else moment.begins)
        vague = units.first.kind in ("season", "holiday")
    elif bound == words.SINCE or (bound == words.FROM and units.last is None):
        moment = Moment(moment.begins, moment.time, Precision.since)
        vague = units.first.kind == "season"
    return replace(moment, about=True) if said.opening.about or vague else moment


class _Meaning:
    def __init__(self, phrase: str, now: dt.datetime, year: int | None) -> None:
        self.phrase, self.today, self.year = phrase, now.date(), year

    def clock(self, said: Clock | None) -> dt.time | None:
        if said is None:
            return None
        try:
            return dt.time(*said) if said != (24, 0) else dt.time(23, 59)
        except ValueError:
            raise NotUnderstood(self.phrase) from None

    def one(self, unit: Unit, time: dt.time | None = None) -> Moment:
        """What one unit means."""
        if unit.kind == "day":
            return a_day(self.day(unit, time))
        if unit.kind == "week of":
            return a_week(self.day(unit))
        if unit.kind == "weekday":
            ahead = ((unit.weekday or 0) - self.today.weekday()) % 7
            return a_day(self.today + dt.timedelta(days=ahead))
        if unit.kind == "week":
            return self.week(unit)
        first, last = self.nearest(lambda year: _span(unit, year), unit.year)
        precision = Precision.part if unit.part else (_JOINED if unit.last else _PRECISIONS)[unit.kind]
        return spanning(precision, first, last)

    def two(self, units: Units, last: Unit, bound: int) -> Moment:
        """From one unit to another; days that stand side by side are a span, others are several."""
        first, spans = units.first, units.joint == words.DASH or (units.joint == words.AND and bound == words.FROM)
        if first.kind == "day":
            start, end = self.days(first, last)
            numbers = [first.number, *units.between, last.number]
            follow = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and first.month in (0, last.month)
            if units.joint == words.OR or (not follow and (units.between or not spans)):
                raise SeveralDays(self.phrase)
            if end <= start:
                raise Backwards(self.phrase)
            return spanning(Precision.range, start, end)
        if units.joint == words.OR:
            raise SeveralDays(self.phrase)
        ends = self.one(last)
        turns = (first.number, first.month) > (last.number, last.month)  # december–maj, uge 52–1
        begins = self.one(first if first.year else replace(first, year=_year_of(ends) - turns))
        if last.year is None and first.year is not None and begins.begins > ends.begins:
            ends = self.one(replace(last, year=_year_of(begins) + 1))
        turned = turns and (first.year is None or last.year is None)
        if begins.begins >= ends.begins or (turned and ends.day - begins.begins > _NEARLY_A_YEAR):
            raise Backwards(self.phrase)
        if not spans and begins.day + _DAY != ends.begins:
            raise SeveralDays(self.phrase)
        if first.part or last.part:
            return spanning(Precision.month, begins.begins.replace(day=1), _month_end(ends.day.year, ends.day.month))
        return spanning(_JOINED[first.kind], begins.begins, ends.day)

    def days(self, first: Unit, last: Unit) -> tuple[dt.date, dt.date]:
        """The days of a span; what the first leaves out it takes from the last, and over New Year the year before."""
        if first.year is not None and last.year is None:
            start = self.day(first)
            end = self.day(replace(last, year=first.year))
            if end < start:
                end = self.day(replace(last, year=first.year + 1))
                if end - start > _OVER_NEW_YEAR:
                    raise Backwards(self.phrase)
            return start, end
        end = self.day(last)
        month, year = first.month or last.month, first.year or end.year
        if first.year is None and (month, first.number) > (end.month, end.day):
            earlier = self._in(replace(first, month=month), year - 1) if month != end.month else None
            if earlier is None or end - earlier > _OVER_NEW_YEAR:
                raise Backwards(self.phrase)
            year -= 1
        return self.day(replace(first, month=month, year=year)), end

    def day(self, unit: Unit, time: dt.time | None = None) -> dt.date:
        """A day of a month; the weekday and the week that were said with it must be its own."""
        asked = unit.year or self.year
        found = self._in(unit, asked) if asked is not None else self._without_year(unit)
        if found is None:
            year = asked or self.today.year
            end = _month_end(year, unit.month)
            if asked is None and end < self.today - _LONG_AGO:
                end = _month_end(year := year + 1, unit.month)
            earlier, later = add_working_days(end + _DAY, -1), add_working_days(end, 1)
            raise NoSuchDay(unit.number, unit.month, year, earlier, later, time)
        if unit.weekday is not None and unit.weekday != found.weekday():
            nearest = found + dt.timedelta(days=(unit.weekday - found.weekday() + 3) % 7 - 3)
            raise WrongWeekday(unit.weekday, found, nearest, time)
        if unit.week is not None and unit.week != found.isocalendar().week:
            raise WrongWeek(unit.week, found)
        return found

    def _without_year(self, unit: Unit) -> dt.date | None:
        usual = self._in(unit, self.today.year)
        if usual is None or usual < self.today - _LONG_AGO:
            usual = self._in(unit, self.today.year + 1) or usual
        if usual is None or unit.weekday in (None, usual.weekday()):
            return usual
        others = (self._in(unit, year) for year in (self.today.year - 1, self.today.year, self.today.year + 1))
        fits = [day for day in others if day and day.weekday() == unit.weekday and abs(day - self.today) < _HALF_A_YEAR]
        return fits[-1] if fits else usual

    @staticmethod
    def _in(unit: Unit, year: int) -> dt.date | None:
        """The day in a year; None when it is not there."""
        there = 1 <= unit.number <= calendar.monthrange(year, unit.month)[1]
        return dt.date(year, unit.month, unit.number) if there else None

    def week(self, unit: Unit) -> Moment:
        """A week of the ISO calendar, or a weekday in one."""
        year = unit.year or self.year or self.today.isocalendar().year
        found = _week_day(year, unit.number, unit.weekday)
        assumed = unit.year is None and self.year is None
        if assumed and (found is None or found < self.today - _LONG_AGO):
            following = _week_day(year + 1, unit.number, unit.weekday)
            year, found = (year + 1, following) if following else (year, found)
        if found is None:
            raise NoSuchWeek(unit.number, year, dt.date(year, 12, 28).isocalendar().week)
        return a_week(found) if unit.weekday is None else a_day(found)

    def nearest(self, span: Callable[[int], tuple[dt.date, dt.date]], year: int | None) -> tuple[dt.date, dt.date]:
        """The span of the year that was said, or of the nearest sensible one."""
        year = year or self.year
        if year is not None:
            return span(year)
        spans = (span(self.today.year + turn) for turn in (-1, 0))
        running = (each for each in spans if each[1] >= self.today)  # a winter began in the year before
        first, last = next(running, span(self.today.year))
        return (first, last) if last >= self.today - _LONG_AGO else span(self.today.year + 1)


_PRECISIONS = {
    "week": Precision.week,
    "month": Precision.month,
    "quarter": Precision.quarter,
    "half": Precision.quarter,
    "season": Precision.season,
    "year": Precision.year,
    "holiday": Precision.before,
}

_HOLIDAYS: Mapping[int, Callable[[int], dt.date]] = {
    words.CHRISTMAS: lambda year: dt.date(year, 12, 24),
    words.NEW_YEAR: lambda year: dt.date(year, 12, 31) + _DAY,
    words.SUMMER: lambda year: dt.date(year, 7, 1),
    words.AUTUMN: lambda year: dt.date.fromisocalendar(year, 42, 1),
    words.WINTER: lambda year: dt.date.fromisocalendar(year, 7, 1),
}
_JOINED = _PRECISIONS | {"quarter": Precision.month, "half": Precision.month, "season": Precision.month}


def _span(unit: Unit, year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month, quarter, half year, season or year, or of a part of one."""
    if unit.kind == "month" and unit.part:
        end = calendar.monthrange(year, unit.month)[1]
        first, last = ((1, 10), (11, 20), (21, end))[unit.part - 1]
        return dt.date(year, unit.month, first), dt.date(year, unit.month, last)
    if unit.kind == "month":
        return _months(year, unit.month, 1)
    if unit.kind == "holiday":
        return (_HOLIDAYS[unit.number](year),) * 2
    if unit.kind == "year" and unit.part:
        return _months(year, 4 * unit.part - 3, 4)
    if unit.kind == "year":
        return _months(year, 1, 12)
    if unit.kind == "season":
        return _months(year, 3 * unit.number, 3)
    length = 3 if unit.kind == "quarter" else 6
    count = max(unit.last - unit.number, 0) + 1
    return _months(year, length * (unit.number - 1) + 1, length * count)


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    after = year * 12 + month - 1 + count
    return dt.date(year, month, 1), dt.date(after // 12, after % 12 + 1, 1) - _DAY


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _week_day(year: int, week: int, weekday: int | None) -> dt.date | None:
    try:
        return dt.date.fromisocalendar(year, week, 7 if weekday is None else weekday + 1)
    except ValueError:
        return None


def _year_of(moment: Moment) -> int:
    return moment.day.isocalendar().year if moment.week else moment.begins.year
