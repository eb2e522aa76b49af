"""Asking whoever leads a group how it stands: by a press, by a rhythm, once more before the day, and not any longer."""

from __future__ import annotations

from datetime import datetime

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorChanged, GroupDissolved, GroupReopened
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.tell import redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.rhythms import Rhythm, read_rhythm, written
from handlers.rules.workdays import add_working_days, next_sending_time, opening
from storage import due, groups, journal, members, status
from storage.attention import OpenItem, Section
from storage.engine import Store
from storage.tables import ALIVE, Group, GroupState, JournalLine, StatusQuestion

from . import cards
from .recipients import rhythm_said
from .words import living

router = Router()
TIME = 5  # working days to answer in
REMINDED = 2  # working days before the last of them


# --- one group ---


@router.button("status.ask", subject="group")
def ask(request: Request, store: Store) -> Reply:
    """[Bed om status]"""
    t, group = request.t, living(request, store)
    boss = members.coordinator(store, number(group.id))
    if boss is None:
        choose = Button("coordinator.choose", t("Choose coordinator"), {"group": number(group.id)}, style="primary")
        raise UserError(t("{group} has no coordinator to ask yet.", group=group.title), buttons=(choose,))
    if status.open_question(store, number(group.id)) is not None:
        raise UserError(t("{name} has been asked how {group} stands already.", name=boss.name, group=group.title))
    if boss.id == request.me:
        return Reply(then=Button("status.answer", "", {"group": number(group.id)}))
    asked, line = put(request, store, group, request.me)
    title = t("{name} is asked how {group} stands.", name=boss.name, group=group.title)
    lines = (Line(t("The answer comes by {day}, and stands on the group's page.", day=t.day(asked.reply_by))),)
    return Reply(Card(title, lines, (undo_button(t, line),), tone="good"))


def put(request: Request, store: Store, group: Group, by: int | None) -> tuple[StatusQuestion, JournalLine]:
    """Ask whoever leads a group, with a reminder two working days before the last day."""
    reply_by = add_working_days(request.now.date(), TIME)
    asked = StatusQuestion(
        group_id=number(group.id),
        asked_at=request.now,
        asked_by_id=by,
        reply_by=reply_by,
        remind_at=opening(add_working_days(reply_by, -REMINDED), request.now),
    )
    store.add(asked)
    line = chronicle.note(
        request,
        store,
        "status.asked",
        group=number(group.id),
        subject=number(asked.id),
        for_=lead(store, group).id,
    )
    _tell(request, store, asked, "asked")
    return asked, line


def _tell(request: Request, store: Store, asked: StatusQuestion, why: str, *, again: bool = False) -> None:
    boss = lead(store, groups.get(store, asked.group_id))
    subject = f"status_question:{asked.id}"
    tell(
        store,
        boss,
        subject=subject,
        key=f"{subject}/{why}/{boss.id}",
        now=request.now,
        card=lambda t: cards.question(t, store, asked, boss, again=again),
    )


def drawn_again(request: Request, store: Store, asked: StatusQuestion) -> None:
    """Every card about a question says how things are."""
    redraw(
        store,
        f"status_question:{asked.id}",
        now=request.now,
        card=lambda t, reader: cards.question(t, store, asked, reader) if reader is not None else None,
    )


@router.undo("status.asked")
def undo_ask(request: Request, store: Store, line: JournalLine) -> Reply:
    """Nobody is asked after all."""
    asked = status.question(store, number(line.subject_id))
    if not withdraw(request, store, asked):
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    title = groups.get(store, asked.group_id).title
    return Reply(Card(request.t("Taken back. Nobody is asked how {group} stands.", group=title)))


def withdraw(request: Request, store: Store, asked: StatusQuestion) -> bool:
    """Whether a question was open; it is no longer."""
    if asked.answered_at is not None or asked.withdrawn_at is not None:
        return False
    asked.withdrawn_at = request.now
    drawn_again(request, store, asked)
    return True


# --- reminding, and what the secretariat does ---


@router.due("status_question.remind")
def remind(request: Request, store: Store) -> None:
    """Two working days before the last day."""
    if due.claim(store, "status_question.remind", request.id("id"), request.now):
        _tell(request, store, status.question(store, request.id("id")), "reminded", again=True)


@router.button("status.chase", subject="status_question")
def chase(request: Request, store: Store) -> Reply:
    """[Rykk]"""
    asked = _open(request, store)
    boss = lead(store, groups.get(store, asked.group_id))
    before = journal.last_about(store, number(asked.id), ("status.chased",))
    if before is not None and before.at.astimezone(request.now.tzinfo).date() == request.now.date():
        raise UserError(request.t("{name} has been reminded today already.", name=boss.name))
    line = chronicle.note(request, store, "status.chased", group=asked.group_id, subject=number(asked.id))
    _tell(request, store, asked, f"chased/{line.id}", again=True)
    asked.remind_at = None
    return Reply(Card(request.t("{name} has been reminded.", name=boss.name), tone="good"))


@router.button("status.go_on", subject="status_question")
def go_on(request: Request, store: Store) -> Reply:
    """[Fortsæt uden]"""
    t, asked = request.t, _open(request, store)
    withdraw(request, store, asked)
    line = chronicle.note(request, store, "status.went_on", group=asked.group_id, subject=number(asked.id))
    title = t("We go on without a status of {group}.", group=groups.get(store, asked.group_id).title)
    return Reply(Card(title, buttons=(undo_button(t, line),)))


@router.undo("status.went_on")
def undo_go_on(request: Request, store: Store, line: JournalLine) -> Reply:
    """The question is open again, unless another has been asked meanwhile or the group has ended."""
    t, asked = request.t, status.question(store, number(line.subject_id))
    group = groups.get(store, asked.group_id)
    other = status.open_question(store, asked.group_id)
    if asked.answered_at is not None or other is not None or group.state not in ALIVE:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    asked.withdrawn_at = None
    drawn_again(request, store, asked)
    title = group.title
    return Reply(Card(t("Taken back. The status of {group} is waited for.", group=title)))


def _open(request: Request, store: Store) -> StatusQuestion:
    t, asked = request.t, status.question(store, request.id("status_question"))
    title = groups.get(store, asked.group_id).title
    if asked.answered_at is not None:
        raise UserError(t("{group} has answered already.", group=title))
    if asked.withdrawn_at is not None:
        raise UserError(t("The status of {group} is no longer waited for.", group=title))
    return asked


@router.line("status_question")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """For whoever leads the group the question; for the secretariat who has not answered."""
    asked = status.question(store, item.id)
    group = groups.get(store, asked.group_id)
    if item.section == Section.answer:
        text = t("How is {group} doing? Reply by {day}.", group=group.title, day=t.day(asked.reply_by))
        return Item(text, cards.colour_buttons(t, number(group.id)))
    who, day = t.whose(name_of(t, lead(store, group))), t.day(asked.reply_by)
    text = t("{group}: we miss {whose} status. The deadline is {day}.", group=group.title, whose=who, day=day)
    if asked.reply_by < t.now.date():
        text = t("{group}: we miss {whose} status. The deadline was {day}.", group=group.title, whose=who, day=day)
    args = {"status_question": item.id}
    return Item(text, (Button("status.chase", t("Remind"), args), Button("status.go_on", t("Go on without"), args)))


# --- by a rhythm ---


def rhythm_form(request: Request, store: Store) -> Form:
    """How often."""
    t, group = request.t, groups.get(store, request.id("group"))
    rhythm = read_rhythm(group.status_rhythm) if group.status_rhythm else None
    return Form(
        "status.rhythm_set",
        t("How often is {group} asked how it stands?", group=group.title),
        (Words("rhythm", t("How often?"), hint=t("Such as monthly. Empty is never."), required=False, max=80),),
        t("Save"),
        args={"group": number(group.id)},
        values={"rhythm": written(rhythm, t.language)} if rhythm is not None else {},
    )


@router.button("status.rhythm", subject="group", changes=False)
def rhythm(request: Request, store: Store) -> Reply:
    """[Spørg fast]"""
    living(request, store)
    return Reply(form=rhythm_form(request, store))


@router.form("status.rhythm_set", rhythm_form, subject="group")
def rhythm_set(request: Request, store: Store) -> Reply:
    """The form; empty stops the asking."""
    t, group, wanted = request.t, living(request, store), rhythm_said(request, "rhythm")
    facts = {"due": group.status_due.isoformat() if group.status_due is not None else ""}
    facts |= {"before": group.status_rhythm, "rhythm": written(wanted, "da") if wanted is not None else ""}
    line = chronicle.note(request, store, "status.rhythm", group=number(group.id), facts=facts)
    group.status_rhythm = facts["rhythm"]
    group.status_due = _next(wanted, request.now) if wanted is not None else None
    undo = (undo_button(t, line),)
    if wanted is None or group.status_due is None:
        return Reply(Card(t("{group} is no longer asked by a rhythm.", group=group.title), (), undo))
    title = t("{group} is asked {rhythm}.", group=group.title, rhythm=written(wanted, t.language))
    first = Line(t("The first time is {day}.", day=t.day(group.status_due)))
    return Reply(Card(title, (first,), undo, tone="good"))


@router.undo("status.rhythm")
def undo_rhythm(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is asked as often as before, unless that has been changed since."""
    group = groups.get(store, number(line.group_id))
    if group.status_rhythm != line.facts.get("rhythm"):
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    group.status_rhythm, due_at = str(line.facts.get("before", "")), str(line.facts.get("due", ""))
    due_then = datetime.fromisoformat(due_at) if due_at else None
    over = due_then is not None and due_then <= request.now  # nobody is asked in the night for that
    group.status_due = next_sending_time(request.now) if over else due_then
    return Reply(Card(request.t("Taken back. {group} is asked as before.", group=group.title)))


def _next(wanted: Rhythm, now: datetime) -> datetime:
    """At 8.00 on a working day after now, in the zone of `now`."""
    return next_sending_time(opening(wanted.due_after(now.date()), now))


@router.due("group.status")
def asked_again(request: Request, store: Store) -> None:
    """The rhythm asks; a question that is open still is asked once more instead of a second one."""
    group = groups.get(store, request.id("id"))
    wanted = read_rhythm(group.status_rhythm) if group.status_rhythm else None
    again = _next(wanted, request.now) if wanted is not None else None
    if not due.claim(store, "group.status", request.id("id"), request.now, again=again):
        return
    store.session.refresh(group, ["status_due"])
    if wanted is None or group.state != GroupState.established:
        return
    asked = status.open_question(store, number(group.id))
    if asked is None:
        put(request, store, group, None)
    else:
        _tell(request, store, asked, f"again/{request.now.date()}", again=True)


# --- what happens meanwhile ---


@router.on(CoordinatorChanged)
def handed_over(event: CoordinatorChanged, request: Request, store: Store) -> None:
    """The question lies with whoever leads the group now."""
    asked = status.open_question(store, event.group_id)
    if asked is not None:
        drawn_again(request, store, asked)
        _tell(request, store, asked, "asked")


@router.on(GroupDissolved)
def ended(event: GroupDissolved, request: Request, store: Store) -> None:
    """Nobody is asked about a group that has ended."""
    groups.get(store, event.group_id).status_due = None
    asked = status.open_question(store, event.group_id)
    if asked is not None:
        withdraw(request, store, asked)


@router.on(GroupReopened)
def begun_again(event: GroupReopened, request: Request, store: Store) -> None:
    """The rhythm goes on."""
    group = groups.get(store, event.group_id)
    wanted = read_rhythm(group.status_rhythm) if group.status_rhythm else None
    group.status_due = _next(wanted, request.now) if wanted is not None else None
