"""How a date is written, in Danish and English: on cards, in papers, in a week's heading, as a span of months.

The forms are those of the texts (rule 7): *fredag den 27. november kl. 12 (uge 48)*. A date is never written more
exactly than it is known, and rules/dates reads what is written here as the same value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from babel.dates import format_date, format_time, get_day_names

from storage.tables import Precision

from .moments import Moment
from .names import count_word
from .workdays import add_months

_DAY = dt.timedelta(days=1)
_TOLD_WITH_ITS_YEARS = 150  # days; a longer span is not read without them


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
    weeks: str
    about: str
    within: str
    before: str
    since: str
    of: str
    parts: tuple[str, str, str]
    parts_lead: tuple[str, str, str]
    quarters: tuple[str, str, str, str]
    halves: tuple[str, str]
    seasons: tuple[str, str, str, str]


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
        weeks="uge",
        about="ca.",
        within="i",
        before="inden",
        since="pr.",
        of=" ",
        parts=("begyndelsen af {}", "midt i {}", "slutningen af {}"),
        parts_lead=("i ", "", "i "),
        quarters=("1. kvartal", "2. kvartal", "3. kvartal", "4. kvartal"),
        halves=("1. halvår ", "2. halvår "),
        seasons=("foråret", "sommeren", "efteråret", "vinteren"),
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
        weeks="weeks",
        about="about",
        within="in",
        before="before",
        since="as of",
        of=" of ",
        parts=("early {}", "mid-{}", "late {}"),
        parts_lead=("in ", "in ", "in "),
        quarters=("the 1st quarter", "the 2nd quarter", "the 3rd quarter", "the 4th quarter"),
        halves=("the first half of ", "the second half of "),
        seasons=("spring", "summer", "autumn", "winter"),
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
    """fredag den 27. november kl. 12 (uge 48): for cards and mails, seen from `now` and in its time zone.

    Other precisions are 3.–4. april (uge 14), uge 48, i slutningen af maj, i januar 2019, i 1. kvartal, i foråret,
    i 2019, inden 17. februar, pr. 1. januar; each can be ca.

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
    text = _OF_EACH[moment.precision](moment, language, year)
    if moment.time is not None:
        text += f" {_FORMS[language].at} {_hours(moment, language, clock)}"
    in_days = moment.precision in (Precision.day, Precision.range)
    if not (week and in_days) or moment.begins.isocalendar()[:2] != moment.day.isocalendar()[:2]:
        return text
    return f"{text} ({week_number(moment.day, language)})"


def _hours(moment: Moment, language: str, clock: str) -> str:
    if moment.until is None:
        return str(format_time(moment.time, clock, locale=language))
    return f"{short_time(moment.time or dt.time(0), language)}–{short_time(moment.until, language)}"


def _a_day(moment: Moment, language: str, year: bool) -> str:
    return _about(moment, language) + day_only(moment.day, language, year=year)


def _a_range(moment: Moment, language: str, year: bool) -> str:
    forms, first = _FORMS[language], moment.begins
    years = year or (moment.day - first).days > _TOLD_WITH_ITS_YEARS
    same_month = (first.year, first.month) == (moment.day.year, moment.day.month)
    start = _formatted(
        first, forms.number if same_month else forms.plain, language, years and first.year != moment.day.year
    )
    return f"{_about(moment, language)}{start}–{plain_day(moment.day, language, year=years)}"


def _weeks(moment: Moment, language: str, year: bool) -> str:
    last = moment.day.isocalendar()
    text = week_number(moment.begins, language)
    if moment.begins.isocalendar()[:2] != last[:2]:
        text = f"{_FORMS[language].weeks}{text[len(_FORMS[language].week) :]}–{last.week}"
    return _about(moment, language) + (f"{text} {last.year}" if year else text)


def _a_part(moment: Moment, language: str, year: bool) -> str:
    """Of a month; or of a year, which has its beginning in four months."""
    first, forms = moment.begins, _FORMS[language]
    if (moment.day - first).days > 31:
        which, whole = (first.month - 1) // 4, str(first.year)
    else:
        which, whole = min((first.day - 1) // 10, 2), _formatted(first, "LLLL", language, year)
    lead = "" if moment.about else forms.parts_lead[which]
    return _about(moment, language) + lead + forms.parts[which].format(whole)


def _months(moment: Moment, language: str, year: bool) -> str:
    first, last = moment.begins, moment.day
    if (first.year, first.month) == (last.year, last.month):
        text = _formatted(first, "LLLL", language, year)
    else:
        years = year or (last - first).days > _TOLD_WITH_ITS_YEARS
        start = _formatted(first, "LLLL", language, years and first.year != last.year)
        text = f"{start}–{_formatted(last, 'LLLL', language, years)}"
    return _in(moment, language) + text


def _a_quarter(moment: Moment, language: str, year: bool) -> str:
    """Or half a year, which is longer."""
    forms, first = _FORMS[language], moment.begins
    if moment.day.month - first.month == 5:
        text = f"{forms.halves[first.month // 7]}{first.year}"
    else:
        text = forms.quarters[(first.month - 1) // 3] + (f"{forms.of}{first.year}" if year else "")
    return _in(moment, language) + text


def _a_season(moment: Moment, language: str, year: bool) -> str:
    return _in(moment, language) + _season(moment.begins, language, year)


def _season(first: dt.date, language: str, year: bool) -> str:
    name = _FORMS[language].seasons[first.month // 3 - 1]
    years = f"{first.year}/{first.year + 1}" if first.month == 12 else f"{first.year}"
    return f"{name} {years}" if year else name


def _years(moment: Moment, language: str, year: bool) -> str:
    first, last = moment.begins.year, moment.day.year
    return _in(moment, language) + (f"{first}" if first == last else f"{first}–{last}")


def _before(moment: Moment, language: str, year: bool) -> str:
    forms, day = _FORMS[language], moment.day + _DAY
    if moment.about and day.day == 1 and day.month % 3 == 0:
        return f"{forms.before} {_season(day, language, year)}"
    return f"{forms.before} {_about(moment, language)}{plain_day(day, language, year=year)}"


def _since(moment: Moment, language: str, year: bool) -> str:
    return f"{_FORMS[language].since} {_about(moment, language)}{plain_day(moment.day, language, year=year)}"


_OF_EACH: Mapping[Precision, Callable[[Moment, str, bool], str]] = {
    Precision.day: _a_day,
    Precision.range: _a_range,
    Precision.week: _weeks,
    Precision.part: _a_part,
    Precision.month: _months,
    Precision.quarter: _a_quarter,
    Precision.season: _a_season,
    Precision.year: _years,
    Precision.before: _before,
    Precision.since: _since,
}


def _about(moment: Moment, language: str) -> str:
    return f"{_FORMS[language].about} " if moment.about else ""


def _in(moment: Moment, language: str) -> str:
    """The preposition before a month, a season or a year, for which "ca." stands."""
    return _about(moment, language) or f"{_FORMS[language].within} "


def _formatted(day: dt.date, pattern: str, language: str, year: bool = False) -> str:
    return str(format_date(day, f"{pattern} y" if year else pattern, locale=language))
