"""A bot that only sends to Teams: the cast's accounts in the tests' Teams, and what Teams has told of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from aiohttp import ClientSession

from bot.settings import Settings
from bot.teams import asked, forms, render
from bot.teams.asked import FACE
from bot.teams.connector import Connector
from bot.teams.gate import Gate
from bot.teams.keys import Keys
from bot.teams.limits import Limits
from bot.teams.people import TEAMS, Folk
from bot.teams.send import Sender
from bot.teams.tokens import token_of
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form, Words
from handlers.locale import Speech
from storage import conversations, people
from storage.engine import Database
from storage.tables import ConversationReference
from tests.bot import desk
from tests.bot.desk import CARD, PAGES
from tests.teams.activities import Activities
from tests.teams.fake import APP, TENANT, Fake, Json
from tests.world import ORDERED

__all__ = ["CARD", "DANISH", "ENGLISH", "FORM", "Desk", "calls", "drawn"]
DANISH, ENGLISH = Speech("da", ORDERED), Speech("en", ORDERED)
FORM = Form("me.saved", "Hvor længe er du væk?", (Words("until", "Til og med"),), "Gem")


def drawn(said: Card | Form, t: Speech = DANISH) -> Json:
    """The activity of a card or a form."""
    if isinstance(said, Form):
        return render.activity(forms.form(said, t, way_back=False))
    return render.activity(render.message(said, t))


def calls(fake: Fake) -> list[tuple[str, str]]:
    """What the service was asked to do, and in which conversation."""
    return [(each["method"], each.get("conversation", "")) for each in fake.record() if each["method"] != "login"]


class Desk(desk.Desk):
    """`folk` is kept by nobody between two errands. There is one team."""

    kind = "teams"
    web = "https://teams.microsoft.com/l/channel/"

    def __init__(self, database: Database, fake: Fake, *, pages: bool = True, **settings: Any) -> None:
        super().__init__(database, Settings(**fake.settings(), **PAGES, **settings, _env_file=None), pages=pages)
        self.fake = fake
        self.team = fake.team("BRN-taskforces", installed=True)

    # --- furnishing ---

    def account(self, name: str, *, told: bool = True, **known: Any) -> str:
        """Somebody of the cast has an account with the app in it, of which Teams has `told`; its id."""
        person = self.house.person(name)
        user = self.users[name] = self.fake.user(person.name, email=person.email, **known)
        self.fake.install(user)
        if told:
            with self.database.changing() as store:
                people.tie(store, self.id(name), TEAMS, self.fake.account(user))
            self.hear(user, self.fake.chat(user))
        return user

    def member(self, name: str) -> str:
        """Somebody has an account, and is in the team."""
        user = self.account(name)
        self.fake.do("join", team=self.team, user=user)
        return user

    def channel(self, name: str, *, told: bool = True) -> str:
        """A channel of the team, of which Teams has `told`; its id."""
        made = self.fake.channel(self.team, name)
        if told:
            some = next(iter(self.users.values()), "") or self.member("Sofie")
            self.hear(some, made)
        return made

    def hear(self, user: str, talk: str, **changed: Any) -> None:
        """Teams tells of somebody in a conversation."""
        told = Activities(self.fake, self.fake.read()).update(user, talk) | changed

        async def meet(folk: Folk) -> None:
            await folk.met(told, asked.spot(told))

        self.together(lambda sender: meet(sender._folk))

    def kept(self, address: str) -> ConversationReference:
        """What is kept of an account or a channel."""
        found: ConversationReference = self.look(lambda store: conversations.at(store, FACE, address))
        return found

    def of(self, name: str) -> ConversationReference:
        """What is kept of somebody."""
        return self.kept(self.fake.account(self.users[name]))

    # --- reading ---

    def messages(self, talk: str) -> list[Json]:
        """What stands in a conversation."""
        return list(self.fake.read()["talks"][talk]["messages"])

    def chat(self, name: str) -> str:
        """Somebody's chat with the bot."""
        return self.fake.chat(self.users[name])

    # --- sending ---

    async def run(self, work: Callable[[Sender], Coroutine[Any, Any, Any]]) -> Any:
        """Let work use a sender, from its start to its end."""
        hours = count()
        gate = Gate(APP, Keys(""), tenants=[TENANT], hosts=self.settings.service_hosts)
        async with ClientSession() as session:
            token, limits = token_of(self.settings), Limits(lambda: next(hours) * 3700.0)
            connector = Connector(lambda: session, token, gate.trusts, limits)
            folk = Folk(self.runner, connector, self.settings, now=lambda: ORDERED)
            return await work(Sender(self.runner, connector, folk, self.settings))
