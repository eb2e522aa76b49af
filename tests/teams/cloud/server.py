"""The connector service and the login authority over HTTP: what every call goes through, and the record of them all."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jwt
from aiohttp import web

from tests.cloud.served import Fault, Served
from tests.teams.signing import APP, ISSUER, TENANT, Signer, refusal

from . import conversations, teams
from .control import CONTROLS
from .limits import seconds_until
from .state import Cloud, Json, Wrong

LARGEST = 1024**2  # bytes of a request
LASTS = 3599  # seconds that a token counts
AUDIENCE, GRAPH = "https://api.botframework.com", "https://graph.microsoft.com"
TALKS, TALK, TEAM = "/emea/v3/conversations", "/emea/v3/conversations/{conversation}", "/emea/v3/teams/{team}"
METHODS: dict[str, tuple[str, str, int, Callable[[Cloud, Json, Any], Any]]] = {
    "begin": ("POST", TALKS, 201, conversations.begin),
    "send": ("POST", f"{TALK}/activities", 201, conversations.send),
    "reply": ("POST", f"{TALK}/activities/{{id}}", 201, conversations.reply),
    "update": ("PUT", f"{TALK}/activities/{{id}}", 200, conversations.update),
    "delete": ("DELETE", f"{TALK}/activities/{{id}}", 200, conversations.delete),
    "roster": ("GET", f"{TALK}/pagedmembers", 200, conversations.roster),
    "member": ("GET", f"{TALK}/members/{{id}}", 200, conversations.member),
    "team": ("GET", TEAM, 200, teams.team),
    "channels": ("GET", f"{TEAM}/conversations", 200, teams.channels),
    "make_channel": ("POST", "/graph/v1.0/teams/{group}/channels", 201, teams.make_channel),
}
"""How each is asked for, and the status of the answer when it is done."""
CODES = {412: "PreconditionFailed", 429: "Throttled", 502: "BadGateway", 503: "ServiceUnavailable", 504: "Timeout"}


@dataclass
class Server(Served):
    """One Microsoft. `signer` signs what comes to the bot, `login` the tokens that the bot itself shows."""

    cloud: Cloud = field(default_factory=Cloud)
    signer: Signer = field(default_factory=Signer)
    login: Signer = field(default_factory=Signer)
    address: str = ""

    def lives_at(self, address: str) -> None:
        """It is told where it listens."""
        self.address = address
        self.signer.service = f"{address}/emea/"

    def application(self) -> web.Application:
        """The addresses."""
        application = web.Application(client_max_size=LARGEST)
        for method, (verb, path, _, _) in METHODS.items():
            application.router.add_route(verb, path, partial(self.call, method))
        application.add_routes(
            [
                web.get("/v1/.well-known/openidconfiguration", self.metadata),
                web.get("/v1/keys", self.keys),
                web.post("/login/{tenant}/oauth2/v2.0/token", self.token),
                web.post(f"/{self.secret}/{{name}}", self.control),
            ]
        )
        return application

    # --- the connector service ---

    async def call(self, method: str, request: web.Request) -> web.Response:
        """One call."""
        _verb, _path, good, done = METHODS[method]
        body, where = await _json(request), {**request.query, **request.match_info}
        entry: Json = {"method": method, **where, "arguments": body}
        await asyncio.sleep(self.cloud.latency)
        fault = self.fault(method)
        if fault is not None and not fault.after:
            return await self._broken(request, entry, fault)
        headers = {}
        try:
            self._admit(request, GRAPH if request.path.startswith("/graph/") else AUDIENCE)
            wait = self._too_often(method, where.get("conversation") or where.get("team") or where.get("group", ""))
            if wait:
                headers["Retry-After"] = str(math.ceil(wait))
                raise Wrong(429, "Throttled", "Too many requests.")
            answer, status = done(self.cloud, where, body), good
        except Wrong as wrong:
            answer, status = wrong.answer, wrong.status
        if fault is not None:
            return await self._broken(request, entry | {"done": answer}, fault)
        self.record.append(entry | {"answer": answer, "status": status})
        if answer is None:
            return web.Response(status=status)
        return web.json_response(answer, status=status, headers=headers)

    def _admit(self, request: web.Request, audience: str) -> None:
        """The bot has shown a token of ours for the service; raises Wrong."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            if scheme != "Bearer":
                raise jwt.InvalidTokenError
            key = self.login.keys[jwt.get_unverified_header(token)["kid"]].public_key()
            jwt.decode(token, key, algorithms=["RS256"], audience=audience, options={"require": ["exp", "appid"]})
        except (jwt.PyJWTError, KeyError):
            raise Wrong(401, "Unauthorized", "Authorization has been denied for this request.") from None

    def _too_often(self, method: str, conversation: str) -> float:
        if not self.limits:
            return 0.0
        return seconds_until(self.calls, method, conversation, self.cloud.now())

    async def _broken(self, request: web.Request, entry: Json, fault: Fault) -> web.Response:
        answer: Json = {"error": {"code": fault.error or CODES.get(fault.status, "ServiceError"), "message": ""}}
        self.record.append(entry | {"answer": answer, "status": 0 if fault.die else fault.status})
        await asyncio.sleep(fault.hang)
        if fault.die and request.transport is not None:
            request.transport.abort()
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return web.json_response(answer, status=fault.status, headers=headers)

    # --- the authority ---

    async def metadata(self, request: web.Request) -> web.Response:
        """Where the keys are."""
        return await self._published(request, "metadata", {"issuer": ISSUER, "jwks_uri": f"{self.address}/v1/keys"})

    async def keys(self, request: web.Request) -> web.Response:
        """The keys by which what comes to the bot is signed."""
        return await self._published(request, "keys", self.signer.published())

    async def token(self, request: web.Request) -> web.Response:
        """The bot logs in."""
        asked = {name: str(value) for name, value in (await request.post()).items()}
        why = refusal(request.match_info["tenant"], asked.get("client_id"), asked.get("client_secret"))
        service = asked.get("scope", "").removesuffix("/.default")
        if why or asked.get("grant_type") != "client_credentials" or service not in (AUDIENCE, GRAPH):
            refused = {"error": "invalid_client", "error_codes": [why] if why else []}
            return await self._published(request, "login", refused, 401)
        token = self.login.token(aud=service, iss=f"https://sts.windows.net/{TENANT}/", appid=APP, tid=TENANT)
        answer = {"token_type": "Bearer", "expires_in": LASTS, "access_token": token}
        return await self._published(request, "login", answer)

    async def _published(self, request: web.Request, method: str, answer: Json, status: int = 200) -> web.Response:
        fault = self.fault(method)
        if fault is not None or self.cloud.down:
            return await self._broken(request, {"method": method}, fault or Fault(503))
        shown = {name: value for name, value in answer.items() if name != "access_token"}
        self.record.append({"method": method, "answer": shown, "status": status})
        return web.json_response(answer, status=status)

    # --- the tests ---

    def begin_anew(self) -> None:
        """Nobody is there, and the keys are as they were."""
        self.cloud = Cloud()
        if list(self.signer.keys) != ["first"]:
            self.signer.roll_over("first")
        if list(self.login.keys) != ["first"]:
            self.login.roll_over("first")
        self.signer.endorsements = ("msteams",)

    def controlled(self, name: str, asked: Json) -> Any:
        """What a test does here, or wants to know; raises Problem."""
        match name:
            case "token":
                return self.signer.token(**asked)
            case "roll_over":
                (self.login if asked.get("login") else self.signer).roll_over(asked["name"])
                return {}
            case "endorse":
                self.signer.endorsements = tuple(asked["channels"])
                return {}
        return CONTROLS[name](self.cloud, **asked)


async def _json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        return None
    try:
        return json.loads(await request.text())
    except ValueError:
        return None
