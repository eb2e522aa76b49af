"""What became of a mandate in a body: [Godkendt] or [Sendt tilbage], by its secretary or the secretariat.

A yes is a decision of the group: the body, the day, the item of its agenda, and who noted it. The next body is asked,
or the mandate counts. A no says why, and whoever leads the group begins a new version.
"""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.date_problems import DateProblem
from handlers.rules.marked import agenda_item, decided_on
from storage import groups, mandates, marked, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    Decision,
    DecisionState,
    Group,
    JournalLine,
    Mandate,
    MandateState,
    MandateStep,
    StepState,
)

from . import cards, showing
from .parts import leaders, waiting
from .sending import go_on, redrawn, step_back

router = Router()


# --- yes ---


def approve_form(request: Request, store: Store) -> Form:
    """On which day, and as which item."""
    t, step = request.t, mandates.step(store, request.id("step"))
    return Form(
        "mandate.approved",
        t("{organ} has approved it", organ=step.organ),
        (
            Words("day", t("On which day?"), max=60),
            Words("item", t("Which item of the agenda?"), hint=t("It may stay empty."), required=False, max=120),
        ),
        t("Note it"),
        args={"step": number(step.id)},
        values={"day": t.date(request.now.date())},
    )


@router.button("mandate.approve", subject="step", changes=False)
def approve(request: Request, store: Store) -> Reply:
    """[Godkendt]"""
    waiting(request, store)
    return Reply(form=approve_form(request, store))


@router.form("mandate.approved", approve_form, subject="step")
def approved(request: Request, store: Store) -> Reply:
    """The form: a decision is noted, and it goes on."""
    t = request.t
    step, found, group = waiting(request, store)
    decision = Decision(
        group_id=number(group.id),
        title=_title(Speech(people.circle(store).language, request.now), found),
        organ=step.organ,
        day=_day(request),
        item=agenda_item(request.value("item")),
        noted_by_id=request.me,
        created_at=request.now,
    )
    store.add(decision)
    _settle(request, step, StepState.approved)
    step.decision_id = number(decision.id)
    line = chronicle.note(
        request,
        store,
        "mandate.approved",
        group=number(group.id),
        subject=number(step.id),
        facts={"mandate": found.id, "decision": decision.id},
        texts={"organ": step.organ, "item": decision.item},
    )
    following = go_on(request, store, found, group)
    redrawn(request, store, step)
    return Reply(_receipt(t, store, found, step, following, line))


def _title(t: Speech, found: Mandate) -> str:
    return t("The mandate is approved (version {number})", number=found.version)


def _receipt(
    t: Speech, store: Store, found: Mandate, step: MandateStep, following: MandateStep | None, line: JournalLine
) -> Card:
    title = t("Noted: approved by {body}.", body=cards.body_and_day(t, store, step))
    if following is not None:
        rest = t("Now it is {organs} turn.", organs=t.whose(following.organ))
    elif found.state == MandateState.approved:
        rest = t("The mandate counts now.")
    else:
        rest = t("It is still to be settled who else has to approve it.")
    return Card(title, (Line(rest),), (undo_button(t, line),), tone="good")


def _day(request: Request) -> date:
    """The day in words, without a year the nearest of that name; a UserError at its field for what is no date, or is to
    come."""
    t = request.t
    try:
        day = decided_on(request.value("day"), request.now)
    except DateProblem as problem:
        raise UserError(date_sentence(t, problem), field="day") from None
    if day > request.now.date():
        raise UserError(t("{day} is still to come.", day=t.date(day)), field="day")
    return day


# --- no ---


def return_form(request: Request, store: Store) -> Form:
    """What is to be another."""
    t, step = request.t, mandates.step(store, request.id("step"))
    return Form(
        "mandate.returned",
        t("{organ} has sent it back", organ=step.organ),
        (Words("reason", t("What is to be changed?"), hint=t("One line is enough."), max=1000, lines=4),),
        t("Send"),
        args={"step": number(step.id)},
    )


@router.button("mandate.return", subject="step", changes=False)
def return_(request: Request, store: Store) -> Reply:
    """[Sendt tilbage]"""
    waiting(request, store)
    return Reply(form=return_form(request, store))


@router.form("mandate.returned", return_form, subject="step")
def returned(request: Request, store: Store) -> Reply:
    """The form: whoever leads the group reads why."""
    t, reason = request.t, request.value("reason")
    step, found, group = waiting(request, store)
    _settle(request, step, StepState.returned)
    found.state, found.settled_at = MandateState.returned, request.now
    line = chronicle.note(
        request,
        store,
        "mandate.returned",
        group=number(group.id),
        subject=number(step.id),
        facts={"mandate": found.id},
        texts={"organ": step.organ, "reason": reason},
    )
    redrawn(request, store, step)
    for each in leaders(store, group):
        if each.id != request.me:
            tell(
                store,
                each,
                subject=f"mandate:{found.id}",
                key=f"mandate:{found.id}/returned/{line.id}/{each.id}",
                now=request.now,
                card=lambda t: _sent_back(t, found, group, step, reason),
            )
    title = t("Noted: {organ} has sent it back.", organ=step.organ)
    return Reply(Card(title, (Line(reason),), (undo_button(t, line),)))


def _sent_back(t: Speech, found: Mandate, group: Group, step: MandateStep, reason: str) -> Card:
    return Card(
        t("{organ} has sent the mandate of {group} back.", organ=step.organ, group=group.title),
        (Line(reason),),
        (Button("mandate.again", t("New version"), {"mandate": number(found.id)}, style="primary"),),
        tone="waiting",
    )


# --- taken back ---


@router.undo("mandate.approved")
@router.undo("mandate.returned")
def undo_answered(request: Request, store: Store, line: JournalLine) -> Reply:
    """The body has it again, while nobody after it has answered."""
    t, step = request.t, mandates.step(store, number(line.subject_id))
    if step.state not in (StepState.approved, StepState.returned):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    step_back(request, store, mandates.get(store, step.mandate_id), beyond=step.position)
    if step.decision_id is not None:
        marked.decision(store, step.decision_id).state = DecisionState.withdrawn
    step.state, step.decision_id, step.settled_at, step.settled_by_id = StepState.waiting, None, None, None
    if step.ask_at is not None and step.ask_at <= request.now:
        step.ask_at = None  # the card that is drawn again asks already
    redrawn(request, store, step)
    return Reply(Card(t("Taken back."), (Line(t("{organ} has the mandate again.", organ=step.organ)),)))


# --- where it waits ---


@router.line("mandate_step")
def open_answer(item: OpenItem, t: Speech, store: Store) -> Item:
    """A body that has a mandate: its secretary says what became of it, the others see where it lies."""
    step = mandates.step(store, item.id)
    group = groups.get(store, mandates.get(store, step.mandate_id).group_id)
    if item.mine:
        text = t("{group}: has {organ} approved the mandate?", group=group.title, organ=step.organ)
        return Item(text, showing.answer_buttons(t, item.id))
    return Item(t("{group}: the mandate lies with {organ}.", group=group.title, organ=step.organ))


@router.news("mandate.approved")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """What has been approved since last."""
    step = mandates.step(store, number(line.subject_id))
    if step.state != StepState.approved:
        return None
    return t("The mandate is approved by {body}.", body=cards.body_and_day(t, store, step))


def _settle(request: Request, step: MandateStep, state: StepState) -> None:
    step.state, step.settled_at, step.settled_by_id = state, request.now, request.me
