"""A director on a telephone: from the mail to the receipt in a real browser, with taps and words counted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, opened, violations
from tests.post import html_of
from tests.smtp import PostOffice
from tests.town import Town, play

OF_A_PAGE = ("landmark-one-main", "page-has-heading-one", "region")  # a mail stands inside the page of a mail program
pytestmark = pytest.mark.browser


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


class Phone:
    """A telephone with a mail open on it. Every tap is counted, and every field that is typed into."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.typed = 0

    def tap(self, label: str) -> None:
        """Tap what has this name; it must be large enough for a thumb and in view after scrolling down alone."""
        target = self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        )
        box = target.first.bounding_box()
        assert box is not None, label
        assert box["height"] >= 44, (label, box)
        target.first.click()
        self.taps += 1
        self.page.wait_for_load_state()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.typed += 1

    def choose(self, label: str) -> None:
        self.page.get_by_text(label, exact=True).click()
        self.taps += 1


def on_the_phone(path: Path, office: PostOffice, chromium: Browser, who: str, answer: object) -> None:
    """Order Elnet, and let somebody answer their mail on a telephone while the program runs."""

    def hold(mail: str) -> None:
        with opened(chromium, "http://127.0.0.1", PHONE) as page:
            page.set_content(mail)
            assert [each for each in violations(page) if not each.startswith(OF_A_PAGE)] == []
            answer(Phone(page))  # type: ignore[operator]

    async def scenario(town: Town) -> None:
        await town.order()
        hand.set_result(html_of(town.mail(who)))
        await asyncio.wrap_future(done)

    hand: Future[str] = Future()
    done: Future[None] = Future()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(play, path, office, scenario)
        try:
            hold(hand.result(60))
        finally:
            done.set_result(None)
        running.result(60)


def words(text: str) -> int:
    return len(text.split())


def test_at_a2_5_a_named_request_takes_one_tap_and_one_more(
    tmp_path: Path, post_office: PostOffice, chromium: Browser
) -> None:
    def answer(phone: Phone) -> None:
        said = phone.page.locator("td.ink").first.inner_text()
        assert words(said.removeprefix("Kære Vibeke")) <= 40
        assert phone.page.locator("td.first, td.quiet").all_inner_texts() == [
            "Ja, spørg Anna",
            "Foreslå en anden",
            "Ikke denne gang",
        ]
        phone.tap("Ja, spørg Anna")
        assert phone.page.get_by_role("heading", level=1).inner_text() == "Skal vi spørge Anna Lindholt?"
        phone.tap("Ja, spørg Anna")
        assert phone.page.get_by_role("heading", level=1).inner_text() == "Tak, Vibeke. Vi spørger Anna."
        assert (phone.taps, phone.typed) == (2, 0)
        assert violations(phone.page) == []

    on_the_phone(tmp_path / "elnet.db", post_office, chromium, "Vibeke", answer)


def test_at_a2_5_an_open_request_takes_at_most_four_taps_and_one_name_with_its_address(
    tmp_path: Path, post_office: PostOffice, chromium: Browser
) -> None:
    def answer(phone: Phone) -> None:
        phone.tap("Udpeg en")
        phone.type("Navn", "Kasper Thybo-Lund")
        phone.type("Arbejdsmail", "kasper.thybo-lund@thisted.example")
        phone.tap("Udpeg")
        assert phone.page.get_by_role("heading", level=1).inner_text() == "Tak, Lars. Vi spørger Kasper."
        assert phone.taps + phone.typed == 4  # each field is tapped into
        assert violations(phone.page) == []

    on_the_phone(tmp_path / "elnet.db", post_office, chromium, "Lars", answer)


def test_a_no_is_as_easy_as_a_yes(tmp_path: Path, post_office: PostOffice, chromium: Browser) -> None:
    def answer(phone: Phone) -> None:
        phone.tap("Ikke denne gang")
        assert phone.page.get_by_role("heading", level=1).inner_text() == "Det er helt i orden."
        phone.tap("Spring over")
        assert phone.page.get_by_role("heading", level=1).inner_text() == "Tak for svaret, Vibeke."
        assert phone.taps == 2

    on_the_phone(tmp_path / "elnet.db", post_office, chromium, "Vibeke", answer)
