"""Asking once more: the deputy beside the director, an organisation that was passed over, an empty seat.

What the secretariat presses: [Ask the deputy], [Ask Thisted again].
"""

from __future__ import annotations

from handlers.dialogue.card import Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import SeatWanted, SentAgain
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import tell
from handlers.rules import workdays
from storage import groups, nominations, people
from storage.engine import Store
from storage.tables import GroupState, NominationRequest, RequestRoute, RequestState, Round

from .carrying import ask_anew, deliver, draw_again, settled
from .passing import ask_deputy
from .receipts import keep_current
from .sending import release

router = Router()


@router.button("nomination.ask_deputy", subject="request")
def ask_the_deputy(request: Request, store: Store) -> Reply:
    """Bring the card to the deputy as well."""
    t, asked = request.t, nominations.request(store, request.id("request"))
    deputy = people.deputy(store, asked.organisation_id, request.now.date())
    if deputy is None:
        short = people.organisation(store, asked.organisation_id).short
        raise UserError(t("{organisation} has no deputy in the directory.", organisation=short))
    if asked.state != RequestState.waiting:
        raise UserError(t("The card has been answered already."))
    if asked.deputy_id == deputy.id:
        raise UserError(t("{name} has got the card already.", name=deputy.name))
    ask_deputy(store, asked, number(deputy.id), request.now)
    note(request, store, "nomination.deputy_asked", group=asked.group_id, subject=number(asked.id), for_=deputy.id)
    return Reply(Card(t("{name} has got the card too.", name=deputy.name), tone="good"))


@router.button("nomination.reopen", subject="request")
def reopen(request: Request, store: Store) -> Reply:
    """Ask an organisation again that was passed over, said no, or came too late."""
    t, now = request.t, request.now
    asked = nominations.request(store, request.id("request"))
    group, round_ = groups.get(store, asked.group_id), nominations.round_(store, asked.round_id)
    short = people.organisation(store, asked.organisation_id).short
    if group.state not in (GroupState.nominating, GroupState.established) or asked.state == RequestState.named:
        raise UserError(t("{title} cannot take anybody in now.", title=group.title))
    if asked.state == RequestState.waiting and round_.closed_at is None and now < asked.reply_by:
        raise UserError(t("{organisation} has the card already.", organisation=short))
    new = max(workdays.reply_deadline(now, 3), round_.reply_by).astimezone(now.tzinfo)
    round_.closed_at = None
    if round_.reply_by < new:
        round_.reply_by, round_.notice_due, round_.noticed_at = new, new, None
    ask_anew(asked)
    asked.reply_by = new
    note(request, store, "nomination.reopened", group=asked.group_id, subject=number(asked.id))
    settled(request, store, asked, news=False)
    deliver(store, asked.card, now=now, extra=f"/again/{now.isoformat()}")
    return Reply(
        Card(
            t("{organisation} has the card again.", organisation=short),
            (Line(t("Reply deadline: {deadline}.", deadline=t.paper(new))),),
            tone="good",
        )
    )


@router.on(SentAgain)
def sent_again(event: SentAgain, request: Request, store: Store) -> None:
    """A card that did not arrive goes once more, as it is now."""
    if nominations.requests_on_card(store, event.subject):
        draw_again(store, event.subject, now=request.now, all_the_same=True)


@router.on(SeatWanted)
def seat_wanted(event: SeatWanted, request: Request, store: Store) -> None:
    """A working group needs somebody more from an organisation: a round of one request."""
    now = request.now
    group, organisation = groups.get(store, event.group_id), people.organisation(store, event.organisation_id)
    director = people.director(store, event.organisation_id, now.date())
    if director is None and event.person_id is None:
        tell(
            store, people.get(store, group.owner_id), subject=f"seat:{group.id}/{organisation.id}",
            key=f"seat:{group.id}/{organisation.id}/{now.isoformat()}", now=now,
            card=lambda t: Card(
                t("{title} has an empty seat for {organisation}.", title=group.title, organisation=organisation.short),
                (Line(t("{organisation} has no director in the directory, so nobody can be asked.",
                        organisation=organisation.short)),), tone="warning",
            ),
        )  # fmt: skip
        return
    latest = nominations.latest_round(store, event.group_id)
    reply_by = workdays.reply_deadline(now, 5)
    round_ = Round(group_id=event.group_id, number=(latest.number if latest else 0) + 1,
                   reply_by=reply_by.astimezone(now.tzinfo))  # fmt: skip
    store.add(round_)
    addressee = number(director.id) if director is not None else event.person_id
    route = RequestRoute.external if director is None else RequestRoute.named if event.person_id else RequestRoute.open
    store.add(
        NominationRequest(
            group_id=event.group_id, round_id=number(round_.id), organisation_id=event.organisation_id,
            route=route, addressee_id=addressee,
            named_id=event.person_id if route == RequestRoute.named else None, reply_by=reply_by,
            competences=group.competences,
        )
    )  # fmt: skip
    release(store, round_, workdays.next_sending_time(now), now=now)
    keep_current(store, event.group_id, now)
