"""Tables: with lines and a head where a phone has room for the columns and for their longest words; else a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from handlers.dialogue.card import Table, strong, unmarked

from ..lengths import NOTHING, size
from .texts import LARGEST, Json, container, paragraphs, rich, weight

COLUMNS, CELL, LINES = 3, 200, 3  # of a table; a cell of more characters or lines has room in a list
WIDE, NARROW = 42, 4  # characters that stand beside each other on a phone, and those of the narrowest column
_BREAK = re.compile(r"\s+|(?<=-)")
MUCH = LARGEST * 2 // 5  # bytes of a table; a longer one goes on as another, with the same head


def drawn(part: Table) -> Iterator[Json]:
    """A table or several, or a list; never empty-handed where there is a row."""
    widths = _widths((part.head, *part.rows))
    fits = 0 < len(widths) <= COLUMNS and sum(widths) <= WIDE
    if not fits or any(_much(cell) for row in (part.head, *part.rows) for cell in row):
        yield from (block for row in part.rows for block in _listed(part.head, row))
        return
    here: list[Sequence[str]] = []
    taken = 0
    for row in part.rows:
        needed = weight(_row(row, len(widths))) + sum(map(weight, _listed(part.head, row)))
        if here and taken + needed > MUCH:
            yield _table(part.head, here, widths)
            here, taken = [], 0
        here.append(row)
        taken += needed
    yield _table(part.head, here, widths)


def _much(cell: str) -> bool:
    return size(cell) > CELL or cell.count("\n") >= LINES


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The characters of each column's longest word, of which none can be broken: a mail address is one."""
    columns = zip_longest(*rows, fillvalue="")
    return [
        max(NARROW, *(size(word) for cell in column for word in _BREAK.split(unmarked(cell)))) for column in columns
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Json:
    listed = [block for row in rows for block in _listed(head, row)]
    return {
        "type": "Table",
        "columns": [{"width": each} for each in widths],
        "firstRowAsHeader": True,
        "rows": [_row(head, len(widths), weight="Bolder"), *(_row(row, len(widths)) for row in rows)],
        "fallback": container(listed or [rich("")]),
    }


def _row(row: Sequence[str], width: int, **style: Any) -> Json:
    cells = [*row, *[""] * (width - len(row))]
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": paragraphs(each, **style) or [rich("")]} for each in cells],
    }


def _listed(head: Sequence[str], row: Sequence[str]) -> list[Json]:
    """A row under its first cell, each of the others with the name of its column."""
    first, *rest = row or ("",)
    named = [unmarked(each).strip() for each in (*head, *[""] * len(row))][1 : len(row)]
    pairs = [(name, cell) for name, cell in zip(named, rest, strict=True) if unmarked(cell).strip()]
    more = " · ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
    return [
        *(paragraphs(strong(unmarked(first).strip() or NOTHING))),
        *(paragraphs(more, close=True) if more else ()),
    ]
