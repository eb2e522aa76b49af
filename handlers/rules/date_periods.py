"""The longer pieces of a date phrase: weeks, months and their parts, quarters, seasons, years; and the words before.

Each rule takes the place where it looks and how the words before it lead there, and gives what it read with the place
behind it, or None.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import date_tokens as words
from .date_clock import joined
from .date_tokens import Tokens
from .date_words import months

MOST_BEFORE = 6
_WINTER = 4


@dataclass(frozen=True)
class Unit:
    """One end of a date: a `day`, `week`, `month`, `quarter`, `half`, `season`, `year` or `holiday`, or a `weekday`.

    `number` is the day of the month, the week, or which of the quarters, halves, seasons and holidays. `part` is
    the beginning (1), the middle or the end (3) of it; `week` the week that a day was said to be in;
    `last` the other end of 1.-2. kvartal.
    """

    kind: str
    number: int = 0
    month: int = 0
    year: int | None = None
    weekday: int | None = None
    week: int | None = None
    part: int = 0
    last: int = 0


@dataclass(frozen=True)
class Opening:
    """The words before a date: a bound, "ca.", how it is led (0, ON or UNDER), and where the date begins."""

    bound: int = 0
    about: bool = False
    led: int = 0
    next: int = 0


NO_OPENING = Opening()


class PeriodReader:
    """Reads periods. In `prose` a word that is rarely a date alone (may, 2014, Friday) needs more beside it."""

    def __init__(self, tokens: Tokens, *, prose: bool) -> None:
        self.t, self.prose = tokens, prose

    def opening(self, at: int) -> Opening:
        """The words before a date; there may be none."""
        bound, about, led = 0, False, 0
        for _ in range(MOST_BEFORE):
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

    def week_alone(self, at: int) -> tuple[Unit, int] | None:
        found = self.t.find(at, words.WEEK)
        at = self.t.gap(found[1]) if found is not None else at
        number = self.t.number(at)
        if found is None or number is None:
            return None
        year, end = self.said_year(at + 1, slash=True)
        return Unit("week", number, year=year), end

    def holiday(self, at: int, led: int) -> tuple[Unit, int] | None:
        """inden jul: only a bound, since a holiday has many days."""
        found = self.t.find(at, words.HOLIDAYS) if led == words.UNDER else None
        if found is None:
            return None
        year, end = self.said_year(found[1])
        return Unit("holiday", found[0], year=year), end

    def month(self, at: int, led: int) -> tuple[Unit, int] | None:
        t = self.t
        word = t.word(at)
        month = months().get(word)
        if month is None:
            return None
        short = word not in _whole_months()
        end = at + 2 if short and t.keys[at + 1] == "." else at + 1
        end = t.gap(end) + 1 if t.word(t.gap(end)) == "maaned" else end
        year, after = self.said_year(end, slash=True)
        if year is None and self.prose:
            before_a_name = t.raw(at)[0].isupper() and t.raw(end) == " " and t.raw(end + 1)[:1].isupper()
            if short and led != words.UNDER:
                return None
            if not led and (word in words.VERBS_TOO or (word in words.GIVEN_NAMES and before_a_name)):
                return None
        return Unit("month", month=month, year=year), after

    def division(self, at: int, led: int) -> tuple[Unit, int] | None:
        """2. kvartal 2014, første halvår, Q2 2014, H1 2014."""
        t = self.t
        letter, number = t.word(at), t.number(at + 1, 1)
        if letter in words.SHORT_DIVISIONS and number is not None and 1 <= number <= (2 if letter == "h" else 4):
            year, end = self.said_year(at + 2, slash=True)
            return Unit("half" if letter == "h" else "quarter", number, year=year), end
        first = self._ordinal(at)
        if first is None:
            return None
        last = self._named_division(*first)
        joint = joined(t, first[1]) if last is None else None
        other = self._ordinal(joint[1]) if joint is not None and joint[0] != words.OR else None
        if other is None:
            return last
        read = self._named_division(*other)  # 1.-2. kvartal 2014: the second says what they are
        if read is None or first[0] >= other[0]:
            return None
        return replace(read[0], number=first[0], last=other[0]), read[1]

    def _ordinal(self, at: int) -> tuple[int, int] | None:
        found = self.t.find(at, words.ORDINALS)
        if found is None:
            return None
        which, at = found
        return which, at + 1 if self.t.keys[at] == "." or self.t.word(at) in words.ORDINAL_ENDINGS else at

    def _named_division(self, which: int, at: int) -> tuple[Unit, int] | None:
        division = self.t.find(self.t.gap(at), words.DIVISIONS)
        if division is None:
            return None
        kind, word = "quarter" if division[0] == words.QUARTER else "half", self.t.word(division[1] - 1)
        year, end = self.said_year(division[1])
        if kind == "half" and (which > 2 or (word == "half" and year is None)):
            return None
        return Unit(kind, which, year=year), end

    def season(self, at: int, led: int) -> tuple[Unit, int] | None:
        t = self.t
        found = t.find(at, words.SEASONS)
        if found is None:
            return None
        which, end = found
        year, after = self.said_year(end)
        if year is not None and which == _WINTER and t.keys[after] in ("/", *words.DASHES):
            after += 2 * (t.number(after + 1, 4) in (year + 1, (year + 1) % 100))
        if self.prose and year is None and not led and t.word(at) not in words.DEFINITE_SEASONS:
            return None
        return Unit("season", which, year=year), after

    def part(self, at: int, led: int) -> tuple[Unit, int] | None:
        """i slutningen af maj, primo 2014, mid-May, udgangen af uge 8."""
        t = self.t
        found = t.find(at, words.PARTS)
        if found is None:
            return None
        part, at = found
        at = at + 1 if t.keys[at] == "-" else t.gap(at, wrap=True)
        at = self.opening(at).next
        read = self.month(at, words.UNDER) or self.week_alone(at) or self.year(at, words.UNDER)
        if read is not None:
            return replace(read[0], part=part), read[1]
        if t.word(at) == "aaret":
            return Unit("year", part=part), at + 1
        return None

    def year(self, at: int, led: int) -> tuple[Unit, int] | None:
        year = self.t.year(at)
        if year is None or (self.prose and led != words.UNDER):
            return None
        return Unit("year", year=year), at + 1

    def said_year(self, at: int, *, slash: bool = False) -> tuple[int | None, int]:
        """The year after a date; where there is none, the place is unchanged."""
        t = self.t
        after = at + 1 if t.keys[at] == "," or (slash and t.keys[at] == "/") else at
        after = t.gap(after) if t.keys[at] != "/" else after
        if t.word(after) in ("i", "of", "in", "af"):
            after = t.gap(after + 1)
        if t.keys[after] in ("'", "’") and t.number(after + 1) is not None and len(t.keys[after + 1]) == 2:
            return 2000 + (t.number(after + 1) or 0), after + 2
        year = t.year(after) if after > at else None
        if year is None or (t.keys[after + 1] == ":" and t.keys[after + 2].isdigit()):
            return None, at
        return year, after + 1


def _whole_months() -> frozenset[str]:
    return frozenset(name for name in months() if len(name) > 4 or name in words.SHORT_BUT_WHOLE)
