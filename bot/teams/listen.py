"""What Teams sends to `POST /api/messages`.

1. A body that is too large is refused, and one that is no JSON object gets 400.
2. A token that is not Microsoft's for us, for this service and this tenant, gets 401 and no word why. While none of
   Microsoft's keys can be had nobody can know, and it is 503.
3. The activity has its turn (bot/teams/port.py); an invoke is answered in the body, anything else with an empty one,
   or 503 where it could not be taken in now, so that Teams sends it again.
Nothing is stored and nothing is logged of what was refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import ClientSession, web

from ..payloads import Unreadable
from .connector import Json
from .gate import Gate, Unauthorised
from .keys import NoKeys
from .port import Port

LARGEST = 256 * 1024  # bytes; Teams' own are a tenth of that


class Ingress:
    """Takes in activities. `session` gives the HTTP session, which there is once the program runs."""

    def __init__(self, gate: Gate, port: Port, session: Callable[[], ClientSession]) -> None:
        self._gate = gate
        self._port = port
        self._session = session

    async def receive(self, request: web.Request) -> web.Response:
        """One activity."""
        raw = await request.read()
        if len(raw) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=len(raw))
        try:
            activity = _object(raw)
            claims = await self._gate.admit(self._session(), request.headers.get("Authorization"), activity)
            answer = await self._port.handle(activity, claims)
        except Unauthorised:
            return web.Response(status=401)
        except NoKeys:
            return web.Response(status=503)
        except Unreadable:
            return web.Response(status=400)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)


def _object(raw: bytes) -> Json:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(found, dict):
        raise Unreadable
    return found
