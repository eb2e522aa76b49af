"""Asking everybody when the time of an evaluation begins, and those who have not answered once more before it ends."""

from __future__ import annotations

from datetime import timedelta

from handlers.dialogue import tell
from handlers.dialogue.card import Item
from handlers.dialogue.chronicle import note
from handlers.dialogue.events import PersonErased
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules import evaluation as rules
from handlers.rules.workdays import add_working_days
from storage import due, evaluations, groups
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Evaluation, EvaluationAnswer, EvaluationState, Group, Person, Precision

from . import cards
from .planning import to_be_asked

router = Router()


@router.due("evaluation.ask")
def ask(request: Request, store: Store) -> None:
    """Ask everybody. Whoever is asked late, since nobody was awake at the time, has a week to answer all the same."""
    id_, now = request.id("id"), request.now
    evaluation = evaluations.get(store, id_)
    planned = evaluation.ask_at
    if not due.claim(store, "evaluation.ask", id_, now):
        return
    store.session.refresh(evaluation, ["ask_at"])
    group = groups.get(store, evaluation.group_id)
    late = planned is not None and planned.astimezone(now.tzinfo).date() < now.date()
    short = cards.answer_by(evaluation) < add_working_days(now.date(), rules.MORE)
    if evaluation.close_at is None or evaluation.close_at <= now or (late and short):
        _put_off(evaluation, request)
    evaluation.state, evaluation.asked_at = EvaluationState.asked, now
    for person in to_be_asked(store, group, evaluation.asks, now.date()):
        answer = EvaluationAnswer(evaluation_id=id_, person_id=number(person.id), asked_at=now)
        store.add(answer)
        _tell(request, store, evaluation, group, answer, person)
    note(request, store, "evaluation.asked", group=number(group.id), subject=id_)


def _put_off(evaluation: Evaluation, request: Request) -> None:
    last = add_working_days(request.now.date(), rules.MORE)
    evaluation.day, evaluation.about = last, False
    evaluation.precision = Precision.range if evaluation.first is not None else Precision.day
    evaluation.close_at = rules.closes(last, request.now)
    evaluation.remind_at = rules.reminds(last, request.now)


def _tell(
    request: Request, store: Store, evaluation: Evaluation, group: Group, answer: EvaluationAnswer, person: Person,
    *, again: bool = False,
) -> None:  # fmt: skip
    tell.tell(
        store,
        person,
        subject=cards.subject(evaluation),
        key=f"evaluation/{evaluation.id}/{person.id}" + ("/again" if again else ""),
        now=request.now,
        card=lambda t: cards.question(t, store, evaluation, group, answer),
        answer_by=evaluation.close_at,
    )


@router.due("evaluation.remind")
def remind(request: Request, store: Store) -> None:
    """Ask those who have not answered once more, in time to do it."""
    id_ = request.id("id")
    if not due.claim(store, "evaluation.remind", id_, request.now):
        return
    evaluation = evaluations.get(store, id_)
    if evaluation.close_at is None or evaluation.close_at - request.now < timedelta(days=1):
        return
    group = groups.get(store, evaluation.group_id)
    for answer, person in evaluations.answers(store, id_):
        if answer.answered_at is None:
            _tell(request, store, evaluation, group, answer, person, again=True)


@router.line("evaluation_answer")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """What somebody is asked, in their overview and digest."""
    answer = evaluations.answer(store, item.id)
    evaluation = evaluations.get(store, answer.evaluation_id)
    group = groups.get(store, evaluation.group_id)
    day = t.day(cards.answer_by(evaluation))
    text = t("{question} Reply by {day}.", question=cards.about(t, group), day=day)
    return Item(text, cards.buttons(t, group, answer))


@router.on(PersonErased)
def forget(event: PersonErased, request: Request, store: Store) -> None:
    """The words of somebody who is erased go, a verdict that was given stays counted; they are asked no more."""
    chosen = {each.key for each in rules.QUESTIONS if each.choices}
    for answer, evaluation in evaluations.of_person(store, event.person_id):
        if answer.answered_at is None and evaluation.state in evaluations.OPEN:
            evaluations.drop_answer(store, number(answer.id))
        else:
            answer.answers = {key: value for key, value in answer.answers.items() if key in chosen}
