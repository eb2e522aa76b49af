"""People, organisations and offices, by noun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import case, func
from sqlmodel import col, delete, or_, select

from .engine import Store
from .tables import (
    Absence,
    Circle,
    CircleMember,
    Identity,
    IdentityKind,
    Office,
    OfficeKind,
    Organisation,
    Person,
)

STAFF = (OfficeKind.secretariat, OfficeKind.secretariat_reader)


def get(store: Store, person_id: int) -> Person:
    """A person who is known to exist."""
    return store.session.get_one(Person, person_id)


def several(store: Store, ids: Collection[int]) -> dict[int, Person]:
    """People by number."""
    rows = store.session.exec(select(Person).where(col(Person.id).in_(set(ids))))
    return {person.id: person for person in rows if person.id is not None}


def hold(store: Store, ids: Collection[int]) -> dict[int, Person]:
    """Hold some people until this transaction ends, always in the same order, and read them again: whoever erases
    somebody, or takes them into a group, waits for the other. Groups are held first (docs/decisions/0007)."""
    rows = store.session.exec(
        select(Person)
        .where(col(Person.id).in_(set(ids)))
        .order_by(col(Person.id))
        .with_for_update(key_share=True)  # rows that only point to somebody wait for nobody
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in rows if person.id is not None}


def by_email(store: Store, email: str) -> Person | None:
    """The person with an address; case does not matter."""
    return store.session.exec(select(Person).where(func.lower(Person.email) == email.lower())).first()


def by_name(store: Store, name: str) -> Sequence[Person]:
    """Everybody of exactly this name."""
    return store.session.exec(
        select(Person).where(Person.name == name, col(Person.erased_at).is_(None)).order_by(col(Person.id))
    ).all()


def everybody(store: Store, *, organisation_id: int | None = None) -> Sequence[Person]:
    """Everybody who has not been erased, of one organisation or of all."""
    query = select(Person).where(col(Person.erased_at).is_(None))
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return store.session.exec(query.order_by(col(Person.name))).all()


def house(store: Store) -> str:
    """In whose name we write: the circle's secretariat, or the circle; empty as long as there is none."""
    found = find_circle(store)
    if found is None:
        return ""
    return found.title if found.secretariat_id is None else organisation(store, found.secretariat_id).official


def organisation(store: Store, organisation_id: int) -> Organisation:
    """An organisation that is known to exist."""
    return store.session.get_one(Organisation, organisation_id)


def organisations(store: Store, ids: Collection[int] | None = None) -> dict[int, Organisation]:
    """Organisations by number: some, or all."""
    query = select(Organisation)
    if ids is not None:
        query = query.where(col(Organisation.id).in_(set(ids)))
    return {each.id: each for each in store.session.exec(query) if each.id is not None}


def organisation_named(store: Store, name: str) -> Organisation | None:
    """The organisation of exactly this short or official name."""
    return store.session.exec(
        select(Organisation).where(or_(Organisation.short == name, Organisation.official == name))
    ).first()


def circle(store: Store) -> Circle:
    """The circle that this product serves; there is one a database."""
    return store.session.exec(select(Circle).order_by(col(Circle.id))).one()


def circle_organisations(store: Store, today: date) -> Sequence[Organisation]:
    """The member organisations of the circle on a day."""
    return store.session.exec(
        select(Organisation)
        .join(CircleMember, col(CircleMember.organisation_id) == col(Organisation.id))
        .where(CircleMember.since <= today, or_(col(CircleMember.until).is_(None), col(CircleMember.until) >= today))
    ).all()


def offices_of(store: Store, person_id: int, today: date) -> Sequence[Office]:
    """The offices that a person holds on a day."""
    return store.session.exec(
        select(Office).where(
            Office.person_id == person_id,
            Office.since <= today,
            or_(col(Office.until).is_(None), col(Office.until) >= today),
        )
    ).all()


def holders(
    store: Store, organisation_id: int, kinds: Collection[OfficeKind], today: date
) -> list[tuple[Office, Person]]:
    """Who holds an office of some kinds in an organisation on a day: directors first, acting ones before
    the one they stand in for, then by when they began."""
    rows = store.session.exec(
        select(Office, Person)
        .join(Person, col(Person.id) == col(Office.person_id))
        .where(
            Office.organisation_id == organisation_id,
            col(Office.kind).in_(kinds),
            Office.since <= today,
            or_(col(Office.until).is_(None), col(Office.until) >= today),
            col(Person.erased_at).is_(None),
        )
        .order_by(
            case({kind.value: number for number, kind in enumerate(OfficeKind)}, value=col(Office.kind)),
            col(Office.acting).desc(),
            col(Office.since),
            col(Office.id),
        )
    ).all()
    return [(office, person) for office, person in rows]


def director(store: Store, organisation_id: int, today: date) -> Person | None:
    """The director of an organisation on a day; an acting one before the one they stand in for."""
    found = holders(store, organisation_id, (OfficeKind.director,), today)
    return found[0][1] if found else None


def deputy(store: Store, organisation_id: int, today: date) -> Person | None:
    """The director's deputy on a day."""
    found = holders(store, organisation_id, (OfficeKind.deputy,), today)
    return found[0][1] if found else None


def staff(store: Store, today: date, *, readers: bool = False) -> list[Person]:
    """The members of the secretariat on a day, with those who may only read when asked for."""
    kinds = STAFF if readers else (OfficeKind.secretariat,)
    rows = store.session.exec(
        select(Person)
        .join(Office, col(Office.person_id) == col(Person.id))
        .where(
            col(Office.kind).in_(kinds),
            Office.since <= today,
            or_(col(Office.until).is_(None), col(Office.until) >= today),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Person.name))
    ).all()
    return list(rows)


def absence(store: Store, person_id: int, today: date) -> Absence | None:
    """A person's absence that covers a day."""
    return store.session.exec(
        select(Absence)
        .where(
            Absence.person_id == person_id,
            Absence.since <= today,
            Absence.until >= today,
            col(Absence.ended_at).is_(None),
        )
        .order_by(col(Absence.id).desc())
    ).first()


def answers_for(store: Store, person_id: int, today: date) -> Sequence[int]:
    """The people who are away on a day and have left their answers to this person."""
    return store.session.exec(
        select(Absence.person_id).where(
            Absence.deputy_id == person_id,
            Absence.since <= today,
            Absence.until >= today,
            col(Absence.ended_at).is_(None),
        )
    ).all()


def find_circle(store: Store) -> Circle | None:
    """The circle, or None before its directory has been read."""
    return store.session.exec(select(Circle).order_by(col(Circle.id))).first()


def absences_ahead(store: Store, person_id: int, today: date) -> Sequence[Absence]:
    """A person's absences that last or are to come, the first one first."""
    return store.session.exec(
        select(Absence)
        .where(Absence.person_id == person_id, Absence.until >= today, col(Absence.ended_at).is_(None))
        .order_by(col(Absence.since), col(Absence.id))
    ).all()


def absence_by_id(store: Store, absence_id: int) -> Absence | None:
    """An absence, ended or not."""
    return store.session.get(Absence, absence_id)


def identities_of(store: Store, person_id: int) -> Sequence[Identity]:
    """Where a person can be reached, the first choice first."""
    return store.session.exec(
        select(Identity).where(Identity.person_id == person_id).order_by(col(Identity.rank), col(Identity.id))
    ).all()


def identities_of_several(store: Store, ids: Collection[int]) -> dict[int, list[Identity]]:
    """The same of several people at once."""
    found: dict[int, list[Identity]] = {id_: [] for id_ in ids}
    query = select(Identity).where(col(Identity.person_id).in_(set(ids)))
    for each in store.session.exec(query.order_by(col(Identity.rank), col(Identity.id))):
        found[each.person_id].append(each)
    return found


def at_address(store: Store, kind: IdentityKind, address: str) -> Person | None:
    """Whose address on a face it is."""
    return store.session.exec(
        select(Person)
        .join(Identity, col(Identity.person_id) == col(Person.id))
        .where(Identity.kind == kind, Identity.address == address)
    ).first()


def known_at(store: Store, kind: IdentityKind, addresses: Collection[str]) -> set[str]:
    """Which of some addresses on a face are somebody's."""
    rows = select(Identity.address).where(Identity.kind == kind, col(Identity.address).in_(set(addresses)))
    return set(store.session.exec(rows))


def tie(store: Store, person_id: int, kind: IdentityKind, address: str) -> bool:
    """Let a person be known by an address on a face, after the ones they have; whether that is news. An
    IntegrityError when it has become somebody else's at the same time."""
    had = identities_of(store, person_id)
    if any(each.kind == kind and each.address == address for each in had):
        return False
    rank = max((each.rank for each in had), default=-1) + 1
    store.add(Identity(person_id=person_id, kind=kind, address=address, rank=rank))
    return True


def untie(store: Store, person_id: int, kind: IdentityKind, address: str) -> bool:
    """Forget an address of a person on a face; whether they had it."""
    found = [each for each in identities_of(store, person_id) if each.kind == kind and each.address == address]
    for each in found:
        store.session.delete(each)
    store.session.flush()
    return bool(found)


def readdress(store: Store, person: Person, email: str) -> None:
    """Give a person another mail address, also where they are reached by the one they had."""
    for identity in identities_of(store, person.id or 0):
        if identity.kind == IdentityKind.mail and identity.address == person.email:
            identity.address = email
    person.email = email or None


def drop_identities(store: Store, person_id: int) -> None:
    """Forget where a person can be reached."""
    store.session.exec(delete(Identity).where(col(Identity.person_id) == person_id))


def write_by_mail(store: Store, person: Person, *, yes: bool) -> bool:
    """Let everything for a person go by mail to their work address before anywhere else, or no longer; whether that
    is news."""
    others = [each for each in ways(store, person) if each != IdentityKind.mail]
    return arrange(store, person, [IdentityKind.mail, *others] if yes else others)


def ways(store: Store, person: Person) -> list[IdentityKind]:
    """The kinds of a person's identities, in their order."""
    return list(dict.fromkeys(each.kind for each in identities_of(store, person.id or 0)))


def arrange(store: Store, person: Person, kinds: Sequence[IdentityKind]) -> bool:
    """Let a person be reached in this order: where they are known by none of a kind, that is left out; kinds that are
    not named come last, in the order that they had. By mail, to their work address, they are reached only where it is
    named. Whether that is news."""
    own = list(identities_of(store, person.id or 0))
    address = (person.email or "").lower() if IdentityKind.mail in kinds else ""
    kept = [each for each in own if each.kind != IdentityKind.mail or (address and each.address.lower() == address)]
    before = [(each.kind, each.address) for each in own]
    if address and all(each.kind != IdentityKind.mail for each in kept):
        kept.append(Identity(person_id=person.id or 0, kind=IdentityKind.mail, address=address))
    order = [*kinds, *(each.kind for each in own)]
    kept.sort(key=lambda each: order.index(each.kind))
    if [(each.kind, each.address) for each in kept] == before:
        return False
    for each in own:
        if each not in kept:
            store.session.delete(each)
    store.session.flush()
    for rank, each in enumerate(kept):
        each.rank = rank
        store.add(each)
    return True


def mail_first(store: Store, ids: Collection[int]) -> set[int]:
    """Those of some people to whom everything goes by mail, before any other way that there may be."""
    ways = identities_of_several(store, ids)
    return {id_ for id_, own in ways.items() if own and own[0].kind == IdentityKind.mail}


def by_mail_alone(store: Store, ids: Collection[int] | None = None) -> set[int]:
    """Those of some people, or of all, who are reached by mail and nowhere else."""
    query = select(Identity)
    if ids is not None:
        query = query.where(col(Identity.person_id).in_(set(ids)))
    kinds: dict[int, set[IdentityKind]] = {}
    for each in store.session.exec(query):
        kinds.setdefault(each.person_id, set()).add(each.kind)
    return {person_id for person_id, found in kinds.items() if found == {IdentityKind.mail}}
