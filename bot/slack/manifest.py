"""The app as Slack is told of it: `manifest.yaml`, made from the commands and from what the code calls.

`taskforce slack manifest` prints it for the settings of this machine: TASKFORCE_PUBLIC_URL is where Slack calls us,
and TASKFORCE_LISTEN narrows what we ask to hear. `SCOPES` and `EVENTS` say why each right and each event is asked
for; docs/slack.md has the same tables, and a test compares both with what this folder calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from handlers.dialogue.command import Command
from handlers.locale import Speech, mark

from ..about import ABOUT, NAME, SUMMARY

COMMAND = "/taskforce"
SHORTCUT = "commission.from_message"  # callback_id of the shortcut on a message, and the route that it asks
EXAMPLE = "https://taskforce.brn.example"
EVENTS_PATH = "/slack/events"
LISTENS = ("rooms", "mentions", "off")  # what TASKFORCE_LISTEN can be, widest first
_ROOMS, _MENTIONS = ("rooms",), ("rooms", "mentions")
_COLOUR = "#073d4a"
_SHORTCUT_NAME = mark("Order from this message")  # Slack takes 24 characters
_SHORTCUT_ABOUT = mark("Order a task force, with the task from this message.")

FREE = frozenset({"auth.test", "views.open", "views.publish", "views.push", "views.update"})
"""What every bot may call, without any right."""


@dataclass(frozen=True)
class Scope:
    """A right that we ask for, and why. `methods` need it, `events` come by it, and `features` are what the manifest
    itself has only with it. It is asked for when TASKFORCE_LISTEN is one of `listens`."""

    name: str
    why: str
    methods: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    listens: tuple[str, ...] = LISTENS


@dataclass(frozen=True)
class Event:
    """Something that we ask to be told, and why."""

    name: str
    why: str
    listens: tuple[str, ...] = LISTENS


_HISTORY = ("conversations.history", "conversations.replies")

SCOPES = (
    Scope("app_mentions:read", "Answer whoever mentions the bot in a channel.", events=("app_mention",),
          listens=_MENTIONS),
    Scope("bookmarks:read", "Find a bookmark again after an interruption, so that no room has it twice.",
          ("bookmarks.list",)),
    Scope("bookmarks:write", "The group's page and calendar at the top of its room.", ("bookmarks.add",)),
    Scope("channels:history", "The same as groups:history, where a group has chosen an open channel as its room.",
          _HISTORY, ("message.channels",), listens=_ROOMS),
    Scope("channels:join", "Come into an open channel that a group has chosen as its room.", ("conversations.join",)),
    Scope("channels:read", "What a chosen open channel is called, and who comes and goes.", ("conversations.info",),
          ("channel_rename", "member_joined_channel", "member_left_channel")),
    Scope("channels:write.invites", "Let a group's members into the open channel that it has chosen.",
          ("conversations.invite",)),
    Scope("chat:write", "Write: cards to people, posts in groups' rooms, and keep them up to date.",
          ("chat.postEphemeral", "chat.postMessage", "chat.update")),
    Scope("commands", "/taskforce, and the shortcut on a message.", features=("shortcuts", "slash_commands")),
    Scope("files:write", "Hand over papers: a case file, a calendar entry.",
          ("files.completeUploadExternal", "files.getUploadURLExternal")),
    Scope("groups:history", "Read marked lines (Frist: …, Beslutning: …) in groups' rooms, and when a room was last "
          "used; find a post again after an interruption.", _HISTORY, ("message.groups",), listens=_ROOMS),
    Scope("groups:read", "What a group's room is called, who comes and goes, and which rooms are ours.",
          ("conversations.info", "users.conversations"),
          ("group_rename", "member_joined_channel", "member_left_channel")),
    Scope("groups:write", "Open a room for a group, give it a topic, let the members in, archive it at the end.",
          ("conversations.archive", "conversations.create", "conversations.invite", "conversations.setTopic")),
    Scope("im:history", "Read what somebody writes to the bot itself; find a card again after an interruption.",
          _HISTORY, ("message.im",)),
    Scope("im:write", "Find the conversation with a person again after an interruption.", ("conversations.open",)),
    Scope("pins:write", "Keep the group's task at the top of its room.", ("pins.add",)),
    Scope("reactions:write", "Acknowledge a line that was read with a sign on it.",
          ("reactions.add", "reactions.remove")),
    Scope("users:read", "Whether somebody is a person of this workspace, and not a bot or a closed account.",
          ("users.info",)),
    Scope("users:read.email", "Recognise people by the work mail that the directory has.",
          ("users.info", "users.lookupByEmail")),
)  # fmt: skip

EVENTS = (
    Event("app_home_opened", "Draw the home page when somebody opens it."),
    Event("app_mention", "Somebody mentions the bot, and gets an answer.", _MENTIONS),
    Event("channel_rename", "A group's room is called something else."),
    Event("group_rename", "A group's room is called something else."),
    Event("member_joined_channel", "Somebody came into a group's room; compared with the members."),
    Event("member_left_channel", "Somebody left a group's room."),
    Event("message.channels", "Marked lines, where a group has chosen an open channel as its room.", _ROOMS),
    Event("message.groups", "Marked lines in groups' rooms.", _ROOMS),
    Event("message.im", "Somebody writes to the bot itself."),
)


def scopes(listen: str) -> list[str]:
    """The rights that are asked for at a setting of TASKFORCE_LISTEN."""
    return [each.name for each in SCOPES if listen in each.listens]


def events(listen: str) -> list[str]:
    """The events that are asked for at a setting of TASKFORCE_LISTEN."""
    return [each.name for each in EVENTS if listen in each.listens]


def manifest(
    commands: Sequence[Command], *, listen: str = "rooms", url: str = "", language: str = "da"
) -> dict[str, Any]:
    """The app's manifest, in Slack's version 2 of it. `url` is our public address."""
    address = (url or EXAMPLE) + EVENTS_PATH
    t = Speech(language, datetime.fromtimestamp(0, UTC))  # no sentence here says a date
    first = next(each for each in commands if not each.word)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": t(SUMMARY),
            "long_description": t(ABOUT),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": t(_SHORTCUT_NAME),
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": t(_SHORTCUT_ABOUT),
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "url": address,
                    "description": both(t(first.summary), first.summary),
                    "usage_hint": hint(commands, language),
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes(listen)}},
        "settings": {
            "event_subscriptions": {"request_url": address, "bot_events": events(listen)},
            "interactivity": {"is_enabled": True, "request_url": address, "message_menu_options_url": address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def hint(commands: Iterable[Command], language: str) -> str:
    """The words that may follow /taskforce, each in both languages where they differ, the circle's first."""
    words = ((each.dansk, each.word) if language == "da" else (each.word, each.dansk) for each in commands if each.word)
    return " | ".join(both(own, other, "/") for own, other in words)


def both(own: str, other: str, between: str = " · ") -> str:
    """A text in two languages, once where they are the same."""
    return own if own == other else f"{own}{between}{other}"


def as_yaml(made: dict[str, Any]) -> str:
    """The manifest as a person reads it and Slack takes it."""
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=110)
