"""Asking the owner, and what they answer: [Færdig] [Jeg bliver forsinket], and afterwards [Ny dato].

1. Two working days before, at 8.00, the owner is asked; without an owner, whoever leads the group.
2. On the next working day at 8.00 after it should have been done, they are asked for a new date.
3. An answer settles the card where it stands. A delay is told to the coordinator, something done to the room.
"""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import read_loose
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.tell import post, tell
from handlers.dialogue.undo import undo_button
from handlers.rules import moments
from handlers.rules.moments import Moment
from handlers.rules.reminding import held
from storage import due, gates, groups, milestones
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, Milestone, MilestoneState

from . import cards
from .attending import ask_now
from .parts import mentioned, needs_a_day, there, what
from .planning import moved_by

router = Router()


@router.due("milestone.ask")
def ask(request: Request, store: Store) -> None:
    """Two working days before. Somebody who was away until it was late is asked only once, about that; nobody is about
    a meeting of a body, a decision, or what waits for one."""
    if not due.claim(store, "milestone.ask", request.id("id"), request.now):
        return
    milestone = milestones.get(store, request.id("id"))
    overdue = milestone.late_at is not None and milestone.late_at <= request.now
    if overdue or held(milestone) or groups.get(store, milestone.group_id).state not in ALIVE:
        return
    if gates.is_gate(store, number(milestone.id)) or gates.waits_for(store, milestone) is not None:
        return
    milestone.asked_at = request.now
    ask_now(request, store, milestone)


@router.due("milestone.late")
def ask_late(request: Request, store: Store) -> None:
    """The day has passed, and it is open still; a meeting of a body is over then, and what it decided is asked by
    handlers/working/gates."""
    if not due.claim(store, "milestone.late", request.id("id"), request.now):
        return
    milestone = milestones.get(store, request.id("id"))
    if groups.get(store, milestone.group_id).state not in ALIVE or gates.waits_for(store, milestone) is not None:
        return
    if held(milestone) and not gates.is_gate(store, number(milestone.id)):
        milestone.state, milestone.done_at = MilestoneState.done, request.now
        chronicle.note(
            request, store, "milestone.held", group=milestone.group_id, subject=number(milestone.id),
            texts={"title": milestone.title},
        )  # fmt: skip
    else:
        milestone.late_asked_at = request.now
    store.happened(MilestoneSettled(number(milestone.id)))


# --- done ---


@router.button("milestone.done", subject="milestone")
def done(request: Request, store: Store) -> Reply:
    """[Færdig]; of a decision it is asked what it was."""
    milestone, group = _open(request, store)
    if gates.is_gate(store, number(milestone.id)):
        return Reply(then=Button("gate.show", "", {"milestone": number(milestone.id)}))
    milestone.state, milestone.done_at, milestone.help_at = MilestoneState.done, request.now, None
    line = chronicle.note(
        request,
        store,
        "milestone.done",
        group=number(group.id),
        subject=number(milestone.id),
        for_=milestone.owner_id,
        texts={"title": milestone.title},
    )
    store.happened(MilestoneSettled(number(milestone.id)))
    if group.state in ALIVE:
        post(
            store,
            group,
            subject=f"milestone:{milestone.id}/done",
            key=f"milestone:{milestone.id}/done/{line.id}",
            now=request.now,
            card=lambda t: cards.done_in_room(t, store, milestone),
        )
    return Reply(cards.done_receipt(request.t, store, milestone, request.person), instead=True)


@router.undo("milestone.done")
def undo_done(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is open again, and asked about as before."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    if milestone.state != MilestoneState.done:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    milestone.state, milestone.done_at = MilestoneState.open, None
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. {what} is not done.", what=what(milestone))))


# --- late ---


def put_off_form(request: Request, store: Store) -> Form:
    """When it will be ready, or a line about why not."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    return Form(
        "milestone.put_off",
        t("When is {what} ready?", what=mentioned(milestone)),
        (
            When("day", t("New date"), hint=t("Empty if you do not know yet."), required=False, weeks=True, loose=True),
            Words("note", t("A line to the coordinator"), required=False, max=500, lines=2),
        ),
        t("Send"),
        args={"milestone": number(milestone.id)},
    )


@router.button("milestone.delayed", subject="milestone", changes=False)
def delayed(request: Request, store: Store) -> Reply:
    """[Jeg bliver forsinket]"""
    _open(request, store)
    return Reply(form=put_off_form(request, store))


@router.form("milestone.put_off", put_off_form, subject="milestone")
def put_off(request: Request, store: Store) -> Reply:
    """The form: a new date, a line, or both."""
    t = request.t
    milestone, group = _open(request, store)
    said, words = request.value("day"), request.value("note")
    if not said and not words:
        raise UserError(t("Write a new date or a line about it."), field="day")
    return _late(request, store, milestone, group, read_loose(said, request.now) if said else None, words)


def new_date_form(request: Request, store: Store) -> Form:
    """A new date."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    return Form(
        "milestone.moved",
        t("What day suits you for {what}?", what=mentioned(milestone)),
        (
            When("day", t("New date"), weeks=True, loose=True),
            Words("note", t("A line to the coordinator"), required=False, max=500, lines=2),
        ),
        t("Send"),
        args={"milestone": number(milestone.id)},
    )


@router.button("milestone.new_date", subject="milestone", changes=False)
def new_date(request: Request, store: Store) -> Reply:
    """[Ny dato]"""
    _open(request, store)
    return Reply(form=new_date_form(request, store))


@router.form("milestone.moved", new_date_form, subject="milestone")
def moved(request: Request, store: Store) -> Reply:
    """The form."""
    milestone, group = _open(request, store)
    moment = read_loose(request.value("day"), request.now)
    return _late(request, store, milestone, group, moment, request.value("note"))


def _late(
    request: Request, store: Store, milestone: Milestone, group: Group, moment: Moment | None, words: str
) -> Reply:
    t, who, before = request.t, request.person, moments.of(milestone)
    found = moment is not None and (before is None or needs_a_day(milestone, request.now))
    if moment is not None:
        line = moved_by(request, store, milestone, moment)
    else:
        line = chronicle.note(
            request,
            store,
            "milestone.delayed",
            group=number(group.id),
            subject=number(milestone.id),
            texts={"note": words},
            about=request.me,
        )
    milestone.delayed = words
    boss = lead(store, group)
    if boss.id != request.me:
        tell(
            store,
            boss,
            subject=f"milestone:{milestone.id}/delayed",
            key=f"milestone:{milestone.id}/delayed/{line.id}",
            now=request.now,
            card=lambda t: cards.delayed(t, store, milestone, who, words, has_date=moment is not None, found=found),
        )
    told = (Line(t("{name} knows.", name=boss.name)),) if boss.id != request.me else ()
    if moment is None:
        return Reply(Card(t("Thank you for saying so."), told, tone="good"))
    title = t("New deadline for {what}: {when}.", what=mentioned(milestone), when=t.when(moment))
    return Reply(Card(title, told, (undo_button(t, line),), tone="good"))


def _open(request: Request, store: Store) -> tuple[Milestone, Group]:
    milestone, group = there(request, store)
    if milestone.state == MilestoneState.proposed:
        raise UserError(request.t("{what} is only a proposal so far.", what=what(milestone)))
    return milestone, group
