"""The payloads that Slack sends, shaped as its reference has them (https://docs.slack.dev/reference)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.slack.fake import APP, BOT_USER, HOME, Fake, Json
from tests.slack.filling import State
from tests.slack.reading import Shown

VERIFICATION = "the old verification token"
_numbers = count(1)


@dataclass(frozen=True)
class Payloads:
    """Payloads of one moment; `state` is what the fake knew then."""

    fake: Fake
    state: Json

    def command(self, user: str, channel: str, command: str, text: str) -> dict[str, str]:
        """A slash command; its text is escaped already."""
        known = self.state["users"][user]
        return {
            "token": VERIFICATION,
            "team_id": known["team"],
            "team_domain": self.state["teams"][known["team"]]["domain"],
            "channel_id": channel,
            "channel_name": self._channel(channel)["name"],
            "user_id": user,
            "user_name": known["name"],
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._response(user, channel),
            "trigger_id": self._trigger(user),
        }

    def action(self, user: str, what: Shown, block: Json, element: Json, state: State) -> Json:
        """block_actions, of a message or a view."""
        kept = ("action_id", "type", "text", "value", "style", "confirm", "selected_option")
        action = {name: element[name] for name in kept if name in element}
        action |= {"block_id": block["block_id"], "action_ts": _now()}
        held = state.get(block["block_id"], {}).get(element["action_id"])
        if held is not None:
            action |= held
        body = self._common("block_actions", user) | {"actions": [action]}
        body["team"] = self._team(HOME)
        if what.kind in ("modal", "home"):
            view = self._view(what, state)
            return body | {"container": {"type": "view", "view_id": what.id}, "view": view}
        alone = what.kind == "ephemeral"
        container = {"type": "message", "message_ts": what.ts, "channel_id": what.channel, "is_ephemeral": alone}
        body |= {"container": container, "channel": self._channel(what.channel), "state": {"values": state}}
        body["response_url"] = self._response(user, what.channel, what.ts)
        if not alone:
            body["message"] = {name: each for name, each in what.body.items() if name != "metadata"}
        return body

    def view(self, type_: str, user: str, what: Shown, state: State) -> Json:
        """view_submission or view_closed. A stranger's team is their own; the view says where the app is installed."""
        body = self._common(type_, user)
        if type_ == "view_closed":
            del body["trigger_id"]
        else:
            body["response_urls"] = []
        return body | {"view": self._view(what, state)}

    def suggestion(self, user: str, what: Shown, block: Json, element: Json, typed: str) -> Json:
        """block_suggestion: what to offer for the letters typed."""
        body = self._common("block_suggestion", user)
        del body["trigger_id"]
        view = self._view(what, {})
        about = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        return body | about | {"container": {"type": "view", "view_id": what.id}, "view": view}

    def shortcut(self, user: str, message: Shown | None, callback_id: str) -> Json:
        """message_action, or a shortcut without a message."""
        body = self._common("shortcut" if message is None else "message_action", user)
        body |= {"callback_id": callback_id, "action_ts": _now()}
        if message is None:
            return body
        place = {"channel": self._channel(message.channel), "message_ts": message.ts, "message": message.body}
        return body | place | {"response_url": self._response(user, message.channel, message.ts)}

    def event(self, event: Json) -> Json:
        """What stands around an event."""
        who = {"enterprise_id": None, "team_id": HOME, "user_id": BOT_USER, "is_bot": True}
        stamp = event.setdefault("event_ts", _now())
        return {
            "token": VERIFICATION,
            "team_id": HOME,
            "context_team_id": HOME,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(_numbers):09d}",
            "event_time": int(float(stamp)),
            "authorizations": [who | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }

    # --- parts ---

    def _common(self, type_: str, user: str) -> Json:
        known = self.state["users"][user]
        return {
            "type": type_,
            "user": {"id": user, "username": known["name"], "name": known["name"], "team_id": known["team"]},
            "api_app_id": APP,
            "token": VERIFICATION,
            "team": self._team(known["team"]),
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._trigger(user),
        }

    def _team(self, id_: str) -> Json:
        return {"id": id_, "domain": self.state["teams"][id_]["domain"]}

    def _view(self, what: Shown, state: State) -> Json:
        return {**what.body, "state": {"values": state}}

    def _channel(self, id_: str) -> Json:
        channel = self.state["channels"].get(id_) or self.fake.read()["channels"][id_]
        talk, private = channel["kind"] == "im", channel["private"]
        return {"id": id_, "name": "directmessage" if talk else "privategroup" if private else channel["name"]}

    def _trigger(self, user: str) -> Any:
        return self.fake.do("trigger", user=user)["trigger_id"]

    def _response(self, user: str, channel: str, ts: str = "") -> Any:
        return self.fake.do("response_url", user=user, channel=channel, ts=ts)["response_url"]


def _now() -> str:
    return f"{time.time():.6f}"
