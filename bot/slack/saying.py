"""Saying something in Slack at once, beside the HTTP answer: a message only one person sees, or a modal.

Slack waits three seconds for the answer to a press, so nothing here takes longer than two, and what fails has failed:
it is logged, and the change that it was about stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection
from typing import Any

import structlog

from handlers.dialogue.card import Card
from handlers.locale import Speech

from ..face import Later, Never
from . import render
from .api import AT_ONCE, Api, Refused
from .asked import Spot
from .texts import Json

USES = 5  # of one response_url
OPEN_ALREADY = {"exchanged_trigger_id"}  # this very press has opened it: it came twice
log = structlog.get_logger()


def pages(card: Card, t: Speech, first: int = 0) -> list[Json]:
    """A card as messages, one after the other, from a page on. Nothing is behind a button."""
    made = []
    drawn = render.message(card, t, first)
    for page in range(first, drawn.pages):
        drawn = render.message(card, t, page)
        # The last block of every page but the last shows the next, which follows by itself here.
        blocks = drawn.blocks if page + 1 == drawn.pages else drawn.blocks[:-1]
        made.append({"text": drawn.text, "blocks": blocks})
    return made


class Voice:
    """Speaks to whoever is looking at the screen."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def tell(
        self,
        spot: Spot,
        messages: list[Json],
        *,
        everybody: bool = False,
        instead: bool = False,
        used: int = 0,
    ) -> bool:
        """Show messages where something was pressed or typed; `instead` puts the first in the place of what was
        pressed. `used` is how many have been shown before. Whether all of them went."""
        went = []
        for number, each in enumerate(messages):
            first = instead and number == 0
            went.append(await self._message(spot, each, everybody, first, used + number < USES))
        return all(went)

    async def open(self, spot: Spot, view: Json) -> bool:
        """Open a modal; whether it is open."""
        return await self.attempt(
            self._api.call("views.open", patience=AT_ONCE, trigger_id=spot.trigger, view=view), fine=OPEN_ALREADY
        )

    async def turn(self, spot: Spot, view: Json) -> bool:
        """Put something else into the modal whose button was pressed; whether that was done."""
        id_ = str(spot.view.get("id", ""))
        return await self.attempt(self._api.call("views.update", patience=AT_ONCE, view_id=id_, view=view))

    async def address(self, spot: Spot) -> str:
        """Where a browser finds the message that was pressed; empty where Slack does not say in time."""
        if not spot.message or not await self.attempt(self._api.bot(), last=True):
            return ""
        return f"{(await self._api.bot()).url}archives/{spot.channel}/p{spot.message.replace('.', '')}"

    async def attempt(self, call: Awaitable[Any], *, fine: Collection[str] = (), last: bool = False) -> bool:
        """Whether a call came through in time, as the `last` try or not; Slack's words that are `fine` count as if it
        had."""
        patience = self._api.patience
        try:
            async with asyncio.timeout(patience.last_try if last else patience.call):
                await call
            return True
        except (Later, Never, TimeoutError) as trouble:
            log.warning("slack did not take an answer", why=str(trouble) or "no answer in time")
            return isinstance(trouble, Refused) and trouble.error in fine

    async def _message(self, spot: Spot, said: Json, everybody: bool, instead: bool, by_url: bool) -> bool:
        how = {"response_type": "in_channel" if everybody else "ephemeral", "replace_original": instead}
        if spot.response_url and by_url and await self.attempt(self._api.post(spot.response_url, how | said)):
            return True
        if not spot.channel:
            return False
        call = self._api.call("chat.postEphemeral", patience=AT_ONCE, channel=spot.channel, user=spot.user, **said)
        return await self.attempt(call, last=True)
