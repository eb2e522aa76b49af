"""Elnet from the order to the thanks, played from outside (town.py), in Slack alone or with the secretariat in Slack
and everybody else in Teams."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from aiohttp import ClientSession, CookieJar, TCPConnector

from bot.settings import Settings, load
from storage import local_clock
from storage.engine import Database, Store
from tests import town as mailing
from tests.elnet import COLLEAGUES, FIRST, SECOND
from tests.elnet_chat import CHATTING, DIRECTORS, EXPERTS, OTHERS, RESULTS, SECRETARIAT, by_mail, presses
from tests.slack import town as slacking
from tests.slack.fake import Fake
from tests.smtp import PostOffice
from tests.teams import town as teaming
from tests.teams.fake import Fake as Microsoft
from tests.torture.houses import opened
from tests.torture.points import Plan
from tests.torture.town import ONE_ANSWER, Patient, Plans, Town
from tests.world import ORDERED, settle_cast

IN_TEAMS = (*DIRECTORS, *OTHERS, *EXPERTS)
TRIGGERS_LIVE = 600.0  # seconds; Slack's three are over before anybody has answered who died in between
T = TypeVar("T")


async def elnet(town: Town) -> None:
    """The scenario."""
    chat, act, mixed = town.chat, town.act, town.teams is not None

    async def order() -> None:
        first = await act("Sofie types ny", lambda: town.type("Sofie", "ny"))
        second = await act("Sofie says what it is about", lambda: chat.submit("Sofie", first.view, FIRST))
        card = await act("Sofie says whom to ask", lambda: chat.submit("Sofie", second.view, SECOND))
        await act("Sofie sends it", lambda: chat.press("Sofie", card.view, "Send nu"))

    async def name(director: str, expert: str) -> None:
        form = await act(f"{director} wants to name one", lambda: presses(town, director, "Udpeg en"))
        await act(f"{director} names {expert}", lambda: chat.submit(director, form, COLLEAGUES[expert]))

    await order()
    await act("Vibeke says yes", lambda: presses(town, "Vibeke", "Ja, spørg Anna"))
    await act("Erik says yes", lambda: presses(town, "Erik", "Ja, spørg Maja"))
    await act("Tobias answers by mail", lambda: by_mail(town, "Tobias", "Ja, jeg deltager"))
    await name("Søren", "Dorthe")
    await name("Lars", "Kasper")
    for expert in ("Anna", "Maja", "Dorthe", "Kasper"):
        await act(f"{expert} says yes", lambda who=expert: presses(town, who, "Ja, jeg er med"))  # type: ignore[misc]
    whose = "" if mixed else f" - <@{town.slack.id('Anna')}>"  # she is not in the room where she is in Teams
    line = f"Frist: 11. december - budskabspapir{whose}"
    await act("Emil writes a deadline", lambda: town.slack.say("Emil", "#elnet", line))
    await act("Monday comes", lambda: town.wind("2026-11-23 08:00"))
    await act("Birgit wants no digest", lambda: presses(town, "Birgit", "Slå fra"))
    await act("Sofie asks how it goes", lambda: town.type("Sofie", "status Elnet"))
    form = await act("Emil types opløs", lambda: town.type("Emil", "opløs Elnet"))
    await act("Emil says what came of it", lambda: chat.submit("Emil", form.view, RESULTS))
    await act("the next Monday comes", lambda: town.wind("2026-11-30 08:00"))
    # what a killed process had still to draw is drawn when its reader looks
    town.slack.settle = None
    for who in town.slack.people:
        await town.slack.open_home(who)
    await town.settle()


@dataclass(frozen=True)
class Stage:
    """What a playing is played on: a migrated and empty database, the platforms, the replicas' names, the seconds of a
    sender's lease; and Microsoft, where not everybody is in Slack."""

    folder: Path
    url: str
    fake: Fake
    office: PostOffice
    replicas: tuple[str, ...]
    lease: float = 5.0
    microsoft: Microsoft | None = None


@asynccontextmanager
async def played(
    stage: Stage, plans: Plans, *, seed: int = 0, died: Callable[[Town], None] = lambda town: None
) -> AsyncIterator[Town]:
    """Elnet, played to its end; the processes still run inside the block. `died` is called at each death."""
    stage.folder.mkdir(exist_ok=True, parents=True)
    stage.fake.reset()
    stage.office.taken.clear()
    if stage.microsoft is not None:
        stage.microsoft.reset()
    towns: list[Town] = []

    def death() -> None:
        for each in towns:
            died(each)

    async with opened(stage.folder, death) as houses:
        known = {
            **{"database_url": stage.url, "public_url": houses.address, "secret_key": mailing.SECRET},
            **{"smtp_url": stage.office.url, "mail_from": mailing.SENDER, "port": 0},
            **slacking.of_slack(stage.fake),
            **(teaming.of_teams(stage.microsoft) if stage.microsoft is not None else {}),
        }
        database = Database(stage.url)
        with database.changing() as store:
            settle_cast(store, ORDERED)
            local_clock.move(store, round(ORDERED.timestamp() - time.time()))
        plan = Plan(stage.folder / "plan.json")
        plan.clear()
        environment = {f"TASKFORCE_{key.upper()}": str(value) for key, value in known.items()}
        environment |= {"TORTURE_PLAN": str(stage.folder / "plan.json"), "TORTURE_LEASE": str(stage.lease)}
        async with (
            ClientSession(cookie_jar=CookieJar(unsafe=True), connector=TCPConnector(force_close=True)) as session,
            ClientSession(timeout=ONE_ANSWER) as control,
        ):
            town = Town(
                houses, plan, plans, stage.fake, stage.microsoft, stage.office, database, control, random.Random(seed)
            )
            towns.append(town)
            stage.fake.change(trigger_lives=TRIGGERS_LIVE)
            town.set_clocks(ORDERED.timestamp() - time.time())
            await houses.start(stage.replicas, environment)
            await _moved_in(town, load(**known), Patient(session, town.again))
            await elnet(town)
            yield town
        database.close()


async def _moved_in(town: Town, settings: Settings, session: Any) -> None:
    """Everybody has their account, and in Teams the app."""
    outside = _Outside(settings, town.database)
    house: Any = SimpleNamespace(program=outside, base=town.houses.address, session=session)
    town.post = mailing.Town(house.program, town.office, session)
    mixed = town.microsoft is not None
    town.slack = await slacking.moved_in(house, town.fake, SECRETARIAT if mixed else CHATTING, ())
    town.slack.settle = town.settle
    await town.settle()
    if town.microsoft is not None:
        town.teams = await teaming.moved_in(house, town.microsoft, IN_TEAMS)
        town.teams.settle = town.settle
        await teaming.welcomed(town.teams, IN_TEAMS)


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
