"""How often Slack lets each method be called (bot/limits.py).

Slack counts calls a minute for a method (its tiers), and messages a second for a channel.
"""

from __future__ import annotations

from ..limits import Turns, Windows

MINUTE = 60.0  # seconds
FIRST, SECOND, THIRD, FOURTH = 1, 20, 50, 100  # calls a minute, of Slack's tiers
TIERS = {
    "apps.connections.open": FIRST,
    **dict.fromkeys(("bookmarks.add", "bookmarks.edit", "bookmarks.list", "bookmarks.remove"), SECOND),
    **dict.fromkeys(("conversations.archive", "conversations.create", "conversations.list"), SECOND),
    **dict.fromkeys(("conversations.rename", "conversations.setTopic", "pins.add", "pins.remove"), SECOND),
    **dict.fromkeys(("chat.update", "conversations.history", "conversations.info", "conversations.invite"), THIRD),
    **dict.fromkeys(("conversations.join", "conversations.open", "users.conversations"), THIRD),
    **dict.fromkeys(("reactions.add", "reactions.remove", "users.lookupByEmail"), THIRD),
    **dict.fromkeys(("chat.postEphemeral", "conversations.members", "users.info"), FOURTH),
    **dict.fromkeys(("files.completeUploadExternal", "files.getUploadURLExternal"), FOURTH),
    **dict.fromkeys(("views.open", "views.publish", "views.push", "views.update"), FOURTH),
}
BY_CHANNEL = {"chat.postMessage": (1, 1.0)}  # so many in so many seconds, for each channel


class Limits(Turns):
    """The turns of every method."""

    def turn(self, method: str, channel: str = "", patience: float = 0.0) -> tuple[bool, float]:
        """Take a turn if it comes within `patience` seconds: whether it was taken, and the seconds until it comes."""
        return self.take({_name(method, channel): _windows(method)}, patience)

    def answered(self, method: str, channel: str) -> None:
        """Slack has answered a call."""
        if method in BY_CHANNEL:  # a window of a minute is wide enough
            self.arrived(_name(method, channel), _windows(method))

    def pause(self, method: str, channel: str, seconds: float) -> None:
        """Slack said no: nobody calls it for some seconds."""
        self.hold(_name(method, channel), seconds)


def _name(method: str, channel: str) -> str:
    """What is counted together."""
    return f"{method} {channel}" if method in BY_CHANNEL else method


def _windows(method: str) -> Windows:
    return (BY_CHANNEL.get(method) or (TIERS.get(method, SECOND), MINUTE),)
