"""The processes that are killed. `python -m tests.torture.launcher` loads the program once and then starts a process
of it for each line that it reads, so that a killed one is back in the blink of an eye.

Each process is the program as `taskforce run` starts it, with settings from the environment that the line gives, and
with four things more: its clock can be wound, it can be asked over a loopback address of its own how far it is, its
senders' leases are as long as TORTURE_LEASE says (seconds, instead of a minute), and it dies where TORTURE_PLAN says
(points.py; TORTURE_STATEMENTS counts every statement as well). No call to a platform waits for its turn, or is given up
after the second or two that a person would wait.

It prints a line of JSON for whatever happens: a process answers at `main` and `control`; a process has ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.__main__ import speak
from bot.app import Program, address, listen, serve
from bot.clock import Backwards
from bot.settings import load
from storage import due, outbox
from storage.backlog import backlog
from storage.engine import Store
from tests.torture import points

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Start a process for each line: {"name": …, "log": …, "environment": {…}}."""
    import bot.slack.face
    import bot.teams.face  # noqa: F401
    import tests.slack.town
    import tests.teams.town  # noqa: F401

    signal.signal(signal.SIGCHLD, _reap)
    say(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(asked)
        say(name=asked["name"], pid=pid)


def say(**what: Any) -> None:
    """One line, as a whole."""
    os.write(1, (json.dumps(what) + "\n").encode())


def _reap(*_: Any) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        say(ended=pid, status=os.waitstatus_to_exitcode(status))


def _become(asked: dict[str, Any]) -> None:
    """This process is the program now, until it is told to stop or dies."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # nobody is left behind when the tests are stopped
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name in [each for each in os.environ if each.startswith("TASKFORCE_")]:
        del os.environ[name]
    os.environ.update(asked["environment"])
    try:
        run(asked["name"])
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def run(name: str) -> None:
    """Be the program."""
    speak()
    outbox.LEASE = float(os.environ.get("TORTURE_LEASE", outbox.LEASE))  # type: ignore[assignment]
    if plan := os.environ.get("TORTURE_PLAN"):
        points.install(points.Plan(Path(plan)), statements=bool(os.environ.get("TORTURE_STATEMENTS")))
    settings = load()
    program = Program(settings, local=False, winds=True)
    _hurry(program)
    listening = listen(settings)

    async def ready() -> None:
        control = web.Application()
        control.add_routes([web.post(f"/{each.__name__}", _answering(program, each)) for each in CONTROLS])
        served = web.AppRunner(control, access_log=None)
        await served.setup()
        door = listen(load(port=0, host="127.0.0.1"))
        await web.SockSite(served, door).start()
        say(name=name, pid=os.getpid(), main=address(listening), control=address(door))

    asyncio.run(serve(program, listening, ready))


def _hurry(program: Program) -> None:
    """No call waits for its turn, and nothing is given up because this machine is slow."""
    from tests.slack import town as slacking
    from tests.teams import town as teaming

    if "slack" in program.faces:
        slacking.hurry(program)
    if "teams" in program.faces:
        teaming.hurry(program)


# --- what the player asks of each process ---


async def settle(program: Program, asked: dict[str, Any]) -> dict[str, Any]:
    """Do what follows from what was done, and what is due; how many rows and due things are left, which is so while a
    dead sender's lease runs, or another replica holds them."""
    await sync(program, asked)
    await _finish(program)
    await program.clock.tick()
    await program.dispatcher.drain(program.clock.now())
    await _finish(program)
    return {"waiting": await program.runner.look(lambda store: _left(store, program.clock.now()))}


def _left(store: Store, now: datetime) -> int:
    return backlog(store, now).due + len(due.due_now(store, now))


async def wind(program: Program, asked: dict[str, Any]) -> dict[str, Any]:
    """Wind the clock to the next thing that falls due, or to the moment where nothing does before; whether it is
    that moment."""
    await sync(program, asked)  # or one that has an older time would wind everybody back by a second or two
    to = datetime.fromisoformat(asked["to"])
    ahead = await asyncio.to_thread(program.clock.next_event)
    step = min(to, ahead[1]) if ahead else to
    try:
        await program.clock.wind(step)
    except Backwards:  # it was wound already when a process died
        await program.clock.tick()
    return {"there": step >= to, "now": program.clock.now().timestamp()}


async def sync(program: Program, asked: dict[str, Any]) -> dict[str, Any]:
    """Take the time from the database: another replica has wound the clock."""
    program.clock._offset = await asyncio.to_thread(program.clock._stored)
    return {"now": program.clock.now().timestamp()}


CONTROLS = (settle, sync, wind)


async def _finish(program: Program) -> None:
    for name in ("slack", "teams"):
        if name in program.faces:
            await program.faces[name].finish()  # type: ignore[attr-defined]


def _answering(program: Program, control: Any) -> Any:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(await control(program, await request.json()))

    return answer


if __name__ == "__main__":
    main()
