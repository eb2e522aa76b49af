"""A town whose people chat: what is the same on every platform. tests/slack/town.py and tests/teams/town.py build on
it, and the scenarios of tests/elnet_chat.py are played in it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.app import Program
from storage.tables import Person
from tests import elnet_chat
from tests import town as mailing
from tests.world import at


@dataclass
class ChatTown:
    """Everybody at work. `chat` is what people do and see in the platform, `post` the mails and the pages behind them,
    `fake` the tests' platform."""

    FACE: ClassVar[str] = ""

    program: Program
    chat: Any
    post: mailing.Town
    fake: Any

    def __post_init__(self) -> None:
        self.chat.settle = self.settle
        self.set_clock()

    async def wind(self, to: str) -> None:
        """Wind the clock to a local moment; the time of messages follows it."""
        await self.program.clock.wind(at(to))
        self.set_clock()
        await self.settle()

    async def settle(self) -> None:
        """Wait until all that follows from what was done has been delivered."""
        face: Any = self.program.faces[self.FACE]
        await face.finish()
        await self.program.dispatcher.drain(self.program.clock.now())
        await face.finish()

    async def order(self, **changed: Any) -> Any:
        """Sofie orders Elnet with `ny` and sends it at once."""
        return await elnet_chat.order(self, **changed)

    async def type(self, who: str, words: str) -> Any:
        """Type a command."""
        raise NotImplementedError

    def answered(self, done: Any) -> Any:
        """Where the answer to a form stands."""
        raise NotImplementedError

    def said(self) -> list[str]:
        """What the bot has said since the last time this was asked: to whom, and what their list of messages shows.
        People are written to beside each other, so the order among them is no matter."""
        raise NotImplementedError

    def person(self, who: str) -> Person:
        """The person of a first name."""
        return self.post.person(who)

    def card(self, who: str, label: str) -> Any:
        """The newest message to somebody alone that has this button."""
        return self.chat.message(who, label)

    def set_clock(self) -> None:
        """Let the platform's clock show what ours does."""
        self.fake.change(offset=self.program.clock.now().timestamp() - time.time())
