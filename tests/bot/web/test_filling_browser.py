"""The pages of long forms in a real browser: a phone, by keyboard alone, zoomed, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from storage.engine import Database
from tests.bot.long_play import PASTED
from tests.bot.web.filling_stage import Stage, stage
from tests.browser import DESKTOP, EXPECTED, NARROW, PHONE, opened, served, troubles, wide

pytestmark = pytest.mark.browser
ZOOMED = (640, 400)  # what 200 % leaves of a window of 1280 by 800
REFUSED = (*EXPECTED, "404", "409")


@pytest.fixture
def played(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    path = tmp_path / "filling.db"
    shutil.copy(migrated_file, path)
    made = stage(Database(f"sqlite:///{path}"), monkeypatch)
    yield made
    made.runner.close()
    made.database.close()


@pytest.fixture
def address(played: Stage) -> Iterator[str]:
    with served(played.web) as address:
        yield address


def pages(played: Stage) -> dict[str, Callable[[Page], object]]:
    """How to come to every kind of page."""
    link, other = played.link(), played.link()

    def pasted(page: Page, text: str = PASTED, *, at: str = link) -> None:
        page.goto(at)
        page.locator("textarea").fill(text)
        page.get_by_role("button", name="Læs planen").click()

    def wrong(page: Page) -> None:
        pasted(page, "")

    def refused(page: Page) -> None:
        pasted(page, "afvist")

    def done(page: Page, *, at: str = link) -> None:
        pasted(page, at=at)
        page.locator("#f-line3").fill("Budget 9. december")
        page.get_by_role("button", name="Gem planen").click()

    def asked(page: Page) -> None:
        done(page, at=other)
        page.get_by_role("button", name="Fortryd").click()

    return {
        "Indsæt planen for Elnet": lambda page: page.goto(link),
        "Er planen læst rigtigt?": pasted,
        "Indsæt planen for Elnet ": wrong,
        "Indsæt planen for Elnet  ": refused,
        "4 punkter er gemt.": done,
        "Skal planen tages tilbage?": asked,
        "Linket virker ikke længere.": lambda page: page.goto(f"{link}x"),
    }


@pytest.mark.parametrize(
    ("size", "dark"), [(PHONE, False), (PHONE, True), (NARROW, False), (ZOOMED, False), (DESKTOP, True)], ids=str
)
def test_every_page_fits_and_can_be_read_by_everybody(chromium, played, address, size, dark):
    for title, come in pages(played).items():
        with opened(chromium, address, size, dark=dark, expected=REFUSED) as page:
            page.set_extra_http_headers({"Accept-Language": "da"})
            come(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text(title.strip())
            assert (title, troubles(page, size[0], ".btn:visible, input:visible, textarea:visible", 44)) == (title, [])


def test_text_of_twice_the_size_still_fits(chromium, played, address):
    for title, come in pages(played).items():
        with opened(chromium, address, PHONE, expected=REFUSED) as page:
            come(page)
            assert wide(page, "200%") <= PHONE[0], title


def test_a_plan_is_looked_through_by_keyboard_alone_and_nothing_is_hidden_behind_the_buttons(chromium, played, address):
    link = played.link()
    text = "\n".join([*(f"Møde {number} den 2. december" for number in range(30)), "Snarest: budget"])
    with opened(chromium, address, PHONE, script=False) as page:
        page.goto(link)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab") if page.locator("textarea:focus").count() == 0 else None
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#form-errors")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        field = page.locator("#f-line31")
        expect(field).to_be_focused()
        box, bar = field.bounding_box(), page.locator(".long > .presses").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] + box["height"] <= bar["y"]
        page.keyboard.press("End")
        page.keyboard.press("Shift+Home")
        page.keyboard.insert_text("Budget 9. december")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("31 punkter er gemt.")
