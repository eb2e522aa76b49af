"""What goes out to Slack: the outbox's errands, each as a call of the Web API.

- A message goes to a person, to a group's room, or to a place: there for one person's eyes alone, or for everybody's.
  It carries its key as metadata, so that a second try finds what a first one had posted, and one that was withdrawn
  meanwhile is found or was never there. What only one person sees can be found by nobody: after an interruption it
  can come twice.
- An update is drawn where its message stands. What Slack does not take in one message is drawn in pages (render.py).
- A mark on somebody's words is an emoji; the one before it goes.
- Rooms are opened, filled and closed by rooms.py.
What a refusal means stands in outcomes.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from handlers.dialogue.card import Card
from handlers.dialogue.wire import from_json
from handlers.locale import Speech
from storage.tables import OutboxKind

from ..addresses import Addresses
from ..aims import aim, language
from ..face import Doing, Errand, Later, Never, NotHere, NotThere, NotYet, Opened
from ..runner import Runner
from ..settings import Settings
from .api import Api, Refused
from .asked import FACE
from .outcomes import of_person, of_room
from .people import Folk
from .render import Drawn, message
from .rooms import Rooms

EVENT = "taskforce_message"  # what our metadata is called
LOOKED_THROUGH = 100  # messages, the newest first, for one that an earlier try may have posted
MARKS = {"done": "white_check_mark", "unclear": "question"}
ELSEWHERE_THAN_HERE = {"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel"}
log = structlog.get_logger()


class Sender:
    """Runs errands; `send` is the face's."""

    def __init__(self, runner: Runner, api: Api, folk: Folk, settings: Settings, addresses: Addresses | None) -> None:
        self._runner = runner
        self._api = api
        self._folk = folk
        self._rooms = Rooms(runner, api, folk, settings, addresses)
        self._doing: Doing = {
            OutboxKind.message: self._message,
            OutboxKind.update: self._update,
            OutboxKind.react: self._mark,
            OutboxKind.open_room: self._rooms.open,
            OutboxKind.invite: self._rooms.invite,
            OutboxKind.close_room: self._rooms.close,
        }

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand; what a message is called is "channel/timestamp". Raises Later and Never."""
        return await self._doing[errand.kind](errand)

    # --- messages ---

    async def _message(self, errand: Errand) -> str:
        to = await self._runner.look(lambda store: aim(store, errand, FACE))
        drawn = _drawn(errand, to.language)
        if errand.person_id is None:
            channel, _, thread = errand.place.partition("/") if errand.place else (to.room, "", "")
            return await self._post(errand, drawn, channel, thread)
        user = await self._user(errand.person_id)
        if errand.place and not errand.withdrawn:
            there = await self._quietly(errand, drawn, user)
            if there:
                return there
        try:
            return await self._post_to(errand, drawn, user)
        except Refused as refused:
            settled = await self._whose(refused)
            if isinstance(settled, NotHere):
                self._folk.forget(errand.person_id)
            raise settled from None

    async def _whose(self, refused: Refused) -> Later | Never:
        """What a refusal means where it is a person's account that can have been closed, or ours."""
        if refused.error == "account_inactive":
            try:
                await self._api.call("auth.test")
            except Refused as ours:
                return of_person(ours)
            return NotHere(refused.error)
        return of_person(refused)

    async def _user(self, person_id: int) -> str:
        try:
            return await self._folk.user_of(person_id)
        except Refused as refused:
            raise of_person(refused) from None

    async def _post(self, errand: Errand, drawn: Drawn, channel: str, thread: str = "") -> str:
        """Post for everybody in a channel."""
        try:
            before = await self._before(errand, channel, thread)
            reference = before or await self._call(errand, drawn, channel, thread)
            if errand.pinned:
                await self._pin(reference)
        except Refused as refused:
            raise of_room(refused) from None
        return reference

    async def _post_to(self, errand: Errand, drawn: Drawn, user: str) -> str:
        """Write to one person; Slack makes the conversation."""
        if errand.tries > 1:
            channel = str((await self._api.call("conversations.open", users=user))["channel"]["id"])
            before = await self._before(errand, channel)
            if before:
                return before
        return await self._call(errand, drawn, user)

    async def _call(self, errand: Errand, drawn: Drawn, channel: str, thread: str = "") -> str:
        if errand.withdrawn:
            raise NotThere("it was withdrawn before it was posted")
        in_thread = {"thread_ts": thread} if thread else {}
        answer = await self._api.call(
            "chat.postMessage",
            channel=channel,
            text=drawn.text,
            blocks=drawn.blocks,
            metadata={"event_type": EVENT, "event_payload": _named(errand)},
            unfurl_links=False,
            unfurl_media=False,
            **in_thread,
        )
        return f"{answer['channel']}/{answer['ts']}"

    async def _before(self, errand: Errand, channel: str, thread: str = "") -> str:
        """The message, if an earlier try has posted it. Where we may not read, nobody can know."""
        if errand.tries < 2:
            return ""
        try:
            if thread:
                answer = await self._api.call(
                    "conversations.replies", channel=channel, ts=thread, limit=LOOKED_THROUGH, include_all_metadata=True
                )
            else:
                answer = await self._api.call(
                    "conversations.history", channel=channel, limit=LOOKED_THROUGH, include_all_metadata=True
                )
        except Refused as refused:
            log.info("no looking back in a channel", why=str(refused))
            return ""
        for each in answer.get("messages", ()):
            metadata = each.get("metadata") or {}
            if metadata.get("event_type") == EVENT and _is(metadata.get("event_payload", {}), errand):
                return f"{channel}/{each['ts']}"
        return ""

    async def _quietly(self, errand: Errand, drawn: Drawn, user: str) -> str:
        """Show somebody a message at a place where others do not see it; empty where it can only go to them alone."""
        channel, _, thread = errand.place.partition("/")
        in_thread = {"thread_ts": thread} if thread else {}
        try:
            answer = await self._api.call(
                "chat.postEphemeral", channel=channel, user=user, text=drawn.text, blocks=drawn.blocks, **in_thread
            )
        except Refused as refused:
            if refused.error in ELSEWHERE_THAN_HERE:
                return ""
            raise of_person(refused) from None
        return f"{channel}/{answer['message_ts']}"

    async def _pin(self, reference: str) -> None:
        channel, _, timestamp = reference.partition("/")
        try:
            await self._api.call("pins.add", channel=channel, timestamp=timestamp)
        except NotYet as soon:
            raise Later(str(soon), soon.seconds) from None  # the message is there, and that is to be found out
        except Refused as refused:  # it can be read where it stands
            if refused.error != "already_pinned":
                log.warning("a message could not be pinned", channel=channel, why=str(refused))

    # --- what is there already ---

    async def _update(self, errand: Errand) -> str:
        channel, _, timestamp = errand.reference.partition("/")
        if not timestamp:
            raise Never("the message is gone")
        drawn = _drawn(errand, await self._runner.look(lambda store: language(store, errand)))
        try:
            await self._api.call("chat.update", channel=channel, ts=timestamp, text=drawn.text, blocks=drawn.blocks)
        except Refused as refused:
            raise of_room(refused) from None
        return errand.reference

    async def _mark(self, errand: Errand) -> str:
        channel, _, timestamp = errand.place.partition("/")
        wanted = MARKS.get(str(errand.payload.get("mark", "")))
        there: dict[str, Any] = {"channel": channel, "timestamp": timestamp}
        try:
            for name in MARKS.values():
                if name != wanted and not errand.payload.get("first"):
                    await self._unless("no_reaction", "reactions.remove", name=name, **there)
            if wanted:
                await self._unless("already_reacted", "reactions.add", name=wanted, **there)
        except Refused as refused:
            raise of_room(refused) from None
        return errand.place

    async def _unless(self, settled: str, method: str, **arguments: Any) -> None:
        """A call, where one refusal says that it is so already."""
        try:
            await self._api.call(method, **arguments)
        except Refused as refused:
            if refused.error != settled:
                raise


def _named(errand: Errand) -> dict[str, Any]:
    """What a message is found by. After a restore of the database a key can come once more, a number cannot
    (storage/held.py)."""
    return {"key": errand.key, "id": errand.id}


def _is(payload: Mapping[str, Any], errand: Errand) -> bool:
    return {"id": errand.id, **payload} == _named(errand)  # an older program has written no number


def _drawn(errand: Errand, language: str) -> Drawn:
    return message(from_json(Card, errand.payload), Speech(language, errand.now))
