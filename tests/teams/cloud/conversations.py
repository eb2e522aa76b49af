"""The connector service's calls: begin, say, change, take away, and who is there.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/ and
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

from typing import Any

from tests.teams import checks
from tests.teams.signing import TENANT

from .state import BOT, THREAD, Cloud, Json, Problem, Talk, Wrong

SHOWN = ("text", "textFormat", "summary", "attachments", "entities", "attachmentLayout")
FEWEST, MOST = 50, 500  # people of a page of a roster


def begin(cloud: Cloud, _where: Json, body: Any) -> Json:
    """A chat with somebody, or a thread in a channel."""
    asked = _object(body)
    _is_us(asked.get("bot"))
    data = asked.get("channelData") or {}
    tenant = asked.get("tenantId") or (data.get("tenant") or {}).get("id")
    channel = (data.get("channel") or {}).get("id") or data.get("teamsChannelId")
    if channel:
        return _begin_thread(cloud, str(channel), asked)
    members = asked.get("members")
    if asked.get("isGroup") or not isinstance(members, list) or len(members) != 1:
        raise Wrong(400, "BadArgument", "One member is spoken with.")
    if not tenant:
        raise Wrong(400, "BadArgument", "The tenant is not named.")
    try:
        user = cloud.user(members[0].get("id"))
    except Problem:
        raise Wrong(404, "MemberNotFound", "Nobody is called so.") from None
    if tenant != TENANT or not cloud.reaches(user):
        raise Wrong(403, "ForbiddenOperationException", "The bot is not installed in the user's personal scope.")
    if user.id in cloud.blocked:
        raise Wrong(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
    talk = cloud.chat(user)
    if not asked.get("activity"):
        return {"id": talk.id}
    return {"id": talk.id, "activityId": _posted(cloud, talk, "", asked["activity"])}


def _begin_thread(cloud: Cloud, channel: str, asked: Json) -> Json:
    if not asked.get("isGroup"):
        raise Wrong(400, "BadArgument", "A channel is a group.")
    talk, _ = cloud.talk(channel)
    if not asked.get("activity"):
        raise Wrong(400, "BadSyntax", "A thread begins with a message.")
    id_ = _posted(cloud, talk, "", asked["activity"])
    return {"id": f"{talk.id}{THREAD}{id_}", "activityId": id_}


def send(cloud: Cloud, where: Json, activity: Any) -> Json:
    """Say something."""
    talk, thread = cloud.talk(where["conversation"])
    return {"id": _posted(cloud, talk, thread, activity)}


def reply(cloud: Cloud, where: Json, activity: Any) -> Json:
    """Say something about something."""
    talk, thread = cloud.talk(where["conversation"])
    about = cloud.message(talk, where["id"])
    hangs_on = thread or about["thread"] or about["id"] if talk.kind == "channel" else ""
    return {"id": _posted(cloud, talk, hangs_on, activity)}


def update(cloud: Cloud, where: Json, activity: Any) -> Json:
    """Something else in its place, before everybody's eyes."""
    _talk, message = _ours(cloud, where)
    _taken(activity)
    for name in SHOWN:
        message.pop(name, None)
    message |= {name: activity[name] for name in SHOWN if name in activity}
    message |= {"edited": cloud.new_stamp(), "alone": {}}
    return {"id": message["id"]}


def delete(cloud: Cloud, where: Json, _body: Any) -> None:
    """Take it away."""
    talk, message = _ours(cloud, where)
    talk.messages.remove(message)


def roster(cloud: Cloud, where: Json, _body: Any) -> Json:
    """Who is there, page by page."""
    talk, _ = cloud.talk(where["conversation"])
    _there(cloud, talk)
    size, token = where.get("pageSize", ""), where.get("continuationToken", "")
    page = min(max(int(size) if size.isdigit() else 0, FEWEST), MOST)
    if token and not token.startswith("from-"):
        raise Wrong(400, "BadArgument", "Invalid continuation token.")
    first = int(token.removeprefix("from-")) if token else 0
    people = cloud.members(talk)
    found: Json = {"members": [each.member for each in people[first : first + page]]}
    if first + page < len(people):
        found["continuationToken"] = f"from-{first + page}"
    return found


def member(cloud: Cloud, where: Json, _body: Any) -> Json:
    """One of them, by either id."""
    talk, _ = cloud.talk(where["conversation"])
    _there(cloud, talk)
    for each in cloud.members(talk):
        if where["id"] in (each.id, each.aad):
            return each.member
    raise Wrong(404, "MemberNotFoundInConversation", "Member not found in conversation.")


def _posted(cloud: Cloud, talk: Talk, thread: str, activity: Any) -> str:
    _there(cloud, talk)
    if isinstance(activity, dict) and activity.get("type") == "typing":
        return cloud.new_stamp()
    _taken(activity)
    message: Json = {"id": cloud.new_stamp(), "from": BOT, "thread": thread, "edited": "", "alone": {}}
    message |= {name: activity[name] for name in SHOWN if name in activity}
    talk.messages.append(message)
    return str(message["id"])


def _ours(cloud: Cloud, where: Json) -> tuple[Talk, Json]:
    talk, _ = cloud.talk(where["conversation"])
    _there(cloud, talk)
    message = cloud.message(talk, where["id"])
    if message["from"] != BOT:
        raise Wrong(403, "ForbiddenOperationException", "The message is somebody else's.")
    return talk, message


def _there(cloud: Cloud, talk: Talk) -> None:
    """The bot is in a conversation; raises Wrong."""
    if talk.kind == "channel":
        installed = cloud.teams[talk.team].installed
    else:
        if talk.user in cloud.blocked:
            raise Wrong(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
        installed = cloud.reaches(cloud.users[talk.user])
    if not installed:
        raise Wrong(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def _taken(activity: Any) -> None:
    """Teams takes a message; raises Wrong."""
    _object(activity)
    if checks.size(activity) > checks.LARGEST:
        raise Wrong(413, "MessageSizeTooBig", f"{checks.size(activity)} bytes")
    sender = activity.get("from")
    if sender is not None:
        _is_us(sender)
    found = checks.of_activity(activity)
    if found:
        raise Wrong(400, "BadSyntax", "; ".join(found))


def _is_us(who: Any) -> None:
    if who is not None and (not isinstance(who, dict) or who.get("id") != BOT):
        raise Wrong(400, "BadArgument", f"The bot is {BOT}.")


def _object(body: Any) -> Json:
    if not isinstance(body, dict):
        raise Wrong(400, "BadSyntax", "The body is an object.")
    return body
