"""A small play for any chat: two people, a card with a button for each kind of reply, and a router of its own whose
routes each give one kind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.dialogue.card import Button, Card, Confirm, Document, Facts, Item, Items, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.rules.permissions import ALLOWED, EVERYBODY
from storage import outbox, people
from storage.engine import Database, Store
from storage.tables import Circle, Group, GroupState, Organisation, OrganisationKind, Person
from tests.bot import long_play

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
    *("play.from_message", "play.next", "play.count", "home.show", "play.turn", "play.all"),
    *long_play.ROUTES,
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
MORE = Card("Mere om Elnet", (Facts((("Tovholder", "Emil Brandtoft"),)),), (Button("play.yes", "Godt"),))
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
        return Reply(MORE)

    @made.button("play.all", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(MORE, audience="here")

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

    long_play.add(made)
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


def opened(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The play's people are there, and may do everything in it."""
    for route in ROUTES:
        monkeypatch.setitem(ALLOWED, route, EVERYBODY)
    with database.changing() as store:
        furnish(store)


def dealt(store: Store, who: str, card: Card, now: datetime, subject: str = "request:12") -> None:
    """Send somebody a card."""
    person = people.by_email(store, CAST[who][1])
    assert person is not None
    tell(store, person, subject=subject, key=f"{subject}/{who}", now=now, card=lambda t: card)


def paper_mill(papers: Mapping[str, object]) -> Callable[[Person, str, int], Awaitable[tuple[bytes, str, str]]]:
    """Makes what there is of a kind: bytes, an exception to raise, or an event to wait for first."""

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

    return make


def traces(database: Database, what: str) -> int:
    """How often something was carried out."""
    with database.reading() as store:
        return len(outbox.messages_about(store, what))
