"""Keeping every card about a deadline right, and the lines about it in overviews and digests."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Item, Line
from handlers.dialogue.events import MemberLeft, MilestoneSettled
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead
from handlers.dialogue.tell import post, redraw, tell
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.moments import Moment
from handlers.rules.names import raised
from handlers.rules.reminding import last_day
from storage import gates, groups, members, milestones, people
from storage.attention import OpenItem, Section
from storage.engine import Store
from storage.tables import ALIVE, OFF_PLAN, Milestone, MilestoneState, Precision

from . import cards
from .parts import addressee, mentioned, needs_a_day, on, owner_of, what, with_body, without_day

router = Router()


def ask_now(request: Request, store: Store, milestone: Milestone) -> None:
    """Ask whoever has the task, once for each time it falls due."""
    asked = milestone.late_asked_at or milestone.asked_at
    if asked is None or milestone.state != MilestoneState.open or gates.is_gate(store, number(milestone.id)):
        return
    reader = addressee(store, milestone)
    late = "late" if milestone.late_asked_at is not None else "ask"
    tell(
        store,
        reader,
        subject=f"milestone:{milestone.id}/ask",
        key=f"milestone:{milestone.id}/{late}/{reader.id}/{milestone.day}",
        now=request.now,
        card=lambda t: cards.question(t, store, milestone, reader),
    )


def note_in_room(request: Request, store: Store, milestone: Milestone, *, place: str = "") -> None:
    """Post the receipt in the group's room, when it has one; under what was written at a `place` there."""
    group = groups.get(store, milestone.group_id)
    if group.state in ALIVE:
        post(
            store,
            group,
            subject=f"milestone:{milestone.id}",
            key=f"milestone:{milestone.id}/noted",
            now=request.now,
            card=lambda t: cards.receipt(t, store, milestone),
            place=place,
        )


@router.on(MilestoneSettled)
def settled(event: MilestoneSettled, request: Request, store: Store) -> None:
    """Every card that was sent about it says how it stands; a new owner is asked when the old one was."""
    milestone = milestones.get(store, event.milestone_id)
    subject = f"milestone:{milestone.id}"
    redraw(store, subject, now=request.now, card=lambda t, _reader: cards.receipt(t, store, milestone))
    redraw(
        store,
        f"{subject}/ask",
        now=request.now,
        card=lambda t, reader: cards.question(t, store, milestone, reader) if reader is not None else None,
        news=milestone.state in OFF_PLAN,  # the mail takes it out of the reader's calendar
    )
    redraw(store, f"{subject}/proposal", now=request.now, card=lambda t, _reader: cards.proposal(t, store, milestone))
    redraw(store, f"{subject}/done", now=request.now, card=lambda t, _reader: cards.done_in_room(t, store, milestone))
    ask_now(request, store, milestone)


@router.on(MemberLeft)
def left(event: MemberLeft, request: Request, store: Store) -> None:
    """What lay with somebody who is no longer in the group needs an owner; the coordinator is told."""
    membership = members.get(store, event.membership_id)
    group = groups.get(store, membership.group_id)
    if membership.until is None or group.state not in ALIVE:
        return
    theirs = milestones.owned_by(store, membership.person_id, group_id=membership.group_id)
    for milestone in theirs:
        milestone.owner_id = None
        store.happened(MilestoneSettled(number(milestone.id)))
    if not theirs:
        return
    name = people.get(store, membership.person_id).name
    tell(
        store,
        lead(store, group),
        subject=f"membership:{membership.id}/deadlines",
        key=f"membership:{membership.id}/deadlines/{int(request.now.timestamp())}",
        now=request.now,
        card=lambda t: Card(
            t.plural(
                len(theirs),
                "One deadline in {group} needs an owner after {name}.",
                "{n} deadlines in {group} need an owner after {name}.",
                group=group.title,
                name=name,
            ),
            (Line(t.names([mentioned(each) for each in theirs])),),
            (Button("milestone.list", t("See the plan"), {"group": number(group.id)}, style="primary"),),
            tone="warning",
        ),
    )


@router.line("milestone")
def line(item: OpenItem, t: Speech, store: Store) -> Item:
    """A deadline in an overview or a digest (texts 6): with its day and owner, or what is asked about it."""
    milestone = milestones.get(store, item.id)
    args: dict[str, str | int] = {"milestone": item.id}
    moment = moments.of(milestone)
    to_date = (Button("milestone.new_date" if item.mine else "milestone.edit", t("Set a date"), args),)
    if moment is None:
        return Item(f"{what(milestone)}.", to_date)
    if needs_a_day(milestone, t.now):
        return Item(without_day(t, milestone, moment), to_date)
    if item.section == Section.answer:
        return _asked(item, t, store, milestone, moment)
    day, said, owner = raised(t.when(moment, week=False)), with_body(t, milestone), owner_of(store, milestone)
    gate = gates.waits_for(store, milestone)
    if gate is not None:
        said = t("{what} – awaits {gate}", what=said, gate=mentioned(gate))
    buttons = to_date if item.section == Section.undated else ()
    if owner is not None:
        return Item(t("{day}: {what} ({owner})", day=day, what=said, owner=owner.name), buttons)
    return Item(t("{day}: {what}", day=day, what=said), buttons)


def _asked(item: OpenItem, t: Speech, store: Store, milestone: Milestone, moment: Moment) -> Item:
    """What the owner keeps, or what has passed."""
    args: dict[str, str | int] = {"milestone": item.id}
    title, said = groups.get(store, milestone.group_id).title, what(milestone)
    done = Button("milestone.done", t("Done"), args)
    if last_day(moment) < t.now.date():
        text = t("{group}: {what} was due {when}.", group=title, what=said, when=on(t, moment))
        return Item(text, (done, Button("milestone.new_date", t("New date"), args)))
    day = t.when(moment, week=False)
    if moment.week:
        text = t("{group}: {what} in {week}.", group=title, what=said, week=day)
    elif moment.precision == Precision.day:
        text = t("{group}: {what} by {day}.", group=title, what=said, day=day)
    else:
        text = t("{group}: {what} {when}.", group=title, what=said, when=day)
    return Item(text, (done, Button("milestone.delayed", t("I will be late"), args)))


@router.line("proposal")
def proposal(item: OpenItem, t: Speech, store: Store) -> Item:
    """A proposed deadline that the coordinator confirms."""
    milestone = milestones.get(store, item.id)
    group = groups.get(store, milestone.group_id)
    return Item(
        t(
            "{group}: {name} proposes: {what}",
            group=group.title,
            name=people.get(store, milestone.created_by_id).name,
            what=cards.summary(t, store, milestone),
        ),
        cards.proposal_buttons(t, item.id),
    )


@router.line("help")
def help_(item: OpenItem, t: Speech, store: Store) -> Item:
    """Somebody has asked for help."""
    milestone = milestones.get(store, item.id)
    person = addressee(store, milestone)
    return Item(
        t(
            "{group}: {name} needs help with {what}.",
            group=groups.get(store, milestone.group_id).title,
            name=person.name,
            what=mentioned(milestone),
        ),
        (Button("milestone.helped", t("It is taken care of"), {"milestone": item.id}),),
    )
