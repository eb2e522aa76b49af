"""Once a year the secretariat is asked whether the directors are still the right ones.

In September each member of it gets one card with a row an organisation: *Ja, det er rigtigt* answers for all
of them, *Ret* for one. Nothing changes by itself; until somebody answers, the question stands in the
overview.
"""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules.names import danish_key
from storage import due, offices, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Office, Person

from .appointing import next_look
from .changing import MEMBERS, edit_button, who_is_asked

router = Router()


@router.due("office.confirm")
def ask(request: Request, store: Store) -> None:
    """Ask about every office that is due, on one card."""
    again = next_look(request.now)
    if not due.claim(store, "office.confirm", request.id("id"), request.now, again=again):
        return
    today = request.now.date()
    first = offices.get(store, request.id("id"))
    rest = [each for each in offices.to_confirm(store, request.now) if each.id != request.id("id")]
    for office in [*([first] if first else []), *rest]:
        office.confirm_due = again
        if office.until is None or office.until >= today:
            office.confirm_asked_at = request.now
    if not offices.asked_about(store):
        return
    for person in people.staff(store, today):
        tell(
            store,
            person,
            subject=_subject(request),
            key=f"{_subject(request)}/{person.id}",
            now=request.now,
            card=lambda t: question(store, t),
        )


def _subject(request: Request) -> str:
    return f"directors:{request.now.year}"


def question(store: Store, t: Speech) -> Card:
    """One row an organisation, and one yes for all."""
    asked = {office.organisation_id for office in offices.asked_about(store)}
    here = sorted(people.organisations(store, asked).values(), key=lambda each: danish_key(each.short))
    rows = tuple(Item(who_is_asked(t, store, each), (edit_button(t, each),)) for each in here if each.kind in MEMBERS)
    return Card(
        t("Are the directors still the right ones?"),
        (Items(rows), Line(t("Nothing changes by itself. We ask once a year."), "footer")),
        (Button("directory.confirm", t("Yes, it is right")),),
        tone="waiting",
    )


def settled(t: Speech, by: Person) -> Card:
    """What the question becomes once it is answered."""
    said = t("{name} said so on {day}.", name=name_of(t, by), day=t.day(t.now.date()))
    return Card(t("The directors are the right ones"), (Line(said),), tone="good")


@router.button("directory.review", changes=False)
def look(request: Request, store: Store) -> Reply:
    """The same question, from the overview."""
    if not offices.asked_about(store):
        return Reply(Card(request.t("There is nothing to confirm right now.")))
    return Reply(question(store, request.t))


@router.button("directory.confirm")
def confirm(request: Request, store: Store) -> Reply:
    """They are right, all of them."""
    asked = offices.asked_about(store)
    if not asked:
        return Reply(Card(request.t("There is nothing to confirm right now.")))
    subject = f"directors:{max(_asked_year(office, request) for office in asked)}"
    for office in asked:
        office.confirm_asked_at = None
    note(request, store, "directory.confirmed", facts={"offices": [number(office.id) for office in asked]})
    redraw(
        store,
        subject,
        now=request.now,
        card=lambda t, _reader: settled(t, request.person),
    )
    return Reply(settled(request.t, request.person), instead=True)


def _asked_year(office: Office, request: Request) -> int:
    asked_at = office.confirm_asked_at or request.now
    return asked_at.astimezone(request.now.tzinfo).year


@router.line("office")
def open_question(_item: OpenItem, t: Speech, _store: Store) -> Item:
    """The question as one line of what awaits the secretariat."""
    return Item(t("Are the directors still the right ones?"), (Button("directory.review", t("See")),))
