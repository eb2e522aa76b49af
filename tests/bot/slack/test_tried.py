"""`taskforce check` and `run` about Slack: what is wrong is said with what to do, and no secret is ever shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import structlog

from bot.__main__ import main, slack_line
from bot.settings import load
from bot.slack import manifest
from handlers.contents import everything

ROOT = Path(__file__).resolve().parents[3]
TOKEN, SECRET, TEAM = "xoxb-a-token-to-keep", "a-signing-secret-to-keep", "T0BRN"
ALL = ",".join(manifest.scopes("rooms"))
GOOD = {
    "ok": True,
    "team": "BRN",
    "team_id": TEAM,
    "user_id": "U0BOT",
    "bot_id": "B0BOT",
    "url": "https://brn.example/",
}
Check = Callable[[], tuple[int, list[str]]]


class Answering(ThreadingHTTPServer):
    """Slack's Web API as far as `check` knows it: one answer, with these rights in its header."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: dict[str, object] = dict(GOOD)
        self.scopes: str | None = ALL
        self.asked: list[tuple[str, str | None]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        body = json.dumps(self.server.answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if self.server.scopes is not None:
            self.send_header("x-oauth-scopes", self.server.scopes)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def slack() -> Iterator[Answering]:
    server = Answering()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def check(slack, monkeypatch, capsys, tmp_path) -> Iterator[Check]:
    """`taskforce check` with everything set: its exit code, and what it says about Slack."""
    for name in list(os.environ):
        if name.startswith("TASKFORCE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TASKFORCE_SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TASKFORCE_SLACK_SIGNING_SECRET", SECRET)
    monkeypatch.setenv("TASKFORCE_SLACK_HOME_TEAMS", TEAM)
    monkeypatch.setenv("TASKFORCE_SLACK_API_URL", f"http://127.0.0.1:{slack.server_port}/api")
    monkeypatch.setattr(sys, "argv", ["taskforce", "check"])

    def run() -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        said = written.out + written.err
        assert TOKEN not in said
        assert SECRET not in said
        others = ("settings:", "database:", "migrations:", "teams:", "mail:", "clock:", "address:")
        return int(ended.value.code or 0), [line for line in said.splitlines() if not line.startswith(others)]

    monkeypatch.setattr(sys, "argv", ["taskforce", "migrate"])
    with pytest.raises(SystemExit):
        main()
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["taskforce", "check"])
    yield run
    structlog.reset_defaults()


def test_what_is_in_order_is_one_line_and_one_call(check, slack):
    assert check() == (0, ["slack: ok, in BRN (T0BRN)"])
    assert slack.asked == [("/api/auth.test", f"Bearer {TOKEN}")]


def test_the_workspace_to_put_there_is_named_while_it_is_missing(check, monkeypatch):
    monkeypatch.delenv("TASKFORCE_SLACK_HOME_TEAMS")
    monkeypatch.delenv("TASKFORCE_SLACK_SIGNING_SECRET")
    assert check() == (
        1,
        [
            "TASKFORCE_SLACK_HOME_TEAMS is missing. The app is installed in BRN: put T0BRN there.",
            "TASKFORCE_SLACK_SIGNING_SECRET is missing. It stands under Basic Information, App Credentials.",
        ],
    )


def test_another_workspace_than_ours_is_told(check, monkeypatch):
    monkeypatch.setenv("TASKFORCE_SLACK_HOME_TEAMS", "T0OTHER, T0MORE")
    assert check() == (
        1,
        [
            "TASKFORCE_SLACK_HOME_TEAMS has T0MORE, T0OTHER, but the app is installed in BRN, which is T0BRN. "
            "Put that there, or nobody of BRN is recognised."
        ],
    )


def test_without_a_token_it_is_half_set_up_and_without_anything_it_is_off(check, monkeypatch):
    monkeypatch.delenv("TASKFORCE_SLACK_BOT_TOKEN")
    assert check() == (1, ["Slack is only half set up: TASKFORCE_SLACK_BOT_TOKEN is missing."])
    monkeypatch.delenv("TASKFORCE_SLACK_HOME_TEAMS")
    monkeypatch.delenv("TASKFORCE_SLACK_SIGNING_SECRET")
    assert check() == (0, ["slack: off"])


def test_rights_that_are_lacking_are_named_with_what_to_do(check, slack):
    slack.scopes = ",".join(each for each in manifest.scopes("rooms") if each not in ("pins:write", "groups:history"))
    assert check() == (
        1,
        [
            "The app lacks these rights: groups:history, pins:write. Put what `taskforce slack manifest` prints under "
            "App Manifest, and install the app in the workspace again."
        ],
    )


def test_rights_are_those_of_the_setting_and_more_than_those_are_a_remark(check, slack, monkeypatch):
    monkeypatch.setenv("TASKFORCE_LISTEN", "off")
    slack.scopes = ", ".join(manifest.scopes("off"))
    assert check() == (0, ["slack: ok, in BRN (T0BRN)"])
    slack.scopes = ALL
    assert check() == (
        0,
        [
            "slack: ok, in BRN (T0BRN)",
            "slack: the app has more rights than TASKFORCE_LISTEN=off needs: app_mentions:read, channels:history, "
            "groups:history",
        ],
    )


def test_a_proxy_that_takes_headers_away_is_no_failure(check, slack):
    slack.scopes = None
    assert check() == (
        0,
        [
            "slack: ok, in BRN (T0BRN)",
            "slack: Slack did not say which rights the app has; something between us takes its headers away",
        ],
    )


def test_a_token_that_slack_does_not_take_and_one_of_a_person_are_sentences(check, slack):
    slack.answer = {"ok": False, "error": "invalid_auth"}
    assert check() == (
        1,
        [
            "Slack does not take TASKFORCE_SLACK_BOT_TOKEN (invalid_auth). It is the Bot User OAuth Token, which "
            "begins with xoxb- and stands under OAuth & Permissions once the app is installed."
        ],
    )
    slack.answer = {name: value for name, value in GOOD.items() if name != "bot_id"}
    assert check() == (
        1,
        [
            "TASKFORCE_SLACK_BOT_TOKEN is the token of a person. The bot's own begins with xoxb- and stands under "
            "OAuth & Permissions."
        ],
    )


def test_a_slack_that_cannot_be_reached_is_a_sentence_and_does_not_hide_the_rest(check, monkeypatch):
    monkeypatch.setenv("TASKFORCE_SLACK_API_URL", "http://127.0.0.1:1/api")
    monkeypatch.setenv("TASKFORCE_MAIL_FROM", "taskforce@brn.example")
    code, said = check()
    assert (code, said) == (
        1,
        [
            "Slack cannot be reached at http://127.0.0.1:1/api/ (ClientConnectorError). May this machine call it?",
            "Mail is only half set up: TASKFORCE_SMTP_URL, TASKFORCE_PUBLIC_URL, TASKFORCE_SECRET_KEY are missing.",
        ],
    )


@pytest.mark.parametrize(
    ("listen", "hears"),
    [
        ("rooms", "marked lines in groups' rooms are read"),
        ("mentions", "only mentions of the bot are read"),
        ("off", "nothing that is said in channels is read"),
    ],
)
def test_run_says_whether_slack_is_on_and_how_much_it_hears(listen, hears, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    on = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, "slack_home_teams": TEAM, "listen": listen}
    pages = {"public_url": "https://taskforce.brn.example", "secret_key": "a secret of at least thirty-two characters"}
    assert slack_line(load(**on, **pages)) == (
        f"Slack is on: it calls https://taskforce.brn.example/slack/events, and {hears}."
    )
    assert slack_line(load(**on)) == (
        f"Slack is on: {hears}. Without TASKFORCE_PUBLIC_URL and TASKFORCE_SECRET_KEY rooms have no bookmarks."
    )


def test_the_manifest_is_printed_for_the_settings_of_this_machine(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    given = {"TASKFORCE_LISTEN": "mentions", "TASKFORCE_PUBLIC_URL": "https://ours.example", "PYTHONPATH": str(ROOT)}

    def printed(*words: str) -> dict[str, dict[str, object]]:
        command = [sys.executable, "-m", "bot", "slack", "manifest", "--json", *words]
        ran = subprocess.run(command, cwd=tmp_path, env={**clean, **given}, capture_output=True, text=True, check=True)
        found: dict[str, dict[str, object]] = json.loads(ran.stdout)
        return found

    commands = everything().commands
    assert printed() == manifest.manifest(commands, listen="mentions", url="https://ours.example")
    assert printed("--listen", "off", "--url", "https://other.example/") == manifest.manifest(
        commands, listen="off", url="https://other.example"
    )
