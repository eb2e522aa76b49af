"""Microsoft's connector service, called with botbuilder's client over our own HTTP session.

The client as it comes runs `requests` on threads that everything else shares, and builds itself anew for each turn.
Here one client is kept for each service URL, and its requests go out through aiohttp: nothing waits on the event
loop, and a call has an end. Each waits for its turn first (limits.py), and goes to a host of Microsoft's alone. What
the service cannot do now is `Later`; what it will not do is `Refused`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import ClientSession
from botbuilder.schema import Activity, ConversationParameters
from botframework.connector.aio import ConnectorClient
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msrest.authentication import BasicTokenAuthentication
from msrest.exceptions import ClientException, HttpOperationError
from msrest.pipeline import AsyncPipeline, Request, Response
from msrest.pipeline.aiohttp import AsyncHTTPSender
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http import ClientRequest
from msrest.universal_http.aiohttp import AioHttpClientResponse

from ..face import Later, Never, NotYet
from ..patience import Patience
from . import calls
from .calls import Json, Refused, TooOften
from .limits import Kind, Limits
from .tokens import Token

__all__ = ["Connector", "Json", "Refused"]
TURN = 1.5  # seconds that a call waits for its turn before others go ahead; with its answer they are fewer than ten
PAUSE = 1.0  # seconds for which nothing is asked again of a service that has had too much and does not say until when
SERVICES = 50  # clients that are kept

log = structlog.get_logger()


class Connector:
    """Calls of the connector service. `session` gives the HTTP session, which there is once the program runs; `trusts`
    says of a service URL whether it may be called with our token."""

    def __init__(
        self,
        session: Callable[[], ClientSession],
        token: Token,
        trusts: Callable[[str], bool],
        limits: Limits | None = None,
    ) -> None:
        self.session = session
        self.patience = Patience()
        self._token = token
        self._sender = _Sender(session, token)
        self._trusts = trusts
        self._limits = limits or Limits()
        self._clients: dict[str, ConnectorClient] = {}

    def client(self, service: str) -> ConnectorClient:
        """The client for a service URL, one each. Raises Never for one that is not trusted, wherever it was stored."""
        if not self._trusts(service):
            log.error("a service in Teams is not Microsoft's", service=service)
            raise Never("the service is not Microsoft's")
        if service not in self._clients:
            if len(self._clients) >= SERVICES:
                self._clients.clear()
            config = BotFrameworkConnectorConfiguration(
                BasicTokenAuthentication({"access_token": ""}), service, pipeline_type=self._pipeline
            )
            self._clients[service] = ConnectorClient(None, service, custom_configuration=config)
        return self._clients[service]

    async def send(self, service: str, conversation: str, activity: Json) -> str:
        """Say something in a conversation; what it is called there. Raises Later, and Never as all the others do."""
        at, said = self.client(service).conversations, Activity().deserialize(activity)
        answer = await self._call("say", conversation, lambda: at.send_to_conversation(conversation, said))
        return str(answer.id or "") if answer is not None else ""

    async def reply(self, service: str, conversation: str, to: str, activity: Json) -> str:
        """Say something in the thread of a message."""
        at, said = self.client(service).conversations, Activity().deserialize(activity)
        answer = await self._call("say", conversation, lambda: at.reply_to_activity(conversation, to, said))
        return str(answer.id or "") if answer is not None else ""

    async def update(self, service: str, conversation: str, id_: str, activity: Json) -> None:
        """Put another activity in the place of one of ours."""
        at, said = self.client(service).conversations, Activity().deserialize(activity)
        await self._call("say", conversation, lambda: at.update_activity(conversation, id_, said))

    async def delete(self, service: str, conversation: str, id_: str) -> None:
        """Take one of ours away."""
        at = self.client(service).conversations
        await self._call("say", conversation, lambda: at.delete_activity(conversation, id_))

    async def begin(self, service: str, parameters: Json) -> tuple[str, str]:
        """Begin a conversation: its id, and that of the activity that it began with."""
        at, wanted = self.client(service).conversations, ConversationParameters().deserialize(parameters)
        answer = await self._call("begin", "", lambda: at.create_conversation(wanted))
        return str(answer.id), str(answer.activity_id or "")

    async def roster(self, service: str, conversation: str) -> list[Json]:
        """Everybody in a conversation, as JSON, however many pages that takes."""
        at = self.client(service).conversations
        found: list[Json] = []
        token = None
        while True:
            page = await self._call(
                "ask",
                conversation,
                lambda token=token: at.get_teams_conversation_paged_members(conversation, continuation_token=token),  # type: ignore[misc]
            )
            found += [_described(member) for member in page.members or ()]
            token = page.continuation_token
            if not token:
                return found

    async def team(self, service: str, team: str) -> Json:
        """What a team is: its `name`, and `aadGroupId`, its id in the rest of Microsoft 365."""
        return await self._read(service, team, "")

    async def channels(self, service: str, team: str) -> list[Json]:
        """The channels of a team (`id`, `name`); the first that it had has no name."""
        found = (await self._read(service, team, "/conversations")).get("conversations")
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    async def _read(self, service: str, team: str, what: str) -> Json:
        """What botbuilder's client would ask for while the event loop waits."""
        self.client(service)  # raises Never for a service that is not trusted
        url = f"{service.rstrip('/')}/v3/teams/{quote(team)}{what}"

        async def ask() -> Json:
            return await calls.read(await calls.call(self.session(), self._token, "GET", url))

        found: Json = await self._call("ask", team, ask)
        return found

    async def member(self, service: str, conversation: str, id_: str) -> Json:
        """Somebody in a conversation, as JSON; Refused with 404 when they are not in it."""
        at = self.client(service).conversations
        return _described(await self._call("ask", conversation, lambda: at.get_conversation_member(conversation, id_)))

    async def _call(self, kind: Kind, conversation: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """What a call gives when its turn has come; its failures as ours."""
        taken, seconds = self._limits.turn(kind, conversation, TURN)
        if not taken:
            raise NotYet("Teams has been called as often as it allows", seconds)
        await asyncio.sleep(seconds)
        try:
            return await _answered(call)
        except TooOften as too_often:
            self._limits.pause(kind, conversation, too_often.seconds or PAUSE)
            raise

    def _pipeline(self, _config: object) -> AsyncPipeline:
        return AsyncPipeline([RawDeserializer()], self._sender)


def _described(member: Any) -> Json:
    """A member as it came: what botbuilder does not know it keeps beside the rest."""
    return {**(member.additional_properties or {}), **member.serialize()}


async def _answered(call: Callable[[], Awaitable[Any]]) -> Any:
    """What a call gives; botbuilder's failures as ours."""
    try:
        return await call()
    except HttpOperationError as refused:
        raise _failure(refused) from None
    except (ClientException, ValueError) as trouble:  # an answer that is not the service's
        raise Later(f"Teams did not answer as it should ({type(trouble).__name__})") from None


def _failure(refused: HttpOperationError) -> Later | Refused:
    said = getattr(getattr(refused.error, "error", None), "code", None)
    return calls.failure(int(refused.response.status), refused.response.headers.get("Retry-After"), str(said or ""))


class _Read(AioHttpClientResponse):  # type: ignore[misc]
    """An answer that has been read; one with nothing in it has a body of nothing."""

    def body(self) -> bytes:
        return self._body or b""


class _Sender(AsyncHTTPSender):  # type: ignore[misc]
    """Sends what botbuilder's client has put together, with our token, over our session."""

    def __init__(self, session: Callable[[], ClientSession], token: Token) -> None:
        self._session = session
        self._token = token

    async def __aenter__(self) -> _Sender:
        return self

    async def __aexit__(self, *_: object) -> None:
        """The session is the face's, which closes it."""

    async def send(self, request: Request, **_config: Any) -> Response:
        asked: ClientRequest = request.http_request
        answered = await calls.call(
            self._session(), self._token, asked.method, asked.url, headers=asked.headers, data=asked.data
        )
        response = _Read(asked, answered)
        await response.load_body()
        return Response(request, response)
