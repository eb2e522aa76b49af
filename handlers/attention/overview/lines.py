"""What overview and home page have in common: a line about everything that is open, one about each group, and the
words around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from handlers.dialogue.agenda import Eyes, Part, counted, heading, said, see, stage, watched
from handlers.dialogue.card import Button, Item, Line
from handlers.dialogue.request import number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import danish_key, first_name
from handlers.rules.permissions import Standing
from storage.attention import OpenItem
from storage.engine import Store
from storage.overviews import Glance


@dataclass(frozen=True)
class Entry:
    """A line under its heading; worded only when it is on the page that is shown."""

    heading: str
    line: Callable[[], Item | None]


def open_entries(house: Router, view: Eyes, store: Store, there: Iterable[tuple[Part, OpenItem]]) -> list[Entry]:
    """A line for each open item, then what is worth watching besides."""
    there = list(there)
    entries = [Entry(_heading(view.t, part), partial(said, house, item, view, store, part)) for part, item in there]
    to_watch = watched(view, store, [item for _, item in there])
    return [*entries, *(Entry(heading(view.t, Part.watch), partial(as_it_is, item)) for item in to_watch)]


def known(house: Router, there: Iterable[tuple[Part, OpenItem]]) -> list[tuple[Part, OpenItem]]:
    """Those items that a capability has a sentence for."""
    return [(part, item) for part, item in there if item.kind in house.sentences]


def group_entry(t: Speech, glance: Glance, heading: str) -> Entry:
    """Elnet · Nedsat. Næste frist er fredag den 11. december: Budskabspapir."""
    group, ahead = glance.group, glance.next
    text = t("{group} · {phase}", group=group.title, phase=stage(t, group))
    if ahead is not None and ahead.day is not None:
        text = t(
            "{group} · {phase}. The next deadline is {day}: {what}.",
            group=group.title,
            phase=stage(t, group),
            day=t.days(moments.due(ahead)),
            what=ahead.title,
        )
    return Entry(heading, partial(as_it_is, Item(text, (see(t, number(group.id)),))))


def how_many(t: Speech, found: Iterable[Glance]) -> str:
    """3 grupper, 12 medlemmer"""
    found = list(found)
    return t(
        "{groups}, {members}",
        groups=t.plural(len(found), "{n} group", "{n} groups"),
        members=t.plural(sum(glance.members for glance in found), "{n} member", "{n} members"),
    )


def by_title(glance: Glance) -> tuple[str, str]:
    """In the order of the Danish alphabet."""
    return danish_key(glance.group.title)


def as_it_is(item: Item) -> Item:
    """A line that is worded already."""
    return item


def greeting(view: Eyes, waiting: int) -> str:
    """To ting venter på dig, Sofie."""
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


def nothing(view: Eyes) -> Line:
    """What stands there when there is nothing."""
    t = view.t
    if Standing.secretariat in view.standing:
        return Line(t("There is no group yet. Order the first one, or register one that exists already."))
    if view.staff:
        return Line(t("There is no group yet."))
    return Line(t("You are not in any group right now. When somebody asks you, it stands here."))


def beginning(view: Eyes, any_group: bool) -> tuple[Button, ...]:
    """[ny], for those who may."""
    if Standing.secretariat not in view.standing:
        return ()
    word = "ny" if view.t.language == "da" else "new"
    return (Button("say", word, {"words": word}, style="quiet" if any_group else "primary"),)


def _heading(t: Speech, part: Part) -> str:
    return t("Awaits you") if part == Part.answer else heading(t, part)
