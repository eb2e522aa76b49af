"""Visits to a running program, over HTTP on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, web

from bot.app import Program, address, listen, served
from bot.settings import Settings

Visit = Callable[[ClientSession, Program], Awaitable[Any]]


def visit(settings: Settings, does: Visit, *, local: bool = False, also: tuple[web.RouteDef, ...] = ()) -> Any:
    """What a visitor of the running program finds."""

    async def run() -> Any:
        program = Program(settings, local=local)
        program.web.add_routes(also)
        listening = listen(settings)
        async with served(program, listening), ClientSession(address(listening)) as session:
            return await does(session, program)

    return asyncio.run(run())


def page(path: str, method: str = "GET", **options: object) -> Visit:
    """A visit to one page; its status and text."""

    async def does(session: ClientSession, _: Program) -> tuple[int, str]:
        async with session.request(method, path, **options) as response:  # type: ignore[arg-type]
            return response.status, await response.text()

    return does
