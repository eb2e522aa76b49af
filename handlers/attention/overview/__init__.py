"""What awaits you, and your groups: `/taskforce` alone, and the home page everywhere (home.py).

First everything that is open for the reader, each line with its buttons; then their groups with phase and
next deadline; for the secretariat also all groups, counted by phase. Twenty lines at a time.
"""

from __future__ import annotations

from handlers.dialogue.agenda import Eyes, Part, eyes, parts, phase, placed
from handlers.dialogue.card import Button, Card, Confirm, Facts, Line
from handlers.dialogue.card import Part as CardPart
from handlers.dialogue.command import Command
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules.names import danish_key
from handlers.rules.permissions import may
from storage import attention, overviews
from storage.engine import Store
from storage.overviews import Glance
from storage.tables import LIVING, PROCESS, GroupState

from . import home
from .lines import beginning, by_title, greeting, group_entry, how_many, known, nothing, open_entries

PAGE = 20
NAMED = 5  # groups named in the count of a phase


def router_for(house: Router) -> Router:
    """The overview, whose lines are worded by the capabilities of the house."""
    router = Router()
    router.include(home.router_for(house))
    command = Command("", "", mark("What awaits you, and your groups"), action="overview.show", featured=True)

    @router.command(command)
    def show(request: Request, store: Store) -> Reply:
        view = eyes(store, request.person, request.now)
        there = known(house, placed(attention.open_items(store, view.reader), view))
        found = overviews.glances(store, view.today, person_id=None if view.staff else view.me, states=LIVING)
        mine = [glance for glance in found if number(glance.group.id) in view.belongs]
        waiting = sum(part == Part.answer for part, _ in there)
        held = attention.load(store, [item for _, item in there])
        entries = open_entries(house, view, store, there)
        entries += [group_entry(view.t, glance, view.t("Your groups")) for glance in sorted(mine, key=by_title)]
        first = max(0, int(request.args.get("from", 0)))
        shown = [(each.heading, each.line()) for each in entries[first : first + PAGE]]
        del held
        body: tuple[CardPart, ...] = parts([(title, item) for title, item in shown if item is not None])
        if view.staff and first == 0:
            body += _phases(view.t, found)
        return Reply(
            Card(
                greeting(view, waiting),
                body or (nothing(view),),
                _buttons(view, len(entries), first, found),
                tone="waiting" if waiting else "neutral",
            )
        )

    return router


def _phases(t: Speech, found: list[Glance]) -> tuple[CardPart, ...]:
    """How many groups are in each phase, the first of them by name; phases without a group are left out."""
    found = [glance for glance in found if glance.group.template != PROCESS]
    if not found:
        return ()
    pairs = []
    for state in LIVING:
        titles = sorted((glance.group.title for glance in found if glance.group.state == state), key=danish_key)
        if not titles:
            continue
        more = len(titles) - NAMED
        several = [*titles[:NAMED], t.plural(more, "one more", "{n} more")] if more > 0 else titles
        pairs.append((phase(t, state), t("{number} · {names}", number=len(titles), names=t.names(several))))
    return (Line(t("All groups · {count}", count=how_many(t, found)), "heading"), Facts(tuple(pairs)))


def _sure(t: Speech) -> Confirm:
    return Confirm(
        t("Ask all groups how they stand?"),
        t("Every coordinator gets a card, and has five working days to answer."),
        t("Ask them"),
    )


def _buttons(view: Eyes, count: int, first: int, several: list[Glance]) -> tuple[Button, ...]:
    t, any_group = view.t, bool(several)
    found = []
    led = any(each.coordinator is not None and each.group.state == GroupState.established for each in several)
    if count > first + PAGE:
        found.append(Button("overview.show", t("More"), {"from": first + PAGE}))
    found += beginning(view, any_group)
    if any_group and view.staff:
        found.append(Button("list.show", t("All groups")))
        if led and may("status.ask_all", view.standing):
            found.append(Button("status.ask_all", t("Ask for status"), confirm=_sure(t)))
    elif len(view.leads) > 1:
        found.append(Button("list.show", t("My groups")))
    return tuple(found)
