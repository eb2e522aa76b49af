"""The local workspace's letter box, by noun: mails as they would have gone, and which of them were opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from .engine import Store
from .tables import WorkspaceMail

Mail = WorkspaceMail
PAGE = 100  # mails that are read at a time


def put(store: Store, mail: WorkspaceMail) -> WorkspaceMail:
    """Put a mail into a box, once for each message."""
    there = store.session.exec(select(Mail).where(Mail.outbox_id == mail.outbox_id)).first()
    if there is not None:
        return there
    store.add(mail)
    return mail


def of_person(store: Store, person_id: int, *, before: int | None = None) -> Sequence[WorkspaceMail]:
    """A person's mails, the newest first; `before` a mail to go back."""
    query = select(Mail).where(Mail.person_id == person_id).order_by(col(Mail.id).desc()).limit(PAGE)
    if before is not None:
        query = query.where(col(Mail.id) < before)
    return store.session.exec(query).all()


def get(store: Store, mail_id: int, person_id: int) -> WorkspaceMail | None:
    """A mail, if it is this person's."""
    return store.session.exec(select(Mail).where(Mail.id == mail_id, Mail.person_id == person_id)).first()


def has_any(store: Store, person_id: int) -> bool:
    """Whether a person has ever got a mail."""
    return store.session.exec(select(Mail.id).where(Mail.person_id == person_id).limit(1)).first() is not None


def mark_seen(store: Store, mail_id: int, now: datetime) -> bool:
    """A mail has been opened; whether that was for the first time. `now` is domain time."""
    changed = store.session.execute(
        update(Mail)
        .where(col(Mail.id) == mail_id, col(Mail.seen_at).is_(None))
        .values(seen_at=now)
        .returning(col(Mail.id))
        .execution_options(synchronize_session=False)
    ).first()
    return changed is not None


def unseen(store: Store) -> dict[int, int]:
    """How many mails each person has not opened; people with none are left out."""
    rows = store.session.execute(
        select(Mail.person_id, func.count(col(Mail.id)))
        .where(col(Mail.seen_at).is_(None))
        .group_by(col(Mail.person_id))
    ).all()
    return {row[0]: row[1] for row in rows}
