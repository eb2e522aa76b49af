"""Tables: with lines and a head where three columns are enough, so that a phone has room for them; else a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.dialogue.card import Table, strong, unmarked

from ..lengths import NOTHING, size
from .texts import LARGEST, Json, container, paragraphs, rich, weight

COLUMNS, CELL = 3, 300  # of a table; the second in characters
MUCH = LARGEST // 2  # bytes of a table; a longer one goes on as another, with the same head


def drawn(part: Table) -> Iterator[Json]:
    """A table or several, or a list; never empty-handed where there is a row."""
    width = max(map(len, (part.head, *part.rows)))
    if not 0 < width <= COLUMNS or any(size(cell) > CELL for row in (part.head, *part.rows) for cell in row):
        yield from (block for row in part.rows for block in _listed(part.head, row))
        return
    here: list[Sequence[str]] = []
    taken = 0
    for row in part.rows:
        needed = weight(_row(row, width)) + sum(map(weight, _listed(part.head, row)))
        if here and taken + needed > MUCH:
            yield _table(part.head, here, width)
            here, taken = [], 0
        here.append(row)
        taken += needed
    yield _table(part.head, here, width)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Json:
    listed = [block for row in rows for block in _listed(head, row)]
    return {
        "type": "Table",
        "columns": [{"width": 1}] * width,
        "firstRowAsHeader": True,
        "rows": [_row(head, width, weight="Bolder"), *(_row(row, width) for row in rows)],
        "fallback": container(listed or [rich("")]),
    }


def _row(row: Sequence[str], width: int, **style: str) -> Json:
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
