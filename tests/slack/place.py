"""A workspace with one person and one room, and calls as the bot makes them, byte for byte."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.slack.cloud import rules
from tests.slack.fake import BOT_USER, Fake, Json


@dataclass
class Place:
    """A workspace with somebody in it, and calls as the bot makes them."""

    fake: Fake
    sofie: str
    room: str

    @classmethod
    def of(cls, fake: Fake) -> Place:
        """Sofie has made the room elnet, and the bot is in it."""
        sofie = fake.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
        return cls(fake, sofie, fake.channel("elnet", creator=sofie, members=(BOT_USER,), private=True))

    def call(self, method: str, **arguments: Any) -> Json:
        """Call a method with a JSON body, or with a form where it reads no JSON."""
        if method in rules.METHODS and not rules.METHODS[method].json:
            return self.send(method, urlencode(_flat(arguments)), "application/x-www-form-urlencoded")
        return self.send(method, json.dumps(arguments), "application/json; charset=utf-8")

    def send(self, method: str, body: str, kind: str, token: str | None = None) -> Json:
        """Send bytes to a method."""
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.fake.token if token is None else token}"}
        status, _headers, answer = self.http("POST", f"/api/{method}", body, headers if token != "" else {})
        return {**answer, "status": status} if status != 200 else answer

    def http(self, verb: str, path: str, body: str | bytes = "", headers: Any = None) -> tuple[int, Any, Any]:
        """One request; status, headers, body."""
        return self.fake.http(verb, path, body, headers)

    def say(self, text: str = "Hej", channel: str = "") -> str:
        """A message of the bot; its timestamp."""
        return str(self.call("chat.postMessage", channel=channel or self.room, text=text)["ts"])

    def share(self, *, send: bool = True, channel: str = "") -> Json:
        """A file of three bytes, sent (or not) and shared."""
        asked = self.call("files.getUploadURLExternal", filename="plan.docx", length=3)
        if send:
            self.http("POST", urlsplit(asked["upload_url"]).path, b"abc")
        shared = {"files": [{"id": asked["file_id"]}], "channel_id": channel or self.room}
        return self.call("files.completeUploadExternal", **shared)

    def trigger(self) -> str:
        """Sofie acts."""
        return str(self.fake.do("trigger", user=self.sofie)["trigger_id"])


def _flat(arguments: Json) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
