"""What Slack tells without being asked: messages, mentions, who came and who went, a channel's new name.

- In a channel that is the room of a living group, a message with marked lines is read (handlers/working/marked), and
  so are its edits and its deletion. Of any other message there only the time is kept.
- Words to the bot, in a mention or in the conversation with it alone, are answered like those of a command: by a
  message from the outbox, for whoever wrote them alone where others are about. What opens a form waits behind a button.
- Who comes and who goes is compared with who is in the group (handlers/working/rooms).
TASKFORCE_LISTEN says how much of it: with `mentions` no message is read but what mentions the bot, with `off` not even
that. What bots write is never read, nor is anything logged of what anybody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialogue import dispatch
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.events import StrangerEntered
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request, cleaned, number
from handlers.locale import Speech
from handlers.rules.marked import marked_lines
from storage import outbox, rooms
from storage.engine import Store
from storage.tables import Person, Room

from .. import carried
from ..asking import command
from ..clock import Clock
from ..face import Later, Never
from ..hearing import Ear, Said
from ..payloads import Unreadable, part, text
from ..runner import Runner
from ..settings import Settings
from . import asked
from .api import Api, Refused
from .asked import FACE, key_of
from .home import Home
from .people import Folk

WRITTEN = ("", "file_share", "thread_broadcast")  # what messages of people are called
CIRCLES = {
    ":large_green_circle:": "🟢",
    ":large_yellow_circle:": "🟡",
    ":red_circle:": "🔴",
    ":large_red_circle:": "🔴",
}
NAMED = 20  # people mentioned in one message whose names are asked for; Slack tells a hundred a minute
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"<(https?://[^<>|]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True)
class Message:
    """A message: where it is, who wrote it, and what stands there now."""

    channel: str
    ts: str
    thread: str
    team: str
    user: str
    words: str
    link: str

    @property
    def said(self) -> Said:
        """What it is to the handlers. Its writer alone finds something in a thread only where there is one already."""
        return Said(
            place=f"{self.channel}/{self.ts}",
            under=f"{self.channel}/{self.thread or self.ts}",
            aside=f"{self.channel}/{self.thread}",
            link=self.link,
        )


class Heard:
    """Takes events in; `event` is awaited before Slack gets its answer."""

    def __init__(self, runner: Runner, clock: Clock, settings: Settings, api: Api, folk: Folk, home: Home) -> None:
        self._runner, self._clock, self._settings = runner, clock, settings
        self._api, self._folk, self._home = api, folk, home
        self._ear = Ear(runner, clock, FACE)

    async def event(self, event: dict[str, Any], envelope: Mapping[str, Any]) -> None:
        """Take one event in, once for its id. Raises Unreadable for what Slack does not send, and Later."""
        key = key_of(envelope)
        if key is None:
            raise Unreadable
        kind, listen = text(event, "type"), self._settings.listen
        match kind:
            case "app_home_opened":
                if event.get("tab", "home") == "home":
                    self._home.opened(_team(event, envelope), text(event, "user"))
            case "message" if event.get("channel_type") == "im":
                await self._in_person(event, envelope, key)
            case "message" if listen == "rooms":
                await self._message(event, envelope, key)
            case "app_mention" if listen != "off":
                await self._mention(event, envelope, key)
            case "member_joined_channel" | "member_left_channel":
                await self._moved(event, envelope, key)
            case "channel_rename" | "group_rename":
                await self._renamed(part(event, "channel"), key)

    async def sorry(self, event: Mapping[str, Any], envelope: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
        """Say something to whoever has written to the bot, past the outbox, since it cannot be reached; whether they
        have been told. Slack sends again what nobody waits for."""
        written, alone = _said(event, text(event, "channel"), envelope), event.get("channel_type") == "im"
        if written is None or not (alone or event.get("type") == "app_mention"):
            return False
        try:
            async with self._api.patience.lasts():
                if alone:
                    await self._api.call("chat.postMessage", channel=written.channel, **said)
                elif marked_lines(await self._plain(written, names=False)):
                    return False
                else:
                    thread = {"thread_ts": written.thread} if written.thread else {}
                    await self._api.call(
                        "chat.postEphemeral", channel=written.channel, user=written.user, **thread, **said
                    )
        except (Later, Never, TimeoutError):
            return False
        return True

    # --- messages in rooms ---

    async def _message(self, event: Mapping[str, Any], envelope: Mapping[str, Any], key: str) -> None:
        channel, subtype = text(event, "channel"), text(event, "subtype")
        now_there, before = part(event, "message"), part(event, "previous_message")
        if subtype == "message_deleted" or (subtype == "message_changed" and now_there.get("subtype") == "tombstone"):
            ts = text(event, "deleted_ts") or text(now_there, "ts") or text(before, "ts")
            await self._ear.unsaid(channel, f"{channel}/{ts}", key)
            return
        if subtype == "message_changed":
            if now_there.get("text") != before.get("text"):
                await self._said(_said(now_there, channel, envelope), key, edited=True)
            return
        await self._said(_said(event, channel, envelope), key)

    async def _said(self, written: Message | None, key: str, *, edited: bool = False) -> None:
        """A message of a person: read when it has marked lines, or had; else only its time is kept."""
        if written is None:
            return
        room, known = await self._ear.known(written.channel, written.said.place)
        if room is None or (known and not edited):
            return  # as it was first written, told after its edit has been
        await self._ear.stir(room)
        lines = marked_lines(await self._plain(written, names=False))
        if lines or (edited and known):
            await self._read(room, written, key)

    async def _read(self, room: Room, written: Message, key: str) -> None:
        person = await self._folk.person(written.team, written.user, self._clock.now())
        if person is not None:
            await self._ear.heard(person, room, written.said, await self._plain(written), key)

    # --- words to the bot ---

    async def _mention(self, event: Mapping[str, Any], envelope: Mapping[str, Any], key: str) -> None:
        said = _said(event, text(event, "channel"), envelope)
        if said is None:
            return
        room, _ = await self._ear.known(said.channel, said.said.place)
        if room is not None and marked_lines(await self._plain(said, names=False)):
            if self._settings.listen == "mentions":
                await self._read(room, said, key)
            return  # otherwise it comes as a message as well, and is read there
        now = self._clock.now()
        person = await self._folk.person(said.team, said.user, now)
        if person is None:
            return  # a stranger is asked who they are where nobody else is about
        place = Place(alone=False, channel=said.channel)
        if room is not None:
            place = replace(place, group_id=room.group_id, name=room.name)
        await self._answer(person, await self._plain(said), place, said.said.aside, key)

    async def _in_person(self, event: Mapping[str, Any], envelope: Mapping[str, Any], key: str) -> None:
        said = _said(event, text(event, "channel"), envelope)
        if said is None:
            return
        now = self._clock.now()
        person = await self._folk.person(said.team, said.user, now)
        if person is None:
            reply, t = await self._folk.stranger(said.team, said.user, now), await self._folk.speech(said.user, now)
            card = _behind_a_button(t, reply.form, t("help")) if reply.form is not None else reply.card
            if card is not None:
                row = carried.reply(key, card, face=FACE, now=now, place=f"{said.channel}/")
                await self._runner.change(lambda store: outbox.put(store, row))
                self._runner.wake()
            return
        await self._answer(person, await self._plain(said), Place(), "", key)

    async def _answer(self, person: Person, words: str, place: Place, where: str, key: str) -> None:
        """Have words carried out, and what comes of it sent to where they were written."""
        now = self._clock.now()
        request = cleaned(Request(person, now, words=command(words), place=place, key=key, face=FACE))

        def send(store: Store, reply: Reply) -> None:
            card = _behind_a_button(request.t, reply.form, request.words) if reply.form is not None else reply.card
            if card is not None:
                alone = None if where and reply.audience == "here" else number(person.id)
                outbox.put(store, carried.reply(key, card, face=FACE, now=now, person_id=alone, place=where))

        reply = await self._runner.ask(request, send)
        await self._runner.change(lambda store: send(store, reply))  # after a change it is there already
        self._runner.wake()

    # --- who is there ---

    async def _moved(self, event: Mapping[str, Any], envelope: Mapping[str, Any], key: str) -> None:
        channel, user = text(event, "channel"), text(event, "user")
        room, _ = await self._ear.known(channel, "")
        if room is None or user == (await self._api.bot()).user:
            return
        now = self._clock.now()
        team = await self._folk.team_of(user, _team(event, envelope))  # it can be the channel's that Slack tells
        person = await self._folk.person(team, user, now)
        came = event.get("type") == "member_joined_channel"
        if person is not None:
            action = "room.joined" if came else "room.left"
            await self._ear.report(person, action, {"group": room.group_id}, room, key)
        elif came:
            name = await self._name(user)

            def tell(store: Store) -> None:
                entered = StrangerEntered(FACE, channel, f"{team}/{user}", name)
                dispatch.came_back(self._runner.router, entered, Request(actor=None, now=now, face=FACE), store)

            await self._runner.change(tell)
            self._runner.wake()

    async def _renamed(self, channel: Mapping[str, Any], key: str) -> None:
        address, name = text(channel, "id"), text(channel, "name")

        def rename(store: Store) -> None:
            room = rooms.at(store, FACE, address)
            if room is not None and name:
                room.name = name

        if (await self._ear.known(address, ""))[0] is not None:
            await self._runner.change(rename)

    # --- reading ---

    async def _plain(self, said: Message, *, names: bool = True) -> str:
        """What was written, as people see it, without a mention of the bot at the beginning; people by their names."""
        bot = (await self._api.bot()).user
        words = re.sub(rf"\A\s*<@{re.escape(bot)}(?:\|[^<>]*)?>[\s:,]*", "", said.words) if bot else said.words
        words = _LINK.sub(lambda found: found[1], words)
        for sign, shown in CIRCLES.items():
            words = words.replace(sign, shown)
        called = {}
        for user in list(dict.fromkeys(_MENTION.findall(words)))[:NAMED] if names else ():
            called[user] = await self._called(said.team, user)
        words = _MENTION.sub(lambda found: f"@{called.get(found[1], found[1])}", words)
        return asked.read_aloud(words)

    async def _called(self, team: str, user: str) -> str:
        """The name that the directory has for a user of the writer's workspace, or of one of ours."""
        for each in dict.fromkeys((team, *sorted(self._settings.home_teams))):
            person = await self._folk.person(each, user, self._clock.now())
            if person is not None:
                return person.name
        return await self._name(user)

    async def _name(self, user: str) -> str:
        """What somebody unknown calls themselves."""
        try:
            answer = await self._api.call("users.info", user=user)
        except Refused:
            return user
        profile = answer.get("user", {}).get("profile") or {}
        return str(profile.get("real_name") or answer.get("user", {}).get("real_name") or user)


def _said(message: Mapping[str, Any], channel: str, envelope: Mapping[str, Any]) -> Message | None:
    """A message that a person has written; None for what a bot or Slack itself wrote."""
    if text(message, "subtype") not in WRITTEN or message.get("bot_id") or not text(message, "user"):
        return None
    thread = text(message, "thread_ts")
    ts = text(message, "ts")
    files = message.get("files")
    first = files[0] if isinstance(files, list) and files and isinstance(files[0], Mapping) else {}
    return Message(
        channel=channel,
        ts=ts,
        thread=thread if thread != ts else "",
        team=_team(message, envelope),
        user=text(message, "user"),
        words=text(message, "text"),
        link=str(first.get("permalink") or ""),
    )


def _team(about: Mapping[str, Any], envelope: Mapping[str, Any]) -> str:
    """The home team of whoever did something; the workspace's own where Slack does not say."""
    for name in ("user_team", "source_team", "team"):
        found = about.get(name)
        if isinstance(found, str) and found:
            return found
    return text(envelope, "team_id")


def _behind_a_button(t: Speech, form: Form, words: str) -> Card:
    """A form that cannot be opened here, since words bring no leave to: its button says them again."""
    note = (Line(form.note),) if form.note else ()
    return Card(form.title, note, (Button("say", t("Fill it in"), {"words": words}, style="primary"),))
