"""What the tests of faults share: a PostgreSQL behind a proxy, waiting for what happens by itself, and the log."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import make_url

from storage.engine import Database
from tests.conftest import Server
from tests.proxy import Proxy

AWAY = float(os.environ.get("TORTURE_AWAY", "2"))  # seconds; `make torture` takes thirty
PATIENCE = 60.0  # seconds for what takes a few on a quiet machine
Logged = list[MutableMapping[str, Any]]


@dataclass
class Distant:
    """A database whose server a program reaches at `url`, by way of the proxy. `itself` leads past that."""

    url: str
    proxy: Proxy
    itself: Database


@contextmanager
def behind(server: Server) -> Iterator[Distant]:
    """A migrated database behind a proxy."""
    with server.database("migrated") as url:
        parsed = make_url(url)
        itself = Database(url)
        with Proxy(path=f"{parsed.query['host']}/.s.PGSQL.{parsed.port or 5432}") as proxy:
            there = parsed.set(host="127.0.0.1", port=proxy.port, query={})
            try:
                yield Distant(there.render_as_string(hide_password=False), proxy, itself)
            finally:
                itself.close()


async def until(holds: Callable[[], Any], what: str) -> None:
    """Wait until something holds by itself; it is looked at from a thread."""
    end = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < end, f"it did not come to it that {what}"
        await asyncio.sleep(0.1)


def worries(logged: Logged) -> list[str]:
    """What the log has that somebody should look at, in its order."""
    return [str(line["event"]) for line in logged if line["log_level"] in ("warning", "error", "critical")]
