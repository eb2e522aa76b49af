"""How the program ends once it has been told to: in good order, and within ten seconds.

1. No more rows are claimed and nothing more that is due is begun; `/readyz` says 503.
2. Beside each other: requests under way have a while to be answered, messages on their way to arrive, and the clock
   to finish the one thing that it is doing. A message that does not arrive in time is cut off and its lease given
   back, so that the next to start sends it at once.
3. What faces still do after their answers; then the worker threads, then the database.

Each part has its own time, and what takes longer is left behind and named in the log. A thread that hangs in a
database that does not answer cannot be cut off: for it the process is ended, a little before the ten seconds are
over. What was not committed then has not happened, and what was under a lease comes back when that runs out.
Whoever says stop a second time is obeyed at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable

import structlog

WHOLE = 9.7  # seconds, from the signal on; service managers are told ten
ORDERLY = 9.0  # of them, for all that follows
REQUESTS = 2.0  # for answers under way; aiohttp waits as long again once it has cut one off
SENDS = 3.0  # for messages on their way, beside the requests
RETURNED = 2.0  # for giving back the leases of those that have not arrived
FACES = 1.5  # for what faces still do, one after the other
SPARE = 0.1  # before a part is cut off, for one that counts its own time
THREADS = 1.5
DATABASE = 0.5
SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = structlog.get_logger()


async def within(seconds: float, part: str, work: Awaitable[object]) -> bool:
    """Whether a part has ended in its time; one that has not, or that fails, holds nobody else up."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        log.warning("a part has not ended in time", part=part, seconds=seconds)
    except Exception:
        log.exception("a part has not ended well", part=part)
    else:
        return True
    return False


def when_told(stop: Callable[[], None]) -> None:
    """Have Ctrl-C and SIGTERM call `stop` on the running event loop, once; from then on the process lasts no longer
    than WHOLE, and either of them ends it at once."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)
        last = threading.Timer(WHOLE, _end)
        last.daemon = True
        last.start()
        stop()

    for each in SIGNALS:
        loop.add_signal_handler(each, told)


def _end() -> None:
    log.error("not everything has ended in time; the process ends all the same", seconds=WHOLE)
    os._exit(1)
