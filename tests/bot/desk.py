"""A bot that only sends, whatever the chat: the cast in a database, its groups and rooms, and errands to run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from itertools import count
from typing import Any

from bot.addresses import Addresses
from bot.face import Errand, Opened
from bot.runner import Runner
from bot.seal import Seal
from bot.settings import Settings
from handlers.contents import everything
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.wire import to_json
from storage import people, rooms
from storage.engine import Database, Store
from storage.tables import OutboxKind, Person, Room
from tests.handlers.working.made import made_group
from tests.world import ORDERED, House

CARD = Card("Kan du nå det?", (Line("Ca. 4 timer om ugen."),), (Button("status.show", "Vis gruppen", {"group": 1}),))
PAGES = {"public_url": "https://taskforce.brn.example", "secret_key": "k" * 32}


class Desk:
    """Sends through the real parts over HTTP. Each errand runs as in a process that has just begun; the platform's
    own limits are not waited for. A chat's own desk says what its rooms are (`kind`, `web`), and makes its sender."""

    kind = ""
    web = ""

    def __init__(self, database: Database, settings: Settings, *, pages: bool = True) -> None:
        self.house = House(database)
        self.database = database
        self.settings = settings
        self.addresses = Addresses(Seal("k" * 32), lambda: PAGES["public_url"]) if pages else None
        self.runner = Runner(database, everything())
        self.users: dict[str, str] = {}
        self._keys = count(1)

    async def run(self, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        """Let work use a sender, from its start to its end."""
        raise NotImplementedError

    def close(self) -> None:
        """End what is open."""
        self.runner.close()
        self.house.runner.close()
        self.database.close()

    # --- furnishing ---

    def account(self, name: str, **known: Any) -> str:
        """Somebody of the cast has an account; its id."""
        raise NotImplementedError

    def accounts(self, *names: str) -> list[str]:
        """Several of them."""
        return [self.account(name) for name in names]

    def id(self, name: str) -> int:
        """The number of a person."""
        return self.house.person(name).id

    def group(self, title: str = "Elnet", **values: Any) -> int:
        """A group with its members."""
        return made_group(self.house, title, **values)

    def room(self, group: int, channel: str, *, kind: str = "", closed: bool = False) -> Room:
        """The room that a group has, or has had."""
        with self.database.changing() as store:
            room = Room(group_id=group, kind=kind or self.kind, name="elnet", address=channel, opened_at=ORDERED)
            room.url = f"{self.web}{channel}"
            room.closed_at = ORDERED if closed else None
            return rooms.make(store, room)

    def erase(self, name: str) -> None:
        """Somebody's profile is gone."""
        with self.database.changing() as store:
            store.session.get_one(Person, self.id(name)).erased_at = ORDERED

    def look(self, work: Callable[[Store], Any]) -> Any:
        """What is in the database."""
        with self.database.reading() as store:
            return work(store)

    def identities(self, name: str) -> list[str]:
        """Where somebody is known to be."""
        return self.look(lambda store: [each.address for each in people.identities_of(store, self.id(name))])

    # --- sending ---

    def errand(self, kind: OutboxKind = OutboxKind.message, **values: Any) -> Errand:
        """An errand; a message carries the card unless another payload is given."""
        known: dict[str, Any] = {"person_id": None, "group_id": None, "payload": to_json(CARD), "reference": ""}
        number = next(self._keys)
        return replace(Errand(number, f"key/{number}", kind, **known, now=ORDERED), **values)

    def send(self, errand: Errand) -> str | Opened:
        """Run an errand; raises what it raises."""
        return self.together(lambda sender: sender.send(errand))

    def message(self, **values: Any) -> str | Opened:
        """Run an errand that is made from values."""
        return self.send(self.errand(**values))

    def open(self, group: int, name: str, *members: str, **values: Any) -> Opened:
        """Open a group's room."""
        payload = {"name": name, "topic": "", "people": [self.id(each) for each in members], **values}
        came = self.send(self.errand(OutboxKind.open_room, group_id=group, payload=payload))
        assert isinstance(came, Opened)
        return came

    def together(self, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        """Let work use one sender."""
        return asyncio.run(self.run(work))
