"""What went wrong after the cards had gone: a correction, the whole order taken back; and what others cause: the
group has ended, another signature stands under it.

What the secretariat presses: [Send a correction], {Take the whole order back}.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from handlers.dialogue import over
from handlers.dialogue.card import Button, Card, Letter, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.deadline import reply_deadline
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import GroupDissolved, GroupsHandedOver, NominationTakenBack
from handlers.dialogue.filled import as_number
from handlers.dialogue.form import Form, Number, When, Words
from handlers.dialogue.joining import leave
from handlers.dialogue.named import group_name
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.locale import Speech
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import task_clause
from storage import groups, members, nominations, outbox
from storage.engine import Store
from storage.tables import Group, GroupState, NominationRequest, NomineeState, RequestState, Round

from . import letters
from .carrying import concerns, draw_again, readers
from .matter import COMING
from .receipts import keep_current
from .receipts import recall as recall_button

router = Router()
_OPEN = (RequestState.waiting, RequestState.planned)


# --- a correction ---


def _latest_round(request: Request, store: Store) -> tuple[Group, Round]:
    group = groups.get(store, request.id("group"))
    round_ = nominations.latest_round(store, number(group.id))
    if group.state != GroupState.nominating or round_ is None:
        raise UserError(request.t("{title} is not asking anybody now.", title=group.title))
    return group, round_


def _correction_form(request: Request, store: Store) -> Form:
    t, (group, round_) = request.t, _latest_round(request, store)
    return Form(
        "nomination.corrected",
        t("Correct {title}", title=group.title),
        (
            Words("line", t("What was wrong?"), t("One line. It goes to everybody who was asked."), max=200),
            Words(
                "task",
                t("Task"),
                t("Goes on from: {group} is to …", group=group_name(t, group)),
                max=200,
                lines=2,
            ),
            Number("hours", t("Hours a week"), min=0.5, max=37),
            When("reply_by", t("Reply deadline")),
        ),
        t("Send the correction"),
        {"group": number(group.id)},
        values={
            "task": group.task,
            "hours": t.number(group.hours or 0),
            "reply_by": t.when(round_.reply_by, week=False),
        },
    )


@router.button("nomination.correct", subject="group", changes=False)
def correct(request: Request, store: Store) -> Reply:
    """Open the form for a correction, as long as somebody is waited for."""
    return Reply(form=_correction_form(request, store))


@router.form("nomination.corrected", _correction_form, subject="group")
def corrected(request: Request, store: Store) -> Reply:
    """Everybody who was asked gets the line, and the cards say what is right."""
    t, now, (group, round_) = request.t, request.now, _latest_round(request, store)
    moment = reply_deadline(request)
    group.task, group.hours = task_clause(request.value("task"), group.title), as_number(request.value("hours"))
    round_.reply_by, round_.notice_due, round_.noticed_at = moment, moment, None
    asked = nominations.requests_of(store, number(round_.id))
    for each in asked:
        if each.state in _OPEN:
            each.reply_by = moment
    line = note(request, store, "nomination.corrected", group=number(group.id), texts={"line": request.value("line")})
    _draw_all(store, asked, request)
    waiting = [each for each in asked if each.state == RequestState.waiting]
    told = readers(store, waiting)
    for reader in told:
        first = next(each for each in waiting if concerns(each, reader))
        tell(
            store, reader, subject=f"correction:{line.id}", key=f"correction:{line.id}/{reader.id}", now=now,
            answer_by=moment, card=partial(_correction, group=group, line=request.value("line"), asked=first),
        )  # fmt: skip
    keep_current(store, number(group.id), now)
    title = t.plural(len(told), "The correction has gone to {n} person.", "The correction has gone to {n} people.")
    return Reply(Card(title, (), (recall_button(t, group),), "good"))


def _correction(t: Speech, group: Group, line: str, asked: NominationRequest) -> Card:
    title = t("A correction about {title}", title=group.title)
    question = Button("nomination.show", t("See the question"), {"request": number(asked.id)}, "primary")
    letter = Letter(title, lines=(line,), buttons=(question,), about=letters.about(t, group))
    return Card(title, (Line(line), Line(t("The card you have says what is right."))), letter=letter)


def _draw_all(store: Store, asked: Iterable[NominationRequest], request: Request, *, news: bool = False) -> None:
    store.session.flush()
    for subject in sorted({each.card for each in asked if each.card}):
        draw_again(store, subject, now=request.now, news=news)


# --- everything taken back ---


@router.button("nomination.recall", subject="group")
def recall(request: Request, store: Store) -> Reply:
    """The order was a mistake: every open card says that nothing is wanted."""
    t, group = request.t, groups.get(store, request.id("group"))
    state = after(group.state, Step.withdraw)
    if state is None:
        raise UserError(t("{title} cannot be taken back now.", title=group.title))
    asked = nominations.requests_of_group(store, number(group.id))
    told = readers(store, [each for each in asked if each.sent_at is not None])
    group.state = state
    _withdraw(request, store, group, COMING, told=True)
    for membership, _ in members.of_group(store, number(group.id)):
        leave(store, membership, request.now)
    over.end_roles(store, number(group.id), request.now)
    over.drop_deadlines(store, number(group.id), request.now)
    line = note(request, store, "nomination.recalled", group=number(group.id))
    # Whose question has not gone hears neither of it nor that it has been taken back.
    reached = outbox.readers_of(store, {each.card for each in asked if each.card})
    for reader in [each for each in told if each.id in reached]:
        tell(
            store, reader, subject=f"recalled:{line.id}", key=f"recalled:{line.id}/{reader.id}", now=request.now,
            card=lambda t: Card(
                t("The question about {title} has been taken back.", title=group.title),
                (Line(t("There is nothing more for you to do.")),),
                tone="good",
            ),
        )  # fmt: skip
    keep_current(store, number(group.id), request.now)
    return Reply(Card(t("{title} has been taken back.", title=group.title), tone="good"), instead=True)


def _withdraw(
    request: Request, store: Store, group: Group, states: Iterable[NomineeState], *, told: bool = False
) -> None:
    """Nothing is asked of anybody any longer for this group; experts in these states need not come. Whether those
    who were asked have been `told` by a message of its own."""
    asked = nominations.requests_of_group(store, number(group.id))
    for nominee in nominations.nominees_of(store, [number(each.id) for each in asked], tuple(states)):
        nominee.state = NomineeState.withdrawn
        store.happened(NominationTakenBack(number(nominee.id)))
    open_ = [each for each in asked if each.state in _OPEN]
    for each in open_:
        each.state, each.remind_at, each.send_at = RequestState.withdrawn, None, None
    for round_ in nominations.rounds_of(store, number(group.id)):
        round_.closed_at = round_.closed_at or request.now
    _draw_all(store, open_, request, news=not told)
    _draw_all(store, [each for each in asked if each not in open_], request)


@router.on(GroupDissolved)
def dissolved(event: GroupDissolved, request: Request, store: Store) -> None:
    """A group that has ended asks nobody."""
    _withdraw(request, store, groups.get(store, event.group_id), (NomineeState.asked,))


@router.on(GroupsHandedOver)
def new_signature(event: GroupsHandedOver, request: Request, store: Store) -> None:
    """Open cards get the name of whoever has taken over."""
    for group_id in event.group_ids:
        asked = nominations.requests_of_group(store, group_id)
        _draw_all(store, [each for each in asked if each.state == RequestState.waiting], request)
