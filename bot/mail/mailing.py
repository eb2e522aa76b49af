"""Everything that one mail is made of, found beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.card import Button, Card, Document, Picture
from handlers.locale import Speech
from storage.tables import Link

from ..addresses import Addresses

Enclosure = tuple[bytes, str, str]
"""A file that comes along: its bytes, its name, and its content type with parameters."""


@dataclass(frozen=True)
class Contact:
    """A name and how to reach it; `phone` as it is written on paper, empty where none is known."""

    name: str
    address: str
    phone: str = ""


@dataclass(frozen=True)
class Mailing:
    """One mail before it is written.

    `sender` is the address that it comes from, `owner` who signs and gets the replies (None where it is about
    no group; `answers` gets the replies then), `secretariat` the secretariat's official name.
    `thread` names the mails before it, oldest first.
    `ends` says that its links work until a deadline, `digest` that it comes every week until somebody says no.
    `now` is domain time.
    """

    message_id: str
    card: Card
    reader: Contact
    language: str
    now: datetime
    sender: str
    secretariat: str
    addresses: Addresses
    link: Link
    owner: Contact | None = None
    answers: Contact | None = None
    group: str = ""
    case_number: str = ""
    ends: bool = False
    digest: bool = False
    thread: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def speech(self) -> Speech:
        """The reader's language."""
        return Speech(self.language, self.now)

    def page(self, button: Button) -> str:
        """The page that a button opens."""
        return self.addresses.answer(self.link, button)

    def file(self, document: Document | Picture) -> str:
        """Where a file of the card is fetched."""
        return self.addresses.file(self.link, document)
