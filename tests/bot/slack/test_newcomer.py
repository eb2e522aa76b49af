"""The way in README's Slack section, as somebody new goes it: the manifest's rights, three settings, the directory,
the start, the address that Slack verifies, and the first command."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession

from tests.slack.fake import HOME, Fake
from tests.slack.workspace import JSON, Workspace

ROOT = Path(__file__).resolve().parents[3]
CAST = ROOT / "tests" / "data" / "cast.csv"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(folder: Path, *words: str) -> tuple[int, list[str]]:
    """`python -m bot` with the settings of the folder's .env: its exit code and what it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, (ran.stdout + ran.stderr).splitlines()


def environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TASKFORCE_")}
    return {**clean, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """`python -m bot run`: its address, and what it says at start."""
    words = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(words, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = [process.stdout.readline().strip() for _ in range(2)]
            yield f"http://127.0.0.1:{_port(folder)}", said
        finally:
            process.terminate()
            assert process.wait(20) == 0


def _port(folder: Path) -> str:
    found = re.search(r"^TASKFORCE_PORT=(\d+)$", (folder / ".env").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def write(folder: Path, **settings: str) -> None:
    """The file `.env`, with what was in it before."""
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.writelines(f"TASKFORCE_{name}={value}\n" for name, value in settings.items())


@pytest.mark.timeout(300)  # six processes, one after the other
def test_somebody_new_comes_to_the_first_command_by_readme_alone(tmp_path: Path, fake: Fake) -> None:
    steps = re.findall(r"^\d\. \*\*(.+?)\*\*", README.partition("## Slack\n")[2].partition("\n## ")[0], re.MULTILINE)
    assert steps == [
        *("Install the manifest.", "Three settings", "Import the directory", "Start", "Write `/taskforce`"),
        "Set up mail",  # docs/mail.md, tried in tests/bot/mail and tests/test_elnet_mail.py
    ]
    sofie = fake.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    write(tmp_path, PORT=str(free_port()), PUBLIC_URL="https://taskforce.brn.example", SLACK_API_URL=fake.api_url)

    code, printed = command(tmp_path, "slack", "manifest")
    made = yaml.safe_load("\n".join(printed))
    assert (code, made["settings"]["event_subscriptions"]["request_url"]) == (
        0,
        "https://taskforce.brn.example/slack/events",
    )
    fake.scopes(*made["oauth_config"]["scopes"]["bot"])  # which is what installing it does

    write(tmp_path, SLACK_BOT_TOKEN=fake.token, SLACK_SIGNING_SECRET=fake.signing_secret)
    code, said = command(tmp_path, "check")
    assert (code, [line for line in said if "TASKFORCE_SLACK_HOME_TEAMS" in line]) == (
        1,
        [f"TASKFORCE_SLACK_HOME_TEAMS is missing. The app is installed in BRN: put {HOME} there."],
    )
    write(tmp_path, SLACK_HOME_TEAMS=HOME)

    assert command(tmp_path, "directory", "import", str(CAST))[0] == 0
    assert command(tmp_path, "check") == (
        0,
        ["settings: ok", "database: ok", "migrations: ok", f"slack: ok, in BRN ({HOME})", "teams: off", "mail: off"],
    )

    with running(tmp_path) as (url, said):
        assert said[1].startswith("Slack is on: marked lines in groups' rooms are read.")

        async def work() -> None:
            async with ClientSession() as session:
                slack = Workspace(fake, url, session, {"Sofie": sofie})
                question = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
                verified = await slack.signed(question, JSON)
                assert (verified.status, "3eZbrw1a" in str(verified.body)) == (200, True)
                assert (await slack.unsigned(question, JSON)).status == 401
                overview = await slack.command("Sofie", "")
                assert overview.text != ""
                order = await slack.command("Sofie", "ny Elnet")
                assert order.view is not None
                assert order.view.title == "Bestil en taskforce"

        asyncio.run(work())
    assert [call for call in fake.refused() if call["answer"].get("error") == "missing_scope"] == []
