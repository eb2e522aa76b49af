"""The keys that Microsoft signs with, fetched from its OpenID metadata and kept for a day.

A token that names a key we do not know has the keys fetched again, since Microsoft rolls them over; at most once a
minute, so that nobody makes us ask at will. Keys that cannot be fetched again go on to count.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

A_DAY, A_MINUTE = 86_400.0, 60.0  # seconds
ANSWER = ClientTimeout(total=5)
MOST = 256 * 1024  # bytes of a document
UNREADABLE = (ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError, jwt.PyJWTError)
log = structlog.get_logger()


class NoKeys(Exception):
    """Microsoft's keys cannot be had, and none have been: nobody can be let in now."""


@dataclass(frozen=True)
class Key:
    """A public key, and the channels whose tokens it may sign; none named means any."""

    public: Any
    endorsements: frozenset[str]


class Keys:
    """The keys behind an address of OpenID metadata. `machine` gives seconds that only go forward."""

    def __init__(self, metadata_url: str, machine: Callable[[], float] = time.monotonic) -> None:
        self._url = metadata_url
        self._machine = machine
        self._keys: dict[str, Key] = {}
        self._fetched: float | None = None
        self._asked: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, session: ClientSession, name: str) -> Key | None:
        """The key of a name (`kid`); None when Microsoft has none of that name. Raises NoKeys."""
        if name in self._keys:
            if self._old(self._fetched, A_DAY):
                self._fetch(session)  # beside: it counts meanwhile, and nobody waits for Microsoft
        else:
            await self.fetch(session)
        if not self._keys:
            raise NoKeys
        return self._keys.get(name)

    async def fetch(self, session: ClientSession) -> None:
        """Fetch them, unless that has been tried within a minute."""
        fetching = self._fetch(session)
        if fetching is not None:
            await asyncio.shield(fetching)

    def _fetch(self, session: ClientSession) -> asyncio.Task[None] | None:
        """What fetches them now, for everybody who waits; None when it is too early to ask again."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if not self._old(self._asked, A_MINUTE):
            return None
        self._asked = self._machine()
        self._fetching = asyncio.create_task(self._fetched_now(session))
        return self._fetching

    async def _fetched_now(self, session: ClientSession) -> None:
        try:
            keys = await published(session, self._url)
        except UNREADABLE as trouble:
            log.warning("Microsoft's keys could not be fetched", why=type(trouble).__name__)
            return
        self._keys, self._fetched = keys, self._machine()

    def _old(self, since: float | None, seconds: float) -> bool:
        return since is None or self._machine() - since >= seconds


async def published(session: ClientSession, metadata_url: str) -> dict[str, Key]:
    """The keys that Microsoft publishes now, by name. Raises one of UNREADABLE."""
    metadata = await _document(session, metadata_url)
    found = await _document(session, str(metadata["jwks_uri"]))
    keys = dict(filter(None, map(_key, found["keys"])))
    if not keys:
        raise ValueError("no keys")
    return keys


async def _document(session: ClientSession, url: str) -> Mapping[str, Any]:
    async with session.get(url, timeout=ANSWER, allow_redirects=False) as response:
        response.raise_for_status()
        raw = bytearray()
        async for piece in response.content.iter_any():
            raw += piece
            if len(raw) > MOST:
                raise ValueError("too large")
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("no document")
    return found


def _key(described: Mapping[str, Any]) -> tuple[str, Key] | None:
    """A key and its name; None for one of another kind, beside which the others count."""
    try:
        endorsements = frozenset(map(str, described.get("endorsements") or ()))
        return str(described["kid"]), Key(jwt.PyJWK(dict(described), algorithm="RS256").key, endorsements)
    except (ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError):
        return None
