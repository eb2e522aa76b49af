"""The pieces of a date phrase: days, weeks, months and longer times, alone or from one to another.

Each rule takes the place where it looks and how the words before it lead there, and gives what it read with the place
behind it, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from . import date_tokens as words
from .date_clock import joined
from .date_tokens import Tokens
from .date_words import months, weekdays

_MOST_BEFORE = 6
_MOST_DAYS = 39  # so that the 32nd is answered with the days there are
_WINTER = 4


@dataclass(frozen=True)
class Unit:
    """One end of a date: a `day`, `week`, `month`, `quarter`, `half`, `season`, `year` or `holiday`, or a `weekday`.

    `number` is the day of the month, the week, or which of the quarters, halves, seasons and holidays. `part` is
    the beginning (1), the middle or the end (3) of it; `week` the week that a day was said to be in.
    """

    kind: str
    number: int = 0
    month: int = 0
    year: int | None = None
    weekday: int | None = None
    week: int | None = None
    part: int = 0


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


@dataclass(frozen=True)
class Opening:
    """The words before a date: a bound, "ca.", how it is led (0, ON or UNDER), and where the date begins."""

    bound: int = 0
    about: bool = False
    led: int = 0
    next: int = 0


NO_OPENING = Opening()
Rule = Callable[[int, int], "tuple[Unit, int] | None"]


class UnitReader:
    """Reads units. In `prose` a word that is rarely a date alone (may, 2014, Friday) needs more beside it."""

    def __init__(self, tokens: Tokens, *, prose: bool) -> None:
        self.t, self.prose = tokens, prose

    def opening(self, at: int) -> Opening:
        """The words before a date; there may be none."""
        bound, about, led = 0, False, 0
        for _ in range(_MOST_BEFORE):
            found = self.t.find(at, words.OPENING)
            if found is None:
                break
            meaning, end = found
            after = self.t.gap(end, wrap=True)
            if after == end and self.t.keys[end - 1] != ".":
                break
            if meaning in (words.ON, words.UNDER):
                led = max(led, meaning)
            elif meaning == words.ABOUT:
                about, led = True, words.UNDER
            elif bound in (0, words.FROM):
                bound, led = meaning, words.UNDER
            else:
                break
            at = after
        return Opening(bound, about, led, at)

    def units(self, at: int, led: int) -> Units | None:
        """The date itself, that begins here."""
        days = self._days(at)
        if days is not None:
            return days
        rules: tuple[Rule, ...] = (
            self._holiday,
            self._day,
            self._week,
            self._month,
            self._division,
            self._season,
            self._part,
            self._year,
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
            year, end = self._said_year(begin + 1)
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
        while len(between) < _MOST_BEFORE and t.keys[at] == ",":
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
        week = self._week_alone(begin)
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
        year, at = self._said_year(at + 1)
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
        year, at = self._said_year(self._after_day(at) if self.t.word(at + 1) else at + 1)
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
        year, after = self._said_year(end + dotted)
        if year is not None:
            return Unit("day", day, month, year), after
        fraction = sign == "/" and day < month <= 4 and t.keys[end] not in words.DASHES
        plain = sign == "." and not dotted and not (len(t.keys[at]) == len(digits) == 2)
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
        week = self._week_alone(at)
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

    def _week_alone(self, at: int) -> tuple[Unit, int] | None:
        found = self.t.find(at, words.WEEK)
        at = self.t.gap(found[1]) if found is not None else at
        number = self.t.number(at)
        if found is None or number is None:
            return None
        year, end = self._said_year(at + 1, slash=True)
        return Unit("week", number, year=year), end

    def _holiday(self, at: int, led: int) -> tuple[Unit, int] | None:
        """inden jul: only a bound, since a holiday has many days."""
        found = self.t.find(at, words.HOLIDAYS) if led == words.UNDER else None
        if found is None:
            return None
        year, end = self._said_year(found[1])
        return Unit("holiday", found[0], year=year), end

    def _month(self, at: int, led: int) -> tuple[Unit, int] | None:
        t = self.t
        word = t.word(at)
        month = months().get(word)
        if month is None:
            return None
        short = word not in _whole_months()
        end = at + 2 if short and t.keys[at + 1] == "." else at + 1
        year, after = self._said_year(end, slash=True)
        if year is None and self.prose:
            before_a_name = t.raw(at)[0].isupper() and t.raw(end) == " " and t.raw(end + 1)[:1].isupper()
            if short and led != words.UNDER:
                return None
            if not led and (word in words.VERBS_TOO or (word in words.GIVEN_NAMES and before_a_name)):
                return None
        return Unit("month", month=month, year=year), after

    def _division(self, at: int, led: int) -> tuple[Unit, int] | None:
        """2. kvartal 2014, første halvår, Q2 2014, H1 2014."""
        t = self.t
        letter, number = t.word(at), t.number(at + 1, 1)
        if letter in words.SHORT_DIVISIONS and number is not None and 1 <= number <= (2 if letter == "h" else 4):
            year, end = self._said_year(at + 2, slash=True)
            return Unit("half" if letter == "h" else "quarter", number, year=year), end
        found = t.find(at, words.ORDINALS)
        if found is None:
            return None
        which, at = found
        at = at + 1 if t.keys[at] == "." or t.word(at) in words.ORDINAL_ENDINGS else at
        division = t.find(t.gap(at), words.DIVISIONS)
        if division is None:
            return None
        kind, word = "quarter" if division[0] == words.QUARTER else "half", t.word(division[1] - 1)
        year, end = self._said_year(division[1])
        if kind == "half" and (which > 2 or (word == "half" and year is None)):
            return None
        return Unit(kind, which, year=year), end

    def _season(self, at: int, led: int) -> tuple[Unit, int] | None:
        t = self.t
        found = t.find(at, words.SEASONS)
        if found is None:
            return None
        which, end = found
        year, after = self._said_year(end)
        if year is not None and which == _WINTER and t.keys[after] in ("/", *words.DASHES):
            after += 2 * (t.number(after + 1, 4) in (year + 1, (year + 1) % 100))
        if self.prose and year is None and not led and t.word(at) not in words.DEFINITE_SEASONS:
            return None
        return Unit("season", which, year=year), after

    def _part(self, at: int, led: int) -> tuple[Unit, int] | None:
        """i slutningen af maj, primo 2014, mid-May, udgangen af uge 8."""
        t = self.t
        found = t.find(at, words.PARTS)
        if found is None:
            return None
        part, at = found
        at = at + 1 if t.keys[at] == "-" else t.gap(at, wrap=True)
        at = self.opening(at).next
        read = self._month(at, words.UNDER) or self._week_alone(at) or self._year(at, words.UNDER)
        if read is not None:
            return replace(read[0], part=part), read[1]
        if t.word(at) == "aaret":
            return Unit("year", part=part), at + 1
        return None

    def _year(self, at: int, led: int) -> tuple[Unit, int] | None:
        year = self.t.year(at)
        if year is None or (self.prose and led != words.UNDER):
            return None
        return Unit("year", year=year), at + 1

    def _said_year(self, at: int, *, slash: bool = False) -> tuple[int | None, int]:
        """The year after a date; where there is none, the place is unchanged."""
        t = self.t
        after = at + 1 if t.keys[at] == "," or (slash and t.keys[at] == "/") else at
        after = t.gap(after) if t.keys[at] != "/" else after
        if t.word(after) in ("i", "of", "in", "af"):
            after = t.gap(after + 1)
        year = t.year(after) if after > at else None
        if year is None or (t.keys[after + 1] == ":" and t.keys[after + 2].isdigit()):
            return None, at
        return year, after + 1


def _whole_months() -> frozenset[str]:
    return frozenset(name for name in months() if len(name) > 4 or name in words.SHORT_BUT_WHOLE)
