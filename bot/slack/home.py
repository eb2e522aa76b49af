"""The app's home page in Slack: what awaits its reader, published when they open it and after they have done something.

Publishing goes on behind the answer to Slack, and for each account one at a time: what is asked for while it is under
way is done once more afterwards, at most once a second. Pressing [Vis flere] publishes the lines that follow in its
place. Somebody unknown finds there what they can do about it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.locale import Speech
from storage import people
from storage.tables import IdentityKind, Person

from ..clock import Clock
from ..defects import beside
from ..face import Later
from ..kept import HOUR, Kept
from ..runner import Runner
from . import render
from .api import Api, Refused
from .asked import FACE
from .people import Folk

SHOW = "home.show"  # the action of [Vis flere] on the page; its argument "from" is the first line
LINES = (30, 10, 3)  # on a page; fewer where they are long
PAUSE = 1.0  # seconds between two publications to one account
TRIES = 3
PATIENCE = 20.0  # seconds that a publication waits for its turn
log = structlog.get_logger()


class Home:
    """The home pages. Nothing here raises, and nobody waits for it."""

    def __init__(
        self, runner: Runner, clock: Clock, api: Api, folk: Folk, machine: Callable[[], float] = time.monotonic
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._api = api
        self._folk = folk
        self._wanted: dict[tuple[str, str], int] = {}
        self._first: Kept[tuple[str, str], int] = Kept(HOUR, machine)
        self._without: Kept[str, bool] = Kept(HOUR, machine)
        self._asked: set[int] = set()
        self._busy: set[tuple[str, str]] = set()
        self._going: set[asyncio.Future[object]] = set()

    def opened(self, team: str, user: str) -> None:
        """Somebody looks at their page. `team` is the workspace in which they do, not always their own."""
        self._without.forget(user)
        self._start(self._opened(team, user))

    def turn(self, team: str, user: str, first: int) -> None:
        """Somebody has pressed a button of their page that shows it from another line on."""
        self._first.put((team, user), first)
        self._publish(team, user)

    def refresh(self, person: Person) -> None:
        """A person has done something: their page is drawn again, at the lines that they were reading."""
        person_id = number(person.id)
        if person_id not in self._asked:
            self._asked.add(person_id)
            self._start(self._of(person_id))

    async def finish(self, seconds: float) -> None:
        """Let what is under way, and what follows from it, come to its end; what has not by then is left undone."""
        until = asyncio.get_running_loop().time() + seconds
        while self._going and (left := until - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self._going), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for task in self._going:
            task.cancel()

    # --- how ---

    async def _opened(self, team: str, user: str) -> None:
        try:
            team = await self._folk.team_of(user, team)
        except (Later, Refused) as error:
            log.warning("a home page could not be published", why=str(error))
        self.turn(team, user, 0)

    async def _of(self, person_id: int) -> None:
        self._asked.discard(person_id)  # what happens from now on may not be seen by this
        for each in await self._runner.look(lambda store: people.identities_of(store, person_id)):
            if each.kind == IdentityKind.slack:
                team, _, user = each.address.partition("/")
                self._publish(team, user)

    def _publish(self, team: str, user: str) -> None:
        if self._without.get(user):
            return
        key = (team, user)
        self._wanted[key] = self._first.get(key) or 0
        if key not in self._busy:
            self._busy.add(key)
            self._start(self._keep_up(key))

    async def _keep_up(self, key: tuple[str, str]) -> None:
        """Publish as long as something has changed meanwhile."""
        try:
            while key in self._wanted:
                await self._show(*key, self._wanted.pop(key))
                if key in self._wanted:
                    await asyncio.sleep(PAUSE)
        finally:
            self._busy.discard(key)

    async def _show(self, team: str, user: str, first: int) -> None:
        for tries in range(1, TRIES + 1):
            try:
                view = await self._view(team, user, first)
                await self._api.call("views.publish", patience=PATIENCE, user_id=user, view=view)
            except Later as later:
                if tries == TRIES:
                    log.warning("a home page could not be published", why=str(later))
                else:
                    await asyncio.sleep(min(PAUSE if later.seconds is None else later.seconds, PATIENCE))
                continue
            except Refused as refused:
                # Whoever is a guest in a shared channel has no page of ours; it is asked for again when opened.
                self._without.put(user, True)
                log.warning("a home page was not taken", why=refused.error)
            return

    async def _view(self, team: str, user: str, first: int) -> dict[str, Any]:
        now = self._clock.now()
        person = await self._folk.person(team, user, now)
        t = Speech(person.language, now) if person is not None else await self._folk.speech(user, now)
        if person is None:
            drawn = render.view(_doorstep(t, await self._folk.stranger(team, user, now)), t)
            return {"type": "home", "blocks": drawn.blocks}
        for lines in LINES:
            asks = Request(person, now, SHOW, args={"from": first, "lines": lines}, face=FACE)
            drawn = render.view((await self._runner.ask(asks)).card or Card(""), t)
            if drawn.pages == 1:
                break
        return {"type": "home", "blocks": drawn.blocks, "private_metadata": json.dumps({"from": first})}

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(beside(work, self._runner, face=FACE, what="home"))
        self._going.add(task)
        task.add_done_callback(self._going.discard)


def _doorstep(t: Speech, reply: Reply) -> Card:
    """What somebody unknown finds. A form opens when a button is pressed: any button, since they are asked first who
    they are."""
    form = reply.form
    if form is None:
        return reply.card or Card(t("We do not know you yet."))
    opens = Button("say", form.title, {"words": t("help")}, style="primary")
    return Card(t("We do not know you yet."), (Line(form.note),), (opens,))
