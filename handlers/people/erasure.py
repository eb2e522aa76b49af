"""Erasing a profile: because its person says so, or because six months have passed since their last group.

*Slet mig* asks once more and then does it at once. A profile that falls due goes by itself; a week before, its
person is told and can press *Behold mig*, as they could *Ja, gerne* on the card of thanks. Names, addresses
and competences go, and so do the journal's words about the person; its lines stay, with numbers only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import (
    CoordinatorChanged,
    ExpertAnswered,
    MemberJoined,
    OfficeChanged,
    PersonErased,
)
from handlers.dialogue.joining import leave
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import redraw, tell
from handlers.locale import Speech
from handlers.rules.names import first_name
from handlers.rules.workdays import opening
from storage import conversations, due, erasing, groups, journal, members, offices, people, subjects
from storage.engine import Store
from storage.tables import Cadence, NomineeState, OfficeKind, Person, RoleKind, RoleState

NOTICE = timedelta(days=7)

router = Router()


# --- the person's own word ---


@router.button("me.keep")
def keep(request: Request, store: Store) -> Reply:
    """Yes, ask me another time."""
    t, person = request.t, request.person
    if person.erased_at is not None:
        return _gone(t)
    _stay(person)
    person.may_ask_again = True
    note(request, store, "me.kept", subject=request.me)
    redraw(store, _subject(person), now=request.now, card=lambda t, _: _kept(t, person))
    return Reply(_kept(t, person), instead=True)


def _kept(t: Speech, person: Person) -> Card:
    return Card(
        t("Thank you, {name}. We will gladly ask you again.", name=first_name(person.name)),
        (Line(t("Your profile stays until you erase it yourself. You do that with the word “me”.")),),
        tone="good",
    )


def _stay(person: Person) -> None:
    person.erase_on = person.erase_due = None


@router.button("me.erase", changes=False)
def ask(request: Request, store: Store) -> Reply:
    """What goes and what stays, before anything does."""
    t, person = request.t, request.person
    if person.erased_at is not None:
        return _gone(t)
    _check(request, store)
    titles = [group.title for group in groups.of_person(store, request.me)]
    body = [
        Line(t("Your name, mail, phone, title and competences go, and so does what the journal says about you.")),
        Line(t("What stays is that somebody without a name took part.")),
    ]
    if titles:
        body.append(Line(t("You leave {groups} at once.", groups=t.names(titles))))
    body.append(Line(t("It cannot be undone."), "footer"))
    return Reply(
        Card(
            t("Shall we erase your profile?"),
            tuple(body),
            (Button("me.erase.now", t("Yes, erase me"), style="danger"), Button("me", t("Back"))),
        )
    )


@router.button("me.erase.now")
def erase_at_once(request: Request, store: Store) -> Reply:
    """Erase the person who asks."""
    t, person = request.t, request.person
    if person.erased_at is not None:
        return _gone(t)
    _check(request, store)
    erase(request, store, person)
    return Reply(
        Card(t("Your profile has been erased."), (Line(t("Thank you for your help. There is nothing more to do.")),)),
        instead=True,
    )


def _gone(t: Speech) -> Reply:
    return Reply(Card(t("Your profile has been erased."), (Line(t("We know nothing more about you.")),)))


def _check(request: Request, store: Store) -> None:
    """A secretariat keeps somebody who can answer, and every group a name under what is sent."""
    t, today = request.t, request.now.date()
    staff = people.staff(store, today)
    if [each.id for each in staff] == [request.me]:
        raise UserError(
            t("You are the only one in the secretariat."),
            more=t("Give your place to somebody else first, so that somebody can answer."),
        )
    owned = groups.owned_by(store, request.me)
    if owned:
        count = len(owned)
        raise UserError(
            t.plural(count, "Your name stands under one group.", "Your name stands under {n} groups."),
            more=t("Hand over first; after that you can erase your profile."),
            buttons=(Button("say", t("handover"), {"words": t("handover")}),),
        )


# --- erasing ---


def erase(request: Request, store: Store, person: Person) -> None:
    """End everything that the person is, while whoever hears of it can still say who it was; the name goes
    when `PersonErased` has been handed on."""
    me, now = number(person.id), request.now
    subjects.lock_groups(store, groups.touching(store, me))
    if people.hold(store, [me])[me].erased_at is not None:
        return  # somebody else was faster
    subjects.lock_groups(store, groups.touching(store, me))  # where they were named while we waited
    _leave_offices(request, store, me)
    for nominee in erasing.open_nominees(store, me):
        # A yes to a group that has not begun is over as well: their organisation is asked for somebody else.
        nominee.state, nominee.answered_at, nominee.remind_at = NomineeState.declined, now, None
        store.happened(ExpertAnswered(number(nominee.id), accepted=False))
    for role in erasing.open_roles(store, me):
        role.state = RoleState.declined if role.state == RoleState.asked else RoleState.ended
        role.until = now
        if role.kind == RoleKind.coordinator:
            store.happened(CoordinatorChanged(role.group_id))
    for membership in members.memberships_of(store, me):
        leave(store, membership, now)
    note(request, store, "me.erased", subject=me)
    store.happened(PersonErased(me))


def _leave_offices(request: Request, store: Store, me: int) -> None:
    today = request.now.date()
    for office, _ in offices.lasting(store, today, person_id=me):
        if office.since >= today:
            offices.remove(store, office)
        else:
            office.until = today - timedelta(days=1)
            office.change_due = office.confirm_due = office.confirm_asked_at = None
        if office.kind in (OfficeKind.director, OfficeKind.deputy):
            store.happened(OfficeChanged(office.organisation_id))
    for absence in people.absences_ahead(store, me, today):
        absence.ended_at = request.now


@router.on(PersonErased)
def empty(event: PersonErased, request: Request, store: Store) -> None:
    """What is known of the person goes."""
    person = people.get(store, event.person_id)
    person.name = person.phone = person.title = person.competences = ""
    person.email = None
    person.may_ask_again = False
    person.cadence = Cadence.off
    person.digest_due = None
    _stay(person)
    person.erased_at = request.now
    journal.erase_texts(store, event.person_id)
    conversations.drop_of_person(store, event.person_id)
    people.drop_identities(store, event.person_id)
    erasing.drop_traces(store, event.person_id)


# --- falling due ---


@router.on(MemberJoined)
def needed_again(event: MemberJoined, request: Request, store: Store) -> None:
    """Somebody who is in a group again is kept."""
    _stay(people.get(store, members.get(store, event.membership_id).person_id))


@router.due("person.erase")
def time_is_up(request: Request, store: Store) -> None:
    """A word a week before, then the erasure; always the word first, however long we were away."""
    person, now = people.get(store, request.id("id")), request.now
    day, step = person.erase_on, person.erase_due
    if not due.claim(store, "person.erase", request.id("id"), now):
        return
    person.erase_due = None
    if day is None or step is None or _needed(store, person, now):
        _stay(person)
        return
    if step.astimezone(now.tzinfo).date() >= day:
        erase(request, store, person)
        return
    person.erase_on = max(day, now.date() + NOTICE)
    person.erase_due = opening(person.erase_on, now)
    tell(
        store,
        person,
        subject=_subject(person),
        key=f"erase/{person.id}/{person.erase_on}",
        now=now,
        card=lambda t: notice(t, person),
    )


def _needed(store: Store, person: Person, now: datetime) -> bool:
    """Somebody in a group, or with an office, is not forgotten."""
    here = members.memberships_of(store, number(person.id))
    return bool(here or offices.lasting(store, now.date(), person_id=number(person.id)))


def _subject(person: Person) -> str:
    return f"erase:{person.id}"


def notice(t: Speech, person: Person) -> Card:
    """The word a week before."""
    assert person.erase_on is not None
    return Card(
        t("We erase your profile on {day}, {name}", day=t.day(person.erase_on), name=first_name(person.name)),
        (
            Line(t("You have not been in a group for half a year, so we keep nothing about you any longer.")),
            Line(t("If you do nothing, it happens by itself. You may stay, and then we may ask you again.")),
        ),
        (Button("me.keep", t("Keep me")), Button("me.erase", t("Erase me now"))),
        tone="waiting",
    )
