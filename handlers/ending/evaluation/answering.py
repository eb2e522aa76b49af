"""Answering an evaluation: one form, kept as a draft as often as somebody likes, and another answer until it is summed
up."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue.card import Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.evaluated import verdict_name
from handlers.dialogue.form import AnyField, Choice, Form, Option, Tick, Value, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import evaluation as rules
from storage import evaluations, groups, journal
from storage.engine import Store
from storage.tables import Evaluation, EvaluationAnswer, EvaluationState, Group, JournalLine, Verdict

from .cards import about, buttons, redraw, thanks
from .planning import refuse_settled
from .summing import result

router = Router()


def _asked(request: Request, store: Store) -> tuple[EvaluationAnswer, Evaluation, Group]:
    """The answer that the request is about; a UserError when it is not awaited any more."""
    answer = evaluations.answer(store, request.id("evaluation_answer"))
    evaluation = evaluations.get(store, answer.evaluation_id)
    group = groups.get(store, evaluation.group_id)
    refuse_settled(request.t, evaluation, group)
    return answer, evaluation, group


def answer_form(request: Request, store: Store) -> Form:
    """The verdict, the five questions, and how it is kept; filled in with what was written before."""
    t, answer = request.t, evaluations.answer(store, request.id("evaluation_answer"))
    group = groups.get(store, evaluations.get(store, answer.evaluation_id).group_id)
    verdicts = tuple(Option(each.value, verdict_name(t, group, each)) for each in Verdict)
    kept: dict[str, Value] = {key: str(text) for key, text in answer.answers.items()}
    said = str(request.args.get("verdict", "")) or (answer.verdict.value if answer.verdict is not None else "")
    return Form(
        "evaluation.answered",
        about(t, group),
        (
            Choice("verdict", t("Keep, change or dissolve"), required=False, options=verdicts),
            *(_field(t, each) for each in rules.QUESTIONS),
            Tick(rules.UNNAMED, t("Without my name at my words")),
            Tick("draft", t("Keep it as a draft, I am not done")),
        ),
        t("Send"),
        args={"evaluation_answer": number(answer.id)},
        values={**kept, "verdict": said},
        note=t("The group, those who are asked and the secretariat can read what comes of it."),
    )


def _field(t: Speech, question: rules.Question) -> AnyField:
    name, hint = t(question.name), t(question.hint) if question.hint else ""
    if question.choices:
        options = tuple(Option(value, t(label)) for value, label in question.choices)
        return Choice(question.key, name, hint, required=False, options=options)
    return Words(question.key, name, hint, required=False, max=rules.LONGEST, lines=3)


@router.button("evaluation.answer", subject="evaluation_answer", changes=False)
def answer(request: Request, store: Store) -> Reply:
    """[Bevar] [Ændr] [Opløs], [Skriv videre], {Ret svaret}"""
    _asked(request, store)
    return Reply(form=answer_form(request, store))


@router.form("evaluation.answered", answer_form, subject="evaluation_answer")
def answered(request: Request, store: Store) -> Reply:
    """The form: an answer that counts, or a draft that does not yet."""
    t = request.t
    row, evaluation, group = _asked(request, store)
    verdict, draft = request.value("verdict"), bool(request.value("draft"))
    if not verdict and not draft:
        raise UserError(t("Choose one of the three, or keep it as a draft."), field="verdict")
    row.verdict = Verdict(verdict) if verdict else None
    keys = (*(each.key for each in rules.QUESTIONS), rules.UNNAMED)
    row.answers = {key: request.value(key) for key in keys if request.value(key)}
    row.answered_at = None if draft else request.now
    if draft:
        redraw(store, evaluation, request.now, only=row.person_id)
        text = Line(t("It counts once you send it without the tick at the draft."))
        return Reply(Card(t("Your draft is kept."), (text,), buttons(t, group, row)), instead=True)
    line = note(
        request,
        store,
        "evaluation.answered",
        group=number(group.id),
        subject=number(row.id),
        facts={"evaluation": number(evaluation.id)},
    )
    redraw(store, evaluation, request.now, only=row.person_id)
    card = thanks(t, evaluation, group, row)
    return Reply(replace(card, buttons=(*card.buttons, undo_button(t, line))), instead=True)


@router.undo("evaluation.answered")
def undo_answered(request: Request, store: Store, line: JournalLine) -> Reply:
    """What was sent is a draft again; refused once another answer was sent, or it has been summed up."""
    located = request.with_args(evaluation_answer=number(line.subject_id))
    row, evaluation, group = _asked(located, store)
    if row.answered_at is None:
        raise UserError(request.t("That has been undone already."))
    newest = journal.last_about(store, number(row.id), ("evaluation.answered",))
    if newest is None or newest.id != line.id:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    row.answered_at = None
    redraw(store, evaluation, request.now, only=row.person_id)
    text = Line(request.t("It counts once you send it without the tick at the draft."))
    mine = buttons(request.t, group, row) if row.person_id == request.me else ()
    return Reply(Card(request.t("The answer is a draft again."), (text,), mine))


@router.button("evaluation.read", subject="evaluation_answer", changes=False)
def read(request: Request, store: Store) -> Reply:
    """[Se resultatet], for somebody who was asked."""
    row = evaluations.answer(store, request.id("evaluation_answer"))
    evaluation = evaluations.get(store, row.evaluation_id)
    group = groups.get(store, evaluation.group_id)
    if evaluation.state != EvaluationState.closed:
        raise UserError(request.t("The evaluation of {title} has not been summed up yet.", title=group.title))
    return Reply(result(request.t, store, evaluation, group))
