"""Messages: said, said to one alone, changed, taken away; reactions and pins."""

from __future__ import annotations

import json
import re
from typing import Any

from . import blocks as kit
from . import rules
from .state import APP, BOT, BOT_USER, HOME, Channel, Cloud, Json, Problem

LONGEST, LONGEST_UPDATE, LONGEST_METADATA = 40_000, 4_000, 16_384  # characters; the last in bytes
MOST_PINS, MOST_REACTIONS = 100, 23
EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
KNOWN_EMOJI = {
    *("white_check_mark", "heavy_check_mark", "question", "grey_question", "eyes", "thumbsup", "+1", "no_entry_sign"),
    *("warning", "x", "hourglass", "calendar", "pushpin", "bulb", "speech_balloon", "ballot_box_with_check"),
}


def content(arguments: Json, *, longest: int) -> Json:
    """What a message says: its text and blocks; raises Problem when it says nothing or what Slack does not take."""
    text = arguments.get("text")
    if text is not None and not isinstance(text, str):
        raise Problem("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    drawn = rules.structure(arguments, "blocks", "invalid_blocks_format")
    if "attachments" in arguments:
        raise Problem("invalid_attachments")  # nothing here is drawn with them
    if drawn is not None and not isinstance(drawn, list):
        raise Problem("invalid_blocks_format")
    if not (text or "").strip() and not drawn:
        raise Problem("no_text")
    if len(text or "") > longest:
        raise Problem("msg_too_long")
    found = kit.problems(drawn, kit.MESSAGE) if drawn else []
    if found:
        raise Problem("invalid_blocks", *(f"[ERROR] {each}" for each in found))
    return {"text": text or "", "blocks": with_ids(drawn or [])}


def with_ids(drawn: list[Json]) -> list[Json]:
    """Blocks as Slack gives them back: every one has a name."""
    return [{**each, "block_id": each.get("block_id") or f"b{n}"} for n, each in enumerate(drawn)]


def metadata(arguments: Json) -> Json | None:
    """What the app hides in a message, or nothing."""
    found = rules.structure(arguments, "metadata", "invalid_metadata_format")
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) != {"event_type", "event_payload"}:
        raise Problem("invalid_metadata_format")
    payload = found["event_payload"]
    if not isinstance(payload, dict) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,255}", str(found["event_type"])):
        raise Problem("invalid_metadata_schema")
    if len(json.dumps(payload).encode()) > LONGEST_METADATA:
        raise Problem("metadata_too_large")
    return found


def place(cloud: Cloud, id_: object) -> Channel:
    """Where a message goes: a channel, or the conversation with the person of an id."""
    if str(id_).startswith(("U", "W")):
        user = cloud.users.get(str(id_))
        if user is None:
            raise Problem("channel_not_found")
        if user.deleted:
            raise Problem("account_inactive")
        if user.is_bot or user.id == "USLACKBOT":
            raise Problem("cannot_dm_bot")
        return cloud.talk(user.id)
    return cloud.channel(id_)


def post_message(cloud: Cloud, arguments: Json) -> Json:
    """chat.postMessage"""
    channel = place(cloud, arguments["channel"])
    _open(channel)
    if BOT_USER not in channel.members and "chat:write.public" not in cloud.scopes:
        raise Problem("not_in_channel")
    said = content(arguments, longest=LONGEST)
    hidden = metadata(arguments)
    message = new_message(cloud, channel, said, thread=arguments.get("thread_ts"))
    if hidden is not None:
        message["metadata"] = hidden
    cloud.tell("message", channel=channel.id, channel_type=kind(channel), **shown(message))
    return {"channel": channel.id, "ts": message["ts"], "message": shown(message)}


def new_message(cloud: Cloud, channel: Channel, said: Json, *, thread: Any = None) -> Json:
    """A message of the bot, in its channel."""
    message: Json = {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": HOME}
    message |= {"ts": cloud.new_ts(), **said}
    if thread:
        if not any(each["ts"] == str(thread) for each in channel.messages):
            raise Problem("thread_not_found")
        message["thread_ts"] = str(thread)
    channel.messages.append(message)
    return message


def post_ephemeral(cloud: Cloud, arguments: Json) -> Json:
    """chat.postEphemeral"""
    channel = cloud.channel(arguments["channel"])
    _open(channel)
    if BOT_USER not in channel.members:
        raise Problem("not_in_channel")
    if str(arguments["user"]) not in cloud.users:
        raise Problem("user_not_found")
    if str(arguments["user"]) not in channel.members:
        raise Problem("user_not_in_channel")
    said = content(arguments, longest=LONGEST)
    ts = cloud.new_ts()
    thread = {"thread_ts": str(arguments["thread_ts"])} if arguments.get("thread_ts") else {}
    cloud.ephemerals.append({"channel": channel.id, "to": arguments["user"], "ts": ts, **said, **thread})
    return {"message_ts": ts}


def update(cloud: Cloud, arguments: Json) -> Json:
    """chat.update"""
    channel = cloud.channel(arguments["channel"])
    message = cloud.message(channel, arguments["ts"])
    if message.get("bot_id") != BOT or message.get("subtype"):
        raise Problem("cant_update_message")
    if channel.archived:
        raise Problem("is_inactive")
    said = content(arguments, longest=LONGEST_UPDATE)
    hidden = metadata(arguments)
    if "blocks" not in arguments:  # what is not given stays
        said["blocks"] = message["blocks"]
    before = dict(message)
    message |= said | {"edited": {"user": BOT_USER, "ts": cloud.new_ts()}}
    if hidden is not None:
        message["metadata"] = hidden
    tell_changed(cloud, channel, message, before)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown(message)}


def tell_changed(cloud: Cloud, channel: Channel, message: Json, before: Json) -> None:
    """What apps hear of a changed message."""
    about: Json = {"channel": channel.id, "channel_type": kind(channel), "hidden": True, "ts": cloud.new_ts()}
    cloud.tell("message", subtype="message_changed", message=shown(message), previous_message=shown(before), **about)


def delete(cloud: Cloud, arguments: Json) -> Json:
    """chat.delete"""
    channel = cloud.channel(arguments["channel"])
    message = cloud.message(channel, arguments["ts"])
    if message.get("bot_id") != BOT:
        raise Problem("cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message["ts"]}


def permalink(cloud: Cloud, arguments: Json) -> Json:
    """chat.getPermalink"""
    channel = cloud.channel(arguments["channel"])
    message = cloud.message(channel, arguments["message_ts"])
    domain = cloud.teams[HOME]["domain"]
    path = f"archives/{channel.id}/p{message['ts'].replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{domain}.slack.com/{path}"}


def shown(message: Json, *, hidden: bool = False) -> Json:
    """A message as it stands in answers; its metadata only where it was asked for."""
    return {name: value for name, value in message.items() if hidden or name != "metadata"}


def kind(channel: Channel) -> str:
    """What events call the place."""
    return "im" if channel.kind == "im" else "group" if channel.private else "channel"


def _open(channel: Channel) -> None:
    if channel.archived:
        raise Problem("is_archived")


# --- reactions and pins ---


def add_reaction(cloud: Cloud, arguments: Json) -> Json:
    """reactions.add"""
    channel, message, name = _reacted(cloud, arguments)
    _open(channel)
    given = message.setdefault("reactions", [])
    found = next((each for each in given if each["name"] == name), None)
    if found and BOT_USER in found["users"]:
        raise Problem("already_reacted")
    if found is None:
        if len(given) >= MOST_REACTIONS:
            raise Problem("too_many_emoji")
        given.append({"name": name, "users": [BOT_USER], "count": 1})
    else:
        found["users"].append(BOT_USER)
        found["count"] += 1
    return {}


def remove_reaction(cloud: Cloud, arguments: Json) -> Json:
    """reactions.remove"""
    _channel, message, name = _reacted(cloud, arguments)
    found = next((each for each in message.get("reactions", []) if each["name"] == name), None)
    if found is None or BOT_USER not in found["users"]:
        raise Problem("no_reaction")
    found["users"].remove(BOT_USER)
    found["count"] -= 1
    if not found["users"]:
        message["reactions"].remove(found)
    return {}


def get_reactions(cloud: Cloud, arguments: Json) -> Json:
    """reactions.get"""
    channel, message, _name = _reacted(cloud, {"name": "eyes", **arguments})
    return {"type": "message", "channel": channel.id, "message": shown(message)}


def _reacted(cloud: Cloud, arguments: Json) -> tuple[Channel, Json, str]:
    name = str(arguments["name"])
    if not EMOJI.fullmatch(name) or name.split("::")[0] not in KNOWN_EMOJI:
        raise Problem("invalid_name")
    channel, message = _item(cloud, arguments)
    if BOT_USER not in channel.members:
        raise Problem("not_in_channel")
    return channel, message, name


def _item(cloud: Cloud, arguments: Json) -> tuple[Channel, Json]:
    if not arguments.get("channel") or not arguments.get("timestamp"):
        raise Problem("no_item_specified")
    channel = cloud.channel(arguments["channel"])
    if not re.fullmatch(r"\d+\.\d{6}", str(arguments["timestamp"])):
        raise Problem("bad_timestamp")
    return channel, cloud.message(channel, arguments["timestamp"])


def add_pin(cloud: Cloud, arguments: Json) -> Json:
    """pins.add"""
    channel, message = _pinned(cloud, arguments)
    if message["ts"] in channel.pins:
        raise Problem("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise Problem("not_pinnable")
    channel.pins.append(message["ts"])
    return {}


def remove_pin(cloud: Cloud, arguments: Json) -> Json:
    """pins.remove"""
    channel, message = _pinned(cloud, arguments)
    if message["ts"] not in channel.pins:
        raise Problem("no_pin")
    channel.pins.remove(message["ts"])
    return {}


def _pinned(cloud: Cloud, arguments: Json) -> tuple[Channel, Json]:
    channel, message = _item(cloud, arguments)
    if BOT_USER not in channel.members:
        raise Problem("not_in_channel")
    _open(channel)
    return channel, message


def list_pins(cloud: Cloud, arguments: Json) -> Json:
    """pins.list"""
    channel = cloud.channel(arguments["channel"])
    found = [cloud.message(channel, ts) for ts in channel.pins]
    return {"items": [{"type": "message", "channel": channel.id, "message": shown(each)} for each in found]}


METHODS = {
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
    "pins.add": add_pin,
    "pins.list": list_pins,
    "pins.remove": remove_pin,
    "reactions.add": add_reaction,
    "reactions.get": get_reactions,
    "reactions.remove": remove_reaction,
}
