"""Finding groups: `/taskforce liste`, with a filter or without.

The filters are *mine*, *mangler svar*, *uden tovholder* (those that are being formed, too), *slutter snart*
(within eight weeks) and *opløst*, each a button with its count, too. The secretariat sees all groups, everybody
else those that they lead or are in. Twenty at a time, sorted as in Danish, each with the way to its page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.dialogue.agenda import Eyes, colour_of, ends, expected_end, eyes, see, stage
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.card import Part as CardPart
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech, mark
from handlers.rules.names import danish_key, nearest_word, raised, typed
from storage import overviews
from storage.engine import Store
from storage.overviews import Glance
from storage.tables import ALIVE, PROCESS, WORKING, GroupState

router = Router()
_command = Command(
    "list",
    "liste",
    mark("Find groups: mine, unanswered, no coordinator, ending soon, dissolved"),
    usage="unanswered",
    dansk_usage="mangler svar",
    action="list.show",
)
PAGE = 20
SOON = timedelta(weeks=8)


@dataclass(frozen=True)
class Filter:
    """A way to narrow the list: what it is called in both languages, and which groups it keeps."""

    key: str
    english: str
    dansk: str
    keeps: Callable[[Glance, Eyes], bool]


def _living(glance: Glance) -> bool:
    return glance.group.state != GroupState.dissolved


def _ends_by(glance: Glance, day: date) -> bool:
    group = glance.group
    return group.state in ALIVE and group.planned_end is not None and group.planned_end <= day


FILTERS = (
    Filter("all", "all", "alle", lambda glance, _: _living(glance)),
    Filter(
        "mine",
        "mine",
        "mine",
        lambda glance, view: _living(glance) and number(glance.group.id) in view.belongs,
    ),
    Filter(
        "unanswered",
        "unanswered",
        "mangler svar",
        lambda glance, _: _living(glance) and glance.unanswered > 0,
    ),
    Filter(
        "no_coordinator",
        "no coordinator",
        "uden tovholder",
        lambda glance, _: (
            glance.group.state in WORKING and glance.coordinator is None and glance.group.template != PROCESS
        ),
    ),
    Filter(
        "ending_soon",
        "ending soon",
        "slutter snart",
        lambda glance, view: _ends_by(glance, view.today + SOON),
    ),
    Filter("dissolved", "dissolved", "opløst", lambda glance, _: not _living(glance)),
)


@router.command(_command)
def show(request: Request, store: Store) -> Reply:
    """The groups that a filter keeps, each with [See], and a button for each filter."""
    t = request.t
    chosen = _chosen(request)
    view = eyes(store, request.person, request.now)
    found = overviews.glances(store, view.today, person_id=None if view.staff else view.me)
    kept = sorted((each for each in found if chosen.keeps(each, view)), key=_title)
    first = max(0, int(request.args.get("from", 0)))
    body: list[CardPart] = []
    if kept:
        body.append(Items(tuple(_row(t, glance) for glance in kept[first : first + PAGE])))
    else:
        body.append(Line(_empty(t, chosen.key)))
    buttons = _filters(view, found, chosen)
    if len(kept) > first + PAGE:
        more = Button("list.show", t("More"), {"filter": chosen.key, "from": first + PAGE})
        buttons = (more, *buttons)
    return Reply(Card(_heading(t, chosen, len(kept)), tuple(body), buttons))


def _chosen(request: Request) -> Filter:
    """The filter named by a button or in words; the whole list without one. A UserError with the nearest
    filter for a word that is none."""
    t = request.t
    words = " ".join(request.words.split())
    said = typed(words) or str(request.args.get("filter", "all"))
    for each in FILTERS:
        if said in {each.key, typed(each.english), typed(each.dansk)}:
            return each
    names = {typed(name): each for each in FILTERS for name in (each.english, each.dansk)}
    near = nearest_word(said, names) or next((name for name in names if name.startswith(said)), None)
    likely = [names[near]] if near else list(FILTERS)
    raise UserError(
        t("I do not know the filter “{word}”.", word=words if len(words) <= 40 else words[:39] + "…"),
        more=t("Did you mean {filter}?", filter=_name(t, likely[0])) if near else "",
        buttons=tuple(Button("list.show", _label(t, each), {"filter": each.key}) for each in likely),
    )


def _title(glance: Glance) -> tuple[str, str]:
    return danish_key(glance.group.title)


def _row(t: Speech, glance: Glance) -> Item:
    """A group with the way to its page."""
    group = glance.group
    way = (see(t, number(group.id)),)
    if group.state == GroupState.dissolved and group.dissolved_at is not None:
        return Item(t("{title} · dissolved {day}", title=group.title, day=t.day(group.dissolved_at)), way)
    stands = stage(t, group)
    if glance.status is not None:
        stands = t("{phase}, {colour}", phase=stands, colour=colour_of(t, glance.status.colour))
    if expected_end(group) is None:
        return Item(t("{title} · {phase} · no end date", title=group.title, phase=stands), way)
    return Item(t("{title} · {phase} · ends {when}", title=group.title, phase=stands, when=ends(t, group)), way)


def _heading(t: Speech, chosen: Filter, count: int) -> str:
    many = t.plural(count, "{n} group", "{n} groups")
    return t("{filter} · {count}", filter=_label(t, chosen), count=many)


def _name(t: Speech, each: Filter) -> str:
    return each.dansk if t.language == "da" else each.english


def _label(t: Speech, each: Filter) -> str:
    return raised(_name(t, each))


def _filters(view: Eyes, found: list[Glance], chosen: Filter) -> tuple[Button, ...]:
    """A button for each filter with how many it keeps; the current one is marked."""
    t = view.t
    return tuple(
        Button(
            "list.show",
            t("{filter} ({n})", filter=_label(t, each), n=sum(each.keeps(glance, view) for glance in found)),
            {"filter": each.key},
            style="primary" if each is chosen else "quiet",
        )
        for each in FILTERS
    )


def _empty(t: Speech, key: str) -> str:
    match key:
        case "mine":
            return t("None of the groups is yours right now.")
        case "unanswered":
            return t("Everybody who has been asked has answered.")
        case "no_coordinator":
            return t("Every group has a coordinator.")
        case "ending_soon":
            return t("No group ends within eight weeks.")
        case "dissolved":
            return t("No group has been dissolved yet.")
    return t("There is no group yet.")
