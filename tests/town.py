"""The whole program, as it is started: the secretariat in the local workspace, everybody else by real mail.

Mails leave over real SMTP and are read from the server that took them; pages are opened over HTTP at the address
that stands in the mails. The clock is the program's own, wound forward.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from aiohttp import ClientSession, CookieJar
from sqlmodel import select

from bot.app import Program, address, listen, served
from bot.settings import load
from handlers.dialogue.card import Argument, Card
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned
from handlers.dialogue.wire import from_json
from handlers.rules.names import first_name
from storage.engine import Store
from storage.tables import Identity, IdentityKind, OutboxKind, OutboxRow, Person
from tests.engines import hasten
from tests.post import Reader, html_of, plain
from tests.smtp import PostOffice
from tests.world import ORDERED, at, button, settle_cast

SECRET = "a secret of at least thirty-two characters"
SENDER = "taskforce@brn.example"


@dataclass
class Town:
    """Everybody at work. People are named by their first names."""

    program: Program
    server: PostOffice
    session: ClientSession
    _people: dict[str, Person] = field(default_factory=dict)

    # --- the secretariat, in the workspace ---

    async def say(self, who: str, words: str) -> Reply:
        """Type `/taskforce words`."""
        return await self._ask(who, words=words)

    async def press(self, who: str, card: Card | Reply | None, label: str) -> Reply:
        """Press a button of a card."""
        found = button(card.card if isinstance(card, Reply) else card, label)
        return await self._ask(who, action=found.action, args=found.args)

    async def fill(self, who: str, reply: Reply, /, **values: Value) -> Reply:
        """Send a form with its own values and these."""
        assert reply.form is not None, reply
        form = reply.form
        return await self._ask(who, action=form.name, args=form.args, values={**form.values, **values})

    async def _ask(
        self,
        who: str,
        *,
        words: str = "",
        action: str = "",
        args: Mapping[str, Argument] | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> Reply:
        now = self.program.clock.now()
        asked = Request(self.person(who), now, action, words, args or {}, values or {})
        reply = await self.program.runner.ask(cleaned(asked))
        await self.program.dispatcher.drain(now)
        return reply

    async def order(self, **changed: Value) -> None:
        """Sofie orders Elnet and sends it at once."""
        from tests import elnet

        first = {**elnet.FIRST, **{key: changed[key] for key in elnet.FIRST if key in changed}}
        rest = {key: value for key, value in changed.items() if key not in first}
        reply = await self.fill("Sofie", await self.say("Sofie", "ny"), **first)
        preview = await self.fill("Sofie", reply, **{**elnet.SECOND, **rest})
        await self.press("Sofie", preview, "Send nu")

    async def wind(self, to: str) -> None:
        """Wind the clock to a local moment."""
        await self.program.clock.wind(at(to))

    def person(self, who: str) -> Person:
        """The person of a first name."""
        if who not in self._people:
            with self.program.database.reading() as store:
                found = [each for each in store.session.exec(select(Person)) if first_name(each.name) == who]
            assert len(found) == 1, who
            self._people[who] = found[0]
        return self._people[who]

    def cards(self, who: str) -> list[Card]:
        """The cards that somebody in the workspace has got, as they stand now, oldest first."""
        with self.program.database.reading() as store:
            rows = store.session.exec(
                select(OutboxRow)
                .where(OutboxRow.person_id == self.person(who).id, OutboxRow.face == "workspace")
                .order_by(OutboxRow.id)  # type: ignore[arg-type]
            ).all()
        standing: dict[int, Card] = {}
        for row in rows:
            standing[(row.target_id if row.kind == OutboxKind.update else row.id) or 0] = from_json(Card, row.payload)
        return list(standing.values())

    # --- the others, by mail ---

    def mails(self, who: str) -> list[EmailMessage]:
        """The mails that somebody has got, oldest first."""
        return self.server.to(self.person(who).email or "")

    def mail(self, who: str) -> EmailMessage:
        """The newest mail of somebody that is no digest."""
        return [mail for mail in self.mails(who) if "List-Unsubscribe" not in mail][-1]

    def subjects(self, who: str) -> list[str]:
        """What somebody's list of mails shows, without the digests."""
        return [str(mail["Subject"]) for mail in self.mails(who) if "List-Unsubscribe" not in mail]

    async def answer(self, who: str, label: str) -> Reader:
        """Press a button of the newest mail that has it; the page that opens."""
        asked = [mail for mail in self.mails(who) if f">{label}<" in html_of(mail).replace("\N{NO-BREAK SPACE}", " ")]
        assert asked, f"{label!r} is in none of {self.subjects(who)}: {[plain(html_of(m)) for m in self.mails(who)]}"
        reader = Reader(self.session)
        await reader.follow(asked[-1], label)
        return reader


def play(
    path: Path,
    server: PostOffice,
    scenario: Callable[[Town], Awaitable[None]],
    *,
    chatting: tuple[str, ...] = ("Sofie", "Mads", "Emil", "Helle", "Farah"),
) -> None:
    """Run a scenario in a program of its own. Everybody but those named first is reached by mail alone."""

    async def run() -> None:
        async with _town(path, server, chatting) as town:
            await scenario(town)

    asyncio.run(run())


@asynccontextmanager
async def _town(path: Path, server: PostOffice, chatting: tuple[str, ...]) -> AsyncIterator[Town]:
    listening = listen(load(port=0))
    settings = load(
        database_url=f"sqlite:///{path}",
        public_url=address(listening),
        secret_key=SECRET,
        smtp_url=server.url,
        mail_from=SENDER,
    )
    program = Program(settings, local=True)
    hasten(program.runner.database)
    async with served(program, listening), ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        await program.clock.begin(ORDERED)
        await program.runner.change(lambda store: _settle(store, program.clock.now(), chatting))
        await program.clock.tick()  # the first digest is set; nothing else changes by itself on this day
        yield Town(program, server, session)


def _settle(store: Store, now: datetime, chatting: tuple[str, ...]) -> None:
    settle_cast(store, now - timedelta(days=1))
    for person in store.session.exec(select(Person)).all():
        if person.email and first_name(person.name) not in chatting:
            store.add(Identity(person_id=person.id, kind=IdentityKind.mail, address=person.email))
