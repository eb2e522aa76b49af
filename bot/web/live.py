"""Telling open pages that something has changed, so that they fetch what they show again.

`GET /live` is a stream of server-sent events: `changed` when something is new, `wound` while the clock is
being wound, with how far it has come.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import web

SILENCE = 20.0  # seconds until a sign of life, so that a dead connection is noticed
TOGETHER = 0.05  # seconds in which several changes become one


class Live:
    """The open pages. `changed` may be called from any thread."""

    def __init__(self) -> None:
        self.wound: float | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pages: set[asyncio.Event] = set()
        self._closing = False

    def changed(self) -> None:
        """Something has changed; open pages look again."""
        if self._loop is not None:
            # The loop may have closed while a worker finished its last request.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """End every stream; on the event loop."""
        self._closing = True
        self._wake()

    def _wake(self) -> None:
        for page in self._pages:
            page.set()

    async def stream(self, request: web.Request, headers: dict[str, str]) -> web.StreamResponse:
        """Tell one page until it goes away or the program stops."""
        self._loop = asyncio.get_running_loop()
        response = web.StreamResponse(
            headers={**headers, "Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        news = asyncio.Event()
        self._pages.add(news)
        try:
            await response.write(b"retry: 1000\n\n")
            while not self._closing:
                try:
                    await asyncio.wait_for(news.wait(), SILENCE)
                except TimeoutError:
                    await response.write(b":\n\n")
                    continue
                await asyncio.sleep(TOGETHER)
                news.clear()
                if self.wound is not None:
                    await response.write(f"event: wound\ndata: {self.wound:.3f}\n\n".encode())
                else:
                    await response.write(b"event: changed\ndata:\n\n")
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._pages.discard(news)
        return response
