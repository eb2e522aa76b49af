"""What a mail says, before it is written twice, as HTML and as text.

A letter has its own sentences in place of the card's title and body. Signatures are left out, since a mail
ends with its own; *Hilsen Sofie Kragelund, BRN-sekretariatet · 00 00 10 02*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.dialogue.card import (
    Aside,
    Button,
    Card,
    Document,
    Facts,
    Items,
    Letter,
    Line,
    Part,
    Picture,
    Table,
    unmarked,
)
from handlers.rules.names import first_name

from ..web.render import safe_url
from .mailing import Mailing


@dataclass(frozen=True)
class Way:
    """Words to press, and where they lead."""

    label: str
    address: str
    first: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its bold is marked as in a card. `style` is title, text, heading or muted."""

    text: str
    style: str = "text"


@dataclass(frozen=True)
class Entry:
    """One thing of a list, with a word about it, and what can be done."""

    text: str
    note: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Entries:
    """A list."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Ways:
    """Links on a line of their own."""

    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Remark:
    """A sentence of the small print with a link in it."""

    before: str
    way: Way
    after: str


Block = Paragraph | Facts | Table | Entries | Ways


@dataclass(frozen=True)
class Wording:
    """A mail in words, in their order. `name` and `phone` follow `regards`; what follows those is small print."""

    subject: str
    preview: str
    greeting: str
    blocks: tuple[Block, ...]
    presses: tuple[Way, ...]
    links: tuple[Way, ...]
    regards: str
    name: str
    phone: str
    remarks: tuple[Remark, ...]
    reply: str
    footers: tuple[str, ...]
    personal: str
    case: str
    privacy: Way


def worded(mailing: Mailing) -> Wording:
    """What a mailing says."""
    t, card, owner = mailing.speech, mailing.card, mailing.owner
    letter = card.letter or Letter(subject=card.title)
    presses, links = _buttons(card, letter)
    said = (Paragraph(card.title, "title"), *_blocks(mailing, card.body))
    blocks = tuple(map(Paragraph, letter.lines)) or said
    remarks = tuple(_remark(mailing, each) for each in letter.small)
    leads = bool(presses or links or remarks) or any(isinstance(each, Entries | Ways) for each in blocks)
    asks = any("request" in each.args for each in (*presses, *_inside(card)) if each.style != "link")
    personal = ""
    if leads and mailing.ends:
        personal = t("The link is personal and works until the deadline.")
    elif leads:
        personal = t("The link is personal.")
    return Wording(
        subject=unmarked(letter.subject or card.title),
        preview=unmarked(letter.preview),
        greeting="" if _greets(blocks, mailing) else t("Dear {name}", name=first_name(mailing.reader.name)),
        blocks=blocks,
        presses=_ways(mailing, presses),
        links=_ways(mailing, links),
        regards=t("Regards"),
        name=mailing.secretariat if owner is None else _signature(owner.name, mailing.secretariat),
        phone=owner.phone if owner is not None else "",
        remarks=remarks,
        reply=t("You can also simply reply to this mail, and I will note it.") if asks and owner is not None else "",
        footers=() if letter.lines else _footers(card),
        personal=personal,
        case=t("Case no. {number}", number=mailing.case_number) if mailing.case_number else "",
        privacy=Way(t("How we treat personal data"), mailing.addresses.privacy()),
    )


def _greets(blocks: tuple[Block, ...], mailing: Mailing) -> bool:
    """Whether the first sentence says the reader's name already: *Tak, Vibeke. Vi spørger Anna.*"""
    first = blocks[0] if blocks else None
    name = re.escape(first_name(mailing.reader.name))
    return isinstance(first, Paragraph) and re.search(rf"(?<=, ){name}(?=[.,]|$)", unmarked(first.text)) is not None


def _footers(card: Card) -> tuple[str, ...]:
    return tuple(each.text for each in card.body if isinstance(each, Line) and each.style == "footer")


def _signature(name: str, secretariat: str) -> str:
    return ", ".join(filter(None, (name, secretariat)))


def _buttons(card: Card, letter: Letter) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The buttons of a mail, and the card's links below them, unless the letter has its own buttons for all."""
    if letter.buttons:
        return letter.buttons, ()
    presses = tuple(each for each in card.buttons if each.style != "link")
    small = {each.button.action for each in letter.small}
    return presses, tuple(each for each in card.buttons if each.style == "link" and each.action not in small)


def _inside(card: Card) -> list[Button]:
    return [each for part in card.body if isinstance(part, Items) for item in part.items for each in item.buttons]


def _blocks(mailing: Mailing, body: Iterable[Part]) -> Iterable[Block]:
    for part in body:
        match part:
            case Line(style="signature" | "footer"):
                pass  # the one has its own place in a mail, the other stands in the small print
            case Line(text=text, style=style):
                yield Paragraph(text, style)
            case Items(items=items):
                entries = (Entry(each.text, each.note or "", _ways(mailing, each.buttons)) for each in items)
                yield Entries(tuple(entries))
            case Document(name=name):
                yield Ways((Way(name, mailing.file(part)),))
            case Picture(alt=alt):
                yield Ways((Way(mailing.speech("Show the picture"), mailing.file(part)),))
                yield from (Paragraph(each) for each in alt.splitlines())
            case Table(next=Button() as more):
                yield part
                yield Ways(_ways(mailing, [more]))
            case Facts() | Table():
                yield part


def _ways(mailing: Mailing, buttons: Iterable[Button]) -> tuple[Way, ...]:
    return tuple(_way(mailing, each) for each in buttons)


def _way(mailing: Mailing, button: Button) -> Way:
    """Where a button leads: to its page, or, when it is a link to somewhere else, there."""
    address = mailing.page(button) if button.url is None else safe_url(button)
    return Way(button.label, address, button.style == "primary")


def _remark(mailing: Mailing, aside: Aside) -> Remark:
    return Remark(aside.before, _way(mailing, aside.button), aside.after)
