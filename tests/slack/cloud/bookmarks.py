"""The links at the top of a channel."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .conversations import standing
from .state import BOT_USER, Channel, Cloud, Json, Problem

MOST = 100


def add_bookmark(cloud: Cloud, arguments: Json) -> Json:
    """bookmarks.add"""
    channel = _bookmarked(cloud, arguments)
    if arguments["type"] != "link":
        raise Problem("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST:
        raise Problem("too_many_bookmarks")
    bookmark = {"id": cloud.new_id("Bk"), "channel_id": channel.id, "type": "link", **_wanted(arguments)}
    if not bookmark.get("link"):
        raise Problem("invalid_link")
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def edit_bookmark(cloud: Cloud, arguments: Json) -> Json:
    """bookmarks.edit"""
    bookmark = _bookmark(_bookmarked(cloud, arguments), arguments)
    bookmark |= _wanted(arguments)
    return {"bookmark": bookmark}


def remove_bookmark(cloud: Cloud, arguments: Json) -> Json:
    """bookmarks.remove"""
    channel = _bookmarked(cloud, arguments)
    channel.bookmarks.remove(_bookmark(channel, arguments))
    return {}


def list_bookmarks(cloud: Cloud, arguments: Json) -> Json:
    """bookmarks.list"""
    return {"bookmarks": cloud.channel(arguments["channel_id"]).bookmarks}


def _bookmarked(cloud: Cloud, arguments: Json) -> Channel:
    channel = standing(cloud.channel(arguments["channel_id"]))
    if BOT_USER not in channel.members:
        raise Problem("permission_denied")
    return channel


def _wanted(arguments: Json) -> Json:
    link = arguments.get("link")
    if link is not None and (urlsplit(str(link)).scheme not in ("http", "https") or not urlsplit(str(link)).netloc):
        raise Problem("invalid_link")
    emoji = arguments.get("emoji")
    if emoji is not None and not re.fullmatch(r":[a-z0-9_+-]+:", str(emoji)):
        raise Problem("invalid_emoji")
    return {name: str(arguments[name]) for name in ("title", "link", "emoji") if arguments.get(name)}


def _bookmark(channel: Channel, arguments: Json) -> Json:
    for each in channel.bookmarks:
        if each["id"] == arguments["bookmark_id"]:
            return each
    raise Problem("not_found")


METHODS = {
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.list": list_bookmarks,
    "bookmarks.remove": remove_bookmark,
}
