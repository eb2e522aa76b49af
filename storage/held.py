"""What was waiting when a copy of the database was made, and may have gone since.

Held back are messages, and updates that are told as messages of their own where nothing can be redrawn: sent blindly,
a director would be asked twice. Left alone is what may be done twice without anybody noticing: a card that is drawn
again, a mark that is set again, a room that is opened, filled or closed. And a message whose time has not come cannot
have gone.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlmodel import col

from .engine import Store
from .tables import OutboxKind, OutboxRow

HELD = "held back after a restore"


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
