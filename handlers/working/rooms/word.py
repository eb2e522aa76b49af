"""`/taskforce rum`: which room a group has and who is inside, or binding it to a channel or a link."""

from __future__ import annotations

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Button, Card, Facts, Item, Items, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, Words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import LINK, post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import links
from storage import groups, members, rooms, subjects
from storage.engine import Store
from storage.tables import EntryState, Group, JournalLine, Room

from . import why
from .parts import TEAMS, ask_for_room, called, taken, talks
from .reaching import settled

router = Router()


@router.command(
    Command(
        "room",
        "rum",
        mark("Bind the group to this channel or to a link (such as a Teams room of yours)"),
        usage="Elnet https://teams.example/elnet",
        dansk_usage="Elnet https://teams.example/elnet",
        action="room",
        aliases=("bind",),
    ),
    subject="group",
    changes=True,
)
def room_(request: Request, store: Store) -> Reply:
    """The word: bind to what is said or to where it is said, else show what there is."""
    group = groups.get(store, request.id("group"))
    if request.words:
        return _bind_link(request, store, group, request.words, field=None)
    elsewhere = not request.place.alone and request.place.group_id is None
    if elsewhere and request.place.channel:
        return _bind_channel(request, store, group)
    return _show(request, store, group)


def _show(request: Request, store: Store, group: Group) -> Reply:
    t, now = request.t, rooms.of_group(store, number(group.id))
    if now is None:
        return Reply(form=link_form(request, store))
    there, bind = talks(t, group, now), Button("room.link", t("Bind to a link"), {"group": number(group.id)})
    return Reply(Card(there.title, _inside(t, store, group, now), (*there.buttons, bind)))


def _inside(t: Speech, store: Store, group: Group, room: Room) -> tuple[Facts | Line | Items, ...]:
    """Who is in the room and who is not, as far as its face has said so."""
    entries = {number(person.id): entry for entry, person in rooms.entries(store, number(room.id))}
    if not entries:
        return ()
    known = [(entries.get(number(person.id)), person) for _, person in members.of_group(store, number(group.id))]
    states = [(entry.state if entry is not None else EntryState.outside, entry, person) for entry, person in known]
    pairs = [
        (label, t.names([name_of(t, person) for state, _, person in states if state == wanted]))
        for label, wanted in ((t("Inside"), EntryState.inside), (t("Has left"), EntryState.left))
        if any(state == wanted for state, _, _ in states)
    ]
    outside = tuple(
        Item(f"{name_of(t, person)}: {why.of_person(t, entry.why)}" if entry is not None and entry.why
             else name_of(t, person))
        for state, entry, person in states
        if state == EntryState.outside
    )  # fmt: skip
    facts: tuple[Facts | Line | Items, ...] = (Facts(tuple(pairs)),) if pairs else ()
    return (*facts, Line(t("Not inside"), "heading"), Items(outside)) if outside else facts


def link_form(request: Request, store: Store) -> Form:
    """The link to the room that the group has already."""
    t, group = request.t, groups.get(store, request.id("group"))
    return Form(
        "room.linked",
        t("Where does {group} talk?", group=group.title),
        (
            Words(
                "link", t("Link"), hint=t("Such as a Teams room of yours. It begins with https://"), max=links.LONGEST
            ),
        ),
        t("Bind"),
        args={"group": number(group.id)},
    )


@router.button("room.link", subject="group", changes=False)
def ask_for_link(request: Request, store: Store) -> Reply:
    """[Knyt til et link]"""
    return Reply(form=link_form(request, store))


@router.form("room.linked", link_form, subject="group")
def linked(request: Request, store: Store) -> Reply:
    """The form."""
    return _bind_link(request, store, groups.get(store, request.id("group")), request.value("link"), field="link")


def _bind_link(request: Request, store: Store, group: Group, said: str, *, field: str | None) -> Reply:
    t = request.t
    ongoing.living(request, group)
    host = links.host_of(said)
    if host is None:
        raise UserError(t("That is not a link. A link begins with https:// and has no spaces in it."), field=field)
    before = rooms.of_group(store, number(group.id))
    if before is not None and before.address == said:
        raise UserError(t("{group} is bound to that link already.", group=group.title), field=field)
    if before is not None:
        _say_goodbye(request, store, group, before, host, said)
        before.closed_at = request.now
    room = rooms.make(
        store, Room(group_id=number(group.id), kind=LINK, name=host, address=said, url=said, opened_at=request.now)
    )
    settled(request, store, group, room)
    line = chronicle.note(
        request,
        store,
        "room.bound",
        group=number(group.id),
        subject=number(room.id),
        facts={"before": before.id if before is not None else None},
        texts={"link": said},
    )
    title = t("{group} talks at {name} from now on.", group=group.title, name=host)
    return Reply(Card(title, buttons=(Button("", t("Open"), url=said), undo_button(t, line)), tone="good"))


def _say_goodbye(request: Request, store: Store, group: Group, before: Room, host: str, link: str) -> None:
    """The last that is written in a channel: where the group talks from now on. Its members hear it nowhere else."""

    def card(t: Speech) -> Card:
        return Card(
            t("{group} talks at {name} from now on.", group=group.title, name=host),
            (Line(t("We do not write in {room} any more.", room=called(t, before))),),
            (Button("", t("Open"), url=link),),
        )

    subject = _moved(before)
    key = f"{subject}/{int(request.now.timestamp())}"
    post(store, group, subject=subject, key=key, now=request.now, card=card)


def _moved(before: Room) -> str:
    return f"room:{before.group_id}/moved/{before.id}"


def _bind_channel(request: Request, store: Store, group: Group) -> Reply:
    t, gid = request.t, number(group.id)
    ongoing.living(request, group)
    subjects.hold_name(store, f"channel {request.place.channel}")  # another group may be on its way here just now
    others = rooms.wanted(store, request.place.channel) - {gid}
    if others:
        title = groups.get(store, min(others)).title
        raise UserError(t("{other} is already on its way into this channel.", other=title))
    key = f"room:{gid}/bind/{request.place.channel}/{int(request.now.timestamp())}"
    ask_for_room(request, store, group, key, request.place.name, channel=request.place.channel)
    chronicle.note(request, store, "room.moved", group=gid, texts={"channel": request.place.name})
    compared = t("We compare the members with those who are in here.")
    follows = compared if request.face == TEAMS else t("The members are invited.")
    return Reply(
        Card(t("{group} talks here from now on.", group=group.title), (Line(follows),), tone="good"), audience="here"
    )


@router.undo("room.bound")
def undo_bound(request: Request, store: Store, line: JournalLine) -> Reply:
    """The group talks where it did before."""
    room, t = rooms.get(store, number(line.subject_id)), request.t
    if room.closed_at is not None:
        raise UserError(t("The group has moved on to another room by now."))
    before = line.facts.get("before")
    group = groups.get(store, room.group_id)
    if not isinstance(before, int):
        room.closed_at = request.now
        return Reply(Card(t("Taken back. {group} is bound to no link.", group=group.title)))
    earlier = rooms.get(store, before)
    other = taken(store, number(group.id), earlier.kind, earlier.address)
    if other is not None:
        raise UserError(t("{other} talks in {room} by now.", other=other.title, room=called(t, earlier)))
    room.closed_at, earlier.closed_at = request.now, None
    redraw(
        store,
        _moved(earlier),
        now=request.now,
        card=lambda t, _: Card(t("{group} talks in {room} again.", group=group.title, room=called(t, earlier))),
    )
    where = earlier.name if earlier.kind == LINK else called(t, earlier)
    return Reply(Card(t("Taken back. {group} talks in {name} again.", group=group.title, name=where)))
