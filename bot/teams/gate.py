"""Who may bring us activities: Microsoft's connector, with a token signed for us, for a service and a tenant we trust.

The token must be RS256, by a key of Microsoft's that is endorsed for Teams; from the Bot Framework, for our app id,
not yet over (a token without an end is refused), and for the service URL that the activity names. That URL must be at
a host of Microsoft's, or our answers, with our token, would go wherever somebody wants them to. The activity must be
of Teams, whatever else the key may sign for: on Web Chat and Direct Line, which a bot's registration has too, whoever
writes says themselves who they are. Where the tenant is known, the activity must come from it. Whatever is wrong is
`Unauthorised`, and nobody is told what.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from aiohttp import ClientSession

from ..settings import LOOPBACK
from .keys import Keys

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LEEWAY = 300  # seconds that two clocks may differ
LONGEST = 8_000  # characters of a token; aiohttp takes headers of about so many
HOSTS = ("smba.trafficmanager.net", "botframework.com", "teams.microsoft.com")
"""Where Microsoft's connector service is, and any host below these."""
_HOST = re.compile(r"[a-z0-9.:-]+")  # nothing that two readers of addresses could read differently


class Unauthorised(Exception):
    """It is not known to be from Microsoft, for us."""


class Gate:
    """Lets activities in. `hosts` are allowed beside Microsoft's own; `tenants` are those that may write, any when
    there are none."""

    def __init__(self, app_id: str, keys: Keys, *, tenants: Collection[str] = (), hosts: Collection[str] = ()) -> None:
        if not app_id:
            raise ValueError("without an app id nobody could be told from anybody")
        self._app_id = app_id
        self._keys = keys
        self._tenants = frozenset(each.lower() for each in tenants)
        self._hosts = frozenset(each.lower() for each in hosts)

    async def admit(self, session: ClientSession, header: str | None, activity: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of the token that came with an activity; raises Unauthorised, and NoKeys."""
        scheme, _, token = (header or "").partition(" ")
        if scheme != "Bearer" or not token or len(token) > LONGEST or not token.isascii():
            raise Unauthorised("no token")
        claims = await self._claims(session, token)
        service = activity.get("serviceUrl")
        if not isinstance(service, str) or not self.trusts(service):
            raise Unauthorised("a service that is not Microsoft's")
        if _claim(claims, "serviceurl") != service:
            raise Unauthorised("a token for another service")
        if activity.get("channelId") != CHANNEL:
            raise Unauthorised("another channel")
        if self._tenants and tenant_of(activity).lower() not in self._tenants:
            raise Unauthorised("another tenant")
        return claims

    def trusts(self, service: str) -> bool:
        """Whether a service URL is one that our answers may go to."""
        try:
            parts = urlsplit(service)
            host, _ = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if "@" in parts.netloc or not _HOST.fullmatch(host):
            return False
        if host in self._hosts and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
            return True
        return parts.scheme == "https" and any(host == each or host.endswith(f".{each}") for each in HOSTS)

    async def _claims(self, session: ClientSession, token: str) -> dict[str, Any]:
        try:
            head = jwt.get_unverified_header(token)
            name = head.get("kid")
            if head.get("alg") != "RS256" or not isinstance(name, str):
                raise Unauthorised("no token of Microsoft's")
            key = await self._keys.find(session, name)
            if key is None:
                raise Unauthorised("a key that is not Microsoft's")
            if key.endorsements and CHANNEL not in key.endorsements:
                raise Unauthorised("a key that is not for Teams")
            return jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, UnicodeError):
            raise Unauthorised("not a valid token") from None


def tenant_of(activity: Mapping[str, Any]) -> str:
    """The tenant that an activity comes from, as Teams says it in one of two places."""
    for outer, inner in (("channelData", "tenant"), ("conversation", "")):
        found = activity.get(outer)
        if inner and isinstance(found, Mapping):
            found = found.get(inner)
        if isinstance(found, Mapping):
            named = found.get("id" if inner else "tenantId")
            if isinstance(named, str) and named:
                return named
    return ""


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    return next((value for key, value in claims.items() if key.lower() == name), None)
