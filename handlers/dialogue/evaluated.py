"""What came of a group's evaluation, in words: on its own card, on the group's page, as a paper and in the case file.

Who wishes so is counted without a name at their words; whoever has not answered is counted and never named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.locale import Speech
from handlers.rules import evaluation as rules
from handlers.rules.dates_written import in_paper
from handlers.rules.file_names import evaluation_name
from handlers.rules.moments import Moment
from handlers.rules.names import danish_key, raised
from storage import beside, evaluations, journal, people
from storage.engine import Store
from storage.tables import ALIVE, Evaluation, EvaluationAnswer, EvaluationState, Group, GroupState, Person, Verdict

from . import planned
from .card import Button, Facts, Item, Items, Line, Part
from .named import name_of
from .request import number

DOCX = "evaluation"  # the kind of the file


@dataclass(frozen=True)
class Said:
    """One person's words; `who` is empty where they wish to have no name at them."""

    text: str
    who: str


@dataclass(frozen=True)
class Parallel:
    """A plan that goes on beside the group's: its title, and its rows."""

    title: str
    rows: tuple[planned.Row, ...]


@dataclass(frozen=True)
class Summary:
    """What came of an evaluation; plain values. `at` is the moment of the group's newest journal line, in the circle's
    time zone: the same state gives the same paper. `counts` are the verdict and what else was chosen, `texts` the
    words under each heading, `unnamed` how many have no name at theirs."""

    id: int
    name: str
    title: str
    group: str
    when: str
    author: str
    language: str
    at: datetime
    asked: int
    answered: int
    unnamed: int
    counts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, tuple[Said, ...]], ...]
    parallel: tuple[Parallel, ...]


def moment_of(evaluation: Evaluation) -> Moment:
    """The time of an evaluation."""
    return Moment(evaluation.day, None, evaluation.precision, evaluation.first, about=evaluation.about)


def collect(store: Store, evaluation: Evaluation, group: Group, t: Speech) -> Summary:
    """Read an evaluation with its answers; words are in the language of `t`."""
    rows = evaluations.answers(store, number(evaluation.id))
    given = [(answer, person) for answer, person in rows if answer.answered_at is not None]
    newest = journal.lines_of_group(store, number(group.id), limit=1)
    at = (newest[0].at if newest else evaluation.created_at).astimezone(t.now.tzinfo)
    when = in_paper(moment_of(evaluation), t.language)
    return Summary(
        id=number(evaluation.id),
        name=evaluation_name(t("evaluation"), group.title, evaluation.day),
        title=t("The evaluation of {group}", group=group.title),
        group=group.title,
        when=when,
        author=people.circle(store).title,
        language=t.language,
        at=at,
        asked=len(rows),
        answered=len(given),
        unnamed=sum(bool(answer.answers.get(rules.UNNAMED)) for answer, _ in given),
        counts=_counts(t, group, [answer for answer, _ in given]),
        texts=_texts(t, store, given),
        parallel=parallel(t, store, group),
    )


def every(store: Store, group: Group, t: Speech) -> tuple[Summary, ...]:
    """Every evaluation of a group that has been summed up, oldest first, for its case file."""
    closed = evaluations.of_group(store, number(group.id), (EvaluationState.closed,))
    return tuple(collect(store, each, group, t) for each in closed)


def verdict_name(t: Speech, group: Group, verdict: Verdict) -> str:
    """Bevar, Ændr, Opløs; of a group that has ended, what becomes of its form."""
    if verdict == Verdict.dissolve and group.state == GroupState.dissolved:
        return t("Give up")
    return t(rules.VERDICTS[verdict])


def _counts(t: Speech, group: Group, given: Sequence[EvaluationAnswer]) -> tuple[tuple[str, str], ...]:
    said = Counter(answer.verdict for answer in given)
    verdicts = [(verdict_name(t, group, each), said[each]) for each in Verdict]
    found = [(t("Keep, change or dissolve"), _counted(t, verdicts))]
    for question in rules.QUESTIONS:
        if question.choices:
            chosen = Counter(str(answer.answers.get(question.key, "")) for answer in given)
            words = [(t(label), chosen[value]) for value, label in question.choices if chosen[value]]
            found.append((t(question.name), _counted(t, words)))
    return tuple((name, value) for name, value in found if value)


def _counted(t: Speech, words: Sequence[tuple[str, int]]) -> str:
    """Bevar 3 · Ændr 1 · Opløs 0"""
    return " · ".join(t("{choice} {count}", choice=choice, count=count) for choice, count in words)


def _texts(
    t: Speech, store: Store, given: Sequence[tuple[EvaluationAnswer, Person]]
) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    """The words under each heading: those with a name by organisation and name, the others last, by their text, so that
    nothing tells in which order they came."""
    places = people.organisations(store, {person.organisation_id for _, person in given})
    found = []
    for question in rules.QUESTIONS:
        if question.choices:
            continue
        named, unnamed = [], []
        for answer, person in given:
            text = str(answer.answers.get(question.key, "")).strip()
            place = places[person.organisation_id].short
            if text and answer.answers.get(rules.UNNAMED):
                unnamed.append(Said(text, ""))
            elif text:
                who = t("{name}, {organisation}", name=name_of(t, person), organisation=place)
                named.append(((danish_key(place), danish_key(person.name)), Said(text, who)))
        said = (*(each for _, each in sorted(named, key=lambda pair: pair[0])), *sorted(unnamed, key=lambda x: x.text))
        if said:
            found.append((t(question.name), said))
    return tuple(found)


def parallel(t: Speech, store: Store, group: Group) -> tuple[Parallel, ...]:
    """The plans that are shown beside the group's, those that have anything on them (AT-B9-1)."""
    found = []
    for other in beside.shown(store, number(group.id)):
        rows = tuple(each for each in planned.rows(store, other, t) if each.state not in planned.UNSEEN)
        if rows:
            found.append(Parallel(other.title, rows))
    return tuple(found)


# --- as parts of a card ---


def answered_of(t: Speech, summary: Summary) -> str:
    """5 af 7 har svaret."""
    return t("{answered} of {asked} have answered.", answered=summary.answered, asked=summary.asked)


def missing(t: Speech, summary: Summary) -> str:
    """2 har ikke svaret; empty when all have."""
    count = summary.asked - summary.answered
    return t.plural(count, "{n} has not answered.", "{n} have not answered.") if count else ""


def without_names(t: Speech, summary: Summary) -> str:
    """That some stand without a name; empty where nobody wished so."""
    count = summary.unnamed
    return t.plural(count, "One answer has no name.", "{n} answers have no name.") if count else ""


def summed(t: Speech, summary: Summary) -> list[Part]:
    """What came of it, as the parts of a card."""
    said = [answered_of(t, summary), missing(t, summary), without_names(t, summary)]
    body: list[Part] = [Line(" ".join(filter(None, said)))]
    if summary.answered:
        body.append(Facts(summary.counts))
    for heading, texts in summary.texts:
        body += [Line(heading, "heading"), Items(tuple(Item(entry(t, each)) for each in texts))]
    return body


def entry(t: Speech, said: Said) -> str:
    """The words, with who wrote them."""
    return t("{text} ({who})", text=said.text, who=said.who) if said.who else said.text


def plan_row(t: Speech, row: planned.Row) -> tuple[str, str, str]:
    """Møde i KKR · i april · færdig"""
    when = t.when(row.moment) if row.moment is not None else t("without a date")
    return (row.title, when, planned.state_words(t, row) or t("under way"))


# --- on the group's page ---


def way(t: Speech, store: Store, group: Group) -> Button | None:
    """{Planlæg evaluering}, or [Evaluering] where there is one; None for a group that has not begun."""
    found = evaluations.latest(store, number(group.id))
    if found is not None:
        return Button("evaluation.show", t("Evaluation"), {"evaluation": number(found.id)})
    if group.state in (*ALIVE, GroupState.dissolved):
        return plan_button(t, group)
    return None


def plan_button(t: Speech, group: Group) -> Button:
    """{Planlæg evaluering}"""
    return Button("evaluation.plan", t("Plan an evaluation"), {"group": number(group.id)}, style="link")


def stands(t: Speech, store: Store, group_id: int) -> str:
    """I foråret 2009, 2 af 7 har svaret: how the evaluation of a group stands; empty where there is none."""
    found = evaluations.latest(store, group_id)
    if found is None:
        return ""
    when = raised(t.when(moment_of(found), week=False))
    if found.state == EvaluationState.planned:
        return when
    rows = evaluations.answers(store, number(found.id))
    given = sum(answer.answered_at is not None for answer, _ in rows)
    if found.state == EvaluationState.asked:
        return t("{when}, {answered} of {asked} have answered", when=when, answered=given, asked=len(rows))
    day = t.day(found.closed_at) if found.closed_at is not None else when
    return t("Summed up {day}, {answered} of {asked} have answered", day=day, answered=given, asked=len(rows))
