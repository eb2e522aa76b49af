"""Each time that a body is told is a deadline: put on the plan, followed by the next where there is a rhythm, and one
line in overviews and digests for all that are told at the same time."""

from __future__ import annotations

from handlers.dialogue.card import Button, Item
from handlers.dialogue.events import CoordinatorChanged, MilestoneSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.following import still_ahead
from handlers.rules.moments import Moment
from handlers.rules.names import raised
from handlers.rules.reminding import last_day, plan_times
from handlers.rules.rhythms import read_rhythm
from storage import groups, members, milestones, people, status
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import WORKING, Milestone, MilestoneState, RoleKind, StatusRecipient

from .words import organs_of, told

router = Router()


def put_on(request: Request, store: Store, recipient: StatusRecipient, moment: Moment) -> Milestone:
    """A body is told at a time: the coordinator's deadline, or nobody's until there is one."""
    boss = members.coordinator(store, recipient.group_id)
    t = Speech(people.circle(store).language, request.now)
    milestone = Milestone(
        group_id=recipient.group_id,
        title=t("Status to {organs}", organs=recipient.organ),
        recipient_id=number(recipient.id),
        owner_id=number(boss.id) if boss is not None else None,
        created_at=request.now,
        created_by_id=request.me if request.actor is not None else recipient.created_by_id,
    )
    moments.put(milestone, moment)
    plan_times(milestone, request.now, known_to=milestone.owner_id)
    store.add(milestone)
    store.happened(MilestoneSettled(number(milestone.id)))
    return milestone


def take_off(request: Request, store: Store, milestone: Milestone) -> None:
    """A body is not told at that time."""
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState.dropped
    store.happened(MilestoneSettled(number(milestone.id)))


@router.on(MilestoneSettled)
def next_time(event: MilestoneSettled, request: Request, store: Store) -> None:
    """By a rhythm the next is on the plan as soon as one is done, dropped or has passed; and off it again where that
    is taken back."""
    milestone = milestones.get(store, event.milestone_id)
    if milestone.recipient_id is None:
        return
    recipient = status.recipient(store, milestone.recipient_id)
    rhythm, moment = read_rhythm(recipient.rhythm) if recipient.rhythm else None, moments.of(milestone)
    if rhythm is None or moment is None or recipient.ended_at is not None:
        return
    if groups.get(store, recipient.group_id).state not in WORKING:
        return
    after = [
        each
        for each in status.of_recipient(store, milestone.recipient_id)
        if number(each.id) > event.milestone_id and each.state != MilestoneState.dropped
    ]
    over = milestone.state != MilestoneState.open or milestone.late_asked_at is not None
    if over and not after:
        put_on(request, store, recipient, still_ahead(rhythm, moment, request.now))
    elif not over and len(after) == 1 and after[0].state == MilestoneState.open and after[0].asked_at is None:
        milestones.revise(after[0], request.now)
        after[0].state = MilestoneState.dropped  # nobody has been told of it yet


@router.on(CoordinatorChanged)
def handed_over(event: CoordinatorChanged, request: Request, store: Store) -> None:
    """Who leads the group tells the bodies; what somebody else was given, who never led it, stays with them."""
    boss = members.coordinator(store, event.group_id)
    owner_id = number(boss.id) if boss is not None else None
    roles = [each for each in members.roles_of(store, event.group_id) if each.kind == RoleKind.coordinator]
    led = {each.person_id for each in roles if each.since is not None}
    for each in status.tellings(store, event.group_id):
        if each.owner_id != owner_id and (each.owner_id is None or each.owner_id in led):
            each.owner_id = owner_id
            store.happened(MilestoneSettled(number(each.id)))


@router.line("telling")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """Status til økonomiudvalget og hovedudvalget i januar 2019 (AT-D6-1), with a button for each."""
    milestone = milestones.get(store, item.id)
    alike = status.together(store, milestone) or [milestone]
    named, moment = organs_of(store, alike), moments.of(milestone)
    text = told(t, [named[number(each.id)] for each in alike], moment)
    if moment is not None and last_day(moment) < t.now.date():
        text = t("{what} has not been given yet.", what=text)
    paper = Button("status.paper", t("Status paper"), {"group": milestone.group_id})
    return Item(text, (*(settle(t, each, named, alone=len(alike) == 1) for each in alike), paper))


def settle(t: Speech, milestone: Milestone, named: dict[int, str], *, alone: bool) -> Button:
    """[Færdig], or [Færdig: økonomiudvalget] where several are told at once."""
    id_ = number(milestone.id)
    label = t("Done") if alone else t("Done: {organ}", organ=raised(named[id_]))
    return Button("milestone.done", label, {"milestone": id_})
