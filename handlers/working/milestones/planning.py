"""The plan: what is open, edited, dropped; and the coordinator's yes or no to what members propose."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Items
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import read_loose
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.gated import chosen_gate, gate_field, possible_gates, see_that_it_is_asked
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import owner_field
from handlers.dialogue.tell import post, tell
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.moments import Moment
from handlers.rules.names import raised
from handlers.rules.reminding import plan_times
from storage import groups, journal, milestones, people
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, Milestone, MilestoneState

from . import cards
from .attending import note_in_room
from .parts import fit_title, mentioned, there, what

router = Router()


@router.button("milestone.list", subject="group", changes=False)
def list_(request: Request, store: Store) -> Reply:
    """The open deadlines, each with what can be done about it."""
    t, group = request.t, groups.get(store, request.id("group"))
    found = milestones.open_in(store, number(group.id))
    new = Button("milestone.new", t("New deadline"), {"group": number(group.id)}, style="primary")
    back = Button("back_plan.open", t("Plan backwards"), {"group": number(group.id)})
    if not found:
        return Reply(Card(t("{group} has no open deadlines.", group=group.title), buttons=(new, back)))
    title = t.plural(len(found), "{group}: one open deadline", "{group}: {n} open deadlines", group=group.title)
    return Reply(Card(title, (Items(tuple(_item(t, store, each) for each in found)),), (new, back)))


def _item(t: Speech, store: Store, milestone: Milestone) -> Item:
    args: dict[str, str | int] = {"milestone": number(milestone.id)}
    return Item(
        cards.summary(t, store, milestone),
        (
            Button("milestone.done", t("Done"), args),
            Button("milestone.edit", t("Edit"), args),
            Button("milestone.drop", t("Drop"), args),
        ),
    )


# --- editing ---


def edit_form(request: Request, store: Store) -> Form:
    """What, when, which body, who, and what it waits for, as they are. A day that has passed is kept when the field is
    left empty."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    group, moment = groups.get(store, milestone.group_id), moments.of(milestone)
    passed = milestone.day is not None and milestone.day < request.now.date()
    hint = (
        t("Empty keeps {day}.", day=t.days(moments.due(milestone)))
        if passed and milestone.day is not None
        else t("Empty puts it on the plan without a date.")
    )
    gate = gate_field(t, store, number(group.id), waiting=milestone)
    values = {"title": milestone.title, "organ": milestone.organ}
    if str(milestone.gate_id) in {each.value for each in gate.options}:
        values["gate"] = str(milestone.gate_id)
    if moment is not None and not passed:
        values["day"] = t.when(moment, week=False)
    if milestone.owner_id is not None:
        values["owner"] = str(milestone.owner_id)
    return Form(
        "milestone.edited",
        t("Edit the deadline in {group}", group=group.title),
        (
            Words("title", t("What is due?"), max=200),
            When("day", t("When?"), hint=hint, required=False, weeks=True, loose=True),
            Words("organ", t("Which body?"), hint=t("Empty: the group itself."), required=False, max=100),
            owner_field(t, store, group),
            *((gate,) if gate.options else ()),
        ),
        t("Save"),
        args={"milestone": number(milestone.id)},
        values={**values},
    )


@router.button("milestone.edit", subject="milestone", changes=False)
def edit(request: Request, store: Store) -> Reply:
    """{Ret}"""
    there(request, store)
    return Reply(form=edit_form(request, store))


@router.form("milestone.edited", edit_form, subject="milestone")
def edited(request: Request, store: Store) -> Reply:
    """The form."""
    milestone, _ = there(request, store)
    said, owner = request.value("day"), request.value("owner")
    passed = milestone.day is not None and milestone.day < request.now.date()
    before = _as_it_is(milestone)
    moment = read_loose(said, request.now) if said else before.moment if passed else None
    title = fit_title(request.t, request.value("title"))
    organ = " ".join(request.value("organ").split())
    after = _Kept(title, organ, moment, int(owner) if owner else None, _gate(request, store, milestone))
    if before == after:
        raise UserError(request.t("Nothing has been changed."))
    line = remember(request, store, milestone, "milestone.edited")
    if (before.title, before.organ, before.moment) != (after.title, after.organ, after.moment):
        milestones.revise(milestone, request.now)
    milestone.title, milestone.organ = after.title, after.organ
    milestone.owner_id, milestone.gate_id = after.owner_id, after.gate_id
    see_that_it_is_asked(request, store, after.gate_id)
    if after.moment != before.moment:
        move(request, store, milestone, moment)
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(cards.with_undo(request.t, cards.summary(request.t, store, milestone), line))


@dataclass(frozen=True)
class _Kept:
    """What can be edited of a deadline."""

    title: str
    organ: str
    moment: Moment | None
    owner_id: int | None
    gate_id: int | None


def _as_it_is(milestone: Milestone) -> _Kept:
    return _Kept(milestone.title, milestone.organ, moments.of(milestone), milestone.owner_id, milestone.gate_id)


def _gate(request: Request, store: Store, milestone: Milestone) -> int | None:
    """What was chosen; what could not be chosen, since it is answered, stays."""
    offered = {each.id for each in possible_gates(store, milestone.group_id, waiting=milestone)}
    if milestone.gate_id is not None and milestone.gate_id not in offered:
        return milestone.gate_id
    return chosen_gate(request)


def move(request: Request, store: Store, milestone: Milestone, moment: Moment | None) -> None:
    """Give a deadline another day, or none, and tell the room."""
    moments.put(milestone, moment)
    milestone.words = ""  # as another date was written
    plan_times(milestone, request.now, known_to=request.me)
    group = groups.get(store, milestone.group_id)
    if milestone.state == MilestoneState.open and group.state in ALIVE and moment is not None:
        post(
            store,
            group,
            subject=f"milestone:{milestone.id}/moved",
            key=f"milestone:{milestone.id}/moved/{moment.day}/{int(request.now.timestamp())}",
            now=request.now,
            card=lambda t: cards.moved(t, store, milestone),
        )


def moved_by(request: Request, store: Store, milestone: Milestone, moment: Moment) -> JournalLine:
    """Move a deadline and remember where it was."""
    line = remember(request, store, milestone, "milestone.moved")
    milestones.revise(milestone, request.now)
    move(request, store, milestone, moment)
    store.happened(MilestoneSettled(number(milestone.id)))
    return line


def remember(request: Request, store: Store, milestone: Milestone, kind: str) -> JournalLine:
    """A journal line with the deadline as it is before a change."""
    return chronicle.note(
        request,
        store,
        kind,
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={
            "when": moments.packed(moments.of(milestone)),
            "owner": milestone.owner_id,
            "gate": milestone.gate_id,
        },
        texts={"title": milestone.title, "organ": milestone.organ, "words": milestone.words},
    )


@router.undo("milestone.edited")
@router.undo("milestone.moved")
def undo_edited(request: Request, store: Store, line: JournalLine) -> Reply:
    """The deadline is as it was."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    if milestone.state not in (MilestoneState.open, MilestoneState.proposed):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    milestones.revise(milestone, request.now)
    owner, gate = line.facts.get("owner"), line.facts.get("gate")
    texts = journal.texts_of(store, [number(line.id)]).get(number(line.id), {})
    milestone.title = texts.get("title", milestone.title)
    milestone.organ = texts.get("organ", milestone.organ)
    moments.put(milestone, moments.kept_in(line.facts))
    milestone.words = texts.get("words", "")
    milestone.owner_id = owner if isinstance(owner, int) else None
    milestone.gate_id = gate if isinstance(gate, int) else None
    plan_times(milestone, request.now, known_to=request.me)
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. {what}", what=cards.summary(t, store, milestone))))


# --- dropping ---


@router.button("milestone.drop", subject="milestone")
def drop(request: Request, store: Store) -> Reply:
    """[Fjern]: off the plan, without having been done."""
    t = request.t
    milestone, _ = there(request, store)
    line = take_off(request, store, milestone)
    return Reply(cards.with_undo(t, t("{what} is no longer on the plan.", what=what(milestone)), line))


def take_off(request: Request, store: Store, milestone: Milestone) -> JournalLine:
    """It is no longer on the plan, nor proposed."""
    before = milestone.state
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState.dropped
    line = chronicle.note(
        request,
        store,
        "milestone.dropped",
        group=milestone.group_id,
        subject=number(milestone.id),
        facts={"state": before.value},
    )
    store.happened(MilestoneSettled(number(milestone.id)))
    return line


@router.undo("milestone.dropped")
def undo_dropped(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is on the plan again, or proposed again."""
    t, milestone = request.t, milestones.get(store, number(line.subject_id))
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState(str(line.facts.get("state", MilestoneState.open.value)))
    store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(t("Taken back. {what}", what=cards.summary(t, store, milestone))))


# --- what members propose ---


@router.button("milestone.confirm", subject="milestone")
def confirm(request: Request, store: Store) -> Reply:
    """[Ja, sæt den på]"""
    t = request.t
    milestone, group = _proposed(request, store)
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState.open
    plan_times(milestone, request.now, known_to=milestone.created_by_id)
    chronicle.note(
        request,
        store,
        "milestone.confirmed",
        group=number(group.id),
        subject=number(milestone.id),
        for_=milestone.created_by_id,
    )
    store.happened(MilestoneSettled(number(milestone.id)))
    note_in_room(request, store, milestone)
    return Reply(cards.proposal(t, store, milestone), instead=True)


@router.button("milestone.decline", subject="milestone")
def decline(request: Request, store: Store) -> Reply:
    """[Nej tak]: the member is told."""
    t = request.t
    milestone, group = _proposed(request, store)
    milestones.revise(milestone, request.now)
    milestone.state = MilestoneState.dropped
    chronicle.note(
        request,
        store,
        "milestone.declined",
        group=number(group.id),
        subject=number(milestone.id),
        for_=milestone.created_by_id,
    )
    store.happened(MilestoneSettled(number(milestone.id)))
    name = request.person.name
    tell(
        store,
        people.get(store, milestone.created_by_id),
        subject=f"milestone:{milestone.id}/declined",
        key=f"milestone:{milestone.id}/declined",
        now=request.now,
        card=lambda t: Card(
            t(
                "{name} has not put {what} on the plan of {group}.",
                name=name,
                what=mentioned(milestone),
                group=group.title,
            )
        ),
    )
    return Reply(cards.proposal(t, store, milestone), instead=True)


def _proposed(request: Request, store: Store) -> tuple[Milestone, Group]:
    milestone, group = there(request, store)
    if milestone.state != MilestoneState.proposed:
        raise UserError(request.t("{what} is on the plan already.", what=raised(milestone.title)))
    return milestone, group
