"""Forms that are too long for a chat (`Form.page`): the chat shows a card that leads to a page (bot/web/filling.py).

What the page needs to draw the form again is kept as a draft of the person's, under the number of the link, so that
the address carries a number and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.dialogue import dispatch
from handlers.dialogue.card import Argument, Button, Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Value
from handlers.dialogue.request import Request, cleaned, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import UNDO
from handlers.dialogue.wire import from_json, to_json
from handlers.locale import Speech
from handlers.people.identities import whom_to_write
from storage import drafts, groups, journal, links
from storage.engine import Store
from storage.tables import Link, Person

from .addresses import Addresses
from .clock import Clock
from .runner import Runner

DRAFT = "page/"  # how the drafts of these pages are called


@dataclass(frozen=True)
class Opening:
    """What a page opens: a route, what it is about, and what its form holds that the route does not fill in itself; or,
    where it has been filled in to its end, the card that it has `ended` in."""

    action: str
    args: Mapping[str, Argument]
    values: Mapping[str, Value]
    errors: Mapping[str, str]
    ended: Card | None = None


class LongForms:
    """Leads to the pages of long forms. `addresses` are our pages, if there are any."""

    def __init__(self, runner: Runner, clock: Clock, addresses: Addresses | None) -> None:
        self._runner = runner
        self._clock = clock
        self._addresses = addresses

    async def way(self, person: Person, form: Form, t: Speech) -> Card:
        """The card that leads a person to the page of a form, or says why there is none."""
        if self._addresses is None:
            whom = await self._runner.look(lambda store: whom_to_write(t, store))
            more = Line(t("Such a form needs a page of its own, and there are none here. Write to {whom}.", whom=whom))
            return Card(form.title, (more,), tone="warning")
        now = self._clock.now()
        link = await self._runner.change(lambda store: keep(store, self._runner.router, person, form, now))
        said = t("It is filled in on a page, where there is more room. The link is yours alone, and works for a day.")
        there = Button("", t("Open the page"), url=self._addresses.form(link), style="primary")
        return Card(form.title, (Line(said),), (there,))


def keep(store: Store, router: Router, person: Person, form: Form, now: datetime) -> Link:
    """A link to the page of a form, for a person at `now` (domain time)."""
    person_id = number(person.id)
    drafts.drop_older(store, person_id, DRAFT, now - links.FILLED_IN)
    group_id = form.args.get("group")
    known = isinstance(group_id, int) and bool(groups.several(store, [group_id]))
    link = links.for_page(store, person_id, form.name, int(group_id) if known and group_id is not None else None, now)
    empty = blank(store, router, person, form.name, form.args, now)
    same = isinstance(empty, Form) and (dict(empty.values), empty.errors) == (dict(form.values), form.errors)
    more = {} if same else {"values": _listed(form.values), "errors": dict(form.errors)}
    drafts.keep(store, person_id, f"{DRAFT}{link.id}", {"args": dict(form.args), **more}, now=now)
    return link


def opening(store: Store, link: Link) -> Opening | None:
    """What a link opens; None when that has been forgotten."""
    draft = drafts.latest(store, link.person_id, f"{DRAFT}{link.id}")
    if draft is None:
        return None
    kept: dict[str, Any] = dict(draft.values)
    values = {name: value if isinstance(value, str) else tuple(value) for name, value in kept.get("values", {}).items()}
    ended = from_json(Card, kept["ended"]) if "ended" in kept else None
    if ended is not None and _undone(store, ended):
        ended = None
    return Opening(link.action, kept.get("args", {}), values, kept.get("errors", {}), ended)


def _undone(store: Store, ended: Card) -> bool:
    lines = (each.args.get("journal") for each in ended.buttons if each.action == UNDO)
    return any(isinstance(line, int) and journal.was_undone(store, line) for line in lines)


def carried_out(store: Store, link: Link, action: str, card: Card | None, now: datetime) -> None:
    """A form was saved on a page: whoever opens it again gets what is so by then. Where a form that the first has led
    to ends in a card, that is what has become of it."""
    draft = drafts.latest(store, link.person_id, f"{DRAFT}{link.id}")
    if draft is None:
        return
    kept: dict[str, object] = {"args": draft.values["args"]}
    if card is not None and action != link.action:
        kept["ended"] = draft.values.get("ended", to_json(card))
    if kept != draft.values:
        draft.values = kept
        draft.updated_at = now
        store.add(draft)


def blank(
    store: Store, router: Router, person: Person, action: str, args: Mapping[str, Argument], now: datetime
) -> Form | UserError | None:
    """The form that a route reads, as the person gets it now, or why they do not; None where there is none."""
    try:
        return dispatch.blank(router, cleaned(Request(person, now, action=action, args=args)), store)
    except UserError as error:
        return error
    except LookupError:
        return None


def drawn(store: Store, router: Router, person: Person, opening: Opening, now: datetime) -> Form | UserError | None:
    """The form that a page shows when it is opened."""
    form = blank(store, router, person, opening.action, opening.args, now)
    if not isinstance(form, Form) or not (opening.values or opening.errors):
        return form
    return replace(form, values={**form.values, **opening.values}, errors=opening.errors)


def _listed(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: value if isinstance(value, str) else list(value) for name, value in values.items()}
