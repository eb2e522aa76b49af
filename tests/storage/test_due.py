"""What is due: every kind in one question, each row claimed once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import due
from storage.engine import Database
from storage.tables import Circle, Group, GroupState, Milestone, Organisation, OrganisationKind, Person

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEVER = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def milestone(database: Database) -> Milestone:
    """An open milestone that is asked about at NOW and late an hour after."""
    with database.changing() as store:
        circle = Circle(title="BRN", digest_due=NEVER)
        secretariat = Organisation(kind=OrganisationKind.secretariat, short="BRN", official="BRN")
        store.add(circle)
        store.add(secretariat)
        person = Person(organisation_id=secretariat.id, name="Sofie Kragelund", created_at=NOW)
        store.add(person)
        group = Group(
            circle_id=circle.id,
            title="Elnet",
            state=GroupState.established,
            commissioner_id=secretariat.id,
            owner_id=person.id,
            created_at=NOW,
            end_ask_due=NOW + HOUR,
        )
        store.add(group)
        milestone = Milestone(
            group_id=group.id, created_at=NOW, created_by_id=person.id, ask_at=NOW, late_at=NOW + HOUR
        )
        store.add(milestone)
    return milestone


def found(database: Database, now: datetime) -> list[tuple[str, int, datetime]]:
    with database.reading() as store:
        return due.due_now(store, now)


def test_due_things_come_earliest_first_and_then_in_the_order_of_their_kinds(database, milestone):
    assert found(database, NOW - HOUR) == []
    assert found(database, NOW) == [("milestone.ask", milestone.id, NOW)]
    assert found(database, NOW + HOUR) == [
        ("milestone.ask", milestone.id, NOW),
        ("milestone.late", milestone.id, NOW + HOUR),
        ("group.end", milestone.group_id, NOW + HOUR),
    ]


def test_next_is_strictly_after(database, milestone):
    with database.reading() as store:
        assert due.next_due(store, NOW - HOUR) == ("milestone.ask", NOW)
        assert due.next_due(store, NOW) == ("milestone.late", NOW + HOUR)
        assert due.next_due(store, NEVER) is None


def test_claimed_row_is_claimed_once_and_can_fall_due_again(database, milestone):
    with database.changing() as store:
        assert not due.claim(store, "milestone.ask", milestone.id, NOW - HOUR)
        assert due.claim(store, "milestone.ask", milestone.id, NOW, again=NOW + HOUR)
        assert not due.claim(store, "milestone.ask", milestone.id, NOW)
        assert due.claim(store, "milestone.ask", milestone.id, NOW + HOUR)
    assert found(database, NOW) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
def test_row_that_another_worker_has_in_hand_is_left_to_it_without_waiting(database, milestone):
    with database.changing() as first:
        assert due.claim(first, "milestone.ask", milestone.id, NOW)
        with database.changing() as second:
            assert not due.claim(second, "milestone.ask", milestone.id, NOW)
            assert (first.held, second.held) == (False, True)
    with database.changing() as third:
        assert not due.claim(third, "milestone.ask", milestone.id, NOW)
        assert not third.held
