"""Messages that the outbox has carried to a chat: which row it was, and drawing it again where a button was pressed.

A message is drawn again by an update row in the transaction of the change, so that what everybody sees and what was
changed are one. Where the handler itself has drawn it again, that stands. A face that can show a form as a message of
its own has it in the row as a form; everywhere else a row holds a card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.card import Card
from handlers.dialogue.form import Form
from handlers.dialogue.request import number
from handlers.dialogue.tell import REPLY
from handlers.dialogue.wire import from_json, to_json
from storage import outbox
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow

FORM = "form"  # what a payload that is a form has it under


@dataclass(frozen=True)
class Carried:
    """A message, as it stood when its button was pressed. `reader_id` is None for what stands in a room. Of a message
    that is a form, `card` has the title alone."""

    row_id: int
    newest_id: int
    reader_id: int | None
    card: Card
    form: Form | None = None


def packed(said: Card | Form) -> dict[str, object]:
    """A card or a form as a row holds it."""
    return {FORM: to_json(said)} if isinstance(said, Form) else to_json(said)


def unpacked(payload: Mapping[str, object]) -> Card | Form:
    """What a row holds."""
    return from_json(Form, payload[FORM]) if FORM in payload else from_json(Card, payload)


def find(store: Store, face: str, reference: str) -> Carried | None:
    """The message that a face calls so; None when the outbox has not carried it."""
    row = outbox.carried(store, face, reference) if reference else None
    if row is None:
        return None
    newest = outbox.newest_about(store, number(row.id))
    if not newest.payload:  # its reader has been erased, and what was said to them with it
        return None
    said = unpacked(newest.payload)
    form = said if isinstance(said, Form) else None
    card = Card(said.title) if isinstance(said, Form) else said
    return Carried(number(row.id), number(newest.id), row.person_id, card, form)


def redraw(store: Store, carried: Carried, said: Card | Form, now: datetime) -> bool:
    """Put a card or a form in the place of a message, unless it has been drawn again since; whether that was done."""
    newest = outbox.newest_about(store, carried.row_id)
    payload = packed(said)
    if newest.id != carried.newest_id or newest.payload == payload:
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
            payload=payload,
            due_at=now,
        ),
    )


def reply(
    key: str, said: Card | Form, *, face: str, now: datetime, person_id: int | None = None, place: str = ""
) -> OutboxRow:
    """The row that answers what came to a face under a key: to a person alone, or to a place on it."""
    return OutboxRow(
        unique_key=f"{key}/reply",
        kind=OutboxKind.message,
        lane=f"{REPLY}{key}",
        subject=f"{REPLY}{key}",
        person_id=person_id,
        payload=packed(said),
        due_at=now,
        only_by=face,
        place=place,
    )
