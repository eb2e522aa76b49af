"""Mandates by group, their versions, and the bodies that approve them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from .engine import Store
from .tables import Mandate, MandateState, MandateStep, StepState

UNSAID = (StepState.undecided, StepState.planned, StepState.waiting)
"""The states of a body that may still have to say what becomes of a mandate."""


def get(store: Store, mandate_id: int) -> Mandate:
    """A version that is known to exist."""
    return store.session.get_one(Mandate, mandate_id)


def step(store: Store, step_id: int) -> MandateStep:
    """A body in a chain that is known to exist."""
    return store.session.get_one(MandateStep, step_id)


def versions(store: Store, group_id: int) -> Sequence[Mandate]:
    """Every version of a group's mandate, oldest first."""
    return store.session.exec(select(Mandate).where(Mandate.group_id == group_id).order_by(col(Mandate.version))).all()


def latest(store: Store, group_id: int) -> Mandate | None:
    """The newest version, whatever its state: the one that is written, or is out for approval, or counts."""
    return store.session.exec(
        select(Mandate).where(Mandate.group_id == group_id).order_by(col(Mandate.version).desc()).limit(1)
    ).first()


def approved(store: Store, group_id: int) -> Mandate | None:
    """The version that counts: the newest that has been approved."""
    return store.session.exec(
        select(Mandate)
        .where(Mandate.group_id == group_id, Mandate.state == MandateState.approved)
        .order_by(col(Mandate.version).desc())
        .limit(1)
    ).first()


def before(store: Store, mandate: Mandate) -> Mandate | None:
    """The version before a version."""
    return store.session.exec(
        select(Mandate)
        .where(Mandate.group_id == mandate.group_id, Mandate.version < mandate.version)
        .order_by(col(Mandate.version).desc())
        .limit(1)
    ).first()


def steps(store: Store, mandate_id: int) -> Sequence[MandateStep]:
    """The bodies that approve a version, in the order in which they do; with those that were left out."""
    return store.session.exec(
        select(MandateStep)
        .where(MandateStep.mandate_id == mandate_id)
        .order_by(col(MandateStep.position), col(MandateStep.id))
    ).all()


def steps_of(store: Store, group_id: int, states: Collection[StepState]) -> Sequence[MandateStep]:
    """The bodies of a group's newest version that are in some states, in their order."""
    newest = latest(store, group_id)
    if newest is None or newest.id is None:
        return []
    return [each for each in steps(store, newest.id) if each.state in states]


def written_for_by(store: Store, person_id: int) -> Sequence[MandateStep]:
    """The bodies that are still to say something, and for which a person writes."""
    return store.session.exec(
        select(MandateStep)
        .where(MandateStep.secretary_id == person_id, col(MandateStep.state).in_(UNSAID))
        .order_by(col(MandateStep.id))
    ).all()


def find(store: Store, mandate_id: int) -> Mandate | None:
    """A version, or None when it was taken back."""
    return store.session.get(Mandate, mandate_id)


def drop(store: Store, mandate: Mandate) -> None:
    """Remove a version that nobody has written in, with its chain."""
    assert mandate.id is not None
    for each in steps(store, mandate.id):
        store.session.delete(each)
    store.session.flush()
    store.session.delete(mandate)


def find_step(store: Store, step_id: int) -> MandateStep | None:
    """A body in a chain, or None when it was taken back."""
    return store.session.get(MandateStep, step_id)


def drop_step(store: Store, step_: MandateStep) -> None:
    """Remove a body that was added by mistake."""
    store.session.delete(step_)
