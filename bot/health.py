"""For whoever watches over the program: is it up, can it work, and a few figures.

- `GET /healthz`: it runs.
- `GET /readyz`: the database answers, has the newest schema, and messages are being delivered; else 503 and a
  line for each thing that is wrong.
- `GET /metrics`: figures in Prometheus' text format, with `Authorization: Bearer TASKFORCE_METRICS_TOKEN`.
  Without a token it answers this machine alone.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Callable

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from storage import outbox
from storage.migrate import standing

from .clock import Clock
from .runner import Runner
from .settings import Settings

PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")  # somebody else asks, through a proxy on this machine


def routes(runner: Runner, clock: Clock, settings: Settings, delivering: Callable[[], bool]) -> list[web.RouteDef]:
    """The three addresses."""

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_: web.Request) -> web.Response:
        wrong = await asyncio.to_thread(faults, runner)
        if not delivering():
            wrong.append("messages are not being delivered")
        return web.Response(text="".join(f"{each}\n" for each in wrong or ["ok"]), status=503 if wrong else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_see(request, settings):
            raise web.HTTPForbidden(text="Figures are for this machine, or for whoever has the token.\n")
        now = clock.now()
        waiting = await runner.look(lambda store: outbox.waiting(store, now))
        return web.Response(text=exposition(runner, waiting), headers={"Content-Type": FORMAT})

    return [web.get("/healthz", health), web.get("/readyz", ready), web.get("/metrics", metrics)]


FORMAT = "text/plain; version=0.0.4; charset=utf-8"


def faults(runner: Runner) -> list[str]:
    """What keeps the database from being worked with."""
    try:
        has, newest = standing(runner.database)
    except SQLAlchemyError:
        return ["the database does not answer"]
    return [] if has == newest else [f"the database has schema {has or 'none'}, the program needs {newest}"]


def exposition(runner: Runner, waiting: int) -> str:
    """The figures as Prometheus reads them."""
    figures = (
        ("taskforce_requests_total", "counter", "Requests carried out since start.", runner.requests),
        ("taskforce_defects_total", "counter", "Defects since start.", runner.defects),
        ("taskforce_outbox_waiting", "gauge", "Messages that are due and have not gone.", waiting),
    )
    return "".join(
        f"# HELP {name} {help_}\n# TYPE {name} {kind}\n{name} {value}\n" for name, kind, help_, value in figures
    )


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
