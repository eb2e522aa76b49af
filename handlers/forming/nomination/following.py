"""What an expert's answer means for the organisation that named them (texts 1g)."""

from __future__ import annotations

from datetime import datetime, time

from handlers.dialogue.card import Card
from handlers.dialogue.events import ExpertAnswered, RequestSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules import workdays
from handlers.rules.names import first_name
from storage import groups, nominations, people
from storage.engine import Store
from storage.tables import NominationRequest, NomineeState, Person, RequestRoute

from . import outcomes
from .carrying import ask_anew, deliver, draw_again, reminder
from .matter import matter

router = Router()


@router.on(ExpertAnswered)
def expert_answered(event: ExpertAnswered, request: Request, store: Store) -> None:
    """A yes is told to who named the expert; a no brings the question back, with time until the next day."""
    nominee = nominations.nominee(store, event.nominee_id)
    asked = nominations.request(store, nominee.request_id)
    expert = people.get(store, nominee.person_id)
    store.session.flush()
    if event.accepted:
        # The message below is the news; who answers from outside gets none, and reads it on the card itself.
        draw_again(store, asked.card, now=request.now, news=asked.route == RequestRoute.external)
        _say_that_they_are_in(request, store, asked, expert)
    else:
        _ask_again(request, store, asked, expert)


def _say_that_they_are_in(request: Request, store: Store, asked: NominationRequest, expert: Person) -> None:
    if asked.route == RequestRoute.external:
        return
    it = matter(store, asked)
    for reader in _those_who_answered(store, asked):
        tell(
            store, reader, subject=f"joined:{asked.id}/{expert.id}", key=f"joined:{asked.id}/{expert.id}/{reader.id}",
            now=request.now, card=lambda t: outcomes.expert_joined(t, it, [expert]),
        )  # fmt: skip


def _those_who_answered(store: Store, asked: NominationRequest) -> list[Person]:
    """The director, and whoever answered in the director's place."""
    ids = [id_ for id_ in (asked.addressee_id, asked.answered_by_id) if id_ is not None]
    found = people.several(store, ids)
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def _ask_again(request: Request, store: Store, asked: NominationRequest, expert: Person) -> None:
    now = request.now
    old = asked.card
    tries = len(nominations.nominees_of(store, [number(asked.id)], (NomineeState.declined,)))
    day = workdays.add_working_days(max(asked.reply_by.astimezone(now.tzinfo).date(), now.date()), 1)
    ask_anew(asked)
    asked.named_id = None  # who was named has answered; now it is somebody to be found
    asked.reply_by = datetime.combine(day, time(12), now.tzinfo)
    asked.card = f"ask:{number(asked.id)}/{tries}"
    asked.remind_at, asked.reminded_at = reminder(asked, now), None
    round_ = nominations.round_(store, asked.round_id)
    round_.closed_at = None
    if round_.noticed_at is not None:  # otherwise the others' deadline comes first, and then this one
        round_.notice_due = min(round_.notice_due or asked.reply_by, asked.reply_by)
    store.session.flush()
    title = groups.get(store, asked.group_id).title

    def closed(t: Speech, _: Person | None) -> Card:
        return Card(t("{name} cannot join {title}.", name=first_name(expert.name), title=title), tone="good")

    if not nominations.requests_on_card(store, old):
        redraw(store, old, now=now, card=closed)
    else:
        draw_again(store, old, now=now)
    deliver(store, asked.card, now=now)
    store.happened(RequestSettled(number(asked.id)))
