"""The pages behind the links in mails in a real browser: a phone, by keyboard alone, zoomed, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from handlers.dialogue.card import Button, Card
from storage.engine import Database
from tests import elnet
from tests.bot.web.answers_stage import Stage, digest, question, stage
from tests.browser import DESKTOP, EXPECTED, NARROW, PHONE, opened, served, troubles, wide

pytestmark = pytest.mark.browser
ZOOMED = (640, 400)  # what 200 % leaves of a window of 1280 by 800
REFUSED = (*EXPECTED, "404", "410")


@pytest.fixture
def played(migrated_file: Path, tmp_path: Path) -> Iterator[Stage]:
    path = tmp_path / "answers.db"
    shutil.copy(migrated_file, path)
    made = stage(Database(f"sqlite:///{path}"))
    yield made
    made.house.runner.close()
    made.database.close()


@pytest.fixture
def address(played: Stage) -> Iterator[str]:
    with served(played.web) as address:
        yield address


def pages(played: Stage) -> dict[str, Callable[[Page], object]]:
    """How to come to every kind of page; those that change something come last."""
    vibeke, lars, lent = played.vibeke(), played.lars(), played.request("Lars")
    late = played.link(played.row("Søren"), until="2026-11-19 12:00", card=question(1, 1))
    card = Card("Vil du være med?", (), (Button("me", "Se, ret eller slet"),))
    ordinary, own = played.told("Anna", card), played.told("Anna", card, subject="me:16")
    week = played.told("Erik", digest(played.group()), subject="digest:1")

    def wrong(page: Page) -> None:
        page.goto(f"{lars}?do=nomination.another&request={lent}")
        page.locator("#f-name").fill("Gitte Hanvold")
        page.locator("#f-email").fill("gitte.hanvold@")
        page.get_by_role("button", name="Udpeg").click()

    def reasons(page: Page) -> None:
        page.goto(lars)
        page.get_by_role("button", name="Ikke denne gang").click()

    def receipt(page: Page) -> None:
        page.goto(f"{vibeke}?do=nomination.yes&request={played.request('Vibeke')}")
        page.get_by_role("button", name="Ja, spørg Anna").click()

    return {
        "Må vi låne Anna Lindholt?": lambda page: page.goto(vibeke),
        "Skal vi spørge Anna Lindholt?": lambda page: page.goto(
            f"{vibeke}?do=nomination.yes&request={played.request('Vibeke')}"
        ),
        "Hvem må vi spørge?": lambda page: page.goto(f"{lars}?do=nomination.another&request={lent}"),
        "Hvem må vi spørge? ": wrong,
        "Uge 48": lambda page: page.goto(week),
        "Vi sender et link til a…@hjoerring.example.": lambda page: page.goto(f"{ordinary}?do=me"),
        "Det her ved vi om dig, Anna": lambda page: page.goto(f"{own}?do=me"),
        "Tak, men svarfristen er gået.": lambda page: page.goto(late),
        "Linket virker ikke længere.": lambda page: page.goto(f"{vibeke}x"),
        "Sådan behandler vi oplysninger": lambda page: page.goto("/oplysninger?language=da"),
        "Det er helt i orden.": reasons,
        "Tak, Vibeke. Vi spørger Anna.": receipt,
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
            assert (title, troubles(page, size[0], ".btn:visible", 52)) == (title, [])


def test_text_of_twice_the_size_still_fits(chromium, played, address):
    for title, come in pages(played).items():
        with opened(chromium, address, PHONE, expected=REFUSED) as page:
            come(page)
            assert wide(page, "200%") <= PHONE[0], title


def test_director_answers_with_one_tap_behind_the_mail_and_no_script(chromium, played, address):
    link, request = played.vibeke(), played.request("Vibeke")
    with opened(chromium, address, PHONE, script=False) as page:
        page.goto(f"{link}?do=nomination.yes&request={request}")
        assert played.state("Vibeke") == "waiting"
        page.get_by_role("button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tak, Vibeke. Vi spørger Anna.")
    assert played.state("Vibeke") == "named"


def test_director_names_somebody_by_keyboard_alone(chromium, played, address):
    link, request = played.lars(), played.request("Lars")
    with opened(chromium, address, PHONE, script=False) as page:
        page.goto(link)
        tab_to(page, "Udpeg en")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}{link}?do=nomination.another&request={request}")
        page.keyboard.press("Tab")
        page.keyboard.type("Gitte Hanvold")
        page.keyboard.press("Tab")
        page.keyboard.type("gitte.hanvold@")
        page.keyboard.press("Enter")
        expect(page.locator("#form-errors")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#f-email")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.type("thisted.example")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Tak, Lars. Vi spørger Gitte.")


def test_who_was_lent_before_takes_one_tap_and_somebody_else_opens_the_fields(chromium, played, address):
    elnet.name(played.house, "Lars", "Kasper")
    elnet.accept(played.house, "Kasper")
    played.house.wind("2026-11-24 09:00")
    elnet.ask_one(played.house, title="Havne", task="samle havnenes ønsker")
    link = played.link(played.row("Lars"))
    with opened(chromium, address, PHONE, script=False) as page:
        page.goto(link)
        page.get_by_role("link", name="Udpeg en").click()
        group = page.get_by_role("radiogroup", name="Har været med før")
        expect(page.get_by_label("Navn", exact=True)).to_be_hidden()
        group.get_by_role("radio", name="En anden").check()
        expect(page.get_by_label("Navn", exact=True)).to_be_visible()
        group.get_by_role("radio", name="Kasper Thybo-Lund").check()
        expect(page.get_by_label("Navn", exact=True)).to_be_hidden()
        page.get_by_role("button", name="Udpeg").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tak, Lars. Vi spørger Kasper.")


def test_printed_a_page_has_nothing_to_press(chromium, played, address):
    with opened(chromium, address, DESKTOP) as page:
        page.goto(played.vibeke())
        page.emulate_media(media="print")
        assert page.locator("button:visible, a:visible").count() == 0
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text() == name:
            return
    raise AssertionError(f"Tab never came to {name}")
