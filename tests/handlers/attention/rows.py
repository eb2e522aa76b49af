"""Groups as rows, in the shape that the capabilities leave behind, for tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import event
from sqlmodel import select

from storage import members, people
from storage.engine import Database, Store
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    Membership,
    Milestone,
    NominationRequest,
    Organisation,
    Person,
    RequestRoute,
    RequestState,
    Role,
    RoleKind,
    Round,
    Seat,
)
from tests.world import ORDERED, at, settle_cast

ESTABLISHED = at("2026-12-01 09:00")


def settled(database: Database, created: datetime = ORDERED) -> None:
    """The cast moves in."""
    with database.changing() as store:
        settle_cast(store, created)


def queries_of(database: Database, work: Callable[[], object]) -> int:
    """How many statements some work sends to the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(statements)


def person(store: Store, name: str) -> Person:
    """Somebody of the cast."""
    return store.session.exec(select(Person).where(Person.name == name)).one()


def organisation(store: Store, short: str) -> Organisation:
    """An organisation of the cast."""
    return store.session.exec(select(Organisation).where(Organisation.short == short)).one()


def group(store: Store, title: str, coordinator: str | None = "Emil Brandtoft", **fields: object) -> Group:
    """A task force of BRN's, established on 1 December 2026 for six months unless `fields` say otherwise."""
    values: dict[str, object] = {
        "owner_id": person(store, "Sofie Kragelund").id,
        "state": GroupState.established,
        "task": "skærpe Nordjyllands argumenter for et stærkere elnet",
        "hours": 4,
        "starts_on": date(2026, 12, 1),
        "planned_end": date(2027, 6, 1),
        "created_at": ORDERED,
        "ordered_at": ORDERED,
        "established_at": ESTABLISHED,
    }
    made = Group(
        circle_id=people.circle(store).id,
        title=title,
        commissioner_id=organisation(store, "BRN-sekretariatet").id,
        **{**values, **fields},
    )
    store.add(made)
    if coordinator is not None:
        member(store, made, coordinator)
        store.add(
            Role(
                group_id=made.id,
                person_id=person(store, coordinator).id,
                kind=RoleKind.coordinator,
                since=made.established_at or made.created_at,
            )
        )
    return made


def member(store: Store, of: Group, name: str) -> Membership:
    """Somebody in a group, for their own organisation."""
    who = person(store, name)
    made = Membership(
        group_id=of.id,
        person_id=who.id,
        organisation_id=who.organisation_id,
        since=of.established_at or of.created_at,
    )
    store.add(made)
    return made


def seat(store: Store, of: Group, short: str, maximum: int = 1) -> None:
    """Places for an organisation in a group."""
    store.add(Seat(group_id=of.id, organisation_id=organisation(store, short).id, maximum=maximum))


def deadline(
    store: Store, of: Group, title: str, day: str | None, owner: str | None = None, **fields: object
) -> Milestone:
    """A deadline of a group."""
    made = Milestone(
        group_id=of.id,
        title=title,
        day=date.fromisoformat(day) if day else None,
        owner_id=person(store, owner).id if owner else None,
        created_at=of.created_at,
        created_by_id=of.owner_id,
        **fields,
    )
    store.add(made)
    return made


def round_(store: Store, of: Group, reply_by: str = "2026-11-27 12:00") -> Round:
    """A round of asking."""
    made = Round(group_id=of.id, reply_by=at(reply_by))
    store.add(made)
    return made


def asked(
    store: Store,
    in_round: Round,
    short: str,
    named: str | None = None,
    state: RequestState = RequestState.waiting,
) -> NominationRequest:
    """A director asked for somebody, by name when there is one."""
    home = organisation(store, short)
    director = people.director(store, home.id, date(2026, 11, 20))
    made = NominationRequest(
        group_id=in_round.group_id,
        round_id=in_round.id,
        organisation_id=home.id,
        route=RequestRoute.named if named else RequestRoute.open,
        state=state,
        addressee_id=director.id if director else None,
        named_id=person(store, named).id if named else None,
        reply_by=in_round.reply_by,
        sent_at=ORDERED,
    )
    store.add(made)
    return made


def happened(store: Store, of: Group, what: str, when: datetime, actor: str, **facts: object) -> None:
    """A line in the journal."""
    store.add(JournalLine(at=when, what=what, actor_id=person(store, actor).id, group_id=of.id, facts=facts))


def joined(store: Store, of: Group, name: str, when: datetime) -> None:
    """Somebody comes into a group that is at work, and the journal says so."""
    made = member(store, of, name)
    store.add(
        JournalLine(at=when, what="member.joined", for_id=made.person_id, group_id=of.id, subject_id=made.id, facts={})
    )


def dissolved(store: Store, of: Group, when: datetime) -> None:
    """A group ends, and everybody's membership with it."""
    of.state, of.dissolved_at = GroupState.dissolved, when
    for membership, _ in members.of_group(store, of.id):
        membership.until = when
    for role in members.roles_of(store, of.id):
        role.state, role.until = "ended", when
    store.session.flush()


def elnet(database: Database) -> None:
    """Elnet in week 50, as texts 6b and 6c have it."""
    settled(database)
    with database.changing() as store:
        made = group(store, "Elnet")
        for name in ("Anna Lindholt", "Kasper Thybo-Lund", "Dorthe Zinck-Holm", "Maja Hedelund"):
            member(store, made, name)
        joined(store, made, "Tobias Grønnegaard", at("2026-12-03 09:00"))
        deadline(store, made, "Budskabspapir", "2026-12-11", "Anna Lindholt")
        deadline(store, made, "Input til AAU's analyse", "2026-12-18", "Kasper Thybo-Lund")
        deadline(store, made, "Notat om netkapacitet", "2027-01-29", "Maja Hedelund")
        deadline(store, made, "Møde med elnetdistributørerne", None)
        for each in store.session.exec(select(Person)):
            each.digest_sent_at = at("2026-11-30 08:00")
