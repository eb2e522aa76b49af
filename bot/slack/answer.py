"""Where a Reply goes, by what was done in Slack.

- A command: the HTTP answer, for the person alone or for the channel. A form opens as a modal, before the answer.
- A button of a message: the message is drawn again by the outbox where that carried it, else by its response_url;
  what does not take the card's place is shown beside it, to the person alone. A form opens as a modal.
- A button in a modal: the modal itself. A button of the home page: a modal; then the page is drawn again.
- A form: the HTTP answer alone. Errors stand at their fields; a refusal that is about no field comes on top, so that
  what was written stays underneath; anything else takes the form's place.
- A shortcut: a form in a modal, or a card beside the message.

Everything is said after the commit, and before Slack stops waiting.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialogue import dispatch
from handlers.dialogue.card import Argument, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, cleaned
from handlers.locale import Speech
from storage import keys
from storage.engine import Store
from storage.tables import Person

from ..clock import Clock
from ..delivery import Dispatcher
from ..face import Later, Never
from ..runner import Defect, Runner, apology
from ..settings import Settings
from ..web.desk import Papers
from . import asked, buttons, carried, fields, modal
from .api import Api
from .asked import FACE, LONGEST, Spot, Unreadable
from .carried import Carried
from .files import Files
from .heard import Heard
from .home import SHOW, Home
from .people import FORM as INTRODUCTION
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


@dataclass(frozen=True)
class Came:
    """What came of a request: its reply, and whether it has changed something, now or when it came before."""

    reply: Reply
    changed: bool = False
    before: bool = False
    person: Person | None = None


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
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._dispatcher = dispatcher
        self._language = settings.language
        self._folk = folk
        self._home = home
        self._voice = Voice(api)
        self._files = Files(runner, clock, api, self._voice, papers)
        self._heard = Heard(runner, clock, settings, api, folk, home)

    # --- each kind ---

    async def command(self, body: Json) -> Answer:
        """Words after /taskforce."""
        spot = asked.of_command(body)
        said = asked.words(body)
        came = await self._ask(spot, words=said) if len(said) <= LONGEST else await self._too_long(spot, len(said))
        return await self._in_answer(spot, came)

    async def press(self, body: Json) -> Answer:
        """A button, wherever it stands."""
        spot = asked.of_interaction(body)
        read = buttons.read(asked.pressed(body))
        if read is None:
            return Answer()
        action, args = read
        meta = modal.Meta.read(asked.text(spot.view, "private_metadata"))
        if action == buttons.PAGE:
            return await self._turn_page(spot, meta, args)
        if action == buttons.FILE:
            return await self._bring(spot, args)
        if action == SHOW and spot.at_home:
            self._home.turn(spot.team, spot.user, int(args.get("from", 0)))
            return Answer()
        if action == SHOW:
            first = args.get("from", 0)
            if isinstance(first, int):
                self._home.turn(spot.team, spot.user, first)
            return Answer()
        at = await self._runner.look(lambda store: carried.find(store, spot.reference))
        came = await self._ask(spot, action=action, args=args, at=at)
        if spot.view:
            origin = meta.origin if meta is not None else modal.Origin()
            await self._in_view(spot, came, modal.Meta(action, args, origin))
        else:
            await self._beside(spot, came, action, args, at)
        return Answer()

    async def submit(self, body: Json) -> Answer:
        """A form that was filled in."""
        spot = asked.of_interaction(body)
        meta = modal.Meta.read(asked.text(spot.view, "private_metadata"))
        if meta is None:
            raise Unreadable
        values = modal.values(spot.view)
        if meta.route == INTRODUCTION:
            now = self._clock.now()
            reply = await self._folk.introduce(spot.team, spot.user, values, now, spot.key)
            return self._submitted(spot, Came(reply), meta)
        origin = meta.origin
        reference = f"{origin.channel}/{origin.ts}" if origin.channel and origin.ts and not origin.ephemeral else ""
        at = await self._runner.look(lambda store: carried.find(store, reference))
        seen = replace(spot, channel=origin.channel)
        came = await self._ask(seen, action=meta.route, args=meta.args, values=values, at=at)
        await self._redrawn(seen, came, at)
        return self._submitted(spot, came, meta)

    async def shortcut(self, body: Json) -> Answer:
        """Something taken from Slack's own menus; on a message it has the message's words."""
        spot = asked.of_interaction(body)
        route = asked.text(body, "callback_id")
        if route not in self._runner.router.routes:
            return Answer()
        words = asked.text(asked.part(body, "message"), "text")
        came = await self._ask(spot, action=route, values={"text": words} if words else {})
        await self._beside(spot, came, route, {}, None)
        return Answer()

    async def options(self, body: Json) -> Answer:
        """The people, or other options, that fit what is being typed into a field."""
        user, team = asked.part(body, "user"), asked.part(body, "team")
        meta = modal.Meta.read(asked.text(asked.part(body, "view"), "private_metadata"))
        now = self._clock.now()
        person = await self._folk.person(asked.text(user, "team_id") or asked.text(team, "id"), user["id"], now)
        if meta is None or person is None:
            return Answer({"options": []})
        name = asked.text(body, "block_id").removesuffix(fields.FREE)
        request = cleaned(Request(actor=person, now=now, action=meta.route, args=meta.args, face=FACE))

        def offered(store: Store) -> list[Json]:
            try:
                form = dispatch.blank(self._runner.router, request, store)
            except (UserError, LookupError):
                return []
            several = form.fields if form is not None else ()
            wanted = next((each for each in several if each.name == name), None)
            return modal.options(wanted, asked.text(body, "value"))

        return Answer({"options": await self._runner.look(offered)})

    async def event(self, body: Json) -> Answer:
        """Something that happened: a message, a mention, somebody who came or left."""
        await self._heard.event(dict(asked.part(body, "event")), body)
        return Answer()

    async def nothing(self, _body: Json) -> Answer:
        """What is only taken note of: a form was closed."""
        return Answer()

    async def sorry(self, body: Json, defect: Defect | None = None) -> Answer:
        """Something failed that nobody could have caused; the person hears of it where they are."""
        t = self._speech(None)
        reply = _later(t) if defect is None else apology(defect, t)
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

    # --- asking ---

    async def _ask(
        self,
        spot: Spot,
        *,
        action: str = "",
        words: str = "",
        args: Mapping[str, Argument] | None = None,
        values: Mapping[str, Value] | None = None,
        at: Carried | None = None,
    ) -> Came:
        """Have something carried out for whoever is there, with the message `at` which it was pressed."""
        now = self._clock.now()
        try:
            person = await self._folk.person(spot.team, spot.user, now)
            if person is None:
                return Came(await self._folk.stranger(spot.team, spot.user, now))
        except (Later, Never):
            return Came(_later(self._speech(None)))
        request = cleaned(
            Request(
                actor=person,
                now=now,
                action=action,
                words=words,
                args=args or {},
                values=values or {},
                place=await self._runner.look(lambda store: asked.place(store, spot)),
                key=spot.key,
                face=FACE,
            )
        )
        if action and action != "say" and action not in self._runner.router.routes:
            t = self._speech(person)
            return Came(Reply(Card(t("It is no longer there."), tone="warning")), person=person)
        done: list[Reply] = []

        def then(store: Store, reply: Reply) -> None:
            done.append(reply)
            if at is not None and reply.card is not None and _replaces(spot, reply):
                carried.redraw(store, at, reply.card, now)

        reply = await self._runner.ask(request, then)
        before = not done and await self._runner.look(lambda store: keys.seen(store, spot.key)) is not None
        if done:
            self._home.refresh(person)
        return Came(reply, bool(done) or before, before, person)

    async def _redrawn(self, spot: Spot, came: Came, at: Carried | None) -> bool:
        """Whether the reply takes the place of a message that the outbox carried. What only shows something has
        written no row yet."""
        card = came.reply.card
        if at is None or card is None or not _replaces(spot, came.reply):
            return False
        if not came.changed:
            now = self._clock.now()
            if await self._runner.change(lambda store: carried.redraw(store, at, card, now)):
                self._dispatcher.wake()
        return True

    # --- answering ---

    async def _in_answer(self, spot: Spot, came: Came) -> Answer:
        t = self._speech(came.person)
        reply = came.reply
        if reply.form is not None:
            view = modal.form(reply.form, t, modal.Meta(origin=modal.Origin(spot.channel)))
            if await self._voice.open(spot, view):
                return Answer()
            reply = _not_opened(t)
        if reply.card is None:
            return Answer()
        first, *rest = pages(reply.card, t)
        everybody = reply.audience == "here"
        after: tuple[Work, ...] = ()
        if rest:
            after = (lambda: self._voice.tell(spot, rest, everybody=everybody),)
        return Answer(_message(reply, first), after)

    async def _beside(
        self, spot: Spot, came: Came, route: str, args: Mapping[str, Argument], at: Carried | None
    ) -> None:
        """The answer to a button of a message."""
        t = self._speech(came.person)
        reply = came.reply
        origin = modal.Origin(spot.channel, spot.message, spot.response_url, spot.ephemeral)
        if reply.form is not None:
            if await self._voice.open(spot, modal.form(reply.form, t, modal.Meta(origin=origin))):
                return
            reply = _not_opened(t)
        if reply.card is None or await self._redrawn(spot, came, at):
            return
        instead = _replaces(spot, reply)
        if came.before and not instead:
            return  # it was said the first time
        if not spot.response_url:
            await self._voice.open(spot, modal.card(reply.card, t, modal.Meta(route, args, origin)))
            return
        await self._voice.tell(spot, pages(reply.card, t), everybody=reply.audience == "here", instead=instead)

    async def _in_view(self, spot: Spot, came: Came, meta: modal.Meta) -> None:
        """The answer to a button of a modal or of the home page."""
        view = self._view(came, meta)
        if view is None:
            return
        if spot.at_home:
            await self._voice.open(spot, view)
        else:
            await self._voice.turn(spot, view)

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
        refused = card is not None and card.tone == "warning" and not came.changed
        how = "push" if refused and _depth(spot) < DEEPEST else "update"
        after: tuple[Work, ...] = ()
        origin = meta.origin
        if card is not None and came.reply.instead and not came.before and origin.ephemeral and origin.response_url:
            # Only one person sees that message, and nobody but its response_url can change it.
            there = replace(spot, response_url=origin.response_url, channel=origin.channel)
            messages = pages(card, self._speech(came.person))
            after = (lambda: self._voice.tell(there, messages, instead=True),)
        return Answer({"response_action": how, "view": view}, after)

    def _view(self, came: Came, meta: modal.Meta) -> Json | None:
        t = self._speech(came.person)
        if came.reply.form is not None:
            return modal.form(came.reply.form, t, meta)
        return modal.card(came.reply.card, t, meta) if came.reply.card is not None else None

    # --- what this face answers by itself ---

    async def _turn_page(self, spot: Spot, meta: modal.Meta | None, args: Mapping[str, Argument]) -> Answer:
        """The rest of a long card: of a message as the outbox has it now, or of what a modal shows."""
        page = args.get("page", 1)
        if not isinstance(page, int):
            raise Unreadable
        if meta is not None and spot.view:
            await self._turn_view(spot, meta, page)
            return Answer()
        person = await self._folk.person(spot.team, spot.user, self._clock.now())
        t = self._speech(person)
        found = await self._runner.look(lambda store: carried.find(store, spot.reference))
        theirs = person is not None and found is not None and found.reader_id in (None, person.id)
        if found is None or not theirs:
            await self._voice.tell(spot, pages(Card(t("It is no longer there."), tone="warning"), t))
        else:
            await self._voice.tell(spot, pages(found.card, t, page))
        return Answer()

    async def _turn_view(self, spot: Spot, meta: modal.Meta, page: int) -> None:
        route = self._runner.router.routes.get(meta.route)
        if route is not None and route.changes:  # what it did cannot be done again to see the rest
            came = Came(_later(self._speech(None)))
        else:
            came = await self._ask(spot, action=meta.route, args=meta.args)
        t = self._speech(came.person)
        if came.reply.card is not None:
            await self._voice.turn(spot, modal.card(came.reply.card, t, meta, page))

    async def _bring(self, spot: Spot, args: Mapping[str, Argument]) -> Answer:
        """A paper, once the press has been answered."""
        person = await self._folk.person(spot.team, spot.user, self._clock.now())
        if person is None:
            return Answer()
        known = person
        return Answer(after=(lambda: self._files.bring(spot, known, args),))

    async def _too_long(self, spot: Spot, count: int) -> Came:
        person = await self._folk.person(spot.team, spot.user, self._clock.now())
        t = self._speech(person)
        more = t("At most {most} characters, please. This is {count}.", most=LONGEST, count=count)
        return Came(Reply(Card(t("That is too long for a message."), (Line(more),), tone="warning")), person=person)

    def _speech(self, person: Person | None) -> Speech:
        return Speech(person.language if person is not None else self._language, self._clock.now())


def _replaces(spot: Spot, reply: Reply) -> bool:
    """Whether a reply takes the place of the message: what everybody sees is not replaced by what is meant for one."""
    return reply.instead and (spot.alone or spot.ephemeral or reply.audience == "here")


def _message(reply: Reply, said: Json) -> Json:
    return {"response_type": "in_channel" if reply.audience == "here" else "ephemeral"} | said


def _depth(spot: Spot) -> int:
    """How many modals are on top of each other."""
    under, root = spot.view.get("previous_view_id"), spot.view.get("root_view_id")
    return 1 if not under else 2 if under == root else DEEPEST


def _not_opened(t: Speech) -> Reply:
    return Reply(
        Card(t("Slack did not open the form."), (Line(t("Nothing is lost. Try again in a moment.")),), tone="warning")
    )


def _later(t: Speech) -> Reply:
    return Reply(
        Card(
            t("That did not work just now."),
            (Line(t("Nothing has been saved. Try again in a moment.")),),
            tone="warning",
        )
    )
