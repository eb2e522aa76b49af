"""Which group a message is about."""

from __future__ import annotations

from . import nominations, subjects
from .engine import Store
from .tables import OutboxRow

_KINDS = {
    **dict.fromkeys(("end", "end_call", "closing", "resumed", "dissolved", "reopened", "established"), "group"),
    **dict.fromkeys(("welcome", "room", "receipt", "seat", "vacancy"), "group"),
    **dict.fromkeys(("joined", "line", "wants_in"), "request"),
    **dict.fromkeys(("correction", "recalled", "proposal"), "journal"),
    "question": "nominee",
    "notice": "round",
}
"""What the number in a message's subject is of, where the subject does not say so itself."""


def group_of(store: Store, row: OutboxRow) -> int | None:
    """The group that a message is about, from its subject; None when it was about no group."""
    if row.group_id is not None:
        return row.group_id
    on_card = nominations.requests_on_card(store, row.subject)
    if on_card:
        return on_card[0].group_id
    kind, _, rest = row.subject.partition(":")
    id_ = rest.partition("/")[0]
    if not id_.isdigit():
        return None
    try:
        found = subjects.find(store, _KINDS.get(kind, kind), int(id_))
    except LookupError:
        return None
    return found.group_id if found is not None else None
