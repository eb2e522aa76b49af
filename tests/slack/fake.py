"""The tests' Slack: started in a process of its own, furnished, and read.

with Fake.started() as slack:
    sofie = slack.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    ...  # the bot calls slack.api_url with slack.token
    assert [call["method"] for call in slack.record()] == [...]

It never calls the bot itself; what people do, and what the bot is told of it, is tests/slack/workspace.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.slack.cloud.state import APP, BOT, BOT_USER, HOME, SIGNING_SECRET, TOKEN, Json

__all__ = ["APP", "BOT", "BOT_USER", "HOME", "SIGNING_SECRET", "TOKEN", "Fake", "Json", "Refusal"]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds


class Refusal(AssertionError):
    """Slack would not take what the bot or the test gave it."""


@dataclass
class Fake:
    """A Slack that runs elsewhere. Every method waits for its answer; none of them reaches the bot."""

    address: str
    secret: str
    token: str = TOKEN
    signing_secret: str = SIGNING_SECRET

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Fake]:
        """Slack while the block runs. It ends with this process, too."""
        command = [sys.executable, "-m", "tests.slack.cloud"]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            said = process.stdout.readline().split()
            assert len(said) == 2, "Slack did not start"
            try:
                yield cls(*said)
            finally:
                process.stdin.close()
                process.wait(PATIENCE)

    @property
    def api_url(self) -> str:
        """What TASKFORCE_SLACK_API_URL is set to."""
        return f"{self.address}/api/"

    def do(self, what: str, **arguments: Any) -> Any:
        """Speak to it as a test; raises Refusal."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            connection.request("POST", f"/{self.secret}/{what}", json.dumps(arguments))
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        assert response.status == 200, (what, response.status, body)
        answer = json.loads(body)
        if not answer["ok"]:
            said = answer.get("response_metadata", {}).get("messages", [])
            raise Refusal(f"{what}: {answer['error']} {'; '.join(said)}")
        return answer["answer"]

    # --- furnishing ---

    def reset(self) -> None:
        """Begin with an empty workspace."""
        self.do("reset")

    def team(self, id_: str, name: str = "", domain: str = "") -> str:
        """Another workspace; its id."""
        return str(self.do("team", id=id_, name=name or id_, domain=domain or id_.lower())["id"])

    def user(self, name: str, **known: Any) -> str:
        """A person (`email`, `team`, `id`, `deleted`, `is_bot`, `is_restricted`, `locale`), or what changes; the id."""
        return str(self.do("user", name=name, **known)["id"])

    def channel(
        self,
        name: str,
        *,
        creator: str,
        members: tuple[str, ...] = (),
        private: bool = False,
        teams: tuple[str, ...] = (),
    ) -> str:
        """A channel that somebody has made (the bot is in it when it is among `members`); its id."""
        made = self.do("channel", name=name, creator=creator, members=members, private=private, teams=teams)
        return str(made["id"])

    def talk(self, user: str) -> str:
        """The conversation of somebody with the bot; its id."""
        return str(self.do("talk", user=user)["id"])

    def scopes(self, *scopes: str) -> None:
        """Grant these scopes and no others."""
        self.do("change", scopes=scopes)

    def change(self, **values: Any) -> None:
        """`scopes`, `token`, `not_invitable` (id → error), `trigger_lives` (seconds), `offset` (seconds)."""
        self.do("change", **values)

    def fault(self, method: str, *, times: int = 1, **how: Any) -> None:
        """The next calls of a method go wrong: `status` (500), `error`, `retry_after` and `hang` (seconds), `after`
        (the call is done, but its answer is lost). "response_url" is a method here."""
        self.do("fault", method=method, times=times, **how)

    def limits(self, on: bool) -> None:
        """Whether Slack's own limits on how often a method is called are kept."""
        self.do("limits", on=on)

    # --- reading ---

    def read(self) -> Json:
        """Everything: teams, users, channels, ephemerals, modals (person → pile), homes, files, scopes."""
        found: Json = self.do("read")
        return found

    def record(self, *methods: str) -> list[Json]:
        """Every call in its order, accepted or refused: method, arguments, answer, status. "response_url" and
        "upload" are among them. With methods, those calls alone."""
        found: list[Json] = self.do("record")
        return [each for each in found if not methods or each["method"] in methods]

    def refused(self) -> list[Json]:
        """The calls that Slack did not take."""
        return [each for each in self.record() if each["status"] != 200 or _no(each)]

    def clear(self) -> None:
        """Forget the record."""
        self.do("clear")

    def channel_named(self, name: str) -> Json:
        """The channel of a name."""
        found = [each for each in self.read()["channels"].values() if each["name"] == name]
        assert found, f"no channel is called {name!r}"
        channel: Json = found[0]
        return channel

    def file(self, id_: str) -> Json:
        """A file; `content` is base64."""
        found: Json = self.do("file", id=id_)
        return found


def _no(call: Json) -> bool:
    return isinstance(call["answer"], dict) and not call["answer"].get("ok")
