"""The program as others meet it: over HTTP on this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot import gate
from bot.app import LARGEST, Program, address, listen, served
from bot.settings import Settings, SettingsProblem, load
from storage.engine import Database
from tests.bot.visits import page, visit


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return load(database_url=database.engine.url.render_as_string(hide_password=False), port=0)


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


# --- who gets in ---

ECHO = web.post("/echo", echo)


def test_workspace_listens_on_this_machine_alone(settings):
    with pytest.raises(SettingsProblem) as problem:
        Program(settings.model_copy(update={"host": "0.0.0.0"}), local=True)
    assert problem.value.sentences == (
        "TASKFORCE_HOST is 0.0.0.0, but in the local workspace anybody can act as anybody; "
        "it listens on 127.0.0.1, ::1 or localhost alone.",
    )


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8080", 200),
        ("localhost:1", 200),
        ("[::1]:8080", 200),
        ("taskforce.example.org", 403),
        ("127.0.0.1.example.org", 403),
        ("localhost.example.org:8080", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no database is asked
def test_workspace_answers_to_no_other_name(settings, host, status):
    assert visit(settings, page("/healthz", headers={"Host": host}), local=True)[0] == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # no page at all: a script of the person's own
        ({"Origin": "http://127.0.0.1:8080"}, 200),
        ({"Origin": "http://127.0.0.1:8081"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_workspace_takes_nothing_from_other_pages(settings, headers, status):
    # An address of its own, before the workspace's last one, which takes every path.
    program = Program(settings, local=False)
    program.web.middlewares.append(gate.only_this_machine)
    program.web.add_routes([ECHO])

    async def run() -> int:
        listening = listen(settings)
        async with served(program, listening), ClientSession(address(listening)) as session:
            found = {"Host": "127.0.0.1:8080", **headers}
            async with session.post("/echo", data=b"x", headers=found) as response:
                return response.status

    assert asyncio.run(run()) == status


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_body_is_limited(settings):
    assert visit(settings, page("/echo", "POST", data=b"x" * LARGEST), also=(ECHO,)) == (200, str(LARGEST))
    assert visit(settings, page("/echo", "POST", data=b"x" * (LARGEST + 1)), also=(ECHO,))[0] == 413


# --- defects, starting, stopping ---


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_defect_of_a_page_has_a_reference_and_shows_nothing_else(settings):
    async def stumble(_: web.Request) -> web.Response:
        raise KeyError("a secret")

    with capture_logs() as logged:
        status, said = visit(settings, page("/stumble"), also=(web.get("/stumble", stumble),))
    (line,) = [line for line in logged if line["event"] == "defect"]
    assert (status, line["path"]) == (500, "/stumble")
    assert line["reference"] in said
    assert "secret" not in said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_page_that_is_not_there_is_no_defect(settings):
    assert visit(settings, page("/nothing"))[0] == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_stopping_finishes_the_request_under_way(settings):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(text="finished")

    async def run() -> str:
        program = Program(settings, local=False)
        program.web.add_routes([web.get("/slow", slow)])
        listening = listen(settings)
        async with ClientSession(address(listening)) as session:
            async with served(program, listening):
                asked = asyncio.create_task(session.get("/slow"))
                await begun.wait()
                asyncio.get_running_loop().call_later(0.1, go_on.set)  # while it is stopping
            response = await asked
            return await response.text()

    assert asyncio.run(run()) == "finished"


def test_port_in_use_is_a_sentence(settings):
    taken = listen(settings)
    taken.listen()
    port = taken.getsockname()[1]
    with pytest.raises(SettingsProblem) as problem:
        listen(settings.model_copy(update={"port": port}))
    taken.close()
    assert problem.value.sentences == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use). Stop the program that has it, "
        "or choose another port with TASKFORCE_PORT.",
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_address_is_one_that_a_browser_can_open(settings, host):
    assert visit(settings.model_copy(update={"host": host}), page("/healthz")) == (200, "ok\n")
