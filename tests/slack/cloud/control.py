"""What the tests do to this Slack: who is there, what people do in it, and what has become of it."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from tests.cloud import served
from tests.cloud.served import keep

from . import views
from .chat import content, kind, shown, tell_changed
from .conversations import checked_name, enter, leave_it
from .responses import shown as answered
from .state import BOT_USER, HOME, Channel, Cloud, Json, Problem, User


def read(cloud: Cloud) -> Json:
    """All that there is."""
    return {
        "teams": cloud.teams,
        "users": {each.id: asdict(each) for each in cloud.users.values()},
        "channels": {each.id: asdict(each) for each in cloud.channels.values()},
        "ephemerals": cloud.ephemerals,
        "modals": cloud.modals,
        "homes": cloud.homes,
        "files": cloud.files,
        "scopes": sorted(cloud.scopes),
    }


def team(cloud: Cloud, id: str, name: str, domain: str) -> Json:  # noqa: A002
    """Another workspace."""
    cloud.teams[id] = {"id": id, "name": name, "domain": domain}
    return cloud.teams[id]


def user(cloud: Cloud, name: str, **known: Any) -> Json:
    """A person comes to a workspace (ours, unless `team` is named), or what is known of them changes."""
    id_ = known.pop("id", "") or cloud.new_id("U")
    if id_ in cloud.users:
        for each, value in known.items():
            setattr(cloud.users[id_], each, value)
    else:
        short = name.lower().replace(" ", ".")
        cloud.users[id_] = User(id_, known.pop("team", HOME), short, name, **known)
    return asdict(cloud.users[id_])


def channel(cloud: Cloud, name: str, creator: str, members: list[str], private: bool, teams: list[str]) -> Json:
    """A channel that somebody else has made."""
    made = cloud.new_channel(checked_name(cloud, name), creator=creator, private=private)
    made.members = list(dict.fromkeys([creator, *members]))
    made.teams = list(dict.fromkeys([HOME, *teams]))
    return asdict(made)


def talk(cloud: Cloud, user: str) -> Json:
    """The conversation of somebody with the bot."""
    return asdict(cloud.talk(user))


def say(cloud: Cloud, channel: str, user: str, text: str, thread_ts: str = "") -> Json:
    """Somebody writes in a channel."""
    place = _place(cloud, channel, user)
    message: Json = {"type": "message", "user": user, "text": text, "team": cloud.users[user].team, "blocks": []}
    message |= {"ts": cloud.new_ts(), **({"thread_ts": thread_ts} if thread_ts else {})}
    place.messages.append(message)
    cloud.tell("message", channel=place.id, channel_type=kind(place), **shown(message))
    if f"<@{BOT_USER}>" in text and place.kind == "channel" and BOT_USER in place.members:
        cloud.tell("app_mention", channel=place.id, **shown(message))
    return message


def edit(cloud: Cloud, channel: str, ts: str, text: str) -> Json:
    """Somebody changes what they have written."""
    place = cloud.channels[channel]
    message = cloud.message(place, ts)
    before = dict(message)
    message |= {"text": text, "edited": {"user": message["user"], "ts": cloud.new_ts()}}
    tell_changed(cloud, place, message, before)
    return message


def delete(cloud: Cloud, channel: str, ts: str) -> Json:
    """Somebody takes away what they have written."""
    place = cloud.channels[channel]
    message = cloud.message(place, ts)
    place.messages.remove(message)
    about: Json = {"channel": channel, "channel_type": kind(place), "hidden": True, "ts": cloud.new_ts()}
    cloud.tell("message", subtype="message_deleted", deleted_ts=ts, previous_message=shown(message), **about)
    return message


def join(cloud: Cloud, channel: str, user: str) -> Json:
    """Somebody enters a channel by themselves."""
    if user not in cloud.channels[channel].members:
        enter(cloud, cloud.channels[channel], user)
    return {}


def leave(cloud: Cloud, channel: str, user: str) -> Json:
    """Somebody leaves a channel, or is taken out of it."""
    leave_it(cloud, cloud.channels[channel], user)
    return {}


def rename(cloud: Cloud, channel: str, name: str) -> Json:
    """Somebody gives a channel another name."""
    place = cloud.channels[channel]
    place.name = checked_name(cloud, name)
    what = {"id": place.id, "name": name, "created": place.created}
    cloud.tell("group_rename" if place.private else "channel_rename", channel=what)
    return {}


def archive(cloud: Cloud, channel: str, archived: bool = True) -> Json:
    """Somebody archives a channel, or brings it back."""
    cloud.channels[channel].archived = archived
    return {}


def trigger(cloud: Cloud, user: str) -> Json:
    """Somebody acts: what may be opened with it."""
    return {"trigger_id": cloud.new_trigger(user).id}


def response_url(cloud: Cloud, user: str, channel: str, ts: str = "") -> Json:
    """Somebody acts in a channel, on a message perhaps: where answers go."""
    return {"response_url": cloud.new_response(user, channel, ts)}


def answer(cloud: Cloud, user: str, channel: str, body: Json) -> Json:
    """What the HTTP answer to a command says is shown."""
    unknown = set(body) - {"response_type", "text", "blocks"}
    if unknown:
        raise Problem("invalid_arguments", *sorted(unknown))
    return answered(cloud, user, channel, content(body, longest=40_000), body)


def respond_view(cloud: Cloud, user: str, view_id: str, action: str, view: Any) -> Json:
    """What the HTTP answer to a sent modal says is done to the pile."""
    pile = cloud.modals.get(user, [])
    if not pile or pile[-1]["id"] != view_id:
        raise Problem("not_found")
    if action == "clear":
        pile.clear()
    elif action == "close":
        pile.pop()
    elif action == "update":
        views.updated(cloud, pile[-1], views.asked({"view": view}, "modal"))
    elif action == "push":
        views.pushed(cloud, user, views.asked({"view": view}, "modal"))
    else:
        raise Problem("invalid_response_action")
    return {}


def happened(cloud: Cloud) -> Json:
    """What apps would have been told since this was asked last."""
    found, cloud.happened[:] = list(cloud.happened), []
    return {"events": found}


def change(cloud: Cloud, **values: Any) -> Json:
    """Scopes, the token, who cannot be invited (and why), how long a trigger lives, the clock on the wall."""
    for name, value in values.items():
        if name not in ("scopes", "token", "not_invitable", "trigger_lives", "offset"):
            raise Problem("invalid_arguments", name)
        setattr(cloud, name, set(value) if name == "scopes" else value)
    return {}


def file(cloud: Cloud, id: str) -> Json:  # noqa: A002
    """What is in a file."""
    return {**cloud.files[id], "content": base64.b64encode(cloud.contents.get(id, b"")).decode()}


def bring_back(cloud: Cloud, name: str) -> Json:
    """Everything is as it was when it was put aside; nobody is told of what has happened since."""
    cloud.happened.clear()
    return served.bring_back(cloud, name)


def _place(cloud: Cloud, channel: str, user: str) -> Channel:
    place = cloud.channels[channel]
    if user not in place.members:
        raise Problem("not_in_channel")
    return place


CONTROLS = {
    "answer": answer,
    "archive": archive,
    "bring_back": bring_back,
    "change": change,
    "channel": channel,
    "delete": delete,
    "edit": edit,
    "file": file,
    "happened": happened,
    "join": join,
    "keep": keep,
    "leave": leave,
    "read": read,
    "rename": rename,
    "respond_view": respond_view,
    "response_url": response_url,
    "say": say,
    "talk": talk,
    "team": team,
    "trigger": trigger,
    "user": user,
}
