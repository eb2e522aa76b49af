"""Microsoft's login and OpenID authority, as the tests have it: real RS256 keys, real tokens, over real HTTP."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT, SECRET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "of the tests"
SERVICE = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"


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
class Authority:
    """Signs tokens, publishes the keys, and gives the bot its own token. `asked` are the paths that were asked for."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    endorsements: tuple[str, ...] = ("msteams",)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    server: TestServer = field(init=False)

    def __post_init__(self) -> None:
        self.add("first")
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

    def add(self, name: str) -> None:
        """Another key."""
        self.keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def roll_over(self, name: str) -> None:
        """One key in the place of all there were."""
        self.keys.clear()
        self.add(name)

    def token(self, *, key: str = "", by: rsa.RSAPrivateKey | None = None, without: str = "", **claims: Any) -> str:
        """A token of the connector's for the bot, with some claims changed, or signed by somebody else."""
        name = key or next(iter(self.keys))
        now = int(time.time())
        said = {"iss": ISSUER, "aud": APP, "serviceurl": SERVICE, "nbf": now - 60, "exp": now + 3600} | claims
        said.pop(without, None)
        return jwt.encode(said, by or self.keys[name], algorithm="RS256", headers={"kid": name})

    def header(self, **token: Any) -> dict[str, str]:
        """The same, as it comes with an activity."""
        return {"Authorization": f"Bearer {self.token(**token)}"}

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.down:
            return web.Response(status=503)
        if request.path.endswith("openidconfiguration"):
            return web.json_response({"issuer": ISSUER, "jwks_uri": str(self.server.make_url("/v1/keys"))})
        if request.path == "/v1/keys":
            return web.json_response({"keys": [self._published(name) for name in self.keys]})
        form = await request.post()
        right = form.get("client_id") == APP and form.get("client_secret") == SECRET
        if request.path != f"/login/{TENANT}/oauth2/v2.0/token" or not right:
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": f"t{len(self.asked)}"})

    def _published(self, name: str) -> dict[str, Any]:
        public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[name].public_key()))
        return public | {"kid": name, "use": "sig", "endorsements": list(self.endorsements)}
