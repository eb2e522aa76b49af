"""Decisions that are written in the group's room: *Beslutning: Vi går videre med model B – direktionen – 2. december*.

Whoever leads the group notes one at once; a member's waits for the coordinator's press. They stand on the group's page,
in its history and in its case file.
"""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import LineTakenBack
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.dialogue.tell import post, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import DateProblem, read_date
from handlers.rules.names import first_name
from handlers.rules.permissions import LEADS
from storage import groups, journal, marked, members, people, subjects
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    Decision,
    DecisionState,
    Group,
    JournalLine,
    MarkedKind,
    MarkedLine,
    MarkState,
    Person,
)

from .signs import sign

router = Router()
LONGEST = 500  # characters
SET = ("decision.noted", "decision.confirmed")


def noted(request: Request, store: Store, mark: MarkedLine, title: str, organ: str, day: date) -> None:
    """A line says a decision, or another one than before; one that was taken back meanwhile is noted anew."""
    group = groups.get(store, mark.group_id)
    before = marked.decision(store, mark.became_id) if mark.became_id is not None else None
    if before is not None and before.state != DecisionState.withdrawn:
        _change(request, store, group, before, title, organ, day)
        return
    at_once = leads(request, store, group)
    decision = Decision(
        group_id=number(group.id),
        title=title,
        organ=organ,
        day=day,
        state=DecisionState.taken if at_once else DecisionState.proposed,
        noted_by_id=request.me,
        created_at=request.now,
    )
    store.add(decision)
    mark.became_id = number(decision.id)
    line = _note(request, store, "decision.noted", decision)
    if at_once:
        _in_room(request, store, group, decision, mark.under)
        return
    _propose(request, store, group, decision)
    boss = lead_of(store, group)
    tell(
        store,
        request.person,
        subject=f"decision:{decision.id}/proposed",
        key=f"decision:{decision.id}/proposed",
        now=request.now,
        card=lambda t: Card(
            t("{name} has your proposal.", name=first_name(boss.name)),
            (Line(summary(t, decision)),),
            (undo_button(t, line),),
            tone="waiting",
        ),
        only_by=mark.face,
        place=mark.aside,
    )


def day_said(request: Request, said: str) -> date:
    """The day of a decision in words, today for none; a UserError at its field for what is no date."""
    if not said:
        return request.now.date()
    try:
        return read_date(said, request.now, past=True).day
    except DateProblem as problem:
        raise UserError(date_sentence(request.t, problem), field="day") from None


def _change(
    request: Request, store: Store, group: Group, decision: Decision, title: str, organ: str, day: date
) -> None:
    if (decision.title, decision.organ, decision.day) == (title, organ, day):
        return
    _note(request, store, "decision.edited", decision, day=decision.day.isoformat())
    decision.title, decision.organ, decision.day = title, organ, day
    if decision.state == DecisionState.taken and not leads(request, store, group):
        decision.state = DecisionState.proposed
        _propose(request, store, group, decision)
    _drawn_again(request, store, decision)


@router.on(LineTakenBack)
def taken_back(event: LineTakenBack, request: Request, store: Store) -> None:
    """The line has been deleted."""
    mark = marked.get(store, event.mark_id)
    if mark.kind != MarkedKind.decision or mark.became_id is None:
        return
    decision = marked.decision(store, mark.became_id)
    if decision.state != DecisionState.withdrawn:
        _note(request, store, "decision.withdrawn", decision)
        decision.state = DecisionState.withdrawn
        _drawn_again(request, store, decision)


# --- what members propose ---


@router.button("decision.confirm", subject="decision")
def confirm(request: Request, store: Store) -> Reply:
    """[Ja, notér den]"""
    decision, group = _proposed(request, store)
    decision.state = DecisionState.taken
    _note(request, store, "decision.confirmed", decision, for_=decision.noted_by_id)
    _drawn_again(request, store, decision)
    mark = marked.of(store, MarkedKind.decision, number(decision.id))
    _in_room(request, store, group, decision, mark.under if mark is not None else "")
    return Reply(proposal(request.t, store, decision), instead=True)


@router.button("decision.decline", subject="decision")
def decline(request: Request, store: Store) -> Reply:
    """[Nej tak]: the member is told."""
    decision, group = _proposed(request, store)
    decision.state = DecisionState.withdrawn
    _note(request, store, "decision.declined", decision, for_=decision.noted_by_id)
    _drawn_again(request, store, decision)
    _follow(request, store, decision)
    name = request.person.name
    tell(
        store,
        people.get(store, decision.noted_by_id),
        subject=f"decision:{decision.id}/declined",
        key=f"decision:{decision.id}/declined/{int(request.now.timestamp())}",
        now=request.now,
        card=lambda t: Card(
            t("{name} has not noted your decision in {group}.", name=name, group=group.title),
            (Line(summary(t, decision)),),
        ),
    )
    return Reply(proposal(request.t, store, decision), instead=True)


def _proposed(request: Request, store: Store) -> tuple[Decision, Group]:
    t, decision = request.t, marked.decision(store, request.id("decision"))
    group = groups.get(store, decision.group_id)
    ongoing.working(request, group)
    if decision.state == DecisionState.taken:
        raise UserError(t("The decision has been noted already."))
    if decision.state == DecisionState.withdrawn:
        raise UserError(t("The decision has been taken back."))
    return decision, group


def _propose(request: Request, store: Store, group: Group, decision: Decision) -> None:
    tell(
        store,
        lead_of(store, group),
        subject=f"decision:{decision.id}/proposal",
        key=f"decision:{decision.id}/proposal",
        now=request.now,
        card=lambda t: proposal(t, store, decision),
    )


@router.line("decision")
def open_proposal(item: OpenItem, t: Speech, store: Store) -> Item:
    """A decision that the coordinator confirms, in an overview or a digest."""
    decision = marked.decision(store, item.id)
    text = t(
        "{group}: {name} proposes to note: {what}",
        group=groups.get(store, decision.group_id).title,
        name=people.get(store, decision.noted_by_id).name,
        what=summary(t, decision),
    )
    return Item(text, _buttons(t, item.id))


# --- cards ---


def proposal(t: Speech, store: Store, decision: Decision) -> Card:
    """A member's decision to the coordinator, or what has become of it."""
    if decision.state == DecisionState.withdrawn:
        return Card(t("The decision is not noted: {what}", what=summary(t, decision)))
    if decision.state == DecisionState.taken:
        return Card(t("The decision is noted: {what}", what=summary(t, decision)), tone="good")
    name, group = people.get(store, decision.noted_by_id).name, groups.get(store, decision.group_id)
    return Card(
        t("{name} has written down a decision of {group}.", name=name, group=group.title),
        (Line(summary(t, decision)),),
        _buttons(t, number(decision.id)),
        tone="waiting",
    )


def _buttons(t: Speech, id_: int) -> tuple[Button, ...]:
    return (
        Button("decision.confirm", t("Yes, note it"), {"decision": id_}, style="primary"),
        Button("decision.decline", t("No, thank you"), {"decision": id_}),
    )


def receipt(t: Speech, store: Store, decision: Decision) -> Card:
    """Beslutning noteret: Vi går videre med model B (direktionen, onsdag den 2. december)."""
    if decision.state == DecisionState.withdrawn:
        return Card(t("Decision taken back: {what}", what=summary(t, decision)))
    if decision.state == DecisionState.proposed:
        return Card(t("The coordinator looks at the decision again: {what}", what=summary(t, decision)))
    line = journal.last_about(store, number(decision.id), SET)
    undo = (undo_button(t, line),) if line is not None else ()
    return Card(t("✅ Decision noted: {what}", what=summary(t, decision)), buttons=undo)


def summary(t: Speech, decision: Decision) -> str:
    """Vi går videre med model B (direktionen, onsdag den 2. december)"""
    when = ", ".join(filter(None, [decision.organ, t.day(decision.day)]))
    return t("{what} ({when})", what=decision.title, when=when)


def _in_room(request: Request, store: Store, group: Group, decision: Decision, place: str) -> None:
    post(
        store,
        group,
        subject=f"decision:{decision.id}",
        key=f"decision:{decision.id}/noted/{int(request.now.timestamp())}",
        now=request.now,
        card=lambda t: receipt(t, store, decision),
        place=place,
    )


def _drawn_again(request: Request, store: Store, decision: Decision) -> None:
    subject = f"decision:{decision.id}"
    redraw(store, subject, now=request.now, card=lambda t, _reader: receipt(t, store, decision))
    redraw(store, f"{subject}/proposal", now=request.now, card=lambda t, _reader: proposal(t, store, decision))


# --- taken back ---


@router.undo("decision.noted")
@router.undo("decision.confirmed")
def undo_noted(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is not noted, or waits for the press again."""
    t, decision = request.t, marked.decision(store, number(line.subject_id))
    if decision.state == DecisionState.withdrawn:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    noted_ = line.what == "decision.noted"
    decision.state = DecisionState.withdrawn if noted_ else DecisionState.proposed
    _drawn_again(request, store, decision)
    _follow(request, store, decision)
    return Reply(Card(t("Taken back. The decision is not noted.")))


@router.undo("decision.edited")
def undo_edited(request: Request, store: Store, line: JournalLine) -> Reply:
    """It reads as it did."""
    t, decision = request.t, marked.decision(store, number(line.subject_id))
    if decision.state == DecisionState.withdrawn:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    before = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    decision.title, decision.organ = before.get("title", decision.title), before.get("organ", "")
    decision.day = date.fromisoformat(str(line.facts["day"]))
    _drawn_again(request, store, decision)
    return Reply(Card(t("Taken back. {what}", what=summary(t, decision))))


def _follow(request: Request, store: Store, decision: Decision) -> None:
    """The sign on the message in which it was written."""
    mark = marked.of(store, MarkedKind.decision, number(decision.id))
    if mark is not None and mark.state in (MarkState.kept, MarkState.undone):
        withdrawn = decision.state == DecisionState.withdrawn
        mark.state = MarkState.undone if withdrawn else MarkState.kept
        sign(request, store, mark.group_id, mark.face, mark.place)


# --- what others hear ---


@router.news("decision.noted")
@router.news("decision.confirmed")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """What has been decided since last."""
    decision = marked.decision(store, number(line.subject_id))
    before = journal.last_about(store, number(decision.id), SET)
    if decision.state != DecisionState.taken or (before is not None and before.id != line.id):
        return None
    return t("Decided: {what}", what=summary(t, decision))


def _note(
    request: Request, store: Store, kind: str, decision: Decision, *, day: str = "", for_: int | None = None
) -> JournalLine:
    return chronicle.note(
        request,
        store,
        kind,
        group=decision.group_id,
        subject=number(decision.id),
        for_=for_,
        facts={"day": day} if day else {},
        texts={"title": decision.title, "organ": decision.organ},
    )


def leads(request: Request, store: Store, group: Group) -> bool:
    """Whether what they write is noted at once, and is no proposal."""
    subject = subjects.find(store, "group", number(group.id))
    return bool(standing(store, request.person, subject, request.now.date()) & LEADS)


def lead_of(store: Store, group: Group) -> Person:
    """Whoever gets the proposals."""
    return members.coordinator(store, number(group.id)) or people.get(store, group.owner_id)
