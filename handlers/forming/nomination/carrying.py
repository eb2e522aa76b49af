"""Bringing a nomination card to everybody who may answer it, and keeping it up to date afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.dialogue.card import Card
from handlers.dialogue.events import RequestSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from storage import nominations, people
from storage.engine import Store
from storage.tables import NominationRequest, Person

from . import cards


def deliver(store: Store, subject: str, *, now: datetime, extra: str = "") -> None:
    """Send a card to everybody who may answer what it carries, each once."""
    asked = nominations.requests_on_card(store, subject)
    for reader in readers(store, asked):
        tell(
            store,
            reader,
            subject=subject,
            key=f"{subject}/{number(reader.id)}{extra}",
            now=now,
            card=lambda t, reader=reader: drawn(store, t, reader, asked),  # type: ignore[misc]
        )


def readers(store: Store, asked: Sequence[NominationRequest]) -> list[Person]:
    """Director, deputy and colleague to whom something on a card is open."""
    ids = [id_ for each in asked for id_ in (each.addressee_id, each.delegate_id, each.deputy_id)]
    found = people.several(store, [id_ for id_ in ids if id_ is not None])
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def drawn(store: Store, t: Speech, reader: Person | None, asked: Sequence[NominationRequest]) -> Card:
    """The card as a reader sees it: a colleague sees only what was passed on."""
    mine = [
        each for each in asked if reader is None or reader.id in (each.addressee_id, each.delegate_id, each.deputy_id)
    ]
    return cards.draw(t, reader, [cards.matter(store, each) for each in mine or asked])


def draw_again(store: Store, subject: str, *, now: datetime) -> None:
    """Bring every card of a subject up to date."""
    asked = nominations.requests_on_card(store, subject)
    if asked:
        store.session.flush()
        redraw(store, subject, now=now, card=lambda t, reader: drawn(store, t, reader, asked))


def settled(request: Request, store: Store, asked: NominationRequest) -> None:
    """After every answer: the cards, the receipt, and whoever listens."""
    store.session.flush()
    draw_again(store, asked.card, now=request.now)
    store.happened(RequestSettled(number(asked.id)))
