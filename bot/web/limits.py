"""How often somebody may come, in memory: a bucket that is filled by the minute and emptied one visit at a time.

What is counted is forgotten when the program stops, and when more visitors come than there is room for, those
that have been away longest are forgotten first.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

MOST = 20_000  # buckets that are kept, some 3 MB
MINUTE = 60.0
_OURS = [
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]


class Limits:
    """Counts visits by kind and visitor. `now` is machine time, in seconds, and never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._now = now
        self._most = most
        self._buckets: OrderedDict[tuple[object, ...], tuple[float, float]] = OrderedDict()

    def spend(self, a_minute: int, *who: object) -> float:
        """Take one visit of so many a minute from a visitor; 0 when there was one left, otherwise the seconds
        until there is."""
        now = self._now()
        left, at = self._buckets.pop(who, (float(a_minute), now))
        left = min(left + (now - at) * a_minute / MINUTE, a_minute)
        short = left < 1
        self._buckets[who] = (left if short else left - 1, now)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return (1 - left) * MINUTE / a_minute if short else 0.0

    def __len__(self) -> int:
        return len(self._buckets)


def visitor_of(request: web.Request) -> str:
    """The address that a request came from, a whole household (/64) for IPv6.

    Behind a proxy of our own, which is on this machine or in its private network, it is the last address that
    the proxy has added; what stands before it anybody can have written.
    """
    address = _read(request.remote or "")
    if address is not None and _ours(address) and "X-Forwarded-For" in request.headers:
        address = _read(request.headers.getall("X-Forwarded-For")[-1].rpartition(",")[2].strip()) or address
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _ours(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in network for network in _OURS)


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
