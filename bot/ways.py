"""Which face a message goes by.

Everybody has an order of faces: their identities by rank, then mail, when we know an address. Of those the ones
count that are switched on. A message goes by the first; where that will never take it, or has not for two hours,
by the next. What a group's room says reaches the members who cannot enter the room as mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.dialogue.request import number
from handlers.dialogue.tell import MAIL
from storage import members, outbox, people, rooms
from storage.engine import Store
from storage.tables import Identity, OutboxKind, OutboxRow, Person

from .face import Face


@dataclass(frozen=True)
class Ways:
    """The faces that are switched on, by their names. In `homes` everybody is looked for who has no identity of
    their own (the local workspace; Slack, then Teams), `rooms` is the one that makes the groups' rooms."""

    faces: Mapping[str, Face]
    homes: tuple[str, ...] = ()
    rooms: str = ""

    @property
    def mails(self) -> bool:
        """Whether anything can go by mail."""
        return MAIL in self.faces

    def next(self, store: Store, row: OutboxRow) -> Face | None:
        """The face to try for a row now; None when there is none, or none left. An update goes to where its
        message went."""
        return next(iter(self.left(store, row)), None)

    def left(self, store: Store, row: OutboxRow) -> list[Face]:
        """The faces that are left for a row, in their order."""
        return [self.faces[name] for name in self._names(store, row) if name not in row.passed_over.split()]

    def _names(self, store: Store, row: OutboxRow) -> Sequence[str]:
        if row.kind == OutboxKind.update and row.target_id is not None:
            names: Sequence[str] = [outbox.reference_of(store, row.target_id)[0]]
        elif row.only_by:
            names = [row.only_by]
        elif row.person_id is None:
            names = [self._of_room(store, row.group_id)]
        else:
            names = self.of(store, people.get(store, row.person_id))
        return [name for name in names if name in self.faces]

    def _of_room(self, store: Store, group_id: int | None) -> str:
        """The face that a group's room is on, or the last that it had; where it has had none, the one for rooms."""
        had = [room.kind for room in rooms.ever(store, group_id or 0) if room.kind in self.faces]
        return had[-1] if had else self.rooms

    def of(self, store: Store, person: Person) -> list[str]:
        """A person's faces that are switched on, in their order."""
        return self._order(person, people.identities_of(store, number(person.id)))

    def _order(self, person: Person, identities: Sequence[Identity]) -> list[str]:
        own = [identity.kind.value for identity in identities]
        order = [*(own or self.homes), *([MAIL] if person.email else [])]
        return [name for name in dict.fromkeys(order) if name in self.faces]

    # --- what else has to go by mail ---

    def copies(self, store: Store, row: OutboxRow, face: str) -> list[OutboxRow]:
        """The mails that follow from a message that went by `face` (empty: by none): to its reader where it
        insists, and to the members of a group who cannot enter its room; not what stands there under somebody's
        words."""
        if row.kind != OutboxKind.message or row.only_by or row.place or not self.mails:
            return []
        if row.person_id is not None:
            person = people.get(store, row.person_id)
            mailed = MAIL in (face, *row.passed_over.split())  # or tried to, and could not be
            insists = row.insist and not mailed and person.email and person.erased_at is None
            return [_by_mail(row, number(person.id), "/mail")] if insists else []
        copies = [_by_mail(row, id_, f"/mail/{id_}") for id_ in self._outside(store, row, face)]
        for copy in copies:
            copy.payload = {**row.payload, "buttons": []}  # they are for whoever wrote it in the room
        return copies

    def _outside(self, store: Store, row: OutboxRow, face: str) -> list[int]:
        """The members of a room's group who do not see what is posted there: nobody does where it could not be."""
        if row.group_id is None:
            return []
        group = {number(person.id): person for _, person in members.of_group(store, row.group_id)}
        reachable = [id_ for id_, person in group.items() if person.email and person.erased_at is None]
        if not face:
            return reachable
        room = rooms.of_group(store, row.group_id)
        barred = rooms.outside(store, number(room.id)) if room is not None else set()
        identities = people.identities_of_several(store, group)
        return [id_ for id_ in reachable if id_ in barred or self._order(group[id_], identities[id_])[:1] == [MAIL]]


def _by_mail(row: OutboxRow, person_id: int, tail: str) -> OutboxRow:
    return OutboxRow(
        unique_key=row.unique_key + tail,
        kind=OutboxKind.message,
        lane=f"person:{person_id}/{row.subject}/mail",
        subject=row.subject,
        person_id=person_id,
        payload=row.payload,
        due_at=row.due_at,
        answer_by=row.answer_by,
        only_by=MAIL,
    )
