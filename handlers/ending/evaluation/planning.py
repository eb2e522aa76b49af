"""Saying when a group is evaluated and who answers; moving that, and calling it off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from handlers.dialogue.card import Button, Card, Confirm, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.evaluated import moment_of
from handlers.dialogue.filled import read_loose
from handlers.dialogue.form import AnyField, Choice, Form, Option, When
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import evaluation as rules
from handlers.rules import moments
from handlers.rules.dates_written import in_paper
from handlers.rules.moments import Moment
from handlers.rules.reminding import last_day
from storage import endings, evaluations, groups, members, people
from storage.engine import Store
from storage.tables import (
    ALIVE,
    Asks,
    Evaluation,
    EvaluationState,
    Group,
    GroupState,
    JournalLine,
    Person,
)

from .cards import on_again, redraw

SPRING = 3  # the month in which the example of a time has begun

router = Router()


def who_answers(t: Speech, asks: Asks) -> str:
    """Those who are asked, in words."""
    match asks:
        case Asks.members:
            return t("The members")
        case Asks.directors:
            return t("The directors of the organisations")
    return t("The members and the directors of the organisations")


def to_be_asked(store: Store, group: Group, asks: Asks, today: date) -> list[Person]:
    """The members, now or when the group ended, and today's directors of the organisations that they are in it for;
    those too whose member has been erased since."""
    id_ = number(group.id)
    if group.state == GroupState.dissolved:
        present = [each for each in endings.memberships_of(store, id_) if each[0].until == group.dissolved_at]
    else:
        present = members.of_group(store, id_)
    found = {}
    if asks != Asks.directors:
        found = {number(person.id): person for _, person in present if person.erased_at is None}
    if asks != Asks.members:
        for organisation_id in dict.fromkeys(membership.organisation_id for membership, _ in present):
            director = people.director(store, organisation_id, today)
            if director is not None:
                found.setdefault(number(director.id), director)
    return list(found.values())


def evaluable(request: Request, store: Store) -> Group:
    """The group that the request is about; a UserError unless it works or has worked."""
    group = groups.get(store, request.id("group"))
    if group.state not in (*ALIVE, GroupState.dissolved):
        raise UserError(request.t("{title} has not begun yet.", title=group.title))
    return group


# --- planning and moving ---


def plan_form(request: Request, store: Store) -> Form:
    """When, and who answers; of one that is under way, when it ends."""
    t, group = request.t, groups.get(store, request.id("group"))
    found = evaluations.current(store, number(group.id))
    year = request.now.year + (request.now.month >= SPRING)
    hint = t(
        "Write for instance “{example}”: we ask when it begins and sum up when it is over. "
        "A single day is the last to answer on.",
        example=t("spring {year}", year=year),
    )
    fields: list[AnyField] = [When("when", t("When?"), hint, weeks=True, loose=True)]
    if found is None or found.state == EvaluationState.planned:
        options = tuple(Option(each.value, who_answers(t, each)) for each in (Asks.both, Asks.members, Asks.directors))
        fields.append(Choice("asks", t("Who answers?"), options=options))
    return Form(
        "evaluation.planned",
        t("When is {title} to be evaluated?", title=group.title),
        tuple(fields),
        t("Save"),
        args={"group": number(group.id)},
        values={
            "when": in_paper(moment_of(found), t.language) if found is not None else "",
            "asks": (found.asks if found is not None else Asks.both).value,
        },
    )


@router.button("evaluation.plan", subject="group", changes=False)
def plan(request: Request, store: Store) -> Reply:
    """{Planlæg evaluering}, {Flyt}"""
    evaluable(request, store)
    return Reply(form=plan_form(request, store))


@router.form("evaluation.planned", plan_form, subject="group")
def planned(request: Request, store: Store) -> Reply:
    """The group is evaluated then."""
    t, group = request.t, evaluable(request, store)
    moment = replace(read_loose(request.value("when"), request.now), time=None, until=None)
    times = rules.times(moment, request.now)
    if times is None:
        raise UserError(t("There is no time left to answer by then."), field="when")
    found = evaluations.current(store, number(group.id))
    asks = Asks(request.value("asks")) if found is None or found.state == EvaluationState.planned else found.asks
    if not to_be_asked(store, group, asks, request.now.date()):
        raise UserError(t("There is nobody to ask."), field="asks")
    before = {"when": moments.packed(moment_of(found)), "asks": found.asks.value} if found is not None else None
    if found is None:
        found = Evaluation(group_id=number(group.id), day=moment.day, created_at=request.now, created_by_id=request.me)
        store.add(found)
    _put(found, moment, asks, times, request.now)
    line = note(
        request,
        store,
        "evaluation.planned",
        group=number(group.id),
        subject=number(found.id),
        facts={"before": before, "when": moments.packed(moment), "asks": asks.value},
    )
    redraw(store, found, request.now)
    return Reply(receipt(t, store, found, group, line), instead=True)


def _put(evaluation: Evaluation, moment: Moment, asks: Asks, times: rules.Times, now: datetime) -> None:
    evaluation.day, evaluation.first, evaluation.precision = moment.day, moment.first, moment.precision
    evaluation.about, evaluation.asks, evaluation.close_at = moment.about, asks, times.close
    if evaluation.state == EvaluationState.planned:
        evaluation.ask_at, evaluation.remind_at = times.ask, times.remind
    else:
        evaluation.remind_at = rules.reminds(last_day(moment), now)


def receipt(t: Speech, store: Store, evaluation: Evaluation, group: Group, line: JournalLine) -> Card:
    """When everybody is asked, how many that is, and when it is summed up."""
    title = t("{title} is evaluated {when}.", title=group.title, when=t.when(moment_of(evaluation), week=False))
    assert evaluation.close_at is not None
    close = t.day(evaluation.close_at)
    if evaluation.state == EvaluationState.asked:
        return Card(title, (Line(t("It is summed up on {day}.", day=close)),), (undo_button(t, line),), tone="good")
    assert evaluation.ask_at is not None
    count = len(to_be_asked(store, group, evaluation.asks, t.now.date()))
    text = t.plural(
        count,
        "One person is asked on {day}, and it is summed up on {close}.",
        "{n} people are asked on {day}, and it is summed up on {close}.",
        day=t.day(evaluation.ask_at),
        close=close,
    )
    return Card(title, (Line(text),), (undo_button(t, line),), tone="good")


@router.undo("evaluation.planned")
def undo_planned(request: Request, store: Store, line: JournalLine) -> Reply:
    """Back to the time that was set before, or to none."""
    t, evaluation = request.t, evaluations.get(store, number(line.subject_id))
    group = groups.get(store, evaluation.group_id)
    now_so = moments.packed(moment_of(evaluation)), evaluation.asks.value
    if evaluation.state not in evaluations.OPEN or now_so != (line.facts["when"], line.facts["asks"]):
        raise UserError(t("The evaluation has been changed since."))
    before = line.facts["before"]
    if not isinstance(before, dict):
        evaluation.state = EvaluationState.dropped
        redraw(store, evaluation, request.now, news=True)
        return Reply(Card(t("{title} is not evaluated after all.", title=group.title)))
    moment = moments.unpacked(str(before["when"]))
    times = rules.times(moment, request.now) if moment is not None else None
    if moment is None or times is None:
        raise UserError(t("There is no time left to answer by then."))
    _put(evaluation, moment, Asks(str(before["asks"])), times, request.now)
    redraw(store, evaluation, request.now)
    when = t.when(moment, week=False)
    return Reply(Card(t("{title} is evaluated {when}.", title=group.title, when=when), tone="good"))


# --- calling it off ---


def drop_button(t: Speech, evaluation: Evaluation, group: Group) -> Button:
    """[Aflys], asked about once more."""
    sure = Confirm(
        t("Call off the evaluation of {title}?", title=group.title),
        t("Whoever has been asked is told."),
        t("Yes, call it off"),
    )
    return Button("evaluation.drop", t("Call it off"), {"evaluation": number(evaluation.id)}, confirm=sure)


@router.button("evaluation.drop", subject="evaluation")
def drop(request: Request, store: Store) -> Reply:
    """[Aflys]"""
    t, evaluation = request.t, still_open(request, store)
    group = groups.get(store, evaluation.group_id)
    was = evaluation.state
    evaluation.state = EvaluationState.dropped
    line = note(
        request,
        store,
        "evaluation.dropped",
        group=number(group.id),
        subject=number(evaluation.id),
        facts={"state": was.value},
    )
    redraw(store, evaluation, request.now, news=True)
    title = t("The evaluation of {title} has been called off.", title=group.title)
    return Reply(Card(title, (), (undo_button(t, line),)), instead=True)


def still_open(request: Request, store: Store) -> Evaluation:
    """The evaluation that the request is about; a UserError when it is over."""
    t, evaluation = request.t, evaluations.get(store, request.id("evaluation"))
    group = groups.get(store, evaluation.group_id)
    refuse_settled(t, evaluation, group)
    return evaluation


def refuse_settled(t: Speech, evaluation: Evaluation, group: Group) -> None:
    """A UserError for an evaluation that has been summed up or called off."""
    if evaluation.state == EvaluationState.closed:
        raise UserError(t("The evaluation of {title} has been summed up.", title=group.title))
    if evaluation.state == EvaluationState.dropped:
        raise UserError(t("The evaluation of {title} has been called off.", title=group.title))


@router.undo("evaluation.dropped")
def undo_dropped(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is on again, unless its time is over or another has been planned."""
    evaluation = evaluations.get(store, number(line.subject_id))
    group = groups.get(store, evaluation.group_id)
    again(request, store, evaluation, group, EvaluationState(str(line.facts["state"])))
    return Reply(on_again(request.t, group))


def again(request: Request, store: Store, evaluation: Evaluation, group: Group, state: EvaluationState) -> None:
    """Put an evaluation back into a state, which whoever was told that it is over is told as well; a UserError when
    that is too late."""
    t = request.t
    if evaluation.close_at is None or evaluation.close_at <= request.now:
        raise UserError(t("The time of the evaluation is over."))
    if evaluations.current(store, number(group.id)) is not None:
        raise UserError(t("Another evaluation of {title} has been planned since.", title=group.title))
    evaluation.state, evaluation.closed_at = state, None
    if state == EvaluationState.asked:  # nobody is reminded of what they have just been told
        evaluation.remind_at = rules.reminds(last_day(moment_of(evaluation)), request.now)
    redraw(store, evaluation, request.now, news=True)
