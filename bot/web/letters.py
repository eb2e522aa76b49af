"""Mails of the letter box as pages draw them: headers, what stands in the list, the letter itself, its files.

A letter is shown in a frame that runs nothing, sends nothing and fetches nothing. Its links open tabs of
their own, as from a mail program.
"""

from __future__ import annotations

import email
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from babel.dates import format_date
from markupsafe import Markup, escape

from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import dates_written
from handlers.rules.names import raised
from storage.tables import WorkspaceMail

FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""What a letter may do. Nothing in it runs, so that it may be measured by the page around it."""

_PREVIEW = 160  # characters
_GREETING = 40  # characters; a shorter first paragraph says no more than whom the letter is for
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


@dataclass(frozen=True)
class Listed:
    """A mail in the list. `said` is what a screen reader is told when it comes in."""

    id: int
    sender: str
    subject: str
    preview: str
    at: datetime
    time: str
    new: bool
    said: str


@dataclass(frozen=True)
class File:
    """Something that came with a mail, by its place among the files."""

    number: int
    name: str
    kind: str
    content: bytes

    @property
    def kilobytes(self) -> int:
        """Its size, rounded up."""
        return -(-len(self.content) // 1024)


@dataclass(frozen=True)
class Letter:
    """A mail that is open: its headers as pairs of name and value, and what it holds."""

    id: int
    subject: str
    headers: Sequence[tuple[str, str]]
    html: str
    text: str
    files: Sequence[File]

    @property
    def linked(self) -> Markup:
        """The plain text, with its addresses as links."""
        parts, end = [], 0
        for found in _LINK.finditer(self.text):
            parts.append(escape(self.text[end : found.start()]))
            link = Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>')
            parts.append(link.format(found[0]))
            end = found.end()
        return Markup("").join([*parts, escape(self.text[end:])])


def listed(mail: WorkspaceMail, t: Speech) -> Listed:
    """A mail as the list shows it."""
    message = _message(mail)
    sender = next((each.display_name for each in _addresses(message, "From")), "") or _header(message, "From")
    subject = _header(message, "Subject")
    at = mail.arrived_at.astimezone(t.now.tzinfo)
    return Listed(
        id=number(mail.id),
        sender=sender,
        subject=subject,
        preview=preview(_body(message, "plain"), subject),
        at=at,
        time=_short(at, t),
        new=mail.seen_at is None,
        said=t("New mail from {sender}: {subject}", sender=sender, subject=subject),
    )


def opened(mail: WorkspaceMail, t: Speech) -> Letter:
    """A mail as its page shows it."""
    message = _message(mail)
    headers = (
        (t("From"), _people(message, "From")),
        (t("Reply to"), _people(message, "Reply-To")),
        (t("To"), _people(message, "To")),
        (t("Date"), _date(message, mail, t)),
    )
    return Letter(
        id=number(mail.id),
        subject=_header(message, "Subject"),
        headers=[pair for pair in headers if pair[1]],
        html=_body(message, "html"),
        text=_body(message, "plain"),
        files=files(message),
    )


def content(mail: WorkspaceMail) -> EmailMessage:
    """The mail itself."""
    return _message(mail)


def files(message: EmailMessage) -> list[File]:
    """Everything in a mail that is not its words, in its order."""
    bodies = [message.get_body(("plain",)), message.get_body(("html",))]
    found = [part for part in message.walk() if not part.is_multipart() and part not in bodies]
    return [
        File(n, part.get_filename() or f"{n}.{part.get_content_subtype()}", part.get_content_type(), _bytes(part))
        for n, part in enumerate(found, start=1)
    ]


def framed(html: str) -> str:
    """A letter for its frame: its links open tabs of their own."""
    base = '<base target="_blank">'
    head = _HEAD.search(html)
    return f"{html[: head.end()]}{base}{html[head.end() :]}" if head else base + html


def preview(text: str, subject: str = "") -> str:
    """The first words of a letter, without its greeting and what its subject says already."""
    paragraphs = [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]
    if len(paragraphs) > 1 and len(paragraphs[0]) < _GREETING:
        paragraphs = paragraphs[1:]
    words = " ".join(each for each in paragraphs if each != subject)
    return words if len(words) <= _PREVIEW else words[: _PREVIEW - 1].rsplit(" ", 1)[0] + " …"


def _message(mail: WorkspaceMail) -> EmailMessage:
    found = email.message_from_string(mail.content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _header(message: EmailMessage, name: str) -> str:
    return str(message[name] or "")


def _addresses(message: EmailMessage, name: str) -> Sequence[Address]:
    found = message[name]
    return found.addresses if isinstance(found, AddressHeader) else ()


def _people(message: EmailMessage, name: str) -> str:
    """The people of a header, without the quotation marks that it needs on its way."""
    return ", ".join(
        f"{each.display_name} <{each.addr_spec}>" if each.display_name else each.addr_spec
        for each in _addresses(message, name)
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if not isinstance(part, EmailMessage):
        return ""
    return str(part.get_content()).replace("\r\n", "\n").strip()


def _bytes(part: object) -> bytes:
    assert isinstance(part, EmailMessage)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _date(message: EmailMessage, mail: WorkspaceMail, t: Speech) -> str:
    try:
        said = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        said = mail.arrived_at
    at = (said if said.tzinfo else mail.arrived_at).astimezone(t.now.tzinfo)
    day = dates_written.day_only(at.date(), t.language, year=True)
    return raised(t("{day} at {time}", day=day, time=dates_written.short_time(at, t.language)))


def _short(at: datetime, t: Speech) -> str:
    """The time today, the day otherwise."""
    if at.date() == t.now.date():
        return dates_written.short_time(at, t.language)
    pattern = ("d. MMM" if t.language == "da" else "d MMM") + ("" if at.year == t.now.year else " y")
    return format_date(at, pattern, locale=t.language)
