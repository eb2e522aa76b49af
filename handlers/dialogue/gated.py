"""Choosing the decision that something on a plan waits for."""

from __future__ import annotations

from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import raised
from handlers.rules.reminding import plan_times
from storage import gates, milestones
from storage.engine import Store
from storage.tables import Milestone, MilestoneState

from .form import Choice, Option
from .request import Request, number

CLOSED = (MilestoneState.dropped, MilestoneState.lapsed)


def gate_field(t: Speech, store: Store, group_id: int, *, waiting: Milestone | None = None) -> Choice:
    """One of the group's deadlines, by number: that in which a yes is waited for. `waiting` is the deadline that is to
    hang on it, which cannot hang on itself, nor on what hangs on it."""
    return Choice(
        "gate",
        t("Does it wait for a yes?"),
        hint=t("Choose the meeting that decides. With a no it falls away. Empty: it waits for nothing."),
        required=False,
        options=tuple(gate_option(t, each) for each in possible_gates(store, group_id, waiting=waiting)),
    )


def gate_option(t: Speech, gate: Milestone) -> Option:
    """A decision to choose."""
    return Option(str(gate.id), named(t, gate))


def named(t: Speech, gate: Milestone) -> str:
    """Politisk Koordination & Økonomi, mandag den 13. januar: a decision in few words."""
    moment = moments.of(gate)
    return ", ".join([gate.organ or raised(gate.title), *([t.days(moment)] if moment is not None else [])])


def possible_gates(store: Store, group_id: int, *, waiting: Milestone | None = None) -> list[Milestone]:
    """The deadlines that something can wait for: those without an answer, and the one that is waited for already."""
    beneath = _beneath(store, waiting)
    chosen = waiting.gate_id if waiting is not None else None
    return [
        each
        for each in milestones.of_group(store, group_id)
        if each.id not in beneath
        and each.state not in CLOSED
        and (each.id == chosen or (each.answer is None and each.state != MilestoneState.done))
    ]


def _beneath(store: Store, waiting: Milestone | None) -> set[int]:
    """A deadline and all that hangs on it."""
    reached: set[int] = set()
    ahead = [number(waiting.id)] if waiting is not None and waiting.id is not None else []
    while ahead:
        reached.update(ahead)
        found = gates.hanging(store, ahead, tuple(MilestoneState))
        ahead = [number(each.id) for each in found.milestones if each.id not in reached]
    return reached


def see_that_it_is_asked(request: Request, store: Store, gate_id: int | None) -> None:
    """Something waits for a decision from now on. One that had passed when it came on the plan, so that nobody was to
    be asked about it, is asked about now: else it would be waited for for ever."""
    gate = milestones.get(store, gate_id) if gate_id is not None else None
    if gate is not None and gate.late_at is None and gate.late_asked_at is None:
        plan_times(gate, request.now, known_to=request.me)


def chosen_gate(request: Request) -> int | None:
    """The number that was chosen; a form's options have been checked before."""
    said = request.value("gate")
    return int(said) if said.isdigit() else None
