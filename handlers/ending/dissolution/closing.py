"""Closing a group: what it made is recorded, everything open falls away, and everybody is thanked."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue import evaluated, over, tell
from handlers.dialogue.card import Button, Card, Document, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.events import GroupDissolved
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.lifecycle import Step, after
from handlers.rules.permissions import may
from storage import groups, members, outputs, people
from storage.engine import Store
from storage.tables import (
    Group,
    JournalLine,
    Output,
    OutputState,
)

from . import proposal, thanks
from .questions import Answers, check_open, closes_at_once, form, read
from .words import case_name

router = Router()


@router.form("dissolve.close", form, subject="group")
def answered(request: Request, store: Store) -> Reply:
    """Close the group with these answers, or propose it."""
    group = groups.get(store, request.id("group"))
    check_open(request, store, group)
    answers = read(request, store, group)
    if not closes_at_once(request, store, group):
        return proposal.propose(request, store, group, answers)
    return close(request, store, group, answers)


@router.button("dissolve.approve", subject="group")
def approve(request: Request, store: Store) -> Reply:
    """The secretariat closes a group as its coordinator proposed."""
    group = groups.get(store, request.id("group"))
    answers = proposal.answers(request, store, group)
    return close(request, store, group, answers)


def close(request: Request, store: Store, group: Group, answers: Answers) -> Reply:
    """End a group for everybody in it."""
    id_, now = number(group.id), request.now
    state = after(group.state, Step.dissolve)
    assert state is not None
    present = members.of_group(store, id_)
    coordinator = members.coordinator(store, id_)
    results = _record(request, store, group, answers)
    group.state, group.dissolved_at, group.end_ask_due = state, now, None
    group.follow_on_owner, group.follow_on = answers.owner, answers.follow_on
    dropped = over.drop_deadlines(store, id_, now)
    for membership, _ in present:
        membership.until, membership.leave_due = now, None
    over.end_roles(store, id_, now)
    line = note(
        request,
        store,
        "group.dissolved",
        group=id_,
        facts={"outputs": [number(each.id) for each in results], "milestones": dropped},
        texts={"owner": answers.owner, "follow_on": answers.follow_on},
    )
    told = thanks.send(request, store, group, line, present, coordinator, [each.title for each in results])
    store.happened(GroupDissolved(id_))
    proposal.redraw(store, group, now)
    _tell_owner(request, store, group, line, told)
    staff = may("casefile", standing(store, request.person, None, now.date()))
    card = receipt(request.t, group, told, file=staff)
    return Reply(replace(card, buttons=(*card.buttons, undo_button(request.t, line))), instead=True)


def receipt(t: Speech, group: Group, told: thanks.Thanked, *, file: bool = True) -> Card:
    """That a group is closed, who has been thanked, and, for the secretariat, the case as a `file`."""
    case = (Document("casefile", number(group.id), case_name(t, group)),) if file else ()
    return Card(
        t("{title} has been dissolved.", title=group.title),
        (Line(" ".join(_thanked(t, told))), *case),
        (
            Button("result.show", t("The result on one page"), {"group": number(group.id)}, style="link"),
            evaluated.plan_button(t, group),
        ),
        tone="good",
    )


def _thanked(t: Speech, told: thanks.Thanked) -> list[str]:
    sentences = []
    if told.members:
        sentences.append(t.plural(told.members, "{n} member has been thanked.", "{n} members have been thanked."))
    if told.lenders:
        sentences.append(t.plural(told.lenders, "{n} who lent somebody is told.", "{n} who lent somebody are told."))
    sentences.append(t("The case is gathered in one file."))
    return sentences


def _record(request: Request, store: Store, group: Group, answers: Answers) -> list[Output]:
    """What came of it, as outputs that are delivered."""
    results = [each for each in outputs.of_group(store, number(group.id)) if each.id in answers.ticked]
    for title in answers.written:
        row = Output(group_id=number(group.id), title=title, created_at=request.now)
        store.add(row)
        results.append(row)
    for each in results:
        if each.state != OutputState.delivered:
            each.state, each.delivered_at = OutputState.delivered, request.now
            each.delivered_by_id = request.me
    return results


def _tell_owner(request: Request, store: Store, group: Group, line: JournalLine, told: thanks.Thanked) -> None:
    """The owner gets the case, unless the owner has it on the receipt."""
    owner, closer = people.get(store, group.owner_id), request.person
    if owner.id == closer.id:
        return

    def card(t: Speech) -> Card:
        base = receipt(t, group, told)
        by = Line(t("{name} closed the group.", name=closer.name))
        reopen = Button("reopen", t("Reopen"), {"group": number(group.id)})
        return Card(base.title, (by, *base.body), (*base.buttons, reopen), tone="good")

    key = f"dissolved/{line.id}/owner"
    tell.tell(store, owner, subject=f"dissolved:{group.id}", key=key, now=request.now, card=card)
