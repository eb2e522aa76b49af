"""The processes of one playing, and the front before them.

One process on SQLite, two replicas on PostgreSQL; a process that dies is started again at once. The front is the
address that Slack, Teams and the links in mails know: it hands each connection to the next process that answers, as a
load balancer does, and cuts it when that process dies.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.cloud.away import ROOT

PATIENCE = 240.0  # seconds that anything may take before it counts as never; machines are slow
PAUSE = 0.1  # seconds between two looks


@dataclass
class Process:
    """One replica, while it lives. `main` and `control` are known once it answers."""

    name: str
    pid: int = 0
    main: str = ""
    control: str = ""


@dataclass
class Houses:
    """The replicas. `died` is called on the event loop when one has been killed, before it is started again."""

    folder: Path
    died: Callable[[], None] = lambda: None
    address: str = ""
    restarts: int = 0
    kills: int = 0
    log: Path = field(init=False)
    launcher: asyncio.subprocess.Process = field(init=False)
    _living: dict[str, Process] = field(default_factory=dict)
    _environment: dict[str, str] = field(default_factory=dict)
    _numbers: Any = field(default_factory=count)
    closing: bool = False
    _broken: str = ""

    def __post_init__(self) -> None:
        self.log = self.folder / "program.log"

    async def start(self, names: tuple[str, ...], environment: dict[str, str]) -> None:
        """Start a process for each name, and wait until all of them answer."""
        self._environment = environment
        for name in names:
            self._start(name)
        await self.all_up()

    async def all_up(self) -> None:
        """Wait until every process answers."""
        async with asyncio.timeout(PATIENCE):
            while not all(each.control for each in self._living.values()):
                self._check()
                await asyncio.sleep(PAUSE)

    @property
    def up(self) -> list[Process]:
        """The processes that answer."""
        self._check()
        return [each for each in self._living.values() if each.control]

    def kill(self, name: str) -> bool:
        """SIGKILL from outside; whether there was a process to kill."""
        process = self._living.get(name)
        if process is None or not process.pid:
            return False
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        return True

    async def stop(self) -> None:
        """End all of them, which is no death, so that others can be started."""
        await self.all_up()
        ending, self._living = list(self._living.values()), {}
        for each in ending:
            os.kill(each.pid, signal.SIGKILL)

    @property
    def names(self) -> list[str]:
        """What the replicas are called."""
        return sorted(self._living)

    # --- how ---

    def _start(self, name: str) -> None:
        self._living[name] = Process(name)
        asked = {"name": name, "log": str(self.log), "environment": self._environment}
        assert self.launcher.stdin is not None
        self.launcher.stdin.write(f"{json.dumps(asked)}\n".encode())

    def _check(self) -> None:
        assert not self._broken, f"{self._broken}\n{self.log.read_text()[-4000:]}"

    def heard(self, said: dict[str, Any]) -> None:
        """The launcher says what has happened."""
        if "ended" in said:
            process = next((each for each in self._living.values() if each.pid == said["ended"]), None)
            if process is None or self.closing:
                return
            if said["status"] != -signal.SIGKILL:
                self._broken = f"{process.name} has ended by itself, with {said['status']}"
                return
            self.kills += 1
            self.died()
            self.restarts += 1
            self._start(process.name)
        elif "control" in said:
            process = self._living[said["name"]]
            process.pid, process.main, process.control = said["pid"], said["main"], said["control"]
        elif "pid" in said:
            self._living[said["name"]].pid = said["pid"]

    # --- the front ---

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection from outside goes to the next process that takes it."""
        there = None
        up = [each for each in self._living.values() if each.main]
        first = next(self._numbers)
        for turn in range(len(up)):
            process = up[(first + turn) % len(up)]
            where = urlsplit(process.main)
            with suppress(OSError):
                there = await asyncio.open_connection(where.hostname, where.port)
                break
        if there is not None:
            await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))
        writer.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await source.read(65536):
            target.write(some)
            await target.drain()
    with suppress(OSError):
        target.close()


@asynccontextmanager
async def opened(folder: Path, died: Callable[[], None] = lambda: None) -> AsyncIterator[Houses]:
    """A launcher with nobody in it yet, and the front, while the block runs; afterwards nothing is left."""
    houses = Houses(folder, died)
    front = await asyncio.start_server(houses.connected, "127.0.0.1", 0)
    houses.address = f"http://127.0.0.1:{front.sockets[0].getsockname()[1]}"
    houses.launcher = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.torture.launcher"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert houses.launcher.stdout is not None
    async with asyncio.timeout(PATIENCE):
        assert json.loads(await houses.launcher.stdout.readline()) == {"ready": True}, "the launcher did not start"
    listening = asyncio.create_task(_listen(houses, houses.launcher.stdout))
    try:
        yield houses
    finally:
        houses.closing = True  # what ends from now on is no death
        front.close()
        for name in houses.names:
            houses.kill(name)
        assert houses.launcher.stdin is not None
        houses.launcher.stdin.close()
        await asyncio.wait_for(houses.launcher.wait(), PATIENCE)
        listening.cancel()


async def _listen(houses: Houses, launcher: asyncio.StreamReader) -> None:
    while line := await launcher.readline():
        houses.heard(json.loads(line))
