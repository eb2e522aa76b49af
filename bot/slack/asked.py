"""What Slack sends, as our handlers understand it: who, where, which words, which button, which fields.

Slack's payloads are signed, so they are what Slack sent; that they have the form that its documentation says is still
looked at, since everything here ends in keys and queries. What does not is `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..payloads import Unreadable, part, text

FACE = "slack"
NAMELESS = ("directmessage", "privategroup")  # what a command says in place of a channel's name
_ID = re.compile(r"[A-Za-z0-9]{1,40}")
_TICKET = re.compile(r"[A-Za-z0-9._-]{1,200}")  # trigger_id and event_id
_STAMP = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}")
_MARKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")  # <https://…|name>, <@U123>, <#C123|name>


@dataclass(frozen=True)
class Spot:
    """Who did something, and where: the home team and the user in it, the channel or the view, and what an answer
    needs. `message` is the timestamp of the message that was pressed."""

    team: str
    user: str
    trigger: str
    channel: str = ""
    named: str = ""
    message: str = ""
    ephemeral: bool = False
    response_url: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Under which a change is made once."""
        return f"{FACE}/{self.trigger}"

    @property
    def reference(self) -> str:
        """What the outbox calls the message that was pressed; empty where there is none that it can have carried."""
        return f"{self.channel}/{self.message}" if self.channel and self.message and not self.ephemeral else ""

    @property
    def alone(self) -> bool:
        """Whether nobody but the person sees the conversation."""
        return not self.channel or self.channel.startswith("D")

    @property
    def room(self) -> str:
        """What a room of a group would be called here; empty with somebody alone."""
        return "" if self.alone else self.channel

    @property
    def at_home(self) -> bool:
        """Whether a button of the home page was pressed."""
        return self.view.get("type") == "home"


def of_command(body: Mapping[str, Any]) -> Spot:
    """Who has typed a command, and where."""
    return Spot(
        team=_id(body, "team_id"),
        user=_id(body, "user_id"),
        trigger=_ticket(body, "trigger_id"),
        channel=_id(body, "channel_id"),
        named="" if (named := text(body, "channel_name")) in NAMELESS else named,
        response_url=text(body, "response_url"),
    )


def of_interaction(body: Mapping[str, Any]) -> Spot:
    """Who has pressed a button, sent a form or taken a shortcut, and where."""
    container = part(body, "container")
    channel = text(part(body, "channel"), "id") or text(container, "channel_id")
    message = text(container, "message_ts") or text(body, "message_ts")
    if not _ID.fullmatch(channel or "C") or not _STAMP.fullmatch(message or "0.0"):
        raise Unreadable
    return replace(
        of_typing(body),
        trigger=_ticket(body, "trigger_id"),
        channel=channel,
        named="" if (named := text(part(body, "channel"), "name")) in NAMELESS else named,
        message=message,
        ephemeral=container.get("is_ephemeral") is True,
        response_url=text(body, "response_url"),
    )


def of_typing(body: Mapping[str, Any]) -> Spot:
    """Who is typing into a field, and in which view."""
    user = part(body, "user")
    team = _id(user, "team_id") if user.get("team_id") else _id(part(body, "team"), "id")
    return Spot(team, _id(user, "id"), trigger="", view=part(body, "view"))


def words(body: Mapping[str, Any]) -> str:
    """What was typed after /taskforce."""
    return plain(text(body, "text"))


def plain(said: str) -> str:
    """What somebody has written, as they wrote it: Slack escapes three signs, once."""
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_aloud(said: str) -> str:
    """A message as people see it: addresses and channels by their names, without the marks around them."""
    return plain(_MARKED.sub(lambda found: found[2] or ("" if found[1][0] in "@#!" else found[1]), said))


def pressed(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The element that was pressed or chosen."""
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        raise Unreadable
    return actions[0]


def key_of(body: Mapping[str, Any]) -> str | None:
    """What tells a delivery from every other; None for what changes nothing and is asked again at will."""
    for name in ("event_id", "trigger_id"):
        ticket = body.get(name)
        if isinstance(ticket, str) and _TICKET.fullmatch(ticket):
            return f"{FACE}/{ticket}"
    return None


def _id(body: Mapping[str, Any], name: str) -> str:
    found = text(body, name)
    if not _ID.fullmatch(found):
        raise Unreadable
    return found


def _ticket(body: Mapping[str, Any], name: str) -> str:
    found = text(body, name)
    if not _TICKET.fullmatch(found):
        raise Unreadable
    return found
