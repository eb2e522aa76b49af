"""How much waits in the outbox, and for how long: what whoever watches over the program looks at.

One question, answered from the rows that have neither gone nor failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func
from sqlmodel import col, select

from .engine import Store
from .machine_time import machine_time
from .tables import OutboxRow

PLANNED, WAITING, LATER, LEASED = "planned", "waiting", "later", "leased"
STATES = (PLANNED, WAITING, LATER, LEASED)


@dataclass(frozen=True)
class Backlog:
    """Open rows of the outbox by state, and how many seconds (domain time) the oldest of those due has waited.

    planned: its time has not come. waiting: due, for a sender or for an earlier row of its lane. later: due, but put
    off after an attempt. leased: somebody is sending it, or died while doing so less than a lease ago.
    """

    rows: dict[str, int]
    oldest: float

    @property
    def due(self) -> int:
        """How many are due and have not gone."""
        return sum(self.rows.values()) - self.rows[PLANNED]


def backlog(store: Store, now: datetime) -> Backlog:
    """What is open at `now` (domain time); leases and attempts are in the database's own time."""
    state = case(
        (col(OutboxRow.due_at) > now, PLANNED),
        (col(OutboxRow.leased_until) > machine_time(), LEASED),
        (col(OutboxRow.ready_at) > machine_time(), LATER),
        else_=WAITING,
    ).label("state")
    found = store.session.exec(
        select(state, func.count(), func.min(OutboxRow.due_at))
        .where(col(OutboxRow.sent_at).is_(None), col(OutboxRow.failed_at).is_(None))
        .group_by(state)
    ).all()
    due = [first for name, _, first in found if name != PLANNED]
    waited = max((now - first for first in due), default=timedelta())
    counts = {name: count for name, count, _ in found}
    return Backlog({name: counts.get(name, 0) for name in STATES}, waited.total_seconds())
