"""What falls away with a group that is over, dissolved or taken back: its deadlines, and its roles."""

from __future__ import annotations

from datetime import datetime

from storage import endings, members, milestones
from storage.engine import Store
from storage.tables import MilestoneState, RoleState

from .events import MilestoneSettled
from .request import number


def drop_deadlines(store: Store, group_id: int, now: datetime) -> list[int]:
    """No deadline is waited for any more; the numbers of the open ones that fell away."""
    unfinished = endings.unfinished(store, group_id)
    open_ = [number(each.id) for each in unfinished if each.state == MilestoneState.open]
    for milestone in unfinished:
        milestones.revise(milestone, now)
        milestone.state = MilestoneState.dropped
        store.happened(MilestoneSettled(number(milestone.id)))
    return open_


def end_roles(store: Store, group_id: int, now: datetime) -> None:
    """Nobody leads it, and nobody is asked or meant to."""
    for role in members.roles_of(store, group_id):
        if role.state in (RoleState.active, RoleState.asked, RoleState.planned):
            role.state, role.until, role.start_due, role.leave_due = RoleState.ended, now, None, None
