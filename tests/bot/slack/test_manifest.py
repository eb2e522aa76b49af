"""The manifest is what the commands and the calls make of it, and what Slack's own schema takes."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.slack.manifest import EVENTS, FREE, LISTENS, SCOPES, SHORTCUT, Scope, as_yaml, events, manifest, scopes
from handlers.contents import everything
from tests.schemas import schema_or_skip
from tests.slack.cloud.rules import METHODS

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "bot" / "slack"
DOCS = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
METHOD = re.compile(
    r"(?:apps|auth|bookmarks|bots|canvases|chat|conversations|dnd|emoji|files|pins|reactions|reminders|search|team"
    r"|usergroups|users|views)\.[a-z][A-Za-z.]+"
)
COMMANDS = everything().commands


def literals() -> Iterator[str]:
    """Every text in the sources of this face, but those of the tables themselves."""
    for path in SOURCES.rglob("*.py"):
        if path.name not in ("limits.py", "manifest.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def called() -> set[str]:
    """The methods of the Web API that this face calls."""
    return {each for each in literals() if METHOD.fullmatch(each)}


@pytest.fixture
def schema() -> dict[str, Any] | None:
    """Slack's own schema of a manifest."""
    return schema_or_skip("slack-manifest.v2.schema.json", "slackapi/manifest-schema")


# --- the file ---


def test_the_file_is_what_the_commands_and_the_calls_make_of_it():
    made = as_yaml(manifest(COMMANDS))
    assert (ROOT / "manifest.yaml").read_text(encoding="utf-8") == made
    assert yaml.safe_load(made) == manifest(COMMANDS)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("listen", LISTENS)
def test_slack_s_own_schema_takes_it(schema, listen, language):
    made = manifest(COMMANDS, listen=listen, url="https://taskforce.brn.example", language=language)
    if schema is not None:
        assert [each.message for each in Draft7Validator(schema).iter_errors(made)] == []
    about, features = made["display_information"], made["features"]
    assert 175 <= len(about["long_description"]) <= 4000
    assert max(len(about["name"]), 35) == 35
    assert max(len(about["description"]), 140) == 140
    assert max(len(features["shortcuts"][0]["name"]), 24) == 24
    assert max(len(features["slash_commands"][0]["usage_hint"]), 1000) == 1000


def test_every_word_stands_in_the_hint_in_both_languages():
    (command,) = manifest(COMMANDS)["features"]["slash_commands"]
    words = set(re.split(r" \| |/", command["usage_hint"]))
    assert words == {name for each in COMMANDS if each.word for name in (each.word, each.dansk)}
    assert command["description"] == "Det, der venter på dig, og dine grupper · What awaits you, and your groups"


def test_everything_comes_to_one_address():
    made = manifest(COMMANDS, url="https://brn.example/taskforce")
    settings = made["settings"]
    assert {
        made["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
    } == {"https://brn.example/taskforce/slack/events"}


def test_the_shortcut_on_a_message_is_a_route():
    (shortcut,) = manifest(COMMANDS)["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", SHORTCUT)
    assert SHORTCUT in everything().routes


# --- rights ---


def of(method: str) -> set[str]:
    return {each.name for each in SCOPES if method in each.methods}


def test_every_call_has_the_right_that_it_needs_at_every_setting():
    lacking = {
        (listen, method)
        for listen in LISTENS
        for method in called() - FREE
        if not of(method).intersection(scopes(listen))
    }
    assert lacking == set()


def test_every_right_is_used_by_a_call_an_event_or_the_manifest_itself():
    def used(scope: Scope) -> bool:
        return bool({*scope.methods, *scope.events} or set(scope.features) <= manifest(COMMANDS)["features"].keys())

    assert [each.name for each in SCOPES if not used(each)] == []
    assert {method for each in SCOPES for method in each.methods} - called() == set()


def test_the_rights_of_a_call_are_those_that_slack_documents():
    documented = {method: METHODS[method].scope for method in called() if METHODS[method].scope}
    assert {method: scope for method, scope in documented.items() if scope not in of(method)} == {}
    assert called() - METHODS.keys() == set()
    assert {method for method in FREE if METHODS[method].scope} == set()


def test_every_event_has_its_right_and_is_heard():
    said = set(literals())
    for listen in LISTENS:
        covered = {event for scope in SCOPES if listen in scope.listens for event in scope.events}
        assert set(events(listen)) - {"app_home_opened"} == covered
    assert {each.name.partition(".")[0] for each in EVENTS} - said == set()


def test_whoever_lets_us_hear_less_is_asked_for_less():
    rooms, mentions, off = (set(scopes(listen)) for listen in LISTENS)
    assert rooms - mentions == {"channels:history", "groups:history"}
    assert mentions - off == {"app_mentions:read"}
    heard = [set(events(listen)) for listen in LISTENS]
    assert heard[0] - heard[1] == {"message.channels", "message.groups"}
    assert heard[1] - heard[2] == {"app_mention"}


def test_the_paper_for_it_departments_explains_every_right_and_event():
    def when(listens: tuple[str, ...]) -> str:
        return "always" if listens == LISTENS else ", ".join(f"`{each}`" for each in listens)

    rights = [(each.name, each.why, when(each.listens)) for each in SCOPES]
    told = [(each.name, each.why, when(each.listens)) for each in EVENTS]
    rows = re.findall(r"^\| `([a-z:_.]+)` \| (.+) \| (always|`.+`) \|$", DOCS, re.MULTILINE)
    assert rows == [*rights, *told]


# --- Slack's own command line ---


def test_slack_s_command_line_is_given_the_manifest():
    """The protocol of a hook: a process of its own in the project's folder, success by its exit code, JSON alone on
    standard output (slackapi/slack-cli, CLI-SDK interface specification)."""
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))["hooks"]
    words = hooks["get-manifest"].split()
    assert (sorted(hooks), words[0]) == (["get-manifest"], ".venv/bin/python")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    set_ = {"TASKFORCE_LISTEN": "rooms", "TASKFORCE_PUBLIC_URL": "", "TASKFORCE_LANGUAGE": "da"}
    ran = subprocess.run(
        [sys.executable, *words[1:]], cwd=ROOT, env={**clean, **set_}, capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == manifest(COMMANDS)
