"""The whole program with a Slack: the secretariat works in it, everybody else gets mail or comes from elsewhere.

def test_something(fresh_file, office, fake):
    async def scenario(town: Town) -> None:
        done = await town.slack.command("Sofie", "ny")
        ...
    play(fresh_file, office, fake, scenario)

What people do goes over signed HTTP, what the bot does reaches the tests' Web API and a mail server; the clock is the
program's own, wound forward. After every action all that follows from it has been delivered.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import Program
from bot.slack.face import Slack
from bot.slack.limits import Limits
from bot.slack.manifest import events, scopes
from storage.engine import Store
from tests import town as mailing
from tests.chat_town import ChatTown
from tests.elnet_chat import SECRETARIAT
from tests.running import Running, of_cast, running, unhurried
from tests.slack.fake import HOME, Fake
from tests.slack.reading import Shown
from tests.slack.workspace import Done, Workspace
from tests.smtp import PostOffice

ELSEWHERE = "T0AALBORG"
AWAY = ("Amir",)  # in the cast: "På Slack i et andet arbejdsområde"
AN_HOUR = 3600.0  # seconds


class Town(ChatTown):
    """Everybody at work, with Slack to chat in."""

    FACE = "slack"

    @property
    def slack(self) -> Workspace:
        """What people do and see there."""
        chat: Workspace = self.chat
        return chat

    async def type(self, who: str, words: str) -> Done:
        """Type a command."""
        return await self.slack.command(who, words)

    def answered(self, done: Done) -> Shown | None:
        """Where the answer to a form stands: in its modal."""
        return done.view

    def said(self) -> list[str]:
        """What the bot has said since the last time this was asked; of its calls only a search by mail address may be
        refused."""
        state = self.fake.read()
        names = {user["id"]: user["real_name"].split()[0] for user in state["users"].values()}
        talks = {id_: names[each["user"]] for id_, each in state["channels"].items() if each.get("user") in names}
        rooms = {id_: f"#{each['name']}" for id_, each in state["channels"].items() if each.get("name")}
        calls = [call for call in self.fake.record("chat.postMessage") if call["answer"].get("ok")]
        refused = [call for call in self.fake.refused() if call["method"] != "users.lookupByEmail"]
        self.fake.clear()
        assert refused == []
        places = {**talks, **rooms}
        return sorted(f"{places[call['answer']['channel']]}: {call['arguments']['text']}" for call in calls)


def play(
    path: Path,
    office: PostOffice,
    fake: Fake,
    scenario: Callable[[Town], Awaitable[None]],
    *,
    chatting: tuple[str, ...] = SECRETARIAT,
    away: tuple[str, ...] = AWAY,
    **settings: Any,
) -> None:
    """Run a scenario in a program of its own. Those of `chatting` are users of the home team, those of `away` of
    another one (Slack Connect), and the others have no account. `settings` change the program's."""

    async def run() -> None:
        async with living(path, office, fake, chatting=chatting, away=away, **settings) as town:
            await scenario(town)

    asyncio.run(run())


@asynccontextmanager
async def living(
    path: Path,
    office: PostOffice,
    fake: Fake,
    *,
    chatting: tuple[str, ...] = SECRETARIAT,
    away: tuple[str, ...] = AWAY,
    **settings: Any,
) -> AsyncIterator[Town]:
    """A program and its town while the block runs; a second one on the same path goes on where the first ended."""
    async with running(path, office, hurry, **{**of_slack(fake), **settings}) as house:
        program = house.program
        slack = await moved_in(house, fake, chatting, away)
        town = Town(program, slack, mailing.Town(program, office, house.session), fake)
        yield town
        await town.settle()


def of_slack(fake: Fake) -> dict[str, Any]:
    """The settings of a program whose Slack is the tests'."""
    return {
        "slack_bot_token": fake.token,
        "slack_signing_secret": fake.signing_secret,
        "slack_home_teams": HOME,
        "slack_api_url": fake.api_url,
    }


async def moved_in(house: Running, fake: Fake, chatting: tuple[str, ...], away: tuple[str, ...]) -> Workspace:
    """The Slack of a program, in which some of the cast have an account."""
    settings = house.program.settings
    fake.scopes(*scopes(settings.listen))  # what installing the manifest grants, and no more
    people = await house.program.runner.look(lambda store: _accounts(store, fake, chatting, away))
    slack = Workspace(fake, house.base, house.session, people)
    slack.hears = frozenset(events(settings.listen))
    return slack


def hurry(program: Program) -> None:
    """Let no call wait for its turn, as if an hour went by before each, and none be given up as too slow; those
    have tests of their own."""
    face = program.faces["slack"]
    assert isinstance(face, Slack)
    unhurried(face.api.patience)
    hours = count()
    face.api._limits = Limits(lambda: next(hours) * AN_HOUR)


def _accounts(store: Store, fake: Fake, chatting: tuple[str, ...], away: tuple[str, ...]) -> dict[str, str]:
    """Accounts in Slack for those who have one; user ids by first name."""
    there = {each["real_name"]: each["id"] for each in fake.read()["users"].values()}
    if away and ELSEWHERE not in fake.read()["teams"]:
        fake.team(ELSEWHERE, "Aalborg Kommune", "aalborg")
    found: dict[str, str] = {}
    for first, person in of_cast(store, (*chatting, *away)).items():
        team = ELSEWHERE if first in away else HOME
        found[first] = there.get(person.name) or fake.user(
            person.name, email=person.email, team=team, locale="en-GB" if person.language == "en" else "da-DK"
        )
    return found
