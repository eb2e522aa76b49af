"""The home page of a chat: everything that concerns its reader, on a page of its own.

What awaits you; the deadlines that lie with you, however far ahead; what lies ahead for your groups; your groups;
and for the secretariat every other group. Thirty lines at a time, with [Vis flere] and [Forfra].
"""

from __future__ import annotations

from functools import partial

from handlers.dialogue.agenda import Eyes, Part, ends, eyes, parts, place, said, see, stage
from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.card import Part as CardPart
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from storage import attention, overviews
from storage.attention import OpenItem
from storage.engine import Store
from storage.overviews import Glance
from storage.tables import LIVING, PROCESS

from .lines import (
    Entry,
    as_it_is,
    beginning,
    by_title,
    greeting,
    group_entry,
    how_many,
    known,
    nothing,
    open_entries,
)

PAGE = 30


def router_for(house: Router) -> Router:
    """The home page, whose lines are worded by the capabilities of the house."""
    router = Router()

    @router.button("home.show", changes=False)
    def show(request: Request, store: Store) -> Reply:
        """The page, from a line on; a face that has less room says how many lines."""
        view = eyes(store, request.person, request.now)
        items = attention.open_items(store, view.reader)
        found = overviews.glances(store, view.today, person_id=None if view.staff else view.me, states=LIVING)
        there = known(house, [(part, item) for item in items if (part := _part(item, view)) is not None])
        held = attention.load(store, [item for _, item in there])
        entries, waiting = _entries(house, view, store, there, found)
        first, most = max(0, int(request.args.get("from", 0))), min(int(request.args.get("lines", PAGE)), PAGE)
        if first >= len(entries):
            first = 0
        shown = [(each.heading, each.line()) for each in entries[first : first + most]]
        del held
        body: tuple[CardPart, ...] = parts([(title, item) for title, item in shown if item is not None])
        now = Line(view.t("This is how it stood at {time}.", time=view.t.clock(request.now)), "footer")
        return Reply(
            Card(
                greeting(view, waiting),
                (*(body or (nothing(view),)), now),
                _buttons(view, first, first + most if len(entries) > first + most else None, bool(found)),
                tone="waiting" if waiting else "neutral",
            )
        )

    return router


def _part(item: OpenItem, view: Eyes) -> Part | None:
    """As in the overview, and what lies with the reader however far ahead."""
    return place(item, view) or (Part.dated if _own(item) else None)


def _own(item: OpenItem) -> bool:
    return item.kind in ("milestone", "telling", "evaluation_answer") and item.mine


def _entries(
    house: Router, view: Eyes, store: Store, there: list[tuple[Part, OpenItem]], found: list[Glance]
) -> tuple[list[Entry], int]:
    """Every line of the page, and how many things await the reader."""
    t, order = view.t, list(Part)
    own = [item for part, item in there if part != Part.answer and _own(item)]
    rest = sorted((each for each in there if each[1] not in own), key=lambda each: order.index(each[0]))
    waiting = sum(part == Part.answer for part, _ in rest)
    entries = open_entries(house, view, store, rest)
    # An answer that is asked of its owner says what can be pressed, long before anybody asks.
    as_asked = [(Part.answer if item.day is not None else Part.undated, item) for item in own]
    entries[waiting:waiting] = [
        Entry(t("Your deadlines"), partial(said, house, item, view, store, part)) for part, item in as_asked
    ]
    mine = sorted((each for each in found if number(each.group.id) in view.belongs), key=by_title)
    others = sorted((each for each in found if number(each.group.id) not in view.belongs), key=by_title)
    entries += [group_entry(t, glance, t("Your groups")) for glance in mine]
    if view.staff and others:
        count = how_many(t, others)
        title = t("Other groups · {count}", count=count) if mine else t("All groups · {count}", count=count)
        entries += [Entry(title, partial(as_it_is, _other(t, glance))) for glance in others]
    return entries, waiting


def _other(t: Speech, glance: Glance) -> Item:
    """Turisme · Nedsat · Ingen tovholder · ca. juni 2027"""
    group, lead = glance.group, glance.coordinator
    if group.template == PROCESS:
        return Item(t("{group} · {phase}", group=group.title, phase=stage(t, group)), (see(t, number(group.id)),))
    text = t(
        "{group} · {phase} · {coordinator} · {end}",
        group=group.title,
        phase=stage(t, group),
        coordinator=lead.name if lead is not None else t("no coordinator"),
        end=ends(t, group),
    )
    return Item(text, (see(t, number(group.id)),))


def _buttons(view: Eyes, first: int, after: int | None, any_group: bool) -> tuple[Button, ...]:
    """`after` is the first line that did not fit."""
    t, found = view.t, []
    if after is not None:
        found.append(Button("home.show", t("More"), {"from": after}))
    if first:
        found.append(Button("home.show", t("From the top"), {"from": 0}))
    found += beginning(view, any_group)
    if (any_group and view.staff) or len(view.leads) > 1:
        found.append(Button("list.show", t("All groups") if view.staff else t("My groups")))
    found.append(Button("away", t("Away")))
    found.append(Button("me", t("About you")))
    found.append(Button("help", t("Help")))
    return tuple(found)
