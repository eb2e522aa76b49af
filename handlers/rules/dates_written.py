"""How a date is written, in Danish and English: on cards, in papers, in a week's heading, as a span of months.

The forms are those of the texts (rule 7): *fredag den 27. november kl. 12 (uge 48)*. rules/dates reads them back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date, format_time, get_day_names

from .moments import Moment
from .names import count_word
from .workdays import add_months

_DAY = dt.timedelta(days=1)


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
