"""What groups are to make and have made, by noun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from .engine import Store
from .tables import Output, OutputState


def get(store: Store, output_id: int) -> Output:
    """An output that is known to exist."""
    return store.session.get_one(Output, output_id)


def of_group(store: Store, group_id: int) -> Sequence[Output]:
    """What a group is to make and has made, in the order in which it was written; not what was dropped."""
    return store.session.exec(
        select(Output).where(Output.group_id == group_id, Output.state != OutputState.dropped).order_by(col(Output.id))
    ).all()
