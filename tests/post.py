"""Somebody without an account: their mail program and their browser, as far as a test needs them.

Mails come from the real SMTP server of tests/smtp.py. The browser runs no script, keeps no cookie, and sends what
a person would send: the fields of the form that the pressed button stands in.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import urljoin

from aiohttp import ClientResponse, ClientSession


def text_of(mail: EmailMessage) -> str:
    """The plain twin."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    """The HTML twin."""
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def links_of(mail: EmailMessage) -> dict[str, str]:
    """What can be pressed in a mail, and where it leads."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html_of(mail), re.DOTALL)
    return {plain(label): html.unescape(address) for address, label in found}


def plain(fragment: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(br|/p|/h\d|/dt|/li)[^>]*>", " ", fragment)))
    return " ".join(text.replace("\N{WORD JOINER}", "").split())


@dataclass
class Reader:
    """One person at their own computer. `taps` counts links followed and buttons pressed."""

    session: ClientSession
    status: int = 0
    page: str = ""
    address: str = ""
    taps: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def follow(self, mail: EmailMessage, label: str) -> None:
        """Press a button or a link of a mail."""
        links = links_of(mail)
        assert label in links, f"{label!r} is not among {list(links)}"
        await self.open(links[label])

    async def open(self, address: str) -> None:
        """Open an address."""
        self.taps += 1
        async with self.session.get(address) as response:
            await self._take(response)

    async def click(self, label: str) -> None:
        """Follow a link of the page."""
        found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', self._main(), re.DOTALL)
        addresses = {plain(name): html.unescape(address) for address, name in found}
        assert label in addresses, f"{label!r} is not among {list(addresses)}"
        await self.open(self._absolute(addresses[label]))

    async def press(self, label: str, **filled: str) -> None:
        """Press a button of the page, with what was filled in beside it (names without their `f.`)."""
        self.taps += 1
        action, fields = self.form(label)
        fields |= {f"f.{name}": value for name, value in filled.items()}
        async with self.session.post(self._absolute(action), data=fields) as response:
            await self._take(response)

    def form(self, label: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of the form whose button has this label."""
        labels = []
        for attributes, inside in re.findall(r"<form([^>]*)>(.*?)</form>", self._main(), re.DOTALL):
            for button, name in re.findall(r"<button([^>]*)>(.*?)</button>", inside, re.DOTALL):
                labels.append(plain(name))
                if labels[-1] == label:
                    inputs = [each for each in re.findall(r"<input([^>]*)>", inside) if _counts(each)]
                    action = _attribute(attributes, "action")
                    return action or self.address, dict(filter(None, map(_field, [*inputs, button])))
        raise AssertionError(f"{label!r} is not among {labels}")

    def buttons(self) -> list[str]:
        """The labels of the page's buttons and of the links that look like one."""
        found = re.findall(r'<button[^>]*>(.*?)</button>|<a class="btn[^>]*>(.*?)</a>', self._main(), re.DOTALL)
        return [plain(button or link) for button, link in found]

    @property
    def title(self) -> str:
        """The page's heading."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        assert found is not None, self.page
        return plain(found[1])

    @property
    def text(self) -> str:
        """What the page says."""
        return plain(self._main())

    def _main(self) -> str:
        found = re.search(r"<main.*?</main>", self.page, re.DOTALL)
        return found[0] if found else self.page

    def _absolute(self, address: str) -> str:
        return urljoin(self.address, address)

    async def _take(self, response: ClientResponse) -> None:
        self.page, self.status = await response.text(), response.status
        self.address = str(response.url)
        self.headers = dict(response.headers)


def _counts(attributes: str) -> bool:
    """Whether a field would be sent: a box that is not ticked is not."""
    return not re.search(r'type="(radio|checkbox)"', attributes) or " checked" in attributes


def _field(attributes: str) -> tuple[str, str] | None:
    name = _attribute(attributes, "name")
    return (name, html.unescape(_attribute(attributes, "value"))) if name else None


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return found[1] if found else ""
