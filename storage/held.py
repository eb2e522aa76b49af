"""What was waiting when a copy of the database was made, and may have gone since.

Held back are messages, and updates that are told as messages of their own where nothing can be redrawn: sent blindly,
a director would be asked twice. Left alone is what may be done twice without anybody noticing: a card that is drawn
again, a mark that is set again, a room that is opened, filled or closed. And a message whose time has not come cannot
have gone.

What went since the copy was made had numbers that would now be given once more. A mail is called by its number, and a
mail server may drop one that is called like another: so the numbers go on behind a gap.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, func, or_, text, update
from sqlmodel import col, select

from .engine import Store
from .tables import OutboxKind, OutboxRow

HELD = "held back after a restore"
GAP = 1_000_000  # numbers; more than any circle sends between two copies


def hold_back(store: Store, now: datetime) -> Counter[str]:
    """Hold back what was to have gone by `now` (domain time) and may have; how many of each kind."""
    held = store.session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.failed_at).is_(None),
            col(OutboxRow.due_at) <= now,
            or_(
                col(OutboxRow.kind) == OutboxKind.message,
                and_(col(OutboxRow.kind) == OutboxKind.update, col(OutboxRow.news).is_(True)),
            ),
        )
        .values(failed_at=now, failure=HELD, leased_until=None)
        .returning(col(OutboxRow.kind))
        .execution_options(synchronize_session=False)
    ).scalars()
    return Counter(OutboxKind(kind).value for kind in held)


def leave_gap(store: Store, now: datetime) -> None:
    """Have every later row in the outbox numbered far behind those that are there. On SQLite numbers follow the
    highest, so one settled row, which says when (domain time) that was, stands for the gap."""
    highest = store.session.exec(select(func.max(OutboxRow.id))).one() or 0
    store.add(
        OutboxRow(
            id=highest + GAP,
            unique_key=f"restored:{now.isoformat()}",
            kind=OutboxKind.message,
            lane="restored",
            subject="restored",
            payload={},
            due_at=now,
            sent_at=now,
        )
    )
    if store.session.connection().dialect.name == "postgresql":
        store.session.execute(
            text("SELECT setval(pg_get_serial_sequence('outbox', 'id'), :highest)"), {"highest": highest + GAP}
        )
