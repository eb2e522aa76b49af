"""What the tests do to this Teams: who is there, what people do in it, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.cloud.served import bring_back, keep
from tests.teams import checks
from tests.teams.signing import TENANT

from .state import DOMAIN, Cloud, Json, Problem, Talk, Team, User, Wrong

CHANGES = ("offset", "latency", "down")


def read(cloud: Cloud) -> Json:
    """All that there is."""
    return {
        "users": {each.id: asdict(each) for each in cloud.users.values()},
        "teams": {each.id: asdict(each) for each in cloud.teams.values()},
        "talks": {each.id: asdict(each) for each in cloud.talks.values()},
        "installed": cloud.installed,
        "blocked": cloud.blocked,
    }


def user(cloud: Cloud, name: str, **known: Any) -> Json:
    """A person comes, or what is known of them changes."""
    id_ = known.pop("id", "")
    if id_:
        for each, value in known.items():
            setattr(cloud.user(id_), each, value)
        return asdict(cloud.user(id_))
    aad = known.pop("aad", "") or cloud.new_guid()
    made = User(f"29:1{cloud.new_number():05d}-{name.split()[0].lower()}", aad, name, **known)
    if not made.upn and made.role == "guest":
        made.upn = f"{made.email.replace('@', '_')}#EXT#@{DOMAIN}"
    elif not made.upn and made.tenant == TENANT:
        made.upn = made.email
    cloud.users[made.id] = made
    return asdict(made)


def team(cloud: Cloud, name: str, members: list[str], installed: bool = False, grants: list[str] | None = None) -> Json:
    """A team with its general channel."""
    made = Team(f"19:hold{cloud.new_number():04d}@thread.tacv2", name, cloud.new_guid(), installed=installed)
    made.members = [cloud.user(each).id for each in members]
    made.grants = grants or []
    cloud.teams[made.id] = made
    cloud.new_channel(made, "Generelt", made.id)
    return asdict(made)


def channel(cloud: Cloud, team: str, name: str) -> Json:
    """A channel that somebody has made in a team."""
    if any(each.team == team and each.name == name for each in cloud.talks.values()):
        raise Problem("name_taken", name)
    return asdict(cloud.new_channel(cloud.teams[team], name))


def rename(cloud: Cloud, channel: str, name: str) -> Json:
    """Somebody gives a channel another name."""
    cloud.talks[channel].name = name
    return {}


def remove(cloud: Cloud, channel: str) -> Json:
    """Somebody takes a channel away, with all that is in it."""
    del cloud.talks[channel]
    return {}


def join(cloud: Cloud, team: str, user: str) -> Json:
    """Somebody is put in a team."""
    members = cloud.teams[team].members
    if cloud.user(user).id not in members:
        members.append(cloud.user(user).id)
    return {}


def leave(cloud: Cloud, team: str, user: str) -> Json:
    """Somebody is taken out of a team."""
    cloud.teams[team].members.remove(cloud.user(user).id)
    return {}


def install(cloud: Cloud, user: str = "", team: str = "") -> Json:
    """The app comes to a person, or into a team; the conversation that is told of it."""
    if team:
        cloud.teams[team].installed = True
        return asdict(cloud.talks[team])
    if user not in cloud.installed:
        cloud.installed.append(cloud.user(user).id)
    return asdict(cloud.chat(cloud.user(user)))


def uninstall(cloud: Cloud, user: str = "", team: str = "") -> Json:
    """The app leaves a person, or a team; the conversation that is told of it."""
    if team:
        cloud.teams[team].installed = False
        return asdict(cloud.talks[team])
    cloud.installed.remove(cloud.user(user).id)
    return asdict(cloud.chat(cloud.user(user)))


def block(cloud: Cloud, user: str, blocked: bool = True) -> Json:
    """Somebody wants to hear nothing more of the bot, or will again."""
    id_ = cloud.user(user).id
    if blocked and id_ not in cloud.blocked:
        cloud.blocked.append(id_)
    elif not blocked and id_ in cloud.blocked:
        cloud.blocked.remove(id_)
    return {}


def chat(cloud: Cloud, user: str) -> Json:
    """The chat of somebody with the bot."""
    return asdict(cloud.chat(cloud.user(user)))


def say(cloud: Cloud, talk: str, user: str, text: str, thread: str = "") -> Json:
    """Somebody writes in a conversation that they are in."""
    place = _place(cloud, talk, user)
    if thread and not any(each["id"] == thread for each in place.messages):
        raise Problem("thread_not_found")
    stamp = cloud.new_stamp()
    message = {"id": stamp, "from": cloud.user(user).id, "thread": thread, "text": text, "edited": "", "alone": {}}
    place.messages.append(message)
    return message


def edit(cloud: Cloud, talk: str, id: str, user: str, text: str) -> Json:  # noqa: A002
    """Somebody changes what they have written."""
    message = _written(cloud, talk, id, user)
    message |= {"text": text, "edited": cloud.new_stamp()}
    return message


def delete(cloud: Cloud, talk: str, id: str, user: str) -> Json:  # noqa: A002
    """Somebody takes away what they have written."""
    message = _written(cloud, talk, id, user)
    cloud.talks[talk].messages.remove(message)
    return message


def restore(cloud: Cloud, talk: str, message: Json) -> Json:
    """Somebody brings back what they have taken away."""
    place = cloud.talks[talk]
    place.messages.append(message)
    place.messages.sort(key=lambda each: int(each["id"]))
    return message


def answer(cloud: Cloud, talk: str, id: str, user: str, card: Json) -> Json:  # noqa: A002
    """An invoke was answered with a card: they alone see it in the place of the other, until that is changed."""
    found = checks.refusals(card)
    if checks.size(card) > checks.LARGEST:
        found.append(f"{checks.size(card)} bytes of a card")
    if found:
        raise Problem("bad_card", *found)
    for message in _place(cloud, talk, user).messages:
        if message["id"] == id:
            message["alone"][cloud.user(user).id] = {"card": card, "stamp": cloud.new_stamp()}
            return message
    return {}  # it has been taken away meanwhile


def stamp(cloud: Cloud) -> str:
    """A moment by the clock on the wall (milliseconds since 1970)."""
    return cloud.new_stamp()


def change(cloud: Cloud, **values: Any) -> Json:
    """The clock on the wall, how slow every call is, and whether the authority answers."""
    for name, value in values.items():
        if name not in CHANGES:
            raise Problem("invalid_arguments", name)
        setattr(cloud, name, value)
    return {}


def _place(cloud: Cloud, talk: str, user: str) -> Talk:
    try:
        place, _ = cloud.talk(talk)
    except Wrong as wrong:
        raise Problem(str(wrong), talk) from None
    if cloud.user(user) not in cloud.members(place):
        raise Problem("not_in_conversation", user)
    return place


def _written(cloud: Cloud, talk: str, id_: str, user: str) -> Json:
    for each in _place(cloud, talk, user).messages:
        if each["id"] == id_ and each["from"] == cloud.user(user).id:
            return each
    raise Problem("message_not_found", id_)


CONTROLS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "block": block,
    "bring_back": bring_back,
    "change": change,
    "channel": channel,
    "chat": chat,
    "delete": delete,
    "edit": edit,
    "install": install,
    "join": join,
    "keep": keep,
    "leave": leave,
    "read": read,
    "remove": remove,
    "rename": rename,
    "restore": restore,
    "say": say,
    "stamp": stamp,
    "team": team,
    "uninstall": uninstall,
    "user": user,
}
