"""The mails of texts 9 as tests need them: a named request from Sofie to Vibeke, and what can be changed of it."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from bot.addresses import Addresses
from bot.mail.mailing import Contact, Mailing
from bot.seal import Seal
from handlers.dialogue.card import Aside, Button, Card, Letter, Line, strong
from storage.tables import Link, LinkPurpose
from tests.world import COPENHAGEN

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=COPENHAGEN)
SECRET = "nobody outside this test knows it"
BASE = "https://taskforce.brn.example"
ADDRESSES = Addresses(Seal(SECRET), lambda: BASE)
LINK = Link(id=467, purpose=LinkPurpose.answer, person_id=14, outbox_id=12, nonce="Zz8tQA", created_at=NOW)
PAGE = ADDRESSES.answer(LINK)
SOFIE = Contact("Sofie Kragelund", "sofie.kragelund@brn.example", "00 00 10 02")
VIBEKE = Contact("Vibeke Mosegaard", "vibeke.mosegaard@hjoerring.example", "00 00 10 14")

_YES = Button("nomination.ask", "Ja, spørg Anna", {"request": 3}, "primary")
_OTHER = Button("nomination.other", "Foreslå en anden", {"request": 3})
_NO = Button("nomination.decline", "Ikke denne gang", {"request": 3})
_ON = Button("nomination.delegate", "Send videre", {"request": 3}, "link")

LETTER = Letter(
    subject="Må vi låne Anna Lindholt til Elnet? Svar senest 27. november",
    preview="Ét tryk er nok. Ca. 4 timer om ugen, december–maj.",
    lines=(
        f"Må vi spørge {strong('Anna Lindholt')} om at være med i taskforcen Elnet? Den skal skærpe Nordjyllands "
        "argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj.",
        f"Svar senest {strong('fredag den 27. november kl. 12')} (uge 48).",
    ),
    buttons=(_YES, _OTHER, _NO),
    small=(Aside("Skal en kollega svare? ", _ON, ", så får kollegaen sit eget link."),),
)
CARD = Card(
    "Må vi låne Anna Lindholt?",
    (
        Line(
            "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, "
            f"december–maj. Svar senest {strong('fredag den 27. november kl. 12')} (uge 48). Tovholder: Emil Brandtoft."
        ),
        Line("Hilsen Sofie Kragelund, BRN", "signature"),
    ),
    (_YES, _OTHER, _NO, Button("nomination.delegate", "Send videre til en kollega", {"request": 3}, "link")),
    letter=LETTER,
)


def mailing(card: Card = CARD, **other: object) -> Mailing:
    """Sofie's mail to Vibeke about Elnet, with this card."""
    values: dict[str, object] = {
        "message_id": "<outbox-12.0123456789abcdef@brn.example>",
        "card": card,
        "reader": VIBEKE,
        "language": "da",
        "now": NOW,
        "sender": "taskforce@brn.example",
        "secretariat": "BRN-sekretariatet",
        "addresses": ADDRESSES,
        "link": LINK,
        "owner": SOFIE,
        "group": "Elnet",
        "case_number": "2026-0117",
        "ends": True,
    }
    return Mailing(**(values | other))  # type: ignore[arg-type]


def text_of(mail: EmailMessage) -> str:
    """The text of a mail."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The HTML of a mail."""
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
