"""How a deadline stands on the plan: in one line, and on a card of its own."""

from __future__ import annotations

from handlers.dialogue.card import strong
from handlers.dialogue.gated import named
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import raised
from storage import gates, milestones
from storage.engine import Store
from storage.tables import GateAnswer, Milestone, MilestoneState, Person, PlanPoint

BETWEEN = " · "


def ordered(store: Store, group_id: int) -> list[Milestone]:
    """What is on a group's plan, or was and fell away, in order; what has no date stands last."""
    some = [each for each in milestones.of_group(store, group_id) if each.state != MilestoneState.dropped]
    dated = [(moment.order, each) for each in some if (moment := moments.of(each)) is not None]
    return [each for _, each in sorted(dated, key=lambda pair: (pair[0], number(pair[1].id)))] + [
        each for each in some if each.day is None
    ]


def when(t: Speech, milestone: Milestone) -> str:
    """Mandag den 13. januar (uge 3), or that it has no date, with what was written instead."""
    moment = moments.of(milestone)
    if moment is not None:
        return raised(t.when(moment))
    return t("Without a date ({words})", words=milestone.words) if milestone.words else raised(t("without a date"))


def row(t: Speech, store: Store, milestone: Milestone, *, owner: Person | None, points: list[PlanPoint]) -> str:
    """**Mandag den 13. januar (uge 3)** · Byråd · Metode drøftes · Emil Brandtoft · afventer …"""
    parts = [strong(when(t, milestone)), milestone.organ, raised(milestone.title)]
    parts += [owner.name if owner is not None else "", state(t, store, milestone)]
    shown = [point_text(t, store, each) for each in points if each.state != MilestoneState.dropped]
    if shown:
        parts.append(t("points: {points}", points="; ".join(shown)))
    kept = dict.fromkeys(part for part in parts if part)  # a meeting can have no other title than its body
    return BETWEEN.join(kept)


def state(t: Speech, store: Store, milestone: Milestone) -> str:
    """What has become of it, where that is to be said; nothing for one that is simply open."""
    moment = moments.of(milestone)
    if milestone.answer is not None:
        return t("decided: yes") if milestone.answer == GateAnswer.yes else t("decided: no")
    match milestone.state:
        case MilestoneState.done:
            return t("done")
        case MilestoneState.lapsed:
            return t("fallen away")
        case MilestoneState.proposed:
            return t("proposed")
    gate = gates.waits_for(store, milestone)
    if gate is not None:
        return t("awaits {what}", what=named(t, gate))
    if moment is not None and moment.overdue(t.now):
        return t("overdue")
    return ""


def point_text(t: Speech, store: Store, point: PlanPoint) -> str:
    """A point, with what has become of it."""
    if point.state == MilestoneState.lapsed:
        return t("{what} (fallen away)", what=point.title)
    if point.state == MilestoneState.done:
        return t("{what} (done)", what=point.title)
    if point.gate_id is not None:
        gate = milestones.get(store, point.gate_id)
        if gate.answer is None and gate.state in gates.STANDING:
            return t("{what} (awaits {decision})", what=point.title, decision=named(t, gate))
    return point.title
