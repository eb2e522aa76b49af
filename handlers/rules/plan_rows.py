"""Which rows of a pasted plan belong together: a deadline, what stands under it, and the headings between.

A row with a date of its own begins a deadline. Without one it is a point of the deadline above when it stands further
in, has another mark or follows at once; else it is a deadline without a date. plan_text reads what a block says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from storage.tables import Precision

from . import plan_words
from .dates import DateProblem, Found, NoDay, SeveralDays, every_when
from .plan_layout import Row, clauses, rows, sentences, slashed, trim
from .plan_table import columns_of, composed
from .plan_words import Column


@dataclass(frozen=True)
class More:
    """A row under a deadline; `marked` as a point of a list."""

    text: str
    marked: bool


@dataclass
class Block:
    """The rows of one deadline, or a heading.

    `text` is its first row without its mark, `rest` that without its date; `said` is the date to read (empty for
    none), `words` the date as it was written. `organ` and `owner` are those of a table's columns.
    """

    row: Row
    text: str
    rest: str = ""
    said: str = ""
    words: str = ""
    month: int | None = None
    problem: DateProblem | None = None
    organ: str = ""
    owner: str = ""
    more: list[More] = field(default_factory=list)
    heading: bool = False
    at_start: bool = False
    under: list[Row] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """All that was written of it."""
        return "\n".join(row.raw for row in (self.row, *self.under))

    @property
    def dated(self) -> bool:
        """Whether it has a date, or words for not having one."""
        return bool(self.words)


def blocks(text: str, now: dt.datetime, year: int | None) -> list[Block]:
    """The blocks of a paste, in its order."""
    pieces = [piece for row in rows(text) for piece in _pieces(row, now, year)]
    heads = columns_of(pieces)
    read = [_read(row, columns, now, year) for row, columns in zip(pieces, heads, strict=True)]
    any_date = any(block.dated for block in read)
    found: list[Block] = []
    before_all = True
    for block, following in zip(read, _following(read), strict=True):
        above = found[-1] if found else None
        if above is not None and block.row.rule:
            above.under.append(block.row)
        elif above is not None and _belongs(above, block):
            above.under.append(block.row)
            above.more.append(More(block.text, marked=bool(block.row.mark or block.row.cells)))
        else:
            block.heading = block.heading or _is_heading(block, following, before_all and any_date)
            before_all = before_all and block.heading
            found.append(block)
    return found


def _following(read: Sequence[Block]) -> list[Block | None]:
    """What comes after each block, but for lines of dashes."""
    found: list[Block | None] = []
    following: Block | None = None
    for block in reversed(read):
        found.append(following)
        following = following if block.row.rule else block
    return found[::-1]


def _belongs(above: Block, block: Block) -> bool:
    """Whether a row is part of the deadline above it."""
    row, top = block.row, above.row
    if above.heading or block.heading or (row.cells and sum(map(bool, row.cells)) > 1):
        return False
    deeper = row.indent > top.indent or (row.mark not in ("", "title", top.mark))
    if block.dated:
        return deeper and row.mark != "" and above.dated and not block.at_start
    if row.cells or deeper:
        return True
    if row.mark or _YEARS.fullmatch(block.text):
        return False
    return above.dated and (not row.gap or not (above.rest or above.more))


def _is_heading(block: Block, following: Block | None, before_all: bool) -> bool:
    row = block.row
    if row.rule or row.mark == "title":
        return True
    bare_year = _YEARS.fullmatch(block.text)
    dated_next = following is not None and following.dated and not following.heading
    if bare_year and (dated_next or not row.mark):
        return True
    if block.dated:
        roomy = block.month is not None and block.problem is None and _is_roomy(block)
        return roomy and dated_next and not row.cells and plan_words.is_label(block.rest)
    if row.mark or row.cells:
        return False
    title = block.text.endswith(":") or (len(block.text) <= _TITLE and block.text[-1:] not in ".!?")
    listed = following is not None and (following.dated or following.row.mark != "")
    return before_all or (title and listed)


def _is_roomy(block: Block) -> bool:
    return not re.search(r"(?<!\d)[0-3]?\d(?!\d)", re.sub(r"(?:19|20)\d\d", "", block.words))


def _pieces(row: Row, now: dt.datetime, year: int | None) -> list[Row]:
    """A row of running text with several dates as a row for each; any other as it is."""
    if row.cells or row.rule or row.mark == "title":
        return [row]
    flat = row.raw.replace("\n", " ")
    kept: list[_Piece] = []
    for sentence in sentences(flat):
        for part in [sentence] if row.mark else _divided(sentence, now, year):
            start = kept[-1].end if kept else 0
            own = _own(part, _dates(part, now, year))
            dated = own is not None and not isinstance(own.problem, NoDay)
            begins = dated and (not row.mark or not kept or (own is not None and _at_start(part, own)))
            if kept and not begins and (kept[-1].dated or row.mark):
                kept[-1] = _Piece(kept[-1].start, start + len(part), kept[-1].dated)
            else:
                kept.append(_Piece(start, start + len(part), dated))
    if sum(piece.dated for piece in kept) < 2:
        return [row]
    found: list[Row] = []
    for piece in kept:
        raw = row.raw[piece.start : piece.end].strip("\n")
        parts = rows(raw)
        content = " ".join(part.content for part in parts)
        gap = row.gap and not found
        found.append(replace(row, raw=raw, content=content, gap=gap))
    return found


class _Piece(NamedTuple):
    start: int
    end: int
    dated: bool


def _divided(sentence: str, now: dt.datetime, year: int | None) -> list[str]:
    """A sentence before each `, og den 13. januar`, where what stands before it has a date as well."""
    ends = {found.start: found.end for found in _dates(sentence, now, year)}
    cuts = [0]
    for _, after in clauses(sentence):
        if after in ends and len(cuts) <= _MOST and min(ends) < after:
            has_own = any(cuts[-1] <= start < after for start in ends)
            if has_own and len(sentence[ends[after] : ends[after] + 80].split()) > 1:
                cuts.append(after)
    return [sentence[start:end] for start, end in zip(cuts, [*cuts[1:], len(sentence)], strict=True)]


def _read(row: Row, columns: Sequence[Column | None], now: dt.datetime, year: int | None) -> Block:
    block = Block(row, row.content, row.content)
    if row.rule:
        return block
    if row.cells and columns:
        if columns[0] is Column.head:
            block.heading = True
            return block
        return _read_cells(block, columns, now, year)
    _take_date(block, _dates(row.content, now, year))
    return block


def _read_cells(block: Block, columns: Sequence[Column | None], now: dt.datetime, year: int | None) -> Block:
    cells = composed(block.row.cells, columns)
    block.organ, block.owner = cells.organ, cells.owner
    block.text = trim(" ".join(filter(None, block.row.cells)))
    block.rest = cells.date
    if cells.date:
        _take_date(block, _dates(cells.date, now, year))
        if block.said:
            block.words = cells.written if not trim(block.rest) else block.words
    rests = [trim(block.rest)] if cells.date and block.words else []
    if cells.date and not block.words:
        block.words, block.said = cells.written, slashed(cells.date)
    organ, beside = plan_words.organ_of(block.organ)
    if organ:
        block.organ = organ
    titles = [beside if organ else "", cells.title]
    block.rest = ": ".join(filter(None, titles))
    for note in (*rests, *cells.points):
        found = _dates(note, now, year)
        if len(found) == 1 and isinstance(found[0].problem, NoDay) and not trim(_without(note, found[0])):
            block.words = f"{block.words} {note}".strip()
        elif note:
            block.more.append(More(note, marked=False))
    if not cells.date and cells.title:
        _take_date(block, _dates(block.rest, now, year))
    block.at_start = True
    return block


def _take_date(block: Block, founds: Sequence[Found]) -> None:
    """Take the date off the text that a block rests with."""
    text = block.rest
    found = _own(text, founds)
    if found is None:
        return
    block.at_start = _at_start(text, found)
    block.words = found.words
    if isinstance(found.problem, NoDay):
        block.rest = trim(_without(text, found))
        return
    several = _several(text, found, founds)
    if several is not None:
        block.words, block.problem = several.words, SeveralDays(several.words)
        found = several
    else:
        block.said, block.words = found.words, text[found.start : found.end]
        block.month = found.moment.begins.month if found.moment else None
    block.rest = trim(_without(text, found))
    loose = next((each for each in founds if isinstance(each.problem, NoDay) and each.words in block.rest), None)
    if loose is not None:
        block.words = f"{block.words} ({loose.words.strip('()')})"
        block.rest = trim(block.rest.replace(loose.words, " ", 1))


def _without(text: str, found: Found) -> str:
    before, after = text[: found.start], text[found.end :]
    before = trim(_LOOSE.sub("", before.rstrip(), count=1)) if trim(after) else _LOOSE.sub("", before.rstrip(), count=1)
    if not trim(before) or not trim(after):
        return f"{before} {after}"
    after = after.lstrip()
    return f"{before}{after}" if after[:1] in ",:;." else f"{before} {after}"


def _dates(text: str, now: dt.datetime, year: int | None) -> tuple[Found, ...]:
    return every_when(slashed(text), now, year=year)


def _own(text: str, founds: Sequence[Found]) -> Found | None:
    """The date that a text has for itself, not one that it only mentions: the first at its start, else the most
    exact one that is neither in brackets nor in a condition."""
    hung = plan_words.conditions(text)[:_MOST]
    founds = founds[:_MOST]
    free = [found for found in founds if not any(start <= found.start < end for start, end in hung)]
    dated = [found for found in free if not isinstance(found.problem, NoDay)]
    if not dated:
        return free[0] if free else None
    if _at_start(text, dated[0]):
        return next(
            (each for each in dated[1:2] if _rank(dated[0]) > _rank(each) == 0 and _next_to(text, *dated[:2])), dated[0]
        )
    open_ones = [found for found in dated if not _in_brackets(text, found)]
    return min(open_ones or [found for found in dated if _fills_brackets(text, found)], key=_rank, default=None)


def _rank(found: Found) -> int:
    return 0 if found.moment is None else _ROUGH.get(found.moment.precision, 0)


def _next_to(text: str, first: Found, second: Found) -> bool:
    """Whether `Februar:` stands before the day in it."""
    return not trim(text[first.end : second.start])


def _at_start(text: str, found: Found) -> bool:
    return bool(_LEAD.fullmatch(text[: found.start]))


def _in_brackets(text: str, found: Found) -> bool:
    return text.rfind("(", 0, found.start) > text.rfind(")", 0, found.start)


def _fills_brackets(text: str, found: Found) -> bool:
    opened, closed = text.rfind("(", 0, found.start), text.find(")", found.end)
    return not trim(text[opened + 1 : found.start]) and not trim(text[found.end : max(closed, found.end)])


def _several(text: str, found: Found, founds: Sequence[Found]) -> Found | None:
    """A list of dates, `3. marts, 10. marts og 17. marts`, as one; None when there is only one."""
    position = founds.index(found)
    last = found
    for each in founds[position + 1 :]:
        if not _LISTED.fullmatch(text[last.end : each.start]) or isinstance(each.problem, NoDay):
            break
        last = each
    return None if last is found else Found(found.start, last.end, text[found.start : last.end])


_MOST = 50  # dates of one row that are looked at
_TITLE = 100  # characters; a heading is no longer
_ROUGH = {
    Precision.week: 1,
    Precision.part: 1,
    Precision.month: 2,
    Precision.quarter: 2,
    Precision.season: 2,
    Precision.year: 3,
}
_YEARS = re.compile(
    r"(?:år(?:et)?\s+|year\s+)?(?:19|20|21)[0-9]{2}(?:\s*[-–/]\s*(?:19|20|21)?[0-9]{2})?[\s.:]*", re.IGNORECASE
)
_LEAD = re.compile(r"(?:\W|\b(?:den|d|dato|frist|deadline|når|on|the|i)\b)*", re.IGNORECASE)
_LOOSE = re.compile(r"(?:\s|\A)(?:den|d\.|på|i|dato:?|the|on|at)\Z", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|;|/|\+|&|,?\s*\b(?:og|eller|samt|and|or)\b)\s*(?:den\s+|d\.\s*)?", re.IGNORECASE)
