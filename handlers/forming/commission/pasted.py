"""Reading people and organisations out of pasted text, and deciding how each is asked."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request, number
from handlers.rules.names import PastedLine, fold, nearest_word, short_organisation, split_people
from storage import people
from storage.engine import Store
from storage.tables import Organisation, OrganisationKind, Person, RequestRoute

_LED = (OrganisationKind.municipality, OrganisationKind.region)
MOST_SEATS = 10


@dataclass(frozen=True)
class Asked:
    """One line, understood: the organisation, who gets the card, by which route, and who is named."""

    organisation: Organisation
    addressee: Person
    route: RequestRoute
    named: Person | None
    seats: int


def read_people(request: Request, store: Store, text: str, *, asks: bool = True, field: str = "whom") -> list[Asked]:
    """Every line of a pasted text, understood. The same line twice counts once.

    A line that cannot be understood is a UserError at the field that quotes it: nothing is lost or guessed.
    With `asks=False` (a group that exists) people are only looked up, and no director is needed.
    """
    organisations = list(people.organisations(store).values())
    known = {each.short: each for each in organisations} | {each.official: each for each in organisations}
    everybody = list(people.everybody(store))
    rows = split_people(text, list(known), [each.name for each in everybody])
    found: dict[tuple[int | None, ...], Asked] = {}
    for row in rows:
        one = _understood(request, store, row, known, everybody, asks=asks, field=field)
        found.setdefault((one.organisation.id, one.addressee.id, one.named.id if one.named else None), one)
    return list(found.values())


def _understood(
    request: Request,
    store: Store,
    row: PastedLine,
    known: dict[str, Organisation],
    everybody: list[Person],
    *,
    asks: bool,
    field: str,
) -> Asked:
    t = request.t
    person = _person(row, everybody, known)
    organisation = known.get(row.organisation or "")
    if organisation is None and person is not None:
        organisation = people.organisation(store, person.organisation_id)
    if organisation is None and row.email and row.person and row.unknown:
        organisation = known.get(row.unknown[0]) or _outside(store, row.unknown[0])
        known |= {organisation.short: organisation, organisation.official: organisation}
    if organisation is None:
        raise UserError(_unknown(request, row, known), field=field)
    if person is None and row.person is not None:
        person = _taken_in(request, store, row, organisation, field)
        everybody.append(person)
    if person is None and row.email:
        raise UserError(
            t("Write the name too: “{organisation}: name <{email}>”.", organisation=organisation.short,
              email=row.email),
            field=field,
        )  # fmt: skip
    if row.unknown and row.unknown[0] != organisation.official:
        raise UserError(
            t("I do not understand “{part}” in “{line}”.", part=row.unknown[0][:40], line=row.raw[:60]), field=field
        )
    if person is not None and person.organisation_id != organisation.id:
        theirs = people.organisation(store, person.organisation_id).short
        raise UserError(
            t("{name} works at {theirs}, not at {organisation}.", name=person.name, theirs=theirs,
              organisation=organisation.short),
            field=field,
        )  # fmt: skip
    if not asks:
        return Asked(organisation, person or Person(), RequestRoute.named, person, 1)
    return _route(request, store, organisation, person, row.seats or 1, field)


def _route(
    request: Request, store: Store, organisation: Organisation, person: Person | None, seats: int, field: str
) -> Asked:
    t = request.t
    if seats > MOST_SEATS:
        raise UserError(t("At most {most} from one organisation.", most=MOST_SEATS), field=field)
    if organisation.kind in _LED:
        director = people.director(store, number(organisation.id), request.now.date())
        if director is None:
            raise UserError(
                t("{organisation} has no director in the directory, so nobody can be asked.",
                  organisation=organisation.short),
                field=field,
            )  # fmt: skip
        route = RequestRoute.open if person is None else RequestRoute.named
        return Asked(organisation, director, route, person, 1 if person else seats)
    if organisation.kind == OrganisationKind.secretariat:
        raise UserError(
            t("Your own people need not be asked. Choose them as coordinator, or add them afterwards."), field=field
        )
    if person is None:
        raise UserError(
            t("{organisation} has no director. Whom do we write to? “{organisation}: name <e-mail>”.",
              organisation=organisation.short),
            field=field,
        )  # fmt: skip
    return Asked(organisation, person, RequestRoute.external, None, 1)


def _person(row: PastedLine, everybody: list[Person], known: dict[str, Organisation]) -> Person | None:
    if row.email:
        by_mail = [each for each in everybody if (each.email or "").lower() == row.email.lower()]
        if by_mail:
            return by_mail[0]
    if row.person is None:
        return None
    hits = [each for each in everybody if fold(each.name) == fold(row.person)]
    place = known.get(row.organisation or "")
    here = [each for each in hits if place is not None and each.organisation_id == place.id]
    hits = here or hits
    return hits[0] if len(hits) == 1 and not row.email else None


def _taken_in(request: Request, store: Store, row: PastedLine, organisation: Organisation, field: str) -> Person:
    """Somebody new; an address is needed, since we shall have to write."""
    if not row.email:
        raise UserError(
            request.t(
                "I do not know {name} at {organisation}. Write the address too: “{organisation}: {name} <e-mail>”.",
                name=(row.person or "")[:60], organisation=organisation.short,
            ),
            field=field,
        )  # fmt: skip
    person = Person(
        organisation_id=number(organisation.id),
        name=row.person or "",
        email=row.email.lower(),
        title=row.title or "",
        language=people.circle(store).language,
        created_at=request.now,
    )
    store.add(person)
    return person


def _outside(store: Store, name: str) -> Organisation:
    organisation = Organisation(kind=OrganisationKind.other, short=short_organisation(name), official=name)
    store.add(organisation)
    return organisation


def _unknown(request: Request, row: PastedLine, known: dict[str, Organisation]) -> str:
    t = request.t
    said = (row.unknown[0] if row.unknown else row.person or row.raw)[:60]
    near = nearest_word(fold(said), [fold(each) for each in known])
    likely = next((each.short for name, each in known.items() if near is not None and fold(name) == near), None)
    if likely is not None:
        return t("I do not know “{part}”. Did you mean {organisation}?", part=said, organisation=likely)
    return t("I do not know “{part}”. Write an organisation, or a person with an address.", part=said)
