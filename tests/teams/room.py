"""Elnet at work in a channel of Teams: Emil coordinates it, Anna and he are its members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlmodel import select

from tests.at_work import at_work
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.town import CHANNEL, SECRETARIAT, Town, play

PLACE = f"#{CHANNEL}"
CHATTING = (*SECRETARIAT, "Anna")
Scenario = Callable[[Town], Awaitable[None]]
Run = Callable[..., None]


def in_room(path: Path, office: PostOffice, fake: Fake) -> Run:
    """What plays a scenario there."""

    def run(scenario: Scenario, **settings: Any) -> None:
        async def furnished(town: Town) -> None:
            folk = [town.person(name) for name in ("Sofie", "Emil", "Anna")]
            await at_work(town.program, *folk, face="teams", address=town.teams.place(PLACE))
            await scenario(town)

        play(path, office, fake, furnished, chatting=CHATTING, **settings)

    return run


async def stored(town: Town, table: Any) -> list[Any]:
    """The rows of a table."""
    return await town.program.runner.look(lambda store: list(store.session.exec(select(table).order_by(table.id))))


def said(town: Town, where: str) -> list[str]:
    """What the bot has said in a conversation, read."""
    return [each.text for each in town.teams.messages(where) if each.ours]
