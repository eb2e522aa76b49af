"""The app as Teams is told of it: `manifest.json`, made from the commands and the settings.

`taskforce teams manifest` prints it for the settings of this machine, and `taskforce teams package` puts it into a
zip (bot/teams/package.py). It is in the circle's language; the other one stands in a file of its own beside it.
`RIGHTS` says why each right is asked for; docs/teams.md has the same table, and a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from handlers.dialogue.command import Command
from handlers.locale import LANGUAGES, Speech, mark
from handlers.rules.permissions import ALLOWED, EVERYBODY

from ..about import ABOUT, NAME, SUMMARY
from ..addresses import PRIVACY
from ..settings import Settings, SettingsProblem

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
STRINGS = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json"
COLOUR, OUTLINE = "color.png", "outline.png"
PLACES = (("personal",), ("team", "groupChat"))  # a conversation with the bot alone, and where groups have their rooms
MOST = 10  # commands in a list; from v1.25 there may be twelve, but older programs show ten
PRODUCT = "taskforce-bot"
HELP = "help"
_ACCENT = "#0c5465"
_FULL = mark("Taskforce, from order to thanks")


@dataclass(frozen=True)
class Right:
    """A right that we ask for, and why. One that is granted `for_a_team` is asked for only where TASKFORCE_TEAMS_TEAM
    names a team."""

    name: str
    why: str
    for_a_team: bool = False


RIGHTS = (
    Right("identity", "Recognise who writes or presses, by their account, and read the mail address that it has."),
    Right("messageTeamMembers", "Write first, to people of the directory who are in a team that has the app."),
    Right("Channel.Create.Group", "Make a channel for each group, in that one team.", for_a_team=True),
)


def manifest(commands: Sequence[Command], settings: Settings, number: str = "") -> dict[str, Any]:
    """The app's manifest, in Microsoft's version 1.25 of it. `number` is what Teams counts the package as, else the
    number of this release. Raises SettingsProblem where the settings say too little for it."""
    ready(settings)
    own, other = languages(settings)
    page = settings.public_url + PRIVACY
    texts = strings(commands, own)
    made: dict[str, Any] = {
        "$schema": SCHEMA,
        "manifestVersion": "1.25",
        "version": number or version(PRODUCT),
        "id": settings.teams_app_id,
        "localizationInfo": {
            "defaultLanguageTag": own,
            "additionalLanguages": [{"languageTag": other, "file": f"{other}.json"}],
        },
        "developer": {"name": PRODUCT, "websiteUrl": page, "privacyUrl": page, "termsOfUseUrl": page},
        "name": {"short": texts["name.short"], "full": texts["name.full"]},
        "description": {"short": texts["description.short"], "full": texts["description.full"]},
        "icons": {"color": COLOUR, "outline": OUTLINE},
        "accentColor": _ACCENT,
        "bots": [
            {
                "botId": settings.teams_app_id,
                "scopes": [each for place in PLACES for each in place],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {"scopes": list(place), "commands": [_listed(each, own) for each in offered(commands, place)]}
                    for place in PLACES
                ],
            }
        ],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "permissions": [each.name for each in RIGHTS if not each.for_a_team],
    }
    if settings.teams_team:
        granted = [{"name": each.name, "type": "Application"} for each in RIGHTS if each.for_a_team]
        host = urlsplit(settings.public_url).hostname
        made["webApplicationInfo"] = {
            "id": settings.teams_app_id,
            "resource": f"api://{host}/{settings.teams_app_id}",
        }
        made["authorization"] = {"permissions": {"resourceSpecific": granted}}
    return made


def strings(commands: Sequence[Command], language: str) -> dict[str, str]:
    """Every text that somebody reads in Teams, in a language, by where it stands in the manifest."""
    t = Speech(language, datetime.fromtimestamp(0, UTC))  # no sentence here says a date
    return {
        "$schema": STRINGS,
        "name.short": NAME,
        "name.full": t(_FULL),
        "description.short": t(SUMMARY),
        "description.full": t(ABOUT),
        **dict(_commands(commands, language)),
    }


def languages(settings: Settings) -> tuple[str, str]:
    """The circle's language, which the manifest itself is in, and the other."""
    own = settings.language
    return own, next(each for each in LANGUAGES if each != own)


def offered(commands: Sequence[Command], place: tuple[str, ...]) -> list[Command]:
    """The commands that Teams offers while somebody writes: first the featured ones, then in a conversation with the
    bot what everybody may do and elsewhere what is about a group, and help as the last. What is about a group and has
    no room in the one list is the first of its kind in the other. There is none for the overview, which has no word."""
    alone = "personal" in place

    def order(command: Command) -> tuple[bool, bool, int]:
        for_everybody = ALLOWED[command.action] == EVERYBODY
        number = commands.index(command)
        backwards = alone and not for_everybody and not command.featured
        return not command.featured, for_everybody != alone, -number if backwards else number

    helping = [each for each in commands if each.action == HELP]
    others = sorted((each for each in commands if each.word and each.action != HELP), key=order)
    return [*others[: MOST - len(helping)], *helping]


def ready(settings: Settings) -> None:
    """Raises SettingsProblem when the settings say too little to make the app."""
    problems = []
    if not settings.teams_app_id:
        problems.append(
            "TASKFORCE_TEAMS_APP_ID is missing. It is the Application (client) ID of the app registration in Microsoft "
            "Entra (docs/teams.md)."
        )
    if not settings.public_url.startswith("https://"):
        problems.append(
            "TASKFORCE_PUBLIC_URL is missing: the address at which Teams reaches this machine, and at which the app "
            "tells people how their data is treated, https://taskforce.brn.example."
        )
    if problems:
        raise SettingsProblem(*problems)


def _listed(command: Command, language: str) -> dict[str, str]:
    t = Speech(language, datetime.fromtimestamp(0, UTC))
    return {"title": command.name(language), "description": t(command.summary)}


def _commands(commands: Sequence[Command], language: str) -> Iterator[tuple[str, str]]:
    for number, place in enumerate(PLACES):
        for index, each in enumerate(offered(commands, place)):
            for part, text in _listed(each, language).items():
                yield f"bots[0].commandLists[{number}].commands[{index}].{part}", text
