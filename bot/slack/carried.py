"""Messages in Slack that the outbox has carried: which row it was, and drawing it again where a button was pressed.

A message is drawn again by an update row in the transaction of the change, so that what everybody sees and what was
changed are one. Where the handler itself has drawn it again, that stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.card import Card
from handlers.dialogue.request import number
from handlers.dialogue.wire import from_json, to_json
from storage import outbox
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow

from .asked import FACE


@dataclass(frozen=True)
class Carried:
    """A message, as it stood when its button was pressed. `reader_id` is None for what stands in a room."""

    row_id: int
    newest_id: int
    reader_id: int | None
    card: Card


def find(store: Store, reference: str) -> Carried | None:
    """The message that Slack calls "channel/timestamp"; None when the outbox has not carried it."""
    row = outbox.carried(store, FACE, reference) if reference else None
    if row is None:
        return None
    newest = outbox.newest_about(store, number(row.id))
    if not newest.payload:  # its reader has been erased, and what was said to them with it
        return None
    return Carried(number(row.id), number(newest.id), row.person_id, from_json(Card, newest.payload))


def redraw(store: Store, carried: Carried, card: Card, now: datetime) -> bool:
    """Put a card in the place of a message, unless it has been drawn again since; whether that was done."""
    newest = outbox.newest_about(store, carried.row_id)
    packed = to_json(card)
    if newest.id != carried.newest_id or newest.payload == packed:
        return False
    row = outbox.get(store, carried.row_id)
    assert row is not None
    return outbox.put(
        store,
        OutboxRow(
            unique_key=f"{row.unique_key}/{outbox.updates_of(store, carried.row_id) + 1}",
            kind=OutboxKind.update,
            lane=row.lane,
            subject=row.subject,
            person_id=row.person_id,
            group_id=row.group_id,
            target_id=row.id,
            answer_by=newest.answer_by,
            payload=packed,
            due_at=now,
        ),
    )
