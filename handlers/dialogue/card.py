"""What a person is shown: a card of lines, facts, tables and buttons that every face can draw.

All text in a card is final, in the reader's language, and plain: a face escapes it. The one emphasis there
is, bold, is marked by two control characters that cannot occur in text from people (see `clean.py`), so a
title that somebody wrote can never turn into markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

STRONG, PLAIN = "\x0e", "\x0f"  # ASCII "shift out" and "shift in": the old marks for another font, and back

Style = Literal["text", "heading", "muted", "footer", "signature"]
Tone = Literal["neutral", "waiting", "good", "warning"]
Weight = Literal["primary", "quiet", "danger", "link"]
Argument = str | int


def strong(text: str) -> str:
    """The same text, marked to be shown in bold."""
    return f"{STRONG}{text}{PLAIN}"


def spans(text: str) -> list[tuple[str, bool]]:
    """Split a line into pieces of text, each with whether it is bold; empty pieces are left out."""
    pieces: list[tuple[str, bool]] = []
    for number, chunk in enumerate(text.split(STRONG)):
        if number == 0:
            bold, rest = "", chunk
        else:
            bold, _, rest = chunk.partition(PLAIN)
        pieces += [(piece, is_bold) for piece, is_bold in ((bold, True), (rest, False)) if piece]
    return pieces


def unmarked(text: str) -> str:
    """The text alone, for notifications, screen readers and word counts."""
    return text.replace(STRONG, "").replace(PLAIN, "")


@dataclass(frozen=True)
class Confirm:
    """A second press for what cannot simply be pressed again: a question, a word about it, and its yes."""

    title: str
    text: str
    yes: str


@dataclass(frozen=True)
class Button:
    """Something to press. `action` names a route, `args` what it is about; a `url` is a link instead.

    The weight `link` is for what stands in braces in the texts: a link in running text, not a button.
    """

    action: str
    label: str
    args: Mapping[str, Argument] = field(default_factory=dict)
    style: Weight = "quiet"
    confirm: Confirm | None = None
    url: str | None = None


@dataclass(frozen=True)
class Line:
    """A paragraph; `heading` names a part of the card, `footer` is the small print under everything, `signature`
    says who writes (a letter has its own way of saying that)."""

    text: str
    style: Style = "text"


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what is so: *Tovholder* · Emil Brandtoft."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a head. A row's first cell names the row. `next` fetches the rows that did not fit."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None
    next: Button | None = None


@dataclass(frozen=True)
class Item:
    """One entry of a list, with what can be done about it. `note` is a word in place of the buttons."""

    text: str
    buttons: tuple[Button, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Items:
    """A list of things, each with its own buttons."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Document:
    """A file that can be fetched: `kind` and `id` name it, the bytes are made when somebody does."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True)
class Picture:
    """A picture, made when somebody looks at it: `kind` and `id` name it as they name a document, `name` is its file.
    `alt` says all that is in it, a sentence on each line."""

    kind: str
    id: int
    name: str
    alt: str


Part = Line | Facts | Table | Items | Document | Picture


@dataclass(frozen=True)
class Aside:
    """A sentence in the small print of a letter, with a link in the middle of it: *Skal en kollega svare?
    {Send videre}, så får kollegaen sit eget link.*"""

    before: str
    button: Button
    after: str = ""


@dataclass(frozen=True)
class Letter:
    """How a card reads as a mail, and on the pages behind its buttons, where that is more than the card.

    `subject` and `preview` are what a list of mails shows. `lines`, where there are any, stand in place of the
    card's title and body, and `buttons` in place of its buttons: there the first press only opens a page, so
    an answer that a chat takes at once is asked about first. `about` stands small above the title of a page,
    `facts` under it. `small` is the letter's own small print. `late` is what remains when the time to answer
    is over, since a mail cannot be drawn again.
    """

    subject: str
    preview: str = ""
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    small: tuple[Aside, ...] = ()
    late: Card | None = None


@dataclass(frozen=True)
class Card:
    """One message. The title is the question; the first button is an answer to it.

    `summary` is what a notification or a screen reader says; the title when there is none. `letter` is how it
    reads as a mail; without one a mail has the title as its subject and the card as its text.
    """

    title: str
    body: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    tone: Tone = "neutral"
    summary: str | None = None
    letter: Letter | None = None
