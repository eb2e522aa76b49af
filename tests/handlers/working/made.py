"""Groups made as rows, in the state that a test begins with."""

from __future__ import annotations

from handlers.dialogue import dispatch
from handlers.dialogue.request import Request
from storage import people
from storage.tables import Group, GroupState, Membership, Output, Role, RoleKind, RoleState, Seat
from tests.world import House

ELNET = ("Anna", "Dorthe", "Kasper", "Maja", "Tobias", "Emil")


def made_group(
    house: House,
    title: str = "Elnet",
    *,
    members: tuple[str, ...] = ELNET,
    coordinator: str | None = "Emil",
    owner: str = "Sofie",
    state: GroupState = GroupState.established,
    seats: dict[str, int] | None = None,
    outputs: tuple[str, ...] = (),
    **values: object,
) -> int:
    """A group with its members and coordinator; its number."""
    folk = {name: house.person(name) for name in {*members, owner, *([coordinator] if coordinator else [])}}
    with house.database.changing() as store:
        circle = people.circle(store)
        group = Group(
            circle_id=circle.id,
            title=title,
            task="skærpe Nordjyllands argumenter for et stærkere elnet",
            state=state,
            commissioner_id=circle.secretariat_id,
            owner_id=folk[owner].id,
            created_at=house.now,
            established_at=house.now if state != GroupState.nominating else None,
            **values,
        )
        store.add(group)
        for name in members:
            person = folk[name]
            store.add(
                Membership(
                    group_id=group.id,
                    person_id=person.id,
                    organisation_id=person.organisation_id,
                    since=house.now,
                )
            )
        if coordinator is not None:
            store.add(
                Role(
                    group_id=group.id,
                    person_id=folk[coordinator].id,
                    kind=RoleKind.coordinator,
                    state=RoleState.active,
                    since=house.now,
                )
            )
        for short, maximum in (seats or {}).items():
            place = people.organisation_named(store, short)
            store.add(Seat(group_id=group.id, organisation_id=place.id, maximum=maximum))
        for each in outputs:
            store.add(Output(group_id=group.id, title=each, created_at=house.now))
        return group.id


def happen(house: House, *events: object) -> None:
    """Let something have happened, as another capability would say it, and deliver what follows."""
    with house.database.changing() as store:
        for event in events:
            store.happened(event)
        dispatch.hand_on(house.runner.router, Request(actor=None, now=house.now, face="clock"), store)
    house.deliver()
