"""A call of one of Microsoft's services, with our token and in time, and what its failure means.

What the service cannot do now is `Later`; what it will not do is `Refused`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from ..face import Away, Later, Never
from .tokens import Token

ANSWER = ClientTimeout(total=8)  # delivery gives a face ten seconds
TOO_OFTEN = 429
FOR_NOW = {408, 412, 425}

Json = dict[str, Any]


class TooOften(Later):
    """The service has been called more than it lets itself be."""


class Refused(Never):
    """The service will not do it: `status` is HTTP's, `error` its own word for why."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{error or 'refused'} ({status})")
        self.status = status
        self.error = error


async def call(
    session: ClientSession, token: Token, verb: str, url: str, *, headers: Mapping[str, str] | None = None, **what: Any
) -> ClientResponse:
    """What is answered, whatever it is, with everything in it. Raises Later where no answer comes."""
    for last in (False, True):
        shown = {**(headers or {}), "Authorization": f"Bearer {await token.get(session)}"}
        try:
            answered = await session.request(verb, url, headers=shown, timeout=ANSWER, allow_redirects=False, **what)
            await answered.read()
        except (ClientError, TimeoutError, OSError) as trouble:
            raise Away(f"Teams does not answer ({type(trouble).__name__})") from None
        if answered.status != 401 or last:
            break
        token.forget()  # it may have been withdrawn; once more with a new one
    return answered


async def read(answered: ClientResponse) -> Json:
    """The object that was answered; raises Later and Refused."""
    try:
        body = await answered.json(content_type=None)
    except ValueError:
        body = None
    found = body if isinstance(body, dict) else {}
    if not answered.ok:
        said = found.get("error")
        code = said.get("code") if isinstance(said, dict) else None
        raise failure(answered.status, answered.headers.get("Retry-After"), str(code or ""))
    if not found:
        raise Later("Teams did not answer as it should (no object)")
    return found


def failure(status: int, wait: str | None, error: str) -> Later | Refused:
    """What a status means that is no success; `wait` is what the service says about when to try again."""
    if status == TOO_OFTEN:
        return TooOften(f"Teams answered {status}", _seconds(wait))
    if status >= 500:
        return Away(f"Teams answered {status}", _seconds(wait))
    if status in FOR_NOW:
        return Later(f"Teams answered {status}", _seconds(wait))
    return Refused(status, error)


def _seconds(header: str | None) -> float | None:
    try:
        return max(float(header or ""), 0.0)
    except ValueError:
        return None
