"""What somebody does on a page: a button, a form, words in the composer, the clock, the way it looks.

Every action answers with the way back to the conversation; only a form or a question is a page of its own.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from aiohttp import web

from handlers.dialogue.card import Argument, Button, Card, Confirm, Line
from handlers.dialogue.clean import clean
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request, cleaned
from handlers.locale import LANGUAGES, Speech
from storage import workspace
from storage.tables import WorkspacePost

from ..clock import Backwards
from . import guard, guide, posting
from .desk import PHONE, SKIPPED, Desk, Scene, Spot, skipped, to

COMMAND = "/taskforce"
LONGEST = 4000  # characters of a message
AHEAD = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


class Actions:
    """What is answered to a POST. `face` is what the journal calls this face."""

    def __init__(self, desk: Desk, face: str) -> None:
        self._desk = desk
        self._face = face

    async def press(self, request: web.Request) -> web.Response:
        """A button of a card."""
        scene, sent = await self._sent(request)
        if sent.text("confirm"):  # a browser that cannot open the dialog is asked on a page
            return self._question(scene, sent)
        return await self._answer(scene, sent, self._asks(scene, sent, action=_action(sent), args=sent.args))

    async def submit(self, request: web.Request) -> web.Response:
        """A form that was filled in."""
        scene, sent = await self._sent(request)
        values: dict[str, Value] = {
            name: several[0] if len(several) == 1 else several for name, several in sent.values.items()
        }
        asked = self._asks(scene, sent, action=_action(sent), args=sent.args, values=values)
        return await self._answer(scene, sent, asked)

    async def say(self, request: web.Request) -> web.Response:
        """Words: a command, something for the bot, or a message to the others here."""
        scene, sent = await self._sent(request)
        t = self._speech(scene)
        words = clean(sent.text("words"))
        if scene.channel.archived_at is not None or not words:
            return to(scene.base)
        if len(words) > LONGEST:
            return await self._show(scene, _where(scene, sent), Reply(_too_long(t, len(words))))
        first, _, rest = words.partition(" ")
        command, slash = first.lower() == COMMAND, words.startswith("/")
        await self._post(scene, sent, words, only_me=slash)
        if command or (scene.alone and not slash):
            asked = self._asks(scene, sent, words=rest.strip() if command else words)
            return await self._answer(scene, sent, asked)
        if slash:
            return await self._show(scene, _where(scene, sent), Reply(_unknown(t, first)))
        self._desk.live.changed()
        return to(scene.base)

    async def language(self, request: web.Request) -> web.Response:
        """The language of whoever acts."""
        spot, sent = await self._sent_anywhere(request)
        language = sent.text("language")
        if language not in LANGUAGES:
            raise guard.unreadable()
        reply = await self._desk.runner.ask(self._asks(spot, sent, action="me.language", args={"language": language}))
        # The page itself is the receipt; only a refusal needs words.
        if isinstance(spot, Scene) and reply.card is not None and reply.card.tone == "warning":
            return await self._show(spot, _where(spot, sent), reply)
        self._desk.live.changed()
        return to(spot.base)

    async def wind(self, request: web.Request) -> web.Response:
        """The clock, forward by a day, a week, to what a step of the guide waits for, or to what comes next."""
        spot, sent = await self._sent_anywhere(request)
        desk, now = self._desk, self._desk.clock.now()
        target = await self._target(sent.text("by"), now)
        if desk.live.wound is None and target > now:

            def progress(_: str, when: datetime) -> None:
                desk.live.wound = min(max((when - now) / (target - now), 0.0), 1.0)
                desk.live.changed()

            progress("", now)
            try:
                with suppress(Backwards):  # somebody else has wound it further meanwhile
                    await desk.clock.wind(target, progress)
            finally:
                desk.live.wound = None
                desk.live.changed()
        return to(spot.base)

    async def _target(self, by: str, now: datetime) -> datetime:
        if by in AHEAD:
            return now + AHEAD[by]
        if by.startswith("step"):
            awaited = await self._desk.runner.look(guide.awaited)
            return awaited.get(by, now)
        ahead = await self._desk.runner.look(lambda _: self._desk.clock.next_event())
        return ahead[1] if ahead else now

    async def skip(self, request: web.Request) -> web.Response:
        """A step of the guide, passed over."""
        spot, sent = await self._sent_anywhere(request)
        steps = sorted({*skipped(request), sent.number("step")} - {0})
        response = to(f"{spot.base}#guide")
        response.set_cookie(SKIPPED, "-".join(map(str, steps)), samesite="Strict", httponly=True)
        return response

    async def phone(self, request: web.Request) -> web.Response:
        """The conversation as wide as a phone, or as wide as there is room."""
        spot, _ = await self._sent_anywhere(request)
        response = to(spot.base)
        narrow = request.cookies.get(PHONE) == "1"
        response.set_cookie(PHONE, "0" if narrow else "1", samesite="Strict", httponly=True)
        return response

    # --- how ---

    async def _sent(self, request: web.Request) -> tuple[Scene, guard.Sent]:
        scene = await self._desk.scene(request)
        return scene, await guard.sent(request, scene.browser)

    async def _sent_anywhere(self, request: web.Request) -> tuple[Spot, guard.Sent]:
        spot = await self._desk.spot(request)
        return spot, await guard.sent(request, spot.browser)

    def _speech(self, scene: Scene) -> Speech:
        return Speech(scene.person.language, self._desk.clock.now())

    def _asks(
        self,
        spot: Spot,
        sent: guard.Sent,
        *,
        action: str = "",
        words: str = "",
        args: dict[str, Argument] | None = None,
        values: dict[str, Value] | None = None,
    ) -> Request:
        return cleaned(
            Request(
                actor=spot.person,
                now=self._desk.clock.now(),
                action=action,
                words=words,
                args=args or {},
                values=values or {},
                place=_place(spot),
                key=f"{self._face}/{spot.me}/{sent.key}",
                face=self._face,
            )
        )

    async def _answer(self, scene: Scene, sent: guard.Sent, asked: Request) -> web.Response:
        """Have a request carried out and what came of it delivered, and put the reply where it belongs."""
        where = _where(scene, sent)  # before anything is done: it refuses what no page of ours has written
        reply = await self._desk.runner.ask(asked)
        await self._desk.dispatcher.drain(asked.now)
        if reply.form is not None:
            at = scene.at(where.post_id, where.version)
            wrong = any(reply.form.errors.values())
            return self._desk.draw("form.html", scene, status=422 if wrong else 200, form=reply.form, at=at)
        return await self._show(scene, where, reply)

    async def _show(self, scene: Scene, where: posting.Where, reply: Reply) -> web.Response:
        now = self._desk.clock.now()
        await self._desk.runner.change(lambda store: posting.place(store, where, reply, now))
        self._desk.live.changed()
        return to(scene.base)

    async def _post(self, scene: Scene, sent: guard.Sent, text: str, *, only_me: bool) -> None:
        post = WorkspacePost(
            channel_id=scene.here,
            author_id=scene.me,
            only_for_id=scene.me if only_me else None,
            asked=f"{scene.me}/{sent.key}/said",
            text=text,
            posted_at=self._desk.clock.now(),
        )
        await self._desk.runner.change(lambda store: workspace.put(store, post))

    def _question(self, scene: Scene, sent: guard.Sent) -> web.Response:
        words = sent.packed("confirm")
        confirm = Confirm(*(clean(str(words.get(part, ""))) for part in ("title", "text", "yes")))
        button = Button(_action(sent), confirm.yes, sent.args, "primary")
        at = scene.at(sent.number("post"), sent.number("version"))
        return self._desk.draw("confirm.html", scene, confirm=confirm, button=button, at=at, key=sent.key)


def _place(spot: Spot) -> Place:
    if not isinstance(spot, Scene):
        return Place(alone=True)
    return Place(
        alone=spot.alone,
        group_id=spot.channel.group_id,
        channel=f"channel:{spot.here}" if spot.channel.name is not None else "",
        name=spot.channel.name or "",
    )


def _where(scene: Scene, sent: guard.Sent) -> posting.Where:
    return posting.Where(
        channel_id=scene.here,
        person_id=scene.me,
        alone=scene.alone,
        key=f"{scene.me}/{sent.key}/reply",
        post_id=sent.number("post"),
        version=sent.number("version"),
    )


def _action(sent: guard.Sent) -> str:
    found = sent.text("action")
    if not found or len(found) > 100:
        raise guard.unreadable()
    return found


def _too_long(t: Speech, count: int) -> Card:
    more = t("At most {most} characters, please. This is {count}.", most=LONGEST, count=count)
    return Card(t("That is too long for a message."), (Line(more),), tone="warning")


def _unknown(t: Speech, word: str) -> Card:
    shown = word if len(word) <= 40 else word[:39] + "…"
    return Card(
        t("I do not know “{word}”.", word=shown),
        (Line(t("Commands begin with {command}.", command=COMMAND)),),
        (Button("say", t("help"), {"words": t("help")}),),
        tone="warning",
    )
