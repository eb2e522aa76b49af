"""A browser without a script, for trying the workspace over HTTP."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import select

from storage.tables import WorkspaceChannel, WorkspacePost
from tests.bot.web.stage import Stage

Fields = dict[str, str]


class Browser:
    """A browser without a script: it reads pages and sends the forms that it finds there."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page = ""
        self.status = 0
        self.address = ""

    async def open(self, path: str) -> str:
        return await self._take(await self.client.get(path))

    async def press(self, label: str, **changed: str) -> str:
        action, fields = self.form(label)
        return await self.post(action, fields | changed)

    async def post(self, path: str, fields: Fields, **rest: object) -> str:
        return await self._take(await self.client.post(path, data=fields, **rest))

    async def say(self, words: str) -> str:
        action, fields = self.form("Send")
        return await self.post(action, fields | {"words": words})

    def form(self, label: str) -> tuple[str, Fields]:
        """The address and the fields of the first form that has a button of this name."""
        for found in re.finditer(r"<form([^>]*)>(.*?)</form>", self.page, re.DOTALL):
            buttons = re.findall(r"<button([^>]*)>(.*?)</button>", found[2], re.DOTALL)
            pressed = [attributes for attributes, name in buttons if html.unescape(name) == label]
            if pressed:
                action = re.search(r'action="([^"]*)"', found[1])
                assert action is not None
                inputs = [*re.findall(r"<input([^>]*)>", found[2]), *pressed]
                return action[1], dict(filter(None, map(_field, inputs)))
        raise AssertionError(f"no button {label}")

    def titles(self) -> list[str]:
        """The titles of the cards in view, in order."""
        return [plain(each) for each in re.findall(r"<h4>(.*?)</h4>", self.page, re.DOTALL)]

    def said(self) -> list[str]:
        """The posts of people in view, in order."""
        return [plain(each) for each in re.findall(r'<div class="said">\s*<p>(.*?)</p>', self.page, re.DOTALL)]

    async def _take(self, response: ClientResponse) -> str:
        self.page, self.status = await response.text(), response.status
        self.address = response.url.path
        return self.page


def _field(attributes: str) -> tuple[str, str] | None:
    name, value = re.search(r'name="([^"]*)"', attributes), re.search(r'value="([^"]*)"', attributes)
    return (name[1], html.unescape(value[1])) if name and value else None


def plain(fragment: str) -> str:
    without = re.sub(r'<span class="sr">.*?</span>', "", fragment)
    return html.unescape(re.sub(r"<[^>]*>", "", without)).replace("\xa0", " ")


def browse(played: Stage, scenario: Callable[[Browser], Awaitable[None]]) -> None:
    async def run() -> None:
        async with TestClient(TestServer(played.web)) as client:
            await scenario(Browser(client))

    asyncio.run(run())


def posts(played: Stage, channel_id: int | None = None) -> list[WorkspacePost]:
    with played.database.reading() as store:
        query = select(WorkspacePost).order_by(WorkspacePost.id)  # type: ignore[arg-type]
        found = store.session.exec(query).all()
    return [each for each in found if channel_id in (None, each.channel_id)]


def channel(played: Stage, name: str) -> int:
    with played.database.reading() as store:
        found = store.session.exec(select(WorkspaceChannel).where(WorkspaceChannel.name == name)).one()
        return found.id or 0
