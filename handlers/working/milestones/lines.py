"""Deadlines that are written in the group's room: *Frist: 11. december – budskabspapir – @Anna*.

Reading such a line is the work of handlers/working/marked; here it becomes a deadline, changes the one that it
became, or takes it back. A member's is a proposal, and so is what a member makes of it later.
"""

from __future__ import annotations

from handlers.dialogue.events import DeadlineSaid, LineTakenBack, MilestoneSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.rules import moments
from storage import groups, marked, milestones
from storage.engine import Store
from storage.tables import Group, MarkedKind, MarkedLine, Milestone, MilestoneState

from .attending import note_in_room
from .noting import keep, may_lead, propose, proposed
from .parts import Wanted
from .planning import move, remember, take_off

router = Router()
STANDING = (MilestoneState.open, MilestoneState.proposed)


@router.on(DeadlineSaid)
def said(event: DeadlineSaid, request: Request, store: Store) -> None:
    """A new line, or one that has been changed. What has been taken off the plan meanwhile comes back as a new
    deadline; what is done stays done."""
    mark = marked.get(store, event.mark_id)
    group = groups.get(store, mark.group_id)
    found = Wanted(event.title, event.moment, event.owner_id)
    before = milestones.get(store, mark.became_id) if mark.became_id is not None else None
    if before is not None and before.state == MilestoneState.done:
        return
    if before is not None and before.state in STANDING:
        _change(request, store, group, before, found)
        return
    milestone, line = keep(request, store, group, found)
    mark.became_id = number(milestone.id)
    if milestone.state == MilestoneState.open:
        note_in_room(request, store, milestone, place=mark.under)
        return
    tell(
        store,
        request.person,
        subject=f"milestone:{milestone.id}/proposed",
        key=f"milestone:{milestone.id}/proposed",
        now=request.now,
        card=lambda t: proposed(t, store, milestone, line),
        only_by=mark.face,
        place=mark.aside,
    )


def _change(request: Request, store: Store, group: Group, milestone: Milestone, found: Wanted) -> None:
    before = Wanted(milestone.title, moments.of(milestone), milestone.owner_id)
    if before == found:
        return
    remember(request, store, milestone, "milestone.edited")
    if (before.title, before.moment) != (found.title, found.moment):
        milestones.revise(milestone, request.now)
    milestone.title, milestone.owner_id = found.title, found.owner_id
    if milestone.state == MilestoneState.open and not may_lead(request, store, group):
        milestone.state = MilestoneState.proposed
        propose(request, store, group, milestone)
    if before.moment != found.moment:
        move(request, store, milestone, found.moment)
    store.happened(MilestoneSettled(number(milestone.id)))


@router.on(LineTakenBack)
def taken_back(event: LineTakenBack, request: Request, store: Store) -> None:
    """The line has been deleted."""
    mark = marked.get(store, event.mark_id)
    milestone = _kept(store, mark)
    if milestone is None or milestone.state not in STANDING:
        return
    take_off(request, store, milestone)


def _kept(store: Store, mark: MarkedLine) -> Milestone | None:
    if mark.kind != MarkedKind.deadline or mark.became_id is None:
        return None
    return milestones.get(store, mark.became_id)
