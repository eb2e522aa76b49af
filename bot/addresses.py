"""The addresses that mails, calendars and rooms carry: where a link leads, on the public name of this house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from handlers.dialogue.card import Button, Document, Picture
from storage.tables import Link, Room

from .seal import Seal

DO = "do"  # the name of the button in the address that it opens
PRIVACY = "/oplysninger"
FILE = "file"  # the purpose under which a file's address is signed


@dataclass(frozen=True)
class Addresses:
    """Makes addresses. `base` gives the public one, without a slash at its end."""

    seal: Seal
    base: Callable[[], str]

    def answer(self, link: Link, button: Button | None = None) -> str:
        """The page of a message: its card, or what a button of the card asks."""
        page = f"{self.base()}/answer/{self.seal.link(link)}"
        return page if button is None else f"{page}?{query(button)}"

    def form(self, link: Link) -> str:
        """The page on which a long form is filled in."""
        return f"{self.base()}/page/{self.seal.link(link)}"

    def calendar(self, link: Link) -> str:
        """A person's calendar, for a calendar program to subscribe to."""
        return f"{self.base()}/calendar/{self.seal.link(link)}.ics"

    def room_page(self, room: Room) -> str:
        """The page of the group whose room it is, for everybody in the room."""
        return f"{self.base()}/room/{self.seal.room(room)}"

    def room_calendar(self, room: Room) -> str:
        """The calendar of the group whose room it is, for a calendar program to subscribe to."""
        return f"{self.room_page(room)}.ics"

    def file(self, link: Link, document: Document | Picture) -> str:
        """A file that a card offers, for the holder of its link."""
        return f"{self.base()}/file/{self.seal.pack([link.id, link.nonce, document.kind, document.id], FILE)}"

    def privacy(self) -> str:
        """How personal data is treated here."""
        return self.base() + PRIVACY


def query(button: Button) -> str:
    """What a button does, as it stands in an address: its action, and what it is about."""
    return urlencode({DO: button.action, **button.args})
