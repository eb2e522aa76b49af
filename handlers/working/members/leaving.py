"""Leaving a group: replaced from a day on, or removed; and what follows on the day."""

from __future__ import annotations

from datetime import date

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Item, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MemberJoined, MemberLeft, SeatWanted
from handlers.dialogue.form import Form, When
from handlers.dialogue.joining import leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.somebody import person_field, person_named
from handlers.dialogue.standing import in_secretariat
from handlers.dialogue.tell import tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.dates import read_date
from handlers.rules.names import first_name
from handlers.rules.workdays import opening
from storage import due, groups, members, nominations, people
from storage.attention import OpenItem
from storage.engine import Store
from storage.tables import ALIVE, Group, GroupState, JournalLine, Membership, Person, RequestState

from . import proposing
from .adding import living
from .proposing import HAVE_DIRECTORS

router = Router()


# --- replaced ---


def replace_form(request: Request, store: Store) -> Form:
    """From which day, and whom the organisation is asked for."""
    t, membership = request.t, members.get(store, request.id("membership"))
    person, group = people.get(store, membership.person_id), groups.get(store, membership.group_id)
    return Form(
        "member.replaced",
        t("When does {name} stop in {group}?", name=first_name(person.name), group=group.title),
        (
            When("day", t("From which day"), hint=t("{name} stays until then.", name=first_name(person.name))),
            person_field(
                t,
                store,
                "successor",
                t("Who comes instead?"),
                hint=t("Leave it empty if you do not know. The director is asked to name somebody."),
                required=False,
            ),
        ),
        t("Replace"),
        args={"membership": number(membership.id)},
    )


@router.button("member.replace", subject="membership", changes=False)
def replace(request: Request, store: Store) -> Reply:
    """[Afløs]"""
    _there(request, store)
    return Reply(form=replace_form(request, store))


@router.form("member.replaced", replace_form, subject="membership")
def replaced(request: Request, store: Store) -> Reply:
    """The form."""
    membership = _there(request, store)
    day = read_date(request.value("day"), request.now).day
    said = request.value("successor")
    successor = person_named(request, store, said, field="successor") if said else None
    return replace_on(request, store, membership, day, successor)


def replace_on(
    request: Request, store: Store, membership: Membership, day: date, successor: Person | None = None
) -> Reply:
    """Announce that somebody stops on a day; a coordinator proposes it. The receipt."""
    living(request, groups.get(store, membership.group_id))
    if in_secretariat(request, store):
        return stop(request, store, membership, day, successor)
    group, person = groups.get(store, membership.group_id), people.get(store, membership.person_id)
    organisation = people.organisation(store, membership.organisation_id)
    return proposing.propose(request, store, group, organisation, person, "replace", day=day)


def stop(request: Request, store: Store, membership: Membership, day: date, successor: Person | None = None) -> Reply:
    """Somebody stops on a day, at once when it has come; their organisation is asked for another."""
    t, group = request.t, groups.get(store, membership.group_id)
    person = people.get(store, membership.person_id)
    now_ = day <= request.now.date()
    line = chronicle.note(
        request,
        store,
        "member.leaving",
        group=number(group.id),
        subject=number(membership.id),
        for_=number(person.id),
        facts={"day": day.isoformat()},
    )
    if now_:
        leave(store, membership, request.now)
        _thank(request, store, membership, group, person)
    else:
        membership.leaving_on = day
        membership.leave_due = opening(day, request.now)
        store.happened(MemberLeft(number(membership.id)))
        _tell_leaving(request, store, membership, group, person, day)
    organisation = people.organisation(store, membership.organisation_id)
    asks = organisation.kind in HAVE_DIRECTORS or successor is not None
    if asks:
        place = successor.organisation_id if successor is not None else membership.organisation_id
        store.happened(SeatWanted(number(group.id), place, number(successor.id) if successor is not None else None))
        asked = people.organisation(store, place).short
        more = t("{organisation} is asked for somebody new.", organisation=asked)
    else:
        more = t("Nobody is asked for somebody new. You can add one with the word “member”.")
    title = (
        t("{name} is no longer in {group}.", name=person.name, group=group.title)
        if now_
        else t("{name} stops in {group} on {day}.", name=person.name, group=group.title, day=t.paper(day))
    )
    return Reply(Card(title, (Line(more),), (undo_button(t, line),), tone="good"))


def _tell_leaving(
    request: Request, store: Store, membership: Membership, group: Group, person: Person, day: date
) -> None:
    owner = first_name(people.get(store, group.owner_id).name)
    tell(
        store,
        person,
        subject=f"membership:{membership.id}/leaving",
        key=f"membership:{membership.id}/leaving/{day}",
        now=request.now,
        card=lambda t: Card(
            t("You stop in {group} on {day}.", group=group.title, day=t.day(day)),
            (Line(t("Until then you are in the group as before. If it is not right, write to {owner}.", owner=owner)),),
        ),
    )


# --- removed ---


@router.button("member.remove", subject="membership")
def remove(request: Request, store: Store) -> Reply:
    """[Fjern], pressed twice."""
    membership = _there(request, store)
    if in_secretariat(request, store):
        return remove_now(request, store, membership)
    group, person = groups.get(store, membership.group_id), people.get(store, membership.person_id)
    organisation = people.organisation(store, membership.organisation_id)
    return proposing.propose(request, store, group, organisation, person, "remove")


def remove_now(request: Request, store: Store, membership: Membership) -> Reply:
    """Somebody is no longer in the group, and is thanked."""
    t, group = request.t, groups.get(store, membership.group_id)
    person = people.get(store, membership.person_id)
    leave(store, membership, request.now)
    _thank(request, store, membership, group, person)
    line = chronicle.note(
        request,
        store,
        "member.removed",
        group=number(group.id),
        subject=number(membership.id),
        for_=number(person.id),
    )
    title = t("{name} is no longer in {group}.", name=person.name, group=group.title)
    return Reply(Card(title, buttons=(undo_button(t, line),), tone="good"))


@router.due("membership.leave")
def leave_on_the_day(request: Request, store: Store) -> None:
    """The announced day has come."""
    if not due.claim(store, "membership.leave", request.id("id"), request.now):
        return
    membership = members.get(store, request.id("id"))
    group, person = groups.get(store, membership.group_id), people.get(store, membership.person_id)
    leave(store, membership, request.now)
    if group.state != GroupState.dissolved:
        _thank(request, store, membership, group, person)


def _thank(request: Request, store: Store, membership: Membership, group: Group, person: Person) -> None:
    tell(
        store,
        person,
        subject=f"membership:{membership.id}/thanks",
        key=f"membership:{membership.id}/thanks",
        now=request.now,
        card=lambda t: Card(
            t("Thank you for your work in {group}, {name}.", group=group.title, name=first_name(person.name))
        ),
    )


# --- taken back ---


@router.undo("member.leaving")
@router.undo("member.removed")
def undo_leaving(request: Request, store: Store, line: JournalLine) -> Reply:
    """They are in the group as before; what has been asked of their organisation is not called back."""
    t, membership = request.t, members.get(store, number(line.subject_id))
    group, person = groups.get(store, membership.group_id), people.get(store, membership.person_id)
    if membership.until is not None:
        again = members.membership(store, membership.group_id, membership.person_id)
        if again is not None or group.state == GroupState.dissolved:
            raise UserError(t("It has gone on from there and cannot be taken back."))
        membership.until = membership.leaving_on = None
        store.happened(MemberJoined(number(membership.id)))
    else:
        membership.leaving_on = membership.leave_due = None
        store.happened(MemberLeft(number(membership.id)))
    place = people.organisation(store, membership.organisation_id).short
    tell(
        store,
        person,
        subject=f"membership:{membership.id}/stays",
        key=f"membership:{membership.id}/stays/{line.id}",
        now=request.now,
        card=lambda t: Card(t("You stay in {group} after all.", group=group.title)),
    )
    lines = (
        (Line(t("{organisation} has been asked for somebody new. Ring them, if they need not.", organisation=place)),)
        if _asked(store, membership)
        else ()
    )
    return Reply(Card(t("Taken back. {name} is still in {group}.", name=person.name, group=group.title), lines))


# --- what others hear ---


@router.on(MemberLeft)
def left(event: MemberLeft, request: Request, store: Store) -> None:
    """The journal's line, which the group's digests read."""
    membership = members.get(store, event.membership_id)
    group = groups.get(store, membership.group_id)
    if membership.until is not None and group.state in ALIVE:
        chronicle.note(
            request,
            store,
            "member.left",
            group=membership.group_id,
            subject=event.membership_id,
            for_=membership.person_id,
        )


@router.news("member.left")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """Who is not in the group any longer; nothing about whoever came back."""
    membership = members.get(store, number(line.subject_id))
    person = people.get(store, membership.person_id)
    if members.membership(store, membership.group_id, membership.person_id) is not None or not person.name:
        return None
    return t("{name} is no longer in the group.", name=person.name)


@router.line("leaving")
def leaving(item: OpenItem, t: Speech, store: Store) -> Item:
    """Maja Hedelund stopper mandag den 1. februar. Regionen er spurgt om en afløser (texts 6c)."""
    membership = members.get(store, item.id)
    name = people.get(store, membership.person_id).name
    day = t.day(membership.leaving_on) if membership.leaving_on is not None else ""
    if _asked(store, membership):
        place = people.organisation(store, membership.organisation_id).short
        return Item(
            t(
                "{name} stops on {day}. {organisation} has been asked for somebody new.",
                name=name,
                day=day,
                organisation=place,
            )
        )
    return Item(t("{name} stops on {day}.", name=name, day=day))


def _asked(store: Store, membership: Membership) -> bool:
    return any(
        asked.organisation_id == membership.organisation_id
        and asked.state in (RequestState.planned, RequestState.waiting)
        for asked in nominations.requests_of_group(store, membership.group_id)
    )


def _there(request: Request, store: Store) -> Membership:
    t, membership = request.t, members.get(store, request.id("membership"))
    living(request, groups.get(store, membership.group_id))
    if membership.until is not None:
        name = people.get(store, membership.person_id).name
        raise UserError(t("{name} is not in the group any longer.", name=name))
    return membership
