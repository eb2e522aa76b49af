"""Slack's Web API, as the rest of this face uses it: one session, our own limits, and two kinds of failure.

A call gives Slack's answer. What Slack cannot do now is `Later`, with the seconds it asked for; what it will not do
is `Refused`, with its word for why (`channel_not_found`).
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ..face import Away, Later, Never, NotYet
from ..patience import Patience
from ..settings import Settings
from .limits import Limits

TURN = 1.5  # seconds that a call waits for its turn; with its answer they are fewer than delivery's ten
AT_ONCE = 1.0  # the same, where somebody is looking at the screen and Slack waits for us
ANSWER = 8  # seconds that Slack has to answer; delivery gives a face ten
FOR_NOW = {  # answers that will be others in a while
    *("accesslimited", "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout"),
    *("service_unavailable", "team_added_to_org", "message_limit_exceeded"),
}
log = structlog.get_logger()


class Refused(Never):
    """Slack will not do it; `error` is its word for why."""

    def __init__(self, method: str, error: str, answer: dict[str, Any] | None = None) -> None:
        super().__init__(f"{error} ({method})")
        self.error = error
        self.answer = answer or {}


@dataclass(frozen=True)
class Bot:
    """Who we are in Slack: our user, the workspace that we are installed in, and its address."""

    user: str
    team: str
    url: str


class Api:
    """The Web API with our token. `open` and `close` belong to the event loop that uses it."""

    def __init__(self, settings: Settings, limits: Limits | None = None) -> None:
        self._token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
        self._base = settings.slack_api_url
        self._limits = limits or Limits()
        self.patience = Patience()
        self._session: ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._bot: Bot | None = None

    async def open(self) -> None:
        """Begin to use it."""
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWER), trust_env=True)
        # Of its own accord it would send once more what a cut connection may have brought there.
        self._client = AsyncWebClient(
            self._token, base_url=self._base, session=self._session, timeout=ANSWER, retry_handlers=[]
        )

    async def close(self) -> None:
        """End what is open."""
        if self._session is not None:
            await self._session.close()

    async def bot(self) -> Bot:
        """Who we are; asked once."""
        if self._bot is None:
            answer = await self.call("auth.test")
            self._bot = Bot(str(answer["user_id"]), str(answer["team_id"]), str(answer.get("url", "")))
        return self._bot

    async def call(self, method: str, *, patience: float = TURN, **arguments: Any) -> dict[str, Any]:
        """Call a method ("chat.postMessage") when its turn has come; raises Later and Refused."""
        assert self._client is not None, "the API has not been opened"
        channel = str(arguments.get("channel", ""))
        taken, seconds = self._limits.turn(method, channel, patience)
        if not taken:
            raise NotYet(f"{method} has been called as often as Slack allows", seconds)
        await asyncio.sleep(seconds)
        try:
            answer = await getattr(self._client, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise self._failure(method, channel, error) from None
        except (SlackClientError, ClientError, TimeoutError, OSError, json.JSONDecodeError) as error:
            raise Away(f"Slack did not answer ({type(error).__name__})") from None
        finally:
            self._limits.answered(method, channel)
        return dict(answer.data)

    async def post(self, url: str, body: dict[str, Any]) -> None:
        """Send to an address that Slack gave for one answer (response_url); raises Later and Refused."""
        assert self._session is not None, "the API has not been opened"
        try:
            async with self._session.post(url, json=body) as response:
                if response.status >= 500 or response.status == 429:
                    raise Later(f"Slack answered {response.status}", _asked(response.headers.get("Retry-After")))
                if response.status >= 400:
                    raise Refused("response_url", f"{response.status} {(await response.text())[:100]}")
        except (ClientError, TimeoutError, OSError) as error:
            raise Later(f"Slack did not answer ({type(error).__name__})") from None

    async def upload(self, url: str, content: bytes) -> None:
        """Send a file to the address that Slack gave for it; raises Later."""
        assert self._session is not None, "the API has not been opened"
        try:
            async with self._session.post(url, data=content) as response:
                if response.status != 200:
                    raise Later(f"Slack took no file ({response.status})")
        except (ClientError, TimeoutError, OSError) as error:
            raise Later(f"Slack did not answer ({type(error).__name__})") from None

    def _failure(self, method: str, channel: str, error: SlackApiError) -> Later | Refused:
        answer = error.response.data if isinstance(error.response.data, dict) else {}
        said, status = str(answer.get("error", "")), error.response.status_code
        if status == 429 or said in ("ratelimited", "rate_limited"):
            headers = {name.lower(): value for name, value in error.response.headers.items()}
            seconds = _asked(headers.get("retry-after")) or 1.0
            self._limits.pause(method, channel, seconds)
            return Later(f"{method} was called too often", seconds)
        if status >= 500 or not said:  # without a word it was not Slack: a proxy, a page to log in
            return Away(f"{said or status} ({method})")
        if said in FOR_NOW:
            return Later(f"{said} ({method})")
        return Refused(method, said, answer)


def _asked(header: Any) -> float | None:
    try:
        return max(float(header), 0.0)
    except (TypeError, ValueError):
        return None
