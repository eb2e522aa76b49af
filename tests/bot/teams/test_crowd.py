"""Many in Teams at once: the event loop goes on while the connector service is slow."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

from tests.cloud.away import ROOT
from tests.elnet_chat import CHATTING
from tests.smtp import PostOffice
from tests.teams.activities import Activities
from tests.teams.fake import Fake
from tests.teams.reading import Shown
from tests.teams.town import Town, play

TURNS, SLOW = 100, 0.3  # activities at the same time; seconds that each call of the connector service takes
LONGEST = 0.1  # seconds that nothing else may run on the event loop
BEAT = 0.005  # seconds
TRIES = 5  # a machine can be held up by others; the program may not hold itself up


@asynccontextmanager
async def heartbeat():
    """A list of the seconds by which each beat came late while the block runs, without those in which the machine had
    no processor for us: other programs' work is not what holds the event loop."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            before, waited = time.monotonic(), queued()
            await asyncio.sleep(BEAT)
            late.append(time.monotonic() - before - BEAT - (queued() - waited))

    beating = asyncio.create_task(beat())
    yield late
    beating.cancel()


def queued() -> float:
    """The seconds for which this thread has waited for a processor so far, as Linux counts them."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def written(town: Town, times: int) -> bytes:
    """What everybody writes to the bot, as tests/teams/crowd.py sends it."""
    make = Activities(town.fake, town.fake.read())
    lines = []
    for number in range(TURNS):
        who = town.teams.id(CHATTING[number % len(CHATTING)])
        talk = town.fake.chat(who)
        body = {"text": "hjælp", "from": who, "thread": ""}
        said = make.message(who, Shown(body, talk, f"{times}{number:06d}", who))
        lines.append(json.dumps([town.fake.token(), json.dumps(said)]))
    return "\n".join(lines).encode()


async def gathered(town: Town, activities: bytes) -> asyncio.subprocess.Process:
    """Those who bring activities, ready to."""
    crowd = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.teams.crowd", town.teams.messages_url),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(activities + b"\n\n")
    assert await crowd.stdout.readline() == b"ready\n"
    return crowd


def test_a_hundred_turns_with_a_slow_connector_never_hold_the_event_loop_for_long(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    worst = []

    async def scenario(town: Town) -> None:
        town.fake.change(latency=SLOW)
        for times in range(1, TRIES + 1):
            town.fake.clear()
            crowd = await gathered(town, written(town, times))
            async with heartbeat() as late:
                statuses, _ = await crowd.communicate(b"\n")
                await town.program.dispatcher.drain(town.program.clock.now())
            assert json.loads(statuses) == [200] * TURNS
            answered = [call for call in town.fake.record("send") if call["status"] == 201]
            assert len(answered) == TURNS
            worst.append(max(late))
            if worst[-1] < LONGEST:
                break

    play(fresh_file, office, teams, scenario, chatting=CHATTING)
    assert min(worst) < LONGEST, worst
