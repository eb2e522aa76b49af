"""Bringing a nomination card to everybody who may answer it, and keeping it up to date afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from handlers.dialogue.card import Card, Line
from handlers.dialogue.events import RequestSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules import workdays
from storage import nominations, outbox, people
from storage.engine import Store
from storage.tables import NominationRequest, Person, RequestState

from . import cards
from .matter import Matter, matter

REMIND_AFTER = 3  # working days without an answer
REMINDED = "remind:"  # how the key of a reminder begins


def deliver(store: Store, subject: str, *, now: datetime, extra: str = "") -> None:
    """Send a card to everybody who may answer what it carries, each once for each `extra`."""
    asked = nominations.requests_on_card(store, subject)
    for reader in readers(store, asked):
        tell(
            store,
            reader,
            subject=subject,
            key=f"{subject}/{number(reader.id)}{extra}",
            now=now,
            answer_by=answer_by([each for each in asked if concerns(each, reader)]),
            card=lambda t, reader=reader: drawn(store, t, reader, asked),  # type: ignore[misc]
        )


def answer_by(asked: Iterable[NominationRequest]) -> datetime | None:
    """When the last of the questions on a card ends that waits; None when none does."""
    return max((each.reply_by for each in asked if each.state == RequestState.waiting), default=None)


def readers(store: Store, asked: Sequence[NominationRequest]) -> list[Person]:
    """Director, deputy and colleague to whom something on a card is open."""
    ids = [id_ for each in asked for id_ in (each.addressee_id, each.delegate_id, each.deputy_id)]
    found = people.several(store, [id_ for id_ in ids if id_ is not None])
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def concerns(asked: NominationRequest, person: Person) -> bool:
    """Whether a request is, or was, somebody's to answer."""
    return person.id in (asked.addressee_id, asked.delegate_id, asked.deputy_id, asked.answered_by_id)


def drawn(store: Store, t: Speech, reader: Person | None, asked: Sequence[NominationRequest]) -> Card:
    """The card as a reader sees it. A colleague sees only what was passed on; whoever had the card and need
    not answer it any longer sees who does. None for the reader is whoever the card was meant for."""
    mine = [each for each in asked if reader is None or concerns(each, reader)]
    if not mine:
        return _with_somebody_else(t, store, matter(store, asked[0]))
    return cards.draw(t, reader, [matter(store, each) for each in mine])


def _with_somebody_else(t: Speech, store: Store, it: Matter) -> Card:
    id_ = it.request.delegate_id or it.request.addressee_id
    title = t("Somebody else answers for {organisation} now.", organisation=it.organisation.short)
    if id_ is not None:
        name = people.get(store, id_).name
        title = t("{name} answers for {organisation} now.", name=name, organisation=it.organisation.short)
    return Card(title, (Line(t("There is nothing more for you to do.")),), tone="good")


def draw_again(store: Store, subject: str, *, now: datetime, news: bool = False, all_the_same: bool = False) -> None:
    """Bring every card of a subject up to date; as `news` to whoever has it as a mail. What waits can be answered
    until its deadline as it is now. What has not gone goes `all_the_same` when it has been answered."""
    store.session.flush()
    outbox.hold(store, subject)
    asked = nominations.requests_on_card(store, subject)
    if asked:
        redraw(
            store, subject, now=now, news=news, answer_by=answer_by(asked), all_the_same=all_the_same,
            card=lambda t, reader: drawn(store, t, reader, asked),
        )  # fmt: skip


def settled(request: Request, store: Store, asked: NominationRequest, *, news: bool = True) -> None:
    """After every answer: the cards, the receipt, and whoever listens. It is no `news` where a message of its
    own says the same."""
    store.session.flush()
    draw_again(store, asked.card, now=request.now, news=news)
    store.happened(RequestSettled(number(asked.id)))


def ask_anew(asked: NominationRequest) -> None:
    """The request waits again, as if it had not been answered."""
    asked.state, asked.answered_at, asked.answered_by_id = RequestState.waiting, None, None
    asked.answered_via = asked.reason = ""
    asked.wants_in_at = None


def reminder(asked: NominationRequest, sent: datetime) -> datetime | None:
    """When a request that was sent at a local time is reminded of; None when the deadline comes before."""
    at = datetime.combine(workdays.add_working_days(sent.date(), REMIND_AFTER), workdays.OPENS, sent.tzinfo)
    return at if at < asked.reply_by else None


def stand_in(store: Store, asked: NominationRequest, now: datetime) -> int | None:
    """Who answers while the addressee is away: whom they named, or else the deputy; None when they are not."""
    away = people.absence(store, asked.addressee_id, now.date()) if asked.addressee_id is not None else None
    if away is None:
        return None
    if away.deputy_id is not None:
        return away.deputy_id
    deputy = people.deputy(store, asked.organisation_id, now.date())
    return deputy.id if deputy is not None else None
