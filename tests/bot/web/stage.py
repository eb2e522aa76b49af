"""A small stage for the workspace: a few people of the cast, a channel, cards, and a router of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlmodel import select

from bot import gate
from bot.clock import Clock
from bot.delivery import Dispatcher
from bot.face import Face
from bot.runner import Runner
from bot.ways import Ways
from bot.web.personas import cast
from bot.web.workspace import Workspace
from handlers.dialogue.card import (
    Button,
    Card,
    Confirm,
    Document,
    Facts,
    Item,
    Items,
    Line,
    Table,
    strong,
)
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Choice, Form, Option, Words
from handlers.dialogue.form import Person as PersonField
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.dialogue.wire import to_json
from handlers.rules.names import short_organisation
from storage import outbox, workspace
from storage.engine import Database, Store
from storage.tables import (
    Circle,
    Office,
    OfficeKind,
    Organisation,
    OrganisationKind,
    OutboxKind,
    OutboxRow,
    Person,
    WorkspacePost,
)

ZONE = ZoneInfo("Europe/Copenhagen")
START = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
SOFIE, VIBEKE, ANNA, LARS = 2, 14, 16, 37  # the numbers of the cast
ACTIONS = (
    *("play.home", "play.status", "play.away", "play.yes", "play.propose", "play.name", "play.tell"),
    *("play.boom", "play.here", "play.more", "me.language"),
)

QUESTION = Card(
    "Må vi låne Anna Lindholt?",
    (
        Line(
            "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, "
            f"december–maj. Svar senest {strong('fredag den 27. november kl. 12')} (uge 48). "
            "Tovholder: Emil Brandtoft."
        ),
        Line("Hilsen Sofie Kragelund, BRN"),
    ),
    (
        Button(
            "play.yes",
            "Ja, spørg Anna",
            {"request": 12},
            "primary",
            Confirm("Skal vi spørge Anna Lindholt?", "Anna bestemmer selv.", "Ja, spørg Anna"),
        ),
        Button("play.propose", "Foreslå en anden", {"request": 12}),
        Button("play.here", "Ikke denne gang", {"request": 12}),
        Button("play.tell", "Send videre til en kollega", {"request": 12}, "link"),
        Button("play.more", "Læs mere", {"request": 12}, "link"),
    ),
    "waiting",
)
SETTLED = Card("Tak, Vibeke. Vi spørger Anna.", (Line("Du hører fra os, når Anna har svaret."),), tone="good")
DIGEST = Card(
    "Uge 47 · 16.–22. november 2026 · Hjørring",
    (
        Line("Kræver svar", "heading"),
        Items(
            (
                Item(
                    "Interessentkredsen: Hvem skal have Hjørrings anden plads? Senest torsdag den 19. november kl. 12.",
                    note="Besvaret",
                ),
                Item("Elnet: Må vi spørge Anna Lindholt?", (Button("play.more", "Svar"),)),
            )
        ),
        Line("Jeres folk", "heading"),
        Line("Digital infrastruktur: Henrik Tornbjerg, møde onsdag den 2. december."),
        Line("Oversigten kommer kun, når der er nyt for Hjørring.", "footer"),
    ),
    (Button("play.tell", "Sjældnere", style="link"), Button("play.tell", "Slå fra", {"off": 1}, "link")),
)
MATRIX = Card(
    "Interessentkredsen: 11 af 12 organisationer har udpeget",
    (
        Table(
            ("Organisation", "Plads 1", "Plads 2"),
            (
                ("Brønderslev", "Line Overholt", "ledig"),
                ("Frederikshavn", "Jannik Strandby-Holm", "Lone Ravnkilde"),
                ("Mariagerfjord", "Dorthe Zinck-Holm", "Anne-Mette Skjellerup"),
            ),
            "17 af 24 pladser er besat.",
            Button("play.more", "Vis flere"),
        ),
        Facts((("Tovholder", "Emil Brandtoft, BRN"), ("Tid", "ca. 4 timer om ugen, december–maj"))),
        Document("case", 7, "Elnet.zip"),
    ),
)


def proposal(request: Request, store: Store) -> Form:
    """Another person, from those lent before or somebody new."""
    return Form(
        "play.name",
        "Hvem skal vi spørge i stedet?",
        (
            Choice(
                "who",
                "Har været med før",
                options=(
                    Option("p17", "Henrik Tornbjerg", "it-chef · Digital infrastruktur"),
                    Option("p15", "Carsten Lindvig", "direktør, Plan og Miljø"),
                ),
                other="En anden",
            ),
            PersonField("name", "Navn", options=(Option("Amir Rahimi", "Amir Rahimi", "Aalborg"),), max=80),
            Words("mail", "Arbejdsmail", max=80),
            Words("title", "Titel", "Frivillig. Står på gruppens side.", required=False, max=80),
        ),
        "Udpeg",
        {"request": 12},
        step=(1, 2),
        note="Vi skriver selv til personen. Du skal ikke gøre mere.",
    )


def router() -> Router:
    """A few routes, each one kind of reply."""
    made = Router()

    @made.command(Command("", "", "What awaits you, and your groups", action="play.home", featured=True))
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card(f"Hej {request.person.name}", (Line(f"Du skrev: {request.words}"),)))

    @made.command(Command("status", "status", "See one group on one page", action="play.status"), changes=True)
    def _(request: Request, store: Store) -> Reply:
        return Reply(MATRIX)

    @made.command(Command("away", "fravær", "Let a deputy answer while you are away", action="play.away"), changes=True)
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=proposal(request, store))

    @made.button("play.yes")
    def _(request: Request, store: Store) -> Reply:
        return Reply(SETTLED, instead=True)

    @made.button("play.propose", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(form=proposal(request, store))

    @made.form("play.name", proposal)
    def _(request: Request, store: Store) -> Reply:
        if "@" not in request.value("mail") and request.value("who") == "other":
            raise UserError("Adressen mangler noget efter @.", field="mail")
        return Reply(Card(f"Tak. Vi spørger {request.value('name') or request.value('who')}."), instead=True)

    @made.button("play.tell")
    def _(request: Request, store: Store) -> Reply:
        count = len(store.session.exec(select(OutboxRow).where(OutboxRow.subject == "play")).all())
        tell(
            store,
            request.person,
            subject="play",
            key=f"play/{count}",
            now=request.now,
            card=lambda t: Card(f"Besked nummer {count + 1}"),
        )
        return Reply(Card("Noteret."))

    @made.button("play.here")
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Det ser alle."), audience="here")

    @made.button("play.more", changes=False)
    def _(request: Request, store: Store) -> Reply:
        return Reply(Card("Mere om Elnet", (Line("Kun for dig."),), (Button("play.yes", "Godt"),)))

    @made.button("play.boom")
    def _(request: Request, store: Store) -> Reply:
        raise RuntimeError("a defect")

    @made.button("me.language")
    def _(request: Request, store: Store) -> Reply:
        request.person.language = str(request.args["language"])
        store.add(request.person)
        return Reply(Card("Saved."))

    return made


def people_the(store: Store) -> None:
    """BRN's circle with everybody of the cast, numbered as there."""
    kinds = {"kommune": "municipality", "region": "region", "sekretariat": "secretariat"}
    homes: dict[str, int] = {}
    for persona in cast():
        official = persona.organisation or "Borger"
        if official not in homes:
            organisation = Organisation(
                kind=OrganisationKind(kinds.get(persona.organisation_kind, "other")),
                short=short_organisation(official),
                official=official,
            )
            store.add(organisation)
            homes[official] = organisation.id or 0
        person = Person(
            organisation_id=homes[official],
            name=persona.name,
            email=persona.email,
            phone=persona.phone,
            title=persona.title,
            language=persona.language,
            created_at=START,
        )
        store.add(person)
        if persona.office in [kind.value for kind in OfficeKind]:
            store.add(
                Office(
                    person_id=person.id or 0,
                    organisation_id=homes[official],
                    kind=OfficeKind(persona.office),
                    since=date(2020, 1, 1),
                )
            )
    store.add(Circle(title="BRN", secretariat_id=homes["BRN-sekretariatet"], digest_due=START + timedelta(days=3650)))


def scene_the(store: Store) -> None:
    """What has been said before it begins."""
    alone = workspace.ensure_with_bot(store, VIBEKE)
    row = OutboxRow(
        unique_key="question",
        kind=OutboxKind.message,
        lane=f"person:{VIBEKE}/request:12",
        subject="request:12",
        person_id=VIBEKE,
        payload=to_json(QUESTION),
        due_at=START,
    )
    outbox.put(store, row)
    for days, card in ((4, DIGEST), (3, SETTLED)):
        workspace.put(
            store,
            WorkspacePost(
                channel_id=alone.id or 0, card=to_json(card), posted_at=START - timedelta(days=days, hours=1)
            ),
        )
    asked = workspace.put(
        store,
        WorkspacePost(channel_id=alone.id or 0, outbox_id=row.id, card=to_json(QUESTION), posted_at=START),
    )
    outbox.mark_sent(store, row.id or 0, now=START, face="workspace", reference=f"post:{asked.id}")
    channel = workspace.ensure_named(store, "direktionen", topic="kommunaldirektører og regionsdirektør")
    workspace.add_members(store, channel.id or 0, [SOFIE, VIBEKE, LARS])
    said = WorkspacePost(
        channel_id=channel.id or 0,
        author_id=SOFIE,
        text="Tak for mødet i går. Jeg samler jeres bemærkninger, så bestyrelsen får ét papir.",
        posted_at=START - timedelta(days=1),
    )
    workspace.put(store, said)
    workspace.put(
        store,
        WorkspacePost(channel_id=channel.id or 0, card=to_json(MATRIX), posted_at=START - timedelta(minutes=29)),
    )
    between = workspace.ensure_between(store, VIBEKE, 53)
    workspace.put(
        store,
        WorkspacePost(channel_id=between.id or 0, author_id=53, text="Husk mødet kl. 10.", posted_at=START),
    )
    workspace.ensure_with_bot(store, SOFIE)
    old = workspace.ensure_named(store, "kvalificeret-arbejdskraft")
    workspace.add_members(store, old.id or 0, [VIBEKE])
    workspace.archive(store, old.id or 0, START)


@dataclass
class Stage:
    """The parts, wired as the program wires them."""

    database: Database
    runner: Runner
    clock: Clock
    dispatcher: Dispatcher
    workspace: Workspace
    web: web.Application


def prepare(database: Database) -> None:
    """Put the people and what they have said into a migrated database."""
    with database.changing() as store:
        people_the(store)
        scene_the(store)


def stage(database: Database, *, begin: datetime = START) -> Stage:
    """A workspace on a prepared database; its clock stands still until it is wound."""
    runner = Runner(database, router())
    clock = Clock(database, ZONE, lambda: begin.astimezone(UTC))
    faces: dict[str, Face] = {}
    dispatcher = Dispatcher(runner, Ways(faces, homes=("workspace",), rooms="workspace"), clock.now)
    face = Workspace(runner, clock, dispatcher)
    faces[face.name] = face
    clock.drive(runner, dispatcher)
    runner.wake = face.changed
    app = web.Application(middlewares=[gate.only_this_machine])
    app.add_routes(face.routes())
    app.on_shutdown.append(face.close)
    return Stage(database, runner, clock, dispatcher, face, app)
