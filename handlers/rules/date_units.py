"""The pieces of a date phrase: days, and the periods of date_periods, alone or from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from . import date_tokens as words
from .date_clock import joined
from .date_periods import MOST_BEFORE, PeriodReader, Unit
from .date_words import months, weekdays

_MOST_DAYS = 39  # so that the 32nd is answered with the days there are


@dataclass(frozen=True)
class Units:
    """One unit, or two and how they are joined, and where the next piece is. `between` are the days of a list such as
    3., 4. og 5. april."""

    first: Unit
    next: int
    last: Unit | None = None
    joint: int = 0
    between: tuple[int, ...] = ()

    @property
    def of_days(self) -> bool:
        """Whether hours and a week can stand behind it."""
        unit = self.last or self.first
        return unit.kind in ("day", "weekday") or unit.weekday is not None


Rule = Callable[[int, int], "tuple[Unit, int] | None"]


class UnitReader(PeriodReader):
    """Reads units, days among them."""

    def units(self, at: int, led: int) -> Units | None:
        """The date itself, that begins here."""
        days = self._days(at) or self._american_days(at) or self._week_of_days(at)
        if days is not None:
            return days
        rules: tuple[Rule, ...] = (
            self.holiday,
            self._day,
            self._week_of,
            self._week,
            self.month,
            self.division,
            self.season,
            self.part,
            self.year,
        )
        for rule in rules:
            read = rule(at, led)
            if read is not None:
                return self._until(*read, rule) or Units(*read)
        return None

    def _until(self, first: Unit, at: int, rule: Rule) -> Units | None:
        """From one unit to another of its kind."""
        joint = joined(self.t, at)
        if joint is None or (joint[0] == words.AND and first.kind == "day"):
            return None
        begin = self.opening(joint[1]).next
        number = self.t.number(begin)
        if first.kind == "week" and number is not None:
            year, end = self.said_year(begin + 1)
            if not self.t.stands_alone(end) or self._day(begin, 0) is not None:
                return None
            return Units(first, end, Unit("week", number, year=year), joint[0])
        read = rule(begin, words.UNDER)
        if read is None or read[0].kind != first.kind:
            return None
        return Units(first, read[1], read[0], joint[0])

    def _days(self, at: int) -> Units | None:
        """3.–4. april, torsdag den 3. og fredag den 4. april, 3., 4. og 5. april: days that share their month."""
        t = self.t
        weekday, at = self._weekday(at)
        number = t.number(at)
        if number is None:
            return None if weekday is None else self._weekdays_first(weekday, at)
        if not 1 <= number <= _MOST_DAYS:
            return None
        at = self._after_day(at)
        between: list[int] = []
        while len(between) < MOST_BEFORE and t.keys[at] == ",":
            begin = t.gap(at + 1)
            another = t.number(begin)
            if another is None or self._day(begin, 0) is not None:
                break
            between.append(another)
            at = self._after_day(begin)
        joint = joined(t, at)
        read = self._day(self.opening(joint[1]).next, 0) if joint is not None else None
        if joint is None or read is None or read[0].kind != "day":
            return None
        return Units(Unit("day", number, weekday=weekday), read[1], read[0], joint[0], tuple(between))

    def _weekdays_first(self, weekday: int, at: int) -> Units | None:
        """torsdag-fredag den 3.-4. april"""
        joint = joined(self.t, at)
        other, begin = self._weekday(joint[1]) if joint is not None else (None, at)
        number = self.t.number(begin)
        days = self._days(begin) if other is not None and number is not None else None
        if days is None or days.last is None or days.first.weekday is not None:
            return None
        return replace(days, first=replace(days.first, weekday=weekday), last=replace(days.last, weekday=other))

    def _american_days(self, at: int) -> Units | None:
        """February 17–18, 2014"""
        read = self._american_day(at, False)
        if read is None or read[0].year is not None:
            return None
        joint = joined(self.t, read[1])
        number = self.t.number(joint[1]) if joint is not None else None
        if joint is None or number is None or joint[0] == words.AND or self._day(joint[1], 0) is not None:
            return None
        year, end = self.said_year(joint[1] + 1)
        first = replace(read[0], year=year)
        return Units(first, end, replace(first, number=number), joint[0]) if self.t.stands_alone(end) else None

    def _week_of_days(self, at: int) -> Units | None:
        """uge 8 (17.-21. februar)"""
        week = self.week_alone(at)
        if week is None or week[0].year is not None:
            return None
        begin = self.t.between_cells(week[1], colon=True)
        bracket = self.t.keys[begin] == "("
        begin = self.opening(begin + bracket).next
        day = self._day(begin, words.ON) if bracket else None
        days = self._days(begin) or (Units(*day) if day is not None else None)
        if days is None or (bracket and self.t.keys[days.next] != ")") or begin == week[1]:
            return None
        number, end = week[0].number, days.next + bracket
        if days.last is not None:
            return replace(days, last=replace(days.last, week=number), next=end)
        return replace(days, first=replace(days.first, week=number), next=end)

    def _week_of(self, at: int, led: int) -> tuple[Unit, int] | None:
        """the week of 17 February"""
        found = self.t.find(at, words.WEEK_OF)
        day = self._day(self.opening(self.t.gap(found[1])).next, 0) if found is not None else None
        return None if day is None or day[0].kind != "day" else (replace(day[0], kind="week of"), day[1])

    def _after_day(self, at: int) -> int:
        """Past the number of a day and its point or its st, nd, rd, th."""
        at += 1
        return at + 1 if self.t.keys[at] == "." or self.t.word(at) in words.ORDINAL_ENDINGS else at

    def _weekday(self, at: int) -> tuple[int | None, int]:
        """The weekday that stands before a date, and where that begins."""
        t = self.t
        weekday = weekdays().get(t.word(at))
        if weekday is None:
            return None, at
        at += 1
        at = at + 1 if t.keys[at] == "." else at
        after = (
            t.between_cells(at) if t.keys[t.gap(at)] in ("|", ";", ",") or "\t" in t.raw(at) else t.gap(at, wrap=True)
        )
        return weekday, self.opening(after).next if after > at else at

    def _day(self, at: int, led: int) -> tuple[Unit, int] | None:
        """A day with its month, a weekday in a week, or a weekday alone."""
        t = self.t
        weekday, begin = self._weekday(at)
        for rule in (self._named_day, self._american_day, self._numeric_day, self._iso_day):
            read = rule(begin, bool(led or weekday is not None))
            if read is not None:
                return replace(read[0], weekday=weekday), read[1]
        if weekday is None:
            return None
        week = self.week_alone(begin)
        if week is not None:
            return replace(week[0], weekday=weekday), week[1]
        whole_word = t.word(at) in weekdays(short=False)
        return (Unit("weekday", weekday=weekday), at + 1) if whole_word and (led or not self.prose) else None

    def _named_day(self, at: int, led: bool) -> tuple[Unit, int] | None:
        number = self.t.number(at)
        if number is None or not 1 <= number <= _MOST_DAYS:
            return None
        at = self.t.gap(self._after_day(at), wrap=True)
        if self.t.word(at) == "of":
            at = self.t.gap(at + 1)
        month = months().get(self.t.word(at))
        if month is None:
            return None
        at = at + 1 if self.t.keys[at + 1] == "." and len(self.t.keys[at]) <= 4 else at
        year, at = self.said_year(at + 1)
        return Unit("day", number, month, year), at

    def _american_day(self, at: int, led: bool) -> tuple[Unit, int] | None:
        month = months("en").get(self.t.word(at))
        if month is None or (self.prose and not self.t.raw(at)[0].isupper()):
            return None
        at = at + 1 if self.t.keys[at + 1] == "." else at
        at = self.t.gap(at + 1)
        number = self.t.number(at)
        if number is None or not 1 <= number <= 31 or self.t.keys[at + 1] in (":", "/"):
            return None
        year, at = self.said_year(self._after_day(at) if self.t.word(at + 1) else at + 1)
        return Unit("day", number, month, year), at

    def _numeric_day(self, at: int, led: bool) -> tuple[Unit, int] | None:
        """27/11, 27/11-26, 27.11.2026, 27-11-2026."""
        t = self.t
        day, sign, month = t.number(at), t.keys[at + 1], t.number(at + 2)
        if day is None or month is None or sign not in ("/", ".", "-") or not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        digits, end = t.keys[at + 2], at + 3
        if t.keys[end] in ((sign, "-") if sign == "/" else (sign,)):
            year = t.year(end + 1) or (t.number(end + 1) if len(t.keys[end + 1]) == 2 else None)
            if year is not None and not (t.keys[end + 2] in ("/", ".") and t.keys[end + 3].isdigit()):
                return Unit("day", day, month, year + 2000 * (year < 100)), end + 2
        if sign == "-":
            return None
        dotted = sign == "." and t.keys[end] == "." and not t.keys[end + 1].isdigit()
        year, after = self.said_year(end + dotted)
        if year is not None:
            return Unit("day", day, month, year), after
        behind = t.gap(end)
        fraction = sign == "/" and day < month <= 4 and t.word(behind) and t.find(behind, words.JOINTS) is None
        plain = sign == "." and not dotted and not (len(t.keys[at]) == len(digits) == 2)
        plain = plain and t.find(behind, words.CLOCK) is None
        if self.prose and not led and (fraction or plain):
            return None
        return Unit("day", day, month), end + dotted

    def _iso_day(self, at: int, led: bool) -> tuple[Unit, int] | None:
        t = self.t
        year = t.year(at)
        if year is None or t.keys[at + 1] != "-" or t.keys[at + 3] != "-":
            return None
        month, day = t.number(at + 2), t.number(at + 4)
        if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 31:
            return None
        return Unit("day", day, month, year), at + 5

    def _week(self, at: int, led: int) -> tuple[Unit, int] | None:
        """uge 50, week 50 of 2026; and uge 8, onsdag den 19. februar, which is that day."""
        t = self.t
        week = self.week_alone(at)
        if week is None or week[0].year is not None:
            return week
        after = t.between_cells(week[1], colon=True)
        if after == week[1]:
            return week
        day = self._day(self.opening(after).next, 0)
        if day is not None and day[0].kind == "day" and day[0].week is None:
            return replace(day[0], week=week[0].number), day[1]
        weekday = weekdays(short=False).get(t.word(after))
        if weekday is not None and t.number(t.gap(after + 1)) is None:
            return replace(week[0], weekday=weekday), after + 1
        return week
