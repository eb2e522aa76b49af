"""Cards as Block Kit. Titles are headers, paragraphs rich text, pairs are fields, lists sections with their buttons.

A card that is longer than a message is parted into pages: the first has the title, the buttons and the small print,
and its last button shows the next. Slack has no colours for a block, so a card's tone shows in its words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from handlers.dialogue.card import (
    Button,
    Card,
    Document,
    Facts,
    Item,
    Items,
    Line,
    Part,
    Picture,
    Table,
    strong,
    unmarked,
)
from handlers.locale import Speech

from ..lengths import NOTHING, gathered, parted, short, size
from ..ownbuttons import fetching, onward, whereabouts
from . import buttons
from .texts import FIELD, HEADER, NOTICE, Json, bullets, escaped, marked, plain, rich, run, section

MESSAGE, VIEW = 50, 100  # blocks
LONGEST = 12_000  # characters of one message; more is too much to read at once, and near what Slack takes
TOGETHER = 25  # buttons of an actions block
FEW = 3  # buttons that are an answer; what more there is stands behind "⋯" where it can
PAIRS = 5  # of a section: each takes two of its ten fields
ROWS, COLUMNS, CELL, TABLE = 100, 20, 2000, 8000  # of a table, its head included; the last two in characters
SMALL = 2000  # characters of an element of a context block


@dataclass(frozen=True)
class Drawn:
    """A page of a card: the text for notifications, the blocks, and how many pages there are."""

    text: str
    blocks: list[Json]
    pages: int


def message(card: Card, t: Speech, page: int = 0) -> Drawn:
    """A card as a message; `page` counts from 0. Raises buttons.TooMuch."""
    return _Drawing(t, tables=True).page(card, page, MESSAGE, LONGEST)


def view(card: Card, t: Speech, limit: int = VIEW, *, page: int = 0, first: int = 0) -> Drawn:
    """A card in a modal or on the Home, in at most `limit` blocks. The buttons are numbered from `first`, so that
    several cards can stand in one view."""
    return _Drawing(t, tables=False, number=first).page(card, page, limit, None)


def blocks(card: Card, t: Speech, limit: int = VIEW, *, page: int = 0, first: int = 0) -> list[Json]:
    """The blocks of `view`."""
    return view(card, t, limit, page=page, first=first).blocks


def notice(card: Card) -> str:
    """What a notification says of a card: never empty, and escaped, since Slack reads this text as markup."""
    return escaped(short(unmarked(card.summary or card.title), NOTICE))


@dataclass(frozen=True)
class _Unit:
    """Blocks that stand on one page. `table` marks those of which a message has one."""

    blocks: tuple[Json, ...]
    table: bool = False

    @cached_property
    def length(self) -> int:
        return sum(map(_length, self.blocks))


@dataclass
class _Drawing:
    """One card being drawn. `number` is the next button's, `tables` whether the one table has still its place."""

    t: Speech
    tables: bool
    number: int = 0
    _open: bool = field(default=False, init=False)  # whether the next paragraph stands right under the last

    def page(self, card: Card, page: int, limit: int, longest: int | None) -> Drawn:
        head, body = _title(card.title), self._body(card.body)
        if len(head) > 1:
            head, body = head[:1], [*(_Unit((block,)) for block in head[1:]), *body]
        tail = [*self._presses(card.buttons), *_footers(card.body)]
        if len(head) + len(tail) > limit // 2:
            body, tail = [*body, *(_Unit((block,)) for block in tail)], []
        pages = _paged(head, body, tail, limit, longest)
        page = max(0, min(page, len(pages) - 1))
        made = [block for unit in pages[page] for block in unit.blocks]
        made = [*_small(whereabouts(card, self.t, page, len(pages), HEADER)), *made] if page else [*head, *made, *tail]
        if page + 1 < len(pages):
            made += self._presses((onward(self.t, page, len(pages)),))
        return Drawn(notice(card), made, len(pages))

    def _body(self, parts: Sequence[Part]) -> list[_Unit]:
        units: list[_Unit] = []
        place = 0
        while place < len(parts):
            part = parts[place]
            place += 1
            if isinstance(part, Document | Picture):
                together = [part]
                while place < len(parts) and isinstance(parts[place], Document | Picture):
                    together.append(parts[place])  # type: ignore[arg-type]
                    place += 1
                self._add(units, self._documents(together))
            else:
                self._add(units, self._part(part))
        return units

    def _add(self, units: list[_Unit], more: Iterable[_Unit]) -> None:
        """Put units behind the others; a paragraph right under its heading goes into the heading's block."""
        for unit in more:
            here = unit.blocks[0]
            last = units[-1].blocks[-1] if units else None
            joins = here.pop("joins", False)
            opens = here.pop("opens", False)
            if last is not None and here["type"] == last["type"] == "rich_text" and (joins or self._open):
                joined = rich(*last["elements"], *here["elements"])
                if _length(joined) <= 3000:
                    both = (*units[-1].blocks[:-1], joined, *unit.blocks[1:])
                    units[-1] = _Unit(both, units[-1].table or unit.table)
                    self._open = opens
                    continue
            units.append(unit)
            self._open = opens

    def _part(self, part: Part) -> Iterable[_Unit]:
        match part:
            case Line():
                return _line(part)
            case Facts():
                return _facts(part)
            case Table():
                return self._table(part)
            case Items():
                return self._items(part)
        return ()

    def _items(self, part: Items) -> Iterator[_Unit]:
        silent: list[str] = []
        for item in part.items:
            if not item.buttons:
                silent.append(f"{item.text} ({item.note})" if item.note else item.text)
                continue
            yield from _listed(silent)
            silent = []
            yield self._item(item)
        yield from _listed(silent)

    def _item(self, item: Item) -> _Unit:
        *before, last = parted(item.text) or [NOTHING]
        said = [rich(section(each)) for each in before]
        if len(item.buttons) == 1 and _presses(item.buttons[0]):
            said.append({"type": "section", "text": marked(last), "accessory": self._button(item.buttons[0])})
        else:
            said += [rich(section(last)), *self._presses(item.buttons)]
        return _Unit((*said, *(_small(item.note) if item.note else ())))

    def _documents(self, some: Sequence[Document | Picture]) -> Iterator[_Unit]:
        made = [fetching(each, self.t) for each in some]
        for block in self._presses(made):
            yield _Unit((block,))

    def _table(self, part: Table) -> Iterator[_Unit]:
        caption = [rich(section(each, bold=True)) for each in parted(unmarked(part.caption or "")) if each]
        made = list(self._real_table(part) if self.tables and _fits(part) else _rows(part))
        if made and caption:
            made[0] = _Unit((*caption, *made[0].blocks), made[0].table)
        yield from made
        if part.next is not None:
            yield from (_Unit((block,)) for block in self._presses((part.next,)))

    def _real_table(self, part: Table) -> Iterator[_Unit]:
        self.tables = False
        width = max(map(len, (part.head, *part.rows)))
        head = [rich(section(unmarked(each), bold=True)) for each in _padded(part.head, width)]
        room = TABLE - sum(map(_length, head))
        here: list[list[Json]] = []
        left = room
        for row in part.rows:
            cells = [_cell(each) for each in _padded(row, width)]
            needed = sum(map(_length, cells))
            if here and (needed > left or len(here) == ROWS - 1):
                yield _tabled([head, *here], width)
                here, left = [], room
            here.append(cells)
            left -= needed
        yield _tabled([head, *here], width)

    def _presses(self, some: Sequence[Button]) -> list[Json]:
        """Buttons in rows. Those that stand in running text elsewhere are behind "⋯" where there are more than three
        in all, so that the answers are what is seen; what cannot stand there comes last."""
        made: list[Json] = []
        several, small = ([each for each in some if (each.style == "link") == links] for links in (False, True))
        hidden: list[Button] = []
        if several and len(some) > FEW:
            hidden = buttons.hidden(small)
        for row in (several, [each for each in small if each not in hidden]):
            pressed = [self._button(each) for each in row if _presses(each)]
            if hidden and row is several:
                pressed.append(buttons.menu(hidden, self._next()))
            made += [
                {"type": "actions", "elements": pressed[start : start + TOGETHER]}
                for start in range(0, len(pressed), TOGETHER)
            ]
            # An address that Slack does not take as a link, or words that no button carries, can still be copied.
            for each in row:
                if not _presses(each):
                    words = each.url or each.args.get("words", "")
                    made += [rich(section(part)) for part in parted(f"{each.label}: {words}")]
        return made

    def _button(self, button: Button) -> Json:
        return buttons.element(button, self._next(), self.t)

    def _next(self) -> int:
        self.number += 1
        return self.number - 1


def _presses(button: Button) -> bool:
    return buttons.carries(button) if button.url is None else buttons.leads(button)


def _title(title: str) -> list[Json]:
    said = unmarked(title).strip()
    if said and size(said) <= HEADER and "\n" not in said:
        return [{"type": "header", "text": plain(said, HEADER)}]
    return [rich(section(each, bold=True)) for each in parted(said)]


def _line(part: Line) -> Iterator[_Unit]:
    if not unmarked(part.text).strip() or part.style == "footer":
        return
    if part.style == "muted":
        yield _Unit(tuple(_small(part.text)))
        return
    for number, each in enumerate(parted(part.text)):
        block = rich(section(each, bold=part.style == "heading"))
        if part.style == "heading":
            block["opens"] = True
        elif part.style == "signature" or number:
            block["joins"] = True
        yield _Unit((block,))


def _footers(parts: Sequence[Part]) -> list[Json]:
    return [
        block
        for part in parts
        if isinstance(part, Line) and part.style == "footer" and unmarked(part.text).strip()
        for block in _small(part.text)
    ]


def _small(text: str) -> list[Json]:
    """Small print."""
    return [{"type": "context", "elements": [marked(each, SMALL)]} for each in parted(text, SMALL)]


def _facts(part: Facts) -> Iterator[_Unit]:
    """Pairs as two columns; one that is too long for a field becomes a paragraph."""
    row: list[tuple[str, str]] = []
    for name, value in part.pairs:
        name = unmarked(name).strip() or NOTHING
        if size(name) > FIELD // 2 or size(unmarked(value)) > FIELD:
            yield from _pairs(row)
            row = []
            yield from (_Unit((rich(section(each)),)) for each in parted(f"{strong(name)}: {value}"))
            continue
        row.append((name, value))
        if len(row) == PAIRS:
            yield from _pairs(row)
            row = []
    yield from _pairs(row)


def _pairs(row: Sequence[tuple[str, str]]) -> Iterator[_Unit]:
    if row:
        fields = [each for name, value in row for each in (marked(strong(name), FIELD), marked(value, FIELD))]
        yield _Unit(({"type": "section", "fields": fields},))


def _listed(texts: Sequence[str]) -> Iterator[_Unit]:
    for some in gathered(texts):
        yield _Unit((rich(bullets(some)),))


def _fits(part: Table) -> bool:
    """Whether Slack's table takes it: columns, cells, and rows that leave room for others."""
    rows = [part.head, *part.rows]
    width = max(map(len, rows))
    if not 0 < width <= COLUMNS or any(size(cell) > CELL for row in rows for cell in row):
        return False
    return sum(map(size, part.head)) + max((sum(map(size, row)) for row in part.rows), default=0) <= TABLE // 2


def _rows(part: Table) -> Iterator[_Unit]:
    """A table where Slack has none: a list, each row under its first cell."""
    head = " · ".join(each for each in map(unmarked, part.head) if each.strip())
    if head:
        yield _Unit(tuple(_small(head)))
    yield from _listed([_row(row) for row in part.rows])


def _row(row: Sequence[str]) -> str:
    first, *rest = row or ("",)
    named = strong(unmarked(first)) if first.strip() else ""
    return " · ".join(each for each in (named, *rest) if each.strip()) or NOTHING


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _cell(text: str) -> Json:
    said = text.strip()
    if said != unmarked(said):
        return rich({"type": "rich_text_section", "elements": run(said)})
    return {"type": "raw_text", "text": said or NOTHING}


def _tabled(rows: list[list[Json]], width: int) -> _Unit:
    return _Unit(({"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True}] * width},), table=True)


def _paged(head: list[Json], body: list[_Unit], tail: list[Json], limit: int, longest: int | None) -> list[list[_Unit]]:
    """The units of each page; there is always a first."""
    fixed = sum(map(_length, (*head, *tail)))
    fits = len(head) + sum(len(unit.blocks) for unit in body) + len(tail) <= limit
    short_enough = longest is None or fixed + sum(unit.length for unit in body) <= longest
    if fits and short_enough and sum(unit.table for unit in body) <= 1:
        return [body]
    pages: list[list[_Unit]] = [[]]
    taken, length = len(head) + len(tail) + 1, fixed  # one block is for the button that shows the next page
    for unit in (part for each in body for part in _split(each)):
        tabled = unit.table and any(each.table for each in pages[-1])
        full = taken + len(unit.blocks) > limit or (longest is not None and length + unit.length > longest)
        if (full or tabled) and (pages[-1] or len(pages) == 1):
            pages.append([])
            taken, length = 2, 0
        pages[-1].append(unit)
        taken += len(unit.blocks)
        length += unit.length
    return pages


def _split(unit: _Unit) -> list[_Unit]:
    """A unit that is much of a page by itself, in its blocks."""
    return [unit] if len(unit.blocks) <= 6 else [_Unit((block,)) for block in unit.blocks]


def _length(part: object) -> int:
    """The characters that are read in a block or an element."""
    if isinstance(part, dict):
        own = part.get("text")
        return (size(own) if isinstance(own, str) else 0) + sum(
            _length(each) for each in part.values() if isinstance(each, dict | list)
        )
    return sum(map(_length, part)) if isinstance(part, list) else 0
