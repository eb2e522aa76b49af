"""Microsoft's login and OpenID authority, as the tests have it: real RS256 keys, real tokens, over real HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.teams.signing import APP, ISSUER, SECRET, SERVICE, TENANT, Signer, refusal

__all__ = ["APP", "SECRET", "SERVICE", "TENANT", "Authority", "activity"]


def activity(**changed: Any) -> dict[str, Any]:
    """A message as Teams sends it, with what is `changed` in it."""
    return {
        "type": "message",
        "id": "1700000000001",
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "text": "status Elnet",
        "from": {"id": "29:anna", "name": "Anna Lindholt", "aadObjectId": "33333333-3333-4333-8333-333333333333"},
        "recipient": {"id": f"28:{APP}", "name": "Taskforce"},
        "conversation": {"id": "a:anna", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    } | changed


@dataclass
class Authority(Signer):
    """Signs tokens, publishes the keys, and gives the bot its own token. `asked` are the paths that were asked for;
    `refusing` is the number (AADSTS…) with which it gives nobody a token; `slow` are the seconds of an answer."""

    refusing: int = 0
    down: bool = False
    held: asyncio.Event | None = None  # what every answer waits for
    slow: float = 0.0
    asked: list[str] = field(default_factory=list)
    server: TestServer = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self.server = TestServer(app)

    async def __aenter__(self) -> Authority:
        await self.server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.close()

    @property
    def metadata_url(self) -> str:
        """What TASKFORCE_TEAMS_OPENID_METADATA_URL is set to."""
        return str(self.server.make_url("/v1/.well-known/openidconfiguration"))

    @property
    def login_url(self) -> str:
        """What TASKFORCE_TEAMS_LOGIN_URL is set to."""
        return str(self.server.make_url("/login"))

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.held is not None:
            await self.held.wait()
        if self.held is not None:
            await self.held.wait()
        await asyncio.sleep(self.slow)
        if self.down:
            return web.Response(status=503)
        if request.path.endswith("openidconfiguration"):
            return web.json_response({"issuer": ISSUER, "jwks_uri": str(self.server.make_url("/v1/keys"))})
        if request.path == "/v1/keys":
            return web.json_response(self.published())
        form = await request.post()
        tenant = request.path.removeprefix("/login/").removesuffix("/oauth2/v2.0/token")
        if refused := self.refusing or refusal(tenant, form.get("client_id"), form.get("client_secret")):
            return web.json_response({"error": "invalid_client", "error_codes": [refused]}, status=401)
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": f"t{len(self.asked)}"})
