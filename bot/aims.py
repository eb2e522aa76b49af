"""Where a message of the outbox goes on a chat, and in which language."""

from __future__ import annotations

from dataclasses import dataclass

from storage import people, rooms
from storage.engine import Store

from .face import Errand, Never


@dataclass(frozen=True)
class Aim:
    """The group's room that a message goes to (empty for a person, or a place), and the language of what is said."""

    room: str
    language: str


def aim(store: Store, errand: Errand, face: str) -> Aim:
    """Where a message goes. Raises Never where its reader is gone, or its group has had no room on the face."""
    if errand.person_id is not None:
        person = people.several(store, [errand.person_id]).get(errand.person_id)
        if person is None or person.erased_at is not None:
            raise Never("nobody is there")
        return Aim("", person.language)
    language = people.circle(store).language
    if errand.place:
        return Aim("", language)
    had = [room for room in rooms.ever(store, errand.group_id or 0) if room.kind == face]
    now = [room for room in had if room.closed_at is None]
    if not had:
        raise Never("the group has no channel")
    return Aim((now or had)[-1].address, language)


def language(store: Store, errand: Errand) -> str:
    """The language of what stands there already: its reader's, or the circle's."""
    person = people.several(store, [errand.person_id]).get(errand.person_id) if errand.person_id else None
    return person.language if person is not None else people.circle(store).language
