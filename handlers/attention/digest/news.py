"""What has happened in the groups, one line each, from the journal.

The digest carries the lines or their number; [Read] opens them here. A capability words its own kinds of
line (`@router.news`); who may read them is decided here: the staff all, everybody else those of the groups
that they, or their organisation's people, are in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.dialogue.agenda import Eyes, eyes
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from storage import digests, groups, journal, people
from storage.engine import Store

PAGE = 20
HAVE_PARTS = {"group.established", "group.dissolved"}  # kinds for which the digest has parts of their own
CONCERN = {"group.extended"}  # a group asks for more of its members' time: their directors have a line


def router_for(house: Router) -> Router:
    """The routes of the news, worded by the capabilities of the house."""
    router = Router()

    @router.button("news.show", changes=False)
    def show(request: Request, store: Store) -> Reply:
        """The news of a stretch of time, `since` and `until`, as moments in ISO 8601."""
        t = request.t
        view = eyes(store, request.person, request.now)
        since, until = _moment(request, "since"), min(_moment(request, "until"), request.now)
        found = headlines(house, view, store, since, until)
        first = max(0, int(request.args.get("from", 0)))
        title = t("News from {circle}", circle=people.circle(store).title)
        if not found:
            return Reply(Card(title, (Line(t("Nothing new since {day}.", day=t.day(since))),)))
        shown = tuple(Item(headline.text) for headline in found[first : first + PAGE])
        more = Button("news.show", t("More"), {**request.args, "from": first + PAGE})
        return Reply(Card(title, (Items(shown),), (more,) if len(found) > first + PAGE else ()))

    return router


@dataclass(frozen=True)
class Headline:
    """One piece of news, and whether it is about what a group asks of its members' organisations."""

    text: str
    concerns: bool


def headlines(house: Router, view: Eyes, store: Store, since: datetime, until: datetime) -> list[Headline]:
    """What a person may read of what happened after `since` and up to `until`, oldest first; not what they
    did themselves, or what is about them. Whoever is in one group alone is not told its name in every line."""
    kinds = house.headlines.keys() - HAVE_PARTS
    lines = journal.lines_since(store, kinds, since, until) if kinds else []
    if not lines:
        return []
    mine = set(view.belongs)
    if not view.staff:
        mine |= digests.groups_with(store, [number(each.id) for each in view.directs])
    about = groups.several(store, {line.group_id for line in lines if line.group_id is not None})
    alone = len(mine) == 1 and not view.staff and not view.directs
    found = []
    for line in lines:
        if line.group_id is None or view.me in (line.actor_id, line.for_id):
            continue
        if not view.staff and line.group_id not in mine:
            continue
        text = house.headlines[line.what](line, view.t, store)
        if text is None:
            continue
        title = about[line.group_id].title
        if not alone and title not in text:
            text = view.t("{group}: {line}", group=title, line=text)
        found.append(Headline(text, line.what in CONCERN))
    return found


def _moment(request: Request, name: str) -> datetime:
    """A moment from the request; four weeks ago when there is none that can be read."""
    fallback = request.now if name == "until" else request.now - timedelta(weeks=4)
    try:
        found = datetime.fromisoformat(str(request.args.get(name, "")))
    except ValueError:
        return fallback
    return found.astimezone(request.now.tzinfo) if found.tzinfo else fallback
