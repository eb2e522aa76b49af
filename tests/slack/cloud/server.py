"""The Web API over HTTP: what every call goes through, and the record of all of them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.cloud.served import Fault, Served

from . import bookmarks, chat, conversations, files, people, responses, rules, views
from .control import CONTROLS
from .state import Cloud, Json, Problem

METHODS: dict[str, Callable[[Cloud, Json], Json]] = {
    **bookmarks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
EVERY_SCOPE = (
    *("app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:join"),
    *("channels:manage", "channels:read", "chat:write", "commands", "files:write", "groups:history", "groups:read"),
    *("groups:write", "im:history", "im:read", "im:write", "pins:read", "pins:write", "reactions:read"),
    *("reactions:write", "team:read", "users:read", "users:read.email"),
)
LARGEST = 32 * 1024**2  # bytes of a request
TIER_2, TIER_3, TIER_4 = 20, 50, 100  # calls a minute
TIERS = {
    **dict.fromkeys(("conversations.archive", "conversations.create", "conversations.list"), TIER_2),
    **dict.fromkeys(("conversations.rename", "conversations.setTopic", "users.list", "pins.add"), TIER_2),
    **dict.fromkeys(("bookmarks.add", "bookmarks.edit", "bookmarks.list", "bookmarks.remove"), TIER_2),
    **dict.fromkeys(("chat.update", "conversations.history", "conversations.info", "conversations.invite"), TIER_3),
    **dict.fromkeys(("conversations.join", "conversations.open", "users.conversations"), TIER_3),
    **dict.fromkeys(("reactions.add", "reactions.remove", "users.lookupByEmail"), TIER_3),
}


@dataclass
class Server(Served):
    """One Slack."""

    cloud: Cloud = field(default_factory=Cloud)

    def __post_init__(self) -> None:
        self.cloud.scopes = set(EVERY_SCOPE)

    def lives_at(self, address: str) -> None:
        """It is told where it listens."""
        self.cloud.address = address

    def application(self) -> web.Application:
        """The addresses."""
        application = web.Application(client_max_size=LARGEST)
        application.add_routes(
            [
                web.route("*", "/api/{method}", self.call),
                web.post("/commands/{id}", self.response),
                web.post("/upload/{id}", self.upload),
                web.post(f"/{self.secret}/{{name}}", self.control),
            ]
        )
        return application

    # --- the Web API ---

    async def call(self, request: web.Request) -> web.Response:
        """One call of a method."""
        method = request.match_info["method"]
        token, arguments = await _read(request, method)
        fault = self.fault(method)
        if fault is not None and not fault.after:
            return await self._broken(method, arguments, fault)
        answer, status, headers = self._answer(method, token, arguments)
        if fault is not None:
            return await self._broken(method, arguments, fault, answer)
        self.record.append({"method": method, "arguments": arguments, "answer": answer, "status": status})
        return web.json_response(answer, status=status, headers=headers)

    def _answer(self, method: str, token: str, arguments: Json) -> tuple[Json, int, dict[str, str]]:
        try:
            if method not in METHODS:
                raise Problem("unknown_method", req_method=method)
            if not token:
                raise Problem("not_authed")
            if token != self.cloud.token:
                raise Problem("invalid_auth")
            seconds = self._too_often(method, str(arguments.get("channel", "")))
            if seconds:
                return {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)}
            scope = rules.METHODS[method].scope
            if scope:
                self.cloud.needs(scope)
            rules.check(method, arguments)
            headers = {"X-OAuth-Scopes": ",".join(sorted(self.cloud.scopes)), "X-Accepted-OAuth-Scopes": scope}
            return {"ok": True, **METHODS[method](self.cloud, arguments)}, 200, headers
        except Problem as problem:
            return problem.answer, 200, {}

    async def _broken(self, method: str, arguments: Json, fault: Fault, done: Json | None = None) -> web.Response:
        error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
        answer: Json = {"ok": False, "error": error}
        entry = {"method": method, "arguments": arguments, "answer": answer, "status": fault.status}
        self.record.append(entry | ({} if done is None else {"done": done}))
        if fault.hang:
            await asyncio.sleep(fault.hang)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return web.json_response(answer, status=fault.status, headers=headers)

    def _too_often(self, method: str, channel: str) -> int:
        """The seconds until the method may be called again, while Slack's limits are kept."""
        if not self.limits:
            return 0
        name, most, period = method, TIERS.get(method, TIER_4), 60.0
        if method == "chat.postMessage":
            name, most, period = f"{method} {channel}", 1, 1.0
        now = self.cloud.tick()
        calls = self.calls.setdefault(name, deque())
        while calls and calls[0] <= now - period:
            calls.popleft()
        if len(calls) >= most:
            return max(int(calls[0] + period - now + 0.999), 1)
        calls.append(now)
        return 0

    # --- the addresses that Slack gives ---

    async def response(self, request: web.Request) -> web.Response:
        """An answer at a response_url."""
        body = await _json(request)
        fault = self.fault("response_url")
        if fault is not None:
            return await self._broken("response_url", body or {}, fault)
        try:
            answer: Json = {"ok": True, **responses.to_url(self.cloud, request.match_info["id"], body)}
        except Problem as problem:
            answer = problem.answer
        status = 200 if answer["ok"] else 404 if answer["error"] in ("expired_url", "used_url", "no_such_url") else 400
        url = self.cloud.responses.get(request.match_info["id"])
        about = {"user": url.user, "channel": url.channel} if url else {}
        self.record.append({"method": "response_url", "arguments": body, "answer": answer, "status": status, **about})
        if status == 200:
            return web.Response(text="ok")
        return web.json_response(answer, status=status)

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        content, id_ = await request.read(), request.match_info["id"]
        try:
            said, status = files.take(self.cloud, id_, content), 200
        except Problem as problem:
            said, status = str(problem), 400
        arguments = {"id": id_, "bytes": len(content)}
        self.record.append({"method": "upload", "arguments": arguments, "answer": said, "status": status})
        return web.Response(text=said, status=status)

    # --- the tests ---

    def begin_anew(self) -> None:
        """An empty workspace."""
        self.cloud = Cloud(address=self.cloud.address, scopes=set(EVERY_SCOPE))

    def controlled(self, name: str, asked: Json) -> Any:
        """What a test does here, or wants to know; raises Problem."""
        self.cloud.ours = False
        try:
            return CONTROLS[name](self.cloud, **asked)  # type: ignore[operator]
        finally:
            self.cloud.ours = True


async def _read(request: web.Request, method: str) -> tuple[str, Json]:
    """The token and the arguments of a call, from wherever Slack reads them."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await _json(request)
        if isinstance(body, dict) and (method not in rules.METHODS or rules.METHODS[method].json):
            arguments |= body
    elif request.can_read_body:
        arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    token = str(arguments.pop("token", ""))
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else token, arguments


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.text())
    except ValueError:
        return None
