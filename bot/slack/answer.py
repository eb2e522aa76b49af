"""Where a Reply goes, by what was done in Slack.

- A command: the HTTP answer, for the person alone or for the channel. A form opens as a modal, before the answer.
- A button of a message: the message is drawn again by the outbox where that carried it, else by its response_url;
  what does not take the card's place is shown beside it, to the person alone. A form opens as a modal.
- A button in a modal: the modal itself. A button of the home page: a modal; then the page is drawn again.
- A form: the HTTP answer alone. Errors stand at their fields; a refusal that is about no field comes on top, so that
  what was written stays underneath; anything else takes the form's place.
- A form that is too long for a modal stands on a page of ours; what is shown leads there.
- A shortcut: a form in a modal, or a card beside the message.

Everything is said after the commit, and before Slack stops waiting.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialogue.card import Argument
from handlers.dialogue.reply import Reply
from storage import people
from storage.tables import IdentityKind
from storage.unavailable import Unavailable

from .. import carried, outage
from ..addresses import Addresses
from ..asking import Came, gone, later
from ..carried import Carried
from ..clock import Clock
from ..delivery import Dispatcher
from ..inputs import FREE
from ..long_forms import LongForms
from ..payloads import Unreadable, part, text
from ..runner import Defect, Runner, apology
from ..settings import Settings
from ..strangers import FORM as INTRODUCTION
from ..web.desk import Papers
from . import asked, buttons, modal
from .api import Api
from .asked import FACE, Spot
from .asking import Asker, not_opened, replaces
from .files import Files
from .heard import Heard
from .home import SHOW, Home
from .people import Folk
from .saying import Voice, pages
from .texts import Json

Work = Callable[[], Awaitable[Any]]
DEEPEST = 3  # modals on top of each other that Slack takes


@dataclass(frozen=True)
class Answer:
    """What Slack is answered: a body, and what goes on once it has been sent. `again` asks for the same delivery
    once more."""

    body: str | Json = ""
    after: tuple[Work, ...] = ()
    again: bool = False


class Answers:
    """One method for each kind of thing that Slack tells; none of them fails for what a person can cause."""

    def __init__(
        self,
        runner: Runner,
        clock: Clock,
        dispatcher: Dispatcher,
        settings: Settings,
        api: Api,
        folk: Folk,
        home: Home,
        papers: Papers,
        addresses: Addresses | None,
    ) -> None:
        self._runner = runner
        self._clock = clock
        long_forms = LongForms(runner, clock, addresses)
        self._asker = Asker(runner, clock, dispatcher, folk, home, api.patience, settings.language, long_forms)
        self._folk = folk
        self._home = home
        self._voice = Voice(api)
        self._files = Files(runner, clock, api, self._voice, papers)
        self._heard = Heard(runner, clock, settings, api, folk, home)

    # --- each kind ---

    async def command(self, body: Json) -> Answer:
        """Words after /taskforce."""
        spot = asked.of_command(body)
        return await self._in_answer(spot, await self._asker.ask(spot, words=asked.words(body)))

    async def press(self, body: Json) -> Answer:
        """A button, wherever it stands."""
        spot = asked.of_interaction(body)
        read = buttons.read(asked.pressed(body))
        if read is None:
            return Answer()
        action, args = read
        meta = modal.Meta.read(text(spot.view, "private_metadata"))
        if action == buttons.PAGE:
            return await self._turn_page(spot, meta, args)
        if action == buttons.FILE:
            return await self._bring(spot, args)
        if action == SHOW and spot.at_home:
            self._home.turn(spot.team, spot.user, _whole(args.get("from", 0)))
            return Answer()
        at = await self._runner.look(lambda store: carried.find(store, FACE, spot.reference))
        came = await self._asker.ask(spot, action=action, args=args, at=at)
        if spot.view:
            origin = meta.origin if meta is not None else modal.Origin()
            return await self._in_view(spot, came, modal.Meta(action, args, origin))
        return await self._beside(spot, came, modal.Meta(action, args), at)

    async def submit(self, body: Json) -> Answer:
        """A form that was filled in."""
        spot = asked.of_interaction(body)
        meta = modal.Meta.read(text(spot.view, "private_metadata"))
        if meta is None:
            raise Unreadable
        values = modal.values(spot.view)
        if meta.route == INTRODUCTION:
            now = self._clock.now()
            reply = await self._folk.introduce(spot.team, spot.user, values, now, spot.key)
            return self._submitted(spot, Came(reply, t=await self._folk.speech(spot.user, now)), meta)
        origin = meta.origin
        reference = f"{origin.channel}/{origin.ts}" if origin.channel and origin.ts and not origin.ephemeral else ""
        at = await self._runner.look(lambda store: carried.find(store, FACE, reference))
        seen = replace(spot, channel=origin.channel)
        came = await self._asker.ask(seen, action=meta.route, args=meta.args, values=values, at=at)
        await self._asker.redraw(seen, came, at)
        return self._submitted(spot, came, meta)

    async def shortcut(self, body: Json) -> Answer:
        """Something taken from Slack's own menus; on a message it has the message's words."""
        spot = asked.of_interaction(body)
        route = text(body, "callback_id")
        if route not in self._runner.router.routes:
            return Answer()
        came = await self._asker.ask(spot, action=route, args=await self._quoted(spot, part(body, "message")))
        return await self._beside(spot, came, modal.Meta(route), None)

    async def options(self, body: Json) -> Answer:
        """The people, or other options, that fit what is being typed into a field."""
        spot = asked.of_typing(body)
        meta = modal.Meta.read(text(spot.view, "private_metadata"))
        person = await self._asker.person(spot)
        if meta is None or person is None:
            return Answer({"options": []})
        name = text(body, "block_id").removesuffix(FREE)
        form = await self._asker.blank(person, meta.route, meta.args)
        several = form.fields if form is not None else ()
        wanted = next((each for each in several if each.name == name), None)
        return Answer({"options": modal.options(wanted, text(body, "value"))})

    async def event(self, body: Json) -> Answer:
        """Something that happened: a message, a mention, somebody who came or left. While the database is away whoever
        has written to the bot is told so, and anything else is asked for once more."""
        event = dict(part(body, "event"))
        try:
            await self._heard.event(event, body)
        except Unavailable as away:
            t = self._asker.speech(None)
            card = outage.reply(t, away).card
            assert card is not None
            return Answer(again=not await self._heard.sorry(event, body, pages(card, t)[0]))
        return Answer()

    async def nothing(self, _body: Json) -> Answer:
        """What is only taken note of: a form was closed."""
        return Answer()

    async def sorry(self, body: Json, trouble: Defect | Unavailable | None = None) -> Answer:
        """Something failed that nobody could have caused; the person hears of it where they are."""
        t = self._asker.speech(None)
        if isinstance(trouble, Unavailable):
            reply = outage.reply(t, trouble)
        else:
            reply = later(t) if trouble is None else apology(trouble, t)
        assert reply.card is not None
        if body.get("type") == "view_submission":
            return Answer({"response_action": "push", "view": modal.card(reply.card, t, modal.Meta())})
        if body.get("type") == "block_suggestion":
            return Answer({"options": []})
        if "command" in body:
            return Answer(_message(reply, pages(reply.card, t)[0]))
        if body.get("type") in ("block_actions", "message_action", "shortcut"):
            spot = asked.of_interaction(body)
            if spot.view or not spot.response_url:
                await self._voice.open(spot, modal.card(reply.card, t, modal.Meta()))
            else:
                await self._voice.tell(spot, pages(reply.card, t))
        return Answer()

    # --- answering ---

    async def _in_answer(self, spot: Spot, came: Came) -> Answer:
        t = self._asker.to(came)
        reply = came.reply
        if reply.form is not None:
            view = modal.form(reply.form, t, modal.Meta(origin=modal.Origin(spot.channel)))
            if await self._voice.open(spot, view):
                return Answer()
            reply = not_opened(t)
        if reply.card is None:
            return Answer()
        first, *rest = pages(reply.card, t)
        everybody = reply.audience == "here"
        after: tuple[Work, ...] = ()
        if rest:
            after = (lambda: self._voice.tell(spot, rest, everybody=everybody),)
        return Answer(_message(reply, first), after)

    async def _beside(self, spot: Spot, came: Came, meta: modal.Meta, at: Carried | None) -> Answer:
        """The answer to a button of a message."""
        t = self._asker.to(came)
        reply = came.reply
        origin = modal.Origin(spot.channel, spot.message, spot.response_url, spot.ephemeral)
        if reply.form is not None:
            if await self._voice.open(spot, modal.form(reply.form, t, modal.Meta(origin=origin))):
                return Answer()
            reply = not_opened(t)
        if reply.card is None or await self._asker.redraw(spot, came, at):
            return Answer()
        instead = replaces(spot, reply)
        # What was carried out before is shown to the person once more: whoever did it may have died before they could
        # say it. What everybody sees would stand there twice.
        if came.before and not instead and reply.audience == "here":
            return Answer()
        if not spot.response_url:
            await self._voice.open(spot, modal.card(reply.card, t, replace(meta, origin=origin)))
            return Answer()
        return await self._told(spot, pages(reply.card, t), everybody=reply.audience == "here", instead=instead)

    async def _told(
        self, spot: Spot, messages: list[Json], *, everybody: bool = False, instead: bool = False
    ) -> Answer:
        """The first message before the answer, and those that are too many to wait for after it."""
        await self._voice.tell(spot, messages[:1], everybody=everybody, instead=instead)
        rest = messages[1:]
        return Answer(after=(lambda: self._voice.tell(spot, rest, everybody=everybody, used=1),) if rest else ())

    async def _in_view(self, spot: Spot, came: Came, meta: modal.Meta) -> Answer:
        """The answer to a button of a modal or of the home page."""
        view = self._view(came, meta)
        if view is not None and spot.at_home:
            await self._voice.open(spot, view)
        elif view is not None:
            await self._voice.turn(spot, view)
        return Answer()

    def _submitted(self, spot: Spot, came: Came, meta: modal.Meta) -> Answer:
        """The answer to a form."""
        form, card = came.reply.form, came.reply.card
        if form is not None and form.name == meta.route:
            wrong = modal.errors(form)
            if wrong:
                return Answer({"response_action": "errors", "errors": wrong})
        view = self._view(came, meta)
        if view is None:
            return Answer({"response_action": "clear"})
        how = "push" if came.refused and _depth(spot) < DEEPEST else "update"
        after: tuple[Work, ...] = ()
        origin = meta.origin
        if card is not None and came.reply.instead and not came.before and origin.ephemeral and origin.response_url:
            # Only one person sees that message, and nobody but its response_url can change it.
            there = replace(spot, response_url=origin.response_url, channel=origin.channel)
            messages = pages(card, self._asker.to(came))
            after = (lambda: self._voice.tell(there, messages, instead=True),)
        return Answer({"response_action": how, "view": view}, after)

    def _view(self, came: Came, meta: modal.Meta) -> Json | None:
        t = self._asker.to(came)
        if came.reply.form is not None:
            return modal.form(came.reply.form, t, meta)
        return modal.card(came.reply.card, t, meta) if came.reply.card is not None else None

    # --- what this face answers by itself ---

    async def _turn_page(self, spot: Spot, meta: modal.Meta | None, args: Mapping[str, Argument]) -> Answer:
        """The rest of a long card: of a message as the outbox has it now, or of what a modal shows."""
        page = _whole(args.get("page", 1))
        if meta is not None and spot.view:
            return await self._turn_view(spot, meta, page)
        person = await self._asker.person(spot)
        t = self._asker.speech(person)
        message = f"{spot.channel}/{spot.message}"  # also one that only one person sees
        found = await self._runner.look(lambda store: carried.find(store, FACE, message))
        if person is None or found is None or found.reader_id not in (None, person.id):
            card = gone(t).card
            assert card is not None
            return await self._told(spot, pages(card, t))
        return await self._told(spot, pages(found.card, t, page))

    async def _turn_view(self, spot: Spot, meta: modal.Meta, page: int) -> Answer:
        if not self._asker.reads(meta.route, meta.args):  # what it did is not done again to see the rest
            return await self._in_view(spot, Came(gone(self._asker.speech(None))), modal.Meta())
        came = await self._asker.ask(spot, action=meta.route, args=meta.args)
        t = self._asker.to(came)
        if came.reply.card is not None:
            await self._voice.turn(spot, modal.card(came.reply.card, t, meta, page))
        return Answer()

    async def _quoted(self, spot: Spot, message: Mapping[str, Any]) -> dict[str, Argument]:
        """What a message says, who wrote it, and where it stands, as far as that is known at once."""
        if not message:
            return {}
        author = f"{text(message, 'team') or spot.team}/{text(message, 'user')}"
        by = await self._runner.look(lambda store: people.at_address(store, IdentityKind.slack, author))
        return {
            "text": asked.read_aloud(text(message, "text")),
            "by": by.name if by is not None else "",
            "link": await self._voice.address(spot),
        }

    async def _bring(self, spot: Spot, args: Mapping[str, Argument]) -> Answer:
        """A paper, once the press has been answered."""
        person = await self._asker.person(spot)
        if person is None:
            return await self._beside(spot, await self._asker.ask(spot, action=buttons.FILE), modal.Meta(), None)
        return Answer(after=(lambda: self._files.bring(spot, person, args),))


def _whole(argument: Argument) -> int:
    if not isinstance(argument, int):
        raise Unreadable
    return argument


def _message(reply: Reply, said: Json) -> Json:
    return {"response_type": "in_channel" if reply.audience == "here" else "ephemeral"} | said


def _depth(spot: Spot) -> int:
    """How many modals are on top of each other."""
    under, root = spot.view.get("previous_view_id"), spot.view.get("root_view_id")
    return 1 if not under else 2 if under == root else DEEPEST
