"""Sending nomination requests: the preview, now or at the next sending hour, reminders, taking back.

What people press: [Send now], [Send Monday 8.00], [Edit] on the preview. A director gets at most one card a
day; what is ordered later that day waits for the next sending hour. One reminder goes after three working
days, and names the deputy. Undo takes an order back while nothing has gone; after that a correction is
offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from handlers.dialogue.card import Button, Card, Confirm, Line, Part, Table, strong
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import CoordinatorAppointed, OfficeChanged
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import workdays
from handlers.rules.lifecycle import Step, after
from handlers.rules.names import first_name
from storage import due, groups, members, nominations, people
from storage.engine import Store
from storage.subjects import lock_group, lock_groups
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    NominationRequest,
    RequestRoute,
    RequestState,
    RoleKind,
    Round,
)

from . import cards, receipts
from .carrying import REMINDED, answer_by, deliver, draw_again, reminder, stand_in
from .matter import Matter, matter

router = Router()


@router.button("nomination.preview", subject="group", changes=False)
def preview(request: Request, store: Store) -> Reply:
    """The card as its reader will see it, whom it goes to, and when."""
    group = groups.get(store, request.id("group"))
    round_ = _unsent_round(request, store, group)
    asked = nominations.requests_of(store, number(round_.id))
    return Reply(_preview(request, store, group, asked), instead=True)


def _unsent_round(request: Request, store: Store, group: Group) -> Round:
    round_ = nominations.latest_round(store, number(group.id))
    if group.state != GroupState.ordered or round_ is None:
        raise UserError(request.t("{title} has been sent already.", title=group.title))
    return round_


def _preview(request: Request, store: Store, group: Group, asked: Sequence[NominationRequest]) -> Card:
    t, now = request.t, request.now
    matters = [matter(store, each) for each in asked]
    body: list[Part] = []
    if matters:
        first = min(matters, key=lambda it: it.request.route == RequestRoute.external)
        reader = first.addressee
        same = [it for it in matters if it.request.addressee_id == first.request.addressee_id]
        seen = cards.draw(Speech(reader.language if reader else t.language, now), reader, same)
        title = t("This is how the card looks to {name}.", name=reader.name if reader else first.organisation.short)
        labels = " ".join(f"[{each.label}]" for each in seen.buttons)
        body += [Line(strong(seen.title)), *seen.body, Line(labels, "muted")]
        body.append(Line(_whom(t, asked)))
        rows = tuple(
            (it.organisation.short, it.addressee.name if it.addressee else "–", route(t, it)) for it in matters
        )
        body.append(Table((t("Organisation"), t("Who is asked"), t("About")), rows))
    else:
        title = t("{title} is ready.", title=group.title)
        body.append(Line(t("Nobody has to be asked. The group begins with its coordinator.")))
    body += [Line(each) for each in _waiting_till_tomorrow(t, store, matters, now)]
    hour = workdays.next_sending_time(now)
    id_ = number(group.id)
    send_now = Button("nomination.send", t("Send now"), {"group": id_, "when": "now"}, "primary")
    buttons: tuple[Button, ...] = (send_now,)
    if hour != now:
        body.append(
            Line(t("It is {clock} on {weekday}.", clock=t.clock(now), weekday=t.weekday(now.weekday())), "muted")
        )
        later = t("Send {weekday} at {clock}", weekday=t.weekday(hour.weekday()), clock=t.clock(hour))
        buttons = (
            Button("nomination.send", later, {"group": id_, "when": "hour"}, "primary"),
            Button("nomination.send", t("Send now"), {"group": id_, "when": "now"}),
        )
    return Card(
        title,
        tuple(body),
        (
            *buttons,
            Button("commission.edit", t("Edit"), {"group": id_}),
            Button(
                "commission.withdraw", t("Drop the order"), {"group": id_}, "link",
                Confirm(t("Drop {title}?", title=group.title), t("Nobody has been asked yet, and nobody is told."),
                        t("Drop the order")),
            ),
        ),
        tone="waiting",
    )  # fmt: skip


def route(t: Speech, it: Matter) -> str:
    """How a seat is filled: somebody named, somebody to be found, or an invitation."""
    if it.named is not None:
        return it.named.name
    if it.request.route == RequestRoute.external:
        return t("invitation")
    return t.plural(it.request.seats, "somebody they choose", "{n} people they choose")


def _whom(t: Speech, asked: Sequence[NominationRequest]) -> str:
    directors = len({each.addressee_id for each in asked if each.route != RequestRoute.external})
    outside = sum(each.route == RequestRoute.external for each in asked)
    to_directors = t.plural(directors, "{n} director", "{n} directors")
    to_outside = t.plural(outside, "{n} outside", "{n} outside")
    if directors and outside:
        return t("It goes to {directors} and {outside}.", directors=to_directors, outside=to_outside)
    return t("It goes to {whom}.", whom=to_directors if directors else to_outside)


def _waiting_till_tomorrow(t: Speech, store: Store, matters: Sequence[Matter], now: datetime) -> Iterable[str]:
    for it in matters:
        if it.addressee is not None and _had_a_card_today(store, number(it.addressee.id), now):
            yield t(
                "{name} has had a card today. This one goes {day}.",
                name=first_name(it.addressee.name),
                day=t.when(_next_day(now), week=False),
            )


def _had_a_card_today(store: Store, person_id: int, now: datetime) -> bool:
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    return nominations.sent_between(store, person_id, midnight, midnight + timedelta(days=1))


def _next_day(now: datetime) -> datetime:
    """The first sending hour after today."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(0), now.tzinfo)
    return workdays.next_sending_time(tomorrow)


# --- sending ---


@router.button("nomination.send", subject="group")
def send(request: Request, store: Store) -> Reply:
    """Send the cards of an order, now or at the next sending hour."""
    t, now = request.t, request.now
    group = groups.get(store, request.id("group"))
    round_ = _unsent_round(request, store, group)
    hour = workdays.next_sending_time(now) if request.args.get("when") == "hour" else now
    asked = nominations.requests_of(store, number(round_.id))
    if round_.reply_by <= max([hour, *(_goes_at(store, each, hour, now) for each in asked)]):
        raise UserError(t("The card would go after the reply deadline. Edit the order, and set a new one."))
    state = after(group.state, Step.send)
    assert state is not None
    group.state, group.ordered_at, group.owner_id = state, now, request.me
    line = note(request, store, "nomination.sent", group=number(group.id), subject=number(round_.id))
    if not asked:
        _appoint(store, number(group.id), now)
    release(store, round_, hour, now=now)
    receipts.start(request, store, group, line)
    if hour == now:
        card = Card(
            t("{title} is on its way.", title=group.title),
            (Line(t("The receipt follows along as they answer.")),),
            tone="good",
        )
    else:
        card = Card(
            t("{title} goes {moment}.", title=group.title, moment=t.when(hour, week=False)),
            (Line(t("Until then you can take it back.")),),
            (undo_button(t, line),),
            "good",
        )
    return Reply(card, instead=True)


def _appoint(store: Store, group_id: int, now: datetime) -> None:
    """A coordinator of the secretariat's own is appointed when the first card goes; nobody has to be asked."""
    planned = members.planned_role(store, group_id, RoleKind.coordinator)
    if planned is not None and planned.person_id in {each.id for each in people.staff(store, now.date(), readers=True)}:
        event = CoordinatorAppointed(group_id, planned.person_id)
        if event not in store.events:  # several cards may go at once
            store.happened(event)


def release(store: Store, round_: Round, hour: datetime, *, now: datetime) -> None:
    """Let a round's requests go at an hour, or later for who has had a card today; those due go at once."""
    round_.send_at, round_.notice_due = hour, round_.reply_by
    asked = [each for each in nominations.requests_of(store, number(round_.id)) if each.state == RequestState.planned]
    for each in asked:
        each.send_at = _goes_at(store, each, hour, now)
    store.session.flush()
    for addressee_id in dict.fromkeys(each.addressee_id for each in asked):
        if addressee_id is not None:
            send_cards(store, nominations.planned_for(store, addressee_id, now), now=now)


def _goes_at(store: Store, asked: NominationRequest, hour: datetime, now: datetime) -> datetime:
    busy = asked.addressee_id is not None and _had_a_card_today(store, asked.addressee_id, now)
    return max(hour, _next_day(now)) if busy else hour


def send_cards(store: Store, asked: Sequence[NominationRequest], *, now: datetime) -> None:
    """Send one director the card of everything that may go to them now."""
    if not asked:
        return
    subject = f"ask:{number(asked[0].id)}"
    for each in asked:
        each.state, each.sent_at, each.send_at, each.card = RequestState.waiting, now, None, subject
        each.remind_at = reminder(each, now)
        each.deputy_id = stand_in(store, each, now)
        _appoint(store, each.group_id, now)
    store.session.flush()
    deliver(store, subject, now=now)


# --- what falls due ---


@router.due("request.send")
def send_due(request: Request, store: Store) -> None:
    """The sending hour has come."""
    asked, now = nominations.request(store, request.id("id")), request.now
    if asked.addressee_id is None or asked.send_at is None or asked.state != RequestState.planned:
        return
    for group_id in sorted({each.group_id for each in nominations.planned_for(store, asked.addressee_id, now)}):
        lock_group(store, group_id)
    together = nominations.planned_for(store, asked.addressee_id, now)
    send_cards(store, together, now=now)
    for group_id in sorted({each.group_id for each in together}):
        receipts.keep_current(store, group_id, now)


@router.due("request.remind")
def remind(request: Request, store: Store) -> None:
    """Three working days without an answer: one reminder for all on the card, which names the deputy."""
    now = request.now
    first = nominations.request(store, request.id("id"))
    late = [
        each
        for each in nominations.requests_on_card(store, first.card)
        if _reminder_reader(store, each, now) == _reminder_reader(store, first, now)
        and due.claim(store, "request.remind", number(each.id), now)
    ]
    reader_id = _reminder_reader(store, first, now)
    if reader_id is None or not late:
        return
    for each in late:
        store.session.refresh(each)
        each.reminded_at = now
        note(request, store, "nomination.reminded", group=each.group_id, subject=number(each.id), for_=reader_id)
    deputy = people.deputy(store, first.organisation_id, now.date())
    if deputy is not None and deputy.id == reader_id:
        deputy = None
    matters, reader = [matter(store, each) for each in late], people.get(store, reader_id)
    tell(
        store,
        reader,
        subject=first.card,
        key=f"{REMINDED}{first.card}/{late[0].id}",
        now=now,
        answer_by=answer_by(late),
        insist=True,  # silence in a chat is no error that anybody would notice (AT-A2-6)
        card=lambda t: cards.remind(t, reader, matters, deputy),
    )


def _reminder_reader(store: Store, asked: NominationRequest, now: datetime) -> int | None:
    return asked.delegate_id or stand_in(store, asked, now) or asked.addressee_id


# --- taking back and correcting ---


@router.undo("nomination.sent")
def undo_sending(request: Request, store: Store, line: JournalLine) -> Reply:
    """Nothing has gone yet: the order is as before. Otherwise a correction is offered."""
    t = request.t
    group = groups.get(store, number(line.group_id))
    round_ = nominations.round_(store, number(line.subject_id))
    asked = nominations.requests_of(store, number(round_.id))
    if group.state != GroupState.nominating or any(each.sent_at is not None for each in asked):
        raise UserError(
            t("The cards have been sent, so they cannot be recalled."),
            more=t("You can send a correction to those who were asked."),
            buttons=(correction(t, group),),
        )
    group.state, round_.send_at, round_.notice_due = GroupState.ordered, None, None
    for each in asked:
        each.send_at = None
    receipts.stop(store, group, request.now)
    note(request, store, "nomination.sent.undone", group=line.group_id, undoes=number(line.id))
    return Reply(then=Button("nomination.preview", "", {"group": number(group.id)}))


def correction(t: Speech, group: Group) -> Button:
    """The way to put right what has been sent."""
    return Button("nomination.correct", t("Send a correction"), {"group": number(group.id)}, "primary")


@router.on(OfficeChanged)
def office_changed(event: OfficeChanged, request: Request, store: Store) -> None:
    """A new director gets what is open; the old one's card says so."""
    director = people.director(store, event.organisation_id, request.now.date())
    if director is None:
        return
    lock_groups(store, {each.group_id for each in nominations.open_requests_of(store, event.organisation_id)})
    subjects = set()
    for asked in nominations.open_requests_of(store, event.organisation_id):
        if asked.route == RequestRoute.external or asked.addressee_id == director.id:
            continue
        asked.addressee_id = number(director.id)
        if asked.state == RequestState.waiting:
            subjects.add(asked.card)
    store.session.flush()
    for subject in sorted(subjects):
        draw_again(store, subject, now=request.now, news=True)
        deliver(store, subject, now=request.now)
