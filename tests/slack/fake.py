"""The tests' Slack: started in a process of its own, furnished, and read.

with Fake.started() as slack:
    sofie = slack.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    ...  # the bot calls slack.api_url with slack.token
    assert [call["method"] for call in slack.record()] == [...]

It never calls the bot itself; what people do, and what the bot is told of it, is tests/slack/workspace.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tests.cloud.away import ROOT, Away, Refusal
from tests.slack.cloud.state import APP, BOT, BOT_USER, HOME, SIGNING_SECRET, TOKEN, Json

__all__ = ["APP", "BOT", "BOT_USER", "HOME", "ROOT", "SIGNING_SECRET", "TOKEN", "Fake", "Json", "Refusal"]


@dataclass
class Fake(Away):
    """A Slack that runs elsewhere."""

    MODULE: ClassVar[str] = "tests.slack.cloud"

    token: str = TOKEN
    signing_secret: str = SIGNING_SECRET

    @property
    def api_url(self) -> str:
        """What TASKFORCE_SLACK_API_URL is set to."""
        return f"{self.address}/api/"

    # --- furnishing ---

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

    # --- reading ---

    def refused(self) -> list[Json]:
        """The calls that Slack did not take."""
        return [each for each in self.record() if each["status"] != 200 or _no(each)]

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
