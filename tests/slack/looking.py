"""Looking at the tests' Slack: what each person sees in it."""

from __future__ import annotations

import json

from tests.slack.fake import Fake, Json
from tests.slack.reading import Shown, hidden, labels


class Looking:
    """Reads for people as they are named in `people`, or by their id."""

    fake: Fake
    people: dict[str, str]

    def id(self, who: str) -> str:
        """The user id of somebody."""
        return self.people.get(who, who)

    def place(self, where: str) -> str:
        """The id of a channel ("#elnet") or of somebody's conversation with the bot."""
        if where.startswith("#"):
            return str(self.fake.channel_named(where.removeprefix("#"))["id"])
        user = self.id(where)
        return self.fake.talk(user) if user.startswith("U") else where

    def messages(self, where: str) -> list[Shown]:
        """The messages of a channel or of somebody's conversation with the bot, oldest first."""
        channel = self.place(where)
        found = self.fake.read()["channels"][channel]["messages"]
        return [Shown("message", each, channel, each["ts"]) for each in found]

    def texts(self, where: str) -> list[str]:
        """The same, read aloud."""
        return [each.text for each in self.messages(where)]

    def message(self, where: str, label: str) -> Shown:
        """The newest message that has this button."""
        found = [each for each in self.messages(where) if label in (*labels(each), *hidden(each))]
        assert found, f"{label!r} is in none of {self.texts(where)}"
        return found[-1]

    def ephemerals(self, who: str) -> list[Shown]:
        """What somebody alone has been shown, oldest first."""
        found = [each for each in self.fake.read()["ephemerals"] if each["to"] == self.id(who)]
        return [Shown("ephemeral", each, each["channel"], each["ts"]) for each in found]

    def view(self, who: str) -> Shown | None:
        """The modal that lies on top before somebody."""
        pile = self.fake.read()["modals"].get(self.id(who), [])
        return Shown("modal", pile[-1], id=pile[-1]["id"]) if pile else None

    def home(self, who: str) -> Shown | None:
        """The home of somebody."""
        view = self.fake.read()["homes"].get(self.id(who))
        return Shown("home", view, id=view["id"]) if view else None

    def record(self, *methods: str) -> list[Json]:
        """The calls that the bot made."""
        return self.fake.record(*methods)

    def _seen(self, user: str) -> dict[tuple[str, str], str]:
        """All that is before somebody's eyes, and what it looks like."""
        return {(each.kind, each.id): json.dumps(each.body, sort_keys=True) for each in self._eyes(user)}

    def _eyes(self, user: str) -> list[Shown]:
        state = self.fake.read()
        found = [
            Shown("message", each, channel["id"], each["ts"])
            for channel in state["channels"].values()
            if user in channel["members"]
            for each in channel["messages"]
        ]
        found += [Shown("ephemeral", e, e["channel"], e["ts"]) for e in state["ephemerals"] if e["to"] == user]
        return sorted(found, key=lambda each: (each.body.get("edited") or each.body)["ts"])
