"""The tables of a pasted plan: what each column holds, by its head or by what stands in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from . import plan_words
from .plan_layout import Row, only_date
from .plan_words import Column


@dataclass(frozen=True)
class Cells:
    """A row of a table by its columns: `date` is put together as a date is written, `written` as it stood."""

    date: str = ""
    written: str = ""
    organ: str = ""
    title: str = ""
    owner: str = ""
    points: tuple[str, ...] = ()


def columns_of(rows: Sequence[Row]) -> list[Sequence[Column | None]]:
    """What the columns of each row hold; nothing for a row that is in no table. A table's head is marked as such."""
    by_width: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.cells:
            by_width[len(row.cells)].append(row)
    guessed = {width: _guessed(some) for width, some in by_width.items()}
    found: list[Sequence[Column | None]] = []
    head: Sequence[Column | None] = ()
    for row in rows:
        named = [plan_words.column(cell) for cell in row.cells]
        if sum(name is not None for name in named) > 1 and not any(map(only_date, row.cells)):
            head = [name or Column.points for name in named]
            found.append([Column.head] * len(named))
        elif not row.cells:
            found.append(())
        else:
            found.append(head if 0 < len(row.cells) <= len(head) else guessed[len(row.cells)])
    return found


def composed(cells: Sequence[str], columns: Sequence[Column | None]) -> Cells:
    """A row's cells by what they are; a date of several columns as one: `mandag den 6. januar kl. 16-18 (uge 2)`."""
    by: dict[Column, list[str]] = defaultdict(list)
    for cell, kind in zip(cells, columns, strict=False):
        if cell and kind is not None:
            by[kind].append(cell)
    weekday, date, time, week = (" ".join(by[kind]) for kind in (Column.weekday, Column.date, Column.time, Column.week))
    numbers = re.search(r"[0-9]{1,2}", week)
    parts = [f"{weekday} den" if weekday and date else weekday, date]
    if time and date:
        parts.append(time if re.match(r"kl|at\b", time, re.IGNORECASE) else f"kl. {time}")
    if week and numbers:
        parts.append(f"(uge {numbers[0]})" if date else f"uge {numbers[0]}")
    titles = by[Column.content]
    return Cells(
        date=" ".join(filter(None, parts)),
        written=" ".join(filter(None, (weekday, date, time, week))),
        organ=" ".join(by[Column.organ]),
        title=titles[0] if titles else "",
        owner=", ".join(by[Column.owner]),
        points=(*titles[1:], *by[Column.points]),
    )


def _guessed(rows: Sequence[Row]) -> list[Column | None]:
    """What the columns hold, by most of what stands in them."""
    width = len(rows[0].cells)
    found: list[Column | None] = []
    for number in range(width):
        filled = [row.cells[number] for row in rows if row.cells[number]]
        most = len(filled) / 2
        kinds = (
            (Column.week, _WEEK), (Column.time, _TIME), (Column.weekday, _WEEKDAY), (Column.number, _NUMBER)
        )  # fmt: skip
        kind = next((kind for kind, form in kinds if sum(map(bool, map(form.fullmatch, filled))) > most), None)
        if kind is None and sum(map(_like_date, filled)) > most:
            kind = Column.date
        if kind is None and sum(bool(plan_words.organ_of(cell)[0]) for cell in filled) >= max(most, 1):
            kind = Column.organ if Column.organ not in found else None
        found.append(kind)
    if Column.number in found[1:] or (Column.number in found and not {Column.date, Column.week} & set(found)):
        found = [Column.date if kind is Column.number and number else kind for number, kind in enumerate(found)]
    texts = [number for number, kind in enumerate(found) if kind is None]
    for order, number in enumerate(texts):
        found[number] = Column.content if order == 0 else Column.points
    if not texts and Column.organ in found:
        found[found.index(Column.organ)] = Column.content
    return found


def _like_date(cell: str) -> bool:
    return only_date(cell) or bool(_STARTS_WITH_DATE.match(cell))


_WEEK = re.compile(r"(?:uge|week)\s*\.?\s*[0-9]{1,2}", re.IGNORECASE)
_TIME = re.compile(
    r"(?:kl\.?\s*)?[0-9]{1,2}\s*[-–]\s*[0-9]{1,2}|kl\.?\s*[0-9][0-9.: –-]{0,14}"
    r"|[0-9]{1,2}[.:][0-9]{2}\s*[-–]\s*[0-9]{1,2}[.:][0-9]{2}",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:man|tirs|ons|tors|fre|lør|søn)(?:dag)?\.?|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]{1,3}[.)]?")
_STARTS_WITH_DATE = re.compile(
    r"(?:(?:inden|senest|før|ca|medio|primo|ultimo|i|den|d|uge|before|by|early|late|mid|start|slut|slutningen|starten|af)"
    r"\b\.?\s*)*(?:[0-9]{1,2}[./\s-]|(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec|forår|efterår|sommer))"
    r"|snarest|(?:endnu\s+)?(?:ikke|uden)\s+(?:fastlagt|dato)|dato\s",
    re.IGNORECASE,
)
