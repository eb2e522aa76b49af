"""A proxy between the program and what it talks to, that can fail as networks do.

with Proxy("127.0.0.1", 5432) as proxy, or Proxy(path="/tmp/…/.s.PGSQL.5432") for a Unix socket:
    ...  # the program connects to proxy.port on this machine
    proxy.mood = "hang"

Moods, for connections that there are and for new ones:
- "pass": everything goes through, `delay` seconds late.
- "hang": connections are taken, and nothing is said in them any more. What was sent meanwhile arrives afterwards.
- "refuse": nobody listens; connections that there are stay.
- "half": what the program sends arrives, what it is answered does not, and its end is closed for writing.
`cut()` resets every connection that there is.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

Mood = Literal["pass", "hang", "refuse", "half"]
PATIENCE = 10  # seconds
AT_ONCE = 64 * 1024  # bytes
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what waits and sends RST


@dataclass
class Proxy:
    """Leads from `port` of this machine to a host and port, or to a Unix socket. `watch` is shown what passes and in
    which direction ("out" to the server, "in" to the program), before it does, and may change the mood or cut."""

    host: str = "127.0.0.1"
    to: int = 0
    path: str = ""
    delay: float = 0.0
    watch: Callable[[Literal["out", "in"], bytes], None] | None = None
    port: int = 0
    connections: int = 0
    _mood: Mood = "pass"
    _pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = field(default_factory=set)

    # --- life ---

    def __enter__(self) -> Proxy:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")
        self._thread.start()
        self._do(self._begin())
        return self

    def __exit__(self, *trouble: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # --- what a test does ---

    @property
    def mood(self) -> Mood:
        """How it behaves."""
        return self._mood

    @mood.setter
    def mood(self, mood: Mood) -> None:
        self._do(self._change(mood))

    def cut(self) -> None:
        """Reset every connection that there is."""
        self._do(self._cut())

    def away(self) -> None:
        """Refuse new connections and reset those that there are: the server is gone."""
        self.mood = "refuse"
        self.cut()

    def back(self) -> None:
        """Everything goes through again."""
        self.mood = "pass"

    # --- how ---

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        if threading.current_thread() is self._thread:  # `watch` calls back
            self._now(work)
            return
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    @staticmethod
    def _now(work: Coroutine[Any, Any, None]) -> None:
        """Run what waits for nothing."""
        with suppress(StopIteration):
            work.send(None)

    async def _begin(self) -> None:
        self._awake = asyncio.Event()
        self._awake.set()
        await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _change(self, mood: Mood) -> None:
        before, self._mood = self._mood, mood
        if mood == "refuse":
            self._server.close()
        elif before == "refuse":
            await self._listen()
        if mood == "hang":
            self._awake.clear()
        else:
            self._awake.set()
        if mood == "half":
            for near, _ in self._pairs:
                with suppress(OSError):
                    near.write_eof()

    async def _cut(self) -> None:
        for pair in list(self._pairs):
            for each in pair:
                _reset(each)

    async def _end(self) -> None:
        self._server.close()
        await self._cut()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.CancelledError):  # it has been ended
            await self._joined(reader, near)

    async def _joined(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        await self._awake.wait()
        try:
            opening = asyncio.open_unix_connection(self.path) if self.path else None
            there, far = await (opening or asyncio.open_connection(self.host, self.to))
        except OSError:
            _reset(near)
            return
        self._pairs.add((near, far))
        try:
            await asyncio.gather(self._carry(reader, far, "out"), self._carry(there, near, "in"))
        except OSError:
            pass
        finally:
            self._pairs.discard((near, far))
            near.close()
            far.close()

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, direction: Literal["out", "in"]
    ) -> None:
        while True:
            piece = await source.read(AT_ONCE)
            if self.watch is not None and piece:
                self.watch(direction, piece)
            await self._awake.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            if sink.is_closing():
                return
            if not piece:
                with suppress(OSError):
                    sink.write_eof()
                return
            if self._mood == "half" and direction == "in":
                continue
            sink.write(piece)
            await sink.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Let go of a connection without a goodbye."""
    raw = writer.get_extra_info("socket")
    if raw is not None and raw.family != socket.AF_UNIX:
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
