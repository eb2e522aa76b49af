"""How often Teams lets itself be called, by bot and conversation.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

from collections import deque

Windows = tuple[tuple[int, float], ...]  # calls, seconds
SAYING: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
ASKING: Windows = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
WINDOWS: dict[str, Windows] = {
    **dict.fromkeys(("begin", "send", "reply", "update", "delete"), SAYING),
    **dict.fromkeys(("roster", "member"), ASKING),
}
KINDS = {"reply": "send", "member": "roster"}
ALL: Windows = ((50, 1.0),)  # of one app in one tenant


def seconds_until(calls: dict[str, deque[float]], method: str, conversation: str, now: float) -> float:
    """Seconds until a call may be made; 0.0 when it may now, and then it counts."""
    asked = [(f"{KINDS.get(method, method)} {conversation}", WINDOWS[method]), ("all", ALL)]
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
