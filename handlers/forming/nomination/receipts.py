"""What the secretariat sees of a round: one receipt that keeps itself up to date, and, at the reply deadline,
who has not answered (texts 5 and 10). Nobody else is shown that.

What people press: [Record an answer], [See], {Undo}; at the deadline [Call], [Extend], [Go on without].
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from handlers.dialogue.card import Button, Card, Confirm, Item, Items, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import RequestSettled, RoundClosed
from handlers.dialogue.form import Form, When
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, take_back, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import dates
from handlers.rules.names import danish_key, first_name
from storage import due, groups, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    Group,
    JournalLine,
    NominationRequest,
    OfficeKind,
    Organisation,
    RequestRoute,
    RequestState,
    Round,
)

from .carrying import draw_again, settled

router = Router()
_ANSWERED = (RequestState.named, RequestState.declined, RequestState.skipped)


# --- the living receipt ---


def subject(group_id: int) -> str:
    """The subject of a group's receipt."""
    return f"receipt:{group_id}"


def start(request: Request, store: Store, group: Group, line: JournalLine) -> None:
    """Give the secretariat its receipt."""
    tell(
        store,
        request.person,
        subject=subject(number(group.id)),
        key=f"receipt:{group.id}/{line.id}",
        now=request.now,
        card=lambda t: receipt(t, store, group, line),
    )


def stop(store: Store, group_id: int) -> None:
    """The order has been taken back before anything went."""
    take_back(store, subject(group_id))


def receipt(t: Speech, store: Store, group: Group, line: JournalLine | None) -> Card:
    """Elnet er bestilt. 4 direktører og Green Hub Denmark er spurgt. … 2 af 5 har svaret."""
    round_ = nominations.latest_round(store, number(group.id))
    assert round_ is not None
    asked = nominations.requests_of(store, number(round_.id))
    done = [each for each in asked if each.state in _ANSWERED]
    buttons: tuple[Button, ...] = (Button("status.show", t("See"), {"group": number(group.id)}),)
    if len(done) < len(asked):
        buttons = (
            Button("answer.open", t("Record an answer"), {"group": number(group.id)}, "primary"),
            *buttons,
        )
    if line is not None and not done:
        buttons = (*buttons, undo_button(t, line))
    going = [each for each in asked if each.sent_at is None and each.send_at is not None]
    body = [_whom(t, store, asked, sent=not going)]
    if going:
        first = min(each.send_at for each in going if each.send_at is not None)
        body.append(t("They go {moment}.", moment=t.when(first, week=False)))
    body.append(t("Reply deadline: {deadline}.", deadline=t.paper(round_.reply_by)))
    body.append(t("**{done} of {all} have answered.**", done=len(done), all=len(asked)))
    settled = bool(asked) and len(done) == len(asked)
    return Card(
        t("{title} has been ordered.", title=group.title),
        (Line(" ".join(body)),),
        buttons,
        "good" if settled else "neutral",
    )


def _whom(t: Speech, store: Store, asked: Sequence[NominationRequest], *, sent: bool) -> str:
    outside = people.organisations(
        store, [each.organisation_id for each in asked if each.route == RequestRoute.external]
    )
    directors = len({each.addressee_id for each in asked if each.route != RequestRoute.external})
    whom = [t.plural(directors, "{n} director", "{n} directors")] if directors else []
    whom += sorted((each.short for each in outside.values()), key=danish_key)
    if not whom:
        return t("Nobody had to be asked.")
    if sent:
        return t.plural(len(asked), "{whom} has been asked.", "{whom} have been asked.", whom=t.names(whom))
    return t.plural(len(asked), "{whom} will be asked.", "{whom} will be asked.", whom=t.names(whom))


@router.on(RequestSettled)
def keep_current(event: RequestSettled, request: Request, store: Store) -> None:
    """Bring the receipt and the deadline's notice up to date, and close the round when nobody is waited for
    and its deadline has passed."""
    asked = nominations.request(store, event.request_id)
    group = groups.get(store, asked.group_id)
    round_ = nominations.round_(store, asked.round_id)
    store.session.flush()
    redraw(store, subject(asked.group_id), now=request.now, card=lambda t, _: receipt(t, store, group, None))
    if round_.noticed_at is not None:
        redraw(store, f"notice:{round_.id}", now=request.now, card=lambda t, _: notice(t, store, group, round_))
        close_when_answered(request, store, round_)


def close_when_answered(request: Request, store: Store, round_: Round) -> None:
    """Close a round in which nobody is waited for any longer."""
    waiting = [
        each
        for each in nominations.requests_of(store, number(round_.id))
        if each.state in (RequestState.waiting, RequestState.planned)
    ]
    if waiting or round_.closed_at is not None:
        return
    round_.closed_at = request.now
    note(request, store, "round.closed", group=round_.group_id, subject=number(round_.id))
    store.happened(RoundClosed(number(round_.id)))


# --- the reply deadline ---


@router.due("round.notice")
def deadline(request: Request, store: Store) -> None:
    """The reply deadline has passed: tell the secretariat, and only the secretariat, who is missing."""
    id_ = request.id("id")
    if not due.claim(store, "round.notice", id_, request.now):
        return
    round_ = nominations.round_(store, id_)
    round_.noticed_at = request.now
    store.session.flush()
    group = groups.get(store, round_.group_id)
    if missing(store, round_):
        tell(
            store,
            people.get(store, group.owner_id),
            subject=f"notice:{id_}",
            key=f"notice:{id_}/{round_.reply_by.isoformat()}",
            now=request.now,
            card=lambda t: notice(t, store, group, round_),
        )
    close_when_answered(request, store, round_)


def missing(store: Store, round_: Round) -> list[NominationRequest]:
    """The requests of a round that wait for an answer."""
    asked = nominations.requests_of(store, number(round_.id))
    return [each for each in asked if each.state == RequestState.waiting]


def notice(t: Speech, store: Store, group: Group, round_: Round) -> Card:
    """Elnet: 3 af 4 har svaret. Mangler svar: Thisted (texts 5)."""
    late = missing(store, round_)
    if not late:
        return Card(
            t("{title}: Everybody has answered.", title=group.title),
            (),
            (Button("status.show", t("See"), {"group": number(group.id)}),),
            "good",
        )
    answered, of_all = tally(store, round_)
    args = {"round": number(round_.id)}
    names = t.names([it.short for it in _organisations(store, late)])
    lines = [Line(_history(t, store, each)) for each in late]
    if round_.reply_by > t.now:
        lines.append(Line(t("New reply deadline: {deadline}.", deadline=t.paper(round_.reply_by))))
    return Card(
        t("{title}: {answered} of {all} have answered. Missing: {names}",
          title=group.title, answered=answered, all=of_all, names=names),
        tuple(lines),
        (
            Button("nomination.call", t("Call"), args, "primary"),
            Button("nomination.extend", t("Extend the deadline"), args),
            Button(
                "nomination.go_on", t("Go on without"), args,
                confirm=Confirm(
                    t("Go on without {names}?", names=names),
                    t.plural(len(late), "{who} gets a friendly note, and the seat can be filled later.",
                             "{who} get a friendly note, and the seats can be filled later.",
                             who=t.names(_first_names(store, late))),
                    t("Yes, go on"),
                ),
            ),
        ),
        "waiting",
    )  # fmt: skip


def tally(store: Store, round_: Round) -> tuple[int, int]:
    """How many have answered, of how many: directors, and those outside who have not (AT-A2-6)."""
    asked = [
        each
        for each in nominations.requests_of(store, number(round_.id))
        if each.route != RequestRoute.external or each.state == RequestState.waiting
    ]
    return sum(each.state in _ANSWERED for each in asked), len(asked)


def _organisations(store: Store, asked: Sequence[NominationRequest]) -> list[Organisation]:
    found = people.organisations(store, [each.organisation_id for each in asked])
    return sorted(found.values(), key=lambda each: danish_key(each.short))


def _first_names(store: Store, asked: Sequence[NominationRequest]) -> list[str]:
    found = people.several(store, [each.addressee_id for each in asked if each.addressee_id is not None])
    return [first_name(found[each.addressee_id].name) for each in asked if each.addressee_id in found]


def _history(t: Speech, store: Store, asked: NominationRequest) -> str:
    """Lars Nystrand fik kortet fredag den 20. november og en påmindelse onsdag den 25. november. …"""
    addressee = people.get(store, asked.addressee_id or 0)
    sent = t.day(asked.sent_at or t.now)
    if asked.reminded_at is not None:
        told = t("{name} got the card {sent} and a reminder {reminded}.",
                 name=addressee.name, sent=sent, reminded=t.day(asked.reminded_at))  # fmt: skip
    else:
        told = t("{name} got the card {sent}.", name=addressee.name, sent=sent)
    deputy = people.deputy(store, asked.organisation_id, t.now.date())
    if asked.delegate_id is not None:
        passed = t("It was passed on to {name}.", name=people.get(store, asked.delegate_id).name)
        told = f"{told} {passed}"
    if deputy is not None and asked.route != RequestRoute.external:
        told = f"{told} {t('Deputy: {name}.', name=deputy.name)}"
    return told


@router.button("nomination.call", subject="round", changes=False)
def call(request: Request, store: Store) -> Reply:
    """The telephone numbers, and what can be done when nobody takes it."""
    t, round_ = request.t, nominations.round_(store, request.id("round"))
    late = missing(store, round_)
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
    addressee = people.get(store, asked.addressee_id or 0)
    found = [f"{addressee.name} {addressee.phone}".strip()]
    secretaries = people.holders(store, asked.organisation_id, (OfficeKind.director_secretary,), t.now.date())
    found += [f"{person.title} {person.name} {person.phone}".strip() for _, person in secretaries]
    return " · ".join(found)


@router.button("nomination.nobody", subject="request")
def nobody(request: Request, store: Store) -> Reply:
    """Nobody took the telephone: noted, and the other ways offered."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    note(request, store, "nomination.called", group=asked.group_id, subject=number(asked.id))
    args = {"round": asked.round_id}
    return Reply(
        Card(
            t("Noted that nobody answered."),
            (),
            (
                Button("nomination.extend", t("Extend the deadline"), args),
                Button("nomination.go_on", t("Go on without"), args),
            ),
        )
    )


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
    moment = deadline_of(request, "reply_by")
    before = round_.reply_by
    round_.reply_by, round_.notice_due, round_.closed_at, round_.noticed_at = moment, moment, None, None
    late = missing(store, round_)
    for each in late:
        each.reply_by = moment
    line = note(request, store, "round.extended", group=round_.group_id, subject=number(round_.id),
                facts={"before": before.isoformat()})  # fmt: skip
    store.session.flush()
    for card in sorted({each.card for each in late if each.card}):
        draw_again(store, card, now=now)
    group = groups.get(store, round_.group_id)
    redraw(store, f"notice:{round_.id}", now=now, card=lambda t, _: notice(t, store, group, round_))
    redraw(store, subject(round_.group_id), now=now, card=lambda t, _: receipt(t, store, group, None))
    done = t("The reply deadline is now {deadline}.", deadline=t.paper(moment))
    return Reply(Card(done, (Line(t("The cards say so already.")),), (undo_button(t, line),), "good"))


@router.undo("round.extended")
def undo_extension(request: Request, store: Store, line: JournalLine) -> Reply:
    """Set the reply deadline back, unless that moment has passed."""
    t, round_ = request.t, nominations.round_(store, number(line.subject_id))
    before = datetime.fromisoformat(str(line.facts["before"]))
    if before <= request.now:
        raise UserError(t("The old deadline has passed, so it cannot be set back."))
    round_.reply_by, round_.notice_due = before, before
    late = missing(store, round_)
    for each in late:
        each.reply_by = before
    note(request, store, "round.extended.undone", group=line.group_id, undoes=number(line.id))
    store.session.flush()
    for card in sorted({each.card for each in late if each.card}):
        draw_again(store, card, now=request.now)
    return Reply(
        Card(t("The reply deadline is {deadline} again.", deadline=t.paper(before)), tone="good"), instead=True
    )


def deadline_of(request: Request, field: str) -> datetime:
    """A reply deadline from a form: noon when no time was said, and still to come."""
    t = request.t
    moment = dates.read_date(request.value(field), request.now)
    if moment.time is None:
        moment = dates.Moment(moment.day, time(12))
    found = moment.as_datetime(request.now.tzinfo)
    if found <= request.now:
        raise UserError(t("That moment has passed. Choose one that is still to come."), field=field)
    return found


@router.button("nomination.go_on", subject="round")
def go_on(request: Request, store: Store) -> Reply:
    """Go on without those who have not answered: they get a friendly card, and can still come in."""
    t, round_ = request.t, nominations.round_(store, request.id("round"))
    late = missing(store, round_)
    if not late:
        raise UserError(t("Everybody has answered."))
    round_.noticed_at = round_.noticed_at or request.now
    for each in late:
        each.state, each.remind_at, each.answered_at = RequestState.skipped, None, request.now
    line = note(request, store, "round.went_on", group=round_.group_id, subject=number(round_.id),
                facts={"requests": [number(each.id) for each in late]})  # fmt: skip
    for each in late:
        settled(request, store, each)
    names = t.names([each.short for each in _organisations(store, late)])
    title = t("{group} goes on without {names}.", group=groups.get(store, round_.group_id).title, names=names)
    return Reply(Card(title, (Line(t("They have had a friendly note.")),), (undo_button(t, line),), "good"))


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


# --- what awaits the secretariat ---


@router.line("round")
def waiting_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Elnet: 2 af 4 har svaret. Mangler: Hjørring og Thisted. Frist fredag den 27. november kl. 12."""
    round_ = nominations.round_(store, item.id)
    group = groups.get(store, round_.group_id)
    answered, of_all = tally(store, round_)
    names = t.names([each.short for each in _organisations(store, missing(store, round_))])
    text = t(
        "{title}: {answered} of {all} have answered. Missing: {names}. Deadline {deadline}.",
        title=group.title, answered=answered, all=of_all, names=names, deadline=t.when(round_.reply_by, week=False),
    )  # fmt: skip
    return Item(text, (Button("status.show", t("See"), {"group": number(group.id)}),))


@router.line("unsent")
def unsent_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Havne og forsvar: Kortet er klar. Det går først ud, når du har set det."""
    group = groups.get(store, item.id)
    text = t("{title}: The card is ready. It does not go until you have seen it.", title=group.title)
    return Item(text, (Button("nomination.preview", t("See the card"), {"group": item.id}),))
