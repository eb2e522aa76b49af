"""Looking at the tests' Teams: what each person sees in it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.teams.fake import Fake, Json
from tests.teams.reading import Shown, labels


class Looking:
    """Reads for people as they are named in `people`, or by their id."""

    fake: Fake
    people: dict[str, str]

    def id(self, who: str) -> str:
        """The user id of somebody."""
        return self.people.get(who, who)

    def place(self, where: str) -> str:
        """The id of a channel ("#Elnet") or of somebody's chat with the bot."""
        if where.startswith("#"):
            return str(self.fake.channel_named(where.removeprefix("#"))["id"])
        user = self.id(where)
        return self.fake.chat(user) if user.startswith("29:") else where

    def team(self, named: str) -> str:
        """The id of a team."""
        return next((each["id"] for each in self.fake.read()["teams"].values() if each["name"] == named), named)

    def messages(self, where: str, *, viewer: str = "") -> list[Shown]:
        """The messages of a channel or of somebody's chat with the bot, oldest first, as somebody sees them; in a
        chat that is whoever it belongs to, in a channel somebody who has pressed nothing."""
        talk = self.fake.read()["talks"][self.place(where)]
        return [Shown(each, talk["id"], each["id"], self.id(viewer) or talk["user"]) for each in talk["messages"]]

    def texts(self, where: str, *, viewer: str = "") -> list[str]:
        """The same, read."""
        return [each.text for each in self.messages(where, viewer=viewer)]

    def message(self, where: str, label: str, *, viewer: str = "") -> Shown:
        """The newest message that has this button."""
        found = [each for each in self.messages(where, viewer=viewer) if label in labels(each)]
        assert found, f"{label!r} is in none of {self.texts(where)}"
        return found[-1]

    def roster(self, where: str) -> list[str]:
        """The names of those in a channel."""
        state = self.fake.read()
        talk = state["talks"][self.place(where)]
        ids = [talk["user"]] if talk["user"] else state["teams"][talk["team"]]["members"]
        return [state["users"][each]["name"] for each in ids]

    def record(self, *methods: str) -> list[Json]:
        """The calls that the bot made."""
        return self.fake.record(*methods)

    def _seen(self, user: str) -> Mapping[tuple[str, str], str]:
        """All that is before somebody's eyes, and what it looks like."""
        return {(each.talk, each.id): each.look for each in self._eyes(user)}

    def _eyes(self, user: str) -> list[Shown]:
        state = self.fake.read()
        teams = {id_ for id_, each in state["teams"].items() if user in each["members"]}
        found = [
            Shown(each, talk["id"], each["id"], user)
            for talk in state["talks"].values()
            if user == talk["user"] or talk["team"] in teams
            for each in talk["messages"]
        ]
        return sorted(found, key=lambda each: each.stamp)
