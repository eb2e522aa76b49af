"""What each method takes: the arguments that must be there, those that may, whether it reads a JSON body, its scope.

From https://docs.slack.dev/reference/methods. Slack itself passes over arguments that it does not know; here they are
refused, so that none is sent for nothing. A method that reads forms alone does not see what is in a JSON body.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeVar

from .state import Json, Problem

T = TypeVar("T")
YES, NO = (True, "1", "true", "True"), (False, "0", "false", "False", "", None)


@dataclass(frozen=True)
class Method:
    """What a method needs and may be given. `scope` is what it always needs; others depend on the channel."""

    needs: frozenset[str]
    takes: frozenset[str]
    scope: str = ""
    json: bool = True


def _method(needs: str = "", takes: str = "", scope: str = "", *, json: bool = True) -> Method:
    return Method(frozenset(needs.split()), frozenset(takes.split()), scope, json)


_POST = "text blocks attachments thread_ts link_names parse username icon_emoji icon_url markdown_text as_user"
METHODS = {
    "auth.test": _method(),
    "bookmarks.add": _method("channel_id title type", "link emoji entity_id access_level parent_id", "bookmarks:write"),
    "bookmarks.edit": _method("bookmark_id channel_id", "title link emoji", "bookmarks:write"),
    "bookmarks.list": _method("channel_id", "", "bookmarks:read"),
    "bookmarks.remove": _method("bookmark_id channel_id", "quip_section_id", "bookmarks:write"),
    "chat.delete": _method("channel ts", "as_user", "chat:write"),
    "chat.getPermalink": _method("channel message_ts", json=False),
    "chat.postEphemeral": _method("channel user", _POST, "chat:write"),
    "chat.postMessage": _method(
        "channel", f"{_POST} metadata mrkdwn reply_broadcast unfurl_links unfurl_media", "chat:write"
    ),
    "chat.update": _method(
        "channel ts",
        "text blocks attachments metadata link_names parse markdown_text as_user file_ids reply_broadcast",
        "chat:write",
    ),
    "conversations.archive": _method("channel"),
    "conversations.create": _method("name", "is_private team_id"),
    "conversations.history": _method(
        "channel", "cursor inclusive include_all_metadata latest limit oldest", json=False
    ),
    "conversations.info": _method("channel", "include_locale include_num_members", json=False),
    "conversations.invite": _method("channel users", "force"),
    "conversations.join": _method("channel", "", "channels:join"),
    "conversations.kick": _method("channel user"),
    "conversations.leave": _method("channel"),
    "conversations.list": _method("", "cursor exclude_archived limit team_id types", json=False),
    "conversations.members": _method("channel", "cursor limit", json=False),
    "conversations.open": _method("", "channel users return_im prevent_creation", "im:write"),
    "conversations.rename": _method("channel name"),
    "conversations.replies": _method(
        "channel ts", "cursor inclusive include_all_metadata latest limit oldest", json=False
    ),
    "conversations.setPurpose": _method("channel purpose"),
    "conversations.setTopic": _method("channel topic"),
    "conversations.unarchive": _method("channel"),
    "files.completeUploadExternal": _method(
        "files", "channel_id channels thread_ts initial_comment blocks", "files:write"
    ),
    "files.getUploadURLExternal": _method("filename length", "alt_txt snippet_type", "files:write", json=False),
    "files.info": _method("file", "count cursor limit page", "files:read", json=False),
    "pins.add": _method("channel", "timestamp", "pins:write"),
    "pins.list": _method("channel", "", "pins:read", json=False),
    "pins.remove": _method("channel", "timestamp", "pins:write"),
    "reactions.add": _method("channel name timestamp", "", "reactions:write"),
    "reactions.get": _method("", "channel file full timestamp", "reactions:read", json=False),
    "reactions.remove": _method("name", "channel timestamp file file_comment", "reactions:write"),
    "team.info": _method("", "team domain", "team:read", json=False),
    "users.conversations": _method("", "cursor exclude_archived limit team_id types user", json=False),
    "users.info": _method("user", "include_locale", "users:read", json=False),
    "users.list": _method("", "cursor include_locale limit team_id", "users:read", json=False),
    "users.lookupByEmail": _method("email", "", "users:read.email", json=False),
    "views.open": _method("view", "trigger_id interactivity_pointer"),
    "views.publish": _method("user_id view", "hash"),
    "views.push": _method("view", "trigger_id interactivity_pointer"),
    "views.update": _method("view", "external_id hash view_id"),
}


def check(method: str, arguments: Json) -> None:
    """Raises Problem for an argument that is missing or that the method does not have."""
    rule = METHODS[method]
    missing = sorted(name for name in rule.needs if arguments.get(name) in (None, ""))
    if method in ("conversations.setTopic", "conversations.setPurpose"):
        missing = [name for name in missing if name not in arguments]  # nothing is a topic, too
    unknown = sorted(set(arguments) - rule.needs - rule.takes)
    if missing or unknown:
        said = [f"[ERROR] missing required field: {name}" for name in missing]
        raise Problem("invalid_arguments", *said, *(f"[ERROR] unknown argument: {name}" for name in unknown))


def yes(arguments: Json, name: str) -> bool:
    """An argument that is true or false, in a form or in JSON."""
    value = arguments.get(name)
    if value not in YES and value not in NO:
        raise Problem("invalid_arguments", f"[ERROR] must be a boolean [json-pointer:/{name}]")
    return value in YES


def number(arguments: Json, name: str, default: int, most: int) -> int:
    """An argument that is a number."""
    try:
        value = int(arguments.get(name) or default)
    except (TypeError, ValueError):
        raise Problem("invalid_arguments", f"[ERROR] must be an integer [json-pointer:/{name}]") from None
    if not 0 < value <= most:
        raise Problem("invalid_limit")
    return value


def structure(arguments: Json, name: str, error: str) -> object:
    """An argument that is JSON: as it is in a JSON body, as text in a form."""
    value = arguments.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise Problem(error, "[ERROR] not JSON") from None


def page(items: list[T], arguments: Json, most: int = 1000) -> tuple[list[T], str]:
    """The part of a list that a cursor asks for, and the cursor of the next one."""
    limit = number(arguments, "limit", 100, most)
    cursor = str(arguments.get("cursor") or "0")
    if not cursor.isdigit():
        raise Problem("invalid_cursor")
    start = int(cursor)
    return items[start : start + limit], str(start + limit) if start + limit < len(items) else ""
