"""The mail face: an errand becomes a mail, with links to the pages behind its buttons.

A mail can arrive twice: when the server took it and the answer was lost on the way, or when we stopped before
we had written down that it went. It has the same Message-ID then, by which many mail programs show one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from handlers.dialogue.card import Card
from handlers.dialogue.request import number
from handlers.dialogue.tell import DIGEST, PROFILE_SUBJECT
from handlers.dialogue.wire import from_json
from handlers.record.undelivered import NO_SUCH_ADDRESS
from handlers.rules.names import looks_like_email
from storage import about, groups, links, outbox, people
from storage.engine import Store
from storage.tables import Group, IdentityKind, OutboxKind, OutboxRow, Person

from ..addresses import Addresses
from ..face import Errand, Never
from ..runner import Runner
from .letter import compose, message_id
from .mailing import Contact, Enclosure, Mailing
from .smtp import AT_ONCE

Enclosures = Callable[[Store, OutboxRow], Sequence[Enclosure]]
"""What comes along with a row's mail."""


class Post(Protocol):
    """What carries a mail away."""

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Hand a mail over for one address; raises Later or Never."""
        ...


class Mail:
    """The face of everybody who is reached by mail. `sender` is the address that its mails come from."""

    name = "mail"
    redraws = False
    remembers = False
    at_once = AT_ONCE

    def __init__(
        self,
        runner: Runner,
        addresses: Addresses,
        post: Post,
        *,
        sender: str,
        enclosures: Enclosures = lambda store, row: (),
    ) -> None:
        self._runner = runner
        self._addresses = addresses
        self._post = post
        self._sender = sender
        self._enclosures = enclosures

    async def send(self, errand: Errand) -> str:
        """Send an errand's message; the reference is its Message-ID. Raises Later and Never."""
        if errand.kind not in (OutboxKind.message, OutboxKind.update) or errand.person_id is None:
            raise Never("mail has no rooms")
        mailing = await self._runner.change(lambda store: self._found(store, errand))
        await self._post.deliver(compose(mailing), mailing.reader.address, errand)
        return mailing.message_id

    def _found(self, store: Store, errand: Errand) -> Mailing:
        """What an errand's mail is made of, with its link."""
        row = outbox.get(store, errand.id)
        if row is None or row.person_id is None:
            raise Never("the message has been taken back")
        person = people.get(store, row.person_id)
        if person.erased_at is not None:
            raise Never("the profile has been erased")
        group_id = about.group_of(store, row)
        group = groups.get(store, group_id) if group_id is not None else None
        link = links.for_message(store, row, group_id, errand.now)
        return Mailing(
            message_id=message_id(row, self._sender),
            card=from_json(Card, errand.payload),
            reader=Contact(person.name, reachable(_address(store, person))),
            language=person.language,
            now=errand.now,
            sender=self._sender,
            secretariat=people.house(store),
            addresses=self._addresses,
            link=link,
            owner=_owner(store, group, person),
            answers=_answers(store, group, person, errand.now),
            group=group.title if group is not None else "",
            case_number=group.case_number if group is not None else "",
            # a link to one's own profile says itself how long it lasts
            ends=row.answer_by is not None and not row.subject.startswith(PROFILE_SUBJECT),
            digest=row.subject.startswith(DIGEST),
            thread=_before(links.thread(store, link), errand.reference),
            enclosures=tuple(self._enclosures(store, row)),
        )


def reachable(address: str) -> str:
    """An address as mail servers write it, its domain in ASCII (IDNA). Raises Never when there is none, or when
    only few servers could take it."""
    local, _, domain = address.strip().rpartition("@")
    if not address:
        raise Never("no mail address is known")
    if not local.isascii():
        raise Never("the address has letters before its @ that most mail servers do not take, such as æ, ø or å")
    try:
        written = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Never(NO_SUCH_ADDRESS) from None
    if not looks_like_email(written):
        raise Never(NO_SUCH_ADDRESS)
    return written


def _address(store: Store, person: Person) -> str:
    own = [each for each in people.identities_of(store, number(person.id)) if each.kind == IdentityKind.mail]
    return own[0].address if own else person.email or ""


def _owner(store: Store, group: Group | None, reader: Person) -> Contact | None:
    """Who signs: the group's owner, but nobody writes to themselves."""
    owner = people.get(store, group.owner_id) if group is not None else None
    if owner is None or owner.id == reader.id or owner.erased_at is not None:
        return None
    address = owner.email or ""
    return Contact(owner.name, address if looks_like_email(address) else "", owner.phone)


def _answers(store: Store, group: Group | None, reader: Person, now: datetime) -> Contact | None:
    """Whom a reply reaches where no group's owner signs: the first of the secretariat who is not the reader."""
    if group is not None:
        return None
    for each in people.staff(store, now.date()):
        if each.id != reader.id and each.erased_at is None and looks_like_email(each.email or ""):
            return Contact(each.name, each.email or "")
    return None


def _before(thread: Sequence[str], target: str) -> tuple[str, ...]:
    """The mails that this one follows, the nearest one last. What went by another face has no such name."""
    mails = [each for each in (*thread, target) if each.startswith("<")]
    return tuple(dict.fromkeys(reversed(mails)))[::-1]
