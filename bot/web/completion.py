"""The words after /taskforce that a person may use here, for the composer to offer."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.request import number
from handlers.dialogue.router import Router
from handlers.dialogue.standing import standing
from handlers.locale import Speech
from handlers.rules.permissions import Standing, may
from storage import groups, people, subjects
from storage.engine import Store
from storage.tables import OfficeKind, Person


@dataclass(frozen=True)
class Word:
    """What is put in the composer, what it does, and every other word that finds it."""

    text: str
    summary: str
    also: str


def words(store: Store, router: Router, person: Person, group_id: int | None, t: Speech) -> list[Word]:
    """The commands that this person may use in a place, the featured ones first."""
    who = _standing(store, person, group_id, t)
    offered = [each for each in router.commands if may(each.action, who)]
    return [
        Word(
            f"/taskforce {command.name(t.language)}".strip(),
            t(command.summary),
            " ".join(word for word in command.words if word),
        )
        for command in sorted(offered, key=lambda each: not each.featured)
    ]


def _standing(store: Store, person: Person, group_id: int | None, t: Speech) -> frozenset[Standing]:
    """What the person is to the group of the room, or elsewhere to any group at all."""
    today = t.now.date()
    if group_id is not None:
        return standing(store, person, subjects.find(store, "group", group_id), today)
    me = number(person.id)
    found = set(standing(store, person, None, today)) | {Standing.oneself}
    if groups.led_by(store, me):
        found.add(Standing.coordinator)
    if groups.of_person(store, me):
        found.add(Standing.member)
    offices = {office.kind for office in people.offices_of(store, me, today)}
    if offices & {OfficeKind.director, OfficeKind.deputy}:
        found.add(Standing.director)
    return frozenset(found)
