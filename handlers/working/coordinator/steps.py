"""What the other parts share: making somebody coordinator, ending a role, and who is told of it."""

from __future__ import annotations

from datetime import date, datetime

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card
from handlers.dialogue.events import CoordinatorChanged
from handlers.dialogue.joining import join, leave, still_there
from handlers.dialogue.request import Request, number
from handlers.dialogue.tell import post, redraw, tell
from handlers.locale import Speech
from storage import groups, members, people
from storage.engine import Store
from storage.tables import ALIVE, Group, JournalLine, Person, Role, RoleKind, RoleState

from . import cards


def appoint(
    request: Request,
    store: Store,
    group: Group,
    person: Person,
    *,
    role: Role | None = None,
    note: str = "",
    what: str = "coordinator.appointed",
) -> tuple[Role, JournalLine]:
    """Make a person the coordinator from now on, and a member if they are none.

    `role` is the one they were asked to take. Whoever had it has it no longer, and whoever else was asked
    need not answer. The journal line knows what undo needs; `what` is "coordinator.became" when it follows
    from something else, which is undone as a whole.
    """
    gid, pid = number(group.id), number(person.id)
    still_there(request, store, person)
    before = members.active_role(store, gid, RoleKind.coordinator)
    if before is not None:
        end(before, request.now)
    deputy = members.active_role(store, gid, RoleKind.deputy)
    if deputy is not None and deputy.person_id == pid:
        end(deputy, request.now)
    else:
        deputy = None
    if role is None:
        meant = [each for each in members.coming_roles(store, gid, RoleKind.coordinator) if each.person_id == pid]
        role = next(iter(meant), None)
    for other in members.coming_roles(store, gid, RoleKind.coordinator):
        if role is None or other.id != role.id:
            drop_offer(request, store, other)
    if role is None:
        role = Role(group_id=gid, person_id=pid, kind=RoleKind.coordinator)
    role.note = note or role.note
    role.state, role.since, role.until, role.start_due = RoleState.active, request.now, None, None
    store.add(role)
    joined = join(store, gid, person, request.now)
    line = chronicle.note(
        request,
        store,
        what,
        group=gid,
        subject=number(role.id),
        for_=pid,
        facts={
            "before": before.id if before is not None else None,
            "deputy": deputy.id if deputy is not None else None,
            "membership": joined,
        },
    )
    store.happened(CoordinatorChanged(gid))
    return role, line


def end(role: Role, now: datetime) -> None:
    """A role ends now."""
    role.state, role.until, role.leave_due, role.start_due = RoleState.ended, now, None, None


def revive(role: Role) -> None:
    """A role that ended, or was about to, goes on."""
    role.state, role.until, role.leaving_on, role.leave_due = RoleState.active, None, None, None


def undo_facts(request: Request, store: Store, line: JournalLine) -> None:
    """Give back what an appointment took: the role to whoever had it, and the deputy's; and the membership
    that came with it ends."""
    for name in ("before", "deputy"):
        id_ = line.facts.get(name)
        if isinstance(id_, int):
            revive(members.role(store, id_))
    id_ = line.facts.get("membership")
    if isinstance(id_, int):
        membership = members.get(store, id_)
        if membership.until is None:
            leave(store, membership, request.now)
    store.happened(CoordinatorChanged(int(line.group_id or 0)))


def drop_offer(request: Request, store: Store, role: Role) -> None:
    """Somebody who was asked, or meant, need not answer any longer."""
    end(role, request.now)
    redraw_offer(request, store, role)


def redraw_offer(request: Request, store: Store, role: Role, line: JournalLine | None = None) -> None:
    """Draw the cards again that asked somebody to be coordinator; with {Undo} for whoever has just answered."""

    def card(t: Speech, reader: Person | None) -> Card | None:
        if reader is None:
            return None
        drawn = cards.offer(t, store, role)
        mine = line is not None and line.actor_id == reader.id
        return cards.with_undo(t, drawn, line) if mine and line is not None else drawn

    redraw(store, f"role:{role.id}", now=request.now, news=True, card=card)


def ask(request: Request, store: Store, role: Role, at: datetime) -> None:
    """Ask somebody to be coordinator; the card goes `at` a domain time."""
    role.state, role.asked_at = RoleState.asked, request.now
    store.add(role)
    tell(
        store,
        people.get(store, role.person_id),
        subject=f"role:{role.id}",
        key=f"role:{role.id}/ask",
        now=request.now,
        at=at,
        card=lambda t: cards.offer(t, store, role),
    )


def announce(request: Request, store: Store, role: Role) -> None:
    """Tell the group's room and the coordinator's director who keeps the threads from now on."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    if group.state in ALIVE:
        post(
            store,
            group,
            subject=f"role:{role.id}/room",
            key=f"role:{role.id}/room/{int(request.now.timestamp())}",
            now=request.now,
            card=lambda t: cards.to_room(t, store, group, person),
        )
    if own_staff(store, person):
        return
    director = people.director(store, person.organisation_id, request.now.date())
    if director is None or director.id == person.id:
        return
    subject = f"role:{role.id}/director"
    redraw(store, subject, now=request.now, news=True, card=lambda t, _reader: cards.to_director(t, group, person))
    tell(
        store,
        director,
        subject=subject,
        key=subject,
        now=request.now,
        card=lambda t: cards.to_director(t, group, person),
    )


def correct(request: Request, store: Store, role: Role) -> None:
    """What was announced of somebody who is not coordinator after all says so, in the room and to the director."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    now = members.coordinator(store, role.group_id)

    def in_room(t: Speech, _reader: Person | None) -> Card:
        if now is None:
            return Card(t("{group} has no coordinator.", group=group.title))
        return cards.to_room(t, store, group, now)

    def to_director(t: Speech, _reader: Person | None) -> Card:
        return Card(t("{name} is not coordinator of {group} after all.", name=person.name, group=group.title))

    redraw(store, f"role:{role.id}/room", now=request.now, card=in_room)
    redraw(store, f"role:{role.id}/director", now=request.now, news=True, card=to_director)


def tell_appointed(request: Request, store: Store, role: Role, *, day: date | None = None) -> None:
    """Tell somebody of the secretariat that they are coordinator now, or will be from a day on."""
    if request.actor is not None and request.me == role.person_id:
        return
    tell(
        store,
        people.get(store, role.person_id),
        subject=f"role:{role.id}",
        key=f"role:{role.id}/appointed",
        now=request.now,
        card=lambda t: cards.appointed(t, store, role, day=day),
    )


def own_staff(store: Store, person: Person) -> bool:
    """Whether somebody belongs to the secretariat, which appoints its own without asking."""
    return person.organisation_id == people.circle(store).secretariat_id


def one_page(t: Speech, group: Group) -> Button:
    """The way to the group on one page."""
    return Button("status.show", t("{group} on one page", group=group.title), {"group": number(group.id)})
