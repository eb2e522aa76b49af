"""`taskforce check` for Slack: whose token it is, whether its workspace is ours, and which rights it has.

One call, auth.test. The signing secret cannot be tried from here: Slack says “Verified” beside the request address
when that is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ..settings import Settings, SettingsProblem
from . import manifest

ANSWER = 10  # seconds that Slack has
TOKEN, HOME = "TASKFORCE_SLACK_BOT_TOKEN", "TASKFORCE_SLACK_HOME_TEAMS"


async def try_out(settings: Settings) -> list[str]:
    """What is in order, in sentences. Raises SettingsProblem with what to do where something is not; no sentence
    has a secret in it."""
    said, headers = await _asked(settings)
    team, name = str(said.get("team_id", "")), str(said.get("team", ""))
    problems = _whose(said)
    if not settings.home_teams:
        problems.append(f"{HOME} is missing. The app is installed in {name}: put {team} there.")
    elif team not in settings.home_teams:
        problems.append(
            f"{HOME} has {', '.join(sorted(settings.home_teams))}, but the app is installed in {name}, which is "
            f"{team}. Put that there, or nobody of {name} is recognised."
        )
    if settings.slack_signing_secret is None:
        problems.append(
            "TASKFORCE_SLACK_SIGNING_SECRET is missing. It stands under Basic Information, App Credentials."
        )
    granted = headers.get("x-oauth-scopes")
    needed = manifest.scopes(settings.listen)
    has = {each.strip() for each in (granted or "").split(",")} - {""}
    if granted is not None and not has.issuperset(needed):
        problems.append(_lacking([each for each in manifest.SCOPES if each.name in set(needed) - has]))
    if problems:
        raise SettingsProblem(*problems)
    return [f"ok, in {name} ({team})", *_remarks(settings, granted, has - set(needed))]


async def _asked(settings: Settings) -> tuple[Mapping[str, Any], dict[str, str]]:
    """What auth.test says, and the headers that it says it with."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = AsyncWebClient(token, base_url=settings.slack_api_url, timeout=ANSWER)
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        why = error.response.get("error") or f"HTTP {error.response.status_code}"
        raise SettingsProblem(
            f"Slack does not take {TOKEN} ({why}). It is the Bot User OAuth Token, which begins with xoxb- and stands "
            "under OAuth & Permissions once the app is installed."
        ) from None
    except (SlackClientError, ClientError, TimeoutError, OSError, ValueError) as error:
        raise SettingsProblem(
            f"Slack cannot be reached at {settings.slack_api_url} ({type(error).__name__}). May this machine call it?"
        ) from None
    found = answer.data if isinstance(answer.data, dict) else {}
    return found, {str(name).lower(): str(value) for name, value in answer.headers.items()}


def _whose(said: Mapping[str, Any]) -> list[str]:
    if said.get("bot_id"):
        return []
    return [f"{TOKEN} is the token of a person. The bot's own begins with xoxb- and stands under OAuth & Permissions."]


def _lacking(missing: list[manifest.Scope]) -> str:
    names = ", ".join(each.name for each in missing)
    return (
        f"The app lacks these rights: {names}. Put what `taskforce slack manifest` prints under App Manifest, and "
        "install the app in the workspace again."
    )


def _remarks(settings: Settings, granted: str | None, more: set[str]) -> list[str]:
    if granted is None:
        return ["Slack did not say which rights the app has; something between us takes its headers away"]
    if more:
        names = ", ".join(sorted(more))
        return [f"the app has more rights than TASKFORCE_LISTEN={settings.listen} needs: {names}"]
    return []
