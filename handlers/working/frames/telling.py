"""Who hears that a frame has changed, and how: whoever coordinates a group for which it holds gets one card, also when
they coordinate several of them (AT-E6-1). A group without a coordinator is spoken for by the secretariat's owner of it.
Whoever made the change is not told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from handlers.dialogue import framed
from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.named import name_of
from handlers.dialogue.request import Request, number
from handlers.dialogue.somebody import lead
from handlers.dialogue.tell import take_back, tell
from handlers.locale import Speech
from handlers.rules import kroner
from handlers.rules.names import danish_key
from storage import frames, groups, outbox, people
from storage.engine import Store
from storage.tables import LIVING, PROCESS, Frame, Group, JournalLine, Person

from .parts import Stand, stand


@dataclass
class Reader:
    """Somebody who is told, and the groups that it is about for them."""

    person: Person
    groups: list[Group] = field(default_factory=list)


def changed(request: Request, store: Store, frame: Frame, line: JournalLine, before: Stand) -> int:
    """Tell of another amount, or of another part; how many were told. A new title alone is no news."""
    now = stand(store, frame)
    if (now.amount, now.total) != (before.amount, before.total):
        about: Collection[int] = {frame.group_id, *before.parts, *now.parts}
    else:
        different = before.parts.keys() ^ now.parts.keys()
        about = {*different, *(each for each in now.parts if now.parts[each] != before.parts.get(each))}

    def card(t: Speech, reader: Reader) -> Card:
        return _changed(t, store, frame, before, reader, request.person)

    return _tell(request, store, frame, line, about, card)


def _changed(t: Speech, store: Store, frame: Frame, before: Stand, reader: Reader, by: Person) -> Card:
    title = t("{title} has been changed.", title=frame.title)
    if frame.amount != before.amount:
        title = t(
            "{title} has been changed from {old} to {new}.",
            title=frame.title,
            old=kroner.write(before.amount, t.language),
            new=kroner.write(frame.amount, t.language),
        )
    own = [framed.own_part(t, store, frame, each) for each in reader.groups]
    return Card(
        title,
        (
            Line(framed.sentence(t, frame)),
            Line(t("It is about {groups}.", groups=_titles(t, reader))),
            *(Line(each) for each in own if each),
            Line(t("{name} made the change.", name=name_of(t, by))),
        ),
        _see(t, reader),
    )


def ended(request: Request, store: Store, frame: Frame, line: JournalLine) -> int:
    """Tell that it no longer holds; how many were told."""

    def card(t: Speech, reader: Reader) -> Card:
        return Card(
            t("{title} no longer holds.", title=frame.title),
            (
                Line(t("It is about {groups}.", groups=_titles(t, reader))),
                Line(t("{name} ended it.", name=name_of(t, request.person))),
            ),
            _see(t, reader),
        )

    return _tell(request, store, frame, line, {frame.group_id, *frames.shares(store, number(frame.id))}, card)


def taken_back(request: Request, store: Store, frame: Frame, line: JournalLine) -> None:
    """What has not gone stays here; whoever has read it is told that it does not count."""
    subject = _subject(frame, line)
    take_back(store, subject)
    gone = {row.person_id for row in outbox.messages_about(store, subject) if row.person_id is not None}
    for person in people.several(store, gone).values():
        tell(
            store,
            person,
            subject=f"{subject}/undone",
            key=f"{subject}/undone/{person.id}",
            now=request.now,
            card=lambda t: Card(
                t("The change of {title} has been taken back.", title=frame.title),
                (Line(framed.sentence(t, frame)),),
                tone="good",
            ),
        )


def how_many(t: Speech, told: int) -> str:
    """4 tovholdere har fået besked."""
    return t.plural(told, "One coordinator has been told.", "{n} coordinators have been told.")


def _tell(
    request: Request,
    store: Store,
    frame: Frame,
    line: JournalLine,
    about: Collection[int],
    card: Callable[[Speech, Reader], Card],
) -> int:
    readers = _readers(store, about)
    readers.pop(request.me, None)
    subject = _subject(frame, line)
    return sum(
        tell(store, reader.person, subject=subject, key=f"{subject}/{id_}", now=request.now,
             card=lambda t, reader=reader: card(t, reader))  # type: ignore[misc]
        for id_, reader in readers.items()
    )  # fmt: skip


def _readers(store: Store, about: Collection[int]) -> dict[int, Reader]:
    """By number, each with their groups in the order of the alphabet. Nobody leads a process."""
    found: dict[int, Reader] = {}
    for group in sorted(groups.several(store, about).values(), key=lambda each: danish_key(each.title)):
        if group.state in LIVING and group.template != PROCESS:
            person = lead(store, group)
            found.setdefault(number(person.id), Reader(person)).groups.append(group)
    return found


def _titles(t: Speech, reader: Reader) -> str:
    return t.names([each.title for each in reader.groups])


def _see(t: Speech, reader: Reader) -> tuple[Button, ...]:
    return (Button("frame.show", t("See"), {"group": number(reader.groups[0].id)}, style="primary"),)


def _subject(frame: Frame, line: JournalLine) -> str:
    return f"frame:{frame.id}/{line.id}"
