"""The whole program with a Teams: whoever chats has the app there, everybody else gets mail.

def test_something(fresh_file, office, teams):
    async def scenario(town: Town) -> None:
        done = await town.teams.say("Sofie", "ny")
        ...
    play(fresh_file, office, teams, scenario)

What people do goes over HTTP with Microsoft's tokens, what the bot does reaches the tests' connector service and a
mail server; the clock is the program's own, wound forward. After every action all that follows from it has been
delivered.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import Program
from bot.teams.face import Teams
from bot.teams.limits import Limits
from storage.engine import Store
from tests import town as mailing
from tests.chat_town import ChatTown
from tests.elnet_chat import SECRETARIAT
from tests.running import Running, of_cast, running, unhurried
from tests.smtp import PostOffice
from tests.teams.cloud.teams import CREATE
from tests.teams.fake import TENANT, Fake
from tests.teams.workspace import Done, Workspace

TEAM = "BRN-taskforces"
CHANNEL = "Elnet"
AN_HOUR = 3700.0  # seconds, and a little more


class Town(ChatTown):
    """Everybody at work, with Teams to chat in."""

    FACE = "teams"

    @property
    def teams(self) -> Workspace:
        """What people do and see there."""
        chat: Workspace = self.chat
        return chat

    async def type(self, who: str, words: str) -> Done:
        """Write a command to the bot."""
        return await self.teams.say(who, words)

    def answered(self, done: Done) -> Done:
        """Where the answer to a form stands: in the card that was pressed, or under it."""
        return done

    def said(self) -> list[str]:
        """What the bot has said since the last time this was asked; none of its calls may be refused."""
        state = self.fake.read()
        names = {id_: each["name"].split()[0] for id_, each in state["users"].items()}
        places = {
            id_: names[each["user"]] if each["user"] else f"#{each['name']}" for id_, each in state["talks"].items()
        }
        refused = self.fake.refused()
        new = [call for call in self.fake.record("send", "reply") if 200 <= call["status"] < 300]
        posts = [call["arguments"] for call in self.fake.record("begin") if call["arguments"].get("activity")]
        self.fake.clear()
        assert refused == []
        sent = [f"{places[call['conversation'].partition(';')[0]]}: {call['arguments']['summary']}" for call in new]
        posted = [f"{places[post['channelData']['channel']['id']]}: {post['activity']['summary']}" for post in posts]
        return sorted([*sent, *posted])


def play(
    path: Path,
    office: PostOffice,
    fake: Fake,
    scenario: Callable[[Town], Awaitable[None]],
    *,
    chatting: tuple[str, ...] = SECRETARIAT,
    makes: bool = False,
    **settings: Any,
) -> None:
    """Run a scenario in a program of its own. Those of `chatting` have the app, and the others no account; with `makes`
    the bot may make channels in their team. `settings` change the program's."""

    async def run() -> None:
        async with living(path, office, fake, chatting=chatting, makes=makes, **settings) as town:
            await scenario(town)

    asyncio.run(run())


@asynccontextmanager
async def living(
    path: Path,
    office: PostOffice,
    fake: Fake,
    *,
    chatting: tuple[str, ...] = SECRETARIAT,
    makes: bool = False,
    **settings: Any,
) -> AsyncIterator[Town]:
    """A program and its town while the block runs; a second one on the same path goes on where the first ended. There
    is a team with a channel, both the group's to choose."""
    async with running(path, office, hurry, **{**of_teams(fake, makes=makes), **settings}) as house:
        teams = await moved_in(house, fake, chatting)
        town = Town(house.program, teams, mailing.Town(house.program, office, house.session), fake)
        await welcomed(teams, chatting)
        yield town
        await town.settle()


def of_teams(fake: Fake, *, makes: bool = False) -> dict[str, Any]:
    """The settings of a program whose Teams is the tests', in which the secretariat has a team."""
    if not any(team["name"] == TEAM for team in fake.read()["teams"].values()):
        team = fake.team(TEAM, grants=(CREATE,) if makes else ())
        if not makes:  # else the group gets a channel of its own, of that name
            fake.channel(team, CHANNEL)
    group = next(team["group"] for team in fake.read()["teams"].values() if team["name"] == TEAM)
    return {**fake.settings(), **({"teams_team": group} if makes else {})}


async def moved_in(house: Running, fake: Fake, chatting: tuple[str, ...]) -> Workspace:
    """The Teams of a program, in which some of the cast have an account."""
    people = await house.program.runner.look(lambda store: _accounts(store, fake, chatting))
    return Workspace(fake, house.base, house.session, people)


async def welcomed(teams: Workspace, chatting: tuple[str, ...]) -> None:
    """Everybody who chats is in the secretariat's team and has got the app; what that said has been read."""
    id_ = teams.team(TEAM)
    if teams.fake.read()["teams"][id_]["installed"]:
        return
    for who in chatting:
        teams.fake.do("join", team=id_, user=teams.id(who))
        await teams.install(who)
    await teams.install_in(chatting[0], TEAM)
    teams.fake.clear()


def hurry(program: Program) -> None:
    """Let no call wait for its turn, as if an hour went by before each, and none be given up as too slow; those
    have tests of their own."""
    face = program.faces["teams"]
    assert isinstance(face, Teams)
    unhurried(face.connector.patience)
    hours = count()
    face.connector._limits = Limits(lambda: next(hours) * AN_HOUR)


def _accounts(store: Store, fake: Fake, chatting: tuple[str, ...]) -> dict[str, str]:
    """Accounts in Teams for those who have one; user ids by first name. Who is of another house is a guest."""
    there = {each["name"]: id_ for id_, each in fake.read()["users"].items()}
    found: dict[str, str] = {}
    for first, person in of_cast(store, chatting).items():
        email = person.email or ""
        guest = not email.endswith("@brn.example")
        known = {"email": email, "tenant": TENANT, "role": "guest" if guest else "user"}
        if guest:
            known["upn"] = f"{email.replace('@', '_')}#EXT#@brn.example"
        locale = "en-GB" if person.language == "en" else "da-DK"
        found[first] = there.get(person.name) or fake.user(person.name, locale=locale, **known)
    return found
