"""A body that puts a mandate off: [Udsat] says until which day. On that day, at 8.00, its secretary is asked
again."""

from __future__ import annotations

from datetime import date, datetime

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, When
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import read_date
from handlers.rules.workdays import add_working_days, opening
from storage import due, groups, mandates
from storage.engine import Store
from storage.tables import LIVING, Group, JournalLine, MandateStep, StepState

from .parts import leaders, waiting
from .sending import ask, redrawn

router = Router()


def postpone_form(request: Request, store: Store) -> Form:
    """Until when."""
    t, step = request.t, mandates.step(store, request.id("step"))
    return Form(
        "mandate.postponed",
        t("{organ} has put it off", organ=step.organ),
        (When("day", t("Until which day?")),),
        t("Note it"),
        args={"step": number(step.id)},
    )


@router.button("mandate.postpone", subject="step", changes=False)
def postpone(request: Request, store: Store) -> Reply:
    """[Udsat]"""
    waiting(request, store)
    return Reply(form=postpone_form(request, store))


@router.form("mandate.postponed", postpone_form, subject="step")
def postponed(request: Request, store: Store) -> Reply:
    """The form: the card says the new day, and whoever leads the group hears of it."""
    t = request.t
    step, found, group = waiting(request, store)
    day = read_date(request.value("day"), request.now).day
    facts = {
        "mandate": found.id,
        "before": step.settle_by.isoformat() if step.settle_by is not None else "",
        "day": day.isoformat(),
        "asks": step.ask_at.isoformat() if step.ask_at is not None else "",
    }
    step.settle_by, step.ask_at = day, asked_again(day, request.now)
    line = chronicle.note(
        request,
        store,
        "mandate.postponed",
        group=number(group.id),
        subject=number(step.id),
        facts=facts,
        texts={"organ": step.organ},
    )
    redrawn(request, store, step)
    for each in leaders(store, group):
        if each.id != request.me:
            tell(
                store,
                each,
                subject=_subject(step),
                key=f"{_subject(step)}/{line.id}/{each.id}",
                now=request.now,
                card=lambda t: Card(_put_off(t, group, step.organ, day)),
            )
    return Reply(Card(_put_off(t, group, step.organ, day), buttons=(undo_button(t, line),)))


def asked_again(day: date, now: datetime) -> datetime:
    """At 8.00 on the day until which it was put off, or on the first working day after it; tomorrow where that is
    over."""
    at = opening(add_working_days(day, 0), now)
    return at if at > now else opening(add_working_days(day, 1), now)


@router.due("step.ask")
def ask_again(request: Request, store: Store) -> None:
    """The day has come until which it was put off."""
    if not due.claim(store, "step.ask", request.id("id"), request.now):
        return
    step = mandates.step(store, request.id("id"))
    group = groups.get(store, mandates.get(store, step.mandate_id).group_id)
    if group.state in LIVING:
        ask(request, store, step, group)


@router.undo("mandate.postponed")
def undo_postponed(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is on the agenda of the day that was said before."""
    t, step = request.t, mandates.step(store, number(line.subject_id))
    day = step.settle_by.isoformat() if step.settle_by is not None else ""
    if step.state != StepState.waiting or day != line.facts["day"]:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    before, asks = str(line.facts["before"]), str(line.facts.get("asks", ""))
    step.settle_by = date.fromisoformat(before) if before else None
    step.ask_at = datetime.fromisoformat(asks) if asks and datetime.fromisoformat(asks) > request.now else None
    redrawn(request, store, step)
    group = groups.get(store, number(line.group_id))
    redraw(store, _subject(step), now=request.now, card=lambda t, _reader: Card(_as_before(t, group, step)))
    return Reply(Card(t("Taken back.")))


def _as_before(t: Speech, group: Group, step: MandateStep) -> str:
    if step.ask_at is not None and step.settle_by is not None:
        return _put_off(t, group, step.organ, step.settle_by)
    return t("{organ} has the mandate again.", organ=step.organ)


def _put_off(t: Speech, group: Group, organ: str, day: date) -> str:
    return t("{organ} has put the mandate of {group} off until {day}.", organ=organ, group=group.title, day=t.day(day))


def _subject(step: MandateStep) -> str:
    return f"step:{step.id}/put_off"
