"""How much waits in the outbox, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.event import listen

from storage import outbox
from storage.backlog import Backlog, backlog
from storage.engine import Database, Store
from storage.tables import OutboxKind, OutboxRow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def put(store: Store, key: str, *, minutes: int = -1, lane: str = "") -> int:
    """A message that is due so many minutes from now; its number."""
    due = NOW + timedelta(minutes=minutes)
    row = OutboxRow(unique_key=key, kind=OutboxKind.message, lane=lane or key, subject=key, due_at=due)
    outbox.put(store, row)
    assert row.id is not None
    return row.id


def read(database: Database) -> Backlog:
    with database.reading() as store:
        return backlog(store, NOW)


def test_empty_outbox_has_nothing_waiting(database):
    assert read(database) == Backlog({"planned": 0, "waiting": 0, "later": 0, "leased": 0}, 0.0)


def test_open_rows_are_counted_by_what_they_wait_for(database):
    with database.changing() as store:
        for key in ("sent", "failed", "later"):
            put(store, key, minutes=-60)
        taken = {row.unique_key: row.id or 0 for row in outbox.claim(store, NOW)}
        outbox.mark_sent(store, taken["sent"], now=NOW, face="mail", reference="<1>")
        outbox.mark_failed(store, taken["failed"], now=NOW, why="nobody there")
        outbox.mark_later(store, taken["later"], seconds=600, why="busy")
        put(store, "leased", minutes=-30)
        assert [row.unique_key for row in outbox.claim(store, NOW)] == ["leased"]
        put(store, "first", lane="one lane")
        put(store, "second", lane="one lane")  # waits for the first
        put(store, "tomorrow", minutes=24 * 60)
    assert read(database) == Backlog({"planned": 1, "waiting": 2, "later": 1, "leased": 1}, 3600.0)


def test_settled_rows_are_not_looked_at(database):
    asked: list[tuple[str, object]] = []
    listen(database.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    read(database)
    question, values = next((said, values) for said, values in asked if "FROM outbox" in said)
    explain = "EXPLAIN QUERY PLAN" if database.embedded else "EXPLAIN"
    with database.reading() as store:
        connection = store.session.connection()
        if not database.embedded:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # which an empty table would be read by
        plan = connection.exec_driver_sql(f"{explain} {question}", values).all()  # type: ignore[arg-type]
    assert "ix_outbox_open" in str(plan)


def test_row_that_is_not_due_has_not_waited(database):
    with database.changing() as store:
        put(store, "tomorrow", minutes=24 * 60)
    assert read(database) == Backlog({"planned": 1, "waiting": 0, "later": 0, "leased": 0}, 0.0)


def test_row_whose_sender_died_or_whose_pause_is_over_waits_again(database):
    with database.changing() as store:
        put(store, "abandoned")
        put(store, "put off")
        abandoned, put_off = outbox.claim(store, NOW)
        outbox.mark_later(store, put_off.id or 0, seconds=-1, why="busy")
        store.session.get_one(OutboxRow, abandoned.id).leased_until = datetime(2020, 1, 1, tzinfo=UTC)
    assert read(database) == Backlog({"planned": 0, "waiting": 2, "later": 0, "leased": 0}, 60.0)
