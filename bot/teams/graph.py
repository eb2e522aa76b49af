"""Microsoft Graph, for the one thing that the connector service does not do: making a channel in a team.

It needs the team's own leave (Channel.Create.Group), which a team's owner gives with the app; no other right is asked
for, so what channels there are is read from the connector service.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from aiohttp import ClientResponse, ClientSession

from ..settings import LOOPBACK, Settings
from .calls import Json, call, read
from .tokens import token_of

GRAPH = "https://graph.microsoft.com"
NAME, DESCRIPTION = 50, 1024  # characters that a channel can have
_TAKEN = "already exist"  # in Graph's sentence; its word for it is now BadRequest, now NameAlreadyExists


class Taken(Exception):
    """A channel has the name, or has had it: one that was deleted keeps it for a while."""


class Graph:
    """Calls of Microsoft Graph."""

    def __init__(self, session: Callable[[], ClientSession], settings: Settings) -> None:
        self._session = session
        self._token = token_of(settings, GRAPH)
        self._base = base_of(settings)

    async def make_channel(self, team: str, name: str, description: str) -> Json:
        """Make a channel that everybody in a team sees: its `id` and `displayName`. Raises Taken, Later, Refused."""
        wanted = {"displayName": name, "description": description, "membershipType": "standard"}
        url = f"{self._base}/v1.0/teams/{quote(team)}/channels"
        answered = await call(self._session(), self._token, "POST", url, json=wanted)
        if answered.status in (400, 409) and await _says(answered, _TAKEN):
            raise Taken
        return await read(answered)


def base_of(settings: Settings) -> str:
    """Where Graph is. A login on this machine is a stand-in's, and so is the Graph beside it."""
    login = urlsplit(settings.teams_login_url)
    return f"{login.scheme}://{login.netloc}/graph" if login.hostname in LOOPBACK else GRAPH


async def _says(answered: ClientResponse, words: str) -> bool:
    return words in (await answered.text(errors="replace")).lower().replace("alreadyexist", words)
