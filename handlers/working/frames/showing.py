"""[Ramme og timer]: the frames that hold for a group, who shares them and what has not been given out; and the hours
that each member has, with [Ret timer] for whoever may."""

from __future__ import annotations

from handlers.dialogue import borrowed, framed
from handlers.dialogue.card import Argument, Button, Card, Item, Items, Line, Part
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech
from handlers.rules import kroner
from handlers.rules.names import danish_key
from handlers.rules.permissions import Standing, may
from storage import frames, groups, members, subjects
from storage.engine import Store
from storage.tables import LIVING, PROCESS, WORKING, Frame, Group

router = Router()


@router.button("frame.show", subject="group", changes=False)
def show(request: Request, store: Store) -> Reply:
    """The whole of it, as one card."""
    return Reply(card(request, store, groups.get(store, request.id("group"))))


def card(request: Request, store: Store, group: Group) -> Card:
    """Frames first, then hours; what can be pressed is what its reader may."""
    t, body = request.t, list[Part]()
    for frame in frames.holding_for(store, number(group.id)):
        body += _frame(request, store, group, frame)
    if not body:
        body.append(Line(t("No economic frame has been written down.")))
    body += _hours(request, store, group)
    new = Button("frame.new", t("New frame"), {"group": number(group.id)})
    buttons = (new,) if group.state in LIVING and _may(request, store, group, "frame.new") else ()
    title = t("The frame of {group}", group=group.title)
    return Card(title if group.template == PROCESS else t("Frame and hours of {group}", group=group.title),
                tuple(body), buttons)  # fmt: skip


def _frame(request: Request, store: Store, group: Group, frame: Frame) -> list[Part]:
    t, keeper = request.t, groups.get(store, frame.group_id)
    args: dict[str, Argument] = {"frame": number(frame.id)}
    buttons: tuple[Button, ...] = ()
    if _may(request, store, keeper, "frame.edit"):
        edit = (Button("frame.edit", t("Edit frame"), args),) if keeper.state in LIVING else ()
        buttons = (*edit, Button("frame.drop", t("End frame"), args))
    return [
        Items((Item(framed.sentence(t, frame), buttons),)),
        *(Line(each, "muted") for each in shared(t, store, frame, keeper)),
    ]


def shared(t: Speech, store: Store, frame: Frame, keeper: Group) -> list[str]:
    """Who keeps it, for whom it holds with which part, and how much of it nobody has been given."""
    parts = frames.shares(store, number(frame.id))
    about = groups.several(store, parts)
    names = {id_: each.title for id_, each in sorted(about.items(), key=lambda each: danish_key(each[1].title))}
    lines = []
    if names:
        lines.append(t("Holds for {groups}.", groups=t.names([names[each] for each in names])))
    if names and keeper.id not in parts:
        lines.append(t("{group} keeps it.", group=keeper.title))
    given = {id_: amount for id_, amount in parts.items() if amount is not None}
    lines += [
        t("{whose} own part: {amount}", whose=t.whose(names[id_]), amount=kroner.write(given[id_], t.language))
        for id_ in names
        if id_ in given
    ]
    if given:
        rest = kroner.write(frame.amount - sum(given.values()), t.language)
        lines.append(t("Not given out: {amount}", amount=rest))
    return lines


def _hours(request: Request, store: Store, group: Group) -> list[Part]:
    t, items = request.t, []
    total = borrowed.said(t, store, group)
    subject = subjects.find(store, "group", number(group.id))
    who = standing(store, request.person, subject, request.now.date())
    for membership, person in members.of_group(store, number(group.id)):
        hours = borrowed.hours_of(group, membership)
        one, args = 1 if hours == 1 else 2, {"membership": number(membership.id)}
        text = t.plural(one, "{name}: about {hours} hour a week", "{name}: about {hours} hours a week",
                        name=name_of(t, person), hours=t.number(hours))  # fmt: skip
        if membership.hours is None and not group.hours:
            text = t("{name}: nobody has said how many hours", name=name_of(t, person))
        own = {Standing.oneself} if person.id == request.me else frozenset[Standing]()
        change = group.state in WORKING and may("hours.edit", who | own)
        items.append(Item(text, (Button("hours.edit", t("Edit hours"), args, style="link"),) if change else ()))
    if not items and not total:
        return []
    lines = (Line(total),) if total else ()
    return [Line(t("Hours lent"), "heading"), *lines, *([Items(tuple(items))] if items else [])]


def _may(request: Request, store: Store, group: Group, action: str) -> bool:
    subject = subjects.find(store, "group", number(group.id))
    return may(action, standing(store, request.person, subject, request.now.date()))
