"""What Slack knows: teams, people, channels with their messages, open modals, homes and files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from tests.cloud.served import Json, Problem

__all__ = ["Channel", "Cloud", "Json", "Problem", "ResponseUrl", "Trigger", "User"]
APP, BOT, BOT_USER, HOME = "A0TASKFORCE", "B0TASKFORCE", "U0TASKFORCE", "T0BRN"
TOKEN, SIGNING_SECRET = "xoxb-of-the-tests", "a signing secret of the tests"
TRIGGER_LIVES = 3.0  # seconds
RESPONSE_LIVES, RESPONSE_USES = 1800.0, 5  # seconds, and posts


@dataclass
class User:
    """A person, or a bot, of one team."""

    id: str
    team: str
    name: str
    real_name: str
    email: str = ""
    deleted: bool = False
    is_bot: bool = False
    locale: str = "da-DK"
    is_restricted: bool = False
    is_email_confirmed: bool = True


@dataclass
class Channel:
    """A channel, or the conversation of one person with the bot (`kind` is channel or im)."""

    id: str
    name: str
    creator: str
    created: int
    kind: str = "channel"
    private: bool = False
    archived: bool = False
    general: bool = False
    topic: str = ""
    purpose: str = ""
    user: str = ""
    teams: list[str] = field(default_factory=lambda: [HOME])
    members: list[str] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)


@dataclass
class Trigger:
    """What an action of a person gives: one view may be opened with it, within three seconds."""

    id: str
    user: str
    team: str
    born: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where up to five answers to one action may be sent, for half an hour. `ts` is the message acted on."""

    id: str
    user: str
    channel: str
    ts: str
    born: float
    uses: int = 0


@dataclass
class Cloud:
    """All of it. `tick` gives seconds that only go forward."""

    KEPT: ClassVar[tuple[str, ...]] = (
        *("teams", "users", "channels", "ephemerals", "modals", "homes", "files", "contents", "triggers", "responses"),
    )

    teams: dict[str, Json] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: list[Json] = field(default_factory=list)
    modals: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)
    token: str = TOKEN
    scopes: set[str] = field(default_factory=set)
    not_invitable: dict[str, str] = field(default_factory=dict)
    trigger_lives: float = TRIGGER_LIVES
    offset: float = 0.0
    address: str = ""
    tick: Callable[[], float] = time.monotonic
    kept: dict[str, Json] = field(default_factory=dict)
    happened: list[Json] = field(default_factory=list)  # events that Slack would tell the app
    ours: bool = True
    _numbers: Any = field(default_factory=lambda: count(1))
    _last: float = 0.0

    def __post_init__(self) -> None:
        self.teams[HOME] = {"id": HOME, "name": "BRN", "domain": "brn"}
        self.users[BOT_USER] = User(BOT_USER, HOME, "taskforce", "Taskforce", is_bot=True)
        self.users["USLACKBOT"] = User("USLACKBOT", HOME, "slackbot", "Slackbot")
        general = self.new_channel("generelt", creator="USLACKBOT")
        general.general = True

    # --- numbers and times ---

    def new_id(self, letter: str) -> str:
        """An id as Slack's look: a letter and capitals."""
        return f"{letter}0{next(self._numbers):08d}"

    def now(self) -> float:
        """Seconds since 1970, as the clock on Slack's wall has it."""
        return time.time() + self.offset

    def new_ts(self) -> str:
        """A timestamp that no message has, later than all before it."""
        self._last = max(self.now(), self._last + 0.000_01)
        return f"{self._last:.6f}"

    # --- making ---

    def new_channel(self, name: str, *, creator: str, private: bool = False) -> Channel:
        """A channel in which only its creator is."""
        channel = Channel(self.new_id("C"), name, creator, int(self.now()), private=private)
        channel.members.append(creator)
        self.channels[channel.id] = channel
        return channel

    def talk(self, user: str) -> Channel:
        """The conversation of somebody with the bot."""
        for each in self.channels.values():
            if each.kind == "im" and each.user == user:
                return each
        channel = Channel(self.new_id("D"), "", BOT_USER, int(self.now()), kind="im", private=True, user=user)
        channel.members += [BOT_USER, user]
        self.channels[channel.id] = channel
        return channel

    def new_trigger(self, user: str) -> Trigger:
        """What an action of a person gives."""
        number = next(self._numbers)
        trigger = Trigger(f"{number}.{self.users[user].team}.{number:032x}", user, self.users[user].team, self.tick())
        self.triggers[trigger.id] = trigger
        return trigger

    def new_response(self, user: str, channel: str, ts: str = "") -> str:
        """The address for answers to an action in a channel."""
        response = ResponseUrl(self.new_id("R"), user, channel, ts, self.tick())
        self.responses[response.id] = response
        return f"{self.address}/commands/{response.id}"

    def tell(self, type_: str, **event: Any) -> None:
        """Something happened that apps can subscribe to; `ours` is what the bot did itself."""
        self.happened.append({"ours": self.ours, "event": {**event, "type": type_, "event_ts": self.new_ts()}})

    # --- finding ---

    def channel(self, id_: object) -> Channel:
        """A channel that the bot can see."""
        channel = self.channels.get(str(id_))
        if channel is None or (channel.private and BOT_USER not in channel.members):
            raise Problem("channel_not_found")
        return channel

    def user(self, id_: object) -> User:
        """A person who is there at all."""
        if str(id_) not in self.users:
            raise Problem("user_not_found")
        return self.users[str(id_)]

    def message(self, channel: Channel, ts: object) -> Json:
        """A message of a channel; ephemeral ones are not among them."""
        for each in channel.messages:
            if each["ts"] == str(ts):
                return each
        raise Problem("message_not_found")

    def needs(self, *scopes: str) -> None:
        """One of these scopes must have been granted."""
        if not self.scopes.intersection(scopes):
            raise Problem("missing_scope", needed=scopes[0], provided=",".join(sorted(self.scopes)))

    def needs_for(self, channel: Channel, *actions: str) -> None:
        """One of these scopes for the channel's kind: read → groups:read in a private channel."""
        kind = "im" if channel.kind == "im" else "groups" if channel.private else "channels"
        self.needs(*(f"{kind}:{_named(kind, each)}" for each in actions))


def _named(kind: str, action: str) -> str:
    """For bots, what is `write` elsewhere is called `manage` for public channels."""
    return "manage" if kind == "channels" and action == "write" else action
