"""Reading a circle's directory into the house: `taskforce directory import FILE.csv`.

The columns stand in rules/directory_file. Good lines are stored and bad ones are not, each with a sentence
that says why. A person is known by the e-mail address; what stands in the file replaces what was known, an
empty cell replaces nothing, and the same file again changes nothing. Nobody is removed by not being named.
The first import makes the circle: its secretariat is the organisation of that type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from handlers.dialogue.card import Card, Item, Items, Line, Part
from handlers.dialogue.chronicle import note
from handlers.dialogue.request import Request, number
from handlers.locale import Speech
from handlers.rules import directory_file
from handlers.rules.directory_file import Row
from handlers.rules.municipalities import recognise
from handlers.rules.names import danish_key, fold
from storage import offices, people
from storage.engine import Store
from storage.tables import (
    Circle,
    CircleMember,
    Office,
    OfficeKind,
    Organisation,
    OrganisationKind,
    Person,
)

from .appointing import announce, appoint, end, schedule
from .faults import sentence

MEMBERS = (OrganisationKind.municipality, OrganisationKind.region)  # they have directors, and make the circle
_OF_MEMBERS = (OfficeKind.director, OfficeKind.deputy, OfficeKind.director_secretary)
_OF_STAFF = (OfficeKind.secretariat, OfficeKind.secretariat_reader)
_DAY = timedelta(days=1)


@dataclass
class Report:
    """What an import did: people counted, what else it caused in `notes`, and the bad lines by number, each
    with its sentence. All sentences are in the language of whoever imports."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)


class _Refused(Exception):
    """A line that contradicts what is known; the sentence says how."""


def import_directory(request: Request, store: Store, data: bytes, *, language: str = "da") -> Report:
    """Read a file into the directory. `language` is a new circle's; with nobody asking, the report's too."""
    circle = people.find_circle(store)
    known = circle.language if circle is not None else language
    t = Speech(request.actor.language if request.actor is not None else known, request.now)
    contents = directory_file.read(data, request.now)
    report = Report(bad=[(each.line, sentence(t, each)) for each in contents.problems])
    if circle is None:
        circle = _founded(store, contents.rows, language)
    if circle is None:
        if contents.rows:
            report.bad.append(
                (1, t("Nobody in the file belongs to a secretariat. Write sekretariat as the type of yours."))
            )
        return report
    _Import(request, store, t, circle, report, contents.rows).run()
    report.bad.sort()
    if report.added or report.changed:
        facts = {"added": report.added, "changed": report.changed, "bad": len(report.bad)}
        note(request, store, "directory.imported", facts=facts)
    return report


def report_card(t: Speech, report: Report) -> Card:
    """A report to read: counts, what followed, then the bad lines."""
    changed = t("{added} new, {changed} changed, {unchanged} as before.", added=report.added,
                changed=report.changed, unchanged=report.unchanged)  # fmt: skip
    body: list[Part] = [Line(changed), *(Line(each) for each in report.notes)]
    if not report.bad:
        return Card(t("The directory has been read."), tuple(body), tone="good")
    lines = tuple(Item(t("Line {number}: {sentence}", number=line, sentence=why)) for line, why in report.bad)
    body += [Line(t("Nothing is stored from these lines:"), "heading"), Items(lines)]
    count = len(report.bad)
    title = t.plural(count, "The directory has been read, but for one line.",
                     "The directory has been read, but for {n} lines.")  # fmt: skip
    if not (report.added or report.changed or report.unchanged):
        title = t("The directory could not be read.")
    return Card(title, tuple(body), tone="warning")


def _founded(store: Store, rows: tuple[Row, ...], language: str) -> Circle | None:
    """A new circle, called as its secretariat: BRN of "BRN-sekretariatet"; None without a secretariat."""
    name = next((row.organisation for row in rows if row.type == "secretariat"), None)
    if name is None:
        return None
    title = name
    for ending in ("sekretariatet", "sekretariat", "secretariat"):
        if name.casefold().endswith(ending):
            title = name[: -len(ending)].strip(" -–") or name
            break
    secretariat = Organisation(kind=OrganisationKind.secretariat, short=name, official=name)
    store.add(secretariat)
    circle = Circle(title=title, language=language, secretariat_id=secretariat.id)
    store.add(circle)
    return circle


@dataclass
class _Import:
    request: Request
    store: Store
    t: Speech
    circle: Circle
    report: Report
    rows: tuple[Row, ...]
    places: dict[str, Organisation] = field(init=False)
    types: dict[str, str] = field(init=False)

    def run(self) -> None:
        self.today = self.request.now.date()
        self.places = {}
        for each in people.organisations(self.store).values():
            self.places |= {fold(each.short): each, fold(each.official): each}
        self.types = {fold(row.organisation): row.type for row in reversed(self.rows) if row.type}
        for row in self.rows:
            try:
                self._take(row)
            except _Refused as refused:
                self.report.bad.append((row.line, str(refused)))
        self._note_directors()

    def _take(self, row: Row) -> None:
        """Everything that can be wrong is asked before anything is stored."""
        place = self._place(row)
        self._check_office(row, place)
        person = self._person(row)
        if place.id is None:
            self._add_place(place)
        if person is None:
            person = self._add_person(row, place)
            self._reach(row, person)
            self._office(row, person, place)
            self.report.added += 1
            return
        moved = self._move(row, person, place)
        corrected = self._correct(row, person)
        reached = self._reach(row, person)
        appointed = self._office(row, person, place)
        if moved or corrected or reached or appointed:
            self.report.changed += 1
        else:
            self.report.unchanged += 1

    # --- organisations ---

    def _place(self, row: Row) -> Organisation:
        found = self.places.get(fold(row.organisation))
        if found is None:
            known = recognise(row.organisation)
            kind = self.types.get(fold(row.organisation))
            if kind is None:
                raise _Refused(
                    self.t("What is {organisation}? Write its type, such as kommune or forening.",
                           organisation=row.organisation)
                )  # fmt: skip
            found = Organisation(
                kind=OrganisationKind(kind),
                short=known.short if known else row.organisation,
                official=row.organisation,
                code=known.code if known else None,
            )
        if found.kind == OrganisationKind.secretariat and found.id != self.circle.secretariat_id:
            raise _Refused(self.t("The circle has a secretariat already, and only one."))
        return found

    def _add_place(self, place: Organisation) -> None:
        self.store.add(place)
        self.places |= {fold(place.short): place, fold(place.official): place}
        if place.kind in MEMBERS:
            self.store.add(
                CircleMember(circle_id=number(self.circle.id), organisation_id=number(place.id), since=self.today)
            )

    # --- people ---

    def _person(self, row: Row) -> Person | None:
        """Who has the address, when it is the same person: a name may change, but not all of it."""
        person = people.by_email(self.store, row.email)
        if person is None:
            return None
        if not set(fold(person.name).split()) & set(fold(row.name).split()):
            where = people.organisation(self.store, person.organisation_id).short
            raise _Refused(
                self.t("{email} already belongs to {name}, {organisation}.",
                       email=row.email, name=person.name, organisation=where)
            )  # fmt: skip
        return person

    def _add_person(self, row: Row, place: Organisation) -> Person:
        person = Person(
            organisation_id=number(place.id),
            name=row.name,
            email=row.email,
            phone=row.phone,
            title=row.title,
            competences=row.competences,
            language=row.language or self.circle.language,
            created_at=self.request.now,
        )
        self.store.add(person)
        return person

    def _correct(self, row: Row, person: Person) -> bool:
        """Take over what the file says; the language stays the person's own choice."""
        said = {"name": row.name, "phone": row.phone, "title": row.title, "competences": row.competences}
        news = {name: value for name, value in said.items() if value and value != getattr(person, name)}
        for name, value in news.items():
            setattr(person, name, value)
        return bool(news)

    def _reach(self, row: Row, person: Person) -> bool:
        """How the person is written to from now on, where the file says it; whether that is news."""
        return bool(row.channel) and people.write_by_mail(self.store, person, yes=row.channel == "mail")

    def _move(self, row: Row, person: Person, place: Organisation) -> bool:
        """Somebody who now works elsewhere holds no office in the old place any more."""
        if person.organisation_id == place.id:
            return False
        before = people.organisation(self.store, person.organisation_id)
        for office, _ in offices.lasting(self.store, self.today, person_id=number(person.id)):
            end(self.request, office, person, (row.since or self.today) - _DAY)
            announce(self.store, office, self.today)
        person.organisation_id = number(place.id)
        places = {"old": before.short, "new": place.short}
        self.report.notes.append(self.t("{name} has moved from {old} to {new}.", name=person.name, **places))
        return True

    # --- offices ---

    def _check_office(self, row: Row, place: Organisation) -> None:
        """Offices give rights, so each stands only where it means something."""
        if not row.office:
            return
        kind = OfficeKind(row.office)
        if kind in _OF_MEMBERS and place.kind not in MEMBERS:
            raise _Refused(self.t("Only municipalities and regions have a director and a deputy here."))
        if kind in _OF_STAFF and place.kind != OrganisationKind.secretariat:
            raise _Refused(self.t("Only people in the secretariat itself can have that function."))

    def _office(self, row: Row, person: Person, place: Organisation) -> bool:
        if not row.office:
            return False
        held = offices.lasting(
            self.store,
            self.today,
            organisation_id=number(place.id),
            person_id=number(person.id),
            kinds=[OfficeKind(row.office)],
        )
        if held:
            return self._adjust(row, held[0][0])
        if row.until is not None and row.until < self.today:
            return False
        office = Office(
            person_id=number(person.id),
            organisation_id=number(place.id),
            kind=OfficeKind(row.office),
            acting=bool(row.acting),
            since=row.since or self.today,
            until=row.until,
        )
        ended = appoint(self.request, self.store, office, keep=self._directors_in_file(place))
        for each in ended:
            if each.person.id != person.id:
                self.report.notes.append(
                    self.t(
                        "{organisation}: {new} is director from {day}. {old} is until the day before.",
                        organisation=place.short,
                        new=person.name,
                        old=each.person.name,
                        day=self.t.paper(office.since),
                    )
                )
        return True

    def _adjust(self, row: Row, office: Office) -> bool:
        """Take over the days that the file gives for an office already held."""
        said = {"since": row.since, "until": row.until, "acting": row.acting}
        news = {name: value for name, value in said.items() if value not in (None, getattr(office, name))}
        for name, value in news.items():
            setattr(office, name, value)
        if news:
            if office.until is not None:
                office.confirm_due = office.confirm_asked_at = None
            schedule(office, self.request.now)
            announce(self.store, office, self.today)
        return bool(news)

    def _directors_in_file(self, place: Organisation) -> set[int]:
        """The people whose office as director the file itself dates, so that no other line ends it."""
        found = set()
        for row in self.rows:
            if row.office == "director" and self.places.get(fold(row.organisation)) is place:
                person = people.by_email(self.store, row.email)
                found |= {number(person.id)} if person is not None else set()
        return found

    # --- what the secretariat should know ---

    def _note_directors(self) -> None:
        holders = offices.lasting(self.store, self.today, kinds=[OfficeKind.director])
        directors = {office.organisation_id: person for office, person in holders}
        named = {fold(row.organisation) for row in self.rows if row.office == "director"}
        members = [each for each in {id(p): p for p in self.places.values()}.values() if each.kind in MEMBERS]
        members.sort(key=lambda each: danish_key(each.short))
        left = [
            each.short for each in members
            if each.id in directors and not named & {fold(each.short), fold(each.official)}
        ]  # fmt: skip
        without = [each.short for each in members if each.id is not None and each.id not in directors]
        if left:
            self.report.notes.append(
                self.t("The file names no director for {organisations}. Those we know stay.",
                       organisations=self.t.names(left))
            )  # fmt: skip
        if without:
            self.report.notes.append(
                self.t("Nobody can be asked yet where there is no director: {organisations}.",
                       organisations=self.t.names(without))
            )  # fmt: skip
