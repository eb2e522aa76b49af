"""What stands in a person's weekly digest.

Everybody has the same parts in the same order; how much of each is what they are: the secretariat sees
everything, a coordinator their groups, a director what concerns their organisation in at most five lines, an
expert their own tasks. Somebody who is several of these reads one digest, as the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.agenda import AHEAD, Eyes, Part, by_title, counted, placed, said, see, watched
from handlers.dialogue.card import Button, Item
from handlers.dialogue.named import short_name
from handlers.dialogue.request import number
from handlers.dialogue.router import Router
from handlers.rules import dates_written, moments
from handlers.rules.names import danish_key, lowered
from storage import attention, digests, groups, members, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import Group

from .news import headlines

MOST_FOR_A_DIRECTOR = 5  # lines
MOST_NEWS = 5


@dataclass(frozen=True)
class Entry:
    """One line of a digest. `weighs`: it is a reason to send one; what does not weigh only rides along.
    `short` is the line's name when several have to share one."""

    part: Part
    item: Item
    weighs: bool = True
    short: str = ""


def entries(house: Router, view: Eyes, store: Store, since: datetime) -> list[Entry]:
    """The lines of a person's digest, looking back to `since`; empty when there is nothing to say."""
    director = bool(view.directs) and not view.staff
    there = placed(attention.open_items(store, view.reader), view)
    found = _open(house, view, store, there)
    found += [Entry(Part.watch, item) for item in watched(view, store, [item for _, item in there], since)]
    news = headlines(house, view, store, since, view.t.now)
    if director:
        found += [Entry(Part.people, Item(each.text)) for each in news if each.concerns]
        found += _their_people(view, store, since)
        news = [each for each in news if not each.concerns]
    if view.staff or director:
        found += _established(view, store, since) + _dissolved(view, store, since)
    found += _ends(view, store)
    if not any(entry.weighs for entry in found):
        return []
    found += _news(view, store, [each.text for each in news], since)
    order = list(Part)
    found.sort(key=lambda entry: order.index(entry.part))
    return _five(view, found) if director and not view.leads else found


def _open(house: Router, view: Eyes, store: Store, there: list[tuple[Part, OpenItem]]) -> list[Entry]:
    """What is open, and which of it is a reason to write: to an expert only their own tasks are, and not
    those that have no date."""
    expert = not view.staff and not view.leads
    held = attention.load(store, [item for _, item in there])
    found = []
    for part, item in there:
        line = said(house, item, view, store, part)
        if line is not None:
            weighs = not expert or (item.mine and part != Part.undated)
            found.append(Entry(part, line, weighs))
    del held
    return found


def _their_people(view: Eyes, store: Store, since: datetime) -> list[Entry]:
    """What a director's own people are to do in the next two weeks; what stood there last time is no reason to
    write again."""
    t = view.t
    told = since.astimezone(t.now.tzinfo).date() + AHEAD
    mine = [number(organisation.id) for organisation in view.directs]
    rows = digests.dates_of_people(store, mine, view.today, view.today + AHEAD)
    return [
        Entry(
            Part.people,
            Item(
                t(
                    "{group}: {name}, {what} {day}.",
                    group=group.title,
                    name=person.name,
                    what=lowered(milestone.title, milestone.organ),
                    day=t.days(moments.due(milestone)),
                )
            ),
            weighs=milestone.created_at > since or (milestone.day or view.today) > told,
        )
        for milestone, group, person in rows
        if person.id != view.me
    ]


def _established(view: Eyes, store: Store, since: datetime) -> list[Entry]:
    """One line for each new group, without its members: the whole circle may know of it."""
    about = {number(group.id): group for group in digests.established_between(store, since, view.t.now)}
    if not about:
        return []
    if view.staff:
        return [Entry(Part.established, Item(group.title, (see(view.t, id_),))) for id_, group in by_title(about)]
    circle = people.circle(store)
    coordinators = members.coordinators(store, list(about))
    homes = people.organisations(store, {person.organisation_id for person in coordinators.values()})
    found = []
    for id_, group in by_title(about):
        person = coordinators.get(id_)
        text = f"{group.title}."
        if person is not None:
            text = view.t(
                "{group}. The coordinator is {name}, {organisation}.",
                group=group.title,
                name=person.name,
                organisation=short_name(circle, homes[person.organisation_id]),
            )
        found.append(Entry(Part.established, Item(text), short=group.title))
    return found


def _dissolved(view: Eyes, store: Store, since: datetime) -> list[Entry]:
    """One line for each group that has ended; a reason to write where the director's people were in it."""
    about = {number(group.id): group for group in digests.dissolved_between(store, since, view.t.now)}
    if not about:
        return []
    own = digests.groups_with(store, [number(each.id) for each in view.directs])
    found = []
    for id_, group in by_title(about):
        concerned = view.staff or id_ in own
        result = Button("result.show", view.t("The result on one page"), {"group": id_}, style="link")
        text = group.title if view.staff else f"{group.title}."
        found.append(Entry(Part.dissolved, Item(text, (result,)), concerned, short=group.title))
    return found


def _ends(view: Eyes, store: Store) -> list[Entry]:
    """When the coordinator's groups end, and how many are in them."""
    if view.staff or not view.leads:
        return []
    t = view.t
    about = {id_: group for id_, group in groups.several(store, view.leads).items() if group.planned_end}
    sizes = digests.members_of_groups(store, group_ids=list(about))
    found = []
    for id_, group in by_title(about):
        many = t.plural(sizes.get(id_, 0), "{n} member", "{n} members")
        day = _with_year(view, group)
        text = t("{day} · {members}", day=day, members=many)
        if len(about) > 1:
            text = t("{group}: {line}", group=group.title, line=text)
        found.append(Entry(Part.end, Item(text), weighs=False))
    return found


def _with_year(view: Eyes, group: Group) -> str:
    day = dates_written.day_only(group.planned_end or view.today, view.t.language, year=True)
    return view.t("about {day}", day=day) if group.approximate_end else day


def _news(view: Eyes, store: Store, news: list[str], since: datetime) -> list[Entry]:
    """What has happened in the groups: a line each for their members, one line for whoever has many."""
    if not news:
        return []
    t = view.t
    if not view.staff and not view.directs:
        shown = [Entry(Part.news, Item(line), weighs=False) for line in news[:MOST_NEWS]]
        more = len(news) - len(shown)
        if more:
            text = t.plural(more, "And one more piece of news.", "And {n} more pieces of news.")
            shown.append(Entry(Part.news, Item(text, (_read(view, since),)), weighs=False))
        return shown
    text = t.plural(
        len(news),
        "{number} piece of news from {circle}, when you have time.",
        "{number} pieces of news from {circle}, when you have time.",
        number=counted(t, len(news)),
        circle=people.circle(store).title,
    )
    return [Entry(Part.news, Item(text, (_read(view, since),)), weighs=False)]


def _read(view: Eyes, since: datetime) -> Button:
    until = view.t.now.isoformat()
    return Button("news.show", view.t("Read"), {"since": since.isoformat(), "until": until, "from": 0}, style="link")


def _five(view: Eyes, found: list[Entry]) -> list[Entry]:
    """At most five lines: each part keeps one, the first parts get the rest, and what is too much for a part
    shares its last line."""
    parts = {part: [entry for entry in found if entry.part == part] for part in Part}
    kept = {part: 1 for part, several in parts.items() if several}
    for part in kept:
        spare = MOST_FOR_A_DIRECTOR - sum(kept.values())
        kept[part] += max(0, min(spare, len(parts[part]) - 1))
    return [entry for part, most in kept.items() for entry in _at_most(view, parts[part], most)]


def _at_most(view: Eyes, several: list[Entry], most: int) -> list[Entry]:
    if len(several) <= most:
        return several
    first, rest = several[: most - 1], several[most - 1 :]
    t = view.t
    if all(entry.short for entry in rest):
        text = f"{t.names(sorted((entry.short for entry in rest), key=danish_key))}."
        shared = Item(text)
    else:
        count = counted(t, len(rest))
        many = t.plural(len(rest), "{number} thing more.", "{number} things more.", number=count)
        shared = Item(many, (Button("overview.show", t("See them")),))
    return [*first, Entry(several[0].part, shared)]
