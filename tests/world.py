"""The cast, and a house to play in: people say words and press buttons, the clock is wound, and every card
that reaches somebody can be read. All of it through the real runner, handlers and database; only the post
office at the end is a stand-in that keeps what it delivers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bot.runner import Runner
from handlers.contents import everything
from handlers.dialogue.card import Button, Card, Facts, Items, Line, Table, unmarked
from handlers.dialogue.form import Form, Value
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Place, Request, cleaned
from handlers.dialogue.wire import from_json
from handlers.rules.names import first_name, short_organisation
from storage import due, groups, outbox
from storage.engine import Database, Store
from storage.tables import (
    Circle,
    CircleMember,
    Group,
    Office,
    OfficeKind,
    Organisation,
    OrganisationKind,
    OutboxKind,
    Person,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ORDERED = datetime(2026, 11, 20, 9, 0, tzinfo=COPENHAGEN)  # Friday, week 47
_KINDS = {
    "kommune": OrganisationKind.municipality,
    "region": OrganisationKind.region,
    "sekretariat": OrganisationKind.secretariat,
    "forening": OrganisationKind.association,
    "virksomhed": OrganisationKind.company,
}
_OFFICES = {
    "director": OfficeKind.director,
    "deputy": OfficeKind.deputy,
    "director_secretary": OfficeKind.director_secretary,
    "secretariat": OfficeKind.secretariat,
}
_READER = "Farah Demirel"  # may see, but not send
_BEGAN = date(2022, 1, 1)


def settle_cast(store: Store, created: datetime) -> None:
    """BRN's circle with the invented people of tests/data/cast.csv."""
    with (Path(__file__).parent / "data" / "cast.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    circle = Circle(title="BRN", language="da")
    organisations: dict[str, Organisation] = {}
    for row in rows:
        official = row["organisation"] or "Borgere"
        kind = _KINDS.get(row["org_type"], OrganisationKind.other)
        organisations.setdefault(
            official, Organisation(kind=kind, short=short_organisation(official), official=official)
        )
    _added(store, circle, *organisations.values())
    seated: list[SQLModel] = []
    for organisation in organisations.values():
        if organisation.kind == OrganisationKind.secretariat:
            circle.secretariat_id = organisation.id
        if organisation.kind in (OrganisationKind.municipality, OrganisationKind.region):
            seated.append(CircleMember(circle_id=circle.id, organisation_id=organisation.id, since=_BEGAN))
    cast = [
        Person(
            organisation_id=organisations[row["organisation"] or "Borgere"].id,
            name=row["navn"],
            email=row["email"],
            phone=row["telefon"],
            title=row["titel"],
            competences=row["kompetencer"],
            language=row["sprog"],
            created_at=created,
        )
        for row in rows
    ]
    _added(store, *seated, *cast)
    offices: list[SQLModel] = []
    for row, person in zip(rows, cast, strict=True):
        office = _OFFICES.get(row["funktion"])
        if row["navn"] == _READER:
            office = OfficeKind.secretariat_reader
        if row["navn"] == "Emil Brandtoft":
            office = OfficeKind.secretariat
        if office is not None:
            home = person.organisation_id
            offices.append(Office(person_id=person.id, organisation_id=home, kind=office, since=_BEGAN))
    _added(store, *offices)


def _added(store: Store, *rows: SQLModel) -> None:
    """All at once, numbered in the order in which they are given."""
    store.session.add_all(rows)
    store.session.flush()


@dataclass
class Letter:
    """A card as its reader has it now, how often it was drawn, and the title that it came with (`said`)."""

    row: int
    subject: str
    at: datetime
    card: Card
    said: str
    versions: int = 1


@dataclass
class House:
    """The product in one process. `now` is what every request is told; `wind` moves it as the clock would.

    `settled` says that the cast lives in the database already."""

    database: Database
    now: datetime = ORDERED
    settled: bool = False
    runner: Runner = field(init=False)
    closed: bool = False  # the post office: nothing goes out while it is
    letters: dict[str, list[Letter]] = field(default_factory=dict)
    rooms: dict[str, list[tuple[OutboxKind, Mapping[str, object]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.runner = Runner(self.database, everything())
        if not self.settled:
            with self.database.changing() as store:
                settle_cast(store, self.now)

    # --- who and what ---

    def person(self, name: str) -> Person:
        """The person of a name, or of a first name that only one has."""
        from sqlmodel import select

        with self.database.reading() as store:
            found = [
                each
                for each in store.session.exec(select(Person))
                if each.name == name or first_name(each.name) == name
            ]
        assert len(found) == 1, f"{name}: {[each.name for each in found]}"
        return found[0]

    def group(self, title: str) -> Group:
        """The newest group of a title."""
        with self.database.reading() as store:
            return [each for each in groups.everything(store) if each.title == title][-1]

    # --- doing ---

    def ask(self, who: str, **request: object) -> Reply:
        """Send a request as a person and let everything that it causes be delivered."""
        reply = self.runner.run(cleaned(Request(actor=self.person(who), now=self.now, **request)))  # type: ignore[arg-type]
        self.deliver()
        return reply

    def say(self, who: str, words: str, *, group: str | None = None) -> Reply:
        """Type `/taskforce words`, in a group's room when one is named."""
        place = Place() if group is None else Place(alone=False, group_id=self.group(group).id)
        return self.ask(who, words=words, place=place)

    def press(self, who: str, card: Card | Reply | None, label: str, *, key: str | None = None) -> Reply:
        """Press the button of a label on a card."""
        found = button(card.card if isinstance(card, Reply) else card, label)
        return self.ask(who, action=found.action, args=found.args, key=key)

    def fill(self, who: str, reply: Reply, /, **values: Value) -> Reply:
        """Send the form of a reply, with its own values and these."""
        form = reply.form
        assert isinstance(form, Form), reply
        return self.ask(who, action=form.name, args=form.args, values={**form.values, **values})

    # --- time ---

    def wind(self, to: str | datetime | timedelta) -> None:
        """Move the clock through every due point on the way."""
        target = self.now + to if isinstance(to, timedelta) else at(to)
        assert target >= self.now
        while True:
            self.settle()
            with self.database.reading() as store:
                ahead = [due.next_due(store, self.now), outbox.next_due(store, self.now)]
            moments = [each[1] if isinstance(each, tuple) else each for each in ahead if each is not None]
            if not moments or min(moments) > target:
                break
            self.now = min(moments).astimezone(COPENHAGEN)
        self.now = target
        self.settle()

    def sleep(self, to: str | datetime) -> None:
        """Be switched off until then, and wake."""
        self.now = at(to)
        self.settle()

    def settle(self) -> None:
        """Do all that is due now, and deliver."""
        for _ in range(100):
            if not self.runner.tick(self.now):
                break
        else:
            raise AssertionError("something due is never claimed")
        self.deliver()

    # --- the post office ---

    def deliver(self) -> None:
        """Hand out every row that is due, unless the post office is `closed`."""
        if self.closed:
            return
        while True:
            with self.database.changing() as store:
                taken = outbox.claim(store, self.now)
                for row in taken:
                    self._hand_out(store, row)
                    outbox.mark_sent(store, row.id, now=self.now, face="test", reference=f"test:{row.id}")
            if not taken:
                return

    def _hand_out(self, store: Store, row: object) -> None:
        box = self._box(store, row)
        if row.kind not in (OutboxKind.message, OutboxKind.update):
            self.rooms.setdefault(box, []).append((row.kind, row.payload))
            return
        card = from_json(Card, row.payload)
        letters = self.letters.setdefault(box, [])
        if row.kind == OutboxKind.message:
            letters.append(Letter(row.id, row.subject, self.now, card, unmarked(card.title)))
            return
        letter = next(each for each in letters if each.row == row.target_id)
        letter.card, letter.versions = card, letter.versions + 1

    def _box(self, store: Store, row: object) -> str:
        if row.person_id is not None:
            return store.session.get_one(Person, row.person_id).name
        if row.group_id is None:
            return "@" + row.place
        return "#" + groups.get(store, row.group_id).title

    def cards(self, who: str) -> list[Card]:
        """The cards that a person (or, as "#Elnet", a room) has, as they look now."""
        box = who if who.startswith("#") else self.person(who).name
        return [letter.card for letter in self.letters.get(box, [])]

    def card(self, who: str) -> Card:
        """The newest card that a person has."""
        return self.cards(who)[-1]

    def titles(self, who: str) -> list[str]:
        """The titles of the cards that a person has, oldest first."""
        return [unmarked(card.title) for card in self.cards(who)]


def at(moment: str | datetime) -> datetime:
    """A local time: "2026-11-25 08:00"."""
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=COPENHAGEN)


def buttons(card: Card) -> list[Button]:
    """Every button of a card, those in its lists included."""
    inside = [each for part in card.body if isinstance(part, Items) for item in part.items for each in item.buttons]
    more = [part.next for part in card.body if isinstance(part, Table) and part.next]
    return [*inside, *more, *card.buttons]


def button(card: Card | None, label: str) -> Button:
    """The button of a label."""
    assert card is not None, f"no card to press {label!r} on"
    found = [each for each in buttons(card) if each.label == label]
    assert found, f"{label!r} is not among {[each.label for each in buttons(card)]}"
    return found[0]


def text_of(card: Card | None) -> str:
    """A card as one text, as it would be read aloud: title, body, and [labels]. For comparing with texts."""
    assert card is not None
    lines = [unmarked(card.title)]
    for part in card.body:
        match part:
            case Line(text=text):
                lines.append(unmarked(text))
            case Facts(pairs=pairs):
                lines += [f"{name}: {unmarked(value)}" for name, value in pairs]
            case Items(items=items):
                for item in items:
                    labels = [f"[{each.label}]" for each in item.buttons] + ([f"({item.note})"] if item.note else [])
                    lines.append(" ".join(["·", unmarked(item.text), *labels]))
            case Table(head=head, rows=rows):
                lines += [" | ".join(head), *(" | ".join(row) for row in rows)]
            case _:
                lines.append(part.name)
    presses = [f"[{each.label}]" for each in card.buttons if each.style != "link"]
    links = [f"{{{each.label}}}" for each in card.buttons if each.style == "link"]
    return "\n".join(lines + ([" ".join(presses)] if presses else []) + ([" · ".join(links)] if links else []))


def shown(reply: Reply) -> str:
    """What a reply says, as one text: its card, or its form's title and errors."""
    if reply.form is not None:
        return "\n".join([reply.form.title, *(f"{name}: {text}" for name, text in reply.form.errors.items())])
    return text_of(reply.card)
