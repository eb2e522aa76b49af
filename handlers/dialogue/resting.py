"""What a group rests on: the decision by which it was ordered, in words, and the question when there is none yet
(AT-A3-1). Every capability that makes, shows or files a group says it the same way."""

from __future__ import annotations

from handlers.locale import Speech
from handlers.rules import dates_written
from storage import journal, marked
from storage.engine import Store
from storage.tables import Decision, Group

from .card import Button, Card, Line
from .request import number

SKIPPED = "basis.skipped"  # the journal line of whoever went on without


def decided_by(t: Speech, decision: Decision) -> str:
    """direktionen, onsdag den 11. november 2026, punkt 4: a decision is looked up by its year."""
    day = dates_written.day_only(decision.day, t.language, year=True)
    if decision.item:
        return t("{organ}, {day}, item {item}", organ=decision.organ, day=day, item=decision.item)
    return t("{organ}, {day}", organ=decision.organ, day=day)


def rests_on(t: Speech, store: Store, group: Group) -> str:
    """The decision that a group rests on, in words; empty without one."""
    decision = marked.basis(store, number(group.id))
    return decided_by(t, decision) if decision is not None else ""


def owes(store: Store, group: Group) -> bool:
    """Whether a group is to rest on a decision that nobody has written down."""
    return group.needs_basis and marked.basis(store, number(group.id)) is None


def to_be_asked(store: Store, group: Group) -> bool:
    """Whether the question has to be put: nobody has written the decision, nor gone on without it."""
    return owes(store, group) and journal.latest(store, number(group.id), SKIPPED) is None


def question(t: Speech, group: Group) -> Card:
    """Der mangler en politisk beslutning. It stops nobody (texts 10)."""
    return Card(
        t("A political decision is missing."),
        (Line(t("You can go on now and write it down later.")),),
        (
            Button("basis.write", t("Write the decision"), {"group": number(group.id), "on": 1}, style="primary"),
            Button("basis.skip", t("Go on without it"), {"group": number(group.id)}),
        ),
        tone="waiting",
    )
