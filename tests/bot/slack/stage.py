"""A small stage for the face in Slack: a few people of the cast, cards in their hands, and a router of its own whose
routes each give one kind of reply."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.face import Face
from bot.runner import Runner
from bot.settings import Settings, load
from bot.slack.face import Slack
from bot.slack.limits import Limits
from bot.ways import Ways
from handlers.dialogue.card import Button, Card, Confirm, Document, Facts, Item, Items, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.dialogue.wire import to_json
from handlers.rules.permissions import ALLOWED, EVERYBODY
from storage import outbox, people
from storage.engine import Database, Store
from storage.tables import (
    Circle,
    Group,
    GroupState,
    Organisation,
    OrganisationKind,
    OutboxKind,
    OutboxRow,
    Person,
    Room,
)
from tests.slack.fake import HOME, SIGNING_SECRET, TOKEN, Fake
from tests.slack.workspace import Workspace

ZONE = ZoneInfo("Europe/Copenhagen")
START = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
CAST = {
    "Sofie": ("Sofie Kragelund", "sofie.kragelund@brn.example"),
    "Vibeke": ("Vibeke Stensgaard", "vibeke.stensgaard@hjoerring.example"),
}
MANY = 130  # lines of a long list
ROUTES = (
    *("play.home", "play.here", "play.form", "play.two", "play.silent", "play.yes", "play.itself", "play.more"),
    *("play.list", "play.name", "play.step", "play.boom", "play.refuse", "play.long", "play.tell", "play.shared"),
    *("play.from_message", "play.next", "play.count", "home.show", "play.turn"),
)
QUESTION = Card(
    "Må vi låne Anna Lindholt?",
    (Line("Ca. 4 timer om ugen."), Document("case", 7, "Elnet.zip")),
    (
        Button("play.yes", "Ja, spørg Anna", {"request": 12}, "primary", Confirm("Sikker?", "Anna bestemmer.", "Ja")),
        Button("play.itself", "Ja, med det samme"),
        Button("play.form", "Foreslå en anden"),
        Button("play.more", "Læs mere"),
        Button("play.refuse", "Ikke denne gang"),
        Button("play.boom", "Noget går galt"),
        Button("play.tell", "Noter"),
        Button("play.turn", "Vend"),
        Button("play.silent", "Ingenting"),
        Button("gone", "Fra før"),
        Button("", "Læs på nettet", url="https://taskforce.brn.example/"),
    ),
)
SETTLED = Card("Tak, Vibeke. Vi spørger Anna.", (Line("Du hører fra os."),))
LONG = Card("En lang liste", (Items(tuple(Item(f"Linje {n}", (Button("play.more", "Svar"),)) for n in range(MANY))),))


def proposal(request: Request, store: Store) -> Form:
    """Another person, from those lent before or somebody new."""
    return Form(
        "play.name",
        "Hvem skal vi spørge i stedet?",
        (
            Choice(
                "who",
                "Har været med før",
                options=(Option("p17", "Henrik Tornbjerg"),),
                other="En anden",
                required=False,
            ),
            PersonField(
                "name",
                "Navn",
                options=(Option("Amir Rahimi", "Amir Rahimi"), Option("Emil Brandtoft", "Emil Brandtoft")),
            ),
            Words("mail", "Arbejdsmail", max=80, required=False),
        ),
        "Udpeg",
        {"request": 12},
    )


def second(request: Request, store: Store) -> Form:
    """The second step of a form of two."""
    return Form("play.next", "Og hvornår?", (Words("day", "Dag"),), "Send", {"request": 12}, step=(2, 2))


def long_list(request: Request, start: int) -> Card:
    """Ten lines of a list, and the way to the next ten."""
    lines = tuple(Line(f"Linje {n}") for n in range(start, start + 10))
    return Card("En liste", lines, (Button("play.list", "Vis flere", {"from": start + 10}),))


def _note(request: Request, store: Store, what: str) -> None:
    """Leave a trace of a change, one for every time that it is carried out."""
    count = len(outbox.messages_about(store, what))
    tell(
        store,
        request.person,
        subject=what,
        key=f"{what}/{count}",
        now=request.now,
        card=lambda t: Card(f"{what} {count}"),
    )


def router() -> Router:
    """A few routes, each one kind of reply."""
    made = Router()

    @made.command(Command("", "", "What awaits you", action="play.home", featured=True))
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Hej", buttons=(Button("play.list", "Vis liste"), Button("play.form", "Foreslå en anden"))))

    @made.command(Command("echo", "ekko", "Says what you say", action="play.count"), changes=True)
    def _(request: Request, store: Store) -> Reply:
        _note(request, store, "echo")
        return Reply(Card("Du skrev", (Line(request.words),)))

    @made.command(Command("here", "her", "For everybody", action="play.here"))
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Det ser alle.", (Line(str(request.place.group_id)),)), audience="here")

    @made.command(Command("form", "skema", "A form", action="play.two"))
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=proposal(request, store))

    @made.command(Command("list", "liste", "A long list", action="play.long"))
    def _(request: Request, store: Store) -> Reply:
        return Reply(LONG)

    @made.button("play.list", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(long_list(request, int(request.args.get("from", 0))), instead=True)

    @made.button("play.yes")
    def _(request: Request, store: Store) -> Reply:
        _note(request, store, "yes")
        return Reply(SETTLED, instead=True)

    @made.button("play.itself")
    def _(request: Request, store: Store) -> Reply:
        redraw(store, "request:12", now=request.now, card=lambda t, reader: Card("Tegnet om af den, der ved det."))
        return Reply(SETTLED, instead=True)

    @made.button("play.turn", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Bagsiden", buttons=(Button("play.more", "Læs mere"),)), instead=True)

    @made.button("play.form", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=proposal(request, store))

    @made.button("play.more", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Mere om Elnet", (Facts((("Tovholder", "Emil Brandtoft"),)),), (Button("play.yes", "Godt"),)))

    @made.button("play.refuse")
    def _(request: Request, store: Store) -> Reply:
        _note(request, store, "refused")
        raise UserError("Fristen er gået.", more="Skriv til Sofie.")

    @made.button("play.boom")
    def _(request: Request, store: Store) -> Reply:
        _note(request, store, "boom")
        raise RuntimeError("a defect")

    @made.button("play.silent")
    def _(request: Request, store: Store) -> Reply:
        return Reply()

    @made.button("play.tell")
    def _(request: Request, store: Store) -> Reply:
        _note(request, store, "told")
        return Reply(Card("Noteret."))

    @made.button("play.shared")
    def _(request: Request, store: Store) -> Reply:
        return Reply(SETTLED, audience="here", instead=True)

    @made.button("home.show", changes=False)
    def _(request: Request, store: Store) -> Reply:
        count = len(outbox.messages_about(store, "told"))
        return Reply(Card("Det venter på dig", (Line(f"Noteret {count}"),), QUESTION.buttons[2:]))

    @made.form("play.name", proposal)
    def _(request: Request, store: Store) -> Reply:
        if request.value("mail") == "nul":
            raise UserError("Adressen mangler noget efter @.", field="mail")
        if request.value("name") == "Ingen":
            raise UserError("Hjørring har ingen plads mere.")
        if request.value("name") == "Flere":
            return Reply(form=second(request, store))
        _note(request, store, "named")
        return Reply(Card(f"Tak. Vi spørger {request.value('name')}."), instead=True)

    @made.form("play.next", second)
    def _(request: Request, store: Store) -> Reply:
        return Reply()

    @made.button("play.from_message", changes=False)
    def _(request: Request, store: Store) -> Reply:
        said = " / ".join(str(request.args.get(name, "")) for name in ("text", "by", "link"))
        return Reply(form=Form("play.next", "Bestil", (Words("day", "Opgave"),), "Send", values={"day": said}))

    return made


def furnish(store: Store) -> None:
    """Two people, a group with a room, and a card in Vibeke's hands that waits to be sent."""
    brn = Organisation(kind=OrganisationKind.secretariat, short="BRN", official="BRN-sekretariatet")
    store.add(brn)
    circle = Circle(title="BRN", secretariat_id=brn.id, digest_due=START + timedelta(days=3650))
    store.add(circle)
    for name, email in CAST.values():
        store.add(Person(organisation_id=brn.id, name=name, email=email, created_at=START))
    store.add(
        Group(circle_id=circle.id, title="Elnet", state=GroupState.established, commissioner_id=brn.id,
              owner_id=1, created_at=START)
    )  # fmt: skip


@dataclass
class Stage:
    """The parts, wired as the program wires them, and the people's own Slack."""

    database: Database
    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    settings: Settings
    slack: Slack
    workspace: Workspace
    papers: dict[str, object] = field(default_factory=dict)

    @property
    def fake(self) -> Fake:
        return self.workspace.fake

    async def settle(self) -> None:
        """Until nothing goes on any more."""
        await self.dispatcher.drain(self.clock.now())
        await self.slack.finish()

    async def card(self, who: str, card: Card, subject: str = "request:12", *, by: str = "") -> None:
        """Send somebody a card."""

        def put(store: Store) -> None:
            person = people.by_email(store, CAST[who][1])
            assert person is not None
            tell(store, person, subject=subject, key=f"{subject}/{who}", now=self.clock.now(), card=lambda t: card)

        await self.runner.change(put)
        await self.settle()

    async def room(self, name: str, card: Card) -> None:
        """Give the group a channel in which everybody is, and post a card there."""
        members = tuple(self.workspace.people.values())
        address = self.fake.channel(name, creator=members[0], members=(*members, "U0TASKFORCE"))

        def put(store: Store) -> None:
            now = self.clock.now()
            store.add(Room(group_id=1, kind="slack", name=name, address=address, opened_at=now))
            row = OutboxRow(unique_key="room", kind=OutboxKind.message, lane="room:1", subject="room:1", group_id=1,
                            payload=to_json(card), due_at=now)  # fmt: skip
            outbox.put(store, row)

        await self.runner.change(put)
        await self.settle()

    def traces(self, what: str) -> int:
        """How often something was carried out."""
        with self.database.reading() as store:
            return len(outbox.messages_about(store, what))


@asynccontextmanager
async def staged(database: Database, fake: Fake) -> AsyncIterator[Stage]:
    """The stage, on a database of its own; everybody of the cast is in the fake."""
    settings = load(
        slack_bot_token=TOKEN, slack_signing_secret=SIGNING_SECRET, slack_home_teams=HOME, slack_api_url=fake.api_url
    )
    runner = Runner(database, router())
    clock = Clock(database, ZONE, lambda: START.astimezone(UTC))
    faces: dict[str, Face] = {}
    dispatcher = Dispatcher(runner, Ways(faces, ("slack",), rooms="slack"), clock.now)
    papers: dict[str, object] = {}

    async def make(person: Person, kind: str, id_: int) -> tuple[bytes, str, str]:
        made = papers.get(kind)
        if isinstance(made, BaseException):
            raise made
        if isinstance(made, asyncio.Event):
            await made.wait()
            made = b"et papir"
        if not isinstance(made, bytes):
            raise LookupError(kind)
        return made, "Elnet.zip", "application/zip"

    slack = Slack(runner, clock, dispatcher, settings, make, None)
    faces[slack.name] = slack
    app = web.Application()
    app.add_routes(slack.routes())
    app.cleanup_ctx.append(slack.running)
    users = {who: fake.user(name, email=email) for who, (name, email) in CAST.items()}
    async with TestServer(app) as server, ClientSession() as session:
        workspace = Workspace(fake, str(server.make_url("")).rstrip("/"), session, users)
        stage = Stage(database, runner, clock, dispatcher, settings, slack, workspace, papers)
        workspace.settle = stage.settle
        hurry(slack)
        yield stage
        await stage.settle()
    runner.close()


def hurry(slack: Slack) -> None:
    """Let no call wait for its turn, as if an hour went by before each."""
    hours = count()
    slack.api._limits = Limits(lambda: next(hours) * 3600.0)


def play(
    database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch, scenario: Callable[[Stage], Awaitable[None]]
) -> None:
    """Run a scenario on a fresh stage."""
    for route in ROUTES:
        monkeypatch.setitem(ALLOWED, route, EVERYBODY)
    with database.changing() as store:
        furnish(store)

    async def run() -> None:
        async with staged(database, fake) as stage:
            await scenario(stage)

    asyncio.run(run())
