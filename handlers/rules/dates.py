"""Dates as Danish municipalities write and read them.

People type `fredag den 27. november kl. 12`, `27/11`, `fredag i uge 50`, `om 5 arbejdsdage`, `Friday 27 November
at 12`; read_date turns the words into a Moment and find_date takes them off the start or the end of a line.
Danish and English are both read, whatever language the person has chosen; æøå may be typed ae oe aa. What cannot
be a date raises a DateProblem that carries the choices as plain values. The other way round, on_card and in_paper
write a moment as the tone wants it.

A new kind of phrase is one more entry in _shapes.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from babel.dates import format_date, format_time, get_day_names, get_month_names

from .names import count_word, typed
from .workdays import NOON, add_months, add_working_days

LANGUAGES = ("da", "en")
END_OF_DAY = dt.time(23, 59)


@dataclass(frozen=True)
class Moment:
    """A day on the calendar, and a time on the wall clock to the minute; no time means the whole day."""

    day: dt.date
    time: dt.time | None = None

    def as_datetime(self, zone: dt.tzinfo | None) -> dt.datetime:
        """When it is over: the time given, or 23.59 of the day, in `zone`."""
        return dt.datetime.combine(self.day, self.time or END_OF_DAY, tzinfo=zone)


class DateProblem(ValueError):
    """Words that give no usable date. `rest` is what else stood on the line that find_date read."""

    rest = ""


class NoSuchDay(DateProblem):
    """30 February. `earlier` and `later` are the working days around the end of that month."""

    def __init__(
        self, day: int, month: int, year: int, earlier: dt.date, later: dt.date, time: dt.time | None = None
    ) -> None:
        super().__init__(day, month, year, earlier, later, time)
        self.day, self.month, self.year = day, month, year
        self.earlier, self.later, self.time = earlier, later, time


class WrongWeekday(DateProblem):
    """Friday 12 December 2026, which is a Saturday. `said` is the weekday (Monday is 0), `day` the date.

    The choices: `nearest`, the closest date with the weekday said, and `that`, the date itself.
    """

    def __init__(self, said: int, day: dt.date, nearest: dt.date, time: dt.time | None = None) -> None:
        super().__init__(said, day, nearest, time)
        self.said, self.day, self.nearest, self.time = said, day, nearest, time

    @property
    def that(self) -> dt.date:
        """The date itself, with the weekday it has."""
        return self.day


class InThePast(DateProblem):
    """The moment is over already."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment)
        self.moment = moment


class NotUnderstood(DateProblem):
    """No date was recognised in the text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read_date(text: str, today: dt.datetime, *, past: bool = False) -> Moment:
    """The moment that the whole text names, seen from `today`, a local time (it decides what is today).

    No year: the next time that date comes, today included. A weekday alone: the next one; today counts until
    noon. Raises NoSuchDay, WrongWeekday, NotUnderstood, and InThePast unless `past` allows it: a whole day is
    past on the day after, a time at once. Rules: the meaning of marked lines in the list of commands.
    """
    phrase = unicodedata.normalize("NFC", text).strip().rstrip(_CLOSING)
    if len(phrase) <= _LONGEST:
        for shape in _shapes():
            if found := shape.pattern.fullmatch(phrase):
                return _moment(shape, found, today, past)
    raise NotUnderstood(text)


def find_date(text: str, today: dt.datetime, *, past: bool = False) -> tuple[Moment, str] | None:
    """The one date phrase at the start or the end of a line, and what remains of the line.

    None when there is no date there, when there are two, or when the words beside it say that it is more than
    a plain date (`11. eller 14. december`, `næste fredag`, `kl. 16-18`): better to ask than to guess. A date in
    the middle belongs to the title. Raises what read_date raises, with `rest` filled in.
    """
    line = unicodedata.normalize("NFC", text).strip()
    first, last = _at_start(line), _at_end(line)
    if first and (last is None or last.whole):
        found, rest = first, line[first.match.end() :]
        if _MORE_AFTER.match(rest):
            return None
        rest = _LEADING.sub("", rest)
    elif last and first is None:
        found, rest = last, line[: len(line.rstrip(_CLOSING)) - len(last.match[0])]
        if _MORE_BEFORE.search(rest):
            return None
        rest = _TRAILING.sub("", rest)
    else:
        return None
    if _at_start(rest) or _at_end(rest):
        return None
    try:
        return _moment(found.shape, found.match, today, past), rest
    except DateProblem as problem:
        problem.rest = rest
        raise


_LONGEST = 200  # characters; no date phrase is longer, and a pasted page is not searched
_CLOSING = " .,;:!?\t\n"
_LEADING = re.compile(r"^(?:\s*(?:[,;:.]|[-–—](?=\s|\Z)))*\s*")
_TRAILING = re.compile(r"(?:\s*[,;:]|\s[-–—]|\A[-–—])*\s*\Z")
_QUALIFIERS = (
    "næste|naeste|next|sidste|last|inden|før|foer|before|efter|after|fra|from|til|to|until|eller|or|og|and"
    "|primo|medio|ultimo|ca\\.?|cirka|omkring|around|about|every|hver"
)
_MORE_BEFORE = re.compile(
    rf"(?:(?:\A|\s)(?:{_QUALIFIERS})|[0-9]\.|[0-9]\s*[-–—]|\b(?:uge|week)\s+[0-9]{{1,2}}"
    r"|\b(?:kl\.?|klokken|at)(?:\s*[0-9]{1,2}(?:[.:][0-9]{2})?)?|\b[0-9]{1,2}:[0-9]{2})[\s,;:]*\Z",
    re.IGNORECASE,
)
_MORE_AFTER = re.compile(
    r"[\s,]*(?:(?:eller|or|og|and|til|to|until)\s+(?:[0-9]|(?:mandag|tirsdag|onsdag|torsdag|fredag)\b)"
    r"|(?:kl\.?|klokken|at)\s*[0-9]|(?:uge|week)\s+[0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Shape:
    """One way to write a date: its pattern, and which day the parts of a match mean, seen from a moment."""

    pattern: re.Pattern[str]
    day: Callable[[Mapping[str, str], dt.datetime], dt.date]


@dataclass(frozen=True)
class _Found:
    shape: _Shape
    match: re.Match[str]
    whole: bool


def _at_start(line: str) -> _Found | None:
    head = line[:_LONGEST]
    found = [(match, shape) for shape in _shapes() if (match := shape.pattern.match(head))]
    if not found:
        return None
    match, shape = max(found, key=lambda each: each[0].end())
    cut = match.end() == len(head) < len(line)
    return None if cut else _Found(shape, match, match.end() >= len(line.rstrip(_CLOSING)))


def _at_end(line: str) -> _Found | None:
    line = line.rstrip(_CLOSING)
    tail = line[-_LONGEST:]
    for start in (match.end() for match in re.finditer(r"(?:\A|\s)(?=\S)", tail)):
        if start == 0 and len(tail) < len(line):
            continue
        for shape in _shapes():
            if match := shape.pattern.fullmatch(tail, start):
                return _Found(shape, match, len(match[0]) == len(line))
    return None


def _moment(shape: _Shape, match: re.Match[str], today: dt.datetime, past: bool) -> Moment:
    # A part that can stand in two places has two groups, told apart by a final underscore.
    parts = {name.rstrip("_"): text for name, text in match.groupdict().items() if text is not None}
    time = _time(parts, match[0])
    try:
        day = shape.day(parts, today)
    except NoSuchDay as problem:
        problem.time = time
        raise
    if "said" in parts:
        said = _weekdays()[typed(parts["said"])]
        if said != day.weekday():
            raise WrongWeekday(said, day, _nearest(said, day, today.date()), time)
    if "inweek" in parts and int(parts["inweek"]) != day.isocalendar().week:
        raise NotUnderstood(match[0])
    moment = Moment(day, time)
    over = day < today.date() if time is None else moment.as_datetime(today.tzinfo) < today
    if over and not past:
        raise InThePast(moment)
    return moment


def _time(parts: Mapping[str, str], phrase: str) -> dt.time | None:
    if "hour" not in parts:
        return None
    hour, half = int(parts["hour"]), parts.get("half", "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 24
    try:
        return dt.time(hour, int(parts.get("minute", "0")))
    except ValueError:
        raise NotUnderstood(phrase) from None


def _nearest(said: int, day: dt.date, today: dt.date) -> dt.date:
    nearest = day + dt.timedelta(days=(said - day.weekday() + 3) % 7 - 3)
    return nearest + dt.timedelta(weeks=1) if nearest < today <= day else nearest


_YEAR = "(?:19|20|21)[0-9]{2}"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = "(?:1[0-2]|0?[1-9])"
_LEAD = r"(?:(?:senest|by|på|paa|on|den|d\.|the)\s+){0,3}"
_TIME = (
    r"(?:,?\s+(?:(?:kl\.?|klokken|at)\s*(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))?(?:\s*(?P<half>am|pm))?"
    r"|(?P<hour_>[0-9]{1,2}):(?P<minute_>[0-9]{2})|(?P<hour__>[0-9]{2})\.(?P<minute__>[0-9]{2})))?"
)
_WEEK = r"(?:,?\s+(?:\((?:uge|week)\s+(?P<inweek{0}>[0-9]{{1,2}})\)|(?:i\s+|in\s+)?(?:uge|week)\s+(?P<inweek{0}_>[0-9]{{1,2}})))?"
_END = r"(?=\Z|\s|[.,;:](?:\s|\Z))"
_RELATIVE = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i morgen": 1,
    "imorgen": 1,
    "tomorrow": 1,
    "i overmorgen": 2,
    "overmorgen": 2,
}
_UNITS: tuple[tuple[str, Callable[[dt.date, int], dt.date]], ...] = (
    (r"arbejdsdage?|working\s+days?", lambda today, count: add_working_days(today, count)),
    (r"uger?|weeks?", lambda today, count: today + dt.timedelta(weeks=count)),
    (r"dage?|days?", lambda today, count: today + dt.timedelta(days=count)),
)


@cache
def _shapes() -> tuple[_Shape, ...]:
    """Every way to write a date, compiled when the first one is read."""
    months, english = _either(_months()), _either(name for name in _months("en"))
    said = rf"{_LEAD}(?:(?P<said>{_either(_weekdays())})\.?,?\s+(?:(?:den|d\.|the)\s+)?)?"
    weekday = rf"{_LEAD}(?P<weekday>{_either(_weekdays())})"
    full = rf"{_LEAD}(?P<weekday>{_either(_weekdays(short=False))})"
    count = rf"(?P<count>[0-9]{{1,3}}|{_either(_counts())})"
    week = _WEEK.format("") + _TIME + _WEEK.format("__") + _END

    def shape(pattern: str, day: Callable[[Mapping[str, str], dt.datetime], dt.date]) -> _Shape:
        return _Shape(re.compile(pattern, re.IGNORECASE), day)

    return (
        # fredag den 27. november 2026; a day up to 39 so that 32. november is answered
        shape(
            rf"{said}(?P<day>[1-3][0-9]|0?[1-9])(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{months})\.?"
            rf"(?:,?\s+(?P<year>{_YEAR}))?{week}",
            _on_date,
        ),
        # Friday, November 27, 2026
        shape(
            rf"{said}(?P<month>{english})\.?\s+(?P<day>{_DAY})(?:st|nd|rd|th)?(?:,?\s+(?P<year>{_YEAR}))?{week}",
            _on_date,
        ),
        # 27/11, 27/11-26, 27/11 2026
        shape(
            rf"{said}(?P<day>{_DAY})/(?P<month>{_MONTH})(?:[/-](?P<year>{_YEAR}|[0-9]{{2}})|\s+(?P<year_>{_YEAR}))?{week}",
            _on_date,
        ),
        # 27.11, 27.11., 27.11.2026, 27.11 2026
        shape(
            rf"{said}(?P<day>{_DAY})\.(?P<month>{_MONTH})"
            rf"(?:\.(?P<year>{_YEAR}|[0-9]{{2}})|\.?\s+(?P<year_>{_YEAR})|\.)?{week}",
            _on_date,
        ),
        # 27-11-2026
        shape(rf"{said}(?P<day>{_DAY})-(?P<month>{_MONTH})-(?P<year>{_YEAR}|[0-9]{{2}}){week}", _on_date),
        # 2026-11-27T12:00
        shape(
            rf"{_LEAD}(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3][0-9])"
            rf"(?:T(?P<hour___>[0-9]{{2}}):(?P<minute___>[0-9]{{2}}){_END}|{week})",
            _on_date,
        ),
        # fredag i uge 50
        shape(
            rf"{weekday}\.?,?\s+(?:(?:i|in|of)\s+)?(?:uge|week)\s+(?P<week>[0-9]{{1,2}})(?:,?\s+(?P<year>{_YEAR}))?"
            rf"{_TIME}{_END}",
            _in_week,
        ),
        shape(rf"{full}{_TIME}{_END}", _next_weekday),
        shape(rf"(?:(?:senest|by)\s+)?(?P<relative>{_either(_RELATIVE)}){_TIME}{_END}", _relative),
        *(
            shape(
                rf"{'(?:(?:om|in)' if number == 0 else '(?:(?:om|in)'}\s+){'?' if number == 0 else ''}"
                rf"{count}\s+(?:{unit}){_TIME}{_END}",
                _ahead(later),
            )
            for number, (unit, later) in enumerate(_UNITS)
        ),
    )
