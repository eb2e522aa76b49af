"""Our own token for Microsoft's connector service: fetched when it is needed, kept until shortly before it ends.

A single-tenant bot shows its secret to the tenant's authority; one with a managed identity asks the machine that it
runs on (through Microsoft's own library, on a thread of its own, since it blocks).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import msal
import requests
from aiohttp import ClientError, ClientSession, ClientTimeout

from ..face import Later

AUDIENCE = "https://api.botframework.com"
SCOPE = f"{AUDIENCE}/.default"
ANSWER = ClientTimeout(total=8)
EARLY = 300.0  # seconds before its end that a token counts as over
Fetch = Callable[[ClientSession], "asyncio.Future[tuple[str, float]]"]


class Token:
    """The token of one app. `machine` gives seconds that only go forward."""

    def __init__(
        self,
        app_id: str,
        password: str,
        *,
        tenant: str,
        login_url: str,
        managed: bool = False,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app_id = app_id
        self._password = password
        self._url = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._managed = managed
        self._machine = machine
        self._token = ""
        self._over = 0.0
        self._fetching = asyncio.Lock()

    async def get(self, session: ClientSession) -> str:
        """A token that counts for some minutes yet; raises Later when none can be had."""
        async with self._fetching:
            if not self._token or self._machine() >= self._over:
                self._token, seconds = await (self._of_machine() if self._managed else self._of_authority(session))
                self._over = self._machine() + max(seconds - EARLY, seconds / 2)
            return self._token

    def forget(self) -> None:
        """It was not taken; the next one is fetched anew."""
        self._token = ""

    async def _of_authority(self, session: ClientSession) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._password,
            "scope": SCOPE,
        }
        try:
            async with session.post(self._url, data=form, timeout=ANSWER, allow_redirects=False) as response:
                answer = await response.json(content_type=None)
            return str(answer["access_token"]), float(answer["expires_in"])
        except (ClientError, TimeoutError, OSError) as trouble:
            raise Later(f"Microsoft's login does not answer ({type(trouble).__name__})") from None
        except (ValueError, KeyError, TypeError):
            raise Later("Microsoft's login gives no token; is the app's secret still right?") from None

    async def _of_machine(self) -> tuple[str, float]:
        def fetch() -> dict[str, object]:
            with requests.Session() as session:
                identity = msal.UserAssignedManagedIdentity(client_id=self._app_id)
                client = msal.ManagedIdentityClient(identity, http_client=session)
                found: dict[str, object] = client.acquire_token_for_client(resource=AUDIENCE)
                return found

        try:
            answer = await asyncio.to_thread(fetch)
            return str(answer["access_token"]), float(str(answer["expires_in"]))
        except (requests.RequestException, OSError, ValueError, KeyError):
            raise Later("this machine gives no token for the managed identity") from None
