"""What Slack sends to `POST /slack/events`: commands, presses, forms, shortcuts and events.

1. A body that is too large is refused; one that Slack has not signed within the last five minutes gets 401, before
   anybody has looked into it.
2. It is read carefully: a form with a command, a form with a payload, or the JSON of an event. What is signed and
   makes no sense gets 400.
3. Bolt finds out what it is and calls the one listener that there is for each kind (bot/slack/answer.py). What comes
   of it stands in the HTTP answer; a kind that nobody listens to gets an empty one.
4. The same delivery again, while the first is still at work or after it, gets the same answer and does nothing; what
   happened before a restart is known by its key in the database.

Nothing is stored and nothing is logged of what was refused.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SigningClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from storage.unavailable import Unavailable

from ..addresses import Addresses
from ..clock import Clock
from ..defects import beside, guarded
from ..delivery import Dispatcher
from ..face import Later, Never
from ..payloads import Unreadable
from ..repeats import Repeats
from ..runner import Defect, Runner
from ..settings import Settings
from ..web.desk import Papers
from .answer import Answer, Answers
from .api import Api
from .asked import FACE, key_of
from .home import Home
from .people import Folk

LARGEST = 1024**2  # bytes of a body; Slack's own are far smaller
STAMP = re.compile(r"[0-9]{1,12}")
ANYTHING = re.compile("")
log = structlog.get_logger()
Listening = Callable[[dict[str, Any]], Awaitable[Answer]]


class Listener:
    """Takes in everything that Slack sends. `machine` gives seconds since 1970, for the age of a signature."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        api: Api,
        folk: Folk,
        home: Home,
        papers: Papers,
        addresses: Addresses | None,
        machine: Callable[[], float] = time.time,
    ) -> None:
        secret = settings.slack_signing_secret
        self._verifier = SignatureVerifier(secret.get_secret_value() if secret else "", _Watch(machine))
        self._runner = runner
        self._answers = Answers(runner, clock, dispatcher, settings, api, folk, home, papers, addresses)
        # An event that Slack is asked to send once more must not be taken for a repeat.
        self._came: Repeats[Answer] = Repeats(lambda answer: answer.again)
        self._after: set[asyncio.Future[object]] = set()
        self._bolt = self._listening(settings)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """One delivery: 200, or 401, 400 or 413 for what Slack has not sent; 503 for an event that could not be
        taken in now, so that Slack sends it again."""
        raw = await request.read()
        if len(raw) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=len(raw))
        if not self._signed(raw, request):
            return web.Response(status=401)
        try:
            body = read(raw, request.content_type)
            answer, new = await self._answer(body)
        except Unreadable:
            return web.Response(status=400)
        response = _response(answer)
        if new and answer.after:
            # What goes on afterwards must not be seen before the answer itself.
            await response.prepare(request)
            await response.write_eof()
            for work in answer.after:
                self._go_on(work())
        return response

    async def finish(self, seconds: float) -> None:
        """Let what goes on after an answer come to its end, for some seconds."""
        going: set[asyncio.Future[Any]] = {*self._after, *self._came.going()}
        if going:
            await asyncio.wait(going, timeout=seconds)

    # --- how ---

    def _signed(self, raw: bytes, request: web.Request) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not STAMP.fullmatch(stamp) or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(raw, stamp, signature)
        except UnicodeDecodeError:
            return False

    async def _answer(self, body: dict[str, Any]) -> tuple[Answer, bool]:
        """What is answered, and whether it is answered for the first time."""
        key = key_of(body)
        if key is None:
            return await self._dispatch(body), True
        return await self._came.once(key, lambda: self._dispatch(body))

    async def _dispatch(self, body: dict[str, Any]) -> Answer:
        """What the listener of its kind answers; nothing where there is none."""
        came: list[Answer] = []
        try:
            asked = AsyncBoltRequest(body=body, context={"came": came}, mode="socket_mode")
            response = await self._bolt.async_dispatch(asked)
        except (AttributeError, KeyError, TypeError, ValueError):
            # Bolt takes for granted that what is signed has the right form all the way down.
            raise Unreadable from None
        if came:
            return came[0]
        if response.status == 200:  # Bolt has answered by itself: ssl_check, url_verification
            return Answer(json.loads(response.body) if response.body else "")
        if response.status == 404:
            return Answer()
        raise Unreadable

    def _go_on(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(beside(work, self._runner, face=FACE))
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    def _listening(self, settings: Settings) -> AsyncApp:
        """Bolt, with one listener for each kind of thing."""
        quiet = logging.getLogger("taskforce.bolt")  # it would write what people say
        quiet.setLevel(logging.CRITICAL + 1)
        token = settings.slack_bot_token
        result = AuthorizeResult(
            enterprise_id=None, team_id=None, bot_token=token.get_secret_value() if token else None
        )

        async def authorize() -> AuthorizeResult:
            return result

        app = AsyncApp(
            logger=quiet,
            name="taskforce",
            client=AsyncWebClient(base_url=settings.slack_api_url, logger=quiet),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,  # heard.py knows who we are
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.command(ANYTHING)(self._listener(self._answers.command))
        app.block_action(ANYTHING)(self._listener(self._answers.press))
        app.view_submission(ANYTHING)(self._listener(self._answers.submit))
        app.view_closed(ANYTHING)(self._listener(self._answers.nothing))
        app.options(ANYTHING)(self._listener(self._answers.options))
        app.shortcut(ANYTHING)(self._listener(self._answers.shortcut))
        app.event(ANYTHING)(self._listener(self._answers.event, again=True))
        return app

    def _listener(self, answering: Listening, *, again: bool = False) -> Callable[..., Awaitable[BoltResponse]]:
        """A listener as Bolt calls it. `again` says that Slack repeats what could not be taken in."""

        async def answered(body: dict[str, Any]) -> Answer | None:
            try:
                return await answering(body)
            except Unreadable:
                return None
            except Unavailable as away:
                return Answer(again=True) if again else await self._answers.sorry(body, away)
            except (Later, Never) as trouble:
                log.warning("not now", face=FACE, why=type(trouble).__name__, exc_info=trouble)
                return Answer(again=True) if again else await self._answers.sorry(body)

        async def listener(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
            answer = await guarded(answered(body), self._runner, face=FACE)
            if isinstance(answer, Defect):
                answer = await self._answers.sorry(body, answer)
            if answer is None:
                return BoltResponse(status=400)
            context["came"].append(answer)
            return BoltResponse(status=200)

        return listener


class _Watch(SigningClock):
    """The time, as the verifier asks for it."""

    def __init__(self, machine: Callable[[], float]) -> None:
        self._machine = machine

    def now(self) -> float:
        return self._machine()


def read(raw: bytes, content_type: str) -> dict[str, Any]:
    """What a body says: the fields of a command's form, a form's payload, or an event; raises Unreadable."""
    try:
        if content_type == "application/json":
            return _object(raw.decode())
        fields = dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=100))
    except (ValueError, RecursionError):
        raise Unreadable from None
    if "command" in fields or "ssl_check" in fields:
        return fields
    if "payload" not in fields:
        raise Unreadable
    try:
        return _object(fields["payload"])
    except (ValueError, RecursionError):
        raise Unreadable from None


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Unreadable
    return found


def _response(answer: Answer) -> web.Response:
    if answer.again:
        return web.Response(status=503)
    if isinstance(answer.body, dict):
        return web.json_response(answer.body)
    return web.Response(text=answer.body)
