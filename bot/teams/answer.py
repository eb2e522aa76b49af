"""Where a Reply goes, by what was done in Teams. Every invoke is answered with HTTP 200.

- A button of a card: what takes the card's place stands in the answer, and is drawn for everybody by the outbox. A
  refusal or a short thanks stands on top of the card as it is now. What is a card of its own comes as a message: in the
  thread where it is for everybody there, else in the person's own conversation; the card says on top where it is.
- A form stands in the place of the card, for whoever pressed, with a way back. Its errors stand at its fields, and
  what was written stays. A form that is a message of its own is drawn again for good when it is sent, or left. In the
  place of one that is too long for a card stands the way to its page.
- Papers are bot/teams/files.py's; another page of a long card is shown to whoever pressed.
- What cannot be done now, and a defect, is a sentence that leaves card and inputs as they are.

An activity that is no invoke is for bot/teams/heard.py; Teams sends it again when it is answered 503. A card gives no
rights: a forwarded one is answered as any other, and its message is shown again only to whom it was sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from handlers.dialogue.card import Card, Line
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place
from handlers.locale import Speech
from handlers.people.identities import FORM as INTRODUCTION
from storage import conversations, outbox
from storage.engine import Store
from storage.unavailable import Unavailable

from .. import carried, outage
from ..addresses import Addresses
from ..asking import Asker, Came, gone, later
from ..carried import Carried
from ..clock import Clock
from ..defects import guarded
from ..delivery import Dispatcher
from ..face import Later, Never
from ..long_forms import LongForms
from ..payloads import Unreadable, text
from ..repeats import Repeats
from ..rooms import place_of
from ..runner import Defect, Runner, apology
from ..settings import Settings
from ..web.desk import Papers
from . import asked, buttons, forms, invokes, render
from .asked import FACE, Spot
from .buttons import Pressed
from .connector import Connector, Json
from .files import Files
from .heard import Heard
from .people import Folk
from .port import Answer
from .press import Press, is_short

log = structlog.get_logger()


class Answers:
    """Gives each activity its turn; none fails for what a person can cause."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        connector: Connector,
        folk: Folk,
        papers: Papers,
        addresses: Addresses | None,
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._dispatcher = dispatcher
        self._folk = folk
        self._patience = connector.patience
        self._asker = Asker(runner, clock, dispatcher, FACE, settings.language)
        self._files = Files(runner, clock, papers, addresses, connector.patience)
        self._long_forms = LongForms(runner, clock, addresses)
        self._heard = Heard(runner, clock, dispatcher, settings, connector, folk, self._long_forms)
        self._came: Repeats[Answer] = Repeats(lambda answer: answer.status == 503)

    async def turn(self, activity: Json) -> Answer:
        """What an activity is answered over HTTP."""
        key = _delivery(activity)
        if not key:
            return await self._turn(activity)
        answer, _ = await self._came.once(key, lambda: self._turn(activity))
        return answer

    async def finish(self, seconds: float) -> None:
        """Let what goes on come to its end, for some seconds."""
        going = self._came.going()
        if going:
            await asyncio.wait(going, timeout=seconds)

    async def _turn(self, activity: Json) -> Answer:
        invokes_us = activity.get("type") == "invoke"
        work: Awaitable[Answer] = self._invoked(activity) if invokes_us else self._told(activity)
        answer = await guarded(work, self._runner, face=FACE)
        if not isinstance(answer, Defect):
            return answer
        return Answer(invokes.word(_said(apology(answer, self._asker.speech(None))))) if invokes_us else Answer()

    async def _told(self, activity: Json) -> Answer:
        """Something that nobody waits for."""
        try:
            await self._heard.event(activity)
        except Unreadable:
            return Answer(status=400)
        except Unavailable as away:
            told = await self._heard.sorry(activity, _said(outage.reply(self._asker.speech(None), away)))
            return Answer(status=200 if told else 503)
        except Later as trouble:
            log.warning("not now", face=FACE, why=_why(trouble))
            return Answer(status=503)
        except Never as refused:
            log.warning("teams does not let us hear", why=str(refused))
        return Answer()

    async def _invoked(self, activity: Json) -> Answer:
        """Something whose answer is waited for."""
        t = self._asker.speech(None)
        try:
            name = text(activity, "name")
            if name == invokes.ACTION:
                return Answer(invokes.card(await self._pressed(activity)))
            return Answer(invokes.unsupported(name, t("That cannot be done here.")))
        except Unreadable:
            return Answer(invokes.error("BadRequest", t("That cannot be read.")))
        except Unavailable as away:
            return Answer(invokes.word(_said(outage.reply(t, away))))
        except (Later, Never) as trouble:
            log.warning("not now", face=FACE, why=_why(trouble))
            return Answer(invokes.word(_said(later(t))))

    # --- adaptiveCard/action ---

    async def _pressed(self, activity: Json) -> Json:
        """The card that a press is answered with."""
        spot, pressed = asked.spot(activity), buttons.read(activity.get("value"))
        if pressed is None or not spot.activity or not spot.member:
            raise Unreadable
        press = await self._seen(activity, spot, pressed)
        match pressed.action:
            case buttons.PAGE:
                return self._page(press)
            case buttons.BACK:
                return await self._back(press)
            case buttons.FILE if press.person is not None:
                return self._present(press, await self._files.offered(press.person, pressed.args, press.t))
        return await self._answered(press, await self._asked(press))

    async def _seen(self, activity: Json, spot: Spot, pressed: Pressed) -> Press:
        """Who presses what. Raises Later, and Never where Teams does not say who it is."""
        try:
            async with self._patience.lasts():
                await self._folk.met(activity, spot)
                person = await self._folk.person(spot)
                t = self._asker.speech(person) if person is not None else await self._folk.speech(spot)
        except TimeoutError:
            raise Later("Teams does not say in time who it is") from None

        def look(store: Store) -> tuple[Carried | None, Place, bool]:
            at = carried.find(store, FACE, spot.reference)
            kept = conversations.at(store, FACE, spot.account)
            place = place_of(store, FACE, spot.room, spot.named)
            return at, place, spot.alone or (kept is not None and kept.dead_at is None)

        at, place, reached = await self._runner.look(look)
        if at is not None and at.reader_id is not None and (person is None or at.reader_id != person.id):
            at = None
        return Press(spot, pressed, person, at, place, reached, t)

    async def _asked(self, press: Press) -> Came:
        """What comes of it."""
        spot, pressed, person = press.spot, press.pressed, press.person
        if person is None or (pressed.is_form and pressed.action == INTRODUCTION):
            try:
                async with self._patience.lasts():
                    if pressed.is_form and pressed.action == INTRODUCTION:
                        return Came(await self._folk.introduce(spot, pressed.values), t=press.t)
                    return Came(await self._folk.stranger(spot), t=press.t)
            except TimeoutError:
                raise Later("Teams does not say in time who it is") from None
        return await self._asker.ask(
            person,
            spot.key,
            press.place,
            action=pressed.action,
            args=pressed.args,
            values=pressed.values,
            at=press.at,
            replaces=press.replaces,
            also=lambda store, reply: self._follow(store, press, reply),
        )

    async def _answered(self, press: Press, came: Came) -> Json:
        """The card for what came of it, once everything that follows has been written down."""
        reply, t = came.reply, press.t
        refused = came.refused and not reply.instead
        if reply.form is not None and reply.form.page and press.person is not None:
            return _drawn(press.with_way_back(await self._long_forms.way(press.person, reply.form, t)), t)
        if reply.form is not None:
            if not came.changed:
                await self._read(press, reply)
            return self._form(press, reply.form)
        if press.pressed.is_form and refused and (again := await self._again(press, reply)) is not None:
            return self._form(press, again)
        if reply.card is None:
            return await self._left(press, "") if press.form_alone else self._present(press)
        if press.replaces(reply) and not refused:
            await self._asker.redraw(came, press.at, press.replaces)
            now = await self._now(press)
            if now.at is not None and press.beside(reply, now.at.form or now.at.card):
                return self._present(now, Card(press.where(reply)))
            return _drawn(reply.card, t)
        if press.turns(came):
            return _drawn(press.with_way_back(reply.card), t)
        if press.own(reply, refused=refused):
            if not came.changed:
                await self._read(press, reply)
            return self._present(await self._now(press), Card(press.where(reply)))
        if is_short(reply.card, refused=refused):
            return self._present(await self._now(press), reply.card)
        return _drawn(press.with_way_back(reply.card), t)

    # --- what follows ---

    def _follow(self, store: Store, press: Press, reply: Reply) -> None:
        """Write down what a reply has the outbox carry, besides a card in the place of the message."""
        now = self._clock.now()
        if reply.form is not None:
            stays = reply.form.page or any(reply.form.errors.values())
            if press.form_alone and press.at is not None and not stays:
                carried.redraw(store, press.at, reply.form, now)
        elif (
            reply.card is not None
            and press.person is not None
            and (press.own(reply) or self._over(store, press, reply))
        ):
            here = reply.audience == "here" and not press.spot.alone
            to, there = (None, f"{press.spot.conversation}/") if here else (press.person.id, "")
            key = press.spot.key
            outbox.put(store, carried.reply(key, reply.card, face=FACE, now=now, person_id=to, place=there))

    def _over(self, store: Store, press: Press, reply: Reply) -> bool:
        """Whether the message has been drawn otherwise than the reply has it, which comes beside it then."""
        if press.at is None:
            return False
        return press.beside(reply, carried.unpacked(outbox.newest_about(store, press.at.row_id).payload))

    async def _read(self, press: Press, reply: Reply) -> None:
        """What follows from a reply to which nothing was changed."""
        await self._runner.change(lambda store: self._follow(store, press, reply))
        self._dispatcher.wake()

    async def _again(self, press: Press, reply: Reply) -> Form | None:
        """The form as it was sent, with a refusal that is about none of its fields on top."""
        if press.person is None or reply.card is None:
            return None
        pressed = press.pressed
        form = await self._asker.blank(press.person, pressed.action, pressed.args, press.place)
        said = [reply.card.title, *(part.text for part in reply.card.body if isinstance(part, Line))]
        wrong = {f" {number}": sentence for number, sentence in enumerate(said)}  # no field is called so
        return replace(form, values=dict(pressed.values), errors=wrong) if form is not None else None

    async def _now(self, press: Press) -> Press:
        """The same, with its message as it is after what was done."""
        if press.at is None:
            return press
        at = await self._runner.look(lambda store: carried.find(store, FACE, press.spot.reference))
        return replace(press, at=at)

    # --- what this face answers by itself ---

    def _page(self, press: Press) -> Json:
        """Another page of a long card."""
        page = press.pressed.args.get("page")
        if not isinstance(page, int):
            raise Unreadable
        if press.at is None:
            return _drawn(gone(press.t).card, press.t)
        return self._present(press, page=page)

    async def _back(self, press: Press) -> Json:
        """The way out of a form."""
        if press.at is None or press.at.form is not None:
            return await self._left(press, press.t("Nothing has been sent."))
        return self._present(press)

    async def _left(self, press: Press, said: str) -> Json:
        """A form that is done with: its title stays."""
        title = press.at.card.title if press.at is not None else press.t("The form has been closed.")
        card = Card(title, (Line(said),) if said else ())
        if press.form_alone and press.at is not None:
            at, now = press.at, self._clock.now()
            if await self._runner.change(lambda store: carried.redraw(store, at, card, now)):
                self._dispatcher.wake()
        return _drawn(card, press.t)

    # --- drawing ---

    def _form(self, press: Press, form: Form) -> Json:
        return forms.form(form, press.t, way_back=press.at is not None and press.at.form is None).content

    def _present(self, press: Press, notice: Card | None = None, page: int = 0) -> Json:
        """The message as it stands, with a sentence on top; where it is nobody's to show, that alone."""
        at, t = press.at, press.t
        if at is None:
            return _drawn(notice or gone(t).card, t)
        if at.form is not None and notice is None:
            return self._form(press, at.form)
        if at.form is not None:
            return _drawn(notice, t)
        return render.message(at.card, t, page, notice=notice).content


def _drawn(card: Card | None, t: Speech) -> Json:
    assert card is not None
    return render.message(card, t).content


def _said(reply: Reply) -> str:
    """A short card in one line of text."""
    card = reply.card
    assert card is not None
    return " ".join([card.title, *(part.text for part in card.body if isinstance(part, Line))])


def _why(trouble: Exception) -> str:
    """For the log."""
    return f"{type(trouble).__name__}: {trouble}"


def _delivery(activity: Mapping[str, Any]) -> str:
    """What the same delivery has in common with itself; empty where that cannot be said. What is told of a message
    again, when it has been changed, has another time."""
    talk, sender = activity.get("conversation"), activity.get("from")
    where = talk.get("id") if isinstance(talk, Mapping) else None
    who = sender.get("id") if isinstance(sender, Mapping) else None
    several = [activity.get("type"), activity.get("name"), where, who, activity.get("id")]
    if not activity.get("id"):
        return ""
    if activity.get("type") != "invoke":
        several.append(activity.get("timestamp"))
    return repr(several)
