"""Whose accounts are known on a chat, for the tests of who is who there."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import select

from storage import people
from storage.engine import Database
from storage.tables import Identity, IdentityKind, Person


class Known:
    """What a stage of such a test knows; `KIND` is its chat's."""

    KIND: ClassVar[IdentityKind]
    database: Database

    def id(self, name: str) -> int:
        """The number of a person."""
        with self.database.reading() as store:
            return people.by_name(store, name)[0].id or 0

    def identities(self) -> list[str]:
        """The accounts that are known, by whose they are."""
        with self.database.reading() as store:
            rows = store.session.exec(select(Identity, Person).where(Identity.person_id == Person.id))
            return [f"{each.address} {person.name}" for each, person in rows if each.kind == self.KIND]

    def tie(self, name: str, address: str) -> None:
        """Let somebody be known by an account."""
        with self.database.changing() as store:
            people.tie(store, people.by_name(store, name)[0].id or 0, self.KIND, address)
