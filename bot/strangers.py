"""Somebody whom a chat brings and we do not know yet: recognised by a work mail, told whom to write to, or asked.

What each chat says of an account is its own (bot/slack/people.py, bot/teams/people.py); what is done about it is the
same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from handlers.dialogue.clean import clean
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.locale import Speech
from handlers.people import identities
from storage import people
from storage.engine import Store
from storage.tables import IdentityKind, Person

from .runner import Runner

FORM = identities.FORM


@dataclass(frozen=True)
class Stranger:
    """Somebody unknown, as a chat has them. `address` is what they would be known by there, empty where they could
    not be; `ours` is whether they are at home where our own people are; `email` is theirs for sure. `language` is
    empty where the chat does not say."""

    address: str
    ours: bool
    email: str = ""
    called: str = ""
    language: str = ""


class Strangers:
    """The accounts of one kind. `mails` says whether somebody can be sent a mail to find out who they are."""

    def __init__(self, runner: Runner, kind: IdentityKind, *, mails: bool) -> None:
        self._runner = runner
        self._kind = kind
        self._mails = mails

    async def tie(self, email: str, address: str, now: datetime, *, acts: bool = False) -> Person | None:
        """The person of an account; whoever has the mail address, where it has none yet. `acts` says that they are
        doing something, rather than being written to."""
        kind = self._kind

        def work(store: Store) -> Person | None:
            holder = people.at_address(store, kind, address)
            if holder is not None:
                return holder
            person = people.by_email(store, email)
            if person is not None:
                asks = Request(actor=person if acts else None, now=now, face=kind.value)
                identities.tied(asks, store, number(person.id), kind, address, what="identity.recognised")
            return person

        try:
            return await self._runner.change(work)
        except IntegrityError:  # the same account was met twice at once, on two machines
            return await self._runner.look(lambda store: people.at_address(store, kind, address))

    async def met(self, who: Stranger, now: datetime) -> Reply:
        """What they are shown: whom to write to, or the question for their work mail."""

        def told(store: Store) -> Reply:
            t = _speech(store, who, now)
            if who.ours:
                return Reply(identities.unknown(t, store, who.email, self._kind))
            if self._mails and who.address:
                return Reply(form=identities.form(t, self._kind))
            return Reply(identities.barred(t, store))

        return await self._runner.look(told)

    async def speech(self, who: Stranger, now: datetime) -> Speech:
        """How to speak to them: in the language of their chat, or the circle's."""
        return await self._runner.look(lambda store: _speech(store, who, now))

    async def introduced(self, who: Stranger, values: Mapping[str, Value], now: datetime, key: str) -> Reply:
        """The form of `met` (named `FORM`), sent by anybody at all."""
        if who.ours or not who.address or not self._mails:
            return await self.met(who, now)
        said = values.get("email", "")

        def work(store: Store) -> Reply:
            return identities.asked(
                _speech(store, who, now),
                store,
                clean(said if isinstance(said, str) else ""),
                kind=self._kind,
                address=who.address,
                called=who.called,
                now=now,
                key=key,
            )

        reply = await self._runner.change(work)
        self._runner.wake()
        return reply


def known_already(person: Person, now: datetime) -> Reply:
    """To somebody who sent the form and has become known meanwhile."""
    return Reply(identities.known_already(Speech(person.language, now)))


def _speech(store: Store, who: Stranger, now: datetime) -> Speech:
    circle = people.find_circle(store)
    return Speech(who.language or (circle.language if circle is not None else "da"), now)
