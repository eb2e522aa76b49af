"""A mail as it leaves: headers, the text and the HTML that say the same, and what is enclosed.

It comes from the bot's own address under the name of whoever signs, and replies go to that person. Machines are
told that nobody wrote it by hand (RFC 3834), so that no absence notice answers it. Mails about one group form
one thread. A digest can be stopped from the mail program's own button (RFC 8058).
"""

from __future__ import annotations

import hashlib
from email import policy
from email.header import Header
from email.headerregistry import (
    Address,
    HeaderRegistry,
    UniqueAddressHeader,
    UniqueUnstructuredHeader,
    UnstructuredHeader,
)
from email.message import EmailMessage, Message
from email.policy import Policy
from email.utils import format_datetime

from handlers.dialogue.card import unmarked
from handlers.dialogue.clean import clean
from storage.tables import OutboxRow

from .html import html_of
from .mailing import Contact, Enclosure, Mailing
from .plain import text_of
from .wording import Wording, worded

LONGEST = 200  # characters of a subject or a name in a header
SHORT = 50  # characters of a name that certainly stay on one line
MOST_BEFORE = 20  # mails of a thread that are named; the first one always is


class _Tokens(UnstructuredHeader):
    """Addresses and message ids: folded between them, and never encoded as words, since programs read them."""

    def fold(self, *, policy: Policy) -> str:
        between = policy.linesep + " "
        return f"{self.name}: {between.join(self.split())}{policy.linesep}"


class _Words(UniqueUnstructuredHeader):
    """A text; in encoded words as a whole where it is not ASCII, so that no reader puts spaces into its words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {_encoded(self, self.name, policy)}{policy.linesep}"


class _Mailbox(UniqueAddressHeader):
    """One name and address, the name as a whole in encoded words where it is long or not ASCII."""

    def fold(self, *, policy: Policy) -> str:
        (mailbox,) = self.addresses
        name = mailbox.display_name
        if name.isascii() and len(name) <= SHORT:
            return str(super().fold(policy=policy))
        words = _encoded(name, self.name, policy, always=True)
        return f"{self.name}: {words}{policy.linesep} <{mailbox.addr_spec}>{policy.linesep}"


def _encoded(text: str, header: str, policy: Policy, *, always: bool = False) -> str:
    charset = "us-ascii" if text.isascii() and not always else "utf-8"
    coded = Header(str(text), charset, maxlinelen=76, header_name=header)
    return coded.encode(linesep=policy.linesep)


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    kinds = {
        _Mailbox: ("from", "to", "reply-to"),
        _Words: ("subject", "thread-topic"),
        _Tokens: ("references", "in-reply-to", "list-unsubscribe", "list-id"),
    }
    for kind, names in kinds.items():
        for name in names:
            registry.map_to_type(name, kind)
    return registry


POLICY = policy.SMTP.clone(header_factory=_registry(), cte_type="7bit")
"""Any server takes what is written like this, and nothing on the way has a reason to change it."""


def message_id(row: OutboxRow, sender: str) -> str:
    """The name of a row's mail: the same one however often it is tried."""
    key = hashlib.sha256(row.unique_key.encode()).hexdigest()[:16]
    return f"<outbox-{row.id}.{key}@{sender.rpartition('@')[2]}>"


def compose(mailing: Mailing) -> EmailMessage:
    """The mail."""
    wording = worded(mailing)
    message: EmailMessage = EmailMessage(policy=POLICY)
    _address(message, mailing, wording)
    _thread(message, mailing)
    message.set_content(text_of(wording), cte="quoted-printable")
    message.add_alternative(html_of(wording, mailing.language), subtype="html", cte="quoted-printable")
    for enclosure in mailing.enclosures:
        _enclose(message, enclosure)
    message["Content-Language"] = mailing.language  # last: the parts before it would take it for their own
    return message


def _address(message: EmailMessage, mailing: Mailing, wording: Wording) -> None:
    message["From"] = _contact(wording.name, mailing.sender)
    answers = mailing.owner or mailing.answers
    if answers is not None and answers.address:
        message["Reply-To"] = _of(answers)
    message["To"] = _of(mailing.reader)
    message["Subject"] = _headline(wording.subject)
    message["Date"] = format_datetime(mailing.now)
    message["Message-ID"] = mailing.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mailing.digest:
        message["List-Id"] = f"<digest.{mailing.sender.rpartition('@')[2]}>"
        message["List-Unsubscribe"] = f"<{mailing.addresses.answer(mailing.link)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _thread(message: EmailMessage, mailing: Mailing) -> None:
    if mailing.group:
        message["Thread-Topic"] = _headline(mailing.group)
    if before := mailing.thread:
        message["In-Reply-To"] = before[-1]
        named = before if len(before) <= MOST_BEFORE else (before[0], *before[1 - MOST_BEFORE :])
        message["References"] = " ".join(named)


def _enclose(message: EmailMessage, enclosure: Enclosure) -> None:
    content, name, content_type = enclosure
    header = Message()
    header["Content-Type"] = content_type
    parameters = dict(header.get_params(failobj=[])[1:])
    maintype, _, subtype = header.get_content_type().partition("/")
    message.add_attachment(content, maintype, subtype, filename=_headline(name), params=parameters)


def _of(contact: Contact) -> Address:
    return _contact(contact.name, contact.address)


def _contact(name: str, address: str) -> Address:
    return Address(_headline(name), addr_spec=address)


def _headline(text: str) -> str:
    """A text on one line, for a header: no sign in it can begin another one, turn what is read around, or stand
    for others (=?utf-8?q?…)."""
    line = " ".join(clean(unmarked(text)).replace("=?", "= ?").split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
