"""What must hold in the database after every change, whoever did it, however many at once.

`broken` gives a sentence for each thing that does not hold; a test compares that with nothing. Only what has been
committed counts, so it is read in a transaction of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sqlalchemy import select as sa_select
from sqlmodel import SQLModel, select

from storage import due
from storage.awaiting import selects
from storage.engine import Database, Store
from storage.tables import (
    LIVING,
    WORKING,
    Group,
    GroupState,
    Identity,
    JournalLine,
    Link,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    Nominee,
    NomineeState,
    OutboxKind,
    OutboxRow,
    Person,
    RequestKey,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Room,
    Round,
    Seat,
)

COMING = (NomineeState.asked, NomineeState.accepted)
LASTING = ("evaluation", "evaluation_answer")  # what is about a group that has ended, and stays open all the same
Rule = Callable[[Store], Iterator[str]]
Row = TypeVar("Row", bound=SQLModel)


def broken(database: Database) -> list[str]:
    """What does not hold now."""
    with database.reading() as store:
        return [f"{rule.__name__}: {sentence}" for rule in RULES for sentence in rule(store)]


def _all(store: Store, table: type[Row]) -> list[Row]:
    return list(store.session.exec(select(table)).all())


def _groups(store: Store) -> dict[int | None, Group]:
    return {each.id: each for each in _all(store, Group)}


# --- those who are asked ---


def no_more_are_named_than_there_are_seats(store: Store) -> Iterator[str]:
    requests = {each.id: each for each in _all(store, NominationRequest)}
    coming = Counter(each.request_id for each in _all(store, Nominee) if each.state in COMING)
    for id_, count in coming.items():
        if count > requests[id_].seats:
            yield f"request {id_} has {count} of {requests[id_].seats}"
    seats = {(each.group_id, each.organisation_id): each.maximum for each in _all(store, Seat)}
    inside: Counter[tuple[int, int]] = Counter()
    staying = {each.nominee_id for each in _all(store, Membership) if each.until is None and each.leaving_on is None}
    for each in _all(store, Nominee):
        if each.state == NomineeState.asked or each.id in staying:
            inside[each.group_id, requests[each.request_id].organisation_id] += 1
    for place, count in inside.items():
        if place in seats and count > seats[place]:
            yield f"group {place[0]}, organisation {place[1]} has {count} of {seats[place]}"


def each_expert_is_asked_once(store: Store) -> Iterator[str]:
    """Written to once, whatever became of it; not at all who came from outside for themselves."""
    asked = Counter(
        row.subject for row in _all(store, OutboxRow) if row.unique_key.endswith("/ask") and "nominee:" in row.subject
    )
    people = {each.id: each for each in _all(store, Person)}
    open_: Counter[tuple[int, int]] = Counter()
    for each in _all(store, Nominee):
        count = asked.pop(f"nominee:{each.id}", 0)
        if each.state in COMING:
            open_[each.group_id, each.person_id] += 1
        gone = people[each.person_id].erased_at is not None  # what had not gone to them is dropped
        if count > 1 or (count == 0 and each.named_by_id != each.person_id and not gone):
            yield f"nominee {each.id} was asked {count} times"
    yield from (f"{subject} was asked and is nobody" for subject in asked)
    yield from (f"person {who[1]} is in group {who[0]} {count} times" for who, count in open_.items() if count > 1)


def requests_agree_with_their_nominees(store: Store) -> Iterator[str]:
    groups = _groups(store)
    states: dict[int, list[NomineeState]] = {}
    for each in _all(store, Nominee):
        states.setdefault(each.request_id, []).append(each.state)
    for each in _all(store, NominationRequest):
        coming = [state for state in states.get(each.id or 0, []) if state in COMING]
        living = groups[each.group_id].state in LIVING
        if living and each.state == RequestState.named and not coming:
            yield f"request {each.id} is named, with nobody"
        if each.state == RequestState.declined and coming:
            yield f"request {each.id} is declined, with {coming}"
        if each.state == RequestState.waiting and len(coming) >= each.seats:
            yield f"request {each.id} waits with all its seats taken"
        if each.state == RequestState.planned and coming:
            yield f"request {each.id} has not gone, with {coming}"
        if each.state != RequestState.waiting and each.remind_at is not None:
            yield f"request {each.id} is {each.state} and will be reminded"


def who_said_yes_is_a_member_once(store: Store) -> Iterator[str]:
    member = Counter(each.nominee_id for each in _all(store, Membership) if each.until is None)
    ever = {each.nominee_id for each in _all(store, Membership)}
    for each in _all(store, Nominee):
        if member[each.id] > 1:
            yield f"nominee {each.id} is a member {member[each.id]} times"
        if each.state == NomineeState.accepted and each.id not in ever:
            yield f"nominee {each.id} has said yes and has never been a member"
        if each.state != NomineeState.accepted and member[each.id]:
            yield f"nominee {each.id} is {each.state} and a member"
        if each.state != NomineeState.asked and each.remind_at is not None:
            yield f"nominee {each.id} is {each.state} and will be reminded"


# --- groups ---


def one_in_each_role_at_most(store: Store) -> Iterator[str]:
    active = Counter((each.group_id, each.kind) for each in _all(store, Role) if each.state == RoleState.active)
    yield from (f"group {who[0]} has {count} as {who[1]}" for who, count in active.items() if count > 1)
    asked = Counter(
        each.group_id
        for each in _all(store, Role)
        if each.state == RoleState.asked and each.kind == RoleKind.coordinator
    )
    yield from (f"group {id_} has asked {count} to coordinate" for id_, count in asked.items() if count > 1)


def nobody_is_in_a_group_that_has_ended(store: Store) -> Iterator[str]:
    groups = _groups(store)
    for each in _all(store, Membership):
        if each.until is None and groups[each.group_id].state not in WORKING:
            yield f"membership {each.id} lasts in a group that is {groups[each.group_id].state}"
    for each in _all(store, Role):
        lasts = each.state in (RoleState.planned, RoleState.asked, RoleState.active)
        if lasts and groups[each.group_id].state not in LIVING:
            yield f"role {each.id} is {each.state} in a group that is {groups[each.group_id].state}"


def a_group_that_has_ended_waits_for_nothing(store: Store) -> Iterator[str]:
    ended = {id_ for id_, each in _groups(store).items() if each.state not in LIVING}
    for each in _all(store, Milestone):
        if each.group_id in ended and each.state in (MilestoneState.open, MilestoneState.proposed):
            yield f"milestone {each.id} is {each.state}"
    for each in _all(store, NominationRequest):
        if each.group_id in ended and each.state in (RequestState.planned, RequestState.waiting):
            yield f"request {each.id} is {each.state}"
    for each in _all(store, Nominee):
        if each.group_id in ended and each.state == NomineeState.asked:
            yield f"nominee {each.id} is asked"
    for each in _all(store, Round):
        if each.group_id in ended and each.closed_at is None:
            yield f"round {each.id} is open"
    for row in (row for part in selects() for row in store.session.execute(part)):
        if row.group_id in ended and row.kind not in LASTING:
            yield f"{row.kind} {row.id} awaits somebody"


def nothing_of_a_group_that_has_ended_falls_due(store: Store) -> Iterator[str]:
    ended = {id_ for id_, each in _groups(store).items() if each.state not in LIVING}
    for source in due.sources():
        table = source.column.table
        group = table.c.id if table.name == "groups" else table.c.get("group_id")
        if group is None or table.name == "evaluations":
            continue
        rows = store.session.execute(sa_select(source.id, group).where(source.column.is_not(None), source.where))
        yield from (f"{source.kind} of {id_}" for id_, group_id in rows if group_id in ended)


def one_open_room_a_group(store: Store) -> Iterator[str]:
    groups = _groups(store)
    rooms = Counter(each.group_id for each in _all(store, Room) if each.closed_at is None)
    for id_, count in rooms.items():
        if count > 1:
            yield f"group {id_} has {count} open rooms"
        if groups[id_].state not in LIVING:
            yield f"group {id_} has ended, and its room is open"


# --- what is written down ---


def the_journal_agrees_with_the_states(store: Store) -> Iterator[str]:
    said: dict[str, Counter[Any]] = {}
    last: dict[int | None, str] = {}
    for line in sorted(_all(store, JournalLine), key=lambda each: each.id or 0):
        about = line.subject_id if line.subject_id is not None else line.group_id
        said.setdefault(line.what, Counter())[about] += 1
        if line.what in ("group.dissolved", "group.reopened"):
            last[line.group_id] = line.what
    none: Counter[Any] = Counter()
    for each in _all(store, Nominee):
        named, yes = said.get("nomination.named", none)[each.id], said.get("acceptance.yes", none)[each.id]
        if named != 1:
            yield f"nominee {each.id} was named {named} times"
        if yes > 1 or (each.state == NomineeState.accepted and yes != 1):
            yield f"nominee {each.id} is {each.state} and said yes {yes} times"
        if said.get("acceptance.no", none)[each.id] > 1:
            yield f"nominee {each.id} said no more than once"
    for id_, group in _groups(store).items():
        if (group.state == GroupState.dissolved) != (last.get(id_) == "group.dissolved"):
            yield f"group {id_} is {group.state}, and the journal ends with {last.get(id_)}"
        began = said.get("group.established", none)[id_]
        if began > 1 or (group.ordered_at is not None and (group.established_at is not None) != (began == 1)):
            yield f"group {id_} was established {began} times"
        taken_back = said.get("nomination.recalled", none)[id_] + said.get("group.withdrawn", none)[id_]
        if taken_back > 1:
            yield f"group {id_} was taken back {taken_back} times"
    undone = Counter(each.undoes_id for each in _all(store, JournalLine) if each.undoes_id is not None)
    yield from (f"line {id_} was undone {count} times" for id_, count in undone.items() if count > 1)


def every_key_has_its_reply(store: Store) -> Iterator[str]:
    yield from (f"{each.key} has no reply" for each in _all(store, RequestKey) if not each.reply)


# --- what is sent ---


def messages_of_a_lane_keep_their_order(store: Store) -> Iterator[str]:
    rows = sorted(_all(store, OutboxRow), key=lambda row: row.id or 0)
    keys = Counter(row.unique_key for row in rows)
    yield from (f"{key} is there {count} times" for key, count in keys.items() if count > 1)
    by_id, before = {row.id: row for row in rows}, dict[str, OutboxRow]()
    for row in rows:
        first = before.get(row.lane)
        if row.sent_at is not None and first is not None:
            if first.sent_at is None and first.failed_at is None:
                yield f"{row.unique_key} went before {first.unique_key}"
            elif first.sent_at is not None and first.sent_at > row.sent_at:
                yield f"{row.unique_key} went earlier than {first.unique_key}"
        if first is None or first.sent_at is not None or first.failed_at is not None:
            before[row.lane] = row
        if row.kind == OutboxKind.update:
            target = by_id.get(row.target_id)
            if target is None or target.lane != row.lane or (target.id or 0) > (row.id or 0):
                yield f"{row.unique_key} updates something that is not before it"


def nothing_is_left_of_who_was_erased(store: Store) -> Iterator[str]:
    erased = {each.id: each for each in _all(store, Person) if each.erased_at is not None}
    for person in erased.values():
        if person.name or person.email or person.phone or person.digest_due or person.erase_due:
            yield f"person {person.id} is erased and still described"
    tables: tuple[tuple[type[Any], Callable[[Any], bool]], ...] = (
        (Membership, lambda each: each.until is None),
        (Role, lambda each: each.state in (RoleState.planned, RoleState.asked, RoleState.active)),
        (Nominee, lambda each: each.state == NomineeState.asked),
        (Identity, lambda each: True),
        (Link, lambda each: True),
    )
    for table, lasts in tables:
        for each in _all(store, table):
            if each.person_id in erased and lasts(each):
                yield f"person {each.person_id} is erased and has {table.__name__} {each.id}"
    for row in _all(store, OutboxRow):
        person = erased.get(row.person_id)
        if person is None or person.erased_at is None:
            continue
        if row.due_at > person.erased_at or row.payload or (row.sent_at is None and row.failed_at is None):
            yield f"person {row.person_id} is erased and is written {row.unique_key}"


def who_is_in_a_group_is_kept(store: Store) -> Iterator[str]:
    groups = _groups(store)
    inside = {each.person_id for each in _all(store, Membership) if each.until is None}
    inside &= {each.person_id for each in _all(store, Membership) if groups[each.group_id].state in LIVING}
    for person in _all(store, Person):
        if person.id in inside and person.erase_on is not None:
            yield f"person {person.id} is in a group and will be erased"


RULES: tuple[Rule, ...] = (
    no_more_are_named_than_there_are_seats,
    each_expert_is_asked_once,
    requests_agree_with_their_nominees,
    who_said_yes_is_a_member_once,
    one_in_each_role_at_most,
    nobody_is_in_a_group_that_has_ended,
    a_group_that_has_ended_waits_for_nothing,
    nothing_of_a_group_that_has_ended_falls_due,
    one_open_room_a_group,
    the_journal_agrees_with_the_states,
    every_key_has_its_reply,
    messages_of_a_lane_keep_their_order,
    nothing_is_left_of_who_was_erased,
    who_is_in_a_group_is_kept,
)
