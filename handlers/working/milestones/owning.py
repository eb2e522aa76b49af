"""Whose task it is, and help with it: [Ikke min opgave] [Vælg ejer] [Jeg har brug for hjælp]."""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.form import Form
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import lead, owner_field
from handlers.dialogue.tell import post, redraw, tell
from handlers.dialogue.undo import undo_button
from handlers.rules.names import first_name
from handlers.rules.reminding import plan_times
from storage import groups, milestones, people
from storage.engine import Store
from storage.tables import ALIVE, JournalLine, Milestone, MilestoneState

from . import cards
from .parts import mentioned, there, what, when

router = Router()


@router.button("milestone.not_mine", subject="milestone")
def not_mine(request: Request, store: Store) -> Reply:
    """[Ikke min opgave]: the coordinator is told; whoever leads chooses at once."""
    t, who = request.t, request.person
    milestone, group = there(request, store)
    boss = lead(store, group)
    if milestone.owner_id != request.me or boss.id == request.me:
        return Reply(form=owner_form(request, store))
    line = chronicle.note(
        request, store, "milestone.not_mine", group=number(group.id), subject=number(milestone.id), for_=request.me
    )
    milestone.owner_id = None
    store.happened(MilestoneSettled(number(milestone.id)))
    tell(
        store,
        boss,
        subject=f"milestone:{milestone.id}/owner",
        key=f"milestone:{milestone.id}/owner/{line.id}",
        now=request.now,
        card=lambda t: cards.ownerless(t, store, milestone, who),
    )
    return Reply(
        Card(
            t("Thank you for saying so, {name}.", name=first_name(who.name)),
            (Line(t("{name} finds somebody else.", name=boss.name)),),
            (undo_button(t, line),),
        )
    )


def owner_form(request: Request, store: Store) -> Form:
    """Who is to have it."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    group = groups.get(store, milestone.group_id)
    return Form(
        "milestone.owned",
        t("Who is to have {what}?", what=mentioned(milestone)),
        (owner_field(t, store, group, required=True),),
        t("Choose"),
        args={"milestone": number(milestone.id)},
    )


@router.button("milestone.choose_owner", subject="milestone", changes=False)
def choose_owner(request: Request, store: Store) -> Reply:
    """[Vælg ejer]"""
    there(request, store)
    return Reply(form=owner_form(request, store))


@router.form("milestone.owned", owner_form, subject="milestone")
def owned(request: Request, store: Store) -> Reply:
    """The form; the room hears whose it is."""
    t = request.t
    milestone, group = there(request, store)
    owner = people.get(store, int(request.value("owner")))
    if milestone.owner_id == owner.id:
        raise UserError(t("{owner} has {what} already.", owner=owner.name, what=mentioned(milestone)))
    line = chronicle.note(
        request,
        store,
        "milestone.owned",
        group=number(group.id),
        subject=number(milestone.id),
        for_=owner.id,
        facts={"before": milestone.owner_id},
    )
    milestone.owner_id = owner.id
    if milestone.asked_at is None and milestone.late_asked_at is None:
        plan_times(milestone, request.now, known_to=request.me)
    store.happened(MilestoneSettled(number(milestone.id)))
    _redraw_ownerless(request, store, milestone)
    if group.state in ALIVE and milestone.state == MilestoneState.open:
        post(
            store,
            group,
            subject=f"milestone:{milestone.id}/owned",
            key=f"milestone:{milestone.id}/owned/{line.id}",
            now=request.now,
            card=lambda t: Card(
                t(
                    "{owner} has {what} now: {when}.",
                    owner=owner.name,
                    what=mentioned(milestone),
                    when=when(t, milestone),
                )
            ),
        )
    title = t("{owner} has {what} now.", owner=owner.name, what=mentioned(milestone))
    return Reply(cards.with_undo(t, title, line))


@router.undo("milestone.not_mine")
@router.undo("milestone.owned")
def undo_owner(request: Request, store: Store, line: JournalLine) -> Reply:
    """The task lies where it did before."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    if milestone.state not in (MilestoneState.open, MilestoneState.proposed):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    before = line.for_id if line.what == "milestone.not_mine" else line.facts.get("before")
    milestone.owner_id = before if isinstance(before, int) else None
    store.happened(MilestoneSettled(number(milestone.id)))
    _redraw_ownerless(request, store, milestone)
    return Reply(Card(t("Taken back. {what}", what=cards.summary(t, store, milestone))))


def _redraw_ownerless(request: Request, store: Store, milestone: Milestone) -> None:
    redraw(
        store,
        f"milestone:{milestone.id}/owner",
        now=request.now,
        card=lambda t, reader: cards.ownerless(t, store, milestone, reader) if reader is not None else None,
    )


# --- help ---


@router.button("milestone.help", subject="milestone")
def help_(request: Request, store: Store) -> Reply:
    """[Jeg har brug for hjælp]: coordinator and secretariat are told, with the number to ring."""
    t, who = request.t, request.person
    milestone, group = there(request, store)
    told = {
        number(each.id): each
        for each in (lead(store, group), people.get(store, group.owner_id))
        if each.id != request.me
    }
    names = t.names([first_name(each.name) for each in told.values()])
    if milestone.help_at is not None:
        raise UserError(t("You have asked for help already. Somebody will ring you."))
    milestone.help_at = request.now
    line = chronicle.note(
        request, store, "milestone.help", group=number(group.id), subject=number(milestone.id), for_=request.me
    )
    for each in told.values():
        tell(
            store,
            each,
            subject=f"milestone:{milestone.id}/help",
            key=f"milestone:{milestone.id}/help/{line.id}/{each.id}",
            now=request.now,
            card=lambda t: cards.help_wanted(t, store, milestone, who),
        )
    return Reply(
        Card(t("Help is on its way."), (Line(t("{names} know. One of them will ring you.", names=names)),), tone="good")
    )


@router.button("milestone.helped", subject="milestone")
def helped(request: Request, store: Store) -> Reply:
    """[Det er klaret]"""
    t = request.t
    milestone, group = there(request, store)
    if milestone.help_at is None:
        raise UserError(t("It has been taken care of already."))
    asked = milestone.owner_id
    milestone.help_at = None
    chronicle.note(request, store, "milestone.helped", group=number(group.id), subject=number(milestone.id))
    by = people.get(store, asked) if asked is not None else request.person
    redraw(
        store,
        f"milestone:{milestone.id}/help",
        now=request.now,
        card=lambda t, _reader: cards.help_wanted(t, store, milestone, by),
    )
    return Reply(Card(t("Good. {what} is not on the list of help any longer.", what=what(milestone)), tone="good"))
