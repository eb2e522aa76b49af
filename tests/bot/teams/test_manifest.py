"""The app package is what the commands and the settings make of it, and what Microsoft's own schema takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.settings import Settings, SettingsProblem, load
from bot.teams.manifest import MOST, PLACES, RIGHTS, manifest, offered, strings
from handlers.contents import everything
from tests.schemas import schema_or_skip

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "teams.md").read_text(encoding="utf-8")
APP, TEAM = "11111111-1111-4111-8111-111111111111", "55555555-5555-4555-8555-555555555555"
URL = "https://taskforce.brn.example"
COMMANDS = everything().commands


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without `.env`."""
    monkeypatch.chdir(tmp_path)


def settings(**given: str) -> Settings:
    return load(**{"teams_app_id": APP, "public_url": URL, "language": "da"} | given)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("team", ["", TEAM])
def test_microsofts_own_schema_takes_it(language: str, team: str) -> None:
    found = schema_or_skip("teams-manifest.v1.25.schema.json", "npm @microsoft/app-manifest")
    made = manifest(COMMANDS, settings(language=language, teams_team=team))
    if found is not None:
        assert [each.message for each in Draft4Validator(found).iter_errors(made)] == []
    assert (made["manifestVersion"], made["$schema"].split("/")[-2]) == ("1.25", "v1.25")
    assert re.fullmatch(r"\d+\.\d+\.\d+", made["version"])
    for each in ("da", "en"):
        texts = strings(COMMANDS, each)
        assert max(len(texts["name.short"]), 30) == 30
        assert max(len(texts["name.full"]), 100) == 100
        assert max(len(texts["description.short"]), 80) == 80
        assert max(len(texts["description.full"]), 4000) == 4000


def test_it_is_ours_and_leads_to_our_own_pages() -> None:
    made = manifest(COMMANDS, settings(), "0.2.7")
    page = f"{URL}/oplysninger"
    assert (made["id"], made["bots"][0]["botId"], made["version"]) == (APP, APP, "0.2.7")
    assert made["developer"] == {
        "name": "taskforce-bot",
        "websiteUrl": page,
        "privacyUrl": page,
        "termsOfUseUrl": page,
    }


# --- the commands ---


def test_both_lists_offer_what_the_place_is_for_featured_first_and_help_last() -> None:
    assert [[each.dansk for each in offered(COMMANDS, place)] for place in PLACES] == [
        ["ny", "svar", "opløs", "status", "fravær", "mig", "fortryd", "liste", "rum", "hjælp"],
        ["ny", "svar", "opløs", "status", "overdrag", "medlem", "plan", "frist", "kommissorium", "hjælp"],
    ]


def test_every_command_that_has_a_word_is_offered_somewhere() -> None:
    shown = {each.word for place in PLACES for each in offered(COMMANDS, place)}
    assert shown == {each.word for each in COMMANDS} - {""}


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_lists_fit_older_programs_and_say_what_help_says(language: str) -> None:
    (bot,) = manifest(COMMANDS, settings(language=language))["bots"]
    lists = bot["commandLists"]
    assert [each["scopes"] for each in lists] == [["personal"], ["team", "groupChat"]]
    words = {each.name(language) for each in COMMANDS}
    for each in lists:
        assert len(each["commands"]) <= MOST == 10
        assert {command["title"] for command in each["commands"]} <= words
        assert max(len(command["title"]) for command in each["commands"]) <= 32
        assert max(len(command["description"]) for command in each["commands"]) <= 128


# --- two languages ---


def at(made: dict[str, Any], path: str) -> Any:
    """What stands in the manifest where a text of the other language says: `bots[0].commandLists[1]…`."""
    found: Any = made
    for name, number in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        found = found[name][int(number)] if number else found[name]
    return found


@pytest.mark.parametrize(("own", "other"), [("da", "en"), ("en", "da")])
def test_every_text_stands_in_both_languages(own: str, other: str) -> None:
    made = manifest(COMMANDS, settings(language=own))
    assert made["localizationInfo"] == {
        "defaultLanguageTag": own,
        "additionalLanguages": [{"languageTag": other, "file": f"{other}.json"}],
    }
    here, there = strings(COMMANDS, own), strings(COMMANDS, other)
    assert {path: at(made, path) for path in here if path != "$schema"} == {
        path: text for path, text in here.items() if path != "$schema"
    }
    texts = [each for place in made["bots"][0]["commandLists"] for each in place["commands"]]
    assert list(there) == list(here)
    assert len(there) == 1 + 2 + 2 + 2 * len(texts)  # the schema, names and descriptions, a title and a line each
    assert there["bots[0].commandLists[0].commands[0].title"] == ("new" if other == "en" else "ny")
    assert there["description.short"] == (
        "Task forces from order to thanks." if other == "en" else "Taskforcer fra bestilling til tak."
    )


# --- rights ---


def test_nothing_is_asked_for_that_is_not_used() -> None:
    made = manifest(COMMANDS, settings())
    (bot,) = made["bots"]
    assert (bot["scopes"], bot["supportsFiles"], bot["isNotificationOnly"]) == (
        ["personal", "team", "groupChat"],
        False,
        False,
    )
    assert made["permissions"] == ["identity", "messageTeamMembers"]
    unused = {"authorization", "webApplicationInfo", "validDomains", "devicePermissions", "composeExtensions"}
    assert made.keys() & (unused | {"staticTabs", "configurableTabs", "connectors"}) == set()


def test_channels_may_be_made_only_where_a_team_is_named() -> None:
    made = manifest(COMMANDS, settings(teams_team=TEAM))
    assert made["authorization"] == {
        "permissions": {"resourceSpecific": [{"name": "Channel.Create.Group", "type": "Application"}]}
    }
    assert made["webApplicationInfo"] == {"id": APP, "resource": f"api://taskforce.brn.example/{APP}"}
    assert TEAM not in str(made)


def test_the_paper_for_it_departments_explains_every_right() -> None:
    rights = [(each.name, each.why, "with `TASKFORCE_TEAMS_TEAM`" if each.for_a_team else "always") for each in RIGHTS]
    assert re.findall(r"^\| `([A-Za-z.]+)` \| (.+) \| (always|with `.+`) \|$", DOCS, re.MULTILINE) == rights


# --- settings that say too little ---


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8080"])
def test_without_an_app_id_or_a_public_address_there_is_no_app(url: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        manifest(COMMANDS, settings(teams_app_id="", public_url=url))
    assert refused.value.sentences == (
        "TASKFORCE_TEAMS_APP_ID is missing. It is the Application (client) ID of the app registration in Microsoft "
        "Entra (docs/teams.md).",
        "TASKFORCE_PUBLIC_URL is missing: the address at which Teams reaches this machine, and at which the app tells "
        "people how their data is treated, https://taskforce.brn.example.",
    )
