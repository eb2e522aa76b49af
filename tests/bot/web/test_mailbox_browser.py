"""The letter box in a real browser: by keyboard, on a phone, light and dark, live, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiohttp import web
from playwright.sync_api import Page, expect

from tests.bot.web.post import BIRGIT, by_mail_alone, deliver, letter
from tests.bot.web.stage import Stage
from tests.browser import DESKTOP, NARROW, PHONE, opened, served, until, violations

pytestmark = pytest.mark.browser

SUBJECT = "Må vi låne Line Overholt til Elnet? Svar senest 27. november"
BOX = f"/as/{BIRGIT}/mail"


async def answer(request: web.Request) -> web.Response:
    """What stands behind a letter's link: a page with a form, as the answer pages have."""
    said = "Tak" if request.method == "POST" else "Skal vi spørge Line?"
    form = '<form method="post"><button>Ja</button></form>'
    page = f"<!doctype html><html lang=da><title>Svar</title><h1>{said}</h1>{form}"
    return web.Response(text=page, content_type="text/html")


@pytest.fixture
def address(played: Stage) -> Iterator[str]:
    """The workspace with a mail for Birgit, and a page behind its link."""
    by_mail_alone(played)
    app = web.Application()
    app.router.add_route("*", "/answer/{token}", answer)
    app.add_routes(played.workspace.routes())
    app.on_shutdown.append(played.workspace.close)
    with served(app) as address:
        deliver(played, letter(SUBJECT, address=address))
        yield address


def height(page: Page) -> list[int]:
    """How tall the letter's frame is, and how tall the letter."""
    found: list[int] = page.evaluate(
        "() => { const frame = document.getElementById('letter');"
        " return [frame.clientHeight, Math.ceil(frame.contentDocument.body.getBoundingClientRect().height)]; }"
    )
    return found


def test_mail_is_opened_and_answered_by_keyboard_alone(chromium, address):
    with opened(chromium, address) as page:
        page.goto(BOX)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Til indbakken", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")  # past the width
        expect(page.get_by_role("link", name=SUBJECT)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{BOX}/1")
        page.locator("#as-text").focus()
        page.keyboard.press("Tab")
        expect(page.frame_locator("#letter").get_by_role("link", name="Ja, spørg Line")).to_be_focused()
        with page.context.expect_page() as tab:
            page.keyboard.press("Enter")
        expect(tab.value.get_by_role("heading", name="Skal vi spørge Line?")).to_be_visible()
        tab.value.get_by_role("button", name="Ja").click()  # what opens from the frame is not held by its walls
        expect(tab.value.get_by_role("heading", name="Tak")).to_be_visible()


def test_mail_comes_in_while_one_looks_and_is_said(chromium, address, played):
    with opened(chromium, address) as page:
        page.goto(BOX)
        until(page, "stream")
        deliver(played, letter("Tak for svaret", address=address), "thanks")
        played.workspace.changed()
        expect(page.locator(".mails .subject").first).to_have_text("Tak for svaret")
        expect(page.locator("#news")).to_have_text("Ny mail fra Sofie Kragelund, BRN-sekretariatet: Tak for svaret")
        expect(page.locator("#to-mail")).to_have_text("Indbakke 2 ulæste")


def test_letter_is_as_tall_as_what_it_says(chromium, address):
    with opened(chromium, address, PHONE) as page:
        page.goto(f"{BOX}/1")
        until(page, "document.getElementById('letter').style.height !== ''")
        frame, said = height(page)
        assert frame == said
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        until(page, f"document.getElementById('letter').clientHeight < {frame}")
        frame, said = height(page)
        assert frame == said


def test_nothing_in_a_letter_runs_or_is_fetched(chromium, address, played):
    evil = letter("Kør")
    evil.get_body(("html",)).set_content(
        "<html><head></head><body onload='parent.document.title=1'><script>parent.document.title='ran'</script>"
        "<img src='/static/evil.svg' onerror='parent.document.title=2'><form action='/answer/x'><button>Send</button>"
        "</form></body></html>",
        subtype="html",
    )
    deliver(played, evil, "evil")
    context = chromium.new_context(base_url=address)
    page, came = context.new_page(), []
    page.on("response", lambda response: came.append(response.url.removeprefix(address)))
    page.goto(f"{BOX}/2")
    frame = page.frame_locator("#letter")
    frame.get_by_role("button", name="Send").click()
    expect(page).to_have_title("(1) Kør · Prøverum")
    assert [each for each in came if "answer" in each or "evil" in each] == []
    context.close()


def test_clock_turns_while_a_mail_is_open_and_the_mail_stays(chromium, address):
    with opened(chromium, address) as page:
        page.goto(f"{BOX}/1")
        page.evaluate("() => { window.kept = document.getElementById('letter'); }")
        page.get_by_role("button", name="+1 dag").click()
        expect(page.locator(".time time")).to_contain_text("Lørdag den 21. november 2026")
        assert page.evaluate("() => window.kept.isConnected") is True
        expect(page).to_have_url(f"{address}{BOX}/1")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_shut_out(chromium, address, size, dark):
    with opened(chromium, address, size, dark=dark) as page:
        found = {}
        for path in ("", "#rail", "#guide", "/1", "/1/text", "/people"):
            page.goto(BOX + path)
            found[path] = violations(page)
        assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("path", ["", "#rail", "/1", "/1/text", "/people"])
def test_nothing_is_wider_than_a_small_phone_or_lower_than_a_finger(chromium, address, path):
    with opened(chromium, address, NARROW) as page:
        page.goto(BOX + path)
        wide, low = page.evaluate(
            "() => { const seen = [...document.querySelectorAll('body *')]"
            ".filter(e => e.checkVisibility() && !e.matches('.sr, .sr *, svg *, .skip, [type=hidden]'));"
            "const of = test => seen.filter(test).map(e => e.outerHTML.slice(0, 100));"
            "return [of(e => e.getBoundingClientRect().right > innerWidth + 0.5),"
            " of(e => e.matches('a:not(.words a), button, input') && e.getBoundingClientRect().height < 43.9)]; }"
        )
        assert (wide, low) == ([], [])
        assert page.evaluate("() => document.documentElement.scrollWidth") == NARROW[0]


def test_everything_works_without_a_script(chromium, address):
    with opened(chromium, address, script=False) as page:
        page.goto(f"/as/{BIRGIT}")
        page.get_by_role("link", name=SUBJECT).click()
        page.get_by_role("link", name="Som ren tekst").click()
        with page.context.expect_page() as tab:
            page.get_by_role("link", name="/answer/").click()
        expect(tab.value.get_by_role("heading", name="Skal vi spørge Line?")).to_be_visible()
        page.get_by_role("link", name="Som mail").click()
        expect(page.frame_locator("#letter").get_by_role("link", name="Ja, spørg Line")).to_be_visible()
        page.get_by_role("button", name="+1 dag").click()
        expect(page).to_have_url(f"{address}{BOX}/1")
        page.get_by_role("link", name="Alle på en side").click()
        page.get_by_role("searchbox").fill("får mail")
        page.get_by_role("button", name="Find", exact=True).click()
        expect(page.locator(".personas li")).to_have_count(1)
