"""Summing an evaluation up: by itself when its time is over, or earlier by the secretariat; and showing it."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue import besides, evaluated, tell
from handlers.dialogue.card import Argument, Button, Card, Confirm, Document, Facts, Item, Items, Line, Part
from handlers.dialogue.chronicle import note
from handlers.dialogue.evaluated import moment_of
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.standing import standing
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import danish_key
from handlers.rules.permissions import STAFF, Standing, may
from storage import due, evaluations, groups, people, subjects
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Evaluation, EvaluationState, Group, GroupState, JournalLine, Person, Verdict

from .cards import on_again, redraw
from .planning import again, drop_button, still_open, who_answers

router = Router()


# --- summing up ---


@router.due("evaluation.close")
def time_is_over(request: Request, store: Store) -> None:
    """Sum it up and tell whoever leads the group."""
    id_ = request.id("id")
    if not due.claim(store, "evaluation.close", id_, request.now):
        return
    evaluation = evaluations.get(store, id_)
    _sum_up(request, store, evaluation, groups.get(store, evaluation.group_id))


@router.button("evaluation.close", subject="evaluation")
def close(request: Request, store: Store) -> Reply:
    """[Gør op nu]"""
    t, evaluation = request.t, still_open(request, store)
    group = groups.get(store, evaluation.group_id)
    line = _sum_up(request, store, evaluation, group)
    card = result(t, store, evaluation, group)
    return Reply(replace(card, buttons=(*leads_on(t, group), undo_button(t, line))), instead=True)


def _sum_up(request: Request, store: Store, evaluation: Evaluation, group: Group) -> JournalLine:
    now = request.now
    evaluation.state, evaluation.closed_at = EvaluationState.closed, now
    asked = [answer for answer, _ in evaluations.answers(store, number(evaluation.id))]
    given = [each for each in asked if each.answered_at is not None]
    counts = {verdict.value: sum(each.verdict == verdict for each in given) for verdict in Verdict}
    line = note(
        request,
        store,
        "evaluation.closed",
        group=number(group.id),
        subject=number(evaluation.id),
        facts={"asked": len(asked), "answered": len(given), **counts},
    )
    redraw(store, evaluation, now, news=True)
    for reader in _told(store, group):
        if request.actor is not None and reader.id == request.me:
            continue  # it is on the receipt
        tell.tell(
            store,
            reader,
            subject=_subject(evaluation),
            key=f"{_subject(evaluation)}/{line.id}/{reader.id}",
            now=now,
            card=lambda t: replace(result(t, store, evaluation, group), buttons=leads_on(t, group)),
        )
    return line


def _subject(evaluation: Evaluation) -> str:
    return f"evaluation_summary:{evaluation.id}"


def _told(store: Store, group: Group) -> list[Person]:
    """Whoever leads the group, and its owner in the secretariat."""
    some = {number(each.id): each for each in (lead(store, group), people.get(store, group.owner_id))}
    return list(some.values())


def result(t: Speech, store: Store, evaluation: Evaluation, group: Group) -> Card:
    """What came of it."""
    summary = evaluated.collect(store, evaluation, group, t)
    body = (*evaluated.summed(t, summary), *besides.parts(t, store, group))
    paper = Document(evaluated.DOCX, summary.id, summary.name)
    return Card(summary.title, (Line(summary.when, "muted"), *body, paper))


def leads_on(t: Speech, group: Group) -> tuple[Button, ...]:
    """What a verdict may lead to; it changes nothing by itself."""
    about: dict[str, Argument] = {"group": number(group.id)}
    if group.state != GroupState.established:
        return ()
    return (
        Button("dissolve.open", t("Round off"), about),
        Button("end.choose", t("Set an end date"), about),
    )


@router.undo("evaluation.closed")
def undo_closed(request: Request, store: Store, line: JournalLine) -> Reply:
    """It goes on until its own end."""
    evaluation = evaluations.get(store, number(line.subject_id))
    group = groups.get(store, evaluation.group_id)
    again(request, store, evaluation, group, EvaluationState.asked)
    tell.redraw(store, _subject(evaluation), now=request.now, card=lambda t, _: on_again(t, group))
    return Reply(on_again(request.t, group))


# --- showing ---


@router.button("evaluation.show", subject="evaluation", changes=False)
def show(request: Request, store: Store) -> Reply:
    """How an evaluation stands, or what came of it; with what the reader can do about it."""
    t, evaluation = request.t, evaluations.get(store, request.id("evaluation"))
    group = groups.get(store, evaluation.group_id)
    about = subjects.find(store, "evaluation", number(evaluation.id))
    who = standing(store, request.person, about, request.now.date())
    if evaluation.state == EvaluationState.closed:
        card = result(t, store, evaluation, group)
        wanted = leads_on(t, group)
        if evaluations.current(store, number(group.id)) is None:
            new = Button("evaluation.plan", t("Plan a new one"), {"group": number(group.id)}, style="link")
            wanted = (*wanted, new)
    else:
        card, wanted = _running(t, store, evaluation, group, who)
    mine = tuple(each for each in wanted if may(each.action, who))
    return Reply(replace(card, body=(*card.body, *_earlier(t, store, evaluation)), buttons=mine))


def _running(
    t: Speech, store: Store, evaluation: Evaluation, group: Group, who: frozenset[Standing]
) -> tuple[Card, tuple[Button, ...]]:
    pairs = [
        (t("Time"), t.when(moment_of(evaluation))),
        (t("Who answers"), who_answers(t, evaluation.asks)),
    ]
    if evaluation.close_at is not None:
        pairs.append((t("Is summed up"), t.day(evaluation.close_at)))
    body: list[Part] = [Facts(tuple(pairs))]
    actions = [Button("evaluation.plan", t("Move it"), {"group": number(group.id)}), drop_button(t, evaluation, group)]
    if evaluation.state == EvaluationState.asked:
        rows = evaluations.answers(store, number(evaluation.id))
        missing = [person for answer, person in rows if answer.answered_at is None]
        count = len(rows) - len(missing)
        body.append(Line(t("{answered} of {asked} have answered.", answered=count, asked=len(rows))))
        if missing and who & STAFF:
            body.append(Line(t("Missing: {names}.", names=t.names(_names(t, store, missing)))))
        sure = Confirm(
            t("Sum up the evaluation of {title} now?", title=group.title),
            t("Whoever has not answered cannot do so any more."),
            t("Yes, sum up"),
        )
        args: dict[str, Argument] = {"evaluation": number(evaluation.id)}
        actions.insert(0, Button("evaluation.close", t("Sum up now"), args, style="primary", confirm=sure))
    body += besides.parts(t, store, group)
    return Card(t("The evaluation of {group}", group=group.title), tuple(body)), tuple(actions)


def _names(t: Speech, store: Store, some: list[Person]) -> list[str]:
    places = people.organisations(store, {each.organisation_id for each in some})
    ordered = sorted(some, key=lambda each: (danish_key(places[each.organisation_id].short), danish_key(each.name)))
    return [
        t("{name} ({organisation})", name=name_of(t, each), organisation=places[each.organisation_id].short)
        for each in ordered
    ]


def _earlier(t: Speech, store: Store, shown: Evaluation) -> list[Part]:
    """The group's other evaluations that have been summed up."""
    others = [
        each for each in evaluations.of_group(store, shown.group_id, (EvaluationState.closed,)) if each.id != shown.id
    ]
    if not others:
        return []
    rows = tuple(
        Item(
            t.when(moment_of(each), week=False),
            (Button("evaluation.show", t("See"), {"evaluation": number(each.id)}),),
        )
        for each in others
    )
    return [Line(t("Other evaluations"), "heading"), Items(rows)]


@router.line("evaluation")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """One that is under way, for whoever leads the group and the secretariat."""
    evaluation = evaluations.get(store, item.id)
    group = groups.get(store, evaluation.group_id)
    rows = evaluations.answers(store, item.id)
    text = t(
        "{group}: {answered} of {asked} have answered the evaluation.",
        group=group.title,
        answered=sum(answer.answered_at is not None for answer, _ in rows),
        asked=len(rows),
    )
    return Item(text, (Button("evaluation.show", t("See"), {"evaluation": item.id}),))
