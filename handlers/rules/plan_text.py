"""A plan as it is pasted: lists, tables and running text become lines with a date, a body, a title and points.

Nothing of the paste is lost: the raw texts of the lines, one after the other, are the paste. What could not be read
is a line with a problem, and what is no deadline (a year, a title, a table's head) is a heading.

How the paste is laid out is read by plan_layout and plan_rows, its dates by dates, its other words by plan_words.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import plan_words
from .dates import DateProblem, NotUnderstood, read_when
from .moments import Moment
from .names import raised
from .plan_layout import items, trim
from .plan_rows import Block, More, blocks

_ROLLS_OVER = dt.timedelta(days=183)


@dataclass(frozen=True)
class Point:
    """One point under a deadline, such as a topic of a meeting; `condition` is what it hangs on, as it was written."""

    title: str
    condition: str = ""


@dataclass(frozen=True)
class PlanLine:
    """One deadline of a pasted plan, with all that was written of it (`raw`, which can be several lines).

    `words` are how the date was written. No `moment` and no `problem`: it was written without a date (`snarest`).
    A `problem` says why the date could not be read; NotUnderstood is also what has no date at all. `title` is empty
    where nothing but a date was written. `condition` is what the whole deadline hangs on (`hvis udvalget siger ja`),
    empty for nothing; `owner` is who answers for it, as it was written. A `heading` is no deadline: its title is only
    shown. `year` is the year that was assumed for a date without one.
    """

    raw: str
    title: str = ""
    organ: str = ""
    moment: Moment | None = None
    words: str = ""
    points: tuple[Point, ...] = ()
    condition: str = ""
    problem: DateProblem | None = None
    owner: str = ""
    heading: bool = False
    year: int | None = None


def read_plan(text: str, now: dt.datetime, *, year: int | None = None) -> tuple[PlanLine, ...]:
    """The lines of a pasted plan in the order of the paste; none for an empty one.

    `now` is a local time, from which dates without a year are seen when the paste names none; `year` is the year to
    assume then. A plan that goes from December to January goes on in the next year. Reading the raw texts again,
    joined by blank lines, gives the same lines. Raises nothing.
    """
    found = blocks(unicodedata.normalize("NFC", text), now, year)
    assumed = year or _first_year(found)
    last: dt.date | None = None
    lines: list[PlanLine] = []
    for block in found:
        if block.heading:
            if named := plan_words.year_in(block.text):
                assumed, last = named, None
            lines.append(PlanLine(block.raw, title=trim(block.text), heading=True))
            continue
        when, said = _when(block, now, assumed, last)
        day = _day(when)
        if day is not None:
            last = day
            assumed = day.year
        lines.append(_line(block, when, said))
    return tuple(lines)


def _first_year(found: Sequence[Block]) -> int | None:
    """The year of the first date when only a later one names its year; None when none does."""
    named = next(((n, y) for n, block in enumerate(found) if (y := plan_words.year_in(_dated_words(block)))), None)
    if named is None:
        return None
    position, year = named
    months = [month for block in found[:position] if (month := block.month) is not None]
    months += [month] if (month := found[position].month) is not None else []
    turns = sum(later + 6 < earlier for earlier, later in pairwise(months))
    return year - turns


def _dated_words(block: Block) -> str:
    return block.text if block.heading else block.said


def _when(
    block: Block, now: dt.datetime, year: int | None, last: dt.date | None
) -> tuple[Moment | DateProblem | None, int | None]:
    """When a block is, and the year that was assumed for it."""
    if block.problem is not None or not block.said:
        return block.problem, None
    if plan_words.has_year(block.said):
        return _read(block.said, now, None), None
    when = _read(block.said, now, year)
    day = _day(when)
    if year is not None and last is not None and day is not None and day < last - _ROLLS_OVER:
        return _read(block.said, now, year + 1), year + 1
    return when, year


def _read(words: str, now: dt.datetime, year: int | None) -> Moment | DateProblem:
    try:
        return read_when(words, now, year=year)
    except DateProblem as problem:
        return problem


def _day(when: Moment | DateProblem | None) -> dt.date | None:
    if isinstance(when, Moment):
        return when.day
    day = getattr(when, "day", None)
    return day if isinstance(day, dt.date) else None


def _line(block: Block, when: Moment | DateProblem | None, year: int | None) -> PlanLine:
    moment = when if isinstance(when, Moment) else None
    problem = when if isinstance(when, DateProblem) else None
    if when is None and not block.words:
        problem = NotUnderstood(block.text)
    body = _body(block)
    return PlanLine(
        block.raw,
        title=body.title,
        organ=body.organ,
        moment=moment,
        words=block.words,
        points=tuple(body.points),
        condition=body.condition,
        problem=problem,
        owner=block.owner or body.owner,
        year=year,
    )


@dataclass
class _Body:
    title: str
    organ: str
    points: list[Point]
    condition: str
    owner: str


def _body(block: Block) -> _Body:
    """What a block says besides its date."""
    more = list(block.more)
    organ, text = block.organ, block.rest
    if not text and more and not more[0].marked:
        text = more.pop(0).text
    owner, text = plan_words.owner_in(text)
    if not organ:
        organ, text = plan_words.organ_of(text)
        if organ and not text and more and not more[0].marked:
            text = more.pop(0).text
    text, more = _with_wraps(text, more)
    if not organ:
        organ = plan_words.organ_in(plan_words.conditional(text)[1])
        text = plan_words.subject_first(text, organ)
    first, *others = [plan_words.conditional(part) for part in items(text)] or [("", "")]
    body = _Body(raised(first[1]), organ, [], first[0], owner)
    if others and first[0] and first[1]:
        body = _Body(organ, organ, [Point(raised(first[1]), first[0])], "", owner)
    for condition, title in others:
        _add(body, condition, title)
    for each in more:
        for part in (each.text,) if each.marked else items(each.text):
            condition, title = plan_words.conditional(trim(part))
            _add(body, condition, title)
    body.title = body.title or organ
    return body


def _add(body: _Body, condition: str, title: str) -> None:
    if title and not plan_words.is_label(title):
        body.points.append(Point(raised(title), condition))
    elif condition and not body.points:
        body.condition = body.condition or condition


def _with_wraps(text: str, more: Sequence[More]) -> tuple[str, list[More]]:
    """The lines that only go on in the middle of a sentence, put back where they belong."""
    kept: list[More] = []
    for each in more:
        before = kept[-1].text if kept else text
        goes_on = not each.marked and each.text[:1].islower() and before[-1:] not in ".:;!?"
        if goes_on and kept:
            kept[-1] = More(f"{before} {each.text}", kept[-1].marked)
        elif goes_on and before:
            text = f"{before} {each.text}"
        else:
            kept.append(each)
    return text, kept
