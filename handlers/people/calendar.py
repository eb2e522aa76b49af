"""One's own calendar: every deadline of one's groups, in Outlook or on the phone.

{Kalender} says what it is, [Hent adressen] makes the address, {Ny adresse} exchanges it for another. A handler makes
no addresses: the card has a `Document("calendar", link, …)`, which each face draws like a file and which leads to
the page of the calendar (bot/web/feed.py). It works for its own person alone, and until there is a new one.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Confirm, Document, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from storage import links
from storage.engine import Store
from storage.tables import Link, LinkPurpose

router = Router()


@router.button("calendar.show", changes=False)
def show(request: Request, store: Store) -> Reply:
    """{Kalender}"""
    t = request.t
    get = Button("calendar.address", t("Get the address"), style="primary")
    return Reply(Card(t("Your calendar"), (Line(_what(request)),), (get,)))


@router.button("calendar.address")
def address(request: Request, store: Store) -> Reply:
    """[Hent adressen]: the same one each time."""
    link = links.for_calendar(store, request.me, request.now)
    if link.created_at == request.now:
        note(request, store, "calendar.address", subject=request.me)
    return Reply(_card(request, request.t("Your calendar"), _what(request), link), instead=True)


@router.button("calendar.new")
def new(request: Request, store: Store) -> Reply:
    """{Ny adresse}: the one before is dead."""
    t = request.t
    links.revoke(store, request.now, person_id=request.me, purpose=LinkPurpose.calendar)
    link = links.for_calendar(store, request.me, request.now)
    note(request, store, "calendar.new", subject=request.me)
    said = t("The old one no longer works. Subscribe again with the new one.")
    return Reply(_card(request, t("Your calendar has a new address."), said, link), instead=True)


def _what(request: Request) -> str:
    return request.t("Every deadline of your groups in Outlook or on your phone, always as it stands now.")


def _card(request: Request, title: str, said: str, link: Link) -> Card:
    t = request.t
    sure = Confirm(
        t("Get a new address for your calendar?"),
        t("The old one stops working, in every calendar that has it."),
        t("Yes, a new one"),
    )
    return Card(
        title,
        (Line(said), Document("calendar", number(link.id), t("Subscribe to the calendar"))),
        (Button("calendar.new", t("New address"), style="link", confirm=sure),),
        tone="good",
    )
