"""The card to a body's secretary, and what whoever leads the group and its room hear."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules.names import first_name
from storage import groups, mandates, marked, people
from storage.engine import Store
from storage.tables import Mandate, MandateStep, Person, StepState

from .showing import answer_buttons


def asking(t: Speech, store: Store, step: MandateStep, reader: Person) -> Card:
    """The question to a body's secretary, or what has become of it."""
    found = mandates.get(store, step.mandate_id)
    group = groups.get(store, found.group_id)
    if step.state == StepState.approved:
        return Card(t("{organ} has approved the mandate of {group}.", organ=step.organ, group=group.title), tone="good")
    if step.state == StepState.returned:
        return Card(t("{organ} has sent the mandate of {group} back.", organ=step.organ, group=group.title))
    if step.state != StepState.waiting:
        return Card(
            t("The mandate of {group} has been taken back.", group=group.title),
            (Line(t("You need not do any more.")),),
        )
    owner = people.get(store, group.owner_id)
    lines = [
        Line(
            t(
                "Hello {name}. Version {number} of the mandate is ready for {organ}. What became of it there?",
                name=first_name(reader.name),
                number=found.version,
                organ=step.organ,
            )
        )
    ]
    if step.settle_by is not None:
        lines.append(Line(t("It is on the agenda {day}.", day=t.day(step.settle_by, week=True))))
    lines.append(Line(t("Regards, {name}, {circle}", name=owner.name, circle=people.circle(store).title), "signature"))
    read = Button("mandate.read", t("Read the mandate"), {"step": number(step.id)}, style="link")
    return Card(
        t("Has {organ} approved the mandate of {group}?", organ=step.organ, group=group.title),
        tuple(lines),
        (*answer_buttons(t, number(step.id)), read),
        tone="waiting",
    )


def approved(t: Speech, store: Store, found: Mandate) -> Card:
    """Everybody whom it needed has said yes."""
    group = groups.get(store, found.group_id)
    yes = [each for each in mandates.steps(store, number(found.id)) if each.state == StepState.approved]
    by = t.names([body_and_day(t, store, each) for each in yes])
    return Card(
        t("The mandate of {group} is approved.", group=group.title), (Line(t("By {bodies}.", bodies=by)),), tone="good"
    )


def body_and_day(t: Speech, store: Store, step: MandateStep) -> str:
    """Politisk Koordination & Økonomi (mandag den 17. februar, punkt 5)"""
    if step.decision_id is None:
        return step.organ
    decision = marked.decision(store, step.decision_id)
    if decision.item:
        return t("{organ} ({day}, item {item})", organ=step.organ, day=t.day(decision.day), item=decision.item)
    return t("{organ} ({day})", organ=step.organ, day=t.day(decision.day))
