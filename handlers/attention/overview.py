"""What awaits you, and your groups: `/taskforce` alone, and the home page everywhere.

First everything that is open for the reader, each line with its buttons; then their groups with phase and
next deadline; for the secretariat also all groups, counted by phase. Twenty lines at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from handlers.dialogue.agenda import Eyes, Part, counted, eyes, heading, parts, phase, placed, said, see, watched
from handlers.dialogue.card import Button, Card, Facts, Item, Line
from handlers.dialogue.card import Part as CardPart
from handlers.dialogue.command import Command
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules.names import danish_key, first_name
from handlers.rules.permissions import Standing
from storage import attention, overviews
from storage.engine import Store
from storage.overviews import Glance
from storage.tables import LIVING

PAGE = 20
NAMED = 5  # groups named in the count of a phase


@dataclass(frozen=True)
class Entry:
    """A line of the overview under its heading; worded only when it is on the page that is shown."""

    heading: str
    line: Callable[[], Item | None]


def router_for(house: Router) -> Router:
    """The overview, whose lines are worded by the capabilities of the house."""
    router = Router()
    command = Command("", "", mark("What awaits you, and your groups"), action="overview.show", featured=True)

    @router.command(command)
    def show(request: Request, store: Store) -> Reply:
        view = eyes(store, request.person, request.now)
        there = placed(attention.open_items(store, view.reader), view)
        there = [(part, item) for part, item in there if item.kind in house.sentences]
        found = overviews.glances(store, view.today, person_id=None if view.staff else view.me, states=LIVING)
        mine = [glance for glance in found if number(glance.group.id) in view.belongs]
        waiting = sum(part == Part.answer for part, _ in there)
        held = attention.load(store, [item for _, item in there])
        entries = [Entry(_heading(view.t, part), partial(said, house, item, view, store, part)) for part, item in there]
        to_watch = watched(view, store, [item for _, item in there])
        entries += [Entry(heading(view.t, Part.watch), partial(_as_it_is, item)) for item in to_watch]
        entries += [_group_entry(view.t, glance) for glance in sorted(mine, key=_title)]
        first = max(0, int(request.args.get("from", 0)))
        shown = [(each.heading, each.line()) for each in entries[first : first + PAGE]]
        del held
        body: tuple[CardPart, ...] = parts([(title, item) for title, item in shown if item is not None])
        if view.staff and first == 0:
            body += _phases(view.t, found)
        return Reply(
            Card(
                _greeting(view, waiting),
                body or (_nothing(view),),
                _buttons(view, len(entries), first, bool(found)),
                tone="waiting" if waiting else "neutral",
            )
        )

    return router


def _greeting(view: Eyes, waiting: int) -> str:
    t, name = view.t, first_name(view.person.name)
    if not waiting:
        return t("Nothing awaits you, {name}.", name=name)
    return t.plural(
        waiting,
        "{number} thing awaits you, {name}.",
        "{number} things await you, {name}.",
        number=counted(t, waiting),
        name=name,
    )


def _heading(t: Speech, part: Part) -> str:
    return t("Awaits you") if part == Part.answer else heading(t, part)


def _title(glance: Glance) -> tuple[str, str]:
    return danish_key(glance.group.title)


def _group_entry(t: Speech, glance: Glance) -> Entry:
    """Elnet · Nedsat. Næste frist er fredag den 11. december: Budskabspapir."""
    group, ahead = glance.group, glance.next
    text = t("{group} · {phase}", group=group.title, phase=phase(t, group.state))
    if ahead is not None and ahead.day is not None:
        text = t(
            "{group} · {phase}. The next deadline is {day}: {what}.",
            group=group.title,
            phase=phase(t, group.state),
            day=t.day(ahead.day),
            what=ahead.title,
        )
    return Entry(t("Your groups"), partial(_as_it_is, Item(text, (see(t, number(group.id)),))))


def _as_it_is(item: Item) -> Item:
    return item


def _phases(t: Speech, found: list[Glance]) -> tuple[CardPart, ...]:
    """How many groups are in each phase, the first of them by name; phases without a group are left out."""
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
    many = t(
        "{groups}, {members}",
        groups=t.plural(len(found), "{n} group", "{n} groups"),
        members=t.plural(sum(glance.members for glance in found), "{n} member", "{n} members"),
    )
    return (Line(t("All groups · {count}", count=many), "heading"), Facts(tuple(pairs)))


def _nothing(view: Eyes) -> Line:
    t = view.t
    if Standing.secretariat in view.standing:
        return Line(t("There is no group yet. Order the first one, or register one that exists already."))
    if view.staff:
        return Line(t("There is no group yet."))
    return Line(t("You are not in any group right now. When somebody asks you, it stands here."))


def _buttons(view: Eyes, count: int, first: int, any_group: bool) -> tuple[Button, ...]:
    t = view.t
    found = []
    if count > first + PAGE:
        found.append(Button("overview.show", t("More"), {"from": first + PAGE}))
    if Standing.secretariat in view.standing:
        word = "ny" if t.language == "da" else "new"
        found.append(Button("say", word, {"words": word}, style="quiet" if any_group else "primary"))
    if any_group and view.staff:
        found.append(Button("list.show", t("All groups")))
    elif len(view.leads) > 1:
        found.append(Button("list.show", t("My groups")))
    return tuple(found)
