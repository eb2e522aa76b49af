"""Answers to one action: what a command's HTTP answer says, and what comes to a response_url afterwards."""

from __future__ import annotations

from typing import Any

from .chat import LONGEST, content, new_message
from .state import BOT, RESPONSE_LIVES, RESPONSE_USES, Cloud, Json, Problem

TAKES = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "metadata"}


def to_url(cloud: Cloud, id_: str, body: Any) -> Json:
    """An answer at a response_url: five posts in half an hour."""
    response = cloud.responses.get(id_)
    if response is None:
        raise Problem("no_such_url")
    if cloud.tick() - response.born > RESPONSE_LIVES:
        raise Problem("expired_url")
    if response.uses >= RESPONSE_USES:
        raise Problem("used_url")
    if not isinstance(body, dict):
        raise Problem("invalid_payload")
    unknown = sorted(set(body) - TAKES)
    if unknown:
        raise Problem("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in unknown))
    response.uses += 1
    if body.get("delete_original"):
        _take_away(cloud, response.channel, response.ts)
        return {}
    said = content(body, longest=LONGEST)
    if body.get("replace_original") and response.ts:
        return _replace(cloud, response.channel, response.ts, said)
    return shown(cloud, response.user, response.channel, said, body)


def shown(cloud: Cloud, user: str, channel: str, said: Json, body: Json) -> Json:
    """A new answer: to the one who acted alone, unless it is for the channel."""
    kind = body.get("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise Problem("invalid_response_type")
    if kind == "in_channel":
        if channel not in cloud.channels:
            raise Problem("channel_not_found")
        return {"ts": new_message(cloud, cloud.channels[channel], said)["ts"], "channel": channel}
    ts = cloud.new_ts()
    cloud.ephemerals.append({"channel": channel, "to": user, "ts": ts, **said})
    return {"ts": ts, "channel": channel}


def _replace(cloud: Cloud, channel: str, ts: str, said: Json) -> Json:
    for each in [*cloud.ephemerals, *cloud.channels[channel].messages]:
        if each["ts"] == ts and each.get("channel", channel) == channel:
            if "to" not in each and each.get("bot_id") != BOT:
                raise Problem("cant_update_message")
            each |= said
            return {"ts": ts, "channel": channel}
    raise Problem("message_not_found")


def _take_away(cloud: Cloud, channel: str, ts: str) -> None:
    cloud.ephemerals[:] = [each for each in cloud.ephemerals if each["ts"] != ts]
    messages = cloud.channels[channel].messages
    messages[:] = [each for each in messages if each["ts"] != ts or each.get("bot_id") != BOT]
