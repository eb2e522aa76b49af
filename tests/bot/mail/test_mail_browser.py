"""A mail as a mail program on a phone and on a desk shows it: light, dark, and without its style block."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.mail.letter import compose
from handlers.dialogue.card import Card
from tests.bot.mail.matter import CARD, html_of, mailing
from tests.bot.mail.test_letter import EVERYTHING
from tests.browser import opened, violations

pytestmark = pytest.mark.browser
PHONE, DESK = (360, 740), (700, 800)
CARDS = {"named": CARD, "everything": EVERYTHING}
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def show(page: Page, card: Card, *, bare: bool = False) -> None:
    html = html_of(compose(mailing(card)))
    page.set_content(STYLE.sub("", html) if bare else html)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("name", CARDS)
def test_a_mail_fits_and_can_be_read_by_everybody(
    chromium: Browser, name: str, size: tuple[int, int], dark: bool
) -> None:
    with opened(chromium, "about:blank", size, dark=dark) as page:
        show(page, CARDS[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        # A mail is no page: its program gives it landmarks and a heading.
        assert [each for each in violations(page) if not each.startswith(("region", "landmark", "page-has"))] == []
        if folder := os.environ.get("MAIL_PICTURES"):
            path = Path(folder) / f"mail-{name}-{size[0]}-{'dark' if dark else 'light'}.png"
            page.screenshot(path=str(path), full_page=True)


def test_a_mail_whose_style_block_is_taken_away_looks_the_same_in_daylight(chromium: Browser) -> None:
    with opened(chromium, "about:blank", PHONE) as page:
        show(page, CARD)
        whole = page.screenshot(full_page=True)
        show(page, CARD, bare=True)
        assert page.screenshot(full_page=True) == whole


def test_every_button_is_as_large_as_a_thumb(chromium: Browser) -> None:
    with opened(chromium, "about:blank", PHONE) as page:
        show(page, CARD)
        boxes = [each.bounding_box() for each in page.locator(".first a, .quiet a").all()]
        assert [box is not None and box["height"] >= 44 and box["width"] >= 300 for box in boxes] == [True] * 3
