"""Which message of the outbox a button in a chat stands on."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.carried import Carried, find, packed, unpacked
from handlers.dialogue.card import Card
from handlers.dialogue.form import Form, Words
from handlers.dialogue.wire import to_json
from storage import outbox
from storage.engine import Database, Store
from storage.tables import OutboxKind, OutboxRow

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def put(store: Store, key: str, payload: dict[str, object], *, face: str = "slack") -> int:
    row = OutboxRow(unique_key=key, kind=OutboxKind.message, lane=key, subject=key, payload=payload, due_at=NOW)
    outbox.put(store, row)
    assert row.id is not None
    outbox.mark_sent(store, row.id, now=NOW, face=face, reference=f"C1/{key}")
    return row.id


def test_a_message_is_found_by_what_slack_calls_it(database: Database) -> None:
    card = Card("Må vi låne Anna Lindholt?")
    with database.changing() as store:
        id_ = put(store, "1.1", to_json(card))
        put(store, "2.2", to_json(card), face="mail")
    with database.reading() as store:
        assert find(store, "slack", "C1/1.1") == Carried(id_, id_, None, card)
        assert [find(store, "slack", other) for other in ("C1/2.2", "C1/9.9", "")] == [None, None, None]


def test_what_was_said_to_somebody_who_has_been_erased_is_no_message_any_longer(database: Database) -> None:
    with database.changing() as store:
        put(store, "1.1", {})
    with database.reading() as store:
        assert find(store, "slack", "C1/1.1") is None


def test_a_message_can_be_a_form(database: Database) -> None:
    form = Form("order.new", "Bestil en taskforce", (Words("title", "Navn"),), "Bestil", args={"draft": 1})
    with database.changing() as store:
        id_ = put(store, "1.1", packed(form))
    with database.reading() as store:
        assert find(store, "slack", "C1/1.1") == Carried(id_, id_, None, Card("Bestil en taskforce"), form)
        assert [unpacked(packed(each)) for each in (form, Card("Tak."))] == [form, Card("Tak.")]
