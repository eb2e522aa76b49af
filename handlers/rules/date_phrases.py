"""The grammar of a date in words, wherever it stands in a text: what was said, before anybody asks which day it is.

`onsdag den 19. februar kl. 16-18 (uge 8)`, `3-4 april`, `uge 28-30`, `i slutningen af maj`, `i foråret 2009`, `inden
den 17. februar (dato ikke fastlagt)`, `pr. 1. januar 2008`, `mid-May`; Danish and English are read alike. Every rule
looks a bounded number of pieces ahead, so that reading takes time in proportion to the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from . import date_tokens as words
from .date_tokens import Tokens
from .date_words import months, weekdays

Clock = tuple[int, int]


@dataclass(frozen=True)
class Unit:
    """One end of a date: a `day`, `week`, `month`, `quarter`, `half`, `season` or `year`, or a `weekday` alone.

    `number` is the day of the month, the week, or which of the quarters, halves and seasons. `part` is the beginning
    (1), the middle or the end (3) of it; `week` the week that a day was said to be in.
    """

    kind: str
    number: int = 0
    month: int = 0
    year: int | None = None
    weekday: int | None = None
    week: int | None = None
    part: int = 0


@dataclass(frozen=True)
class Said:
    """A date phrase from `start` to `end`: one unit or two and how they are joined, and what stood around them.

    `between` are the days of a list such as 3., 4. og 5. april. `undated` is "snarest".
    """

    start: int
    end: int
    first: Unit | None = None
    last: Unit | None = None
    joint: int = 0
    between: tuple[int, ...] = ()
    bound: int = 0
    about: bool = False
    time: Clock | None = None
    until: Clock | None = None


def every(text: str) -> list[Said]:
    """Every phrase in a text, in order; none overlap."""
    tokens = Tokens(text)
    found: list[Said] = []
    at = 0
    while at < tokens.last:
        read = _Reader(tokens, prose=True).phrase(at) if _may_begin(tokens, at) else None
        if read is None:
            at += 1
            continue
        said, at = read
        found.append(_with_marks(said, text))
    return found


def whole(text: str) -> Said | None:
    """The phrase that the whole text is; None when it is none."""
    tokens = Tokens(text)
    read = _Reader(tokens, prose=False).phrase(0)
    return read[0] if read is not None and read[1] == tokens.last else None


class _Reader:
    """Reads one phrase. In `prose` a word that is rarely a date alone (may, 2014, Friday) needs more beside it."""

    def __init__(self, tokens: Tokens, *, prose: bool) -> None:
        self.t, self.prose = tokens, prose

    def phrase(self, at: int) -> tuple[Said, int] | None:
        start, t = at, self.t
        early = self._time(at, bare=False)
        if early is not None:
            at = t.gap(t.keys[early[2]] == "," and early[2] + 1 or early[2])
        bound, about, led, at = self._opening(at)
        undated = t.find(at, words.UNDATED) if not led else None
        if undated is not None and early is None:
            return self._said(start, self._closed(undated[1])) if self._stands_alone(undated[1]) else None
        read = self._units(at, led)
        if read is None:
            return None
        first, last, joint, between, at = read
        if bound == words.FROM:
            bound = 0 if last is not None else words.SINCE
        time = early
        if first.kind in ("day", "weekday") or (last or first).kind == "day" or first.weekday is not None:
            first, at = self._in_week(first, at) if last is None else (first, self._in_week(last, at)[1])
            late = self._time(t.between_cells(at), bare=True) if early is None else None
            if late is not None:
                time, at = late, late[2]
                first, at = self._in_week(first, at) if last is None else (first, at)
        at = self._closed(at)
        if not self._stands_alone(at):
            return None
        said, end = self._said(start, at)
        return replace(
            said,
            first=first,
            last=last,
            joint=joint,
            between=between,
            bound=bound,
            about=about,
            time=time[0] if time else None,
            until=time[1] if time else None,
        ), end

    def _said(self, start: int, at: int) -> tuple[Said, int]:
        return Said(self.t.places[start], self.t.places[at]), at

    def _opening(self, at: int) -> tuple[int, bool, int, int]:
        """The words before a date: the bound, whether it is about, how it is led (0, or ON or UNDER), where it begins."""
        bound, about, led = 0, False, 0
        for _ in range(6):
            found = self.t.find(at, words.OPENING)
            if found is None:
                break
            meaning, end = found
            after = self.t.gap(end, wrap=True)
            if after == end and self.t.keys[end - 1] != ".":
                break
            if meaning == words.ABOUT:
                about = True
            elif meaning in (words.ON, words.UNDER):
                pass
            elif not bound or bound == words.FROM:
                bound = meaning
            else:
                break
            led, at = max(led, meaning if meaning in (words.ON, words.UNDER) else words.UNDER), after
        return bound, about, led, at

    def _units(self, at: int, led: int) -> tuple[Unit, Unit | None, int, tuple[int, ...], int] | None:
        days = self._days(at)
        if days is not None:
            return days
        for rule in (self._day, self._week, self._month, self._division, self._season, self._part, self._year):
            read = rule(at, led)
            if read is None:
                continue
            first, end = read
            joined = self._joined(first, end, rule)
            return joined or (first, None, 0, (), end)
        return None

    def _joined(
        self, first: Unit, at: int, rule: Callable[[int, int], tuple[Unit, int] | None]
    ) -> tuple[Unit, Unit | None, int, tuple[int, ...], int] | None:
        joint = self._joint(at)
        if joint is None or (joint[0] == words.AND and first.kind == "day" and first.month):
            return None
        _, _, _, begin = self._opening(joint[1])
        if first.kind == "week" and self.t.number(begin) is not None:
            number = self.t.number(begin) or 0
            year, end = self._said_year(begin + 1)
            if self._stands_alone(end) and not self._day(begin, 0):
                return replace(first, year=first.year or year), Unit("week", number, year=year), joint[0], (), end
            return None
        read = rule(begin, words.ON)
        if read is None or read[0].kind != first.kind or (read[0].weekday is None) != (first.weekday is None):
            if read is None or read[0].kind != "day" or first.kind != "day":
                return None
        return first, read[0], joint[0], (), read[1]

    def _joint(self, at: int) -> tuple[int, int] | None:
        """What joins two dates, and where the second begins."""
        t = self.t
        if t.keys[at] == "," and t.keys[at + 1] == " ":
            at += 1
        at = t.gap(at, wrap=True)
        if t.keys[at] in ("-", "–", "—"):
            return words.DASH, t.gap(at + 1, wrap=True)
        if t.keys[at] in ("&", "/"):
            return words.AND, t.gap(at + 1)
        found = t.find(at, words.JOINTS)
        if found is None or t.gap(found[1], wrap=True) == found[1]:
            return None
        return found[0], t.gap(found[1], wrap=True)

    def _days(self, at: int) -> tuple[Unit, Unit | None, int, tuple[int, ...], int] | None:
        """3.–4. april, torsdag den 3. og fredag den 4. april, 3., 4. og 5. april: days that share their month."""
        weekday, at = self._weekday(at)
        number = self.t.number(at)
        if number is None and weekday is not None:
            joint = self._joint(at)  # torsdag-fredag den 3.-4. april
            other = self._weekday(joint[1]) if joint is not None else (None, at)
            if other[0] is not None:
                days = self._days(self._opening(self.t.gap(other[1]))[3])
                if days is not None and days[1] is not None and days[0].weekday is None:
                    return replace(days[0], weekday=weekday), replace(days[1], weekday=other[0]), *days[2:]
            return None
        if number is None or not 1 <= number <= 39:
            return None
        at = self._after_day(at)
        between: list[int] = []
        while len(between) < 6 and self.t.keys[at] == ",":
            more = self.t.gap(at + 1)
            if self.t.number(more) is None or self._day(more, 0) is not None:
                break
            between.append(self.t.number(more) or 0)
            at = self._after_day(more)
        joint = self._joint(at)
        if joint is None:
            return None
        read = self._day(self._opening(joint[1])[3], 0)
        if read is None or read[0].kind != "day":
            return None
        return Unit("day", number, weekday=weekday), read[0], joint[0], tuple(between), read[1]

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
        return weekday, self._opening(after)[3] if after > at else at

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
        week = self._week(begin, words.UNDER)
        if week is not None and week[0].weekday is None and week[1] > begin:
            return replace(week[0], weekday=weekday), week[1]
        whole_word = t.word(at) in weekdays(short=False)
        return (
            (Unit("weekday", weekday=weekday), at + 1) if whole_word and (led == words.ON or not self.prose) else None
        )

    def _named_day(self, at: int, led: bool) -> tuple[Unit, int] | None:
        number = self.t.number(at)
        if number is None or not 1 <= number <= 39:
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
        fraction = sign == "/" and day < month <= 4
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
        found = t.find(at, words.WEEK)
        if found is None:
            return None
        at = t.gap(found[1])
        number = t.number(at)
        if number is None:
            return None
        end = at + 1
        after = t.between_cells(end)
        if after > end:
            day = self._day(self._opening(after)[3], 0)
            if day is not None and day[0].kind == "day" and not day[0].week:
                return replace(day[0], week=number), day[1]
            weekday = weekdays(short=False).get(t.word(after))
            if weekday is not None and not t.keys[t.gap(after + 1)].isdigit():
                return Unit("week", number, weekday=weekday), after + 1
        year, end = self._said_year(end, slash=True)
        return Unit("week", number, year=year), end

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
            capital = t.raw(at)[0].isupper()
            name = capital and t.raw(end) == " " and t.raw(end + 1)[:1].isupper()
            if (short or word in words.VERBS_TOO) and not led:
                return None
            if (short and led != words.UNDER) or (name and not led and word in words.GIVEN_NAMES):
                return None
        return Unit("month", month=month, year=year), after

    def _division(self, at: int, led: int) -> tuple[Unit, int] | None:
        """2. kvartal 2014, første halvår, Q2 2014, H1 2014."""
        t = self.t
        letter, number = t.word(at), t.number(at + 1, 1)
        if letter in ("q", "h", "k") and number is not None and 1 <= number <= (2 if letter == "h" else 4):
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
        if year is not None and which == 4 and t.keys[after] in ("/", "-", "–") and t.number(after + 1, 4) is not None:
            following = t.number(after + 1, 4)
            if following in (year + 1, (year + 1) % 100):
                after += 2
        definite = t.word(at).endswith("n") or t.word(at) == "foraaret" or t.word(at) == "efteraaret"
        if self.prose and year is None and not led and not definite:
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
        at = self._opening(at)[3]
        for rule in (self._month, self._week, self._year):
            read = rule(at, words.UNDER)
            if read is not None and read[0].kind != "day":
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
        if year is None or t.keys[after + 1] in (":",) and t.keys[after + 2].isdigit():
            return None, at
        return year, after + 1

    def _in_week(self, unit: Unit, at: int) -> tuple[Unit, int]:
        """`(uge 48)` or `, uge 48` behind a day."""
        t = self.t
        if unit.week is not None or unit.kind != "day":
            return unit, at
        begin = t.between_cells(at)
        bracket = t.keys[begin] == "("
        begin = self._opening(begin + bracket)[3]
        found = t.find(begin, words.WEEK)
        number = t.number(t.gap(found[1])) if found is not None else None
        if found is None or number is None:
            return unit, at
        end = t.gap(found[1]) + 1
        if bracket and t.keys[end] != ")":
            return unit, at
        return replace(unit, week=number), end + bracket

    def _time(self, at: int, *, bare: bool) -> tuple[Clock, Clock | None, int] | None:
        """kl. 16-18, 16.00–18.00, at 4 pm, from 16 to 18; `bare` lets 16-18 alone be a time, beside a day."""
        t = self.t
        bracket = bare and t.keys[at] == "("
        begin = at + bracket
        opening = t.find(begin, words.OPENING)
        led = opening is not None and opening[0] == words.FROM
        if opening is not None and led:
            begin = t.gap(opening[1])
        clock = t.find(begin, words.CLOCK)
        begin = t.gap(clock[1]) if clock is not None else begin
        first = self._clock(begin)
        if first is None:
            return None
        time, exact, end = first
        joint = self._joint(end)
        until = None
        if joint is not None and (joint[0] == words.DASH or led):
            second = t.find(joint[1], words.CLOCK)
            begin = t.gap(second[1]) if second is not None else joint[1]
            about = t.find(begin, words.OPENING)
            begin = t.gap(about[1]) if about is not None and about[0] == words.ABOUT else begin
            later = self._clock(begin)
            if later is not None and self._ends_a_time(later[2]):
                until, both, end = later[0], later[1], later[2]
                if both == "pm" and exact not in ("am", "pm") and time[0] < 12 and time[0] + 12 <= until[0]:
                    time = time[0] + 12, time[1]
                exact = exact or (both if clock is None else "")
        if clock is None and not exact and (not bare or until is None):
            return None
        if clock is None and not bare and until is None:
            return None
        if not self._ends_a_time(end) or (bracket and t.keys[end] != ")"):
            return None
        return time, until, end + bracket

    def _clock(self, at: int) -> tuple[Clock, str, int] | None:
        """An hour, perhaps with minutes and am or pm; how sure it is a time (`am`, `pm`, `:`), and where it ends."""
        t = self.t
        hour = t.number(at)
        if hour is None:
            return None
        minute, exact, end = 0, "", at + 1
        if t.keys[end] in (":", ".") and len(t.keys[end + 1]) == 2 and t.number(end + 1) is not None:
            exact = ":" if t.keys[end] == ":" or len(t.keys[at]) == 2 else ""
            minute, end = t.number(end + 1) or 0, end + 2
        half = t.word(t.gap(end))
        if half in ("am", "pm"):
            end, exact = t.gap(end) + 1, half
            hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 24
        return (hour, minute), exact, end

    def _ends_a_time(self, at: int) -> bool:
        t = self.t
        after = t.gap(at + 1 if t.keys[at] == "." else at)
        dated = t.word(after) in months() and after > at
        return self._stands_alone(at) and not dated and not (t.keys[at] in ("/", ".") and t.keys[at + 1].isdigit())

    def _closed(self, at: int) -> int:
        """Past `(dato ikke fastlagt)`, `, dato følger` and `, men ikke før` behind a date."""
        t = self.t
        begin = t.gap(at)
        bracket = t.keys[begin] == "("
        if bracket or t.keys[begin] == ",":
            begin = t.gap(begin + 1)
            found = t.find(begin, words.UNDATED)
            if found is not None and (not bracket or t.keys[found[1]] == ")"):
                return found[1] + bracket
            after = t.find(begin, words.BUT_NOT_BEFORE)
            if after is not None:
                return after[1]
        return at

    def _stands_alone(self, at: int) -> bool:
        """Whether no word goes on here: not `27/11notat`, not `maj-udgave`."""
        t = self.t
        key = t.keys[at]
        if key.isalnum() or key == "#":
            return False
        return not (key in ("-", "–") and t.word(at + 1) and t.keys[at + 1] != " ")


def _may_begin(tokens: Tokens, at: int) -> bool:
    """Whether no word, number or address goes on here."""
    if tokens.keys[at] in (" ", "#"):
        return False
    before = tokens.keys[at - 1] if at else " "
    if before.isalnum() or before in ("#", "§", "@"):
        return False
    earlier = tokens.keys[at - 2] if at > 1 else " "
    return before not in (".", ",", ":", "/", "-", "–", "'", "’") or not earlier.isalnum()


def _with_marks(said: Said, text: str) -> Said:
    """Together with the marks of italics that belong to it: `*inden* den 17. februar`."""
    start, end = said.start, said.end
    words_said = text[start:end]
    for mark in "*_":
        odd = words_said.count(mark) % 2 == 1
        before, after = text[start - 1 : start] == mark, text[end : end + 1] == mark
        while (before and after) or (odd and (before or after)):
            start, end = start - before, end + (after and not (odd and before))
            odd = False
            before, after = text[start - 1 : start] == mark and start > 0, text[end : end + 1] == mark
    return replace(said, start=start, end=end)


def _whole_months() -> frozenset[str]:
    return frozenset(
        name for name in months() if len(name) > 4 or name in ("maj", "may", "juni", "juli", "june", "july")
    )
