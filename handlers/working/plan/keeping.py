"""What was read of a paste becomes deadlines, their points, and what they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.dialogue.gated import see_that_it_is_asked
from handlers.dialogue.request import Request, number
from handlers.rules import moments
from handlers.rules.reminding import plan_times
from storage import milestones
from storage.engine import Store
from storage.tables import Group, Milestone, MilestoneState

from .reading import Entry, gate_name


def put_on(request: Request, store: Store, group: Group, entries: Sequence[Entry]) -> list[Milestone]:
    """The deadlines, in the order of the lines; the form's choices say what hangs on what. Nobody is asked about what
    had passed before it came on the plan, but for a decision that something else waits for."""
    made = {entry.place: _deadline(request, store, group, entry) for entry in entries}
    for entry in entries:
        milestone = made[entry.place]
        milestone.gate_id = _gate(request, gate_name(entry), made)
        titles = [title for title, _ in entry.points]
        for position, point in enumerate(milestones.add_points(store, number(milestone.id), titles)):
            point.gate_id = _gate(request, gate_name(entry, position), made)
            condition = entry.points[position][1]
            if condition and point.gate_id is None:
                point.title = f"{point.title} ({condition})"  # what nobody could say is kept as it was written
        if entry.line.condition and milestone.gate_id is None:
            milestones.add_points(store, number(milestone.id), [entry.line.condition])
    ids = [number(each.id) for each in made.values()]
    waited_for = {each.gate_id for each in made.values()} | {each.gate_id for each in milestones.points_of(store, ids)}
    for gate_id in waited_for:
        see_that_it_is_asked(request, store, gate_id)
    return list(made.values())


def _deadline(request: Request, store: Store, group: Group, entry: Entry) -> Milestone:
    line = entry.line
    milestone = Milestone(
        group_id=number(group.id),
        title=entry.title,
        organ=line.organ,
        words=line.words,
        owner_id=entry.owner.id if entry.owner is not None else None,
        state=MilestoneState.open,
        created_at=request.now,
        created_by_id=request.me,
    )
    moments.put(milestone, line.moment)
    if line.moment is None or not line.moment.overdue(request.now):
        plan_times(milestone, request.now, known_to=request.me)
    store.add(milestone)
    return milestone


def _gate(request: Request, name: str, made: Mapping[int, Milestone]) -> int | None:
    """What was chosen: a line of the paste (`line-3`), or a deadline that was on the plan before (`plan-12`)."""
    kind, _, chosen = request.value(name).partition("-")
    if not chosen.isdigit():
        return None
    if kind == "plan":
        return int(chosen)
    gate = made.get(int(chosen))
    return number(gate.id) if gate is not None else None
