"""Cards as Adaptive Cards 1.5. Titles are headings, paragraphs rich text, pairs a FactSet, lists texts with their
buttons.

A card that is longer than a message is parted into pages: the first has the title, the buttons and the small print,
and at the foot of each are the ways to the one before and the one behind. Colours are the reader's own (Teams' themes)
and never say anything alone: a tone stands behind the title, whose words say it too, and is said to a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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

from ..lengths import NOTHING, parted, short, size
from ..ownbuttons import PAGE, fetching, onward, whereabouts
from . import buttons, tables
from .texts import (
    LARGEST,
    NOTICE,
    PARAGRAPH,
    Json,
    briefly,
    container,
    heading,
    inert,
    means_itself,
    paragraphs,
    rich,
    spoken,
    weight,
)

CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
TITLE = 300  # characters of a heading
NAME, VALUE = 60, 200  # characters of a pair; a longer one is a paragraph
PAIRS = 10  # together
TOGETHER = 6  # buttons beside each other; Teams shows no more
WIDE, AROUND = 43, 5  # characters that stand in a row of buttons on a phone, and what each button takes besides
FEW = 3  # buttons that are an answer; what more there is stands behind "…"
BESIDE = 12  # characters of a button that stands beside its text, on a phone too
STYLES = {"good": "good", "warning": "warning"}  # of what is behind a title
NOTICES = {"good": "good", "warning": "attention"}  # of what is behind a sentence on top
MUCH = LARGEST // 4  # bytes of a sentence on top, and of buttons beside each other


@dataclass(frozen=True)
class Drawn:
    """A page of a card: the text for notifications and screen readers, the AdaptiveCard, and how many pages."""

    text: str
    content: Json
    pages: int


def message(card: Card, t: Speech, page: int = 0, *, notice: Card | None = None) -> Drawn:
    """A card as a message; `page` counts from 0. `notice` is a sentence that is said on top of it."""
    return _Drawing(t).page(card, page, notice)


def activity(drawn: Drawn) -> Json:
    """The message activity that carries a drawn card."""
    return {
        "type": "message",
        "summary": drawn.text,
        "attachments": [{"contentType": CARD, "content": drawn.content}],
    }


def said(card: Card) -> str:
    """What a notification says of a card: never empty."""
    return briefly(card.summary or card.title, NOTICE) or NOTHING


def whole(body: list[Json], text: str, t: Speech, *, before: str = "") -> Json:
    """The AdaptiveCard with a body; `before` is said to a screen reader ahead of the text."""
    made: Json = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "lang": t.language,
        "fallbackText": inert(text) or NOTHING,
        "speak": spoken(" ".join(each for each in (before, text) if each)),
    }
    if any(each["type"] == "Table" for each in body):
        made["msteams"] = {"width": "Full"}
    return made | {"body": body}


def toned(card: Card, t: Speech) -> str:
    """The word for what a card's colour says."""
    match card.tone:
        case "waiting":
            return t("Awaits an answer:")
        case "good":
            return t("Settled:")
        case "warning":
            return t("Please note:")
    return ""


@dataclass(frozen=True)
class _Unit:
    """Blocks that stand on one page, where they fit."""

    blocks: tuple[Json, ...]

    @cached_property
    def weight(self) -> int:
        return sum(weight(each) + 2 for each in self.blocks)


@dataclass
class _Drawing:
    """One card being drawn. `number` is the next button's."""

    t: Speech
    number: int = 0

    def page(self, card: Card, page: int, notice: Card | None) -> Drawn:
        text, before = said(card), toned(card, self.t)
        if notice is not None:
            before = " ".join(each for each in (toned(notice, self.t), said(notice), before) if each)
        top, below = self._notice(notice)
        head, rest = _title(card)
        body = [*below, *rest, *self._body(card.body)]
        tail = [*self._presses(card.buttons), *_footers(card.body)]
        if _weigh(tail) > LARGEST // 3:
            body, tail = [*body, *(_Unit((block,)) for block in tail)], []
        room = LARGEST - weight(activity(Drawn(text, whole([], text, self.t, before=before), 1))) - _weigh(top) - 50
        pages = _paged(body, room, _weigh([*head, *tail]), self._ways_weight(card))
        page = max(0, min(page, len(pages) - 1))
        made = [block for unit in pages[page] for block in unit.blocks]
        made = [self._whereabouts(card, page, len(pages)), *made] if page else [*head, *made, *tail]
        made = [*top, *made, *self._ways(page, len(pages))]
        return Drawn(text, whole(made, text, self.t, before=before), len(pages))

    def _notice(self, notice: Card | None) -> tuple[list[Json], list[_Unit]]:
        """The sentence on top, and what of it stands under the colour because it is much."""
        if notice is None:
            return [], []
        title = parted(unmarked(notice.title).strip(), PARAGRAPH)
        blocks = [each for part in title for each in paragraphs(part, weight="Bolder")]
        blocks += [block for unit in self._body(notice.body) for block in unit.blocks]
        blocks += [*self._presses(notice.buttons), *_footers(notice.body)]
        fits = 1
        while fits < len(blocks) and _weigh(blocks[: fits + 1]) <= MUCH:
            fits += 1
        coloured = container(blocks[:fits] or [rich("")], NOTICES.get(notice.tone, "emphasis"))
        return [coloured], [_Unit((each,)) for each in blocks[fits:]]

    def _whereabouts(self, card: Card, page: int, pages: int) -> Json:
        return heading(whereabouts(card, self.t, page, pages, TITLE), "Default")

    def _ways(self, page: int, pages: int) -> list[Json]:
        """The ways to the page before and the page behind."""
        ways = []
        if page:
            ways.append(Button(PAGE, self.t("Previous"), {"page": page - 1}))
        if page + 1 < pages:
            ways.append(onward(self.t, page, pages))
        return self._presses(ways)

    def _ways_weight(self, card: Card) -> int:
        """Room for the two of them and for the heading of a page that is not the first."""
        return 800 + weight(self._whereabouts(card, 999, 9999))

    def _body(self, parts: Sequence[Part]) -> list[_Unit]:
        units: list[_Unit] = []
        documents: list[Document | Picture] = []
        for part in (*parts, None):
            if isinstance(part, Document | Picture):
                documents.append(part)
                continue
            units += self._documents(documents)
            documents = []
            for unit in self._part(part) if part is not None else ():
                if units and units[-1].blocks[-1].get("style") == "heading":
                    unit = _Unit((*units.pop().blocks, *unit.blocks))
                units.append(unit)
        return units

    def _part(self, part: Part) -> Iterable[_Unit]:
        match part:
            case Line():
                return _line(part)
            case Facts():
                return _facts(part)
            case Table():
                return self._table(part)
            case Items():
                return (unit for each in part.items for unit in self._item(each))
        return ()

    def _item(self, item: Item) -> Iterator[_Unit]:
        if not item.buttons:
            yield from map(_alone, _bullet(f"{item.text} ({item.note})" if item.note else item.text))
            return
        text = paragraphs(item.text) or [rich("")]
        note = paragraphs(item.note, close=True, isSubtle=True, size="Small") if item.note else []
        yield from map(_alone, text[:-1])
        only = item.buttons[0]
        if len(item.buttons) == 1 and _beside(only) and len(note) <= 1:
            beside = [
                {
                    "type": "Column",
                    "width": "stretch",
                    "verticalContentAlignment": "Center",
                    "items": [text[-1], *note],
                },
                {
                    "type": "Column",
                    "width": "auto",
                    "verticalContentAlignment": "Center",
                    "items": self._presses([only]),
                },
            ]
            yield _Unit(({"type": "ColumnSet", "columns": beside},))
        else:
            yield _Unit((text[-1], *note, *self._presses(item.buttons)))

    def _documents(self, some: Sequence[Document | Picture]) -> Iterator[_Unit]:
        made = [fetching(each, self.t) for each in some]
        return map(_alone, self._presses(made))

    def _table(self, part: Table) -> Iterator[_Unit]:
        if unmarked(part.caption or "").strip():
            yield _Unit((heading(short(unmarked(part.caption or ""), TITLE), "Default"),))
        yield from map(_alone, tables.drawn(part))
        yield from map(_alone, self._presses((part.next,) if part.next is not None else ()))

    def _presses(self, some: Sequence[Button]) -> list[Json]:
        """Buttons in rows. Those that stand in running text elsewhere come last, and behind "…" where there are more
        than three in all, so that the answers are what is seen."""
        stand = sorted(filter(buttons.stands, some), key=lambda each: each.style == "link")
        small = list(filter(buttons.hides, stand))
        behind = small[:TOGETHER] if len(small) < len(stand) and len(stand) > FEW else []
        beside = [each for each in stand if not buttons.hides(each)] + small[len(behind) :]
        rows: list[list[Json]] = []
        for each in beside:
            drawn = self._button(each)
            if not rows or not _fits([*rows[-1], drawn]):
                rows.append([])
            rows[-1].append(drawn)
        for each in behind:
            rows[-1].append(self._button(each) | {"mode": "secondary"})
        made: list[Json] = [{"type": "ActionSet", "actions": row} for row in rows]
        # An address that Teams does not take as a link, or words that no button carries, can still be copied.
        for each in some:
            if not buttons.stands(each):
                made += paragraphs(f"{each.label}: {each.url or each.args.get('words', '')}")
        return made

    def _button(self, button: Button) -> Json:
        self.number += 1
        return buttons.element(button, self.t, f"press-{self.number - 1}")


def _beside(button: Button) -> bool:
    """Whether the button can stand beside its text: it is short, and nothing unfolds under it."""
    return buttons.stands(button) and button.confirm is None and size(button.label) <= BESIDE


def _alone(block: Json) -> _Unit:
    return _Unit((block,))


def _title(card: Card) -> tuple[list[Json], list[_Unit]]:
    """The title, and what of it is too long for a heading."""
    said = unmarked(card.title).strip()
    first, *rest = parted(said, TITLE) or [NOTHING]
    made = heading(first, "Large")
    style = STYLES.get(card.tone)
    more = [each for part in rest for each in paragraphs(part, weight="Bolder")]
    return [container([made], style) if style else made], [_alone(each) for each in more]


def _line(part: Line) -> Iterable[_Unit]:
    match part.style:
        case "footer":
            return ()
        case "heading":
            first, *rest = parted(unmarked(part.text).strip(), TITLE) or [""]
            made = [heading(first), *(each for part in rest for each in paragraphs(part, weight="Bolder"))]
            return map(_alone, made if inert(first) else ())
        case "muted":
            return map(_alone, _small(part.text))
    return map(_alone, paragraphs(part.text))


def _footers(parts: Sequence[Part]) -> list[Json]:
    footers = [part for part in parts if isinstance(part, Line) and part.style == "footer"]
    return [block for part in footers for block in _small(part.text)]


def _small(text: str) -> list[Json]:
    """Small print."""
    return paragraphs(text, isSubtle=True, size="Small")


def _facts(part: Facts) -> Iterator[_Unit]:
    """Pairs in two columns; one that is too long for them, or in which something would be read,
    becomes a paragraph."""
    row: list[Json] = []
    for name, value in part.pairs:
        name, value = unmarked(name).strip() or NOTHING, value.strip() or NOTHING
        short_enough = size(name) <= NAME and size(value) <= VALUE and "\n" not in value
        if short_enough and means_itself(name) and means_itself(unmarked(value)):
            row.append({"title": inert(name), "value": inert(value)})
            continue
        yield from _pairs(row)
        row = []
        yield from map(_alone, paragraphs(f"{strong(name)}: {value}"))
    yield from _pairs(row)


def _pairs(row: Sequence[Json]) -> Iterator[_Unit]:
    for start in range(0, len(row), PAIRS):
        yield _Unit(({"type": "FactSet", "facts": row[start : start + PAIRS]},))


def _bullet(text: str) -> list[Json]:
    first, *rest = paragraphs(text) or [rich("")]
    first["inlines"][0]["text"] = f"• {first['inlines'][0]['text']}"
    return [first, *rest]


def _fits(row: Sequence[Json]) -> bool:
    """Whether buttons have room beside each other, on a phone too."""
    wide = sum(size(each["title"]) + AROUND for each in row) <= WIDE
    return len(row) == 1 or (len(row) <= TOGETHER and wide and _weigh(row) <= MUCH)


def _weigh(blocks: Sequence[Json]) -> int:
    return sum(weight(each) + 2 for each in blocks)


def _paged(body: list[_Unit], room: int, first: int, ways: int) -> list[list[_Unit]]:
    """The units of each page; there is always a first, in whose room stands also what weighs `first`."""
    if first + sum(unit.weight for unit in body) <= room:
        return [body]
    pages: list[list[_Unit]] = [[]]
    left = room - first - ways
    for unit in (part for each in body for part in _split(each, room // 2)):
        if unit.weight > left and (pages[-1] or len(pages) == 1):
            pages.append([])
            left = room - ways
        pages[-1].append(unit)
        left -= unit.weight
    return pages


def _split(unit: _Unit, much: int) -> list[_Unit]:
    """A unit that is much of a page by itself, in its blocks."""
    return [unit] if unit.weight <= much else [_Unit((block,)) for block in unit.blocks]
