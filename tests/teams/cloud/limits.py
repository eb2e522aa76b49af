"""How often Teams lets itself be called, by bot and conversation.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

from collections import deque

from .state import THREAD

Windows = tuple[tuple[int, float], ...]  # calls, seconds
SAYING: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
ASKING: Windows = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
ALL: Windows = ((50, 1.0),)  # of one app in one tenant
WINDOWS = {"say": SAYING, "begin": SAYING, "ask": ASKING}
KINDS = {
    "begin": "begin",
    **dict.fromkeys(("send", "reply", "update", "delete"), "say"),
    **dict.fromkeys(("roster", "member", "team", "channels", "make_channel"), "ask"),
}


def seconds_until(calls: dict[str, deque[float]], method: str, conversation: str, now: float) -> float:
    """Seconds until a call may be made; 0.0 when it may now, and then it counts. A channel is one with its threads."""
    kind = KINDS[method]
    asked = [(f"{kind} {conversation.partition(THREAD)[0]}", WINDOWS[kind]), ("all", ALL)]
    waits = [_wait(calls.setdefault(name, deque(maxlen=5000)), windows, now) for name, windows in asked]
    if not any(waits):
        for name, _ in asked:
            calls[name].append(now)
    return max(waits)


def _wait(made: deque[float], windows: Windows, now: float) -> float:
    return max(
        (made[-most] + period - now for most, period in windows if len(made) >= most and made[-most] > now - period),
        default=0.0,
    )
