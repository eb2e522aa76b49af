"""What goes on beside a group: the plans and frames of the groups and processes that are shown beside its own plan,
each in a section by its own title (AT-E6-1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from handlers.locale import Speech
from storage import beside
from storage.engine import Store
from storage.tables import Group

from . import framed, planned
from .card import Button, Item, Items, Line, Part
from .request import number


def parts(t: Speech, store: Store, group: Group, *, without: Collection[int] = (), leads: bool = False) -> list[Part]:
    """A section for each of them; whoever `leads` the group can have it out of sight again. No frame of those
    `without` is told again."""
    found: list[Part] = []
    for other in beside.shown(store, number(group.id)):
        found += [Line(other.title, "heading"), Items(tuple(_lines(t, store, group, other, without, leads=leads)))]
    return found


def _lines(t: Speech, store: Store, group: Group, other: Group, without: Collection[int], *, leads: bool) -> list[Item]:
    chart = planned.chart(store, other, t)
    frames = framed.said(t, store, other, without=without)
    rows = [planned.sentence(t, replace(row, owner="")) for row in chart.seen]  # who keeps it is its own group's affair
    if chart.more:
        rows.append(planned.more_words(t, chart))
    if not rows:
        rows = [t("{group} has no plan yet.", group=other.title)]
    items = [Item(each) for each in (*frames, *rows)]
    if leads:
        args = {"group": number(group.id), "other": number(other.id)}
        hide = Button("beside.drop", t("Show it no longer"), args, style="link")
        items[0] = replace(items[0], buttons=(hide,))
    return items
