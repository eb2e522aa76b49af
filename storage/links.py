"""Signed links: made when a message leaves, found when somebody comes, revoked when they should no longer work."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select, update

from .engine import Store
from .tables import Link, LinkPurpose, OutboxRow

LASTS = timedelta(days=183)
"""How long a message can be answered that has no end of its own: as long as a profile is kept afterwards."""

FETCHED = timedelta(days=1)
"""How long a paper can be fetched by a link that was made for that alone."""

FILLED_IN = timedelta(days=1)
"""How long a long form can be filled in on the page that a chat has led to."""


def for_message(store: Store, row: OutboxRow, group_id: int | None, now: datetime) -> Link:
    """The link of a message that leaves for a person at `now` (domain time); the same one when it is tried
    again. Raises LookupError for a message to nobody."""
    if row.person_id is None:
        raise LookupError("a message to a room has no link")
    found = store.session.exec(select(Link).where(Link.outbox_id == row.id, Link.purpose == LinkPurpose.answer)).first()
    if found is not None:
        return found
    return _make(
        store,
        Link(
            purpose=LinkPurpose.answer,
            person_id=row.person_id,
            outbox_id=row.id,
            group_id=group_id,
            created_at=now,
            expires_at=row.answer_by or now + LASTS,
        ),
    )


def for_calendar(store: Store, person_id: int, now: datetime) -> Link:
    """The address of a person's calendar; one a person until it is revoked."""
    found = store.session.exec(
        select(Link).where(
            Link.person_id == person_id, Link.purpose == LinkPurpose.calendar, col(Link.revoked_at).is_(None)
        )
    ).first()
    if found is not None:
        return found
    return _make(store, Link(purpose=LinkPurpose.calendar, person_id=person_id, created_at=now))


def for_file(store: Store, person_id: int, now: datetime) -> Link:
    """What a person can fetch a paper with for a day from `now` (domain time); the same one to whoever presses again
    within the hour."""
    found = store.session.exec(
        select(Link).where(
            Link.person_id == person_id,
            Link.purpose == LinkPurpose.file,
            col(Link.revoked_at).is_(None),
            col(Link.expires_at) > now + FETCHED - timedelta(hours=1),
        )
    ).first()
    if found is not None:
        return found
    lasts = now + FETCHED
    return _make(store, Link(purpose=LinkPurpose.file, person_id=person_id, created_at=now, expires_at=lasts))


def for_page(store: Store, person_id: int, action: str, group_id: int | None, now: datetime) -> Link:
    """What a person can open a long form with for a day from `now` (domain time); `action` is the route that reads
    it. A new one each time: the same route can be about many things."""
    lasts = now + FILLED_IN
    page = Link(purpose=LinkPurpose.page, person_id=person_id, group_id=group_id, action=action)
    page.created_at, page.expires_at = now, lasts
    return _make(store, page)


def get(store: Store, link_id: int) -> Link | None:
    """One link, whatever its state."""
    return store.session.get(Link, link_id)


def find(store: Store, link_id: int, nonce: str, purpose: LinkPurpose) -> Link | None:
    """The link of a number and its random part for a purpose; None when there is none or it was revoked. Whether
    its time is over is for the caller to say."""
    link = get(store, link_id)
    if link is None or not hmac.compare_digest(link.nonce.encode(), nonce.encode()):
        return None
    return link if link.purpose == purpose and link.revoked_at is None else None


def prolong(store: Store, subject: str, until: datetime) -> None:
    """Give everybody who got a message about a subject until `until` (domain time) to answer it."""
    about = select(OutboxRow.id).where(OutboxRow.subject == subject)
    store.session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.subject) == subject, col(OutboxRow.answer_by).is_not(None))
        .values(answer_by=until)
        .execution_options(synchronize_session=False)
    )
    store.session.execute(
        update(Link)
        .where(col(Link.outbox_id).in_(about))
        .values(expires_at=until)
        .execution_options(synchronize_session=False)
    )


def revoke(store: Store, now: datetime, *, person_id: int, purpose: LinkPurpose | None = None) -> None:
    """Let none of a person's links work from now on, or none of a purpose."""
    which = [col(Link.person_id) == person_id, col(Link.revoked_at).is_(None)]
    if purpose is not None:
        which.append(col(Link.purpose) == purpose)
    store.session.execute(
        update(Link).where(*which).values(revoked_at=now).execution_options(synchronize_session=False)
    )


def thread(store: Store, link: Link) -> Sequence[str]:
    """What the mail platform calls the messages that went to the same person about the same group before,
    oldest first; empty for a message about no group."""
    if link.group_id is None:
        return []
    return store.session.exec(
        select(OutboxRow.reference)
        .join(Link, col(Link.outbox_id) == col(OutboxRow.id))
        .where(
            Link.person_id == link.person_id,
            Link.group_id == link.group_id,
            col(Link.id) < link.id,
            OutboxRow.reference != "",
        )
        .order_by(col(Link.id))
    ).all()


def _make(store: Store, link: Link) -> Link:
    link.nonce = secrets.token_urlsafe(9)
    store.add(link)
    return link
