"""The command line: what the operator reads, and that it starts and stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.__main__ import main

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def taskforce(monkeypatch, capsys):
    """Run a command; its exit code and what it wrote."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["taskforce", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out + written.err

    return run


@pytest.mark.parametrize("command", ["migrate", "run"])
def test_database_that_is_not_there_is_a_sentence(taskforce, monkeypatch, command):
    monkeypatch.setenv("TASKFORCE_DATABASE_URL", "postgresql://nobody:hemmelig@127.0.0.1:1/nothing")
    code, said = taskforce(command)
    assert code == 1
    assert said.splitlines()[-1].endswith("Is TASKFORCE_DATABASE_URL right, and is it running?")
    assert "Traceback" not in said
    assert "hemmelig" not in said


def test_demo_refuses_another_host_than_this_machine(taskforce, monkeypatch, nowhere):
    monkeypatch.setenv("TASKFORCE_HOST", "0.0.0.0")
    code, said = taskforce("demo", "--no-open")
    assert (code, said.split(",")[0]) == (1, "TASKFORCE_HOST is 0.0.0.0")
    assert list(nowhere.iterdir()) == []


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TASKFORCE_PORT": "0", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def test_demo_that_is_stopped_while_it_prepares_leaves_nothing_half_done(nowhere):
    with started(nowhere, "demo", "--no-open") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "Preparing BRN's circle and its groups …\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait() == 0
    assert list((nowhere / "var").iterdir()) == []


def test_run_says_what_is_off_and_stops_when_told(nowhere):
    with started(nowhere, "run") as running:
        assert running.stdout is not None
        where, slack, teams, mail, nothing = (running.stdout.readline() for _ in range(5))
        url = next(word for word in nothing.split() if word.startswith("http"))
        with urllib.request.urlopen(url) as response:
            assert response.read() == b"ok\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait() == 0
    assert where == f"Listening at {url.removesuffix('/healthz')}.\n"
    assert slack == (
        "Slack is off: TASKFORCE_SLACK_BOT_TOKEN, TASKFORCE_SLACK_SIGNING_SECRET and TASKFORCE_SLACK_HOME_TEAMS "
        "are not set.\n"
    )
    assert teams == (
        "Teams is off: TASKFORCE_TEAMS_APP_ID, TASKFORCE_TEAMS_APP_PASSWORD and TASKFORCE_TEAMS_TENANT_ID "
        "are not set.\n"
    )
    assert mail == "Mail is off: TASKFORCE_SMTP_URL and TASKFORCE_MAIL_FROM are not set.\n"
    assert nothing.startswith("With no face on there is nothing to serve but ")
