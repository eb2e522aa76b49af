"""For whoever watches over the program: is it up, can it work, and its figures.

- `GET /healthz`: it runs.
- `GET /readyz`: the database answers and has the newest schema, the clock ticks, messages are being delivered, and
  nobody has told it to stop; else 503 and a line for each thing that is wrong. It takes three seconds at most.
- `GET /metrics`: figures in Prometheus' text format (docs/figures.md), with `Authorization: Bearer
  TASKFORCE_METRICS_TOKEN`. Without a token it answers this machine alone.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Generic, TypeVar

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from storage.backlog import Backlog, backlog
from storage.engine import Database
from storage.migrate import standing

from .clock import Clock
from .figures import FORMAT
from .runner import Runner
from .settings import Settings

PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")  # somebody else asks, through a proxy on this machine
PATIENCE = 3.0  # seconds with a database
SILENT = "the database does not answer"
Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """A question to a database that may hang, asked on a thread of its own. There is never more than one such
    thread: whoever asks meanwhile waits for the same answer, and one that hangs keeps no process from ending."""

    def __init__(self, ask: Callable[[], Answer], patience: float = PATIENCE) -> None:
        self._ask = ask
        self._patience = patience
        self._asked: Future[Answer] | None = None

    async def answer(self) -> Answer | None:
        """The answer; None when there is none in time, or the database says that it cannot."""
        if self._asked is None or self._asked.done():
            self._asked = Future()
            Thread(target=self._work, args=(self._asked,), name="health", daemon=True).start()
        try:
            async with asyncio.timeout(self._patience):
                # Shielded: who waits no longer does not take the answer from the others.
                return await asyncio.shield(asyncio.wrap_future(self._asked))
        except (TimeoutError, SQLAlchemyError):
            return None

    def _work(self, asked: Future[Answer]) -> None:
        try:
            asked.set_result(self._ask())
        except Exception as error:
            asked.set_exception(error)


def routes(
    runner: Runner, clock: Clock, settings: Settings, faults: Callable[[], list[str]], patience: float = PATIENCE
) -> list[web.RouteDef]:
    """The three addresses. `faults` says what is wrong beside the database."""
    schema = Question(lambda: schema_faults(runner.database), patience)
    waiting = Question(lambda: read_backlog(runner.database, clock), patience)

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_: web.Request) -> web.Response:
        found = await schema.answer()
        wrong = ([SILENT] if found is None else found) + faults()
        return web.Response(text="".join(f"{each}\n" for each in wrong or ["ok"]), status=503 if wrong else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_see(request, settings):
            raise web.HTTPForbidden(text="Figures are for this machine, or for whoever has the token.\n")
        shown = runner.figures.exposition(await waiting.answer())
        return web.Response(body=shown, headers={"Content-Type": FORMAT})

    return [web.get("/healthz", health), web.get("/readyz", ready), web.get("/metrics", metrics)]


def schema_faults(database: Database) -> list[str]:
    """Whether the database has the schema that the program needs; raises SQLAlchemyError when it does not answer."""
    has, newest = standing(database)
    return [] if has == newest else [f"the database has schema {has or 'none'}, the program needs {newest}"]


def read_backlog(database: Database, clock: Clock) -> Backlog:
    """What waits in the outbox."""
    with database.reading() as store:
        return backlog(store, clock.now())


def _may_see(request: web.Request, settings: Settings) -> bool:
    token = settings.metrics_token
    if token is not None and token.get_secret_value():
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.get_secret_value().encode())
    return _loopback(request.remote) and not any(name in request.headers for name in PROXIED)


def _loopback(remote: str | None) -> bool:
    try:
        return ipaddress.ip_address(remote or "").is_loopback
    except ValueError:
        return False
