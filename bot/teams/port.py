"""The one door between botbuilder and the rest of this face: an activity comes in as JSON, and so does its answer.

Tokens are verified before (bot/teams/gate.py) and clients are kept (bot/teams/connector.py), so that of botbuilder
the turn remains: it reads the activity and knows the conversation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory
from msrest.exceptions import ClientException

from ..payloads import Unreadable
from .connector import Connector, Json
from .tokens import AUDIENCE


@dataclass(frozen=True)
class Answer:
    """What an activity is answered over HTTP: for an invoke a body that Teams' client understands."""

    body: Json | None = None
    status: int = 200


Turn = Callable[[Json], Awaitable[Answer]]


class Port(CloudAdapterBase):
    """Runs a turn for each activity that has been let in. `turn` is given the activity as it came."""

    def __init__(self, app_id: str, connector: Connector, turn: Turn) -> None:
        super().__init__(_Verified())
        self._app_id = app_id
        self._clients = _Clients(connector)
        self._turn = turn
        self._reading = asyncio.Lock()

    async def handle(self, activity: Json, claims: dict[str, Any]) -> Answer:
        """What an activity is answered; raises Unreadable."""
        async with self._reading:  # milliseconds each: one at a time, and between two the event loop goes on
            await asyncio.sleep(0)
            read = _read(activity)
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(claims, True)
        result.audience = AUDIENCE
        result.caller_id = None
        result.connector_factory = self._clients

        answers: list[Answer] = []

        async def logic(_context: TurnContext) -> None:
            answers.append(await self._turn(activity))

        await self.process_activity(result, read, logic)
        return answers[0]


def _read(activity: Json) -> Activity:
    try:
        read = Activity().deserialize(activity)
    except (ClientException, ValueError, TypeError, AttributeError, RecursionError):
        raise Unreadable from None
    if read is None or not isinstance(activity.get("type"), str) or not read.type:
        raise Unreadable
    return read


class _Clients(ConnectorFactory):  # type: ignore[misc]
    """Gives botbuilder the clients that we keep."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        return self._connector.client(service_url)


class _Verified(BotFrameworkAuthentication):  # type: ignore[misc]
    """For activities whose tokens have been verified: it verifies nothing more, and never says that nothing need be."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        raise PermissionError("the gate verifies tokens")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> object:
        raise PermissionError("there are no streams here")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        raise PermissionError("the connector sends by itself")

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        return None

    def create_bot_framework_client(self) -> object:
        raise PermissionError("there are no skills here")

    def get_originating_audience(self) -> str:
        return AUDIENCE

    async def authenticate_channel_request(self, auth_header: str) -> ClaimsIdentity:
        raise PermissionError("the gate verifies tokens")

    async def is_authentication_disabled(self) -> bool:
        """Never."""
        return False
