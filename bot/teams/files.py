"""Papers that a card offers: Teams lets no bot hand a file over without asking the person first, so whoever presses
gets a link to it, which is theirs and works for a day.

It is shown on top of the card, to the one who pressed alone. The paper is made once before, to see that they may have
it. Where there are no pages to link to, it is said who sends it by mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from handlers.dialogue.card import Argument, Button, Card, Document, Line
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.people.identities import whom_to_write
from storage import links
from storage.tables import Person

from ..addresses import Addresses
from ..clock import Clock
from ..fetched import fetched, named
from ..patience import Patience
from ..runner import Runner
from ..web.desk import Papers


class Files:
    """Leads to papers. `papers` makes them, for whoever may read them; `addresses` are our pages, if there are any. One
    that takes longer to make than `patience` says is linked to all the same."""

    def __init__(
        self, runner: Runner, clock: Clock, papers: Papers, addresses: Addresses | None, patience: Patience
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._papers = papers
        self._addresses = addresses
        self._patience = patience

    async def offered(self, person: Person, args: Mapping[str, Argument], t: Speech) -> Card:
        """The way to the paper that a button names, or why there is none."""
        name = str(args.get("name", ""))
        addresses = self._addresses
        if addresses is None:
            whom = await self._runner.look(lambda store: whom_to_write(t, store))
            more = Line(t("Write to {whom}, and you will get it by mail.", whom=whom))
            return Card(t("{name} cannot be fetched from Teams.", name=name), (more,), tone="warning")
        try:
            async with asyncio.timeout(self._patience.paper):
                paper = await fetched(self._papers, person, args, t)
        except TimeoutError:
            paper = b"", name, ""
        if isinstance(paper, Card):
            return paper
        kind, id_ = named(args)
        now = self._clock.now()
        link = await self._runner.change(lambda store: links.for_file(store, number(person.id), now))
        address = addresses.file(link, Document(kind, id_, name))
        return Card(
            t("Here is {name}.", name=paper[1]),
            (Line(t("The link is yours alone. It works for a day.")),),
            (Button("", t("Get the file"), url=address, style="primary"),),
        )
