"""Our own token for Microsoft's connector service, or for another service of Microsoft's: fetched when it is needed,
kept until shortly before it ends.

A single-tenant bot shows its secret to the tenant's authority; one with a managed identity asks the machine that it
runs on (through Microsoft's own library, on a thread of its own, since it blocks). It is fetched once for everybody who
waits for it, whether or not they go on waiting; where none can be had, all of them hear of it at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msal
import requests
from aiohttp import ClientError, ClientSession, ClientTimeout

from ..face import Away, Later
from ..settings import Settings

AUDIENCE = "https://api.botframework.com"
ANSWER = ClientTimeout(total=8)
EARLY = 300.0  # seconds before its end that a token counts as over
OF_ALL = "botframework.com"  # the tenant that a bot of several tenants has its token from


class NoToken(Later):
    """Microsoft's login answers, but gives no token. `numbers` are its own for why (AADSTS…)."""

    def __init__(self, sentence: str, numbers: tuple[int, ...] = ()) -> None:
        super().__init__(sentence)
        self.numbers = numbers


class _InTime(requests.Session):
    """Waits for no machine for longer than for Microsoft's login: the library that asks sets no end."""

    def request(self, *about: Any, **more: Any) -> requests.Response:
        return super().request(*about, **{**more, "timeout": ANSWER.total})


class Token:
    """The token of one app, for the service that `audience` names. `machine` gives seconds that only go forward."""

    def __init__(
        self,
        app_id: str,
        password: str,
        *,
        tenant: str,
        login_url: str,
        managed: bool = False,
        audience: str = AUDIENCE,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app_id = app_id
        self._password = password
        self._url = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._managed = managed
        self._audience = audience
        self._machine = machine
        self._token = ""
        self._over = 0.0
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, session: ClientSession) -> str:
        """A token that counts for some minutes yet; raises Later when none can be had."""
        if not self._token or self._machine() >= self._over:
            if self._fetching is None or self._fetching.done():
                self._fetching = asyncio.create_task(self._fetch(session))
            await asyncio.shield(self._fetching)
        return self._token

    def forget(self) -> None:
        """It was not taken; the next one is fetched anew."""
        self._token = ""

    async def _fetch(self, session: ClientSession) -> None:
        self._token, seconds = await (self._of_machine() if self._managed else self._of_authority(session))
        self._over = self._machine() + max(seconds - EARLY, seconds / 2)

    async def _of_authority(self, session: ClientSession) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._password,
            "scope": f"{self._audience}/.default",
        }
        try:
            async with session.post(self._url, data=form, timeout=ANSWER, allow_redirects=False) as response:
                answer = await response.json(content_type=None)
        except (ClientError, TimeoutError, OSError) as trouble:
            raise Away(f"Microsoft's login does not answer ({type(trouble).__name__})") from None
        except ValueError:
            answer = None
        try:
            return str(answer["access_token"]), float(answer["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise NoToken(
                "Microsoft's login gives no token; is the app's secret still right?", _numbers(answer)
            ) from None

    async def _of_machine(self) -> tuple[str, float]:
        def fetch() -> dict[str, object]:
            with _InTime() as session:
                identity = msal.UserAssignedManagedIdentity(client_id=self._app_id)
                client = msal.ManagedIdentityClient(identity, http_client=session)
                found: dict[str, object] = client.acquire_token_for_client(resource=self._audience)
                return found

        try:
            answer = await asyncio.to_thread(fetch)
            return str(answer["access_token"]), float(str(answer["expires_in"]))
        except (requests.RequestException, OSError, ValueError, KeyError):
            raise NoToken("this machine gives no token for the managed identity") from None


def token_of(settings: Settings, audience: str = AUDIENCE) -> Token:
    """The token of the app in the settings, for a service; for any but the connector's it is our own tenant's."""
    secret = settings.teams_app_password
    of_all = settings.teams_app_type == "MultiTenant" and audience == AUDIENCE
    return Token(
        settings.teams_app_id,
        secret.get_secret_value() if secret else "",
        tenant=OF_ALL if of_all else settings.teams_tenant_id,
        login_url=settings.teams_login_url,
        managed=settings.teams_app_type == "UserAssignedMSI",
        audience=audience,
    )


def _numbers(answer: object) -> tuple[int, ...]:
    found = answer.get("error_codes") if isinstance(answer, dict) else None
    return tuple(each for each in found if isinstance(each, int)) if isinstance(found, list) else ()
