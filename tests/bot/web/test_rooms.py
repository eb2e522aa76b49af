"""The page and the calendar of a group's room over real HTTP: what they tell and when they end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar
from playwright.sync_api import expect
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import gate
from bot.addresses import Addresses
from bot.app import Program
from bot.clock import Clock
from bot.seal import Seal
from bot.settings import load
from bot.web.answering.frame import HEADERS
from bot.web.answers import Answers
from bot.web.rooms import Rooms
from handlers.attention.status import page
from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line, Table
from handlers.dialogue.tell import LINK
from handlers.locale import Speech
from storage import groups, outputs, people, rooms
from storage.engine import Database
from storage.tables import GroupState, OutputState, Room
from tests.browser import DESKTOP, EXPECTED, NARROW, PHONE, opened, served, violations
from tests.handlers.working.made import made_group
from tests.world import COPENHAGEN, House

SECRET = "a secret of at least thirty-two characters"
PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"
DEAD = "Linket virker ikke længere."


@dataclass
class Stage:
    """Elnet with a deadline of Anna's, a result of Dorthe's, and a room."""

    house: House
    base: str = "https://taskforce.brn.example"
    seal: Seal = field(default_factory=lambda: Seal(SECRET))

    def __post_init__(self) -> None:
        self.group_id = made_group(
            self.house, outputs=("Notat om netkapacitet", "Oversigt over projekter"), case_number="2026-0117", hours=4
        )
        self.house.say("Emil", PAPER)
        with self.house.database.changing() as store:
            note = outputs.of_group(store, self.group_id)[0]
            note.state, note.delivered_at = OutputState.delivered, self.house.now
            note.delivered_by_id, note.link = self.house.person("Dorthe").id, "https://brn.example/notat"
            before = rooms.of_group(store, self.group_id)
            if before is not None:
                before.closed_at = self.house.now
            made = Room(group_id=self.group_id, kind=LINK, name="elnet", address="x", opened_at=self.house.now)
            self.room = rooms.make(store, made)
            store.session.flush()
            store.session.expunge(self.room)
        self.addresses = Addresses(self.seal, lambda: self.base)
        self.clock = Clock(self.house.database, COPENHAGEN, lambda: self.house.now, local=False)
        self.web = web.Application(middlewares=[gate.defects(self.house.runner, load())])
        self.web.add_routes(
            Rooms(self.house.runner, self.clock, self.addresses, host="brn.example").routes()
            + Answers(self.house.runner, self.clock, None, self.addresses, None).routes()  # the stylesheet  # type: ignore[arg-type]
        )

    @property
    def page(self) -> str:
        return self.addresses.room_page(self.room).removeprefix(self.base)

    def browse(self, does: Callable[[TestClient[Any, Any]], Awaitable[None]]) -> None:
        async def run() -> None:
            async with TestClient(TestServer(self.web)) as client:
                await does(client)

        asyncio.run(run())


@pytest.fixture
def stage(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    monkeypatch.chdir(tmp_path)  # where there is no .env
    return Stage(House(database))


def test_the_page_has_task_deadlines_results_and_end_and_names_nobody(stage):
    with stage.house.database.reading() as store:
        group = groups.get(store, stage.group_id)
        card = page.outline(Speech("da", stage.house.now), page.gather(store, group))
    assert card == Card(
        "Elnet",
        (
            Line("Nedsat · Sagsnr. 2026-0117", "muted"),
            Line("Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet."),
            Facts(
                (
                    ("Bestilt af", "BRN, fredag den 20. november"),
                    ("Tid", "ca. 4 timer om ugen"),
                    ("Slutter", "uden slutdato"),
                )
            ),
            Line("Hvornår", "heading"),
            Table(
                ("Hvad", "Frist", "Status"),
                (("budskabspapir", "fredag den 11. december (uge 50)", "i gang"),),
            ),
            Line("Resultater", "heading"),
            Items(
                (
                    Item(
                        "Notat om netkapacitet · fredag den 20. november",
                        (Button("", "Åbn", style="link", url="https://brn.example/notat"),),
                    ),
                )
            ),
            Line("Mangler endnu: Oversigt over projekter", "muted"),
        ),
    )


def test_nobody_is_named_on_the_page_or_in_the_calendar(stage):
    with stage.house.database.reading() as store:
        folk = people.everybody(store)
    personal = {each for person in folk for each in (person.name, person.email, person.phone) if each}

    async def does(client: TestClient[Any, Any]) -> None:
        for path in (stage.page, f"{stage.page}.ics"):
            found = await (await client.get(path)).text()
            assert "udskabspapir" in found
            assert [each for each in personal if each in found.replace("<wbr>", "").replace("\r\n ", "")] == []

    stage.browse(does)


def test_the_page_comes_with_the_headers_of_a_private_paper_and_can_only_be_read(stage):
    async def does(client: TestClient[Any, Any]) -> None:
        response = await client.get(stage.page)
        assert (response.status, response.headers["Cache-Control"]) == (200, "no-store")
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert "Set-Cookie" not in response.headers
        found = await response.text()
        assert "<form" not in found
        assert f'href="webcal://taskforce.brn.example{stage.page}.ics"' in found
        for method in ("POST", "PUT", "DELETE"):
            refused = await client.request(method, stage.page)
            assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")

    stage.browse(does)


def test_the_calendar_is_for_a_program_and_is_not_sent_again_unchanged(stage):
    async def does(client: TestClient[Any, Any]) -> None:
        first = await client.get(f"{stage.page}.ics")
        calendar = Calendar.from_ical(await first.read())
        assert [str(each["SUMMARY"]) for each in calendar.events] == ["Elnet: Budskabspapir"]
        assert [str(each["UID"]) for each in calendar.events] == ["milestone-1@brn.example"]
        assert (str(calendar["X-WR-CALNAME"]), first.headers["Content-Type"]) == (
            "Elnet",
            "text/calendar; charset=utf-8",
        )
        again = await client.get(f"{stage.page}.ics", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")

    stage.browse(does)


def test_an_address_that_does_not_work_is_the_same_page_whatever_is_wrong_with_it(stage):
    room, path = stage.room, stage.page
    closed = Room(group_id=room.group_id, kind=LINK, name="elnet", address="y", opened_at=stage.house.now)
    nameless = Room(group_id=room.group_id, kind=LINK, name="elnet", address="z", opened_at=stage.house.now)
    with stage.house.database.changing() as store:
        rooms.make(store, closed).closed_at = stage.house.now
        store.add(nameless)
        store.session.flush()
        for each in (closed, nameless):
            store.session.expunge(each)
    unknown = Room(id=room.id + 99, group_id=1, kind=LINK, nonce=room.nonce, opened_at=stage.house.now)
    guessed = Room(id=room.id, group_id=1, kind=LINK, nonce="AbCd-_123456", opened_at=stage.house.now)
    foreign = Addresses(Seal(SECRET[::-1]), lambda: "").room_page(room)
    made = [stage.addresses.room_page(each).removeprefix(stage.base) for each in (closed, nameless, unknown, guessed)]
    wrong = [*made, foreign, path[:-1], path + "x", path + ".ics.ics", "/room/", "/room", "/room/æ", "/room/.ics"]

    async def does(client: TestClient[Any, Any]) -> None:
        answers = {each: await client.get(each, headers={"Accept-Language": "da"}) for each in wrong}
        texts = {each: await response.text() for each, response in answers.items()}
        assert {each: (answers[each].status, DEAD in texts[each]) for each in wrong} == dict.fromkeys(
            wrong, (404, True)
        )
        assert set(texts.values()) == {texts["/room"]}
        assert (await client.get(path)).status == 200

    stage.browse(does)


def test_the_address_ends_when_the_group_s_room_is_closed(stage):
    async def does(client: TestClient[Any, Any]) -> None:
        assert (await client.get(stage.page)).status == 200
        with stage.house.database.changing() as store:
            groups.get(store, stage.group_id).state = GroupState.dissolved
            rooms.get(store, stage.room.id).closed_at = stage.house.now + timedelta(days=1)
        assert [(await client.get(each)).status for each in (stage.page, f"{stage.page}.ics")] == [404, 404]

    stage.browse(does)


def test_who_guesses_has_to_wait(stage):
    async def does(client: TestClient[Any, Any]) -> None:
        seen = [(await client.get(f"/room/{number}")).status for number in range(62)]
        assert (set(seen[:60]), seen[-1]) == ({404}, 429)
        assert (await client.get(stage.page)).status == 200

    stage.browse(does)


def test_a_defect_does_not_write_the_address_in_the_log(stage):
    with stage.house.database.changing() as store:
        store.session.exec(text("DROP TABLE milestones" + ("" if stage.house.database.embedded else " CASCADE")))

    async def does(client: TestClient[Any, Any]) -> None:
        with capture_logs() as logs:
            response = await client.get(stage.page)
        assert response.status == 500
        assert [(line["event"], line["path"]) for line in logs] == [("defect", "/room")]

    stage.browse(does)


def test_a_program_with_pages_has_the_rooms(database, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    url = database.engine.url.render_as_string(hide_password=False)
    settings = load(
        database_url=url, mail_from="taskforce@brn.example", smtp_url="smtp://127.0.0.1:1",
        public_url="https://taskforce.brn.example", secret_key=SECRET,
    )  # fmt: skip
    program = Program(settings, local=False)
    paths = {route.resource.canonical for route in program.web.router.routes() if route.resource is not None}
    program.runner.close()
    program.database.close()
    assert {"/room", "/room/{token}"} <= paths


@pytest.mark.browser
@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (PHONE, True), (NARROW, False), (DESKTOP, True)], ids=str)
def test_the_page_fits_and_can_be_read_by_everybody(chromium, migrated_file, tmp_path, monkeypatch, size, dark):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rooms.db").write_bytes(migrated_file.read_bytes())
    stage = Stage(House(Database(f"sqlite:///{tmp_path / 'rooms.db'}")))
    with served(stage.web) as address, opened(chromium, address, size, dark=dark, expected=(*EXPECTED, "404")) as shown:
        for path, title in ((stage.page, "Elnet"), (f"{stage.page}x", DEAD)):
            shown.set_extra_http_headers({"Accept-Language": "da"})
            shown.goto(path)
            expect(shown.get_by_role("heading", level=1)).to_have_text(title)
            assert (path, violations(shown)) == (path, [])
            assert shown.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert shown.locator("script").count() == 0
    stage.house.runner.close()
    stage.house.database.close()
