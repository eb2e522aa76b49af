"""A nomination request with everything that its card speaks of, read once."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.request import number
from storage import groups, members, nominations, people
from storage.engine import Store
from storage.tables import (
    Group,
    GroupState,
    NominationRequest,
    Nominee,
    NomineeState,
    Organisation,
    Person,
    RequestState,
    RoleKind,
    RoleState,
)

COMING = (NomineeState.asked, NomineeState.accepted)
_MEANT = (RoleState.planned, RoleState.asked, RoleState.active)


@dataclass(frozen=True)
class Matter:
    """A request with everything that its card speaks of. `nobody` says of one that was passed over that nobody is
    left with whom the group could begin."""

    request: NominationRequest
    group: Group
    organisation: Organisation
    owner: Person
    circle: str
    coordinator: Person | None
    named: Person | None
    addressee: Person | None
    answered_by: Person | None
    nominees: tuple[tuple[Nominee, Person], ...]
    nobody: bool = False

    @property
    def id(self) -> int:
        """The request's number."""
        return number(self.request.id)

    @property
    def withdrawn(self) -> bool:
        """Whether nothing is wanted any longer."""
        return self.request.state == RequestState.withdrawn or self.group.state == GroupState.withdrawn


def matter(store: Store, request: NominationRequest) -> Matter:
    """Read what a request's card speaks of."""
    group = groups.get(store, request.group_id)
    found = nominations.nominees_of(store, [number(request.id)])
    ids = [group.owner_id, request.named_id, request.addressee_id, request.answered_by_id]
    known = people.several(store, [each for each in [*ids, *(n.person_id for n in found)] if each is not None])

    def person(id_: int | None) -> Person | None:
        return known.get(id_) if id_ is not None else None

    return Matter(
        request=request,
        group=group,
        organisation=people.organisation(store, request.organisation_id),
        owner=known[group.owner_id],
        circle=people.circle(store).title,
        coordinator=coming_coordinator(store, number(group.id)),
        named=person(request.named_id),
        addressee=person(request.addressee_id),
        answered_by=person(request.answered_by_id),
        nominees=tuple((each, known[each.person_id]) for each in found),
        nobody=request.state == RequestState.skipped and nobody_left(store, group),
    )


def nobody_left(store: Store, group: Group) -> bool:
    """Whether everybody asked for a group that has not begun has said no, or was passed over."""
    if group.state != GroupState.nominating:
        return False
    asked = nominations.requests_of_group(store, number(group.id))
    if not asked or any(each.state in (RequestState.waiting, RequestState.planned) for each in asked):
        return False
    return not nominations.nominees_of(store, [number(each.id) for each in asked], COMING)


def coming_coordinator(store: Store, group_id: int) -> Person | None:
    """Who coordinates a group, or is meant to."""
    roles = [
        role for role in members.roles_of(store, group_id) if role.kind == RoleKind.coordinator and role.state in _MEANT
    ]
    return people.get(store, roles[-1].person_id) if roles else None
