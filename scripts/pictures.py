"""Makes the pictures that README shows: `make pictures`. Needs Debian's chromium.

The demo is started as anybody would start it, on a database and a port of its own, and played as far as each
picture needs. The clock stands at the demo's own date, so the pictures change only when the pages do.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
WAIT = 700  # milliseconds for the page to settle


def main() -> None:
    """Play the demo and take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport=DESKTOP, reduced_motion="reduce")
        page.goto(address)
        order(page)
        become(page, "Erik Vendelbjerg")
        shoot(page, "workspace")
        page.set_viewport_size(PHONE)
        shoot(page, "phone")
        page.set_viewport_size(DESKTOP)
        answer_by_mail(page)
        become(page, "Sofie Kragelund")
        page.emulate_media(color_scheme="dark")
        say(page, "/taskforce status Digital infrastruktur")
        shoot(page, "group")
        browser.close()


def order(page: Page) -> None:
    """Order Elnet from the draft that lies ready, with a picture of the form."""
    say(page, "/taskforce ny")
    form = page.locator("dialog[open]")
    form.get_by_role("button", name="Næste").wait_for()
    shoot(page, "order")
    form.get_by_role("button", name="Næste").click()
    form.get_by_role("button", name="Se kortet").click()
    page.get_by_role("button", name="Send nu").last.click()
    page.get_by_text("Elnet er bestilt.").first.wait_for()


def answer_by_mail(page: Page) -> None:
    """Vibeke's letter box, and the pages behind her mail's first button, as on her phone."""
    become(page, "Vibeke Mosegaard")
    page.get_by_role("link", name="Må vi låne Anna Lindholt").click()
    shoot(page, "mail")
    with page.context.expect_page() as tab:
        page.frame_locator("#letter").get_by_role("link", name="Ja, spørg Anna").click()
    answer = tab.value
    answer.set_viewport_size(PHONE)
    shoot(answer, "answer")
    answer.get_by_role("button", name="Ja, spørg Anna").click()
    shoot(answer, "receipt")
    answer.close()


def say(page: Page, words: str) -> None:
    """Type into the composer and send."""
    composer = page.get_by_role("combobox")
    composer.fill(words)
    page.locator("form.composer").get_by_role("button").click()
    page.wait_for_timeout(WAIT)


def become(page: Page, name: str) -> None:
    """Act as somebody else."""
    page.get_by_role("button", name="Skift person").click()
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("dialog").locator("a, button", has_text=name).first.click()
    page.wait_for_timeout(WAIT)


def shoot(page: Page, name: str) -> None:
    """Take a picture."""
    page.wait_for_timeout(WAIT)
    page.screenshot(path=PICTURES / f"{name}.png")
    sys.stdout.write(f"docs/pictures/{name}.png\n")


@contextmanager
def demo() -> Iterator[str]:
    """The demo, started as its own process, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--no-open", "--database", str(Path(folder) / "demo.db")],
            cwd=ROOT, env={**os.environ, "TASKFORCE_PORT": str(port)}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "ready" in line:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
