"""How often Slack lets each method be called, kept on our side so that it never has to say no.

Slack counts calls a minute for a method (its tiers), and messages a second for a channel. A call asks for its turn
here first: it gets the seconds to wait, and its place in the count is taken.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0  # seconds
MARGIN = 1.02  # a call that leaves in time can arrive a little sooner after the one before
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


class Limits:
    """The turns of every method. `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}
        self._until: dict[str, float] = {}

    def turn(self, method: str, channel: str = "", patience: float = 0.0) -> tuple[bool, float]:
        """Take a turn if it comes within `patience` seconds: whether it was taken, and the seconds until it comes."""
        name, most, period = _rule(method, channel)
        now = self._clock()
        at = max(now, self._until.get(name, 0.0), self._until.get(method, 0.0))
        taken = self._taken.setdefault(name, deque())
        while taken and taken[0] <= now - period:
            taken.popleft()
        if len(taken) >= most:
            at = max(at, taken[-most] + period)
        if at - now > patience:
            return False, at - now
        taken.append(at)
        self._tidy(now)
        return True, at - now

    def pause(self, method: str, channel: str, seconds: float) -> None:
        """Slack said no: nobody calls it for some seconds."""
        name = _rule(method, channel)[0]
        self._until[name] = max(self._until.get(name, 0.0), self._clock() + seconds)

    def _tidy(self, now: float) -> None:
        """Forget channels in which nothing has been said for a minute, once there are many."""
        if len(self._taken) > 1000:
            self._taken = {name: taken for name, taken in self._taken.items() if taken and taken[-1] > now - MINUTE}
            self._until = {name: until for name, until in self._until.items() if until > now}


def _rule(method: str, channel: str) -> tuple[str, int, float]:
    """What is counted together, how many there may be, and in how many seconds."""
    if method in BY_CHANNEL:
        most, seconds = BY_CHANNEL[method]
        return f"{method} {channel}", most, seconds * MARGIN
    return method, TIERS.get(method, SECOND), MINUTE * MARGIN
