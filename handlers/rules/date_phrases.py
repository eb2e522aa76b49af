"""A date in words, wherever it stands in a text: what was said, before anybody asks which day it is.

`onsdag den 19. februar kl. 16-18 (uge 8)`, `3-4 april`, `uge 28-30`, `i slutningen af maj`, `i foråret 2009`, `inden
den 17. februar (dato ikke fastlagt)`, `pr. 1. januar 2008`, `mid-May`; Danish and English are read alike. Every rule
looks a bounded number of pieces ahead, so that reading takes time in proportion to the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from . import date_tokens as words
from .date_clock import Hours, hours
from .date_periods import NO_OPENING, Opening
from .date_tokens import Tokens
from .date_units import UnitReader, Units
from .date_words import months, weekdays


@dataclass(frozen=True)
class Said:
    """A date phrase from `start` to `end`: its units, and what stood around them. Without units it is "snarest"."""

    start: int
    end: int
    units: Units | None = None
    opening: Opening = NO_OPENING
    hours: Hours | None = None


def every(text: str) -> list[Said]:
    """Every phrase in a text, in order; none overlap."""
    tokens = Tokens(text)
    found: list[Said] = []
    at = 0
    while at < tokens.last:
        read = _phrase(tokens, at, prose=True) if _may_begin(tokens, at) else None
        if read is None:
            at += 1
            continue
        said, at = read
        found.append(_with_marks(said, text))
    return found


def whole(text: str) -> Said | None:
    """The phrase that the whole text is; None when it is none."""
    tokens = Tokens(text)
    read = _phrase(tokens, 0, prose=False)
    return read[0] if read is not None and read[1] == tokens.last else None


def _phrase(t: Tokens, start: int, *, prose: bool) -> tuple[Said, int] | None:
    early = hours(t, start, beside=False)
    read = _after_hours(t, start, early, prose=prose) if early is not None else None  # kl. 16-18 den 19. februar
    return read or _after_hours(t, start, None, prose=prose)


def _after_hours(t: Tokens, start: int, early: Hours | None, *, prose: bool) -> tuple[Said, int] | None:
    reader = UnitReader(t, prose=prose)
    at = start if early is None else t.gap(early.next + (t.keys[early.next] == ","))
    opening = reader.opening(at)
    undated = t.find(at, words.UNDATED)
    if undated is not None and early is None and opening.next == at:
        end = _closed(t, undated[1])
        return (Said(t.places[start], t.places[end]), end) if t.stands_alone(end) else None
    units = reader.units(opening.next, opening.led)
    if units is None or (units.first.kind == "holiday" and (opening.bound != words.BEFORE or units.last is not None)):
        return None
    time, at = early, units.next
    if units.of_days:
        units = _in_week(reader, _on_weekday(t, units))
        late = hours(t, t.between_cells(units.next, colon=True), beside=True) if early is None else None
        if late is not None:
            time, units = late, _in_week(reader, replace(units, next=late.next))
    at = _closed(t, units.next)
    return (Said(t.places[start], t.places[at], units, opening, time), at) if t.stands_alone(at) else None


def _on_weekday(t: Tokens, units: Units) -> Units:
    """With `(tirsdag)` or `, tirsdag` behind a day that has none before it."""
    begin = t.gap(units.next)
    sign = t.keys[begin]
    begin = t.gap(begin + 1)
    weekday = weekdays().get(t.word(begin))
    if sign not in ("(", ",") or weekday is None or units.last is not None or units.first.weekday is not None:
        return units
    end = t.dotted(begin + 1) if sign == "(" else begin + 1
    after = t.keys[t.gap(end)]
    if (t.keys[end] != ")") if sign == "(" else (after.isdecimal() or after in ("den", "d", "the")):
        return units
    return replace(units, first=replace(units.first, weekday=weekday), next=end + (sign == "("))


def _in_week(reader: UnitReader, units: Units) -> Units:
    """With `(uge 48)` or `, uge 48` behind a day."""
    t = reader.t
    unit = units.last or units.first
    if unit.week is not None or unit.kind != "day":
        return units
    begin = t.between_cells(units.next)
    bracket = t.keys[begin] == "("
    found = t.find(reader.opening(begin + bracket).next, words.WEEK)
    number = t.number(t.gap(found[1])) if found is not None else None
    if found is None or number is None:
        return units
    end = t.gap(found[1]) + 1
    if not t.stands_alone(end) or (bracket and t.keys[end] != ")"):
        return units
    unit, end = replace(unit, week=number), end + bracket
    return replace(units, first=unit, next=end) if units.last is None else replace(units, last=unit, next=end)


def _closed(t: Tokens, at: int) -> int:
    """Past `(dato ikke fastlagt)`, `, dato følger` and `, men ikke før` behind a date."""
    begin = t.gap(at)
    bracket = t.keys[begin] == "("
    if not bracket and t.keys[begin] != ",":
        return at
    begin = t.gap(begin + 1)
    undated = t.find(begin, words.UNDATED)
    if undated is not None and (not bracket or t.keys[undated[1]] == ")"):
        return undated[1] + bracket
    vague = t.find(begin, words.BUT_NOT_BEFORE)
    return vague[1] if vague is not None and not bracket else at


def _may_begin(t: Tokens, at: int) -> bool:
    """Whether no word, number or address goes on here."""
    if not (t.keys[at].isdecimal() or t.keys[at] in _first_words()):
        return False
    before = t.keys[at - 1] if at else " "
    if before.isalnum() or before in ("#", "§", "@"):
        return False
    earlier = t.keys[at - 2] if at > 1 else " "
    return before not in (".", ",", ":", "/", "-", "–", "'", "’") or not earlier.isalnum()


@cache
def _first_words() -> frozenset[str]:
    """Every word that a phrase can begin with."""
    tables = (words.OPENING, words.CLOCK, words.UNDATED, words.WEEK, words.PARTS, words.SEASONS, words.ORDINALS)
    return frozenset({*months(), *weekdays(), *words.SHORT_DIVISIONS}.union(*tables))


def _with_marks(said: Said, text: str) -> Said:
    """Together with the marks of italics that belong to it: `*inden* den 17. februar`."""
    start, end = said.start, said.end
    for mark in ("**", "*", "__", "_"):
        before, after = text.endswith(mark, 0, start), text.startswith(mark, end)
        odd = text.count(mark, start, end) % 2 == 1
        if before and (after or odd):
            start -= len(mark)
        if after and (before != odd):
            end += len(mark)
    return replace(said, start=start, end=end)
