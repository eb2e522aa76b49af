"""Who cannot be reached in a group's room, and a room that could not be had: what the group's owner is shown.

One card for each room, drawn again when it changes: who could not be let in, why, and whether the posts reach them
by mail; and one where the posts do not arrive any more, since the room is archived or gone. What people press:
[Correct the address], after which they are invited again; [Try again]; [Bind to a link]. In Teams nobody is invited,
but compared with the team: [Compare again].
"""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MemberLeft, RoomEntered, RoomFailed, Undelivered
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import LINK, redraw, room_row, tell
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import looks_like_email
from storage import groups, journal, members, outbox, people, rooms
from storage.engine import Store
from storage.tables import LIVING, EntryState, Group, JournalLine, OutboxKind, Person, Room

from . import why
from .first_post import room_name
from .parts import TEAMS, ask_for_room, barred, called, talks

router = Router()


# --- who could not be let in ---


@router.on(RoomEntered)
def entered(event: RoomEntered, request: Request, store: Store) -> None:
    """Who is in the room, and who could not be let in. Into a link nobody is let."""
    room = rooms.of_group(store, event.group_id)
    if room is None or room.kind == LINK:
        return
    for person_id in event.inside:
        rooms.enter(store, number(room.id), person_id, EntryState.inside, request.now)
    for person_id, reason in event.outside:
        stored = reason if event.mails else why.unread(reason)
        rooms.enter(store, number(room.id), person_id, EntryState.outside, request.now, stored)
    store.session.flush()
    show_barred(request, store, room, event.inside)


@router.on(MemberLeft)
def left(event: MemberLeft, request: Request, store: Store) -> None:
    """Whoever is no longer in the group need not get into its room."""
    membership = members.get(store, event.membership_id)
    room = rooms.of_group(store, membership.group_id)
    if room is not None and membership.until is not None:
        show_barred(request, store, room, (membership.person_id,))


def show_barred(request: Request, store: Store, room: Room, changed: tuple[int, ...] = ()) -> None:
    """Tell the group's owner who could not be let in, or draw the card again that says so; nothing as long as
    everybody is inside. Cards about those who have `changed` are drawn again too."""
    group = groups.get(store, room.group_id)
    subject = f"room:{group.id}/barred/{room.id}"
    for person_id in changed:
        _back(request, store, room, group, person_id)

    def card(t: Speech, _: Person | None) -> Card:
        return barred_card(t, store, group, room)

    if outbox.messages_about(store, subject):
        redraw(store, subject, now=request.now, card=card, news=bool(barred(store, room)))
    elif barred(store, room):
        owner = people.get(store, group.owner_id)
        tell(store, owner, subject=subject, key=subject, now=request.now, card=lambda t: card(t, owner))


def barred_card(t: Speech, store: Store, group: Group, room: Room) -> Card:
    """Who could not be let in, each with why and with what can be done."""
    outside = barred(store, room)
    if not outside:
        return Card(t("Everybody in {group} can come into the room.", group=group.title), tone="good")
    places = people.organisations(store, {person.organisation_id for _, person in outside})
    items = tuple(
        Item(
            _reached(t, person, places[person.organisation_id].short, reason),
            _correction(t, group, person, reason),
        )
        for reason, person in outside
    )
    gid = {"group": number(group.id)}
    title, advice, again = _about_outside(t, group, room, len(outside))
    return Card(
        title,
        (Items(items), *advice),
        (
            Button("room.again", again, gid, "primary"),
            Button("status.show", t("Show the group"), gid, "link"),
        ),
        tone="warning",
    )


def _about_outside(t: Speech, group: Group, room: Room, several: int) -> tuple[str, tuple[Line, ...], str]:
    """What a card about people outside says: the title, what can be done, and the button to look again."""
    if room.kind == TEAMS:
        title = t.plural(
            several, "One of {group} does not see {room}.", "{n} of {group} do not see {room}.",
            group=group.title, room=called(t, room),
        )  # fmt: skip
        team = t("The owner of the team can add people to it in Teams.")
        advice = team if room.name else t("Anybody in the chat can add people to it in Teams.")
        return title, (Line(advice),), t("Compare again")
    title = t.plural(
        several,
        "One of {group} could not be let into the room.",
        "{n} of {group} could not be let into the room.",
        group=group.title,
    )
    return title, (), t("Try again")


def _reached(t: Speech, person: Person, place: str, reason: str) -> str:
    because = why.of_person(t, reason)
    if not person.email:
        return t(
            "{name} ({organisation}): {why}. We have no mail address either, so the posts do not arrive.",
            name=name_of(t, person), organisation=place, why=because,
        )  # fmt: skip
    if why.is_unread(reason):
        return t(
            "{name} ({organisation}): {why}. The posts do not arrive.",
            name=name_of(t, person), organisation=place, why=because,
        )  # fmt: skip
    return t(
        "{name} ({organisation}): {why}. Gets the posts by mail.",
        name=name_of(t, person), organisation=place, why=because,
    )  # fmt: skip


def _correction(t: Speech, group: Group, person: Person, reason: str) -> tuple[Button, ...]:
    if person.email and why.plain(reason) not in (why.NO_ACCOUNT, why.CLOSED_ACCOUNT):
        return ()
    both = {"group": number(group.id), "person": number(person.id)}
    return (Button("room.address", t("Correct the address"), both),)


def _back(request: Request, store: Store, room: Room, group: Group, person_id: int) -> None:
    """Somebody who had gone out is inside again, or no longer of the group: the card that said so is settled."""
    person, inside = people.get(store, person_id), members.membership(store, number(group.id), person_id) is not None

    def card(t: Speech, _: Person | None) -> Card:
        if inside:
            return Card(t("{name} is in the room of {group} again.", name=person.name, group=group.title), tone="good")
        return Card(t("{name} is no longer in {group}.", name=person.name, group=group.title))

    redraw(store, f"room:{group.id}/left/{room.id}/{person_id}", now=request.now, card=card)


# --- another address ---


def address_form(request: Request, store: Store) -> Form:
    """The mail address by which somebody is looked for."""
    t, person = request.t, people.get(store, request.id("person"))
    return Form(
        "room.addressed",
        t("Correct the address of {name}", name=name_of(t, person)),
        (Words("email", t("Work mail"), max=254),),
        t("Save and try again"),
        {"group": request.id("group"), "person": number(person.id)},
        values={"email": person.email or ""},
    )


@router.button("room.address", subject="group", changes=False)
def address(request: Request, store: Store) -> Reply:
    """[Correct the address]"""
    _member(request, store)
    return Reply(form=address_form(request, store))


@router.form("room.addressed", address_form, subject="group")
def addressed(request: Request, store: Store) -> Reply:
    """The address is another from now on, and the person is invited once more."""
    t, person = request.t, _member(request, store)
    email = request.value("email").lower()
    if not looks_like_email(email):
        raise UserError(t("“{text}” is not an e-mail address.", text=email[:60]), field="email")
    holder = people.by_email(store, email)
    if holder is not None and holder.id != person.id:
        raise UserError(t("That is {whose} address.", whose=t.whose(name_of(t, holder))), field="email")
    line = chronicle.note(
        request,
        store,
        "room.addressed",
        group=request.id("group"),
        subject=number(person.id),
        texts={"email": person.email or ""},
        about=person.id,
    )
    people.readdress(store, person, email)
    _invite(request, store, groups.get(store, request.id("group")), [number(person.id)], number(line.id))
    done = t("{name} is now written to at {address}.", name=name_of(t, person), address=email)
    room = rooms.of_group(store, request.id("group"))
    compared = t("We compare again with those who are there.")
    follows = compared if room is not None and room.kind == TEAMS else t("The invitation has been sent again.")
    return Reply(Card(done, (Line(follows),), (undo_button(t, line),), "good"))


def _member(request: Request, store: Store) -> Person:
    person = people.get(store, request.id("person"))
    if members.membership(store, request.id("group"), number(person.id)) is None:
        group = groups.get(store, request.id("group"))
        raise UserError(
            request.t("{name} is no longer in {group}.", name=name_of(request.t, person), group=group.title)
        )
    return person


@router.undo("room.addressed")
def undo_addressed(request: Request, store: Store, line: JournalLine) -> Reply:
    """The address is what it was; an invitation that has gone has gone."""
    t, person = request.t, people.get(store, number(line.subject_id))
    before = journal.texts_of(store, [number(line.id)]).get(number(line.id), {}).get("email", "")
    people.readdress(store, person, before)
    return Reply(Card(t("{name} is now written to at {address}.", name=name_of(t, person), address=before or "–"),
                      tone="good"), instead=True)  # fmt: skip


# --- a room that could not be had ---


@router.on(RoomFailed)
def failed(event: RoomFailed, request: Request, store: Store) -> None:
    """The owner is told why, and what can be done; what was said before is settled."""
    group = groups.get(store, event.group_id)
    if group.state not in LIVING:
        return
    subject = f"room:{group.id}/failed"
    before = len(outbox.messages_about(store, subject))
    redraw(
        store,
        subject,
        now=request.now,
        card=lambda t, _: Card(t("It has been tried once more to find a room for {group}.", group=group.title)),
    )
    tell(
        store,
        people.get(store, group.owner_id),
        subject=subject,
        key=f"{subject}/{before + 1}",
        now=request.now,
        card=lambda t: _no_room(t, store, group, event),
    )


def _no_room(t: Speech, store: Store, group: Group, event: RoomFailed) -> Card:
    now = rooms.of_group(store, number(group.id))
    gid = {"group": number(group.id)}
    link = Button("room.link", t("Bind to a link"), gid)
    if now is not None:
        title = t("{group} could not move to the channel.", group=group.title)
        still = talks(t, group, now)
        return Card(
            title, (Line(why.of_room(t, event.why, group.title)), Line(still.title)), (*still.buttons, link), "warning"
        )
    again = (Button("room.again", t("Try again"), gid, "primary"),) if event.why != why.NO_TEAM else ()
    body = [Line(why.of_room(t, event.why, group.title))]
    if event.mails:
        body.append(Line(t("Until then the group's posts go to its members by mail.")))
    return Card(t("{group} has no room yet.", group=group.title), tuple(body), (*again, link), "warning")


@router.on(Undelivered)
def lost(event: Undelivered, request: Request, store: Store) -> None:
    """A post has not arrived because the room is gone, archived or shut: the owner is told, once for each room."""
    row = outbox.get(store, event.outbox_id)
    if row is None or row.person_id is not None or row.group_id is None or event.why not in why.SHUT:
        return
    group, room = groups.get(store, row.group_id), rooms.of_group(store, row.group_id)
    if room is None or group.state not in LIVING:
        return
    subject = f"room:{group.id}/lost/{room.id}"
    owner = people.get(store, group.owner_id)
    tell(store, owner, subject=subject, key=subject, now=request.now, card=lambda t: _lost(t, group, event))


def _lost(t: Speech, group: Group, event: Undelivered) -> Card:
    gid = {"group": number(group.id)}
    return Card(
        t("What we write in the room of {group} does not arrive.", group=group.title),
        (
            Line(why.of_room(t, event.why, group.title)),
            Line(t("Write “room {group}” where the group talks now, or bind it to a link.", group=group.title)),
        ),
        (Button("room.link", t("Bind to a link"), gid, "primary"), Button("status.show", t("Show the group"), gid)),
        tone="warning",
    )


def settled(request: Request, store: Store, group: Group, room: Room) -> None:
    """The group has a room after all: the cards that said otherwise say where."""

    def card(t: Speech, _: Person | None) -> Card:
        there = talks(t, group, room)
        return Card(there.title, buttons=there.buttons, tone="good")

    redraw(store, f"room:{group.id}/failed", now=request.now, card=card)


# --- once more ---


@router.button("room.again", subject="group")
def again(request: Request, store: Store) -> Reply:
    """[Try again], [Invite again]: ask for the room once more, or invite those who are outside."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.living(request, group)
    gid = number(group.id)
    room = rooms.of_group(store, gid)
    if room is not None and room.kind == LINK:
        raise UserError(t("{group} talks at {name}.", group=group.title, name=room.name))
    if rooms.on_its_way(store, gid):
        raise UserError(t("It is being tried already."))
    if room is None:
        line = chronicle.note(request, store, "room.again", group=gid)
        ask_for_room(request, store, group, f"room:{gid}/again/{line.id}", room_name(group.title), again=True)
        title = t("We try again to open a room for {group}.", group=group.title)
        return Reply(Card(title, (Line(t("You hear from us if it does not work.")),), tone="waiting"))
    outside = {number(person.id): person for _, person in barred(store, room)}
    if "person" in request.args:
        outside = {request.id("person"): _member(request, store)}
    elif not outside:
        raise UserError(t("Everybody in {group} can come into the room.", group=group.title))
    line = chronicle.note(request, store, "room.again", group=gid)
    _invite(request, store, group, list(outside), number(line.id))
    if room.kind == TEAMS:
        return Reply(Card(t("We compare again with those who are there."), tone="waiting"))
    names = t.names([name_of(t, person) for person in outside.values()])
    return Reply(Card(t("We have invited {names} again.", names=names), tone="waiting"))


def _invite(request: Request, store: Store, group: Group, several: list[int], line: int) -> None:
    key = f"room:{group.id}/again/{line}"
    room_row(store, group, OutboxKind.invite, key=key, now=request.now, payload={"people": several})
