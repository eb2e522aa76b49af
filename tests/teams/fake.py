"""The tests' Microsoft: Teams' connector service and the login authority, in a process of their own.

with Fake.started() as teams:
    sofie = teams.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    elnet = teams.channel(teams.team("Forsyning", members=(sofie,), installed=True), "Elnet")
    ...  # the bot is set up with teams.settings()
    assert [call["method"] for call in teams.record()] == [...]

It never calls the bot itself; what people do, and what the bot is told of it, is tests/teams/workspace.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tests.cloud.away import Away, Json, Refusal
from tests.teams.cloud.state import BOT
from tests.teams.signing import APP, SECRET, TENANT

__all__ = ["APP", "BOT", "CALLS", "SECRET", "TENANT", "Fake", "Json", "Refusal"]
CALLS = ("begin", "send", "reply", "update", "delete", "roster", "member", "team", "channels", "make_channel")
"""The methods of the connector service and of Graph in the record; the authority's are "metadata", "keys", "login"."""


@dataclass
class Fake(Away):
    """A Microsoft that runs elsewhere."""

    MODULE: ClassVar[str] = "tests.teams.cloud"

    @property
    def service(self) -> str:
        """The service URL of every activity."""
        return f"{self.address}/emea/"

    def settings(self) -> dict[str, Any]:
        """The program's settings for it, by the names of their fields."""
        return {
            "teams_app_id": APP,
            "teams_app_password": SECRET,
            "teams_tenant_id": TENANT,
            "teams_openid_metadata_url": f"{self.address}/v1/.well-known/openidconfiguration",
            "teams_login_url": f"{self.address}/login",
            "teams_service_urls": "127.0.0.1",
        }

    # --- furnishing ---

    def user(self, name: str, **known: Any) -> str:
        """A person (`email`, `aad`, `upn`, `tenant`, `role` "guest", `locale`), or with `id` what changes; the id."""
        return str(self.do("user", name=name, **known)["id"])

    def team(
        self, name: str, *, members: tuple[str, ...] = (), installed: bool = False, grants: tuple[str, ...] = ()
    ) -> str:
        """A team with its general channel; the id of both."""
        return str(self.do("team", name=name, members=members, installed=installed, grants=grants)["id"])

    def channel(self, team: str, name: str) -> str:
        """A channel of a team; its id."""
        return str(self.do("channel", team=team, name=name)["id"])

    def chat(self, user: str) -> str:
        """The chat of somebody with the bot; its id."""
        return str(self.do("chat", user=user)["id"])

    def install(self, *users: str) -> None:
        """People have the app, and nobody is told of it."""
        for each in users:
            self.do("install", user=each)

    def block(self, user: str, blocked: bool = True) -> None:
        """Somebody blocks the bot (every call of their chat is 403), or no longer does."""
        self.do("block", user=user, blocked=blocked)

    def change(self, **values: Any) -> None:
        """`offset` (seconds that its clock is ahead), `latency` (seconds of every call), `down` (the authority)."""
        self.do("change", **values)

    def roll_over(self, name: str, *, login: bool = False) -> None:
        """Another key in the place of all there were: that of the activities, or with `login` that of our tokens."""
        self.do("roll_over", name=name, login=login)

    # --- reading ---

    def token(self, **claims: Any) -> str:
        """A token of Microsoft's for the bot, with some claims changed (tests/teams/signing.py)."""
        return str(self.do("token", **claims))

    def account(self, user: str) -> str:
        """What somebody is called as an account: tenant/aadObjectId."""
        known = self.read()["users"][user]
        return f"{known['tenant']}/{known['aad']}"

    def refused(self) -> list[Json]:
        """The calls that Microsoft did not take."""
        return [each for each in self.record() if not 200 <= each["status"] < 300]

    def channel_named(self, name: str) -> Json:
        """The channel of a name."""
        found = [each for each in self.read()["talks"].values() if each["name"] == name]
        assert found, f"no channel is called {name!r}"
        channel: Json = found[0]
        return channel
