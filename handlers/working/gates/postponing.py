"""A decision that is put off: [Udsat] gives it another date, or none for the time being."""

from __future__ import annotations

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Item, Items, Line, Part
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import read_loose
from handlers.dialogue.form import Form, When
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.dialogue.tell import post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.names import lowered
from handlers.rules.permissions import may
from handlers.rules.reminding import plan_times
from storage import gates, groups, journal, milestones, subjects
from storage.engine import Store
from storage.gates import STANDING
from storage.tables import ALIVE, WORKING, Group, JournalLine, Milestone

from .deciding import entry, open_gate

router = Router()


def postpone_form(request: Request, store: Store) -> Form:
    """When it will be decided; empty where nobody knows."""
    t, gate = request.t, milestones.get(store, request.id("milestone"))
    return Form(
        "gate.postponed",
        t("When will {what} be decided?", what=lowered(gate.title, gate.organ)),
        (When("day", t("New date"), hint=t("Empty if you do not know yet."), required=False, weeks=True, loose=True),),
        t("Save"),
        args={"milestone": number(gate.id)},
    )


@router.button("gate.postpone", subject="milestone", changes=False)
def postpone(request: Request, store: Store) -> Reply:
    """[Udsat]"""
    open_gate(request, store)
    return Reply(form=postpone_form(request, store))


@router.form("gate.postponed", postpone_form, subject="milestone")
def postponed(request: Request, store: Store) -> Reply:
    """The form. What hangs on the decision and comes before its new date is shown: it has to move as well."""
    t = request.t
    gate, group = open_gate(request, store)
    said = request.value("day")
    moment = read_loose(said, request.now) if said else None
    line = chronicle.note(
        request,
        store,
        "gate.postponed",
        group=number(group.id),
        subject=number(gate.id),
        facts={"when": moments.packed(moments.of(gate)), "to": moments.packed(moment)},
        texts={"title": gate.title, "words": gate.words},
    )
    _put(request, store, gate, moment, "")  # as another date was written
    if group.state in ALIVE:
        post(
            store,
            group,
            subject=f"milestone:{gate.id}/moved",
            key=f"milestone:{gate.id}/moved/{line.id}",
            now=request.now,
            card=lambda t: Card(t("Put off: {what}.", what=entry(t, gate))),
        )
    body: list[Part] = []
    too_early = [
        each
        for each in gates.hanging(store, [number(gate.id)], STANDING).milestones
        if each.day is not None and gate.day is not None and each.day < gate.day
    ]
    if too_early:
        leads = _leads(request, store, group)
        items = [Item(entry(t, each), _edit(t, each) if leads else ()) for each in too_early]
        body += [Line(t("This waits for it and comes before:")), Items(tuple(items))]
    title = t("Put off: {what}.", what=entry(t, gate))
    return Reply(Card(title, tuple(body), (undo_button(t, line),), tone="good"), instead=True)


@router.undo("gate.postponed")
def undo_postponed(request: Request, store: Store, line: JournalLine) -> Reply:
    """The decision is to be made when it was to be made before."""
    t, gate = request.t, milestones.get(store, number(line.subject_id))
    working = groups.get(store, gate.group_id).state in WORKING
    moved_on = moments.packed(moments.of(gate)) != line.facts["to"]
    if gate.answer is not None or gate.state not in STANDING or moved_on or not working:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    words = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("words", "")
    _put(request, store, gate, moments.unpacked(str(line.facts.get("when", ""))), words)
    redraw(
        store,
        f"milestone:{gate.id}/moved",
        now=request.now,
        card=lambda t, _reader: Card(t("Taken back. {what}", what=entry(t, gate))),
    )
    return Reply(Card(t("Taken back. {what}", what=entry(t, gate))))


def _leads(request: Request, store: Store, group: Group) -> bool:
    """Whether the person leads the group: the owner of a decision need not."""
    subject = subjects.find(store, "group", number(group.id))
    return may("milestone.edit", standing(store, request.person, subject, request.now.date()))


def _edit(t: Speech, milestone: Milestone) -> tuple[Button, ...]:
    return (Button("milestone.edit", t("Edit"), {"milestone": number(milestone.id)}),)


def _put(request: Request, store: Store, gate: Milestone, moment: moments.Moment | None, words: str) -> None:
    milestones.revise(gate, request.now)
    moments.put(gate, moment)
    gate.words = words
    plan_times(gate, request.now, known_to=request.me)
    store.happened(MilestoneSettled(number(gate.id)))
