"""Which group a message is about."""

from __future__ import annotations

from . import nominations, subjects
from .engine import Store
from .tables import OutboxRow

_OF_GROUPS = {"end", "end_call", "closing", "resumed", "dissolved", "reopened", "established"}
"""The kinds of subject whose number is a group's."""


def group_of(store: Store, row: OutboxRow) -> int | None:
    """The group that a message is about, from its subject; None when it is about no group."""
    if row.group_id is not None:
        return row.group_id
    kind, _, rest = row.subject.partition(":")
    on_card = nominations.requests_on_card(store, row.subject)
    if on_card:
        return on_card[0].group_id
    if not rest.isdigit():
        return None
    try:
        found = subjects.find(store, kind, int(rest))
    except LookupError:
        found = subjects.find(store, "group", int(rest)) if kind in _OF_GROUPS else None
    return found.group_id if found is not None else None
