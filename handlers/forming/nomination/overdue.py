"""At the reply deadline: who has not answered, and what can be done about it (texts 5). Only the secretariat is
shown that.

What people press: [Call], [Extend the deadline], [Go on without]; after a call [Record the answer],
[Ask the deputy], [Nobody answered].
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.dialogue.card import Button, Card, Confirm, Item, Items, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.deadline import reply_deadline
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import RequestSettled
from handlers.dialogue.form import Form, When
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import MAIL, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import due, groups, nominations, outbox, people
from storage.engine import Store
from storage.tables import (
    Group,
    JournalLine,
    NominationRequest,
    Nominee,
    NomineeState,
    OfficeKind,
    OutboxRow,
    RequestRoute,
    RequestState,
    Round,
)

from .carrying import REMINDED, deliver, draw_again, settled
from .matter import nobody_left
from .receipts import keep_current, missing, organisations_of, overdue, tally

router = Router()


@router.due("round.notice")
def deadline(request: Request, store: Store) -> None:
    """The reply deadline has passed: tell the secretariat, and only the secretariat, who is missing."""
    id_ = request.id("id")
    if not due.claim(store, "round.notice", id_, request.now):
        return
    round_ = nominations.round_(store, id_)
    round_.noticed_at = request.now
    waits = missing(store, round_)
    round_.notice_due = min((each.reply_by for each in waits if each.reply_by > request.now), default=None)
    store.session.flush()
    group = groups.get(store, round_.group_id)
    due_now = [each.reply_by for each in waits if each.reply_by <= request.now]
    if due_now:
        _draw_notice(store, round_, request.now)  # the one before it, where there was one
        tell(
            store,
            people.get(store, group.owner_id),
            subject=f"notice:{id_}",
            key=f"notice:{id_}/{max(due_now).isoformat()}",
            now=request.now,
            card=lambda t: notice(t, store, group, round_),
        )
    _close_when_answered(request, store, round_)


@router.on(RequestSettled)
def request_settled(event: RequestSettled, request: Request, store: Store) -> None:
    """After the deadline every answer brings the notice up to date, and the last one closes the round."""
    round_ = nominations.round_(store, nominations.request(store, event.request_id).round_id)
    if round_.noticed_at is not None:
        store.session.flush()
        _draw_notice(store, round_, request.now)
        _close_when_answered(request, store, round_)


def _close_when_answered(request: Request, store: Store, round_: Round) -> None:
    """Close a round in which nobody is waited for any longer."""
    waiting = (RequestState.waiting, RequestState.planned)
    asked = nominations.requests_of(store, number(round_.id))
    if round_.closed_at is None and not any(each.state in waiting for each in asked):
        round_.closed_at = request.now
        note(request, store, "round.closed", group=round_.group_id, subject=number(round_.id))


def notice(t: Speech, store: Store, group: Group, round_: Round) -> Card:
    """Elnet: 3 af 4 har svaret. Mangler svar: Thisted (texts 5). Of those whose deadline it is: whoever has longer,
    since an expert said no, stands below."""
    late = overdue(store, round_, t.now)
    if not late:
        return Card(
            _nobody_late(t, store, group, round_),
            (),
            (Button("status.show", t("See"), {"group": number(group.id)}),),
            "good",
        )
    answered, of_all = tally(store, round_)
    args = {"round": number(round_.id)}
    names = t.names([it.short for it in organisations_of(store, late)])
    lines = [Line(_history(t, store, each)) for each in late]
    longer = [each for each in missing(store, round_) if each not in late]
    lines += [Line(_has_longer(t, store, each)) for each in longer]
    if min(each.reply_by for each in late) > t.now:
        deadline = min(each.reply_by for each in late)
        lines.append(Line(t("New reply deadline: {deadline}.", deadline=t.paper(deadline))))
    return Card(
        t("{title}: {answered} of {all} have answered. Missing: {names}",
          title=group.title, answered=answered, all=of_all, names=names),
        tuple(lines),
        (Button("nomination.call", t("Call"), args, "primary"), *_ways_on(t, store, round_, late)),
        "waiting",
    )  # fmt: skip


def _ways_on(t: Speech, store: Store, round_: Round, late: Sequence[NominationRequest]) -> tuple[Button, ...]:
    args = {"round": number(round_.id)}
    names = t.names([it.short for it in organisations_of(store, late)])
    friendly = t.plural(len(late), "{who} gets a friendly note, and the seat can be filled later.",
                        "{who} get a friendly note, and the seats can be filled later.",
                        who=t.names(_first_names(store, late)))  # fmt: skip
    sure = Confirm(t("Go on without {names}?", names=names), friendly, t("Yes, go on"))
    return (
        Button("nomination.extend", t("Extend the deadline"), args),
        Button("nomination.go_on", t("Go on without"), args, confirm=sure),
    )


def _first_names(store: Store, asked: Sequence[NominationRequest]) -> list[str]:
    found = people.several(store, [each.addressee_id for each in asked if each.addressee_id is not None])
    return [first_name(found[each.addressee_id].name) for each in asked if each.addressee_id in found]


def _has_longer(t: Speech, store: Store, asked: NominationRequest) -> str:
    organisation = people.organisation(store, asked.organisation_id)
    until = t.when(asked.reply_by, week=False)
    declined = _declined(store, asked)
    if declined is None:
        return t("{organisation} has until {deadline}.", organisation=organisation.short, deadline=until)
    return t("{organisation} has until {deadline}, since {expert} said no.", organisation=organisation.short,
             deadline=until, expert=name_of(t, people.get(store, declined.person_id)))  # fmt: skip


def _declined(store: Store, asked: NominationRequest) -> Nominee | None:
    """The expert who said no last, if one has."""
    found = nominations.nominees_of(store, [number(asked.id)], (NomineeState.declined,))
    return found[-1] if found else None


def _history(t: Speech, store: Store, asked: NominationRequest) -> str:
    """Lars Nystrand fik kortet på mail fredag den 20. november og en påmindelse onsdag den 25. november. …"""
    addressee = people.get(store, number(asked.addressee_id))
    sent = t.day(asked.sent_at or t.now)
    theirs = [each for each in outbox.messages_about(store, asked.card) if each.person_id == asked.addressee_id]
    by_mail = bool(theirs) and theirs[0].face == MAIL
    arrived = not outbox.any_in(store, f"person:{addressee.id}/{asked.card}") or any(map(_is_question, theirs))
    reminded = t.day(asked.reminded_at) if asked.reminded_at is not None and _reminder_arrived(store, asked) else ""
    declined = _declined(store, asked)
    if not arrived:
        told = t("The card to {name} did not arrive.", name=addressee.name)
    elif declined is not None:
        values = {"expert": name_of(t, people.get(store, declined.person_id)), "name": addressee.name,
                  "said": t.day(declined.answered_at or t.now)}  # fmt: skip
        told = (
            t("{expert} said no {said}. {name} has been asked again, and reminded {reminded}.",
              reminded=reminded, **values)
            if reminded else
            t("{expert} said no {said}. {name} has been asked again.", **values)
        )  # fmt: skip
    elif reminded:
        told = (
            t("{name} got the card by mail {sent} and a reminder {reminded}.",
              name=addressee.name, sent=sent, reminded=reminded)
            if by_mail else
            t("{name} got the card {sent} and a reminder {reminded}.",
              name=addressee.name, sent=sent, reminded=reminded)
        )  # fmt: skip
    elif by_mail:
        told = t("{name} got the card by mail {sent}.", name=addressee.name, sent=sent)
    else:
        told = t("{name} got the card {sent}.", name=addressee.name, sent=sent)
    deputy = people.deputy(store, asked.organisation_id, t.now.date())
    if asked.delegate_id is not None:
        passed = t("It was passed on to {name}.", name=people.get(store, asked.delegate_id).name)
        told = f"{told} {passed}"
    if deputy is not None and asked.route != RequestRoute.external:
        told = f"{told} {t('Deputy: {name}.', name=deputy.name)}"
    return told


def _is_question(row: OutboxRow) -> bool:
    return not row.unique_key.startswith(REMINDED)


def _nobody_late(t: Speech, store: Store, group: Group, round_: Round) -> str:
    asked = nominations.requests_of(store, number(round_.id))
    if any(each.state == RequestState.skipped for each in asked):
        return t("{title}: We are not waiting for more answers.", title=group.title)
    return t("{title}: Everybody has answered.", title=group.title)


def _reminder_arrived(store: Store, asked: NominationRequest) -> bool:
    """Whether a reminder went, to the addressee or whoever stands in, and was not given up."""
    return not all(map(_is_question, outbox.messages_about(store, asked.card)))


@router.button("nomination.call", subject="round", changes=False)
def call(request: Request, store: Store) -> Reply:
    """The telephone numbers, and what can be done when nobody takes it."""
    t, round_ = request.t, nominations.round_(store, request.id("round"))
    late = overdue(store, round_, request.now)
    if not late:
        raise UserError(t("Everybody has answered."))
    items = []
    for each in late:
        args = {"request": number(each.id)}
        buttons = [Button("answer.note", t("Record the answer"), args, "primary")]
        if each.deputy_id is None and people.deputy(store, each.organisation_id, request.now.date()):
            buttons.append(Button("nomination.ask_deputy", t("Ask the deputy"), args))
        items.append(Item(phones(t, store, each), (*buttons, Button("nomination.nobody", t("Nobody answered"), args))))
    return Reply(Card(t("Call"), (Items(tuple(items)),)))


def phones(t: Speech, store: Store, asked: NominationRequest) -> str:
    """Lars Nystrand 00 00 10 37 · direktionssekretær Randi Kvols 00 00 10 54."""
    addressee = people.get(store, number(asked.addressee_id))
    found = [f"{addressee.name} {addressee.phone}".strip()]
    secretaries = people.holders(store, asked.organisation_id, (OfficeKind.director_secretary,), t.now.date())
    found += [f"{person.title} {person.name} {person.phone}".strip() for _, person in secretaries]
    return " · ".join(found)


@router.button("nomination.nobody", subject="request")
def nobody(request: Request, store: Store) -> Reply:
    """Nobody took the telephone: noted, and the other ways offered."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    if asked.state != RequestState.waiting:
        raise UserError(t("The card has been answered already."))
    note(request, store, "nomination.called", group=asked.group_id, subject=number(asked.id))
    round_ = nominations.round_(store, asked.round_id)
    ways = _ways_on(t, store, round_, overdue(store, round_, request.now))
    return Reply(Card(t("Noted that nobody answered."), (), ways))


def _extend_form(request: Request, store: Store) -> Form:
    t, round_ = request.t, nominations.round_(store, request.id("round"))
    return Form(
        "nomination.extended",
        t("Extend the deadline"),
        (
            When(
                "reply_by",
                t("New reply deadline"),
                t("For instance “{example}” or “5 working days”.", example=t.example_date()),
            ),
        ),
        t("Extend"),
        {"round": number(round_.id)},
    )


@router.button("nomination.extend", subject="round", changes=False)
def extend(request: Request, store: Store) -> Reply:
    """Ask for the new deadline."""
    return Reply(form=_extend_form(request, store))


@router.form("nomination.extended", _extend_form, subject="round")
def extended(request: Request, store: Store) -> Reply:
    """Move the reply deadline of a round, for all who have not answered; their cards say the new one."""
    t, now = request.t, request.now
    round_ = nominations.round_(store, request.id("round"))
    moment, before = reply_deadline(request), round_.reply_by
    if not missing(store, round_):
        raise UserError(t("Everybody has answered."))
    _move(store, round_, moment, now)
    line = note(request, store, "round.extended", group=round_.group_id, subject=number(round_.id),
                facts={"before": before.isoformat()})  # fmt: skip
    done = t("The reply deadline is now {deadline}.", deadline=t.paper(moment))
    undo = (undo_button(t, line),) if before > now else ()
    return Reply(Card(done, (Line(t("The cards say so already.")),), undo, "good"))


@router.undo("round.extended")
def undo_extension(request: Request, store: Store, line: JournalLine) -> Reply:
    """Set the reply deadline back, unless that moment has passed."""
    t, round_ = request.t, nominations.round_(store, number(line.subject_id))
    before = datetime.fromisoformat(str(line.facts["before"])).astimezone(request.now.tzinfo)
    if before <= request.now:
        raise UserError(t("The old deadline has passed, so it cannot be set back."))
    _move(store, round_, before, request.now)
    note(request, store, "round.extended.undone", group=line.group_id, undoes=number(line.id))
    back = t("The reply deadline is {deadline} again.", deadline=t.paper(before))
    return Reply(Card(back, tone="good"), instead=True)


def _move(store: Store, round_: Round, moment: datetime, now: datetime) -> None:
    """Set a round's reply deadline for all who have not answered, and say so on every card about it."""
    before, waits = round_.reply_by, missing(store, round_)
    round_.reply_by, round_.notice_due, round_.closed_at, round_.noticed_at = moment, moment, None, None
    late = [each for each in waits if each.reply_by == before or each.reply_by < moment]  # nobody gets less time
    for each in late:
        each.reply_by = moment
    store.session.flush()
    for card in sorted({each.card for each in late if each.card}):
        draw_again(store, card, now=now, news=True)  # until when, and whose links work longer
    _draw_notice(store, round_, now)
    keep_current(store, round_.group_id, now)


def _draw_notice(store: Store, round_: Round, now: datetime) -> None:
    group = groups.get(store, round_.group_id)
    redraw(store, f"notice:{round_.id}", now=now, card=lambda t, _: notice(t, store, group, round_))


@router.button("nomination.go_on", subject="round")
def go_on(request: Request, store: Store) -> Reply:
    """Go on without those who have not answered: they get a friendly card, and can still come in."""
    t, round_ = request.t, nominations.round_(store, request.id("round"))
    late = overdue(store, round_, request.now)
    if not late:
        raise UserError(t("Everybody has answered."))
    round_.noticed_at = round_.noticed_at or request.now
    for each in late:
        each.state, each.remind_at, each.answered_at = RequestState.skipped, None, request.now
    line = note(request, store, "round.went_on", group=round_.group_id, subject=number(round_.id),
                facts={"requests": [number(each.id) for each in late]})  # fmt: skip
    for each in late:
        settled(request, store, each, news=False)  # the note below tells them
    for card in sorted({each.card for each in late if each.card}):
        deliver(store, card, now=request.now, extra=f"/without/{line.id}")
    names = t.names([each.short for each in organisations_of(store, late)])
    group, noted = groups.get(store, round_.group_id), Line(t("They have had a friendly note."))
    if nobody_left(store, group):
        title = t("We are no longer waiting for {names}.", names=names)
        stuck = Line(t("Nobody can take part, so the group cannot begin."))
        return Reply(Card(title, (noted, stuck), (undo_button(t, line),), "warning"))
    title = t("{group} goes on without {names}.", group=group.title, names=names)
    return Reply(Card(title, (noted,), (undo_button(t, line),), "good"))


@router.undo("round.went_on")
def undo_going_on(request: Request, store: Store, line: JournalLine) -> Reply:
    """Wait for them again."""
    t = request.t
    facts = line.facts["requests"]
    assert isinstance(facts, list)
    round_ = nominations.round_(store, number(line.subject_id))
    round_.closed_at = None
    for id_ in facts:
        asked = nominations.request(store, int(id_))
        if asked.state == RequestState.skipped:
            asked.state, asked.answered_at = RequestState.waiting, None
            settled(request, store, asked)
    note(request, store, "round.went_on.undone", group=line.group_id, undoes=number(line.id))
    return Reply(Card(t("We are waiting for them again."), tone="good"), instead=True)
