"""A group's room: opened when the group begins, closed when it ends, or bound to where the group talks already.

    rum Elnet                          which room it is
    rum Elnet https://teams.example    bind the group to a link
    rum Elnet                          in a channel of nobody's: bind the group to this channel

The members are invited, also those who come later. The first post says what the group is for and who is in it.
"""

from __future__ import annotations

from itertools import count

from handlers.dialogue import chronicle
from handlers.dialogue.card import Button, Card, Facts, Line
from handlers.dialogue.command import Command
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import (
    GroupDissolved,
    GroupEstablished,
    GroupReopened,
    MemberJoined,
    RoomEntered,
    RoomOpened,
)
from handlers.dialogue.form import Form, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import LINK, post, room_row
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import links
from handlers.rules.file_names import slug
from handlers.rules.names import danish_key, first_name
from storage import groups, members, outbox, people, rooms
from storage.engine import Store
from storage.tables import ALIVE, LIVING, EntryState, Group, JournalLine, OutboxKind, Person, Room

router = Router()


def room_name(title: str) -> str:
    """What a room of this title is called: `Byfornyelse på Læsø` is byfornyelse-paa-laesoe."""
    return slug(title) or "gruppe"


# --- opening, inviting, closing ---


@router.on(GroupEstablished)
@router.on(GroupReopened)
def open_(event: GroupEstablished | GroupReopened, request: Request, store: Store) -> None:
    """Ask for a room with everybody in it, and write the first post there."""
    group = groups.get(store, event.group_id)
    key = _key(store, group)
    if outbox.has(store, key):
        return
    inside = [number(person.id) for _, person in members.of_group(store, number(group.id))]
    _ask_for_room(request, store, group, key, room_name(group.title), inside)
    post(
        store,
        group,
        subject=f"welcome:{group.id}",
        key=f"{key}/welcome",
        now=request.now,
        card=lambda t: welcome(t, store, group, again=isinstance(event, GroupReopened)),
    )


@router.on(MemberJoined)
def invite(event: MemberJoined, request: Request, store: Store) -> None:
    """Whoever comes later is invited to the room that there is, or that has been asked for."""
    membership = members.get(store, event.membership_id)
    group = groups.get(store, membership.group_id)
    opened = rooms.ever(store, number(group.id)) or outbox.has(store, _key(store, group))
    if group.state not in ALIVE or not opened:
        return
    room_row(
        store,
        group,
        OutboxKind.invite,
        key=f"room:{group.id}/invite/{membership.id}",
        now=request.now,
        payload={"people": [membership.person_id]},
    )


@router.on(GroupDissolved)
def close(event: GroupDissolved, request: Request, store: Store) -> None:
    """The room stays readable, but nobody writes in it any more. A link is only forgotten."""
    group = groups.get(store, event.group_id)
    had = rooms.ever(store, event.group_id)
    for room in had:
        room.closed_at = room.closed_at or request.now
    if had or outbox.has(store, _key(store, group)):
        key = _key(store, group, what="close")
        room_row(store, group, OutboxKind.close_room, key=key, now=request.now, payload={})


@router.on(RoomOpened)
def opened(event: RoomOpened, request: Request, store: Store) -> None:
    """A face has made the room, or found it again."""
    group = groups.get(store, event.group_id)
    gone = group.state not in LIVING
    now = rooms.of_group(store, event.group_id)
    if now is not None and now.address == event.address:
        return
    if now is not None:
        now.closed_at = request.now
    rooms.make(
        store,
        Room(
            group_id=event.group_id,
            kind=event.kind,
            name=event.name,
            address=event.address,
            url=event.url,
            opened_at=request.now,
            closed_at=request.now if gone else None,
        ),
    )


@router.on(RoomEntered)
def entered(event: RoomEntered, request: Request, store: Store) -> None:
    """Who is in the room, and who could not be let in."""
    room = rooms.of_group(store, event.group_id)
    if room is None:
        return
    for person_id in event.inside:
        rooms.enter(store, number(room.id), person_id, EntryState.inside, request.now)
    for person_id, why in event.outside:
        rooms.enter(store, number(room.id), person_id, EntryState.outside, request.now, why)


def welcome(t: Speech, store: Store, group: Group, *, again: bool) -> Card:
    """The first post: what the group is for, who keeps the threads, who is in it."""
    gid = number(group.id)
    lead = members.coordinator(store, gid)
    owner = people.get(store, group.owner_id)
    facts = [(t("Members"), t.names(_by_place(store, gid)))]
    if lead is not None:
        facts.insert(0, (t("Coordinator"), _with_place(store, lead)))
    mandate = (Line(t("The task force {group} is to {task}.", group=group.title, task=group.task)),)
    return Card(
        _title(t, group, again),
        (*(mandate if group.task else ()), Facts(tuple(facts)), Line(_whom_to_ask(t, lead, owner))),
        (Button("status.show", t("{group} on one page", group=group.title), {"group": gid}),),
    )


def _title(t: Speech, group: Group, again: bool) -> str:
    if again:
        return t("👋 {group} is at work again", group=group.title)
    return t("👋 Welcome to {group}", group=group.title)


def _whom_to_ask(t: Speech, lead: Person | None, owner: Person) -> str:
    if lead is None or lead.id == owner.id:
        return t("Write to {owner} about meetings, the plan and everything practical.", owner=first_name(owner.name))
    return t(
        "Write to {name} about meetings and the plan, and to {owner} about everything practical.",
        name=first_name(lead.name),
        owner=first_name(owner.name),
    )


def _by_place(store: Store, gid: int) -> list[str]:
    inside = members.of_group(store, gid)
    known = people.organisations(store, {membership.organisation_id for membership, _ in inside})
    ordered = sorted(
        inside, key=lambda each: (danish_key(known[each[0].organisation_id].short), danish_key(each[1].name))
    )
    return [f"{person.name} ({known[membership.organisation_id].short})" for membership, person in ordered]


def _with_place(store: Store, person: Person) -> str:
    return f"{person.name}, {people.organisation(store, person.organisation_id).short}"


def _key(store: Store, group: Group, *, what: str = "open") -> str:
    """The key of the request for a room, or for its closing; another one after each time the group has ended."""
    times = next(n for n in count(1) if not outbox.has(store, f"room:{group.id}/close/{n}"))
    return f"room:{group.id}/{what}/{times}"


def _ask_for_room(
    request: Request, store: Store, group: Group, key: str, name: str, inside: list[int], channel: str = ""
) -> None:
    payload: dict[str, object] = {"name": name, "topic": _topic(store, group), "people": inside}
    if channel:
        payload["channel"] = channel
    room_row(store, group, OutboxKind.open_room, key=key, now=request.now, payload=payload)


def _topic(store: Store, group: Group) -> str:
    t = Speech(people.circle(store).language, group.created_at)
    return t("The task force {group} is to {task}.", group=group.title, task=group.task) if group.task else group.title


# --- the word ---


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
    bind = Button("room.link", t("Bind to a link"), {"group": number(group.id)})
    if now is None:
        return Reply(form=link_form(request, store))
    if now.kind == LINK:
        title = t("{group} talks at {name}.", group=group.title, name=now.name)
        return Reply(Card(title, buttons=(Button("", t("Open"), url=now.address), bind)))
    return Reply(Card(t("{group} talks in #{name}.", group=group.title, name=now.name), buttons=(bind,)))


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
    _living(request, group)
    host = links.host_of(said)
    if host is None:
        raise UserError(t("That is not a link. A link begins with https:// and has no spaces in it."), field=field)
    before = rooms.of_group(store, number(group.id))
    if before is not None and before.address == said:
        raise UserError(t("{group} is bound to that link already.", group=group.title), field=field)
    if before is not None:
        before.closed_at = request.now
    room = rooms.make(
        store, Room(group_id=number(group.id), kind=LINK, name=host, address=said, url=said, opened_at=request.now)
    )
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


def _bind_channel(request: Request, store: Store, group: Group) -> Reply:
    t, gid = request.t, number(group.id)
    _living(request, group)
    inside = [number(person.id) for _, person in members.of_group(store, gid)]
    key = f"room:{gid}/bind/{request.place.channel}/{int(request.now.timestamp())}"
    _ask_for_room(request, store, group, key, request.place.name, inside, request.place.channel)
    chronicle.note(request, store, "room.moved", group=gid, texts={"channel": request.place.name})
    return Reply(
        Card(
            t("{group} talks here from now on.", group=group.title), (Line(t("The members are invited.")),), tone="good"
        ),
        audience="here",
    )


@router.undo("room.bound")
def undo_bound(request: Request, store: Store, line: JournalLine) -> Reply:
    """The group talks where it did before."""
    room, t = rooms.get(store, number(line.subject_id)), request.t
    if room.closed_at is not None:
        raise UserError(t("The group has moved on to another room by now."))
    room.closed_at = request.now
    before = line.facts.get("before")
    group = groups.get(store, room.group_id)
    if not isinstance(before, int):
        return Reply(Card(t("Taken back. {group} is bound to no link.", group=group.title)))
    earlier = rooms.get(store, before)
    earlier.closed_at = None
    return Reply(Card(t("Taken back. {group} talks in {name} again.", group=group.title, name=earlier.name)))


def _living(request: Request, group: Group) -> None:
    if group.state not in LIVING:
        raise UserError(request.t("{group} has ended. Nothing can be changed in it.", group=group.title))
