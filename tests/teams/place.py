"""A Teams with two people, a team and a channel, and calls as the bot makes them, byte for byte."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tests.teams.cloud.teams import CREATE
from tests.teams.fake import APP, BOT, SECRET, TENANT, Fake, Json

TEXT: Json = {"type": "TextBlock", "text": "Elnet", "wrap": True}
TENANT_DATA: Json = {"tenant": {"id": TENANT}}


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": [TEXT, *body], "actions": actions or []} | more


def execute(title: str = "Ja", **more: Any) -> Json:
    """A button."""
    return {"type": "Action.Execute", "id": title, "title": title, "verb": "x", "data": {}} | more


def carrying(content: Any, **more: Any) -> Json:
    """A message with a card."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"type": "message", "summary": "Elnet", "attachments": [attachment]} | more


@dataclass
class Place:
    """Sofie has the app, Emil is in the team, which has it, and Amir is nowhere."""

    fake: Fake
    sofie: str
    emil: str
    amir: str
    team: str
    room: str
    token: str

    @classmethod
    def of(cls, fake: Fake) -> Place:
        """All of them."""
        sofie = fake.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
        emil = fake.user("Emil Brandtoft", email="emil.brandtoft@brn.example")
        amir = fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", role="guest")
        team = fake.team("Forsyning", members=(sofie, emil), installed=True)
        fake.install(sofie)
        made = cls(fake, sofie, emil, amir, team, fake.channel(team, "Elnet"), "")
        made.token = str(made.login()[1]["access_token"])
        return made

    def login(self, **changed: str) -> tuple[int, Json]:
        """The bot logs in; status and answer."""
        asked = {"grant_type": "client_credentials", "client_id": APP, "client_secret": SECRET}
        form = urlencode({**asked, "scope": "https://api.botframework.com/.default", **changed})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _headers, answer = self.fake.http("POST", f"/login/{TENANT}/oauth2/v2.0/token", form, headers)
        return status, answer

    def call(self, verb: str, path: str, body: Any = None, *, authorization: str | None = None) -> tuple[int, Any]:
        """One call of the connector service; status, and the word for why or the answer."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        shown = f"Bearer {self.token}" if authorization is None else authorization
        said = json.dumps(body) if body is not None else ""
        whole = path if path.startswith(("/emea/", "/graph/")) else f"/emea/v3/conversations{path}"
        sent = headers | ({"Authorization": shown} if shown else {})
        status, _headers, answer = self.fake.http(verb, whole, said, sent)
        return status, answer["error"]["code"] if isinstance(answer, dict) and "error" in answer else answer

    def make_channel(self, *, grants: tuple[str, ...] = (CREATE,), **asked: Any) -> tuple[int, Any]:
        """Make a channel in a new team whose owner has given these permissions."""
        team = self.fake.team("Energi", members=(self.sofie,), installed=True, grants=grants)
        self.fake.channel(team, "Elnet")
        group = self.fake.read()["teams"][team]["group"]
        token = self.login(scope="https://graph.microsoft.com/.default")[1]["access_token"]
        path = f"/graph/v1.0/teams/{group}/channels"
        return self.call("POST", path, {"displayName": "Varme"} | asked, authorization=f"Bearer {token}")

    def begin(self, user: str, **changed: Any) -> tuple[int, Any]:
        """Begin a chat."""
        asked = {"bot": {"id": BOT}, "members": [{"id": user}], "isGroup": False, "channelData": TENANT_DATA}
        return self.call("POST", "", asked | changed)

    def send(self, activity: Any, talk: str = "", **how: Any) -> tuple[int, Any]:
        """Say something, to Sofie unless a conversation is named."""
        return self.call("POST", f"/{quote(talk or self.fake.chat(self.sofie))}/activities", activity, **how)

    def say(self, text: str = "Hej", talk: str = "") -> str:
        """A message of the bot; its id."""
        status, answer = self.send({"type": "message", "text": text}, talk)
        assert status == 201, answer
        return str(answer["id"])

    def update(self, id_: str, activity: Any, talk: str = "") -> tuple[int, Any]:
        """Put something in its place."""
        return self.call("PUT", f"/{quote(talk or self.fake.chat(self.sofie))}/activities/{id_}", activity)
