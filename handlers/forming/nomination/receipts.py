"""What the secretariat sees of an order: one receipt that keeps itself up to date (texts 10). Nobody else is shown
that. What people press on it: [Record an answer], [See], {Undo}.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.dialogue.card import Button, Card, Confirm, Item, Items, Line
from handlers.dialogue.events import RequestSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, take_back, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import danish_key
from storage import groups, journal, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    JournalLine,
    NominationRequest,
    Organisation,
    RequestRoute,
    RequestState,
    Round,
)

from .matter import nobody_left

router = Router()
ANSWERED = (RequestState.named, RequestState.declined)
_OPEN = (RequestState.waiting, RequestState.planned)


def _subject(group_id: int) -> str:
    return f"receipt:{group_id}"


def start(request: Request, store: Store, group: Group, line: JournalLine) -> None:
    """Give the secretariat its receipt."""
    tell(
        store,
        request.person,
        subject=_subject(number(group.id)),
        key=f"receipt:{group.id}/{line.id}",
        now=request.now,
        card=lambda t: receipt(t, store, group),
    )


def stop(store: Store, group: Group, now: datetime) -> None:
    """The order has been taken back before anything went; a receipt that has gone says so."""
    take_back(store, _subject(number(group.id)))
    keep_current(store, number(group.id), now)


def keep_current(store: Store, group_id: int, now: datetime) -> None:
    """Bring the receipt up to date."""
    store.session.flush()
    group = groups.get(store, group_id)
    redraw(store, _subject(group_id), now=now, card=lambda t, _: receipt(t, store, group))


@router.on(RequestSettled)
def request_settled(event: RequestSettled, request: Request, store: Store) -> None:
    """An organisation has answered, or is asked again."""
    keep_current(store, nominations.request(store, event.request_id).group_id, request.now)


def receipt(t: Speech, store: Store, group: Group) -> Card:
    """Elnet er bestilt. 4 direktører og Green Hub Denmark er spurgt. … 2 af 5 har svaret."""
    if group.state == GroupState.withdrawn:
        return Card(t("{title} has been taken back.", title=group.title), tone="good")
    if group.state == GroupState.ordered:
        text = t("{title}: The card is ready. It does not go until you have seen it.", title=group.title)
        preview = Button("nomination.preview", t("See the card"), {"group": number(group.id)}, "primary")
        return Card(text, (), (preview,), "waiting")
    round_ = nominations.latest_round(store, number(group.id))
    assert round_ is not None
    asked = nominations.requests_of_group(store, number(group.id))  # those asked for later are there too
    done = [each for each in asked if each.state in ANSWERED]
    waits = any(each.state in _OPEN for each in asked)
    going = [each for each in asked if each.state == RequestState.planned and each.send_at is not None]
    gone = [each for each in asked if each not in going]
    body = [_whom(t, store, gone, sent=True)] if gone or not going else []
    if going:
        first = min(each.send_at for each in going if each.send_at is not None)
        body += [_whom(t, store, going, sent=False), t("They go {moment}.", moment=t.when(first, week=False))]
    body.append(t("Reply deadline: {deadline}.", deadline=t.paper(round_.reply_by)))
    if asked:
        body.append(t("**{done} of {all} have answered.**", done=len(done), all=len(asked)))
    without = [each for each in asked if each.state == RequestState.skipped]
    if without:
        names = t.names([each.short for each in organisations_of(store, without)])
        body.append(t("We are no longer waiting for {names}.", names=names))
    card = Card(
        t("{title} has been ordered.", title=group.title),
        (Line(" ".join(body)),),
        _buttons(t, store, group, round_, waits=waits, begun=bool(done or without)),
        "neutral" if waits else "good",
    )
    if nobody_left(store, group):
        return _nobody(t, store, group, card, asked)
    return card


def _buttons(t: Speech, store: Store, group: Group, round_: Round, *, waits: bool, begun: bool) -> tuple[Button, ...]:
    buttons: tuple[Button, ...] = (Button("status.show", t("See"), {"group": number(group.id)}),)
    if waits:
        note = Button("answer.open", t("Record an answer"), {"group": number(group.id)}, "primary")
        buttons = (note, *buttons)
    lines = journal.lines_of_group(store, number(group.id))
    line = next((each for each in lines if each.what == "nomination.sent" and each.subject_id == round_.id), None)
    return buttons if line is None or begun else (*buttons, undo_button(t, line))


def _nobody(t: Speech, store: Store, group: Group, card: Card, asked: Sequence[NominationRequest]) -> Card:
    """Every organisation has said no, so the group cannot begin: ask again, or give it up."""
    shorts = people.organisations(store, [each.organisation_id for each in asked])
    items = tuple(
        Item(shorts[each.organisation_id].short, (ask_again(t, each, shorts[each.organisation_id]),)) for each in asked
    )
    body = (*card.body, Line(t("Nobody can take part, so the group cannot begin.")), Items(items))
    return Card(card.title, body, (*card.buttons, recall(t, group)), "warning")


def ask_again(t: Speech, asked: NominationRequest, organisation: Organisation) -> Button:
    """The way back in for an organisation that said no, was passed over, or came too late."""
    label = t("Ask {organisation} again", organisation=organisation.short)
    return Button("nomination.reopen", label, {"request": number(asked.id)}, "primary")


def recall(t: Speech, group: Group) -> Button:
    """The way to give up an order after it has been sent."""
    return Button(
        "nomination.recall", t("Take the whole order back"), {"group": number(group.id)}, "link",
        Confirm(t("Take {title} back?", title=group.title), t("Those who were asked get a line about it."),
                t("Take it back")),
    )  # fmt: skip


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


# --- how far a round has come ---


def missing(store: Store, round_: Round) -> list[NominationRequest]:
    """The requests of a round that wait for an answer."""
    asked = nominations.requests_of(store, number(round_.id))
    return [each for each in asked if each.state == RequestState.waiting]


def overdue(store: Store, round_: Round, now: datetime) -> list[NominationRequest]:
    """Those of a round whose own deadline has passed; before anybody's has, all who are waited for."""
    waits = missing(store, round_)
    return [each for each in waits if each.reply_by <= now] or waits


def tally(store: Store, round_: Round) -> tuple[int, int]:
    """How many have answered, of how many: directors, and those outside who have not (AT-A2-6)."""
    asked = [
        each
        for each in nominations.requests_of(store, number(round_.id))
        if each.route != RequestRoute.external or each.state == RequestState.waiting
    ]
    return sum(each.state in ANSWERED for each in asked), len(asked)


def organisations_of(store: Store, asked: Sequence[NominationRequest]) -> list[Organisation]:
    """The organisations of some requests, sorted as in a list."""
    found = people.organisations(store, [each.organisation_id for each in asked])
    return sorted(found.values(), key=lambda each: danish_key(each.short))


# --- what awaits the secretariat ---


@router.line("round")
def waiting_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Elnet: 2 af 4 har svaret. Mangler: Hjørring og Thisted. Frist fredag den 27. november kl. 12."""
    round_ = nominations.round_(store, item.id)
    group = groups.get(store, round_.group_id)
    answered, of_all = tally(store, round_)
    waits = missing(store, round_)
    names = t.names([each.short for each in organisations_of(store, waits)])
    until = min((each.reply_by for each in waits), default=round_.reply_by)  # an expert's no may have moved it
    text = t(
        "{title}: {answered} of {all} have answered. Missing: {names}. Deadline {deadline}.",
        title=group.title, answered=answered, all=of_all, names=names, deadline=t.when(until, week=False),
    )  # fmt: skip
    return Item(text, (Button("status.show", t("See"), {"group": number(group.id)}),))


@router.line("unsent")
def unsent_line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Havne og forsvar: Kortet er klar. Det går først ud, når du har set det."""
    group = groups.get(store, item.id)
    text = t("{title}: The card is ready. It does not go until you have seen it.", title=group.title)
    return Item(text, (Button("nomination.preview", t("See the card"), {"group": item.id}),))
