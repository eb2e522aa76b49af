"""A house with a second program on its database, and requests that reach both at one instant."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlmodel import col, func, select

from bot.runner import Runner
from handlers.contents import everything
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from storage import nominations
from storage.engine import Database
from storage.tables import JournalLine, Person
from tests.invariants import broken
from tests.world import House


class Replicas:
    """A house with a second program on its database, where there can be one."""

    def __init__(self, database: Database) -> None:
        self.house = House(database)
        self.other = None if database.embedded else Database(database.engine.url.render_as_string(hide_password=False))
        self.runners = [self.house.runner]
        if self.other is not None:
            self.runners.append(Runner(self.other, everything()))
        self.threads = ThreadPoolExecutor(60)

    def close(self) -> None:
        self.threads.shutdown()
        for runner in self.runners:
            runner.close()
        if self.other is not None:
            self.other.close()

    def pressed(self, who: str, action: str, /, key: str | None = None, values: Any = None, **args: Any) -> Request:
        """What a face makes of a press."""
        person = self.house.person(who)
        return Request(actor=person, now=self.house.now, action=action, args=args, values=values or {}, key=key)

    def at_once(self, *requests: Request) -> list[Reply]:
        """The replies to some requests that arrive together, by turns at each replica."""
        together = Barrier(len(requests))

        def send(runner: Runner, request: Request) -> Reply:
            together.wait(30)
            return asyncio.run(runner.ask(request))

        at_turns = itertools.cycle(self.runners)
        sent = [self.threads.submit(send, next(at_turns), request) for request in requests]
        return [each.result(120) for each in sent]

    def tick_at_once(self) -> list[int]:
        """Two clocks at one moment; how many things each did."""
        together = Barrier(2)

        def tick(runner: Runner) -> int:
            together.wait(30)
            return runner.tick(self.house.now)

        turns = itertools.cycle(self.runners)
        return [each.result(120) for each in [self.threads.submit(tick, next(turns)) for _ in range(2)]]

    def settled(self) -> None:
        """Everything delivered, nothing failed, and all invariants hold."""
        self.house.deliver()
        assert [runner.defects for runner in self.runners] == [0] * len(self.runners)
        assert broken(self.house.database) == []

    def rows(self, table: Any) -> list[Any]:
        with self.house.database.reading() as store:
            return list(store.session.exec(select(table).order_by(table.id)).all())

    def count(self, what: str) -> int:
        """How many lines of a kind stand in the journal."""
        with self.house.database.reading() as store:
            return store.session.exec(select(func.count()).where(col(JournalLine.what) == what)).one()


def requests_of(replicas: Replicas, title: str = "Elnet") -> dict[str, int]:
    """The requests of a group, by the first name of whom they are addressed to."""
    house = replicas.house
    with house.database.reading() as store:
        found = nominations.requests_of_group(store, house.group(title).id or 0)
        return {store.session.get_one(Person, each.addressee_id).name.partition(" ")[0]: each.id or 0 for each in found}
