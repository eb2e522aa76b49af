"""The question how a group stands, as whoever leads it reads it, and what has become of it."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.named import name_of
from handlers.dialogue.request import number
from handlers.dialogue.somebody import lead
from handlers.locale import Speech
from storage import groups, marked, people
from storage.engine import Store
from storage.tables import Person, StatusQuestion

from .words import colours, said


def question(t: Speech, store: Store, asked: StatusQuestion, reader: Person, *, again: bool = False) -> Card:
    """Hvordan står det til i Elnet? [Grøn] [Gul] [Rød]"""
    group = groups.get(store, asked.group_id)
    if asked.status_id is not None and asked.answered_at is not None:
        line = marked.status(store, asked.status_id)
        return Card(t("Thank you. {group} stands: {status}.", group=group.title, status=said(t, line)), tone="good")
    if asked.withdrawn_at is not None:
        return Card(
            t("The status of {group} is no longer needed.", group=group.title),
            (Line(t("You need not do anything more.")),),
        )
    boss = lead(store, group)
    if boss.id != reader.id:
        return Card(t("{name} is asked how {group} stands.", name=boss.name, group=group.title))
    lines = [Line(t("A colour, a line and the next step are enough. Reply by **{day}**.", day=t.day(asked.reply_by)))]
    if again:
        lines.insert(0, Line(t("We miss your status.")))
    newest = marked.newest_status(store, [number(group.id)]).get(number(group.id))
    if newest is not None:
        lines.append(Line(t("Last time, {day}: {status}", day=t.day(newest.said_at), status=said(t, newest)), "muted"))
    owner = people.get(store, asked.asked_by_id if asked.asked_by_id is not None else group.owner_id)
    if owner.id != reader.id:
        circle = people.circle(store).title
        lines.append(Line(t("Regards, {name}, {circle}", name=name_of(t, owner), circle=circle), "signature"))
    return Card(
        t("How is {group} doing?", group=group.title), tuple(lines), colour_buttons(t, number(group.id)), tone="waiting"
    )


def colour_buttons(t: Speech, group_id: int) -> tuple[Button, ...]:
    """[Grøn] [Gul] [Rød]: each opens the form with its colour."""
    return tuple(
        Button("status.answer", label, {"group": group_id, "colour": colour.value})
        for colour, label in colours(t).items()
    )
