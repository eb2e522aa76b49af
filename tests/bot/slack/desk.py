"""A bot that only sends to Slack: the cast's accounts in the tests' Slack."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from bot.settings import Settings
from bot.slack.api import Api
from bot.slack.limits import Limits
from bot.slack.people import Folk
from bot.slack.send import Sender
from storage.engine import Database
from storage.tables import Identity, IdentityKind
from tests.bot import desk
from tests.bot.desk import CARD, PAGES
from tests.slack.fake import HOME, Fake
from tests.world import ORDERED

__all__ = ["CARD", "Desk"]


class Desk(desk.Desk):
    """`folk` is kept by nobody between two errands."""

    kind = "slack"
    web = "https://brn.slack.com/archives/"

    def __init__(self, database: Database, fake: Fake, *, pages: bool = True, listen: str = "rooms") -> None:
        settings = Settings(
            slack_bot_token=fake.token,
            slack_signing_secret=fake.signing_secret,
            slack_home_teams=HOME,
            slack_api_url=fake.api_url,
            listen=listen,
            **PAGES,
            _env_file=None,
        )
        super().__init__(database, settings, pages=pages)
        self.fake = fake

    def account(self, name: str, **known: Any) -> str:
        """Somebody of the cast has an account; its id."""
        person = self.house.person(name)
        self.users[name] = self.fake.user(person.name, email=person.email, **known)
        return self.users[name]

    def stranger(self, name: str, team: str, user: str) -> None:
        """Somebody of the cast is known by an account in another workspace."""
        with self.database.changing() as store:
            mine = Identity(person_id=self.id(name), kind=IdentityKind.slack, address=f"{team}/{user}", rank=1)
            store.add(mine)

    async def run(self, work: Callable[[Sender], Coroutine[Any, Any, Any]]) -> Any:
        """Let work use a sender, from its start to its end."""
        minutes = count()
        api = Api(self.settings, Limits(lambda: next(minutes) * 61.0))
        await api.open()
        try:
            folk = Folk(self.runner, api, self.settings.home_teams, now=lambda: ORDERED)
            return await work(Sender(self.runner, api, folk, self.settings, self.addresses))
        finally:
            await api.close()
