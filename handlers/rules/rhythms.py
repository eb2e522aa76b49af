"""How often something comes again: `1-2 gange årligt`, `ca. 1 gang i kvartalet`, `hver anden måned`, `halvårligt`.

read_rhythm turns the words into a Rhythm, in Danish and English, and written writes it so that it reads back as the
same value. due_after says when the next is due at the latest, seen from the one before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .names import count_word, typed
from .workdays import add_months

_MONTHS_A_YEAR = 12
_HALF_A_YEAR = 6
_DAYS_A_MONTH = 365 / _MONTHS_A_YEAR
_LONGEST = 80  # characters
_RAREST = 999  # weeks or months; what is rarer could not be written so that it reads back


@dataclass(frozen=True)
class Rhythm:
    """From `least` to `most` times in so many weeks or months; the one that is not counted in is 0.

    A quarter is three months and a year twelve. `about` is "ca.", `or_more` "mindst"; `days` tells days from times, as
    in "mindst én dag om ugen".
    """

    least: int
    most: int
    weeks: int = 0
    months: int = 0
    about: bool = False
    or_more: bool = False
    days: bool = False

    def due_after(self, last: dt.date) -> dt.date:
        """The day on which the next is due at the latest, when the times are spread evenly."""
        if self.weeks:
            return last + dt.timedelta(days=max(7 * self.weeks // self.least, 1))
        months, rest = divmod(self.months, self.least)
        if rest == 0:
            return add_months(last, months)
        return last + dt.timedelta(days=max(int(self.months * _DAYS_A_MONTH / self.least), 1))


def read_rhythm(text: str) -> Rhythm | None:
    """The rhythm that the whole text is; None when it is none, or one that cannot be (3-2 gange, hver 0. uge)."""
    words = " ".join(typed(text[:_LONGEST]).split()).strip(" .,;:")
    matches = (pattern.fullmatch(words) for pattern in _patterns()) if len(text) <= _LONGEST else ()
    match = next(filter(None, matches), None)
    if match is None:
        return None
    said = {name.rstrip("_"): value for name, value in match.groupdict().items() if value}
    least = _number(said.get("least", "1"))
    most = _number(said["most"]) if "most" in said else least
    every = _number(said.get("every", "1"))
    weeks, months = _ADVERBS[said["adverb"]] if "adverb" in said else _PERIODS[said["period"]]
    if (weeks, months) == _A_DAY:  # hver 14. dag; days that make no weeks are no rhythm
        weeks, every = 1, every // 7 if every % 7 == 0 else 0
    if not 1 <= least <= most or not every or max(weeks, months) * every > _RAREST:
        return None
    return Rhythm(
        least,
        most,
        weeks * every,
        months * every,
        about="about" in said,
        or_more="more" in said,
        days="days" in said,
    )


def written(rhythm: Rhythm, language: str) -> str:
    """1–2 gange om året, ca. 1 gang i kvartalet, hver anden måned, mindst 1 dag om ugen."""
    lead = _LEADS[language][0] * rhythm.about + _LEADS[language][1] * rhythm.or_more
    return lead + (_danish(rhythm) if language == "da" else _english(rhythm))


def _danish(rhythm: Rhythm) -> str:
    one = rhythm.least == rhythm.most == 1
    count = f"{rhythm.least}" if rhythm.least == rhythm.most else f"{rhythm.least}–{rhythm.most}"
    times = f"{count} {('dag' if one else 'dage') if rhythm.days else ('gang' if one else 'gange')}"
    once = one and not rhythm.days
    if (rhythm.weeks, rhythm.months) in _DANISH_PERIODS:
        return f"{times} {_DANISH_PERIODS[rhythm.weeks, rhythm.months]}"
    every = f"hver {_danish_ordinal(rhythm.weeks or rhythm.months)} {'uge' if rhythm.weeks else 'måned'}"
    if rhythm.months == _HALF_A_YEAR:
        every = "hvert halve år"
    elif rhythm.months and rhythm.months % _MONTHS_A_YEAR == 0:
        years = rhythm.months // _MONTHS_A_YEAR
        every = f"hvert {'andet' if years == 2 else f'{years}.'} år"
    return every if once else f"{times} {every}"


def _danish_ordinal(number: int) -> str:
    return "anden" if number == 2 else f"{number}."


def _english(rhythm: Rhythm) -> str:
    one = rhythm.least == rhythm.most == 1
    count = f"{rhythm.least}" if rhythm.least == rhythm.most else f"{rhythm.least}–{rhythm.most}"
    times = {"1": "once", "2": "twice"}.get(count, f"{count} times")
    if rhythm.days:
        times = f"{count} {'day' if one else 'days'}"
    if (rhythm.weeks, rhythm.months) in _ENGLISH_PERIODS:
        return f"{times} {_ENGLISH_PERIODS[rhythm.weeks, rhythm.months]}"
    number, name = (rhythm.weeks, "weeks") if rhythm.weeks else (rhythm.months, "months")
    if rhythm.months and rhythm.months % _MONTHS_A_YEAR == 0:
        number, name = rhythm.months // _MONTHS_A_YEAR, "years"
    every = f"every {number} {name}"
    return every if one and not rhythm.days else f"{times} {every}"


_A_DAY = (0, 0)
_LEADS = {"da": ("ca. ", "mindst "), "en": ("about ", "at least ")}
_DANISH_PERIODS = {(1, 0): "om ugen", (0, 1): "om måneden", (0, 3): "i kvartalet", (0, 12): "om året"}
_ENGLISH_PERIODS = {(1, 0): "a week", (0, 1): "a month", (0, 3): "a quarter", (0, 12): "a year"}
_PERIODS = {
    **dict.fromkeys(("uge", "ugen", "uger", "week", "weeks"), (1, 0)),
    **dict.fromkeys(("maaned", "maaneden", "maaneder", "month", "months"), (0, 1)),
    **dict.fromkeys(("kvartal", "kvartalet", "quarter", "quarters"), (0, 3)),
    **dict.fromkeys(("halvaar", "halvaaret", "halve aar", "half year", "half-year", "six months"), (0, 6)),
    **dict.fromkeys(("aar", "aaret", "year", "years"), (0, 12)),
    **dict.fromkeys(("dag", "dage", "day", "days"), _A_DAY),
}
_ADVERBS = {
    **dict.fromkeys(("ugentligt", "ugentlig", "weekly"), (1, 0)),
    **dict.fromkeys(("maanedligt", "maanedlig", "maanedsvis", "monthly"), (0, 1)),
    **dict.fromkeys(("kvartalsvist", "kvartalsvis", "kvartaarligt", "quarterly"), (0, 3)),
    **dict.fromkeys(("halvaarligt", "halvaarlig", "half-yearly", "half yearly", "biannually"), (0, 6)),
    **dict.fromkeys(("aarligt", "aarlig", "yearly", "annually"), (0, 12)),
}
_ORDINALS = {
    **{"anden": 2, "andet": 2, "other": 2, "second": 2, "tredje": 3, "third": 3, "fjerde": 4, "fourth": 4},
    **{"femte": 5, "fifth": 5, "sjette": 6, "sixth": 6, "fjortende": 14, "fourteenth": 14},
}
_TIMES = {"once": 1, "twice": 2}


@cache
def _numbers() -> dict[str, int]:
    words = {typed(count_word(number, language)): number for language in ("da", "en") for number in range(1, 13)}
    return words | {"en": 1, "et": 1, "een": 1, "eet": 1} | _TIMES | _ORDINALS


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _numbers()[word]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    number = f"[0-9]{{1,3}}|{_either(_numbers().keys() - _ORDINALS.keys() - _TIMES.keys())}"
    lead = (
        r"(?:(?P<about>ca\.?|cirka|omkring|about|around|approximately) )?"
        r"(?:(?P<more>mindst|minimum|min\.|som minimum|at least|no less than) )?"
    )
    times = (
        rf"(?:(?P<least>{number})(?: ?(?:-|–|til|to|eller|or) ?(?P<most>{number}))?"
        rf" (?:gange?|times?|moeder?|meetings?|(?P<days>dage?|days?))|(?P<least_>{_either(_TIMES)}))"
    )
    each = rf"(?:hver|hvert|every|each) (?:(?P<every>[0-9]{{1,3}}|{_either(_numbers())})(?:\.|st|nd|rd|th)? )?"
    per = r"(?:om|i|paa|pr\.?|per|a|an|in a) "
    period, adverb = f"(?P<period>{_either(_PERIODS)})", f"(?P<adverb>{_either(_ADVERBS)})"
    wholes = (f"{times} (?:{each}|{per}){period}", f"{times} {adverb}", f"{each}{period}", adverb)
    return tuple(re.compile(lead + whole) for whole in wholes)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
