"""Slack in a process of its own: prints its address and its secret path, and ends when nobody listens any more."""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys

from aiohttp import web

from .server import Server


async def main() -> None:
    """Answer until whoever started this closes our standard input, which its death does as well."""
    server = Server(secrets.token_urlsafe(16))
    listening = socket.create_server(("127.0.0.1", 0))
    server.cloud.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    print(server.cloud.address, server.secret, flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
