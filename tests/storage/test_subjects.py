"""Holding groups, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from storage import groups, subjects
from storage.engine import Database, Store
from storage.subjects import Subject
from storage.tables import Circle, Group, Milestone, Organisation, OrganisationKind, Person

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> Store:
    with database.changing() as store:
        home = Organisation(kind=OrganisationKind.secretariat, short="BRN", official="BRN")
        store.add(home)
        circle = Circle(title="BRN", secretariat_id=home.id)
        store.add(circle)
        for name in ("Sofie", "Emil"):
            store.add(Person(organisation_id=home.id, name=name, created_at=NOW))
        for title in ("Elnet", "Havne"):
            store.add(Group(circle_id=circle.id, title=title, commissioner_id=home.id, owner_id=1, created_at=NOW))
        store.add(Milestone(group_id=1, title="Notat", owner_id=2, created_at=NOW, created_by_id=1))
        yield store


def changed_by_another(store: Store, table: type, id_: int, **values: object) -> None:
    """What another transaction commits while this one waits: in the database, and not in what was read."""
    store.session.execute(update(table.__table__).where(table.id == id_).values(values))


def test_group_that_was_read_before_it_was_held_is_read_again(store):
    group = groups.get(store, 1)
    changed_by_another(store, Group, 1, title="Elnettet")
    assert group.title == "Elnet"
    subjects.lock_group(store, 1)
    assert group.title == "Elnettet"


def test_what_was_changed_before_the_group_is_held_is_kept(store):
    group = groups.get(store, 1)
    group.task = "skærpe argumenterne"
    subjects.lock_group(store, 1)
    assert (group.task, store.locked) == ("skærpe argumenterne", {1})


def test_group_is_held_once(store):
    subjects.lock_group(store, 1)
    group = groups.get(store, 1)
    changed_by_another(store, Group, 1, title="Elnettet")
    subjects.lock_group(store, 1)
    assert group.title == "Elnet"


def test_subject_holds_its_group(store):
    assert subjects.find(store, "milestone", 1) == Subject("milestone", 1, group_id=1, person_id=2)
    assert store.locked == {1}


def test_reading_holds_nothing(store, database):
    store.session.commit()
    with database.reading() as reading:
        assert subjects.find(reading, "milestone", 1) == Subject("milestone", 1, group_id=1, person_id=2)
        assert reading.locked == set()


def test_only_what_belongs_to_a_group_holds_one(store):
    for kind in ("person", "week", "handover"):
        subjects.hold(store, kind, 1)
    assert store.locked == set()
    subjects.hold(store, "milestone", 1)
    assert store.locked == {1}


def test_whoever_gives_everything_away_is_in_these_groups(store):
    assert (groups.touching(store, 1), groups.touching(store, 2)) == ({1, 2}, {1})
