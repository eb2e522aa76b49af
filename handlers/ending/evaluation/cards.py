"""An evaluation as those see it who are asked: the question, the thanks, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.dialogue import besides, tell
from handlers.dialogue.card import Argument, Button, Card, Line, Part
from handlers.dialogue.evaluated import moment_of, verdict_name
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import evaluation as rules
from handlers.rules.reminding import last_day
from storage import evaluations, groups, people
from storage.engine import Store
from storage.tables import Evaluation, EvaluationAnswer, EvaluationState, Group, GroupState, Person, Verdict

READABLE = timedelta(days=183)  # how long the result can be read from a mail


def subject(evaluation: Evaluation) -> str:
    """What the cards are about that ask for an answer."""
    return f"evaluation:{evaluation.id}"


def answer_by(evaluation: Evaluation) -> date:
    """The last day to answer on."""
    return last_day(moment_of(evaluation))


def about(t: Speech, group: Group) -> str:
    """The question alone, as a title or a line."""
    if group.state == GroupState.dissolved:
        return t("{title} has ended. Should we do it the same way another time?", title=group.title)
    return t("Should {title} go on, be changed or be dissolved?", title=group.title)


def question(t: Speech, store: Store, evaluation: Evaluation, group: Group, answer: EvaluationAnswer) -> Card:
    """The question, with its three answers; whoever has begun one goes on with it."""
    owner, circle = people.get(store, group.owner_id), people.circle(store)
    day = t.day(answer_by(evaluation))
    body: list[Part] = [
        Line(t("Six short questions about the group; only the first needs an answer. Reply by **{day}**.", day=day)),
        Line(t("If you do not answer, we sum up without you.")),
    ]
    if answer.answers:
        body.insert(0, Line(t("Your draft is kept.")))
    body += besides.parts(t, store, group)
    body.append(Line(t("Regards, {name}, {circle}", name=owner.name, circle=circle.title), "signature"))
    return Card(about(t, group), tuple(body), buttons(t, group, answer), tone="waiting")


def buttons(t: Speech, group: Group, answer: EvaluationAnswer) -> tuple[Button, ...]:
    """[Bevar] [Ændr] [Opløs], each opens the form with that chosen; [Skriv videre] where a draft is kept."""
    args: dict[str, Argument] = {"evaluation_answer": number(answer.id)}
    if answer.answers or answer.verdict is not None:
        return (Button("evaluation.answer", t("Go on writing"), args, style="primary"),)
    return tuple(
        Button(
            "evaluation.answer",
            verdict_name(t, group, each),
            {**args, "verdict": each.value},
            style="primary" if each == Verdict.keep else "quiet",
        )
        for each in Verdict
    )


def thanks(t: Speech, evaluation: Evaluation, group: Group, answer: EvaluationAnswer) -> Card:
    """That the answer counts, and until when it can be another."""
    said = [t("You can change it until {day}.", day=t.day(answer_by(evaluation)))]
    if answer.answers.get(rules.UNNAMED):
        said.insert(0, t("Your name is not shown with your words."))
    change = Button("evaluation.answer", t("Change the answer"), {"evaluation_answer": number(answer.id)}, style="link")
    title = t("Thank you for your answer about {title}.", title=group.title)
    return Card(title, (Line(" ".join(said)),), (change,), tone="good")


def off(t: Speech, group: Group) -> Card:
    """That it has been called off."""
    nothing = Line(t("There is nothing more for you to do."))
    return Card(t("The evaluation of {title} has been called off.", title=group.title), (nothing,))


def on_again(t: Speech, group: Group) -> Card:
    """That it goes on after all."""
    return Card(t("The evaluation of {title} is on again.", title=group.title), tone="good")


def over(t: Speech, group: Group, answer: EvaluationAnswer) -> Card:
    """That it has been summed up, for somebody who was asked."""
    read = Button("evaluation.read", t("See the result"), {"evaluation_answer": number(answer.id)})
    title = t("The evaluation of {title} has been summed up.", title=group.title)
    return Card(title, (Line(t("There is nothing more for you to do.")),), (read,), tone="good")


def of(t: Speech, store: Store, evaluation: Evaluation, group: Group, answer: EvaluationAnswer) -> Card:
    """The card of somebody who was asked, as things stand."""
    if evaluation.state == EvaluationState.closed:
        return over(t, group, answer)
    if evaluation.state == EvaluationState.dropped:
        return off(t, group)
    if answer.answered_at is not None:
        return thanks(t, evaluation, group, answer)
    return question(t, store, evaluation, group, answer)


def redraw(store: Store, evaluation: Evaluation, now: datetime, *, only: int | None = None, news: bool = False) -> None:
    """Draw the cards again of those who were asked, or of one of them."""
    group = groups.get(store, evaluation.group_id)
    asked = {person.id: answer for answer, person in evaluations.answers(store, number(evaluation.id))}

    def card(t: Speech, reader: Person | None) -> Card | None:
        answer = asked.get(reader.id) if reader is not None and reader.erased_at is None else None
        if answer is None or (only is not None and answer.person_id != only):
            return None
        return of(t, store, evaluation, group, answer)

    until = evaluation.close_at if evaluation.state == EvaluationState.asked else now + READABLE
    tell.redraw(store, subject(evaluation), now=now, card=card, news=news, answer_by=until)
