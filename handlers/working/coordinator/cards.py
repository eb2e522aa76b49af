"""The cards about a group's coordinator, word for word where texts has them (3. Tovholderen)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.named import commissioner
from handlers.dialogue.request import number
from handlers.dialogue.resting import rests_on
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import Group, JournalLine, Person, Role, RoleState


def offer(t: Speech, store: Store, role: Role) -> Card:
    """The question whether somebody will be coordinator, or what has become of it."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    match role.state:
        case RoleState.asked:
            return _question(t, store, role, group, person)
        case RoleState.active:
            return accepted(t, store, role)
        case RoleState.planned:
            return agreed(t, store, role)
        case RoleState.declined:
            return declined(t, store, role)
    if role.since is not None:
        now = members.coordinator(store, role.group_id)
        return Card(
            t("You are not coordinator of {group} after all.", group=group.title),
            (Line(t("{name} is coordinator of {group}.", name=now.name, group=group.title)),) if now else (),
        )
    return Card(
        t("You need not answer any longer."),
        (Line(t("{group} has found another way. Thank you for considering it.", group=group.title)),),
    )


def _question(t: Speech, store: Store, role: Role, group: Group, person: Person) -> Card:
    args: dict[str, str | int] = {"role": number(role.id)}
    return Card(
        t("Will you be coordinator of {group}?", group=group.title),
        (
            Line(t("Hello {name}.", name=first_name(person.name)) + " " + _background(t, store, role, group)),
            *_note(t, store, role),
            Line(
                t(
                    "**You** bring the group together, keep the plan alive and speak up when something slips."
                    " **We** take care of nominations, reminders, filing and closing."
                )
            ),
            Line(" ".join((_hours(t, group), t("You can always pass the role on.")))),
        ),
        (
            Button("role.yes", t("Yes, I will take it"), args, style="primary"),
            Button("role.no", t("No, thank you"), args),
            Button("role.talk", t("Let us have a talk"), args),
        ),
        tone="waiting",
    )


def _background(t: Speech, store: Store, role: Role, group: Group) -> str:
    """Who ordered the work, and who has agreed that the person spends time on it."""
    orderer, decision = commissioner(store, group), rests_on(t, store, group)
    membership = members.membership(store, number(group.id), role.person_id)
    nominee_id = membership.nominee_id if membership is not None else None
    named_by = people.get(store, nominations.nominee(store, nominee_id).named_by_id) if nominee_id else None
    if named_by is None or named_by.id == role.person_id:
        if decision:
            return t("{commissioner} has ordered the work ({decision}).", commissioner=orderer, decision=decision)
        return t("{commissioner} has ordered the work.", commissioner=orderer)
    if decision:
        return t(
            "{commissioner} has ordered the work ({decision}), and {director} has agreed that you spend time on it.",
            commissioner=orderer,
            decision=decision,
            director=named_by.name,
        )
    return t(
        "{commissioner} has ordered the work, and {director} has agreed that you spend time on it.",
        commissioner=orderer,
        director=named_by.name,
    )


def _note(t: Speech, store: Store, role: Role) -> tuple[Line, ...]:
    """Whom the role comes from and from when, with their note, when it is handed over."""
    lines = []
    if role.start_due is not None:
        lines.append(Line(t("It is from {day}.", day=t.day(role.start_due))))
    if role.note:
        now = members.coordinator(store, role.group_id)
        if now is not None and now.id != role.person_id:
            lines.append(Line(t("{name} passes it on and writes: “{note}”", name=now.name, note=role.note)))
        else:
            lines.append(Line(t("The note: “{note}”", note=role.note)))
    return tuple(lines)


def _hours(t: Speech, group: Group) -> str:
    if group.hours is None:
        return t("Count on 2–3 hours a week.")
    return t.plural(
        1 if group.hours == 1 else 2,
        "Count on about {hours} hour a week.",
        "Count on about {hours} hours a week.",
        hours=t.number(group.hours),
    )


def accepted(t: Speech, store: Store, role: Role) -> Card:
    """The receipt of somebody who said yes, with the question who steps in for them."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    owner = people.get(store, group.owner_id)
    args: dict[str, str | int] = {"group": number(group.id)}
    return Card(
        t("So you are coordinator, {name}.", name=first_name(person.name)),
        (
            Line(
                t(
                    "Three words are enough to begin with: **status**, **deadline** and **help**."
                    " {owner} is your contact in the secretariat. Who steps in when you are away?",
                    owner=owner.name,
                )
            ),
        ),
        (
            Button("coordinator.deputy", t("Choose a deputy"), args, style="primary"),
            Button("coordinator.later", t("Later"), args),
        ),
        tone="good",
    )


def agreed(t: Speech, store: Store, role: Role) -> Card:
    """The receipt of somebody who has agreed to take over on a day to come."""
    group = groups.get(store, role.group_id)
    day = t.day(role.start_due) if role.start_due is not None else ""
    return Card(
        t("You are coordinator of {group} from {day}.", group=group.title, day=day),
        (Line(t("You will hear from us that day. You need not do anything until then.")),),
        tone="good",
    )


def declined(t: Speech, store: Store, role: Role) -> Card:
    """The receipt of somebody who said no."""
    person = people.get(store, role.person_id)
    return Card(
        t("Thank you for answering, {name}.", name=first_name(person.name)),
        (Line(t("We will find somebody else. A no is quite all right.")),),
    )


def appointed(t: Speech, store: Store, role: Role, *, day: date | None) -> Card:
    """What somebody of the secretariat is told, who is appointed and not asked."""
    group = groups.get(store, role.group_id)
    title = (
        t("You are coordinator of {group}.", group=group.title)
        if day is None
        else t("You are coordinator of {group} from {day}.", group=group.title, day=t.day(day))
    )
    return Card(
        title,
        (
            Line(
                t(
                    "You bring the group together, keep the plan alive and speak up when something slips."
                    " Three words are enough to begin with: **status**, **deadline** and **help**."
                )
            ),
            *((Line(t("The note: “{note}”", note=role.note)),) if role.note else ()),
        ),
        (Button("status.show", t("{group} on one page", group=group.title), {"group": number(group.id)}),),
        tone="good",
    )


def to_room(t: Speech, store: Store, group: Group, person: Person) -> Card:
    """The group hears who keeps the threads."""
    owner = people.get(store, group.owner_id)
    orderer = commissioner(store, group)
    title = t(
        "{name} ({organisation}) is coordinator of {group}.",
        name=person.name,
        organisation=people.organisation(store, person.organisation_id).short,
        group=group.title,
    )
    if owner.id == person.id:
        return Card(
            title,
            (
                Line(
                    t(
                        "{commissioner} has ordered the work. Write to {name} about meetings, the plan and"
                        " everything practical.",
                        commissioner=orderer,
                        name=first_name(person.name),
                    )
                ),
            ),
        )
    return Card(
        title,
        (
            Line(
                t(
                    "{commissioner} has ordered the work. Write to {name} about meetings and the plan, and to"
                    " {owner} about everything practical.",
                    commissioner=orderer,
                    name=first_name(person.name),
                    owner=first_name(owner.name),
                )
            ),
        ),
    )


def to_director(t: Speech, group: Group, person: Person) -> Card:
    """The coordinator's director hears that the time is well spent."""
    name = first_name(person.name)
    return Card(
        t("{name} is coordinator of {group}.", name=name, group=group.title),
        (Line(t("Thank you for giving {name} time for it. You need not do anything more.", name=name)),),
        tone="good",
    )


def said_no(t: Speech, store: Store, role: Role) -> Card:
    """The secretariat hears of a no, with the way to somebody else."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    if role.state != RoleState.declined:
        return Card(t("{name} has changed the answer about {group}.", name=person.name, group=group.title))
    stays = members.membership(store, number(group.id), number(person.id)) is not None
    return Card(
        t("{name} cannot be coordinator of {group}.", name=person.name, group=group.title),
        (Line(t("{name} is still in the group.", name=first_name(person.name))),) if stays else (),
        (Button("coordinator.choose", t("Choose a coordinator"), {"group": number(group.id)}, style="primary"),),
        tone="warning",
    )


def wants_talk(t: Speech, store: Store, role: Role) -> Card:
    """The secretariat is asked to ring somebody up."""
    group, person = groups.get(store, role.group_id), people.get(store, role.person_id)
    return Card(
        t("{name} would like a talk before answering.", name=person.name),
        (
            Line(t("It is about being coordinator of {group}.", group=group.title)),
            *((Line(t("Ring {phone}.", phone=person.phone)),) if person.phone else ()),
        ),
        (Button("status.show", t("{group} on one page", group=group.title), {"group": number(group.id)}),),
        tone="waiting",
    )


def with_undo(t: Speech, card: Card, line: JournalLine) -> Card:
    """The same card, with {Undo}."""
    return replace(card, buttons=(*card.buttons, undo_button(t, line)))
