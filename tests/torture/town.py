"""Those who play, outside the program: nobody among them notices that processes die, except that now and then there
is no answer.

What somebody does is sent again with the same key until it has been answered, as Slack does it with events and a
browser with a form that is sent again. With PRESSES_AGAIN in the environment a person presses anew instead, which has
a new key; for what Slack itself delivers again it stays the same.

Between any two things that people do, all that follows has been delivered. Each is an act with a number, and deaths
are planned by act (`Plans`).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout

from storage.engine import Database
from tests import town as mailing
from tests.elnet_chat import SECRETARIAT
from tests.slack.fake import Fake
from tests.slack.workspace import Workspace as Slack
from tests.smtp import PostOffice
from tests.teams.fake import Fake as Microsoft
from tests.teams.workspace import Workspace as Teams
from tests.torture.houses import PATIENCE, PAUSE, Houses
from tests.torture.points import Death, Plan, Point
from tests.world import at

ONE_ANSWER = ClientTimeout(total=60)
T = TypeVar("T")
Commit = tuple[int, bool]


@dataclass(frozen=True)
class Act:
    """What was planned for one act and what came of it: the boundaries that there were, by kind; points that were not
    reached; deaths; seconds."""

    name: str
    seen: Mapping[str, list[str]]
    left: tuple[Point, ...]
    deaths: tuple[Death, ...]
    seconds: float


@dataclass(frozen=True)
class Strike:
    """Where to die in one act: points one after the other, and moments (seconds from the act's beginning) at which a
    process is killed from outside. Where the points are all the commits that were wanted, `commits` has each by its
    number in the undisturbed playing, with whether to die before it."""

    points: tuple[Point, ...] = ()
    moments: tuple[float, ...] = ()
    commits: tuple[Commit, ...] = ()


Plans = Mapping[int, Strike]
"""By the number of the act, from 0."""


class NoAnswer(Exception):
    """What was pressed has not been answered, and the person sees that."""


class Patient:
    """A session whose requests are sent again, as they were, until they are answered."""

    def __init__(self, session: ClientSession, again: Callable[[], None]) -> None:
        self._session = session
        self._again = again

    def get(self, url: str, **more: Any) -> Any:
        return self._asked("GET", url, more)

    def post(self, url: str, **more: Any) -> Any:
        return self._asked("POST", url, more)

    @asynccontextmanager
    async def _asked(self, method: str, url: str, more: dict[str, Any]) -> AsyncIterator[Any]:
        until = time.monotonic() + PATIENCE
        more["timeout"] = ONE_ANSWER
        while True:
            with suppress(ClientError, TimeoutError):
                async with self._session.request(method, url, **more) as response:
                    await response.read()
                    if response.status < 500:
                        yield response
                        return
            if presses_again() and "payload=" in str(more.get("data", ""))[:20]:
                raise NoAnswer
            assert time.monotonic() < until, f"{method} {url} was never answered"
            self._again()
            await asyncio.sleep(PAUSE)


def presses_again() -> bool:
    """Whether people press anew where there was no answer."""
    return bool(os.environ.get("PRESSES_AGAIN"))


@dataclass
class Town:
    """The chats, the mail server, and the program behind its front, as the steps of tests/elnet_chat.py know a town.
    Where there is Teams, everybody but the secretariat is in it."""

    houses: Houses
    plan: Plan
    plans: Plans
    fake: Fake
    microsoft: Microsoft | None
    office: PostOffice
    database: Database
    control: ClientSession
    rng: random.Random
    slack: Slack = field(init=False)
    teams: Teams | None = None
    post: mailing.Town = field(init=False)
    acts: list[Act] = field(default_factory=list)
    retries: int = 0

    @property
    def chat(self) -> Town:
        return self

    def answered(self, done: Any) -> Any:
        return done.view

    def card(self, who: str, label: str) -> Any:
        return self._of(who).message(who, label)

    async def type(self, who: str, words: str) -> Any:
        return await self.slack.command(who, words)

    async def press(self, who: str, shown: Any, label: str) -> Any:
        return await self._of(who).press(who, shown, label)

    async def submit(self, who: str, shown: Any, values: Mapping[str, Any]) -> Any:
        return await self._of(who).submit(who, shown, values)

    def _of(self, who: str) -> Any:
        return self.slack if self.teams is None or who in SECRETARIAT else self.teams

    def again(self) -> None:
        self.retries += 1

    async def act(self, name: str, doing: Callable[[], Awaitable[T]]) -> T:
        """Somebody does something, and all that follows from it is delivered; processes die as it is planned."""
        strike = self.plans.get(len(self.acts), Strike())
        began = time.monotonic()
        self.plan.set(list(strike.points))
        outside: list[Death] = []
        killing = asyncio.create_task(self._kill(strike.moments, outside))
        try:
            came = await self._done(doing)
            await killing
            await self.settle()
        finally:
            killing.cancel()
        seen, left, deaths = self.plan.clear()
        await self.houses.all_up()
        await self.settle()
        self.acts.append(Act(name, seen, tuple(left), (*deaths, *outside), time.monotonic() - began))
        return came

    async def _done(self, doing: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await doing()
            except NoAnswer:
                await self.settle()

    async def _kill(self, moments: tuple[float, ...], deaths: list[Death]) -> None:
        """SIGKILL from outside; each moment is counted from the death before, or from the act's beginning."""
        for seconds in moments:
            await asyncio.sleep(seconds)
            await self.houses.all_up()
            name = self.rng.choice(self.houses.names)
            self.houses.kill(name)
            deaths.append(Death(f"after {seconds:.3f} s", name))

    async def settle(self) -> None:
        """Wait until nothing that is due waits any more; a dead sender's row does so for a lease."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(ClientError, TimeoutError):
                    up = self.houses.up
                    waiting = [(await self._ask(each.control, "settle"))["waiting"] for each in up]
                    if waiting and not any(waiting) and self.houses.up == up:
                        return
                await asyncio.sleep(PAUSE)

    async def wind(self, to: str) -> None:
        """Wind the clock to a local moment, from one thing that falls due to the next; at each of them all that
        follows is delivered before the time goes on."""
        there = False
        while not there:
            with suppress(ClientError, TimeoutError):
                up = self.houses.up
                if up:
                    there = (await self._ask(up[0].control, "wind", to=at(to).isoformat()))["there"]
            await self.houses.all_up()
            with suppress(ClientError, TimeoutError):
                for each in self.houses.up:
                    now = (await self._ask(each.control, "sync"))["now"]
                    self.set_clocks(now - time.time())
            await self.settle()

    def set_clocks(self, ahead: float) -> None:
        """The platforms' clocks show what ours does, so many seconds ahead."""
        for each in filter(None, (self.fake, self.microsoft)):
            each.change(offset=ahead)

    async def _ask(self, control: str, what: str, **asked: Any) -> Any:
        async with self.control.post(f"{control}/{what}", json=asked) as response:
            if response.status != 200:
                raise AssertionError(f"{what} went wrong\n{self.houses.log.read_text()[-4000:]}")
            return await response.json()
