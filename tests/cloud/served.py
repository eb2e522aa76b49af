"""What the tests' clouds have in common from within: a process, a record of all calls, faults, and the tests' own door.

A cloud's process prints its address and its secret path, and ends when whoever started it closes its standard input,
which that one's death does as well.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class Problem(Exception):
    """A refusal: the word for why, and what else stands in the answer."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": list(messages)}


@dataclass
class Fault:
    """What goes wrong with the next call of a method. `after` lets the call be done before its answer is lost; `die`
    cuts the connection."""

    status: int = 500
    error: str = ""
    retry_after: int | None = None
    hang: float = 0.0
    after: bool = False
    die: bool = False


@dataclass
class Served:
    """One cloud. `secret` is the path under which the tests speak to it."""

    secret: str
    record: list[Json] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    limits: bool = False
    calls: dict[str, deque[float]] = field(default_factory=dict)  # when, for the limits

    def application(self) -> web.Application:
        """The addresses."""
        raise NotImplementedError

    def lives_at(self, address: str) -> None:
        """It is told where it listens."""
        raise NotImplementedError

    def begin_anew(self) -> None:
        """Nobody is there any more, and nothing has been said."""
        raise NotImplementedError

    def controlled(self, name: str, asked: Json) -> Any:
        """What a test does here, or wants to know, beyond what is the same everywhere; raises Problem."""
        raise NotImplementedError

    async def control(self, request: web.Request) -> web.Response:
        """The tests' door."""
        name, asked = request.match_info["name"], await request.json()
        try:
            return web.json_response({"ok": True, "answer": self._control(name, asked)})
        except Problem as problem:
            return web.json_response(problem.answer)

    def fault(self, method: str) -> Fault | None:
        """What goes wrong with this call."""
        waiting = self.faults.get(method)
        return waiting.popleft() if waiting else None

    def _control(self, name: str, asked: Json) -> Any:
        if name == "record":
            return self.record
        if name == "clear":
            self.record.clear()
        elif name == "fault":
            times = asked.pop("times", 1)
            self.faults.setdefault(asked.pop("method"), deque()).extend(Fault(**asked) for _ in range(times))
        elif name == "limits":
            self.limits = bool(asked["on"])
            self.calls.clear()
        elif name == "reset":
            self.begin_anew()
            self.limits = False
            self.record.clear()
            self.faults.clear()
        else:
            return self.controlled(name, asked)
        return {}


def keep(cloud: Any, name: str) -> Json:
    """Put a copy of what there is (`KEPT`) aside under a name. Ids and timestamps go on from where they are."""
    cloud.kept[name] = deepcopy({each: getattr(cloud, each) for each in cloud.KEPT})
    return {}


def bring_back(cloud: Any, name: str) -> Json:
    """Everything is as it was when it was put aside: a test begins where another one began."""
    for each, value in deepcopy(cloud.kept[name]).items():
        setattr(cloud, each, value)
    return {}


def run(kind: type[Served]) -> None:
    """Serve one until nobody listens any more."""
    asyncio.run(_serve(kind(secrets.token_urlsafe(16))))


async def _serve(server: Served) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.lives_at(address)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    print(address, server.secret, flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()
