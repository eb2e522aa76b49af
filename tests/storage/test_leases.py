"""Whose word about a claimed row counts, what goes back without an attempt, and what goes to nobody any longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from storage import outbox
from storage.engine import Database
from storage.tables import OutboxKind, OutboxRow

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def put(database: Database, *keys: str, **values: object) -> None:
    defaults = {"kind": OutboxKind.message, "subject": "about", "due_at": NOW, "payload": {"title": "first"}}
    with database.changing() as store:
        for key in keys:
            outbox.put(store, OutboxRow(unique_key=key, lane=key, **(defaults | values)))


def claim(database: Database, *without: str) -> list[OutboxRow]:
    with database.changing() as store:
        return list(outbox.claim(store, NOW, 20, without))


def claimed(database: Database, *without: str) -> list[str]:
    return [row.unique_key for row in claim(database, *without)]


def stored(database: Database, key: str) -> OutboxRow:
    with database.reading() as store:
        return store.session.exec(select(OutboxRow).where(OutboxRow.unique_key == key)).one()


def set_back(database: Database, **values: object) -> None:
    """Change every row, as if that had come by itself."""
    with database.changing() as store:
        store.session.execute(OutboxRow.__table__.update().values(values))  # type: ignore[attr-defined]


SETTLING = {
    "sent": lambda store, row: outbox.mark_sent(
        store, row.id, now=NOW, face="a", reference="late", lease=row.leased_until
    ),
    "later": lambda store, row: outbox.mark_later(store, row.id, seconds=9, why="late", lease=row.leased_until),
    "failed": lambda store, row: outbox.mark_failed(store, row.id, now=NOW, why="late", lease=row.leased_until),
    "withdrawn": lambda store, row: outbox.mark_withdrawn(store, row.id, now=NOW, lease=row.leased_until),
    "passed over": lambda store, row: outbox.pass_over(store, row.id, face="a", why="late", lease=row.leased_until),
    "put back": lambda store, row: outbox.put_back(store, row, waits_for="late"),
    "given back": lambda store, row: outbox.give_back(store, row),
}


@pytest.mark.parametrize("how", SETTLING)
def test_a_sender_whose_lease_has_gone_to_another_has_no_say(database, how):
    put(database, "a")
    (slow,) = claim(database)
    set_back(database, leased_until=outbox.machine_time(-1))
    (quick,) = claim(database)
    before = stored(database, "a").model_dump()
    with database.changing() as store:
        SETTLING[how](store, slow)
    assert stored(database, "a").model_dump() == before
    with database.changing() as store:
        SETTLING[how](store, quick)
    assert stored(database, "a").model_dump() != before


def test_a_row_that_found_no_hand_waits_for_one_as_if_nobody_had_looked_at_it(database):
    put(database, "a", "b")
    first, _ = claim(database)
    with database.changing() as store:
        outbox.put_back(store, first, waits_for="slack")
    row = stored(database, "a")
    assert (row.attempts, row.tried_since, row.ready_at, row.leased_until) == (0, None, None, None)
    assert claimed(database, "slack") == []
    assert claimed(database, "mail") == ["a"]


def test_a_row_that_goes_back_after_an_attempt_keeps_that(database):
    put(database, "a")
    (row,) = claim(database)
    with database.changing() as store:
        outbox.mark_later(store, row.id or 0, seconds=-1, why="busy", lease=row.leased_until)
    tried_since = stored(database, "a").tried_since
    (row,) = claim(database)
    with database.changing() as store:
        outbox.put_back(store, row, waits_for="slack")
    assert (stored(database, "a").attempts, stored(database, "a").tried_since) == (1, tried_since)


def test_a_row_that_waits_for_its_turn_is_left_until_then(database):
    put(database, "a")
    (row,) = claim(database)
    with database.changing() as store:
        outbox.put_back(store, row, waits_for="slack", seconds=30)
    assert claimed(database) == []
    set_back(database, ready_at=outbox.machine_time(-1))
    assert claimed(database) == ["a"]


def test_a_row_that_has_waited_for_two_hours_for_a_face_that_rests_is_claimed_all_the_same(database):
    put(database, "a")
    (row,) = claim(database)
    with database.changing() as store:
        outbox.put_back(store, row, waits_for="slack", rests=True)
    assert stored(database, "a").tried_since is not None
    assert claimed(database, "slack") == []
    set_back(database, tried_since=outbox.machine_time(-outbox.PATIENCE.total_seconds()))
    (row,) = claim(database, "slack")
    assert timedelta(hours=2) <= outbox.trying(row) < timedelta(hours=3)


def test_a_row_that_is_given_back_counts_its_attempt(database):
    put(database, "a")
    (row,) = claim(database)
    with database.changing() as store:
        outbox.give_back(store, row)
    (row,) = claim(database)
    assert row.attempts == 2


def withdraw(database: Database, key: str) -> bool:
    id_ = stored(database, key).id or 0
    with database.changing() as store:
        return outbox.withdraw(store, id_, NOW)


def test_what_nobody_has_tried_to_send_is_withdrawn_for_good(database):
    put(database, "a")
    assert withdraw(database, "a")
    assert claimed(database) == []
    assert (stored(database, "a").withdrawn, stored(database, "a").failed_at) == (True, NOW)


def test_what_is_being_sent_is_withdrawn_only_once_somebody_knows_that_it_has_not_gone(database):
    put(database, "a")
    claim(database)
    assert not withdraw(database, "a")
    assert (stored(database, "a").withdrawn, stored(database, "a").failed_at) == (True, None)
    set_back(database, leased_until=outbox.machine_time(-1))
    (row,) = claim(database)
    assert (row.withdrawn, row.attempts) == (True, 2)
    with database.changing() as store:
        outbox.mark_withdrawn(store, row.id or 0, now=NOW, lease=row.leased_until)
    assert claimed(database) == []


def test_what_went_while_it_was_withdrawn_has_gone(database):
    put(database, "a")
    (row,) = claim(database)
    withdraw(database, "a")
    with database.changing() as store:
        outbox.mark_sent(store, row.id or 0, now=NOW, face="slack", reference="C1/2", lease=row.leased_until)
    assert (stored(database, "a").withdrawn, stored(database, "a").sent_at) == (False, NOW)
    assert not withdraw(database, "a")
    assert not stored(database, "a").withdrawn


def test_what_was_withdrawn_goes_after_all_when_it_asks_again(database):
    put(database, "a")
    withdraw(database, "a")
    id_ = stored(database, "a").id or 0
    with database.changing() as store:
        assert outbox.replace_unsent(store, id_, {"title": "asked again"}) == 0
    (row,) = claim(database)
    assert (row.payload, row.withdrawn, row.failed_at) == ({"title": "asked again"}, False, None)


def test_what_an_attempt_may_have_brought_to_its_reader_is_no_longer_certain(database):
    put(database, "a")
    (row,) = claim(database)
    with database.changing() as store:
        outbox.mark_later(store, row.id or 0, seconds=9, why="no answer", lease=row.leased_until)
    with database.changing() as store:
        assert outbox.replace_unsent(store, row.id or 0, {"title": "second"}) == 1
    assert stored(database, "a").payload == {"title": "second"}
    with database.changing() as store:
        assert outbox.drop_unsent(store, "about") == 1
    assert (stored(database, "a").withdrawn, stored(database, "a").failed_at) == (True, None)
