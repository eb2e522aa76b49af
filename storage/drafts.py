"""Drafts of forms with more than one step, and the plan of an order that has not been sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, delete, select

from .engine import Store
from .tables import Draft, NominationRequest, Output, Role, RoleState, Round, Seat


def get(store: Store, draft_id: int) -> Draft | None:
    """A draft, or None when it has been used."""
    return store.session.get(Draft, draft_id)


def latest(store: Store, person_id: int, form: str) -> Draft | None:
    """What a person was in the middle of."""
    return store.session.exec(
        select(Draft).where(Draft.person_id == person_id, Draft.form == form).order_by(col(Draft.id).desc())
    ).first()


def keep(
    store: Store,
    person_id: int,
    form: str,
    values: Mapping[str, object],
    *,
    now: datetime,
    draft_id: int | None = None,
) -> Draft:
    """Keep values, in the draft of that number if it is this person's, otherwise in a new one."""
    draft = get(store, draft_id) if draft_id is not None else None
    if draft is None or draft.person_id != person_id:
        draft = Draft(person_id=person_id, form=form, updated_at=now)
    draft.values = {**draft.values, **values}
    draft.updated_at = now
    store.add(draft)
    return draft


def drop(store: Store, draft: Draft) -> None:
    """A draft has been used."""
    store.session.delete(draft)
    store.session.flush()


def drop_older(store: Store, person_id: int, beginning: str, before: datetime) -> None:
    """Forget a person's drafts of forms whose names begin so, and that were last kept before a moment."""
    store.session.exec(
        delete(Draft).where(
            col(Draft.person_id) == person_id,
            col(Draft.form).startswith(beginning, autoescape=True),
            col(Draft.updated_at) < before,
        )
    )
    store.session.flush()


def clear_plan(store: Store, group_id: int) -> None:
    """Remove what an unsent order has planned: requests, rounds, seats, coordinator-to-be, outputs."""
    for table in (NominationRequest, Round, Seat, Output):
        store.session.exec(delete(table).where(col(table.group_id) == group_id))
    store.session.exec(delete(Role).where(col(Role.group_id) == group_id, col(Role.state) == RoleState.planned))
    store.session.flush()
