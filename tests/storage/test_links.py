"""Links: one a message, one calendar a person, prolonged with the deadline, revoked for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import links, outbox, people
from storage.engine import Database, Store
from storage.tables import Group, Link, LinkPurpose, OutboxKind, OutboxRow
from tests.world import House

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=7)


def message(store: Store, person_id: int, key: str, subject: str = "card:1", **values: object) -> OutboxRow:
    row = OutboxRow(
        unique_key=key, kind=OutboxKind.message, lane=key, subject=subject, person_id=person_id, due_at=NOW, **values
    )
    outbox.put(store, row)
    return row


def test_a_message_has_one_link_however_often_it_is_tried(database: Database) -> None:
    vibeke = House(database).person("Vibeke").id or 0
    with database.changing() as store:
        row = message(store, vibeke, "one", answer_by=DEADLINE)
        first, again = (links.for_message(store, row, None, NOW) for _ in range(2))
        other = links.for_message(store, message(store, vibeke, "two"), None, NOW)
        assert first.id == again.id != other.id
        assert first.nonce != other.nonce
        assert (first.purpose, first.person_id, first.expires_at) == (LinkPurpose.answer, vibeke, DEADLINE)
        assert other.expires_at == NOW + links.LASTS


def test_a_later_deadline_prolongs_what_has_gone_and_what_has_not(database: Database) -> None:
    vibeke = House(database).person("Vibeke").id or 0
    later = DEADLINE + timedelta(days=3)
    with database.changing() as store:
        link = links.for_message(store, message(store, vibeke, "one", answer_by=DEADLINE), None, NOW)
        message(store, vibeke, "two", answer_by=DEADLINE)
        other = links.for_message(store, message(store, vibeke, "three", "card:2", answer_by=DEADLINE), None, NOW)
        links.prolong(store, "card:1", later)
        store.session.expire_all()
        assert [link.expires_at, other.expires_at] == [later, DEADLINE]
        found = {row.unique_key: row.answer_by for row in outbox.messages_about(store, "card:1")}
        assert found == {"one": later, "two": later}


def test_a_person_has_one_calendar_until_it_is_revoked(database: Database) -> None:
    house = House(database)
    anna, maja = house.person("Anna").id or 0, house.person("Maja").id or 0
    with database.changing() as store:
        first, again = links.for_calendar(store, anna, NOW), links.for_calendar(store, anna, NOW)
        hers = links.for_calendar(store, maja, NOW)
        answer = links.for_message(store, message(store, anna, "one"), None, NOW)
        assert (first.id, first.expires_at) == (again.id, None)
        links.revoke(store, NOW, person_id=anna, purpose=LinkPurpose.calendar)
        new = links.for_calendar(store, anna, NOW)
        store.session.expire_all()
        assert [each.revoked_at for each in (first, new, hers, answer)] == [NOW, None, None, None]
        assert new.id != first.id
        links.revoke(store, NOW, person_id=anna)
        store.session.expire_all()
        assert [each.revoked_at for each in (new, hers, answer)] == [NOW, None, NOW]


def test_a_link_to_papers_works_for_a_day_and_is_the_same_for_an_hour(database: Database) -> None:
    house = House(database)
    anna, maja = house.person("Anna").id or 0, house.person("Maja").id or 0
    soon, later = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    with database.changing() as store:
        first, again, hers = (links.for_file(store, *who) for who in ((anna, NOW), (anna, soon), (maja, NOW)))
        assert (first.purpose, first.expires_at) == (LinkPurpose.file, NOW + timedelta(days=1))
        assert first.id == again.id != hers.id
        assert links.for_file(store, anna, later).expires_at == later + timedelta(days=1)
        links.revoke(store, NOW, person_id=anna)
        store.session.expire_all()
        assert links.for_file(store, anna, NOW).id not in (first.id, hers.id)


def test_a_thread_is_what_went_to_the_same_person_about_the_same_group_before(database: Database) -> None:
    house = House(database)
    vibeke, lars = house.person("Vibeke").id or 0, house.person("Lars").id or 0

    def gone(store: Store, person_id: int, key: str, group_id: int | None) -> Link:
        row = message(store, person_id, key)
        link = links.for_message(store, row, group_id, NOW)
        outbox.mark_sent(store, row.id or 0, now=NOW, face="mail", reference=f"<{key}@brn.example>")
        return link

    with database.changing() as store:
        elnet, other = (_group(store, vibeke, title) for title in ("Elnet", "Havne"))
        first = gone(store, vibeke, "1", elnet)
        gone(store, lars, "2", elnet)
        gone(store, vibeke, "3", other)
        second = gone(store, vibeke, "4", elnet)
        third = links.for_message(store, message(store, vibeke, "5"), elnet, NOW)
        alone = links.for_message(store, message(store, vibeke, "6"), None, NOW)
        assert [list(links.thread(store, each)) for each in (first, second, third, alone)] == [
            [],
            ["<1@brn.example>"],
            ["<1@brn.example>", "<4@brn.example>"],
            [],
        ]


def _group(store: Store, owner_id: int, title: str) -> int:
    circle, owner = people.circle(store), people.get(store, owner_id)
    group = Group(
        circle_id=circle.id,
        title=title,
        commissioner_id=owner.organisation_id,
        owner_id=owner_id,
        created_at=NOW,
    )
    store.add(group)
    return group.id or 0
