"""Microsoft's connector service, called with botbuilder's client over our own HTTP session.

The client as it comes runs `requests` on threads that everything else shares, and builds itself anew for each turn.
Here one client is kept for each service URL, and its requests go out through aiohttp: nothing waits on the event
loop, and a call has an end. What the service cannot do now is `Later`; what it will not do is `Refused`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
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

from ..face import Later, Never
from .tokens import Token

ANSWER = ClientTimeout(total=8)  # delivery gives a face ten seconds
FOR_NOW = {408, 412, 425, 429, 500, 502, 503, 504}
SERVICES = 50  # clients that are kept

Json = dict[str, Any]


class Refused(Never):
    """The service will not do it: `status` is HTTP's, `error` its own word for why."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{error or 'refused'} ({status})")
        self.status = status
        self.error = error


class Connector:
    """Calls of the connector service. Whoever calls has seen to it that the service URL is Microsoft's. `session`
    gives the HTTP session, which there is once the program runs."""

    def __init__(self, session: Callable[[], ClientSession], token: Token) -> None:
        self._sender = _Sender(session, token)
        self._clients: dict[str, ConnectorClient] = {}

    def client(self, service: str) -> ConnectorClient:
        """The client for a service URL; one each."""
        if service not in self._clients:
            if len(self._clients) >= SERVICES:
                self._clients.clear()
            config = BotFrameworkConnectorConfiguration(
                BasicTokenAuthentication({"access_token": ""}), service, pipeline_type=self._pipeline
            )
            self._clients[service] = ConnectorClient(None, service, custom_configuration=config)
        return self._clients[service]

    async def send(self, service: str, conversation: str, activity: Json) -> str:
        """Say something in a conversation; what it is called there. Raises Later and Refused."""
        said = Activity().deserialize(activity)
        answer = await _called(lambda: self.client(service).conversations.send_to_conversation(conversation, said))
        return str(answer.id or "") if answer is not None else ""

    async def reply(self, service: str, conversation: str, to: str, activity: Json) -> str:
        """Say something in the thread of a message. Raises Later and Refused."""
        said = Activity().deserialize(activity)
        answer = await _called(lambda: self.client(service).conversations.reply_to_activity(conversation, to, said))
        return str(answer.id or "") if answer is not None else ""

    async def update(self, service: str, conversation: str, id_: str, activity: Json) -> None:
        """Put another activity in the place of one of ours. Raises Later and Refused."""
        said = Activity().deserialize(activity)
        await _called(lambda: self.client(service).conversations.update_activity(conversation, id_, said))

    async def begin(self, service: str, parameters: Json) -> tuple[str, str]:
        """Begin a conversation: its id, and that of the activity that it began with. Raises Later and Refused."""
        wanted = ConversationParameters().deserialize(parameters)
        answer = await _called(lambda: self.client(service).conversations.create_conversation(wanted))
        return str(answer.id), str(answer.activity_id or "")

    async def roster(self, service: str, conversation: str) -> list[Json]:
        """Everybody in a conversation, as JSON, however many pages that takes. Raises Later and Refused."""
        found: list[Json] = []
        token = None
        while True:
            page = await _called(
                lambda token=token: self.client(service).conversations.get_teams_conversation_paged_members(  # type: ignore[misc]
                    conversation, continuation_token=token
                )
            )
            found += [_described(member) for member in page.members or ()]
            token = page.continuation_token
            if not token:
                return found

    async def member(self, service: str, conversation: str, id_: str) -> Json:
        """Somebody in a conversation, as JSON. Raises Later, and Refused (404 when they are not in it)."""
        at = self.client(service).conversations
        return _described(await _called(lambda: at.get_conversation_member(conversation, id_)))

    def _pipeline(self, _config: object) -> AsyncPipeline:
        return AsyncPipeline([RawDeserializer()], self._sender)


def _described(member: Any) -> Json:
    """A member as it came: what botbuilder does not know it keeps beside the rest."""
    return {**(member.additional_properties or {}), **member.serialize()}


async def _called(call: Callable[[], Awaitable[Any]]) -> Any:
    """What a call gives; its failures as ours."""
    try:
        return await call()
    except HttpOperationError as refused:
        raise _failure(refused) from None
    except (ClientException, ValueError) as trouble:  # an answer that is not the service's
        raise Later(f"Teams did not answer as it should ({type(trouble).__name__})") from None


def _failure(refused: HttpOperationError) -> Later | Refused:
    status = int(refused.response.status)
    if status in FOR_NOW or status >= 500:
        return Later(f"Teams answered {status}", _asked(refused.response.headers.get("Retry-After")))
    said = getattr(getattr(refused.error, "error", None), "code", None)
    return Refused(status, str(said or ""))


def _asked(header: str | None) -> float | None:
    try:
        return max(float(header or ""), 0.0)
    except ValueError:
        return None


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
        session = self._session()
        for last in (False, True):
            token = await self._token.get(session)
            try:
                answered = await session.request(
                    asked.method,
                    asked.url,
                    data=asked.data,
                    headers={**asked.headers, "Authorization": f"Bearer {token}"},
                    timeout=ANSWER,
                    allow_redirects=False,
                )
                response = _Read(asked, answered)
                await response.load_body()
            except (ClientError, TimeoutError, OSError) as trouble:
                raise Later(f"Teams does not answer ({type(trouble).__name__})") from None
            if answered.status != 401 or last:
                break
            self._token.forget()  # it may have been withdrawn; once more with a new one
        return Response(request, response)
