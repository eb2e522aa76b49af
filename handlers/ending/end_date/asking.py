"""Saying when a group's end is asked about, asking, and the answers that leave the end where it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.dialogue import tell
from handlers.dialogue.card import Button, Card, Item
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import GroupDissolved, GroupEstablished, GroupReopened
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.workdays import add_months, next_sending_time, opening
from storage import due, groups, members, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import PROCESS, Group, GroupState, JournalLine

from .cards import BETWEEN, SECOND, buttons, ends, question, redraw, settled, wants_a_call

FIRST = timedelta(weeks=4)  # before the planned end (AT-A2-2)
LATER = timedelta(weeks=1)  # until a group without an end is asked that was being closed

router = Router()


# --- when to ask ---


def next_question(planned_end: date, now: datetime) -> datetime | None:
    """When the coordinator is asked next: 8.00 four weeks before the end, a week before, or on the day, as a
    working day in `now`'s time zone; None when all of that has passed."""
    for before in (FIRST, SECOND, timedelta(0)):
        moment = next_sending_time(opening(planned_end - before, now))
        if moment > now:
            return moment
    return None


def next_year(now: datetime) -> datetime:
    """When a group without an end is asked about next: 8.00 a year from `now`, as a working day in its time zone."""
    return next_sending_time(opening(add_months(now.date(), 12), now))


def arm(group: Group, now: datetime) -> None:
    """Set when a group's end is asked about next, as if it had never been; `now` in the circle's zone. Without an end
    that is once a year; a process has nobody to go on."""
    if group.planned_end is not None:
        group.end_ask_due = next_question(group.planned_end, now)
    else:
        group.end_ask_due = next_year(now) if group.template != PROCESS else None
    group.end_asked_at = None
    group.end_confirmed_at = None


@router.on(GroupEstablished)
def begin(event: GroupEstablished, request: Request, store: Store) -> None:
    """The end lies ahead: say when to ask about it."""
    arm(groups.get(store, event.group_id), request.now)


@router.on(GroupReopened)
def begin_again(event: GroupReopened, request: Request, store: Store) -> None:
    """An end that lies ahead is asked about again; one that has passed stays a question in the overview."""
    group = groups.get(store, event.group_id)
    arm(group, request.now)
    if group.planned_end is not None and group.end_ask_due is None:
        group.end_asked_at = request.now


@router.on(GroupDissolved)
def ended(event: GroupDissolved, request: Request, store: Store) -> None:
    """Nothing is asked any more, and the questions that were sent say so."""
    groups.get(store, event.group_id).end_ask_due = None
    redraw(store, event.group_id, request.now)


# --- asking ---


@router.due("group.end")
def ask(request: Request, store: Store) -> None:
    """Ask the coordinator, or the owner where there is none, whether the end holds, or whether to go on."""
    group_id = request.id("id")
    group = groups.get(store, group_id)
    end, morning = group.planned_end, next_sending_time(request.now)
    asleep = end is None and morning > request.now
    if end is not None:
        again = _second(end, request.now)
    elif group.state == GroupState.closing:  # it may go on yet
        again = next_sending_time(request.now + LATER)
    else:
        again = morning if asleep else None
    if not due.claim(store, "group.end", group_id, request.now, again=again):
        return
    store.session.refresh(group, ["end_ask_due"])
    if group.state != GroupState.established or asleep:
        return
    group.end_asked_at, group.end_confirmed_at = request.now, None
    reader = members.coordinator(store, group_id) or people.get(store, group.owner_id)
    tell.tell(
        store,
        reader,
        subject=f"end:{group_id}",
        key=f"end/{group_id}/{request.now.date()}/{reader.id}",
        now=request.now,
        card=lambda t: question(t, store, group, reader),
    )


def _second(end: date, now: datetime) -> datetime | None:
    if end - now.date() <= BETWEEN:
        return None
    return next_sending_time(opening(end - SECOND, now))


# --- answering ---


def living(request: Request, store: Store) -> Group:
    """The group that the request is about; a UserError unless it works and is not being closed."""
    group = groups.get(store, request.id("group"))
    if group.state == GroupState.dissolved:
        raise UserError(request.t("{title} has been dissolved already.", title=group.title))
    if group.state == GroupState.closing:
        raise UserError(request.t("{title} is already being closed.", title=group.title))
    if group.state != GroupState.established:
        raise UserError(request.t("{title} has not begun yet.", title=group.title))
    return group


@router.button("end.holds", subject="group")
def holds(request: Request, store: Store) -> Reply:
    """The end holds; a group that was asked four weeks before is asked once more."""
    group = living(request, store)
    if group.end_confirmed_at is not None:
        raise UserError(request.t("That is noted already."))
    if group.planned_end is None:
        raise UserError(request.t("{title} has no end date.", title=group.title))
    group.end_confirmed_at = request.now
    line = note(request, store, "group.end_holds", group=number(group.id))
    redraw(store, number(group.id), request.now)
    card = settled(request.t, store, group)
    return Reply(Card(card.title, card.body, (undo_button(request.t, line),), tone="good"), instead=True)


@router.button("end.finished", subject="group", changes=False)
def finished(request: Request, store: Store) -> Reply:
    """On to the two questions that close a group."""
    return Reply(then=Button("dissolve.open", "", {"group": request.id("group")}))


@router.button("end.call", subject="group")
def call(request: Request, store: Store) -> Reply:
    """The coordinator would rather talk about it; the owner is told, with the number to ring."""
    group, person = living(request, store), request.person
    owner = people.get(store, group.owner_id)
    if owner.id == person.id:
        raise UserError(request.t("The group is yours: there is nobody else to call you."))
    told = tell.tell(
        store,
        owner,
        subject=f"end_call:{group.id}",
        key=f"end/{group.id}/{group.planned_end or group.end_asked_at}/call/{person.id}",
        now=request.now,
        card=lambda t: wants_a_call(t, group, person),
    )
    if not told:
        raise UserError(request.t("{owner} knows already and will call you.", owner=owner.name))
    note(request, store, "group.end_call", group=number(group.id), for_=owner.id)
    return Reply(Card(request.t("{owner} will call you.", owner=owner.name), tone="good"))


@router.undo("group.end_holds")
def undo_holds(request: Request, store: Store, line: JournalLine) -> Reply:
    """The question is open again."""
    group = living(request.with_args(group=number(line.group_id)), store)
    group.end_confirmed_at = None
    redraw(store, number(group.id), request.now)
    return Reply(question(request.t, store, group, request.person))


# --- overview and digest ---


@router.line("end")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """The open question, with its answers."""
    group = groups.get(store, item.id)
    return Item(ends(t, group), buttons(t, group, None))
