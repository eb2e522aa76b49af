"""Channels: made, named, entered, left, archived, read."""

from __future__ import annotations

import re
from typing import Any

from . import rules
from .chat import kind, shown
from .state import BOT_USER, HOME, Channel, Cloud, Json, Problem

LONGEST_NAME, LONGEST_TOPIC, MOST_INVITED = 80, 250, 100
READ = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def checked_name(cloud: Cloud, name: object) -> str:
    """A name that Slack takes: small letters, digits, - and _, at most 80, and that no other channel has."""
    if not isinstance(name, str) or not name.strip():
        raise Problem("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise Problem("invalid_name_maxlength")
    if re.fullmatch(r"[\W_]+", name):
        raise Problem("invalid_name_punctuation")
    if name != name.lower() or re.search(r"[^\w-]", name):
        raise Problem("invalid_name_specials")
    if not name.isascii():
        raise Problem("invalid_name")  # Slack takes æ, ø and å; our rule writes them as ae, oe and aa
    if any(each.name == name for each in cloud.channels.values()):
        raise Problem("name_taken")
    return name


def drawn(cloud: Cloud, channel: Channel) -> Json:
    """A channel as it stands in answers."""
    if channel.kind == "im":
        return {"id": channel.id, "created": channel.created, "is_im": True, "user": channel.user, "is_archived": False}
    shared = len(channel.teams) > 1
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": channel.general,
        "is_member": BOT_USER in channel.members,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "context_team_id": HOME,
        "shared_team_ids": list(channel.teams),
        "topic": {"value": channel.topic, "creator": BOT_USER if channel.topic else "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
    }


def create(cloud: Cloud, arguments: Json) -> Json:
    """conversations.create"""
    private = rules.yes(arguments, "is_private")
    cloud.needs("groups:write" if private else "channels:manage")
    channel = cloud.new_channel(checked_name(cloud, arguments["name"]), creator=BOT_USER, private=private)
    return {"channel": drawn(cloud, channel)}


def _ours(cloud: Cloud, arguments: Json, *actions: str, member: bool = True) -> Channel:
    """A channel that we may do something to."""
    channel = cloud.channel(arguments["channel"])
    if channel.kind == "im":
        raise Problem("method_not_supported_for_channel_type")
    cloud.needs_for(channel, *actions)
    if member and BOT_USER not in channel.members:
        raise Problem("not_in_channel")
    return channel


def standing(channel: Channel) -> Channel:
    if channel.archived:
        raise Problem("is_archived")
    return channel


def archive(cloud: Cloud, arguments: Json) -> Json:
    """conversations.archive"""
    channel = _ours(cloud, arguments, "write")
    if channel.archived:
        raise Problem("already_archived")
    if channel.general:
        raise Problem("cant_archive_general")
    channel.archived = True
    cloud.tell("group_archive" if channel.private else "channel_archive", channel=channel.id, user=BOT_USER)
    return {}


def unarchive(cloud: Cloud, arguments: Json) -> Json:
    """conversations.unarchive, which bots may not."""
    raise Problem("not_allowed_token_type")


def rename(cloud: Cloud, arguments: Json) -> Json:
    """conversations.rename"""
    channel = standing(_ours(cloud, arguments, "write"))
    if channel.creator != BOT_USER:
        raise Problem("not_authorized")
    channel.name = checked_name(cloud, arguments["name"])
    type_ = "group_rename" if channel.private else "channel_rename"
    cloud.tell(type_, channel={"id": channel.id, "name": channel.name, "created": channel.created})
    return {"channel": drawn(cloud, channel)}


def set_topic(cloud: Cloud, arguments: Json) -> Json:
    """conversations.setTopic"""
    channel = standing(_ours(cloud, arguments, "write.topic", "write"))
    if len(str(arguments["topic"])) > LONGEST_TOPIC:
        raise Problem("too_long")
    channel.topic = str(arguments["topic"])
    return {"channel": drawn(cloud, channel)}


def set_purpose(cloud: Cloud, arguments: Json) -> Json:
    """conversations.setPurpose"""
    channel = standing(_ours(cloud, arguments, "write.topic", "write"))
    if len(str(arguments["purpose"])) > LONGEST_TOPIC:
        raise Problem("too_long")
    channel.purpose = str(arguments["purpose"])
    return {"purpose": channel.purpose}


def invite(cloud: Cloud, arguments: Json) -> Json:
    """conversations.invite: one wrong id and nobody is let in, unless `force`; then it says whom it left out."""
    channel = standing(_ours(cloud, arguments, "write.invites", "write"))
    force = rules.yes(arguments, "force")
    users = [each.strip() for each in str(arguments["users"]).split(",") if each.strip()]
    if not users:
        raise Problem("no_user")
    if len(users) > MOST_INVITED:
        raise Problem("too_many_users")
    errors = {user: error for user in users if (error := _why_not(cloud, channel, user))}
    listed = [{"user": user, "ok": False, "error": error} for user, error in errors.items()]
    if errors and (not force or len(errors) == len(set(users))):
        more: Json = {"errors": listed} if len(users) > 1 or force else {}
        raise Problem(next(iter(errors.values())), **more)
    for user in users:
        if user not in errors and user not in channel.members:
            enter(cloud, channel, user, inviter=BOT_USER)
    return {"channel": drawn(cloud, channel), **({"errors": listed} if listed else {})}


def _why_not(cloud: Cloud, channel: Channel, user: str) -> str:
    found = cloud.users.get(user)
    if user == BOT_USER:
        return "cant_invite_self"
    if found is None:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    if user in cloud.not_invitable:
        return cloud.not_invitable[user]
    if found.deleted:
        return "cant_invite"
    if found.team not in channel.teams:
        return "user_team_not_in_channel"
    if found.is_restricted:
        return "user_is_restricted"
    return ""


def enter(cloud: Cloud, channel: Channel, user: str, *, inviter: str = "") -> None:
    """Somebody is in a channel from now on."""
    channel.members.append(user)
    more = {"inviter": inviter} if inviter else {}
    letter = "G" if channel.private else "C"
    team = cloud.users[user].team
    cloud.tell("member_joined_channel", user=user, channel=channel.id, channel_type=letter, team=team, **more)


def leave_it(cloud: Cloud, channel: Channel, user: str) -> None:
    """Somebody is not in a channel any more."""
    channel.members.remove(user)
    letter = "G" if channel.private else "C"
    team = cloud.users[user].team
    cloud.tell("member_left_channel", user=user, channel=channel.id, channel_type=letter, team=team)


def join(cloud: Cloud, arguments: Json) -> Json:
    """conversations.join"""
    channel = cloud.channel(arguments["channel"])
    if channel.private:
        raise Problem("method_not_supported_for_channel_type")
    standing(channel)
    if BOT_USER in channel.members:
        more = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": drawn(cloud, channel), **more}
    enter(cloud, channel, BOT_USER)
    return {"channel": drawn(cloud, channel)}


def kick(cloud: Cloud, arguments: Json) -> Json:
    """conversations.kick"""
    channel = standing(_ours(cloud, arguments, "write"))
    user = str(arguments["user"])
    if user == BOT_USER:
        raise Problem("cant_kick_self")
    if channel.general:
        raise Problem("cant_kick_from_general")
    cloud.user(user)
    if user not in channel.members:
        raise Problem("not_in_channel")
    leave_it(cloud, channel, user)
    return {}


def leave(cloud: Cloud, arguments: Json) -> Json:
    """conversations.leave"""
    channel = standing(_ours(cloud, arguments, "write", member=False))
    if BOT_USER not in channel.members:
        return {"not_in_channel": True}
    if channel.general:
        raise Problem("cant_leave_general")
    leave_it(cloud, channel, BOT_USER)
    return {}


def open_(cloud: Cloud, arguments: Json) -> Json:
    """conversations.open, with one person."""
    if arguments.get("channel"):
        return {"channel": drawn(cloud, cloud.channel(arguments["channel"]))}
    users = [each for each in str(arguments.get("users") or "").split(",") if each]
    if not users:
        raise Problem("users_list_not_supplied")
    if len(users) > 1:
        cloud.needs("mpim:write")
        raise Problem("not_enough_users")  # nobody here talks with several at once
    user = cloud.user(users[0])
    if user.deleted:
        raise Problem("user_disabled")
    talk = cloud.talk(user.id)
    full = drawn(cloud, talk) if rules.yes(arguments, "return_im") else {"id": talk.id}
    return {"channel": full}


def info(cloud: Cloud, arguments: Json) -> Json:
    """conversations.info"""
    channel = cloud.channel(arguments["channel"])
    cloud.needs_for(channel, "read")
    more = {"num_members": len(channel.members)} if rules.yes(arguments, "include_num_members") else {}
    return {"channel": {**drawn(cloud, channel), **more}}


def members(cloud: Cloud, arguments: Json) -> Json:
    """conversations.members"""
    channel = cloud.channel(arguments["channel"])
    cloud.needs_for(channel, "read")
    found, cursor = rules.page(channel.members, arguments)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def history(cloud: Cloud, arguments: Json) -> Json:
    """conversations.history: newest first, without the answers in threads."""
    channel = _readable(cloud, arguments)
    found = [each for each in channel.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    return _read(list(reversed(found)), arguments)


def replies(cloud: Cloud, arguments: Json) -> Json:
    """conversations.replies: a message and its answers, oldest first."""
    channel = _readable(cloud, arguments)
    ts = str(arguments["ts"])
    found = [each for each in channel.messages if ts in (each["ts"], each.get("thread_ts"))]
    if not found:
        raise Problem("thread_not_found")
    return _read(found, arguments)


def _readable(cloud: Cloud, arguments: Json) -> Channel:
    channel = cloud.channel(arguments["channel"])
    cloud.needs_for(channel, "history")
    if BOT_USER not in channel.members:
        raise Problem("not_in_channel")
    return channel


def _read(found: list[Json], arguments: Json) -> Json:
    oldest, latest = _time(arguments, "oldest"), _time(arguments, "latest")
    also = rules.yes(arguments, "inclusive")
    for limit, sign in ((oldest, 1), (latest, -1)):
        if limit is not None:
            found = [m for m in found if sign * (float(m["ts"]) - limit) > 0 or (also and float(m["ts"]) == limit)]
    part, cursor = rules.page(found, arguments, most=999)
    hidden = rules.yes(arguments, "include_all_metadata")
    answer: Json = {"messages": [shown(each, hidden=hidden) for each in part], "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _time(arguments: Json, name: str) -> float | None:
    value: Any = arguments.get(name)
    if value in (None, "", "0"):
        return None
    try:
        return float(value)
    except ValueError:
        raise Problem(f"invalid_ts_{name}") from None


def list_(cloud: Cloud, arguments: Json) -> Json:
    """conversations.list"""
    return _listed(cloud, arguments, list(cloud.channels.values()))


def of_user(cloud: Cloud, arguments: Json) -> Json:
    """users.conversations: of the bot itself, unless somebody else is named."""
    user = cloud.user(arguments.get("user") or BOT_USER).id
    return _listed(cloud, arguments, [each for each in cloud.channels.values() if user in each.members])


def _listed(cloud: Cloud, arguments: Json, channels: list[Channel]) -> Json:
    types = str(arguments.get("types") or "public_channel").split(",")
    unknown = [each for each in types if each not in READ]
    if unknown:
        raise Problem("invalid_types")
    for each in types:
        cloud.needs(READ[each])
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(each) for each in types}
    found = [each for each in channels if kind(each) in wanted and (not each.private or BOT_USER in each.members)]
    if rules.yes(arguments, "exclude_archived"):
        found = [each for each in found if not each.archived]
    part, cursor = rules.page(found, arguments, most=999)
    return {"channels": [drawn(cloud, each) for each in part], "response_metadata": {"next_cursor": cursor}}


METHODS = {
    "conversations.archive": archive,
    "conversations.create": create,
    "conversations.history": history,
    "conversations.info": info,
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.list": list_,
    "conversations.members": members,
    "conversations.open": open_,
    "conversations.rename": rename,
    "conversations.replies": replies,
    "conversations.setPurpose": set_purpose,
    "conversations.setTopic": set_topic,
    "conversations.unarchive": unarchive,
    "users.conversations": of_user,
}
