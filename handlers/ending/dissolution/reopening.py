"""A dissolved group works again: *Genåbn*, or *Fortryd* under the receipt."""

from __future__ import annotations

from datetime import datetime

from handlers.dialogue import tell
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import GroupReopened, MilestoneSettled
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from handlers.rules.lifecycle import Step, after
from storage import endings, groups, journal, milestones, people
from storage.engine import Store
from storage.tables import PROCESS, Group, GroupState, JournalLine, Membership, MilestoneState, Person, Role, RoleState

from .questions import closes_at_once

router = Router()


@router.button("reopen", subject="group")
def reopen(request: Request, store: Store) -> Reply:
    """Bring a group back with everybody who was in it at the end."""
    group, t = groups.get(store, request.id("group")), request.t
    if after(group.state, Step.reopen) is None:
        raise UserError(t("{title} has not been dissolved.", title=group.title))
    if not closes_at_once(request, store, group):
        owner = people.get(store, group.owner_id)
        raise UserError(t("Write to {owner}, who can reopen the group.", owner=owner.name))
    if groups.titled(store, group.title) is not None:
        raise UserError(t("There is another group called {title} now.", title=group.title))
    dissolved = journal.latest(store, number(group.id), "group.dissolved")
    _bring_back(request, store, group, dissolved)
    return Reply(
        Card(
            t("{title} works again.", title=group.title),
            (Line(t("The members have been told. What was sent cannot be called back.")),),
            (Button("end.extend", t("Extend"), {"group": number(group.id)}),),
            tone="good",
        ),
        instead=True,
    )


@router.undo("group.dissolved")
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """Closing a group is taken back by opening it again."""
    return reopen(request.with_args(group=number(line.group_id)), store)


@router.news("group.reopened")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """For those who read that it was dissolved."""
    group = groups.get(store, number(line.group_id))
    return t("The group works again.") if group.state == GroupState.established else None


def _bring_back(request: Request, store: Store, group: Group, dissolved: JournalLine | None) -> None:
    id_, now = number(group.id), request.now
    state = after(group.state, Step.reopen)
    assert state is not None
    present = endings.members_at_end(store, group)
    roles = endings.roles_at_end(store, group)
    group.state, group.dissolved_at = state, None
    tell.take_back(store, f"dissolved:{id_}")
    for membership, person in present:
        store.add(
            Membership(
                group_id=id_,
                person_id=membership.person_id,
                organisation_id=membership.organisation_id,
                nominee_id=membership.nominee_id,
                since=now,
                hours=membership.hours,
            )
        )
        person.erase_on = person.erase_due = None
    for role in roles:
        if people.get(store, role.person_id).erased_at is None:
            again = Role(group_id=id_, person_id=role.person_id, kind=role.kind, state=RoleState.active)
            again.since = now
            store.add(again)
    _restore_deadlines(store, group, dissolved, now)
    _correct(request, store, group, {number(person.id) for _, person in present})
    line = note(request, store, "group.reopened", group=id_, undoes=dissolved.id if dissolved is not None else None)
    if group.template != PROCESS:
        store.happened(GroupReopened(id_))
    for _, person in present:
        if person.id == request.me:
            continue
        tell.tell(
            store,
            person,
            subject=f"reopened:{id_}",
            key=f"reopened/{line.id}/{person.id}",
            now=now,
            card=lambda t: _back(t, group),
        )


def _correct(request: Request, store: Store, group: Group, members: set[int]) -> None:
    """Whoever was thanked reads that the group goes on, and is not asked whether their profile may stay. The
    members get a message of their own; whoever presses reads the reply."""
    subject = f"dissolved:{group.id}"

    def inside(t: Speech, reader: Person | None) -> Card | None:
        if reader is None:
            return None
        if reader.id in members or (reader.id == group.owner_id and reader.id != request.me):
            return Card(t("{title} works again.", title=group.title))
        return None

    def lender(t: Speech, reader: Person | None) -> Card | None:
        if reader is None or reader.id in members or reader.id == group.owner_id:
            return None
        return Card(t("{title} works again, and those you lent us are in it as before.", title=group.title))

    tell.redraw(store, subject, now=request.now, card=inside)
    tell.redraw(store, subject, now=request.now, card=lender, news=True)


def _back(t: Speech, group: Group) -> Card:
    return Card(
        t("{title} works again, and you are in it as before.", title=group.title),
        (),
        (Button("status.show", t("Show {title}", title=group.title), {"group": number(group.id)}),),
    )


def _restore_deadlines(store: Store, group: Group, dissolved: JournalLine | None, now: datetime) -> None:
    kept = dissolved.facts.get("milestones", []) if dissolved is not None else []
    assert isinstance(kept, list)
    for milestone in endings.dropped(store, number(group.id), [int(each) for each in kept]):
        milestones.revise(milestone, now)
        milestone.state = MilestoneState.open
        store.happened(MilestoneSettled(number(milestone.id)))
