"""The words in which people write a date: the patterns that rules/dates gives a meaning to.

Danish and English are read alike; case does not matter, and æøå may be typed ae oe aa. Nothing here knows
what day it is. A new kind of phrase is one more pattern in _patterns and one more meaning in dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names, get_month_names

from .names import typed

_LONGEST = 200  # characters; no date phrase is longer, and a pasted page is not searched


@dataclass(frozen=True)
class Phrase:
    """A date in words: what kind, the parts that were said (`day`, `month`, `hour` …), and the words."""

    kind: str
    parts: Mapping[str, str]
    words: str


def read(text: str, *, weeks: bool = False) -> Phrase | None:
    """The phrase that the whole text is; None when it is no date. With `weeks` a whole week is one, too."""
    words = unicodedata.normalize("NFC", text).strip().rstrip(_CLOSING)
    if len(words) > _LONGEST:
        return None
    matches = ((kind, pattern.fullmatch(words)) for kind, pattern in _patterns(weeks))
    return next((_phrase(kind, match) for kind, match in matches if match), None)


def take_off(text: str, *, weeks: bool = False) -> tuple[Phrase, str] | None:
    """The one phrase at the start or the end of a line, and what remains of the line.

    None when there is none, when there are two, or when the words beside it make it more than a plain date:
    `11. eller 14. december`, `næste fredag`, `kl. 16-18`.
    """
    line = unicodedata.normalize("NFC", text).strip()
    if whole := read(line, weeks=weeks):
        return whole, ""
    first, last = _at_start(line, weeks), _at_end(line, weeks)
    if first and last is None:
        found, beside = first, line[len(first.words) :]
        more = _MORE_AFTER.match(beside)
        rest = _LEADING.sub("", beside, count=1)
    elif last and first is None:
        found, beside = last, line.rstrip(_CLOSING)[: -len(last.words)]
        near = beside[-_LONGEST:]
        more = _MORE_BEFORE.search(near) or (_RANGE_BEFORE.search(near) if last.words[0].isdigit() else None)
        rest = _trimmed(beside)
    else:
        return None
    return None if more or _at_start(rest, weeks) or _at_end(rest, weeks) else (found, rest)


@cache
def weekdays(*, short: bool = True) -> Mapping[str, int]:
    """Weekdays as typed in both languages, Monday is 0; `short` adds fre, tirs, Fri."""
    names = {typed(name): number for language in _LANGUAGES for number, name in _day_names(language, "wide")}
    if short:
        for language in _LANGUAGES:
            for number, name in _day_names(language, "abbreviated"):
                names |= {typed(name).rstrip("."): number, typed(name[:3]): number}
    return names


@cache
def months(*languages: str) -> Mapping[str, int]:
    """Months as typed, whole and shortened, January is 1; in the languages given, or in all."""
    names = {"sept": 9}
    for language in languages or _LANGUAGES:
        for width in ("wide", "abbreviated"):
            found = get_month_names(width, locale=language)
            names |= {typed(name).rstrip("."): number for number, name in found.items()}
    return names


RELATIVE = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i morgen": 1,
    "imorgen": 1,
    "tomorrow": 1,
    "i overmorgen": 2,
}
"""Days from today."""

_LANGUAGES = ("da", "en")
_CLOSING = " .,;:!?\t\n"
_LEADING = re.compile(r"(?:\s*(?:[,;:.]|[-–—](?=\s|\Z)))*\s*")
_TRAILING = re.compile(r"(?:(?:\A|\s)[-–—]|[,;:])\Z")
_QUALIFIERS = (
    "næste|naeste|next|sidste|last|inden|før|foer|before|efter|after|fra|from|til|to|until|eller|or|og|and|for"
    r"|primo|medio|ultimo|ca\.?|cirka|omkring|around|about|hver|every"
)
_MORE_BEFORE = re.compile(
    rf"(?:(?:\A|\s)(?:{_QUALIFIERS})|\b(?:uge|week)\s+[0-9]{{1,2}}"
    r"|\b(?:kl\.?|klokken|at)(?:\s*[0-9]{1,2}(?:[.:][0-9]{2})?)?|\b[0-9]{1,2}:[0-9]{2})[\s,;:]*\Z",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"(?<![0-9])[0-9]{1,2}(?:\.|\.?\s*[-–—])\s*\Z")  # 8. – 11. december
_MORE_AFTER = re.compile(
    r"[\s,]*(?:(?:eller|or|og|and|til|to|until)\s+(?:[0-9]|[^\W\d_]+day\b|[^\W\d_]+dag\b)"
    r"|(?:kl\.?|klokken|at)\s*[0-9]|\(?(?:uge|week)\s+[0-9])",
    re.IGNORECASE,
)

_YEAR = "(?:19|20|21)[0-9]{2}"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = "(?:1[0-2]|0?[1-9])"
_COUNT = "[0-9]{1,3}"
_LEAD = r"(?:(?:senest|by|på|paa|on|den|d\.|the)\s+){0,3}"
# A part that can stand in two places has two groups; a final underscore tells them apart.
_TIME = (
    r"(?:,?\s+(?:(?:kl\.?|klokken|at)\s*(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))?"
    r"(?:\s*(?P<half>am|pm))?"
    r"|(?P<hour_>[0-9]{1,2}):(?P<minute_>[0-9]{2})|(?P<hour__>[0-9]{2})\.(?P<minute__>[0-9]{2})))?"
)
_IN_WEEK = (
    r"(?:,?\s+(?:\((?:uge|week)\s+(?P<inweek>[0-9]{1,2})\)"
    r"|(?:i\s+|in\s+)?(?:uge|week)\s+(?P<inweek_>[0-9]{1,2})))?"
)
_END = r"(?=\Z|\s|[.,;:](?:\s|\Z))"
_REST = _IN_WEEK + _TIME + _IN_WEEK.replace("inweek", "inweek__") + _END


@cache
def _patterns(weeks: bool = False) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every way to write a date, compiled when the first one is read."""
    said = rf"{_LEAD}(?:(?P<said>{_either(weekdays())})\.?,?\s+(?:(?:den|d\.|the)\s+)?)?"
    month, english = _either(months()), _either(months("en"))
    some_weekday, whole_weekday = _either(weekdays()), _either(weekdays(short=False))
    dated = (
        # fredag den 27. november 2026; up to 39, so that the 32nd is answered with the days there are
        rf"(?P<day>[1-3][0-9]|0?[1-9])(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{month})\.?"
        rf"(?:,?\s+(?P<year>{_YEAR}))?",
        # November 27, 2026
        rf"(?P<month>{english})\.?\s+(?P<day>{_DAY})(?:st|nd|rd|th)?(?:,?\s+(?P<year>{_YEAR}))?",
        # 27/11, 27/11-26, 27/11/2026, 27/11 2026
        rf"(?P<day>{_DAY})/(?P<month>{_MONTH})(?:[/-](?P<year>{_YEAR}|[0-9]{{2}})|\s+(?P<year_>{_YEAR}))?",
        # 27.11, 27.11., 27.11.2026, 27.11 2026
        rf"(?P<day>{_DAY})\.(?P<month>{_MONTH})"
        rf"(?:\.(?P<year>{_YEAR}|[0-9]{{2}})|\.?\s+(?P<year_>{_YEAR})|\.)?",
        # 27-11-2026
        rf"(?P<day>{_DAY})-(?P<month>{_MONTH})-(?P<year>{_YEAR}|[0-9]{{2}})",
        # 2026-11-27T12:00
        rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])"
        r"(?:T(?P<hour___>[0-9]{2}):(?P<minute___>[0-9]{2}))?",
    )
    others = (
        (
            "weekday in week",
            rf"{_LEAD}(?P<weekday>{some_weekday})\.?,?\s+(?:(?:i|in|of)\s+)?(?:uge|week)\s+(?P<week>[0-9]{{1,2}})"
            rf"(?:,?\s+(?P<year>{_YEAR}))?",
        ),
        # Shortened weekdays need a date after them: "man", "sun" and "tor" are words of their own.
        ("weekday", rf"{_LEAD}(?P<weekday>{whole_weekday})"),
        ("relative", rf"(?:(?:senest|by)\s+)?(?P<relative>{_either(RELATIVE)})"),
        ("working days", rf"(?:(?:om|in)\s+)?(?P<count>{_COUNT})\s+(?:arbejdsdage?|working\s+days?)"),
        ("days", rf"(?:om|in)\s+(?P<count>{_COUNT})\s+(?:dage?|days?)"),
        ("weeks", rf"(?:om|in)\s+(?P<count>{_COUNT})\s+(?:uger?|weeks?)"),
    )
    week = rf"(?:(?:senest|by|i|in)\s+){{0,2}}(?:uge|week)\s+(?P<week>[0-9]{{1,2}})(?:,?\s+(?P<year>{_YEAR}))?"
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE))
        for kind, pattern in (
            *(("date", said + each + _REST) for each in dated),
            *((kind, each + _TIME + _END) for kind, each in others),
            *((("week", week + _END),) if weeks else ()),
        )
    )


def _at_start(line: str, weeks: bool) -> Phrase | None:
    head = line[:_LONGEST]
    found = [(kind, match) for kind, pattern in _patterns(weeks) if (match := pattern.match(head))]
    if not found:
        return None
    kind, match = max(found, key=lambda each: each[1].end())
    cut = match.end() == len(head) < len(line)
    return None if cut else _phrase(kind, match)


def _at_end(line: str, weeks: bool) -> Phrase | None:
    line = line.rstrip(_CLOSING)
    tail = line[-_LONGEST:]
    for start in (match.end() for match in re.finditer(r"(?:\A|\s)(?=\S)", tail)):
        if start > 0 or len(tail) == len(line):
            for kind, pattern in _patterns(weeks):
                if match := pattern.fullmatch(tail, start):
                    return _phrase(kind, match)
    return None


def _phrase(kind: str, match: re.Match[str]) -> Phrase:
    said = {name.rstrip("_"): text for name, text in match.groupdict().items() if text is not None}
    return Phrase(kind, said, match[0])


def _trimmed(text: str) -> str:
    """Without the separators at its end; a hyphen that belongs to a word stays."""
    shorter = text.rstrip()
    while found := _TRAILING.search(shorter[-2:]):
        shorter = shorter[: len(shorter) - len(found[0])].rstrip()
    return shorter


def _day_names(language: str, width: str) -> Iterable[tuple[int, str]]:
    return get_day_names("wide" if width == "wide" else "abbreviated", locale=language).items()


def _either(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first; ae, oe and aa also as æ, ø and å."""
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return pattern.replace("oe", "(?:ø|oe)")
