"""The words of date phrases in Danish and English, and a text cut into pieces in which they are looked up.

Words are compared as typed: small letters, æøå as ae oe aa. Nothing here knows what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .names import typed

_LONGEST_WORD = 20
_BEYOND = 10  # pieces behind the end that are nothing, so that rules can look ahead
_CELLS = frozenset({"|", ";", ","})
DASHES = frozenset({"-", "–", "—"})
_TOKEN = re.compile(r"[0-9]+|(?:[^\W\d_]|[\u0300-\u036f])+|[\s*_]+|.", re.DOTALL)

Table = Mapping[str, Sequence[tuple[tuple[str, ...], int]]]
"""What phrases mean, by their first word; the longest first."""


def _table(values: Mapping[int, str]) -> Table:
    """`{1: "begyndelsen af, primo"}` as the words that are looked up."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for value, several in values.items():
        for said in several.split(", "):
            words = tuple(said.split())
            found.setdefault(words[0], []).append((words, value))
    return {first: sorted(each, key=lambda entry: -len(entry[0])) for first, each in found.items()}


BEFORE, SINCE, AFTER, ABOUT, FROM, ON, UNDER = range(1, 8)
_ABOUT = "ca, cirka, omkring, around, about, approximately, approx, circa"
ABOUT_WORDS = _table({ABOUT: _ABOUT})
OPENING = _table(
    {
        BEFORE: "inden, foer, before, prior to, forud for, ahead of",
        SINCE: "pr, per, fra og med, med virkning fra, gaeldende fra, gaelder fra, as of, as from, with effect from"
        ", effective from, effective",
        AFTER: "efter, after, tidligst, ikke foer, not before, no earlier than, not until",
        ABOUT: _ABOUT,
        FROM: "fra, from, mellem, between",
        ON: "senest, by, paa, on, den, d, the, ved, at, til, until, kommende, no later than",
        UNDER: "i, in, i loebet af, during, in the course of, hen over, henover, over, this",
    }
)
PARTS = _table(
    {
        1: "begyndelsen af, starten af, starten paa, begyndelsen, start, primo, tidligt i, foerst i, foerst paa"
        ", beginning of, start of, early in, early",
        2: "midten af, midt i, midt paa, midten, medio, middle of, mid",
        3: "slutningen af, udgangen af, slutningen, slut, ultimo, sidst i, sidst paa, sent i, enden af, end of, end"
        ", late in, late",
    }
)
SEASONS = _table(
    {
        1: "foraaret, foraar, spring",
        2: "sommeren, sommer, summer",
        3: "efteraaret, efteraar, autumn, fall",
        4: "vinteren, vinter, winter",
    }
)
ORDINALS = _table({1: "1, foerste, first", 2: "2, andet, anden, second", 3: "3, tredje, third", 4: "4, fjerde, fourth"})
QUARTER, HALF = 1, 2
DIVISIONS = _table({QUARTER: "kvartal, quarter", HALF: "halvaar, half"})
CHRISTMAS, NEW_YEAR, SUMMER, AUTUMN, WINTER = range(1, 6)
HOLIDAYS = _table(
    {
        CHRISTMAS: "jul, julen, juleferien, christmas",
        NEW_YEAR: "nytaar, aarsskiftet, aarets udgang, new year",
        SUMMER: "sommerferien, sommerferie, summer holidays, summer holiday",
        AUTUMN: "efteraarsferien, efteraarsferie, autumn holidays, autumn holiday",
        WINTER: "vinterferien, vinterferie, winter holidays, winter holiday",
    }
)
SHORT_DIVISIONS = frozenset({"q", "k", "h"})
UNDATED = _table(
    {
        1: "snarest muligt, snarest, hurtigst muligt, uden dato, dato ikke fastlagt, dato ikke fastsat"
        ", dato er ikke fastlagt, datoen er ikke fastlagt, dato endnu ikke fastlagt, endnu ikke fastlagt, dato foelger"
        ", tidspunkt foelger, dato mangler, dato ukendt, dato aftales, dato aftales senere, dato kommer, foelger senere"
        ", as soon as possible, asap, no date, without a date, undated, date not set, date not fixed"
        ", date not yet set, date not yet fixed, date to be set, date to be confirmed, date to follow, tbd, tba, tbc"
    }
)
BUT_NOT_BEFORE = _table({1: "men ikke foer, but not before"})
DASH, AND, OR = 1, 2, 3
JOINTS = _table({DASH: "til og med, tom, til, to, through, until", AND: "og, and", OR: "eller, or"})
WEEK = _table({1: "uge, uger, ugerne, week, weeks"})
WEEK_OF = _table({1: "week of, week commencing, week beginning, week starting"})
CLOCK = _table({1: "kl, klokken, at"})

ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
WITH_A_POINT = frozenset({"ca", "pr", "d", "kl", "approx", "tom"})
GIVEN_NAMES = frozenset({"maj", "august", "april", "may", "june"})
SHORT_BUT_WHOLE = frozenset({"maj", "may", "juni", "june", "juli", "july"})
DEFINITE_SEASONS = frozenset({"foraaret", "sommeren", "efteraaret", "vinteren"})
VERBS_TOO = frozenset({"may", "march", "mar"})


class Tokens:
    """A text in pieces. `keys` are what is compared: a word as typed, a number or a sign as it stands, a gap as " ".

    A gap holds white space and the marks of *italics* and _bold_. `places` goes on with the
    end of the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = list(_TOKEN.finditer(text))
        self.places = [match.start() for match in found] + [len(text)] * _BEYOND
        self.keys = [_key(match[0]) for match in found] + [""] * _BEYOND
        self.last = len(found)

    def raw(self, at: int) -> str:
        """The piece itself."""
        return self.text[self.places[at] : self.places[at + 1]] if at < self.last else ""

    def word(self, at: int) -> str:
        """The word as typed, or nothing where there is none."""
        key = self.keys[at]
        return key if key.isalpha() else ""

    def number(self, at: int, digits: int = 2) -> int | None:
        """The number of at most so many digits."""
        key = self.keys[at]
        return int(key) if key.isdecimal() and len(key) <= digits else None

    def year(self, at: int) -> int | None:
        """A year of four digits, 1900 to 2199."""
        number = self.number(at, 4)
        return number if number is not None and 1900 <= number <= 2199 else None

    def gap(self, at: int, *, wrap: bool = False) -> int:
        """Past a gap inside a phrase. It has no tab; and no new line, but one where the words may `wrap`."""
        if self.keys[at] != " ":
            return at
        raw = self.raw(at)
        return at + 1 if "\t" not in raw and raw.count("\n") <= wrap else at

    def between_cells(self, at: int, *, colon: bool = False) -> int:
        """Past a gap and the marks that part the cells of a table, a comma, perhaps a colon."""
        for _ in range(4):
            gap = self.keys[at] == " " and "\n" not in self.raw(at)
            if gap or self.keys[at] in _CELLS or (colon and self.keys[at] == ":"):
                at += 1
        return at

    def stands_alone(self, at: int) -> bool:
        """Whether no word goes on here: not `27/11notat`, not `maj-udgave`."""
        key = self.keys[at]
        if key.isalnum() or key == "#":
            return False
        return not (key in DASHES and self.word(at + 1))

    def dotted(self, at: int) -> int:
        """Past a point."""
        return at + 1 if self.keys[at] == "." else at

    def find(self, at: int, table: Table) -> tuple[int, int] | None:
        """What the words that stand here mean, and where they end."""
        for words, value in table.get(self.keys[at], ()):
            end = self._after(at, words)
            if end is not None:
                if self.keys[end] == "." and words[-1] in WITH_A_POINT:
                    end += 1
                return value, end
        return None

    def _after(self, at: int, words: tuple[str, ...]) -> int | None:
        for number, word in enumerate(words):
            at = self.gap(at, wrap=True) if number else at
            if self.keys[at] != word:
                return None
            at += 1
        return at


def _key(raw: str) -> str:
    if raw[0].isspace() or raw[0] in "*_":
        return " "
    if len(raw) > _LONGEST_WORD:
        return "#"
    return typed(raw) if raw.isalpha() or len(raw) > 1 else raw
