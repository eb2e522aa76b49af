"""The calendar feed over real HTTP: whose it is, what it says, and that a wrong address says nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import gate
from bot.addresses import Addresses
from bot.app import Program, address, listen, served
from bot.clock import Clock
from bot.seal import Seal
from bot.settings import load
from bot.web.feed import Feed
from storage import links, people
from storage.engine import Database
from storage.tables import Link, LinkPurpose, OutboxKind, OutboxRow
from tests.handlers.working.made import made_group
from tests.world import COPENHAGEN, House

SECRET = "a secret of at least thirty-two characters"
PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"
GONE = (404, "Her er ingen kalender.\n")


@dataclass
class Stage:
    """A house in which Elnet has a deadline, and the feed wired to it."""

    house: House
    base: str = "https://taskforce.brn.example"
    seal: Seal = field(default_factory=lambda: Seal(SECRET))

    def __post_init__(self) -> None:
        made_group(self.house)
        self.house.say("Emil", PAPER)
        self.addresses = Addresses(self.seal, lambda: self.base)
        clock = Clock(self.house.database, COPENHAGEN, lambda: self.house.now, local=False)
        self.feed = Feed(self.house.runner, clock, self.addresses, host="brn.example")

    def link(self, who: str) -> Link:
        person = self.house.person(who)
        with self.house.database.changing() as store:
            return links.for_calendar(store, person.id, self.house.now)

    def path(self, link: Link) -> str:
        return self.addresses.calendar(link).removeprefix(self.base)

    def browse(self, does: Callable[[TestClient], Awaitable[None]]) -> None:
        async def run() -> None:
            app = web.Application(middlewares=[gate.defects(self.house.runner, load())])
            app.add_routes(self.feed.routes())
            async with TestClient(TestServer(app)) as client:
                await does(client)

        asyncio.run(run())


@pytest.fixture
def stage(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return Stage(House(database))


async def said(response: ClientResponse) -> tuple[int, str]:
    return response.status, await response.text()


def test_a_calendar_program_gets_the_deadlines_with_the_headers_of_a_private_paper(stage):
    path = stage.path(stage.link("Anna"))

    async def does(client: TestClient) -> None:
        response = await client.get(path)
        events = Calendar.from_ical(await response.read()).events
        assert [str(each["SUMMARY"]) for each in events] == ["Elnet: Budskabspapir"]
        names = ("Content-Type", "Cache-Control", "X-Robots-Tag", "Referrer-Policy", "X-Content-Type-Options")
        assert [response.headers[name] for name in names] == [
            "text/calendar; charset=utf-8",
            "private, max-age=900",
            "noindex, nofollow, noarchive",
            "no-referrer",
            "nosniff",
        ]
        assert "Set-Cookie" not in response.headers

    stage.browse(does)


def test_what_has_not_changed_is_not_sent_again(stage):
    path = stage.path(stage.link("Anna"))

    async def does(client: TestClient) -> None:
        first = await client.get(path)
        tag = first.headers["ETag"]
        again = await client.get(path, headers={"If-None-Match": tag})
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
        weak = await client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert weak.status == 304
        await asyncio.to_thread(stage.house.say, "Emil", "frist Elnet 18/12 input til AAU")
        news = await client.get(path, headers={"If-None-Match": tag})
        assert (news.status, len(Calendar.from_ical(await news.read()).events)) == (200, 2)

    stage.browse(does)


def test_head_has_the_headers_and_no_more_and_nothing_else_is_taken(stage):
    path = stage.path(stage.link("Anna"))

    async def does(client: TestClient) -> None:
        got, head = await client.get(path), await client.head(path)
        assert (head.status, await head.read(), head.headers["ETag"]) == (200, b"", got.headers["ETag"])
        for method in ("POST", "PUT", "DELETE", "PROPFIND"):
            response = await client.request(method, path)
            assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")

    stage.browse(does)


def test_every_address_that_does_not_work_says_the_same(stage):
    link = stage.link("Anna")
    path = stage.path(link)
    revoked = stage.path(stage.link("Kasper"))
    erased = stage.path(stage.link("Dorthe"))
    unknown = stage.path(Link(id=link.id + 99, purpose=LinkPurpose.calendar, nonce="AbCd-_123456"))
    guessed = stage.path(Link(id=link.id, purpose=LinkPurpose.calendar, nonce="AbCd-_123456"))
    foreign = Addresses(Seal(SECRET[::-1]), lambda: "").calendar(link)
    with stage.house.database.changing() as store:
        links.revoke(store, stage.house.now, person_id=stage.house.person("Kasper").id)
        people.get(store, stage.house.person("Dorthe").id).erased_at = stage.house.now
        row = OutboxRow(
            unique_key="x", kind=OutboxKind.message, lane="x", subject="x", person_id=link.person_id,
            due_at=stage.house.now,
        )  # fmt: skip
        store.add(row)
        answer = links.for_message(store, row, None, stage.house.now)
    other_purpose = f"/calendar/{stage.seal.link(answer)}.ics"
    dressed_up = (
        f"/calendar/{stage.seal.link(Link(id=answer.id, purpose=LinkPurpose.calendar, nonce=answer.nonce))}.ics"
    )
    wrong = [
        *(revoked, erased, unknown, guessed, foreign, other_purpose, dressed_up),
        *(path[:-5] + ".ics", path[:-5], path + "x", "/calendar/.ics", "/calendar/", "/calendar", "/calendar/æ.ics"),
    ]

    async def does(client: TestClient) -> None:
        assert (await client.get(path)).status == 200
        answers = {each: await client.get(each) for each in wrong}
        assert {each: await said(response) for each, response in answers.items()} == dict.fromkeys(wrong, GONE)
        headers = [dict(response.headers) for response in answers.values()]
        for each in headers:
            each.pop("Date")
        assert [each for each in headers if each != headers[0]] == []

    stage.browse(does)


def test_who_guesses_has_to_wait(stage):
    path = stage.path(stage.link("Anna"))

    async def does(client: TestClient) -> None:
        seen = [(await client.get(f"/calendar/{number}.ics")).status for number in range(62)]
        assert set(seen[:60]) == {404}
        assert seen[-1] == 429
        assert (await client.get(path)).status == 200

    stage.browse(does)


def test_a_new_address_kills_the_old_one(stage):
    old = stage.path(stage.link("Anna"))
    stage.house.ask("Anna", action="calendar.new")
    new = stage.path(stage.link("Anna"))

    async def does(client: TestClient) -> None:
        assert [(await client.get(each)).status for each in (old, new)] == [404, 200]

    stage.browse(does)


def test_the_page_has_the_address_to_press_and_to_copy(stage):
    link = stage.link("Anna")
    path = stage.path(link)

    async def does(client: TestClient) -> None:
        response = await client.get(path.removesuffix(".ics"))
        page = await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert f'href="webcal://taskforce.brn.example{path}"' in page
        assert f'value="https://taskforce.brn.example{path}"' in page
        assert "<h1>Din kalender</h1>" in page

    stage.browse(does)


def test_a_document_leads_only_its_own_person_to_the_page(stage):
    link = stage.link("Anna")
    anna, kasper = stage.house.person("Anna"), stage.house.person("Kasper")

    async def run() -> None:
        page = await stage.feed.page_of(anna, link.id)
        assert page == stage.addresses.calendar(link).removesuffix(".ics")
        for person, id_ in ((kasper, link.id), (anna, link.id + 99)):
            with pytest.raises(LookupError):
                await stage.feed.page_of(person, id_)

    asyncio.run(run())


def test_a_defect_does_not_write_the_address_in_the_log(stage):
    path = stage.path(stage.link("Anna"))
    with stage.house.database.changing() as store:
        store.session.exec(text("DROP TABLE milestones" + cascade(stage)))

    async def does(client: TestClient) -> None:
        with capture_logs() as logs:
            response = await client.get(path)
        assert response.status == 500
        assert [(line["event"], line["path"]) for line in logs] == [("defect", "/calendar/{token}")]

    stage.browse(does)


def cascade(stage: Stage) -> str:
    return "" if stage.house.database.embedded else " CASCADE"


def test_the_workspace_leads_from_the_card_to_the_page(database, monkeypatch, tmp_path):
    """The document on the card, in the running program."""
    monkeypatch.chdir(tmp_path)  # where there is no .env
    stage = Stage(House(database))
    anna = stage.house.person("Anna").id
    document = stage.house.ask("Anna", action="calendar.address").card.body[1]
    url = database.engine.url.render_as_string(hide_password=False)

    async def run() -> None:
        program = Program(load(database_url=url, port=0), local=True)
        listening = listen(program.settings)
        async with served(program, listening), ClientSession(address(listening)) as session:
            entered = await session.get(f"/as/{anna}")
            page = await session.get(f"{entered.url.path}/file/{document.kind}/{document.id}")
            found = re.search(r'value="(http://127\.0\.0\.1[^"]*)"', await page.text())
            assert found is not None
            assert page.url.path == urlsplit(found[1]).path.removesuffix(".ics")
            feed = await session.get(found[1])
            (event,) = Calendar.from_ical(await feed.read()).events
            assert str(event["UID"]) == "milestone-1@brn.example"
            kasper = stage.house.person("Kasper").id
            other = await session.get(f"/as/{kasper}")
            assert (await session.get(f"{other.url.path}/file/{document.kind}/{document.id}")).status == 404

    asyncio.run(run())
