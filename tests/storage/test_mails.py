"""The letter box's rows, on both databases: once for each message, each person's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import mails, outbox, people, workspace
from storage.engine import Database, Store
from storage.tables import (
    Identity,
    IdentityKind,
    Organisation,
    OrganisationKind,
    OutboxKind,
    OutboxRow,
    Person,
    WorkspaceMail,
    WorkspacePost,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ANNA, BO = 1, 2


@pytest.fixture
def store(database: Database) -> Store:
    with database.changing() as store:
        home = Organisation(kind=OrganisationKind.municipality, short="Læsø", official="Læsø Kommune")
        store.add(home)
        for name in ("Anna", "Bo"):
            store.add(
                Person(organisation_id=home.id, name=name, email=f"{name.lower()}@laesoe.example", created_at=NOW)
            )
        yield store


def arrived(store: Store, person_id: int, key: str, content: str = "") -> WorkspaceMail:
    row = OutboxRow(
        unique_key=key, kind=OutboxKind.message, lane=key, subject=key, person_id=person_id, payload={}, due_at=NOW
    )
    outbox.put(store, row)
    mail = WorkspaceMail(person_id=person_id, outbox_id=row.id or 0, content=content or key, arrived_at=NOW)
    return mails.put(store, mail)


def test_mail_is_put_once_for_each_message(store):
    first = arrived(store, ANNA, "a")
    again = WorkspaceMail(person_id=ANNA, outbox_id=first.outbox_id, content="again", arrived_at=NOW)
    assert mails.put(store, again) is first
    assert [each.content for each in mails.of_person(store, ANNA)] == ["a"]


def test_mails_come_newest_first_and_only_ones_own(store):
    for key in ("a", "b", "c"):
        arrived(store, ANNA, key)
    arrived(store, BO, "d")
    assert [each.content for each in mails.of_person(store, ANNA)] == ["c", "b", "a"]
    assert [each.content for each in mails.of_person(store, ANNA, before=3)] == ["b", "a"]
    assert mails.get(store, 4, BO) is not None
    assert mails.get(store, 4, ANNA) is None
    assert (mails.has_any(store, BO), mails.has_any(store, 3)) == (True, False)


def test_mail_is_new_until_it_has_been_opened(store):
    first = arrived(store, ANNA, "a")
    arrived(store, ANNA, "b")
    assert mails.unseen(store) == {ANNA: 2}
    assert mails.mark_seen(store, first.id or 0, NOW) is True
    assert mails.mark_seen(store, first.id or 0, NOW + timedelta(days=1)) is False
    store.session.expire_all()
    assert (mails.unseen(store), first.seen_at) == ({ANNA: 1}, NOW)


def test_who_is_reached_by_mail_and_nowhere_else(store):
    anna, bo = people.get(store, ANNA), people.get(store, BO)
    assert people.by_mail_alone(store) == set()
    assert [people.write_by_mail(store, each, yes=True) for each in (anna, anna, bo)] == [True, False, True]
    assert people.by_mail_alone(store) == {ANNA, BO}
    assert people.by_mail_alone(store, [BO, 99]) == {BO}
    store.add(Identity(person_id=BO, kind=IdentityKind.workspace, address="bo"))
    assert people.by_mail_alone(store) == {ANNA}
    assert [people.write_by_mail(store, anna, yes=False) for _ in range(2)] == [True, False]
    assert (people.by_mail_alone(store), people.identities_of(store, ANNA)) == (set(), [])


def test_address_that_changed_is_taken_over(store):
    anna = people.get(store, ANNA)
    people.write_by_mail(store, anna, yes=True)
    anna.email = "anna.ny@laesoe.example"
    assert people.write_by_mail(store, anna, yes=True) is True
    assert [each.address for each in people.identities_of(store, ANNA)] == ["anna.ny@laesoe.example"]


def test_what_the_bot_once_told_somebody_who_now_gets_mail_is_not_unread(store):
    for channel in (workspace.ensure_with_bot(store, ANNA), workspace.ensure_between(store, ANNA, BO)):
        workspace.put(store, WorkspacePost(channel_id=channel.id or 0, text="Hej", posted_at=NOW))
    assert workspace.unread(store) == {ANNA: 2, BO: 1}
    assert workspace.unread(store, outside={ANNA}) == {ANNA: 1, BO: 1}
