"""What a group reads first in its room: what it is for and who is in it, and what is read of all that is written."""

from __future__ import annotations

from datetime import timedelta

from handlers.dialogue.card import Button, Card, Facts, Line
from handlers.dialogue.named import aim
from handlers.dialogue.request import number
from handlers.dialogue.resting import rests_on
from handlers.dialogue.tell import LINK
from handlers.locale import Speech
from handlers.rules.file_names import slug
from handlers.rules.names import danish_key, first_name
from storage import members, people, rooms
from storage.engine import Store
from storage.tables import Group, Person, Room

from .parts import TEAMS

ROOMS, MENTIONS, OFF = "rooms", "mentions", "off"  # how much is read (bot/settings.py: `listen`)


def room_name(title: str) -> str:
    """What a room of this title is called: `Byfornyelse på Læsø` is byfornyelse-paa-laesoe."""
    return slug(title) or "gruppe"


def welcome(t: Speech, store: Store, group: Group, *, again: bool) -> Card:
    """The first post: what the group is for, who keeps the threads, who is in it, and where it talked before."""
    gid = number(group.id)
    lead = members.coordinator(store, gid)
    owner = people.get(store, group.owner_id)
    facts = [(t("Members"), t.names(_by_place(store, gid)))]
    if lead is not None:
        facts.insert(0, (t("Coordinator"), _with_place(store, lead)))
    basis = rests_on(t, store, group)
    if basis:
        facts.append((t("Rests on"), basis))
    if group.case_number:
        facts.append((t("Case no."), group.case_number))
    purpose = aim(t, group)
    before = [room for room in rooms.ever(store, gid) if room.url and room.kind != LINK] if again else []
    earlier = (Button("", t("The room from before"), url=before[-1].url, style="link"),) if before else ()
    return Card(
        _title(t, group, again),
        (*((Line(purpose),) if purpose else ()), Facts(tuple(facts)), Line(_whom_to_ask(t, lead, owner))),
        (Button("status.show", t("{group} on one page", group=group.title), {"group": gid}), *earlier),
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


# --- what is read ---


def heard(t: Speech, group: Group, room: Room, how: str) -> Card | None:
    """What the group is told once about what is read in its room; None where there is nothing to tell."""
    see = (Button("status.show", t("{group} on one page", group=group.title), {"group": number(group.id)}, "link"),)
    today = t.now.date()
    friday = today + timedelta(days=11 - today.weekday())  # of next week
    if how == ROOMS:
        example = t("**Deadline: {day} – position paper**", day=t.day(friday))
        return Card(
            t("Deadlines can be written right here."),
            (
                Line(t("Write, for example, {example}, and it is noted.", example=example)),
                Line(t("The same goes for lines that begin with Decision, Deliverable or Status.")),
                Line(t("Everything else is left unread; only the time is kept."), "footer"),
            ),
            see,
        )
    if how == MENTIONS:
        example = t("**@Taskforce Deadline: {day} – position paper**", day=t.day(friday))
        here = t("Write **@Taskforce status**, and the answer comes here.")
        aside = t("Write **@Taskforce status**, and the answer comes in a chat of your own.")
        return Card(
            t("Questions can be asked right here."),
            (
                Line(aside if room.kind == TEAMS else here),
                Line(t("Write {example}, and the deadline is noted.", example=example)),
                Line(t("Nothing is read but what mentions @Taskforce."), "footer"),
            ),
            see,
        )
    if how == OFF:
        elsewhere = t("Write **status {group}** to Taskforce in a chat of your own.", group=group.title)
        way = elsewhere if room.kind == TEAMS else t("Write **/taskforce status** to see how the group stands.")
        return Card(
            t("Nothing that you write here is read."),
            (Line(way),),
            see,
        )
    return None
