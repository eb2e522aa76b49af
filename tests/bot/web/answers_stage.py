"""A stage for the pages behind the links in mails: Elnet is ordered, Vibeke has been asked, and links are given."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import select

from bot import gate
from bot.addresses import Addresses
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.face import Errand
from bot.seal import Seal
from bot.ways import Ways
from bot.web.answers import Answers
from handlers.dialogue.card import Aside, Button, Card, Confirm, Document, Item, Items, Letter, Line, strong
from handlers.dialogue.tell import tell
from handlers.dialogue.wire import to_json
from storage import links
from storage.engine import Database
from storage.tables import Group, NominationRequest, OutboxRow, Person
from tests.elnet import send
from tests.world import COPENHAGEN, House, at

SECRET = "a secret of at least thirty-two characters"
CASE = "2026-0117"
ANNA = "Må vi låne Anna Lindholt?"
YES = "Ja, spørg Anna"
DEAD = "Linket virker ikke længere. Skriv til den, du fik mailen fra, så får du et nyt."
LATE = "Tak, men svarfristen er gået."


def do(action: str, **args: object) -> str:
    """What stands behind the address of a link for one of its buttons."""
    return "?" + "&".join([f"do={action}", *(f"{name}={value}" for name, value in args.items())])


class Carried:
    """A face that takes everything; what it took is kept."""

    name, redraws, remembers, at_once = "mail", False, False, 20

    def __init__(self) -> None:
        self.errands: list[Errand] = []

    async def send(self, errand: Errand) -> str:
        self.errands.append(errand)
        return f"<{errand.id}@brn.example>"


@dataclass
class Stage:
    """The parts, wired as the program wires them, on a house in which people have played."""

    house: House
    machine: list[float] = field(default_factory=lambda: [0.0])
    carried: Carried = field(default_factory=Carried)

    def __post_init__(self) -> None:
        self.database, self.seal = self.house.database, Seal(SECRET)
        runner = self.house.runner
        clock = Clock(self.database, COPENHAGEN, lambda: self.house.now, local=False)
        self.dispatcher = Dispatcher(runner, Ways({"mail": self.carried}), clock.now)
        self.addresses = Addresses(self.seal, lambda: "")
        answers = Answers(runner, clock, self.dispatcher, self.addresses, self._paper, lambda: self.machine[0])
        self.web = web.Application(client_max_size=1024**2, middlewares=[gate.only_this_machine])
        self.web.add_routes(answers.routes())

    async def _paper(self, person: Person, kind: str, id_: int) -> tuple[bytes, str, str]:
        if kind != "casefile":
            raise LookupError(kind)
        return f"{person.name} {id_}".encode(), "Sag ét.zip", "application/zip"

    # --- links ---

    def row(self, who: str, subject: str = "") -> OutboxRow:
        """The newest message to a person, of a subject that begins so."""
        person = self.house.person(who)
        with self.database.reading() as store:
            rows = store.session.exec(
                select(OutboxRow).where(OutboxRow.person_id == person.id, OutboxRow.target_id == None)  # noqa: E711
            ).all()
        return [row for row in rows if row.subject.startswith(subject)][-1]

    def link(self, row: OutboxRow, *, until: str | datetime | None = None, card: Card | None = None) -> str:
        """The address behind a message: its card as it stands, or as given; to be answered until then."""
        with self.database.changing() as store:
            stored = store.session.get_one(OutboxRow, row.id)
            if card is not None:
                stored.payload = to_json(card)
            stored.answer_by = at(until) if until else None
            group = store.session.exec(select(Group)).first()
            made = links.for_message(store, stored, group.id if group else None, self.house.now)
        return f"/answer/{self.seal.link(made)}"

    def told(self, who: str, card: Card, *, subject: str = "play:1", until: str | None = None) -> str:
        """The link of a message that says just this card."""
        person = self.house.person(who)
        key = f"{subject}/{len(self.carried.errands)}/{card.title}"
        with self.database.changing() as store:
            tell(store, person, subject=subject, key=key, now=self.house.now, card=lambda t: card)
        self.house.deliver()
        return self.link(self.row(who, subject), until=until)

    def vibeke(self, until: str = "2026-11-27 12:00") -> str:
        """The link of the card that asks for Anna Lindholt, with its letter."""
        row = self.row("Vibeke", "")
        return self.link(row, until=until, card=question(self.request("Vibeke"), self.group()))

    def lars(self, until: str = "2026-11-27 12:00") -> str:
        """The link of an open request."""
        return self.link(self.row("Lars"), until=until, card=open_question(self.request("Lars")))

    def request(self, who: str) -> int:
        """The number of the request to a director."""
        person = self.house.person(who)
        with self.database.reading() as store:
            asked = store.session.exec(select(NominationRequest).where(NominationRequest.addressee_id == person.id))
            return asked.one().id or 0

    def group(self) -> int:
        return self.house.group("Elnet").id or 0

    def state(self, who: str) -> str:
        with self.database.reading() as store:
            return store.session.get_one(NominationRequest, self.request(who)).state.value

    def visit(self, scenario: Callable[[Reader], Awaitable[None]]) -> None:
        """Have somebody come with a browser that has no script."""

        async def run() -> None:
            async with TestClient(TestServer(self.web)) as client:
                await scenario(Reader(client))

        asyncio.run(run())


def stage(database: Database) -> Stage:
    """Elnet ordered and sent, on Friday 20 November 2026."""
    house = House(database)
    send(house)
    with database.changing() as store:
        store.session.get_one(Group, house.group("Elnet").id).case_number = CASE
    return Stage(house)


# --- cards as the texts have them ---


def question(request: int, group: int) -> Card:
    """The named request (texts 1a, 9)."""
    args = {"request": request}
    asks = Confirm("Skal vi spørge Anna Lindholt?", "Anna bestemmer selv.", "Ja, spørg Anna")
    no = Confirm("Skal vi notere et nej?", "Et nej er helt i orden.", "Ikke denne gang")
    yes = Button("nomination.yes", "Ja, spørg Anna", args, "primary", asks)
    another = Button("nomination.another", "Foreslå en anden", args)
    delegate = Button("nomination.delegate", "Send videre til en kollega", args, "link")
    deadline = f"Svar senest {strong('fredag den 27. november kl. 12')} (uge 48)."
    return Card(
        ANNA,
        (
            Line(
                "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, "
                f"december–maj. {deadline} Tovholder: Emil Brandtoft."
            ),
            Line("Hilsen Sofie Kragelund, BRN", "signature"),
        ),
        (
            yes,
            another,
            Button("nomination.decline", "Ikke denne gang", args),
            delegate,
            Button("nomination.more", "Læs mere", args, "link"),
        ),
        "waiting",
        letter=Letter(
            "Må vi låne Anna Lindholt til Elnet? Svar senest 27. november",
            buttons=(yes, another, Button("nomination.decline", "Ikke denne gang", args, confirm=no)),
            about="Taskforcen Elnet",
            facts=(
                ("Tid", "ca. 4 timer om ugen, december–maj"),
                ("Svar senest", f"{strong('fredag den 27. november kl. 12')} (uge 48)"),
            ),
            small=(Aside("Skal en kollega svare? ", delegate, ", så får kollegaen sit eget link."),),
            late=late(request),
        ),
    )


def late(request: int) -> Card:
    """After the deadline (texts 9)."""
    return Card(
        "Tak, men svarfristen er gået.",
        (Line("Vil I stadig være med, så tryk her, og Sofie vender tilbage."),),
        (Button("nomination.want_in", "Vi vil gerne være med", {"request": request}, "primary"),),
    )


def open_question(request: int) -> Card:
    """The open request (texts 1b)."""
    args = {"request": request}
    return Card(
        "Hvem hos jer kender elnettet?",
        (
            Line(
                "Taskforcen Elnet mangler én fra Thisted Kommune med indsigt i netplanlægning eller vindkraft. "
                f"Ca. 4 timer om ugen, december–maj. Svar senest {strong('fredag den 27. november kl. 12')} (uge 48)."
            ),
        ),
        (
            Button("nomination.another", "Udpeg en", args, "primary"),
            Button("nomination.delegate", "Send videre", args),
            Button("nomination.decline", "Ikke denne gang", args),
        ),
        "waiting",
        letter=Letter("Hvem hos jer kender elnettet?", about="Taskforcen Elnet", late=late(request)),
    )


def digest(group: int) -> Card:
    """A digest with things to press, and a paper."""
    return Card(
        "Uge 48 · 23.–29. november 2026 · Hjørring",
        (
            Line("Kræver svar", "heading"),
            Items((Item("Elnet: Hvordan går det?", (Button("status.show", "Se", {"group": group}),)),)),
            Line("Opløst", "heading"),
            Document("casefile", group, "Elnet.zip"),
            Line("Oversigten kommer kun, når der er nyt for Hjørring.", "footer"),
        ),
        (
            Button("me.cadence", "Sjældnere", {"cadence": "monthly"}, "link"),
            Button("me.cadence", "Slå fra", {"cadence": "off"}, "link"),
        ),
    )


# --- a browser without a script ---


class Reader:
    """Opens pages and sends the forms that it finds there."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page, self.status = "", 0
        self.headers: dict[str, str] = {}

    async def open(self, path: str, **headers: str) -> str:
        return await self._take(await self.client.get(path, headers=headers))

    async def post(self, path: str, data: object, **rest: object) -> str:
        return await self._take(await self.client.post(path, data=data, **rest))

    async def press(self, label: str, **values: str) -> str:
        """Press the button of a label, with what is filled in."""
        action, fields = self.form(label)
        return await self.post(action, fields | {f"f.{name}": value for name, value in values.items()})

    async def follow(self, label: str) -> str:
        """Follow the link of a label."""
        return await self.open(self.links()[label])

    def form(self, label: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of the form that has a button of this name."""
        for found in re.finditer(r"<form([^>]*)>(.*?)</form>", self.page, re.DOTALL):
            labels = [html.unescape(each) for each in re.findall(r"<button[^>]*>(.*?)</button>", found[2], re.DOTALL)]
            if label in labels:
                action = re.search(r'action="([^"]*)"', found[1])
                assert action is not None
                inputs = re.findall(r'<input(?: type="hidden")? [^>]*?name="([^"]*)" [^>]*?value="([^"]*)"', found[2])
                return html.unescape(action[1]), {name: html.unescape(value) for name, value in inputs}
        raise AssertionError(f"no button {label!r} on: {self.said()}")

    def links(self) -> dict[str, str]:
        """Every link of the page, by its words."""
        found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.page, re.DOTALL)
        return {plain(words): html.unescape(address) for address, words in found}

    def said(self) -> str:
        """What stands in the middle of the page, as one text."""
        middle = re.search(r"<main>(.*?)</main>", self.page, re.DOTALL)
        return " ".join(plain(middle[1] if middle else self.page).split())

    def title(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return plain(found[1]) if found else ""

    async def _take(self, response: ClientResponse) -> str:
        self.page, self.status = await response.text(), response.status
        self.headers = dict(response.headers)
        return self.page


def plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", fragment.replace("</dt>", " "))).replace("\xa0", " ").strip()
