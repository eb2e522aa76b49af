"""Elnet from the order to the thanks, played from outside: nobody in it notices that processes die, except that now
and then there is no answer.

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
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, TCPConnector

from bot.settings import Settings, load
from storage import local_clock
from storage.engine import Database, Store
from tests import town as mailing
from tests.elnet import COLLEAGUES, FIRST, SECOND
from tests.elnet_chat import CHATTING, RESULTS, by_mail, presses
from tests.slack import town as slacking
from tests.slack.fake import Fake
from tests.slack.reading import Shown
from tests.slack.workspace import Workspace
from tests.smtp import PostOffice
from tests.torture.houses import PATIENCE, PAUSE, Houses, opened
from tests.torture.points import Death, Plan, Point
from tests.world import ORDERED, at, settle_cast

TRIGGERS_LIVE = 600.0  # seconds; Slack's three are over before anybody has answered who died in between
ONE_ANSWER = ClientTimeout(total=60)
T = TypeVar("T")


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
    process is killed from outside."""

    points: tuple[Point, ...] = ()
    moments: tuple[float, ...] = ()


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
        while True:
            with suppress(ClientError, TimeoutError):
                async with self._session.request(method, url, timeout=ONE_ANSWER, **more) as response:
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
    """Slack, the mail server, and the program behind its front. Read by the steps of tests/elnet_chat.py."""

    houses: Houses
    plan: Plan
    plans: Plans
    fake: Fake
    office: PostOffice
    database: Database
    control: ClientSession
    rng: random.Random
    chat: Workspace = field(init=False)
    post: mailing.Town = field(init=False)
    acts: list[Act] = field(default_factory=list)
    retries: int = 0

    def answered(self, done: Any) -> Any:
        return done.view

    def card(self, who: str, label: str) -> Shown:
        return self.chat.message(who, label)

    async def type(self, who: str, words: str) -> Any:
        return await self.chat.command(who, words)

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
                    self.fake.change(offset=now - time.time())
            await self.settle()

    async def _ask(self, control: str, what: str, **asked: Any) -> Any:
        async with self.control.post(f"{control}/{what}", json=asked) as response:
            if response.status != 200:
                raise AssertionError(f"{what} went wrong\n{self.houses.log.read_text()[-4000:]}")
            return await response.json()


async def elnet(town: Town) -> None:
    """The scenario."""
    chat, act = town.chat, town.act

    async def order() -> None:
        first = await act("Sofie types ny", lambda: town.type("Sofie", "ny"))
        second = await act("Sofie says what it is about", lambda: chat.submit("Sofie", first.view, FIRST))
        card = await act("Sofie says whom to ask", lambda: chat.submit("Sofie", second.view, SECOND))
        await act("Sofie sends it", lambda: chat.press("Sofie", card.view, "Send nu"))

    async def name(director: str, expert: str) -> None:
        form = await act(f"{director} wants to name one", lambda: presses(town, director, "Udpeg en"))
        await act(f"{director} names {expert}", lambda: chat.submit(director, form.view, COLLEAGUES[expert]))

    await order()
    await act("Vibeke says yes", lambda: presses(town, "Vibeke", "Ja, spørg Anna"))
    await act("Erik says yes", lambda: presses(town, "Erik", "Ja, spørg Maja"))
    await act("Tobias answers by mail", lambda: by_mail(town, "Tobias", "Ja, jeg deltager"))
    await name("Søren", "Dorthe")
    await name("Lars", "Kasper")
    for expert in ("Anna", "Maja", "Dorthe", "Kasper"):
        await act(f"{expert} says yes", lambda who=expert: presses(town, who, "Ja, jeg er med"))  # type: ignore[misc]
    line = f"Frist: 11. december - budskabspapir - <@{chat.id('Anna')}>"
    await act("Emil writes a deadline", lambda: chat.say("Emil", "#elnet", line))
    await act("Monday comes", lambda: town.wind("2026-11-23 08:00"))
    await act("Birgit wants no digest", lambda: presses(town, "Birgit", "Slå fra"))
    await act("Sofie asks how it goes", lambda: town.type("Sofie", "status Elnet"))
    form = await act("Emil types opløs", lambda: town.type("Emil", "opløs Elnet"))
    await act("Emil says what came of it", lambda: chat.submit("Emil", form.view, RESULTS))
    await act("the next Monday comes", lambda: town.wind("2026-11-30 08:00"))
    # what a killed process had still to draw is drawn when its reader looks
    for who in CHATTING:
        await chat.open_home(who)


@asynccontextmanager
async def played(
    folder: Path, url: str, names: tuple[str, ...], fake: Fake, office: PostOffice, plans: Plans, *, seed: int = 0,
    lease: float = 5.0, died: Callable[[Town], None] = lambda town: None,
) -> AsyncIterator[Town]:  # fmt: skip
    """Elnet, played to its end in a migrated and empty database; the processes still run inside the block."""
    folder.mkdir(exist_ok=True, parents=True)
    towns: list[Town] = []
    async with opened(folder, lambda: [died(each) for each in towns] and None) as houses:  # type: ignore[func-returns-value]
        known = {
            **{"database_url": url, "public_url": houses.address, "secret_key": mailing.SECRET},
            **{"smtp_url": office.url, "mail_from": mailing.SENDER, "port": 0},
            **slacking.of_slack(fake),
        }
        database = Database(url)
        with database.changing() as store:
            settle_cast(store, ORDERED)
            local_clock.move(store, round(ORDERED.timestamp() - time.time()))
        plan = Plan(folder / "plan.json")
        more = {"TORTURE_PLAN": str(folder / "plan.json"), "TORTURE_LEASE": str(lease)}
        async with (
            ClientSession(cookie_jar=CookieJar(unsafe=True), connector=TCPConnector(force_close=True)) as session,
            ClientSession(timeout=ONE_ANSWER) as control,
        ):
            town = Town(houses, plan, plans, fake, office, database, control, random.Random(seed))
            towns.append(town)
            patient: Any = Patient(session, town.again)
            outside: Any = SimpleNamespace(
                program=_Outside(load(**known), database), base=houses.address, session=patient
            )
            town.chat = await slacking.moved_in(outside, fake, CHATTING, ())
            town.chat.settle = town.settle
            town.post = mailing.Town(outside.program, office, patient)
            fake.change(trigger_lives=TRIGGERS_LIVE, offset=ORDERED.timestamp() - time.time())
            plan.clear()
            await houses.start(names, {f"TASKFORCE_{key.upper()}": str(value) for key, value in known.items()} | more)
            await town.settle()
            await elnet(town)
            yield town
        database.close()


@dataclass(frozen=True)
class _Outside:
    """What those who play ask of a program: its settings, and its database for who is called what."""

    settings: Settings
    database: Database

    @property
    def runner(self) -> _Outside:
        return self

    async def look(self, work: Callable[[Store], T]) -> T:
        with self.database.reading() as store:
            return work(store)
