"""Elnet at work in a channel: Emil coordinates it, Anna and he are its members."""

from __future__ import annotations

from bot.app import Program
from storage import rooms
from storage.engine import Store
from storage.tables import Group, GroupState, Membership, Person, Role, RoleKind, Room


async def at_work(program: Program, owner: Person, emil: Person, anna: Person, *, face: str, address: str) -> None:
    """The group, its people and its room."""
    now = program.clock.now()

    def work(store: Store) -> None:
        group = Group(
            circle_id=1,
            title="Elnet",
            state=GroupState.established,
            commissioner_id=owner.organisation_id,
            owner_id=owner.id,
            created_at=now,
            established_at=now,
        )
        store.add(group)
        for person in (emil, anna):
            store.add(
                Membership(group_id=group.id, person_id=person.id, organisation_id=person.organisation_id, since=now)
            )
        store.add(Role(group_id=group.id, person_id=emil.id, kind=RoleKind.coordinator, since=now))
        room = Room(group_id=group.id or 0, kind=face, name="elnet", address=address, url="", opened_at=now)
        rooms.make(store, room)

    await program.runner.change(work)
