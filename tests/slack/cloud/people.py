"""Who people are, and who we are."""

from __future__ import annotations

from . import rules
from .state import APP, BOT, BOT_USER, HOME, Cloud, Json, Problem, User


def test(cloud: Cloud, arguments: Json) -> Json:
    """auth.test"""
    team = cloud.teams[HOME]
    return {
        "url": f"https://{team['domain']}.slack.com/",
        "team": team["name"],
        "user": "taskforce",
        "team_id": HOME,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def drawn(cloud: Cloud, user: User) -> Json:
    """A person as they stand in answers; the mail address needs a scope of its own, and strangers' is never shown."""
    profile: Json = {"real_name": user.real_name, "display_name": user.name, "team": user.team}
    stranger = user.team != HOME
    if "users:read.email" in cloud.scopes and user.email and not user.is_bot and not stranger:
        profile["email"] = user.email
    answer: Json = {"id": user.id, "team_id": user.team, "name": user.name, "deleted": user.deleted}
    answer |= {"profile": profile, "is_bot": user.is_bot, "is_app_user": False, "updated": 0}
    if user.is_bot:
        profile |= {"api_app_id": APP, "bot_id": BOT}
    if stranger:
        answer["is_stranger"] = not any(
            user.id in each.members and BOT_USER in each.members for each in cloud.channels.values()
        )
    if not user.deleted:
        answer |= {"real_name": user.real_name, "tz": "Europe/Copenhagen", "is_restricted": user.is_restricted}
        answer |= {"is_ultra_restricted": False, "is_admin": False, "is_owner": False}
        answer |= {"is_email_confirmed": user.is_email_confirmed}
    return answer


def info(cloud: Cloud, arguments: Json) -> Json:
    """users.info"""
    user = cloud.user(arguments["user"])
    found = drawn(cloud, user)
    if rules.yes(arguments, "include_locale"):
        found["locale"] = user.locale
    return {"user": found}


def by_email(cloud: Cloud, arguments: Json) -> Json:
    """users.lookupByEmail: only people of this team, and nobody who has left."""
    wanted = str(arguments["email"]).strip().casefold()
    for user in cloud.users.values():
        if user.email.casefold() == wanted and user.team == HOME and not user.deleted:
            return {"user": drawn(cloud, user)}
    raise Problem("users_not_found")


def listed(cloud: Cloud, arguments: Json) -> Json:
    """users.list"""
    part, cursor = rules.page([each for each in cloud.users.values() if each.team == HOME], arguments)
    return {"members": [drawn(cloud, each) for each in part], "response_metadata": {"next_cursor": cursor}}


def team(cloud: Cloud, arguments: Json) -> Json:
    """team.info"""
    found = cloud.teams.get(str(arguments.get("team") or HOME))
    if found is None:
        raise Problem("team_not_found")
    return {"team": found}


METHODS = {
    "auth.test": test,
    "team.info": team,
    "users.info": info,
    "users.list": listed,
    "users.lookupByEmail": by_email,
}
