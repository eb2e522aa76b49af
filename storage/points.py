"""The points under deadlines, by noun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, func, select

from .engine import Store
from .tables import PlanPoint


def get(store: Store, point_id: int) -> PlanPoint | None:
    """A point, or None when there is no such."""
    return store.session.get(PlanPoint, point_id)


def append(store: Store, milestone_id: int, titles: Sequence[str]) -> list[PlanPoint]:
    """New points, after those that a deadline has."""
    last = store.session.exec(
        select(func.max(col(PlanPoint.position))).where(PlanPoint.milestone_id == milestone_id)
    ).first()
    start = 0 if last is None else last + 1
    made = [
        PlanPoint(milestone_id=milestone_id, position=position, title=title)
        for position, title in enumerate(titles, start=start)
    ]
    for point in made:
        store.add(point)
    return made
