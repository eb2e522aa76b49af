"""The cast, a Teams, and what knows who is who between them, without the rest of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import ClientSession
from sqlalchemy import event
from sqlmodel import select

from bot.clock import Clock
from bot.hearing import Ear
from bot.runner import Runner
from bot.settings import Settings, load
from bot.teams import asked
from bot.teams.asked import FACE, Spot
from bot.teams.connector import Connector
from bot.teams.installed import Installed
from bot.teams.people import TEAMS, Folk
from bot.teams.tokens import token_of
from handlers.contents import everything
from storage.engine import Database
from storage.tables import ConversationReference, IdentityKind, OutboxRow
from tests.bot.known import Known
from tests.teams.activities import Activities
from tests.teams.fake import Fake, Json
from tests.world import ORDERED, settle_cast

MAILS = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "taskforce@brn.example", "secret_key": "x" * 40}


@dataclass
class Stage(Known):
    """`seconds` is machine time."""

    KIND: ClassVar[IdentityKind] = TEAMS

    folk: Folk
    installed: Installed
    runner: Runner
    database: Database
    fake: Fake
    seconds: list[float] = field(default_factory=lambda: [0.0])

    def activities(self) -> Activities:
        """What Teams tells now."""
        return Activities(self.fake, self.fake.read())

    def told(self, user: str, talk: str = "", **changed: Any) -> Json:
        """Somebody does something, alone with the bot or in a channel."""
        where = talk or self.fake.chat(user)
        return self.activities().update(user, where) | changed

    def spot(self, user: str, talk: str = "", **changed: Any) -> Spot:
        """Who and where that is."""
        return asked.spot(self.told(user, talk, **changed))

    async def name(self, user: str, talk: str = "") -> str | None:
        """Who somebody is."""
        found = await self.folk.person(self.spot(user, talk))
        return found.name if found is not None else None

    async def meet(self, user: str, talk: str = "") -> None:
        """Somebody speaks to the bot."""
        told = self.told(user, talk)
        await self.folk.met(told, asked.spot(told))

    async def tell(self, activity: Json) -> None:
        """The bot is told of somebody's coming or going."""
        await self.installed.event(activity, asked.spot(activity))

    def kept(self) -> dict[str, ConversationReference]:
        """The references, by whose they are."""
        with self.database.reading() as store:
            return {each.address: each for each in store.session.exec(select(ConversationReference))}

    def rows(self) -> list[OutboxRow]:
        """What is to be said."""
        with self.database.reading() as store:
            return list(store.session.exec(select(OutboxRow).order_by(OutboxRow.id)))  # type: ignore[arg-type]

    def calls(self) -> list[str]:
        """What the service has been asked."""
        return [each["method"] for each in self.fake.record() if each["method"] != "login"]


def settings_of(fake: Fake, *, mails: bool = True, **changed: Any) -> Settings:
    """The program's settings."""
    return load(**{**fake.settings(), **(MAILS if mails else {}), "public_url": "http://127.0.0.1:1", **changed})


def on_stage(database: Database, fake: Fake, scene: Callable[[Stage], Awaitable[None]], *, mails: bool = True) -> None:
    """Play a scene, in which it is Friday 20 November 2026."""

    async def run() -> None:
        settings, runner = settings_of(fake, mails=mails), Runner(database, everything())
        async with ClientSession() as session:
            connector = Connector(lambda: session, token_of(settings), lambda service: service == fake.service)
            folk = Folk(runner, connector, settings, now=lambda: ORDERED, machine=lambda: made.seconds[0])
            installed = Installed(
                Ear(runner, Clock(database, settings.zone, lambda: ORDERED, local=False), FACE), connector, folk
            )
            made = Stage(folk, installed, runner, database, fake)
            await scene(made)
        runner.close()

    with database.changing() as store:
        settle_cast(store, ORDERED)
    asyncio.run(run())


def comes(fake: Fake, name: str, email: str = "", **known: Any) -> str:
    """Somebody who has the app; their id."""
    user = fake.user(name, email=email, **known)
    fake.install(user)
    return user


def writes(database: Database) -> list[str]:
    """The rows that are written from now on."""
    found: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def seen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            found.append(statement)

    return found
