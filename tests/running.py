"""A whole program on its own port, with a mail server and a clock that can be wound: what every town of the tests is
built on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar
from sqlmodel import select

from bot.app import Program, address, listen, served
from bot.patience import Patience
from bot.settings import load
from handlers.rules.names import first_name
from storage.engine import Store
from storage.tables import Person
from tests import town as mailing
from tests.engines import hasten
from tests.smtp import PostOffice
from tests.world import ORDERED, settle_cast

LONG = 60.0  # seconds


def unhurried(patience: Patience) -> None:
    """Give no platform up because this machine is slow."""
    patience.call = patience.last_try = patience.paper = LONG


@dataclass(frozen=True)
class Running:
    """A program that answers at `base`."""

    program: Program
    base: str
    session: ClientSession


@asynccontextmanager
async def running(
    path: Path, office: PostOffice, ready: Callable[[Program], None] = lambda program: None, **settings: Any
) -> AsyncIterator[Running]:
    """A program while the block runs, with the cast in it from Friday 20 November 2026 on; a second one on the same
    path goes on where the first ended. `ready` is done before it answers, and `settings` are the program's."""
    listening = listen(load(port=0))
    known = {
        "database_url": f"sqlite:///{path}",
        "public_url": address(listening),
        "secret_key": mailing.SECRET,
        "smtp_url": office.url,
        "mail_from": mailing.SENDER,
    }
    program = Program(load(**{**known, **settings}), local=False, winds=True)
    hasten(program.runner.database)
    ready(program)
    async with served(program, listening), ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        if await program.empty():
            await program.clock.begin(ORDERED)
            await program.runner.change(lambda store: settle_cast(store, program.clock.now() - timedelta(days=1)))
            await program.clock.tick()  # the first digest is set; nothing else changes by itself on this day
        yield Running(program, address(listening), session)


def of_cast(store: Store, several: Iterable[str]) -> dict[str, Person]:
    """People by their first names; each must be there."""
    wanted = set(several)
    found = {first_name(person.name): person for person in store.session.exec(select(Person)).all()}
    missing = wanted - found.keys()
    assert not missing, f"nobody in the cast is called {missing}"
    return {first: person for first, person in found.items() if first in wanted}
