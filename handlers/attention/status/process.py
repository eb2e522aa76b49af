"""A process on one page: what it is, its plan and frame, and beside which groups it is shown. Nobody is in it, so that
nobody is missing."""

from __future__ import annotations

from handlers.dialogue import framed
from handlers.dialogue.card import Button, Card, Facts, Line, Part
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules.names import danish_key
from handlers.rules.permissions import Standing, may
from storage import beside, people
from storage.engine import Store
from storage.tables import ALIVE

from . import page
from .page import Everything


def card(t: Speech, store: Store, every: Everything, who: frozenset[Standing]) -> Card:
    """The page as its reader may see it."""
    group = every.group
    said = page.task(t, group)
    body: list[Part] = [Line(page.kind(t, group), "muted"), *([Line(said)] if said else [])]
    pairs = [(t("Kept by"), people.get(store, group.owner_id).name)]
    groups = sorted((each.title for each in beside.showing(store, number(group.id))), key=danish_key)
    if groups:
        pairs.append((t("Shown beside"), t.names(groups)))
    body += [Facts(tuple(pairs)), *framed.parts(t, store, group), *page.plan(t, every), *page.decided(t, every)]
    args = {"group": number(group.id)}
    wanted = [Button("history.show", t("History"), dict(args))]
    if group.state in ALIVE:
        wanted = [
            Button("plan", t("See the plan"), dict(args)),
            Button("milestone.new", t("New deadline"), dict(args)),
            Button("frame.show", t("Frame"), dict(args)),
            Button("dissolve.open", t("Round off"), dict(args)),
            *wanted,
        ]
    return Card(group.title, tuple(body), tuple(each for each in wanted if may(each.action, who)))
