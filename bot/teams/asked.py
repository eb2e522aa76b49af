"""What Teams sends, as our handlers understand it: who, where, which words, which button, which fields.

Activities come with a token, so they are what Teams sent; that they have the form that its documentation says is still
looked at, since everything here ends in keys and queries. What does not is `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..payloads import Unreadable, part, text
from .gate import tenant_of

FACE = "teams"
PERSONAL, CHANNEL = "personal", "channel"  # kinds of conversation; a chat of several people is "groupChat"
_ID = re.compile(r"[^\s/\x00-\x1f\ud800-\udfff]{1,400}")
_ACCOUNT = re.compile(r"[0-9A-Za-z-]{1,64}")
_THREAD = re.compile(r";messageid=[^;]*\Z")


@dataclass(frozen=True)
class Spot:
    """Who did something, and where. `member` is what the connector calls the user; `message` is the card that was
    pressed, or that was written under; `activity` is what is being told now."""

    tenant: str
    user: str
    member: str
    name: str
    service: str
    conversation: str
    kind: str
    activity: str
    message: str = ""
    channel: str = ""
    named: str = ""
    team: str = ""
    locale: str = ""

    @property
    def account(self) -> str:
        """Under which the person is known; empty for somebody without an account of an organisation."""
        return f"{self.tenant}/{self.user}" if self.tenant and self.user else ""

    @property
    def key(self) -> str:
        """Under which a change is made once."""
        return f"{FACE}/{self.conversation}/{self.activity}"

    @property
    def reference(self) -> str:
        """What the outbox calls the message that was pressed; empty where there is none."""
        return f"{self.conversation}/{self.message}" if self.message else ""

    @property
    def place(self) -> str:
        """What a mark is put to: the message that is being told."""
        return f"{self.conversation}/{self.activity}"

    @property
    def alone(self) -> bool:
        """Whether nobody but the person sees the conversation."""
        return self.kind == PERSONAL

    @property
    def room(self) -> str:
        """What a room of a group would be called here: the channel, or the chat; empty with somebody alone."""
        return "" if self.alone else self.channel or base_of(self.conversation)


def spot(activity: Mapping[str, Any]) -> Spot:
    """Who has done something, and where."""
    sender, talk, more = part(activity, "from"), part(activity, "conversation"), part(activity, "channelData")
    channel = text(part(more, "channel"), "id") or text(more, "teamsChannelId")
    kind = text(talk, "conversationType") or (CHANNEL if channel else PERSONAL)
    user, tenant = text(sender, "aadObjectId"), tenant_of(activity)
    if not all(_ACCOUNT.fullmatch(each) for each in (user or "-", tenant or "-")):
        raise Unreadable
    for each in (text(talk, "id"), text(activity, "id") or "-", text(activity, "replyToId") or "-", channel or "-"):
        if not _ID.fullmatch(each):
            raise Unreadable
    return Spot(
        tenant=tenant.lower(),
        user=user.lower(),
        member=text(sender, "id"),
        name=text(sender, "name"),
        service=text(activity, "serviceUrl"),
        conversation=text(talk, "id"),
        kind=kind,
        activity=text(activity, "id"),
        message=text(activity, "replyToId"),
        channel=channel if kind == CHANNEL else "",
        named=text(part(more, "channel"), "name") or text(talk, "name"),
        team=text(part(more, "team"), "id"),
        locale=text(activity, "locale"),
    )


def reference(activity: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept to write here first, as it came; without anybody's name."""
    sender, more = part(activity, "from"), part(activity, "channelData")
    kept = {
        "user": {name: sender[name] for name in ("id", "aadObjectId") if name in sender},
        "bot": {name: value for name, value in part(activity, "recipient").items() if name == "id"},
        "conversation": {name: value for name, value in part(activity, "conversation").items() if name != "name"},
        "channelId": text(activity, "channelId"),
        "locale": text(activity, "locale"),
        "serviceUrl": text(activity, "serviceUrl"),
    }
    ids = {name: {"id": text(part(more, name), "id")} for name in ("tenant", "team", "channel") if part(more, name)}
    return kept | {"channelData": ids}


def base_of(conversation: str) -> str:
    """The channel of a thread; any other conversation is itself."""
    return _THREAD.sub("", conversation)
