"""How a group's mandate stands, in words: on its own card, on the group's page, and wherever it is waited for."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.locale import Speech
from handlers.rules import mandate as rules
from handlers.rules.names import lowered
from storage import mandates
from storage.engine import Store
from storage.tables import Mandate, MandateState, MandateStep, StepState

from .request import number

PENDING = (StepState.undecided, StepState.planned, StepState.waiting)


def stands(t: Speech, store: Store, group_id: int) -> str:
    """version 1, afventer Politisk Koordination & Økonomi (mandag den 17. februar); empty where nobody has begun one.

    What has to be settled first is said as well: *afventer afklaring: skal kommissorier i byrådet? (…)*, AT-E3-2.
    """
    newest = mandates.latest(store, group_id)
    if newest is None:
        return ""
    steps = mandates.steps(store, number(newest.id))
    said = [t("version {number}, {state}", number=newest.version, state=state(t, newest, steps))]
    said += [open_question(t, each) for each in steps if _asks(newest, each)]
    return "; ".join(said)


def state(t: Speech, mandate: Mandate, steps: Sequence[MandateStep]) -> str:
    """under udarbejdelse, hos byrådet, godkendt …"""
    if mandate.state == MandateState.draft:
        if not rules.may_be_sent(mandate.sections):
            return t("being written, required output is missing")
        return t("being written")
    if mandate.state == MandateState.sent:
        bodies = [each.organ for each in steps if each.state == StepState.waiting]
        return t("awaits {organs}", organs=t.names(bodies)) if bodies else t("sent")
    if mandate.state == MandateState.returned:
        bodies = [each.organ for each in steps if each.state == StepState.returned]
        return t("sent back by {organs}", organs=t.names(bodies))
    if mandate.state == MandateState.approved:
        day = t.day(mandate.settled_at) if mandate.settled_at is not None else ""
        return t("approved {day}", day=day)
    return t("replaced")


def open_question(t: Speech, step: MandateStep) -> str:
    """afventer afklaring: skal kommissorier i byrådet? (senest mandag den 17. februar)"""
    question = lowered(step.question) if step.question else t("does {organ} have to approve it?", organ=step.organ)
    if step.settle_by is None:
        return t("awaits clarification: {question}", question=question)
    return t("awaits clarification: {question} ({day})", question=question, day=t.day(step.settle_by))


def _asks(mandate: Mandate, step: MandateStep) -> bool:
    return step.state == StepState.undecided and mandate.state in (MandateState.draft, MandateState.sent)
