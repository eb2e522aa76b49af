"""Dates as Danish municipalities write and read them.

People type `fredag den 27. november kl. 12`, `27/11`, `fredag i uge 50`, `om 5 arbejdsdage` or `Friday 27
November at 12`. read_date turns the words into a Moment, and find_date takes them off the start or the end of
a line. What cannot be a date raises a DateProblem that carries the choices as plain values; the sentence is
the handler's. The other way round, on_card and in_paper write a moment as the tone wants it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from babel.dates import format_date, format_time, get_day_names

from . import date_words
from .date_words import Phrase
from .names import count_word, typed
from .workdays import NOON, add_months, add_working_days

END_OF_DAY = dt.time(23, 59)


@dataclass(frozen=True)
class Moment:
    """A day on the calendar, and a time on the wall clock to the minute; no time means the whole day.

    With `week` it is the whole week, and `day` its Sunday: what is to be done in week 50 is late on the Monday
    after.
    """

    day: dt.date
    time: dt.time | None = None
    week: bool = False

    def as_datetime(self, zone: dt.tzinfo | None) -> dt.datetime:
        """When it is over: the time given, or 23.59 of the day, in `zone`."""
        return dt.datetime.combine(self.day, self.time or END_OF_DAY, tzinfo=zone)


class DateProblem(ValueError):
    """Words that give no usable date. `rest` is what else stood on the line that find_date read."""

    rest = ""


class NoSuchDay(DateProblem):
    """30 February. `earlier` and `later` are the working days on both sides of the end of that month."""

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
    moment = Moment(day, time, phrase.kind == "week")
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


@dataclass(frozen=True)
class _Forms:
    """How a language writes dates: patterns of the Unicode locale data (CLDR), and a few words."""

    day: str
    day_in_month: str
    plain: str
    number: str
    hour: str  # a whole hour on a card
    clock: str
    at: str
    week: str
    to: str
    month: str
    months: str


_FORMS = {
    "da": _Forms(
        day="EEEE 'den' d. MMMM",
        day_in_month="EEEE 'den' d.",
        plain="d. MMMM",
        number="d.",
        hour="H",
        clock="H.mm",
        at="kl.",
        week="uge",
        to="til",
        month="måned",
        months="måneder",
    ),
    "en": _Forms(
        day="EEEE d MMMM",
        day_in_month="EEEE d",
        plain="d MMMM",
        number="d",
        hour="H:mm",
        clock="H:mm",
        at="at",
        week="week",
        to="to",
        month="month",
        months="months",
    ),
}


def on_card(
    when: Moment | dt.datetime,
    now: dt.datetime,
    language: str,
    *,
    week: bool = True,
    year: bool | None = None,
) -> str:
    """fredag den 27. november kl. 12 (uge 48): for cards and mails, seen from `now` and in its time zone. A whole
    week is uge 48.

    The year stands only when it is not this one and the day is more than six months away, unless `year` says
    otherwise (texts, rule 7).
    """
    moment = _moment_of(when, now.tzinfo)
    if year is None:
        today = now.date()
        near = add_months(today, -6) <= moment.day <= add_months(today, 6)
        year = moment.day.year != today.year and not near
    forms = _FORMS[language]
    whole_hour = moment.time is not None and moment.time.minute == 0
    return _written(moment, language, forms.hour if whole_hour else forms.clock, week=week, year=year)


def in_paper(when: Moment | dt.datetime, language: str) -> str:
    """fredag den 27. november 2026 kl. 12.00 (uge 48): for papers, the journal and receipts.

    A datetime is written in its own time zone.
    """
    return _written(_moment_of(when, None), language, _FORMS[language].clock, week=True, year=True)


def day_only(day: dt.date, language: str, *, year: bool = False) -> str:
    """fredag den 27. november; with `year` fredag den 27. november 2026."""
    return _formatted(day, _FORMS[language].day, language, year)


def plain_day(day: dt.date, language: str, *, year: bool = False) -> str:
    """27. november; with `year` 27. november 2026."""
    return _formatted(day, _FORMS[language].plain, language, year)


def day_in_month(day: dt.date, language: str) -> str:
    """fredag den 11.: a choice between days that stand close together."""
    return _formatted(day, _FORMS[language].day_in_month, language)


def weekday_name(weekday: int, language: str) -> str:
    """fredag for 4; Monday is 0."""
    return str(get_day_names("wide", locale=language)[weekday])


def short_time(time: dt.time | dt.datetime, language: str) -> str:
    """9.12 in Danish, 9:12 in English; a datetime in its own time zone."""
    clock = time.time() if isinstance(time, dt.datetime) else time
    return str(format_time(clock, _FORMS[language].clock, locale=language))


def week_number(day: dt.date, language: str) -> str:
    """uge 48; weeks are ISO weeks."""
    return f"{_FORMS[language].week} {day.isocalendar().week}"


def week_header(monday: dt.date, language: str) -> str:
    """Uge 48 · 23.–29. november 2026, of the week that the day stands in."""
    first = monday - dt.timedelta(days=monday.weekday())
    last = first + dt.timedelta(days=6)
    forms = _FORMS[language]
    same_month = first.month == last.month
    start = _formatted(first, forms.number if same_month else forms.plain, language, first.year != last.year)
    week = week_number(first, language)
    return f"{week[:1].upper()}{week[1:]} · {start}–{plain_day(last, language, year=True)}"


def month_span(start: dt.date, end: dt.date, language: str, *, years: bool = False) -> str:
    """The months from `start` until `end`, which is not counted: december–maj.

    1 December to 1 June is december–maj; to 2 June it is december–juni. With `years`, and always for more
    than twelve months, december 2026 til maj 2027. One month stands alone.
    """
    last = max(start, end - _DAY)
    count = (last.year - start.year) * 12 + last.month - start.month + 1
    years = years or count > 12
    month = "LLLL"
    if count == 1:
        return _formatted(start, month, language, years)
    first = _formatted(start, month, language, years and start.year != last.year)
    between = f" {_FORMS[language].to} " if years else "–"
    return f"{first}{between}{_formatted(last, month, language, years)}"


def duration(months: int, language: str) -> str:
    """1 måned, seks måneder, 18 måneder; numbers in words from two to twelve."""
    forms = _FORMS[language]
    return f"1 {forms.month}" if months == 1 else f"{count_word(months, language)} {forms.months}"


def _moment_of(when: Moment | dt.datetime, zone: dt.tzinfo | None) -> Moment:
    if isinstance(when, Moment):
        return when
    local = when.astimezone(zone) if zone and when.tzinfo else when
    return Moment(local.date(), local.time())


def _written(moment: Moment, language: str, clock: str, *, week: bool, year: bool) -> str:
    if moment.week:
        number = week_number(moment.day, language)
        return f"{number} {moment.day.isocalendar().year}" if year else number
    text = day_only(moment.day, language, year=year)
    if moment.time is not None:
        text += f" {_FORMS[language].at} {format_time(moment.time, clock, locale=language)}"
    return f"{text} ({week_number(moment.day, language)})" if week else text


def _formatted(day: dt.date, pattern: str, language: str, year: bool = False) -> str:
    return str(format_date(day, f"{pattern} y" if year else pattern, locale=language))
