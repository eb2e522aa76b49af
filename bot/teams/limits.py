"""How often Teams lets a bot call it (bot/limits.py).

Teams counts what is said in a conversation, a channel with all its threads being one; how often conversations are
begun; how often somebody asks who is there; and all calls of an app in a tenant. The numbers may change, and are
higher than this in no documentation. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

from typing import Literal

from ..limits import Turns, Windows

SAYING: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
ASKING: Windows = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
ALL: Windows = ((50, 1.0),)
WINDOWS = {"say": SAYING, "begin": SAYING, "ask": ASKING}
Kind = Literal["say", "begin", "ask"]
"""To say, change or take back something; to begin a conversation; to ask who is in one."""


class Limits(Turns):
    """The turns of every conversation."""

    def turn(self, kind: Kind, conversation: str, patience: float = 0.0) -> tuple[bool, float]:
        """Take a turn if it comes within `patience` seconds: whether it was taken, and the seconds until it comes."""
        return self.take({_name(kind, conversation): WINDOWS[kind], "all": ALL}, patience)

    def pause(self, kind: Kind, conversation: str, seconds: float) -> None:
        """Teams said no: nobody does it there for some seconds."""
        self.hold(_name(kind, conversation), seconds)


def _name(kind: Kind, conversation: str) -> str:
    """What is counted together."""
    return f"{kind} {conversation.partition(';messageid=')[0]}"
