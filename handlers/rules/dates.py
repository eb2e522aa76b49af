"""Dates as Danish municipalities write and read them.

People type `fredag den 27. november kl. 12`, `27/11`, `fredag i uge 50`, `om 5 arbejdsdage` or `Friday 27
November at 12`. read_date turns the words into a Moment, and find_date takes them off the start or the end of
a line. What cannot be a date raises a DateProblem that carries the choices as plain values; the sentence is
the handler's. rules/dates_written writes them.
"""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import date_meanings, date_phrases, date_words
from .date_problems import (
    Backwards,
    DateProblem,
    InThePast,
    NoDay,
    NoSuchDay,
    NoSuchWeek,
    NotUnderstood,
    SeveralDays,
    WrongWeek,
    WrongWeekday,
)
from .date_words import Phrase
from .moments import Moment, a_day, a_week
from .names import typed
from .workdays import NOON, add_working_days

__all__ = [
    "Backwards",
    "DateProblem",
    "Found",
    "InThePast",
    "NoDay",
    "NoSuchDay",
    "NoSuchWeek",
    "NotUnderstood",
    "SeveralDays",
    "WrongWeek",
    "WrongWeekday",
    "every_when",
    "find_date",
    "read_date",
    "read_when",
]


@dataclass(frozen=True)
class Found:
    """A date phrase at `text[start:end]`, which is `words`: its `moment`, or the `problem` with it."""

    start: int
    end: int
    words: str
    moment: Moment | None = None
    problem: DateProblem | None = None


def read_when(text: str, now: dt.datetime, *, year: int | None = None) -> Moment:
    """The moment of any precision that the whole text names, seen from `now`, a local time; past ones, too.

    `year` is assumed where none is written; else it is the nearest sensible one (rules/date_meanings). Raises any
    DateProblem but InThePast; NoDay for what is to come without a day (`snarest`).
    """
    words = unicodedata.normalize("NFC", text).strip().strip("*_").rstrip(" .,;:!?\t\n").lstrip("(")
    said = date_phrases.whole(words.removesuffix(")") if "(" not in words else words) if len(words) < 300 else None
    if said is not None:
        return date_meanings.moment_of(said, words, now, year)
    try:
        return read_date(text, now, past=True, weeks=True)
    except NotUnderstood:
        if len(every_when(words[:1000], now, year=year)) > 1:
            raise SeveralDays(text) from None
        raise


def every_when(text: str, now: dt.datetime, *, year: int | None = None) -> tuple[Found, ...]:
    """Every date phrase anywhere in a text, in order, the longest at each place; none overlap.

    `now` and `year` as for read_when. Takes time in proportion to the text.
    """
    return tuple(_found(said, text, now, year) for said in date_phrases.every(text))


def _found(said: date_phrases.Said, text: str, now: dt.datetime, year: int | None) -> Found:
    words = text[said.start : said.end]
    try:
        return Found(said.start, said.end, words, moment=date_meanings.moment_of(said, words, now, year))
    except DateProblem as problem:
        return Found(said.start, said.end, words, problem=problem)


def read_date(text: str, today: dt.datetime, *, past: bool = False, weeks: bool = False) -> Moment:
    """The moment that the whole text names, seen from `today`, a local time: it decides which day it is.

    No year: the next time that date comes, today included. A weekday alone: the next one; today counts until
    noon. Raises NoSuchDay, WrongWeekday, NotUnderstood, and InThePast unless `past` allows it: a whole day is
    past on the day after, a time at once. `weeks` lets a week alone (`uge 50`) be a moment. The rules are those of
    the marked lines in a group's room.
    """
    phrase = date_words.read(text, weeks=weeks)
    if phrase is None:
        raise NotUnderstood(text)
    return _moment(phrase, today, past)


def find_date(text: str, today: dt.datetime, *, past: bool = False, weeks: bool = False) -> tuple[Moment, str] | None:
    """The one date at the start or the end of a line, and what remains of the line without separators.

    A date in the middle belongs to the title. None when there is no date, when there are two, or when the
    words beside it say more than a plain date does (`næste fredag`, `kl. 16-18`): asking is better than
    guessing.
    Raises what read_date raises, with `rest` filled in.
    """
    found = date_words.take_off(text, weeks=weeks)
    if found is None:
        return None
    phrase, rest = found
    try:
        return _moment(phrase, today, past), rest
    except DateProblem as problem:
        problem.rest = rest
        raise


def _moment(phrase: Phrase, today: dt.datetime, past: bool) -> Moment:
    parts = phrase.parts
    time = _time(phrase)
    day = _MEANINGS[phrase.kind](phrase, today)
    if day is None or ("inweek" in parts and int(parts["inweek"]) != day.isocalendar().week):
        raise NotUnderstood(phrase.words)
    if "said" in parts and (said := _weekday(parts["said"])) != day.weekday():
        raise WrongWeekday(said, day, _nearest(said, day, today.date()), time)
    moment = a_week(day) if phrase.kind == "week" else a_day(day, time)
    if not past and (day < today.date() if time is None else moment.as_datetime(today.tzinfo) < today):
        raise InThePast(moment)
    return moment


def _time(phrase: Phrase) -> dt.time | None:
    if "hour" not in phrase.parts:
        return None
    hour, half = int(phrase.parts["hour"]), phrase.parts.get("half", "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 24
    try:
        return dt.time(hour, int(phrase.parts.get("minute", "0")))
    except ValueError:
        raise NotUnderstood(phrase.words) from None


def _on_date(phrase: Phrase, today: dt.datetime) -> dt.date:
    parts = phrase.parts
    day, said = int(parts["day"]), parts["month"]
    month = int(said) if said.isdigit() else date_words.months()[typed(said)]
    if "year" in parts:
        year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
        years = range(year, year + 1)
    else:
        year = today.year + (_last_day(today.year, month) < today.date())
        years = range(year, year + 9)  # 29 February comes again within eight years
    for each in years:
        if day <= _last_day(each, month).day:
            found = dt.date(each, month, day)
            if "year" in parts or found >= today.date():
                return found
    end = _last_day(year, month)
    earlier, later = add_working_days(end + _DAY, -1), add_working_days(end, 1)
    raise NoSuchDay(day, month, year, earlier, later, _time(phrase))


def _in_week(phrase: Phrase, today: dt.datetime) -> dt.date | None:
    """The weekday of a week, or its Sunday for the week alone; without a year the next one, today included."""
    parts = phrase.parts
    weekday = _weekday(parts["weekday"]) + 1 if "weekday" in parts else 7
    this_year = today.isocalendar().year
    for year in [int(parts["year"])] if "year" in parts else [this_year, this_year + 1]:
        try:
            day = dt.date.fromisocalendar(year, int(parts["week"]), weekday)
        except ValueError:
            continue
        if "year" in parts or day >= today.date():
            return day
    return None


def _next_weekday(phrase: Phrase, today: dt.datetime) -> dt.date:
    ahead = (_weekday(phrase.parts["weekday"]) - today.weekday()) % 7
    time = _time(phrase)
    if ahead == 0 and (today.time() >= NOON or (time is not None and time < today.time())):
        ahead = 7
    return today.date() + dt.timedelta(days=ahead)


def _relative(phrase: Phrase, today: dt.datetime) -> dt.date:
    words = " ".join(typed(phrase.parts["relative"]).split())
    return today.date() + dt.timedelta(days=date_words.RELATIVE[words])


_MEANINGS: Mapping[str, Callable[[Phrase, dt.datetime], dt.date | None]] = {
    "date": _on_date,
    "weekday in week": _in_week,
    "week": _in_week,
    "weekday": _next_weekday,
    "relative": _relative,
    "working days": lambda phrase, today: add_working_days(today.date(), int(phrase.parts["count"])),
    "days": lambda phrase, today: today.date() + dt.timedelta(days=int(phrase.parts["count"])),
    "weeks": lambda phrase, today: today.date() + dt.timedelta(weeks=int(phrase.parts["count"])),
}
_DAY = dt.timedelta(days=1)


def _weekday(word: str) -> int:
    return date_words.weekdays()[typed(word)]


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _nearest(said: int, day: dt.date, today: dt.date) -> dt.date:
    nearest = day + dt.timedelta(days=(said - day.weekday() + 3) % 7 - 3)
    return nearest + dt.timedelta(weeks=1) if nearest < today <= day else nearest
