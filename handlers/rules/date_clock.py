"""The hours in a date phrase: `kl. 16-18`, `16.00–18.00`, `fra kl. 16 til kl. 18`, `at 4 pm`, `4-6 pm`."""

from __future__ import annotations

from dataclasses import dataclass

from . import date_tokens as words
from .date_tokens import Tokens
from .date_words import months

Clock = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """An hour and minute as they were said, perhaps until another, and where the next piece is."""

    time: Clock
    until: Clock | None
    next: int


@dataclass(frozen=True)
class _Hour:
    time: Clock
    half: str  # am or pm
    exact: bool  # with minutes or am or pm, so that it is no other number
    next: int


def hours(t: Tokens, at: int, *, beside: bool) -> Hours | None:
    """The hours that stand here. `beside` a day they may be in brackets, or two numbers alone in a cell."""
    bracket = beside and t.keys[at] == "("
    begin = at + bracket
    opening = t.find(begin, words.OPENING)
    led = opening is not None and opening[0] == words.FROM
    if opening is not None and led:
        begin = t.gap(opening[1])
    clock = t.find(begin, words.CLOCK)
    first = _hour(t, t.gap(clock[1]) if clock is not None else begin)
    if first is None:
        return None
    second = _until(t, first.next, led)
    sure = clock is not None or first.exact or (second is not None and second.exact)
    end = second.next if second is not None else first.next
    if not sure and not (beside and second is not None and _ends_a_cell(t, end)):
        return None
    if not _ends(t, end) or (bracket and t.keys[end] != ")"):
        return None
    time = first.time
    if second is not None and second.half == "pm" and not first.half and time[0] + 12 <= second.time[0]:
        time = time[0] + 12, time[1]
    return Hours(time, second.time if second is not None else None, end + bracket)


def _until(t: Tokens, at: int, led: bool) -> _Hour | None:
    joint = joined(t, at)
    if joint is None or not (joint[0] == words.DASH or led):
        return None
    begin = joint[1]
    for table in (words.ABOUT_WORDS, words.CLOCK, words.ABOUT_WORDS):
        found = t.find(begin, table)
        begin = t.gap(found[1]) if found is not None else begin
    hour = _hour(t, begin)
    return hour if hour is not None and _ends(t, hour.next) else None


def _hour(t: Tokens, at: int) -> _Hour | None:
    hour = t.number(at)
    if hour is None:
        return None
    minute, exact, end = 0, False, at + 1
    minutes = t.number(end + 1)
    if t.keys[end] in (":", ".") and minutes is not None and len(t.keys[end + 1]) == 2:
        minute, end, exact = minutes, end + 2, t.keys[end] == ":" or len(t.keys[at]) == 2
    half = t.word(t.gap(end))
    if half not in ("am", "pm"):
        return _Hour((hour, minute), "", exact, end)
    hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else _NO_HOUR
    return _Hour((hour, minute), half, True, t.gap(end) + 1)


def joined(t: Tokens, at: int) -> tuple[int, int] | None:
    """What joins two dates or hours, and where the second begins."""
    if t.keys[at] == "," and t.keys[at + 1] == " ":
        at += 1
    at = t.gap(at, wrap=True)
    if t.keys[at] in words.DASHES:
        return words.DASH, t.gap(at + 1, wrap=True)
    if t.keys[at] in ("&", "/"):
        return words.AND, t.gap(at + 1)
    found = t.find(at, words.JOINTS)
    if found is None or t.gap(found[1], wrap=True) == found[1]:
        return None
    return found[0], t.gap(found[1], wrap=True)


def _ends(t: Tokens, at: int) -> bool:
    """Whether the numbers were hours, and not the first of more numbers or of a date."""
    after = t.gap(t.dotted(at))
    dated = after > at and t.word(after) in months()
    return t.stands_alone(at) and not dated and not (t.keys[at] in ("/", ".") and t.keys[at + 1].isdigit())


def _ends_a_cell(t: Tokens, at: int) -> bool:
    after = t.gap(at)
    return t.keys[after] in ("", "|", ";", ",", ":", ")", ".", " ", *words.DASHES)


_NO_HOUR = 99
