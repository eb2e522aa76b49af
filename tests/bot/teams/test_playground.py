"""What signs for Microsoft's playground: its activities come in as they are, with a token, and the bot's own door stays
shut."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.settings import load
from bot.teams.gate import Gate, Unauthorised
from bot.teams.keys import Keys
from scripts.playground import CAST, PLAYED, context, settings, signing
from tests.teams.authority import APP, TENANT, Authority, activity

SERVICE = "http://localhost:56150/_connector"


def test_what_the_playground_sends_is_let_in_and_only_through_what_signs_it() -> None:
    had = []

    async def play() -> tuple[list[int], str]:
        async with Authority() as authority, ClientSession() as session:
            gate = Gate(APP, Keys(authority.metadata_url), tenants=[TENANT], hosts=["localhost"])

            async def door(request: web.Request) -> web.Response:
                said = await request.json()
                try:
                    await gate.admit(session, request.headers.get("Authorization"), said)
                except Unauthorised:
                    return web.Response(status=401)
                had.append(said)
                return web.json_response({"statusCode": 200}, status=200)

            bot = web.Application()
            bot.router.add_post("/api/messages", door)
            async with TestServer(bot) as behind:
                address = str(behind.make_url("/api/messages"))
                said = activity(serviceUrl=SERVICE)
                async with (
                    TestClient(TestServer(signing(authority, session, address))) as playground,
                    playground.post("/api/messages", json=said) as signed,
                    session.post(address, json=said) as unsigned,
                ):
                    return [signed.status, unsigned.status], await signed.text()

    assert asyncio.run(play()) == ([200, 401], '{"statusCode": 200}')
    assert had == [activity(serviceUrl=SERVICE)]


def test_its_settings_switch_teams_on_and_let_answers_go_to_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def chosen() -> dict[str, str]:
        async with Authority() as authority:
            return settings(authority)

    made = load(**{name.lower(): value for name, value in asyncio.run(chosen()).items()})
    assert (made.teams, made.on_loopback, made.service_hosts) == (True, True, {"127.0.0.1", "localhost"})
    assert (made.slacks, made.mails, made.has_pages) == (False, False, True)


def test_the_people_of_the_playground_are_those_of_the_directory() -> None:
    made = context()
    with CAST.open(encoding="utf-8", newline="") as file:
        mails = {row["navn"]: row["email"] for row in csv.DictReader(file, delimiter=";")}
    everybody = [made["currentUser"], *made["users"]]
    assert [(each["name"], each["email"]) for each in everybody] == [(name, mails[name]) for name in PLAYED]
    assert len({each["aadObjectId"] for each in everybody}) == len(PLAYED)
    assert (made["tenantId"], made["bot"]["id"]) == (TENANT, f"28:{APP}")
