"""The plan as a card, and one of its deadlines as a card of its own: the word `plan`, [Se planen], [Se]."""

from __future__ import annotations

from handlers.dialogue import besides, planned
from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line, Part
from handlers.dialogue.command import Command
from handlers.dialogue.gated import named
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech, mark
from handlers.rules.names import raised
from handlers.rules.permissions import may
from storage import gates, groups, milestones, people, subjects
from storage.engine import Store
from storage.tables import WORKING, Group, Milestone, MilestoneState, PlanPoint

from . import rows

router = Router()


@router.command(
    Command(
        "plan",
        "plan",
        mark("Show the plan, or paste one as you wrote it"),
        usage="Elnet",
        dansk_usage="Elnet",
        action="plan",
    ),
    subject="group",
)
def plan(request: Request, store: Store) -> Reply:
    """The whole plan, in order."""
    return Reply(card(request, store, groups.get(store, request.id("group"))))


def card(request: Request, store: Store, group: Group) -> Card:
    """The plan as its reader may see it: those who lead the group can change it."""
    t, gid = request.t, number(group.id)
    found = rows.ordered(store, gid)
    leads = may_change(request, store, group)
    if not found:
        lines = (Line(t("Paste the plan as you have written it, or set one deadline at a time.")),) if leads else ()
        body = (*lines, *besides.parts(t, store, group, leads=leads))
        return Card(t("{group} has no plan yet.", group=group.title), body, _buttons(t, gid, leads=leads, empty=True))
    owners = people.several(store, {each.owner_id for each in found if each.owner_id is not None})
    points: dict[int, list[PlanPoint]] = {}
    for point in milestones.points_of(store, [number(each.id) for each in found]):
        points.setdefault(point.milestone_id, []).append(point)
    see = t("See")
    items = [
        Item(
            rows.row(
                t,
                store,
                each,
                owner=owners.get(each.owner_id) if each.owner_id is not None else None,
                points=points.get(number(each.id), []),
            ),
            (Button("plan.item", see, {"milestone": number(each.id)}),),
        )
        for each in found
    ]
    picture = planned.picture(t, store, group)
    shown = (picture,) if picture is not None else ()
    return Card(
        t("The plan of {group}", group=group.title),
        (Items(tuple(items)), *shown, *planned.documents(t, group), *besides.parts(t, store, group, leads=leads)),
        _buttons(t, gid, leads=leads, empty=False),
    )


def _buttons(t: Speech, gid: int, *, leads: bool, empty: bool) -> tuple[Button, ...]:
    if not leads:
        return ()
    return (
        Button("plan.new", t("Paste a plan"), {"group": gid}, style="primary" if empty else "quiet"),
        Button("milestone.new", t("New deadline"), {"group": gid}),
        Button("back_plan.open", t("Plan backwards"), {"group": gid}),
        Button("beside.choose", t("Show beside it"), {"group": gid}, style="link"),
    )


def may_change(request: Request, store: Store, group: Group) -> bool:
    """Whether the person leads the group, and anybody works in it still."""
    subject = subjects.find(store, "group", number(group.id))
    return group.state in WORKING and may("plan.new", standing(store, request.person, subject, request.now.date()))


@router.button("plan.item", subject="milestone", changes=False)
def item(request: Request, store: Store) -> Reply:
    """[Se]: one deadline, its points, and what can be done about them."""
    return Reply(item_card(request, store, milestones.get(store, request.id("milestone"))))


def item_card(request: Request, store: Store, milestone: Milestone) -> Card:
    """One deadline of the plan."""
    t, group = request.t, groups.get(store, milestone.group_id)
    leads = may_change(request, store, group)
    body: list[Part] = [Facts(_facts(t, store, milestone))]
    points = milestones.points_of(store, [number(milestone.id)])
    points = [each for each in points if each.state != MilestoneState.dropped]
    if points:
        body += [Line(t("Points"), style="heading")]
        body += [Items(tuple(_point(t, store, milestone, each, leads=leads) for each in points))]
    return Card(raised(milestone.title), tuple(body), _item_buttons(t, store, milestone, leads=leads))


def _facts(t: Speech, store: Store, milestone: Milestone) -> tuple[tuple[str, str], ...]:
    pairs = [(t("When"), rows.when(t, milestone))]
    if milestone.day is not None and milestone.words:
        pairs.append((t("Written as"), milestone.words))
    if milestone.organ:
        pairs.append((t("Body"), milestone.organ))
    if milestone.owner_id is not None:
        pairs.append((t("Owner"), people.get(store, milestone.owner_id).name))
    gate = gates.waits_for(store, milestone)
    if gate is not None:
        pairs.append((t("Waits for"), named(t, gate)))
    elif said := rows.state(t, store, milestone):
        pairs.append((t("How it stands"), raised(said)))
    return tuple(pairs)


def _point(t: Speech, store: Store, milestone: Milestone, point: PlanPoint, *, leads: bool) -> Item:
    args: dict[str, str | int] = {"milestone": number(milestone.id), "point": number(point.id)}
    text = rows.point_text(t, store, point)
    if not leads or milestone.state not in gates.STANDING:
        return Item(text)
    if point.state == MilestoneState.done:
        return Item(text, (Button("plan.point.reopen", t("Not done"), args),))
    if point.state != MilestoneState.open:
        return Item(text)
    done, edit, drop = t("Done"), t("Edit"), t("Drop")
    return Item(
        text,
        (
            Button("plan.point.done", done, args),
            Button("plan.point", edit, args, style="link"),
            Button("plan.point.drop", drop, args, style="link"),
        ),
    )


def _item_buttons(t: Speech, store: Store, milestone: Milestone, *, leads: bool) -> tuple[Button, ...]:
    args: dict[str, str | int] = {"milestone": number(milestone.id)}
    whole = Button("plan", t("The whole plan"), {"group": milestone.group_id})
    if not leads or milestone.state not in gates.STANDING:
        return (whole,)
    if milestone.state == MilestoneState.proposed:
        return (Button("milestone.confirm", t("Yes, put it on"), args, style="primary"), whole)
    if gates.is_gate(store, number(milestone.id)):
        first = Button("gate.show", t("Note what was decided"), args, style="primary")
    else:
        first = Button("milestone.done", t("Done"), args, style="primary")
    return (
        first,
        Button("milestone.edit", t("Edit"), args),
        Button("plan.points", t("Add points"), args),
        Button("milestone.drop", t("Drop"), args),
        whole,
    )
