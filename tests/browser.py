"""A real browser for tests: Debian's Chromium, a server in a thread of its own, and what axe-core finds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
EXPECTED = (
    "422",  # a form with errors
    "Blocked script execution",  # a click of the test's in a frame that runs nothing
    "Autofocus processing was blocked",  # a test that presses something before the errors have the focus
)
DESKTOP, PHONE, NARROW = (1280, 800), (360, 740), (320, 640)


@contextmanager
def served(application: web.Application) -> Iterator[str]:
    """The address at which an application answers, from a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = web.AppRunner(application, shutdown_timeout=1)

    async def start() -> str:
        await server.setup()
        site = web.TCPSite(server, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{server.addresses[0][1]}"

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(server.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def opened(
    chromium: Browser,
    address: str,
    size: tuple[int, int] = DESKTOP,
    *,
    dark: bool = False,
    script: bool = True,
    expected: tuple[str, ...] = EXPECTED,
) -> Iterator[Page]:
    """A page of a fresh browser; whatever it complains about beside what is expected, or asks of anybody else,
    fails the test."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: None if any(each in said.text for each in expected) else complaints.append(said.text)
    )
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    yield page
    assert complaints == [], complaints
    context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def troubles(page: Page, width: int, pressed: str, least: int) -> list[str]:
    """What keeps somebody from reading a page without a script, or from hitting what is `pressed` with a thumb: what
    axe finds, what is wider than the screen, what is lower than `least` pixels, and a script all the same."""
    low = "(all, least) => all.filter(each => each.getBoundingClientRect().height < least).map(each => each.outerHTML)"
    return [
        *violations(page),
        *(["wider than the screen"] if wide(page) > width else []),
        *page.locator(pressed).evaluate_all(low, least),
        *(["a script"] if page.locator("script").count() else []),
    ]


def wide(page: Page, text: str = "") -> int:
    """How wide a page is in pixels, with its text of its own size or of another."""
    page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
    return int(page.evaluate("document.documentElement.scrollWidth"))


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true on the page. The page's own rules let nothing be evaluated later on, which is
    how Playwright's `wait_for_function` looks a second time."""
    for _ in range(200):
        if page.evaluate(f"!!({expression})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
