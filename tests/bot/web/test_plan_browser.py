"""The plan's card in a real browser, on the program as `make demo` starts it: its picture and its files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.app import Program
from bot.settings import load
from handlers.rules import moments
from handlers.rules.moments import a_day, a_week
from storage import local_clock
from storage.engine import Database
from storage.tables import Milestone
from tests.browser import NARROW, PHONE, opened, served, violations
from tests.handlers.working.made import made_group
from tests.world import ORDERED, House

pytestmark = pytest.mark.browser


@pytest.fixture
def address(migrated_file: Path, tmp_path: Path) -> Iterator[str]:
    """The local workspace on Friday 20 November 2026 at nine, with a plan in Elnet."""
    path = tmp_path / "plan.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    house = House(database)
    group, emil = made_group(house), house.person("Emil").id
    with database.changing() as store:
        for title, moment in (("budskabspapir", a_week(date(2026, 11, 26))), ("notat", a_day(date(2026, 12, 11)))):
            each = Milestone(group_id=group, title=title, created_at=house.now, created_by_id=emil)
            moments.put(each, moment)
            store.add(each)
        local_clock.move(store, int((ORDERED - datetime.now(UTC)).total_seconds()) + 1)
    database.close()
    program = Program(load(database_url=f"sqlite:///{path}", port=0), local=True)
    with served(program.web) as found:
        program.here = found
        yield found


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["360", "320"])
def test_the_picture_of_a_plan_opens_under_it_on_a_phone(chromium: Browser, address: str, size: tuple[int, int]):
    with opened(chromium, address, size) as page:
        page.goto("/")
        page.get_by_role("combobox").fill("plan Elnet")
        page.locator("form.composer").get_by_role("button").click()
        card = page.locator(".card", has_text="Planen for Elnet").last
        card.get_by_text("Vis billedet").click()
        picture = card.get_by_role("img")
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", 1080, timeout=60_000)
        assert picture.get_attribute("alt").splitlines() == [
            "Planen for Elnet uge for uge.",
            "Uge 48: budskabspapir.",
            "Fredag den 11. december (uge 50): notat.",
        ]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
        with page.expect_download() as fetched:
            card.get_by_role("link", name="elnet-plan.csv").click()
        assert fetched.value.suggested_filename == "elnet-plan.csv"
