"""Evaluations by group, and who has answered them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, delete, select

from .engine import Store
from .tables import Evaluation, EvaluationAnswer, EvaluationState, Person

OPEN = (EvaluationState.planned, EvaluationState.asked)
"""The states of an evaluation that is still to be summed up."""


def get(store: Store, evaluation_id: int) -> Evaluation:
    """An evaluation that is known to exist."""
    return store.session.get_one(Evaluation, evaluation_id)


def answer(store: Store, answer_id: int) -> EvaluationAnswer:
    """An answer, or the question for one, that is known to exist."""
    return store.session.get_one(EvaluationAnswer, answer_id)


def of_group(
    store: Store, group_id: int, states: Collection[EvaluationState] = (*OPEN, EvaluationState.closed)
) -> Sequence[Evaluation]:
    """A group's evaluations in some states, oldest first; none that was called off unless it is asked for."""
    return store.session.exec(
        select(Evaluation)
        .where(Evaluation.group_id == group_id, col(Evaluation.state).in_(states))
        .order_by(col(Evaluation.id))
    ).all()


def current(store: Store, group_id: int) -> Evaluation | None:
    """The evaluation of a group that is still to be summed up."""
    found = of_group(store, group_id, OPEN)
    return found[-1] if found else None


def latest(store: Store, group_id: int) -> Evaluation | None:
    """The evaluation that is still to be summed up, else the last that was; None where there has been none."""
    found = of_group(store, group_id)
    return current(store, group_id) or (found[-1] if found else None)


def answers(store: Store, evaluation_id: int) -> list[tuple[EvaluationAnswer, Person]]:
    """Everybody who was asked, with what they have answered so far, in the order in which they were."""
    rows = store.session.exec(
        select(EvaluationAnswer, Person)
        .join(Person, col(Person.id) == col(EvaluationAnswer.person_id))
        .where(EvaluationAnswer.evaluation_id == evaluation_id)
        .order_by(col(EvaluationAnswer.id))
    ).all()
    return [(answer_, person) for answer_, person in rows]


def answer_of(store: Store, evaluation_id: int, person_id: int) -> EvaluationAnswer | None:
    """One person's answer; None for somebody who was not asked."""
    return store.session.exec(
        select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == evaluation_id, EvaluationAnswer.person_id == person_id
        )
    ).first()


def of_person(store: Store, person_id: int) -> list[tuple[EvaluationAnswer, Evaluation]]:
    """Every answer that a person was asked for, with its evaluation."""
    rows = store.session.exec(
        select(EvaluationAnswer, Evaluation)
        .join(Evaluation, col(Evaluation.id) == col(EvaluationAnswer.evaluation_id))
        .where(EvaluationAnswer.person_id == person_id)
        .order_by(col(EvaluationAnswer.id))
    ).all()
    return [(answer_, evaluation) for answer_, evaluation in rows]


def drop_answer(store: Store, answer_id: int) -> None:
    """Ask somebody no longer."""
    store.session.exec(delete(EvaluationAnswer).where(col(EvaluationAnswer.id) == answer_id))
    store.session.flush()
