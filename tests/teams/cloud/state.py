"""What Teams knows: people, teams with their channels, conversations with their messages, and where the app is."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

from tests.cloud.served import Json, Problem
from tests.teams.signing import APP, TENANT

__all__ = ["BOT", "Cloud", "Json", "Problem", "Talk", "Team", "User", "Wrong"]
BOT = f"28:{APP}"
DOMAIN = "brn.example"
THREAD = ";messageid="


class Wrong(Exception):
    """What the connector service does not do: the status of HTTP, its word for why, and what it says to people."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.answer: Json = {"error": {"code": code, "message": message or code}}


@dataclass
class User:
    """A person. `role` is user or guest; a guest has an account of ours, and a mail address of another house."""

    id: str
    aad: str
    name: str
    email: str = ""
    upn: str = ""
    tenant: str = TENANT
    role: str = "user"
    locale: str = "da-DK"

    @property
    def member(self) -> Json:
        """As a roster has them. What another tenant does not tell of its people is not there."""
        given, _, surname = self.name.rpartition(" ")
        known = {
            "id": self.id,
            "name": self.name,
            "objectId": self.aad,
            "aadObjectId": self.aad,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": self.upn,
            "tenantId": self.tenant,
            "userRole": self.role,
        }
        return {name: value for name, value in known.items() if value}


@dataclass
class Team:
    """A team; it is called as its general channel is. `installed` is whether the app is in it."""

    id: str
    name: str
    group: str
    members: list[str] = field(default_factory=list)
    installed: bool = False
    grants: list[str] = field(default_factory=list)


@dataclass
class Talk:
    """Somebody's chat with the bot (`kind` personal, `user`), or a channel (`kind` channel, `team`)."""

    id: str
    kind: str
    name: str = ""
    user: str = ""
    team: str = ""
    messages: list[Json] = field(default_factory=list)


@dataclass
class Cloud:
    """All of it. `offset` are the seconds by which its clock is wrong."""

    KEPT: ClassVar[tuple[str, ...]] = ("users", "teams", "talks", "installed", "blocked")

    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
    installed: list[str] = field(default_factory=list)  # people who have the app themselves
    blocked: list[str] = field(default_factory=list)  # people who want to hear nothing of it
    offset: float = 0.0
    latency: float = 0.0
    down: bool = False
    kept: dict[str, Json] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _last: int = 0

    # --- numbers and times ---

    def new_number(self) -> int:
        """A number that nothing has."""
        return next(self._numbers)

    def new_guid(self) -> str:
        """An id as those of Entra look; the same for the same thing in every run."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"taskforce {self.new_number()}"))

    def now(self) -> float:
        """Seconds since 1970, as the clock on Microsoft's wall has it."""
        return time.time() + self.offset

    def new_stamp(self) -> str:
        """What a new message is called: milliseconds since 1970, later than all before it."""
        self._last = max(int(self.now() * 1000), self._last + 1)
        return str(self._last)

    # --- making ---

    def new_channel(self, team: Team, name: str, id_: str = "") -> Talk:
        """A channel of a team."""
        made = Talk(id_ or f"19:kanal{self.new_number():04d}@thread.tacv2", "channel", name, team=team.id)
        self.talks[made.id] = made
        return made

    def chat(self, user: User) -> Talk:
        """The chat of somebody with the bot."""
        for each in self.talks.values():
            if each.kind == "personal" and each.user == user.id:
                return each
        made = Talk(f"a:1chat{self.new_number():04d}-_", "personal", user=user.id)
        self.talks[made.id] = made
        return made

    # --- finding ---

    def user(self, id_: object) -> User:
        """A person by either id; raises Problem."""
        for each in self.users.values():
            if id_ in (each.id, each.aad):
                return each
        raise Problem("user_not_found", str(id_))

    def talk(self, id_: str) -> tuple[Talk, str]:
        """A conversation, and the message that a thread of it hangs on; raises Wrong."""
        base, _, thread = id_.partition(THREAD)
        talk = self.talks.get(base)
        if talk is None:
            raise Wrong(404, "ConversationNotFound", "Conversation not found.")
        if thread and not any(each["thread"] == thread for each in talk.messages):  # it outlives its first message
            self.message(talk, thread)
        return talk, thread

    def message(self, talk: Talk, id_: str) -> Json:
        """A message of a conversation; raises Wrong."""
        for each in talk.messages:
            if each["id"] == id_:
                return each
        raise Wrong(404, "ActivityNotFoundInConversation", "Activity not found in conversation.")

    def members(self, talk: Talk) -> list[User]:
        """The people in a conversation."""
        ids = [talk.user] if talk.kind == "personal" else self.teams[talk.team].members
        return [self.users[each] for each in ids]

    def reaches(self, user: User) -> bool:
        """Whether the app is somewhere where somebody is."""
        return user.id in self.installed or any(t.installed and user.id in t.members for t in self.teams.values())
