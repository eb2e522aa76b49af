"""A plan as a municipality wrote it, through the page of its form: pasted, looked through, put on, taken off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from aiohttp import web
from playwright.sync_api import Page, expect
from sqlmodel import select

from bot import gate, long_forms
from bot.addresses import Addresses
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.seal import Seal
from bot.ways import Ways
from bot.web.answers import Answers
from bot.web.filling import Filling
from handlers.dialogue.form import Form
from storage.engine import Database
from storage.tables import Milestone, MilestoneState
from tests.bot.acted import paper_mill
from tests.browser import DESKTOP, NARROW, PHONE, opened, served, violations
from tests.handlers.working.made import made_group
from tests.world import COPENHAGEN, House

PLAN = """Tidsplan 2027
1. Den 6. januar: Byråd, dialogmøde – metoden drøftes
2. 19. februar kl. 16-18: Den Kommunale Ledergruppe – fyraftensmøde
   - Kerneopgaven
   - Information om grupperne (hvis udvalget siger ja)
3. 3.-4. april: Seminar
4. I slutningen af maj: Grupperne er færdige
5. Snarest: Byrådet orienteres
6. Fredag den 16. juni: Byråd, temamøde"""


class Played:
    """The program's own capabilities, and the page of a form in somebody's hands."""

    def __init__(self, database: Database) -> None:
        self.house = House(database)
        self.group = made_group(self.house)
        runner, seal = self.house.runner, Seal("k" * 32)
        clock = Clock(database, COPENHAGEN, lambda: self.house.now.astimezone(UTC), local=False)
        self.addresses = Addresses(seal, lambda: "")
        answers = Answers(runner, clock, Dispatcher(runner, Ways({}), clock.now), self.addresses, paper_mill({}))
        self.web = web.Application(client_max_size=1024**2, middlewares=[gate.only_this_machine])
        self.web.add_routes([*answers.routes(), *Filling(runner, clock, self.addresses).routes()])

    def link(self, who: str = "Sofie") -> str:
        """The page on which somebody pastes the plan."""
        reply = self.house.ask(who, action="plan.new", args={"group": self.group})
        assert isinstance(reply.form, Form)
        assert reply.form.page
        form, person, now = reply.form, self.house.person(who), self.house.now
        router = self.house.runner.router
        link = self.house.runner.transact(lambda store: long_forms.keep(store, router, person, form, now))
        return self.addresses.form(link)

    def plan(self) -> list[str]:
        """What is on the plan."""
        with self.house.database.reading() as store:
            found = store.session.exec(select(Milestone).where(Milestone.group_id == self.group))
            return [each.title for each in found if each.state == MilestoneState.open]


@pytest.fixture
def played(database: Database) -> Iterator[Played]:
    made = Played(database)
    yield made
    made.house.runner.close()


@pytest.fixture
def address(played: Played) -> Iterator[str]:
    with served(played.web) as address:
        yield address


def pasted(page: Page, link: str) -> None:
    """The plan has been pasted, and was read."""
    page.goto(link)
    page.get_by_label("Planen").fill(PLAN)
    page.locator(".btn.primary").click()


@pytest.mark.browser
@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (NARROW, False), (DESKTOP, False)], ids=str)
def test_a_plan_is_read_corrected_put_on_and_taken_off(chromium, played, address, size, dark):
    before = played.plan()
    with opened(chromium, address, size, dark=dark) as page:
        pasted(page, link := played.link())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.locator("[name^='f.line']").last.fill("6. Onsdag den 16. juni 2027: Byråd, temamøde")
        page.locator(".btn.primary").click()
        assert played.plan() == before
        expect(page.locator("[name^='f.line']").last).to_have_value("6. Onsdag den 16. juni 2027: Byråd, temamøde")
        page.locator(".btn.primary").click()
        expect(page.locator(".seal.good")).to_be_visible()
        assert violations(page) == []
        assert len(played.plan()) > len(before) + 4
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_contain_text("frister er sat på planen for")
        assert violations(page) == []
        page.get_by_role("button", name="Fortryd").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Det er fortrudt.")
        assert played.plan() == before
        page.goto(link)
        expect(page.get_by_label("Planen")).to_contain_text("fyraftensmøde")
