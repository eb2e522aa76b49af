"""`taskforce check`: what is in order, what is not, and that one part keeps no other from being tried."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.check import check
from bot.settings import SettingsProblem
from tests.newcomer import command, write
from tests.smtp import PostOffice

Taskforce = Callable[..., tuple[int, str]]
OFF = ["slack: off", "teams: off", "mail: off", "address: none"]

pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def taskforce(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Taskforce:
    """Run a command; its exit code and what it wrote, without the time of day."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["taskforce", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        said = re.sub(r"(?<=clock: ok, )\d{4}-\d\d-\d\d \d\d:\d\d", "now", written.out + written.err)
        return int(ended.value.code or 0), said

    return run


def test_check_says_what_to_do_until_all_is_in_order(taskforce: Taskforce, nowhere: Path) -> None:
    clock = "clock: ok, now in Europe/Copenhagen"
    code, said = taskforce("check")
    assert (code, said.splitlines()[:-1]) == (1, ["settings: ok", "database: ok", clock, *OFF])
    assert said.endswith("and so does `taskforce migrate`.\n")
    assert list(nowhere.iterdir()) == []
    assert taskforce("migrate")[0] == 0
    code, said = taskforce("check")
    assert (code, said.splitlines()) == (0, ["settings: ok", "database: ok", "migrations: ok", clock, *OFF])


def test_as_a_command_of_its_own_it_ends_with_one_while_something_is_wrong(nowhere: Path) -> None:
    assert command(nowhere, "migrate")[0] == 0
    write(nowhere, PORT="http")
    code, said = command(nowhere, "check")
    assert (code, said[-1].split(" must")[0]) == (1, "TASKFORCE_PORT")
    assert said[0] == "database: ok"


def test_check_tries_the_mail_server(taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch) -> None:
    taskforce("migrate")
    monkeypatch.setenv("TASKFORCE_MAIL_FROM", "taskforce@brn.example")
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce.brn.example")
    monkeypatch.setenv("TASKFORCE_SECRET_KEY", "a secret of at least thirty-two characters")
    with PostOffice(tls="starttls", user="bot", password="mackerel") as office:
        monkeypatch.setenv("TASKFORCE_SMTP_URL", office.url)
        code, said = taskforce("check")
        assert (code, said.splitlines()[-2:], office.connections, office.mails) == (
            *(0, ["mail: ok", "address: ok"], 1, []),
        )
        monkeypatch.setenv("TASKFORCE_SMTP_URL", office.url.replace("mackerel", "herring"))
        code, said = taskforce("check")
    assert (code, said.splitlines()[-1]) == (
        1,
        "The mail server 127.0.0.1 refuses us: 535 5.7.8 Authentication credentials invalid",
    )
    monkeypatch.setenv("TASKFORCE_SMTP_URL", f"smtp://bot:mackerel@127.0.0.1:{office.port}")  # and now it is gone
    code, said = taskforce("check")
    assert (code, "The mail server 127.0.0.1 cannot be used: " in said, "mackerel" in said) == (1, True, False)


def test_wrong_settings_are_sentences_and_the_parts_that_need_them_are_left_out(
    taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    taskforce("migrate")
    monkeypatch.setenv("TASKFORCE_PORT", "http")
    monkeypatch.setenv("TASKFORCE_MAIL_FROM", "nobody")
    monkeypatch.setenv("TASKFORCE_TIMEZONE", "Europe/Aalborg")
    code, said = taskforce("check")
    assert (code, said.splitlines()) == (
        1,
        [
            "database: ok",
            "migrations: ok",
            "clock: not tried, since its settings are wrong",
            "slack: off",
            "teams: off",
            "mail: not tried, since its settings are wrong",
            "address: none",
            "TASKFORCE_PORT must be a number from 1 to 65535 (or 0 for any free port), not “http”.",
            "TASKFORCE_TIMEZONE must be a time zone like Europe/Copenhagen, not “Europe/Aalborg”.",
            "TASKFORCE_MAIL_FROM must be a mail address like taskforce@brn.example, not “nobody”.",
        ],
    )


def test_a_wrong_address_of_the_database_is_not_repeated_and_no_other_database_is_tried(
    taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_DATABASE_URL", "mysql://bot:hemmelig@db/taskforce")
    code, said = taskforce("check")
    left_out = [f"{part}: not tried, since its settings are wrong" for part in ("database", "migrations", "clock")]
    assert (code, said.splitlines()[:3], "hemmelig" in said) == (1, left_out, False)


def test_every_part_is_tried_also_when_the_database_is_gone(
    taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_DATABASE_URL", "postgresql://nobody:hemmelig@127.0.0.1:1/nothing")
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce")
    code, said = taskforce("check")
    lines = said.splitlines()
    assert (code, lines[:5]) == (
        1,
        ["settings: ok", "clock: ok, now in Europe/Copenhagen", "slack: off", "teams: off", "mail: off"],
    )
    assert lines[5].startswith("database: cannot be opened (")
    assert lines[5].endswith("Is TASKFORCE_DATABASE_URL right, and is it running?")
    assert lines[6] == "migrations: cannot be seen while the database does not answer."
    assert lines[7].startswith("TASKFORCE_PUBLIC_URL names taskforce, which nobody outside would find or trust.")
    assert ("Traceback" in said, "hemmelig" in said, len(lines)) == (False, False, 8)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://taskforce.brn.example", "address: ok"),
        ("https://taskforce.brn.example:8443", "address: ok"),
        ("https://brn.example/taskforce", "address: ok, if the proxy takes /taskforce away before it passes a request"),
        ("http://127.0.0.1:8080", "address: ok, for this machine alone"),
        ("https://192.0.2.7", "TASKFORCE_PUBLIC_URL names 192.0.2.7, which nobody outside would find or trust."),
        ("https://[2001:db8::7]", "TASKFORCE_PUBLIC_URL names 2001:db8::7, which nobody outside would find or trust."),
        ("https://anna:secret@brn.example", "TASKFORCE_PUBLIC_URL has a user or a password in it"),
    ],
)
def test_shape_of_the_public_address(
    taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    taskforce("migrate")
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", url)
    code, said = taskforce("check")
    line = said.splitlines()[-1]
    assert (code, line[: len(says)], "secret" in said) == (int(not says.startswith("address")), says, False)


def test_a_part_that_never_ends_is_left_behind(taskforce: Taskforce, monkeypatch: pytest.MonkeyPatch) -> None:
    taskforce("migrate")
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the call, and says nothing
        monkeypatch.setenv("TASKFORCE_SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("TASKFORCE_SLACK_API_URL", f"http://127.0.0.1:{mute.getsockname()[1]}/api/")
        with pytest.raises(SettingsProblem) as wrong:
            check(said.append, longest=3)
    assert wrong.value.sentences == ("slack: no answer within 3 seconds. What stands between this machine and it?",)
    assert said[-3:] == ["teams: off", "mail: off", "address: none"]


def test_a_broken_env_file_is_a_sentence(taskforce: Taskforce, nowhere: Path) -> None:
    (nowhere / ".env").write_bytes(b"TASKFORCE_LANGUAGE=\xe6\n")
    assert taskforce("check") == (1, "The file .env must be written in UTF-8.\n")
