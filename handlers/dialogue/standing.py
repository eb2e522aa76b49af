"""What somebody is to the thing that a request is about, and the polite sentence when that is not enough."""

from __future__ import annotations

from datetime import date

from handlers.locale import Speech
from handlers.rules.permissions import ALLOWED, Standing
from storage import endings, groups, members, nominations, people
from storage.engine import Store
from storage.subjects import Subject
from storage.tables import OfficeKind, Person, RoleKind, RoleState

from .errors import NotAllowed
from .request import Request, number

_DIRECTORS = (OfficeKind.director, OfficeKind.deputy)


def standing(store: Store, person: Person, subject: Subject | None, today: date) -> frozenset[Standing]:
    """Everything that a person is to a subject on a day."""
    me = number(person.id)
    found = {Standing.known}
    offices = people.offices_of(store, me, today)
    kinds = {office.kind for office in offices}
    if OfficeKind.secretariat in kinds:
        found.add(Standing.secretariat)
    if OfficeKind.secretariat_reader in kinds:
        found.add(Standing.reader)
    if subject is None:
        if groups.led_by(store, me):
            found.add(Standing.coordinator)  # of some group
        return frozenset(found)
    if subject.person_id == me:
        found |= {Standing.oneself}
        if subject.kind == "nominee":
            found.add(Standing.expert)
        if subject.kind == "role":
            found.add(Standing.offered)
    if subject.organisation_id is not None or subject.request_id is not None:
        found |= _to_the_asked(store, me, subject, today)
    if subject.group_id is not None:
        if subject.group_id in groups.led_by(store, me) or endings.led_until_the_end(store, subject.group_id, me):
            found.add(Standing.coordinator)
        if members.membership(store, subject.group_id, me) is not None:
            found.add(Standing.member)
        offer = members.asked_role(store, subject.group_id, RoleKind.coordinator)
        if offer is not None and offer.person_id == me and offer.state == RoleState.asked:
            found.add(Standing.offered)
    return frozenset(found)


def in_secretariat(request: Request, store: Store) -> bool:
    """Whether the person who asks may send for the secretariat today."""
    return Standing.secretariat in standing(store, request.person, None, request.now.date())


def _to_the_asked(store: Store, me: int, subject: Subject, today: date) -> set[Standing]:
    """Director or deputy of the organisation, whoever answers for one away, or the delegate."""
    found: set[Standing] = set()
    organisation_id = subject.organisation_id
    if subject.request_id is not None:
        request = nominations.request(store, subject.request_id)
        organisation_id = request.organisation_id
        if me == request.delegate_id:
            found.add(Standing.delegate)
        if me in (request.addressee_id, request.deputy_id):
            found.add(Standing.director)
    if organisation_id is None:
        return found
    directors = {number(person.id) for _, person in people.holders(store, organisation_id, _DIRECTORS, today)}
    if me in directors or directors & set(people.answers_for(store, me, today)):
        found.add(Standing.director)
    return found


def permit(request: Request, store: Store, action: str, subject: Subject | None) -> frozenset[Standing]:
    """Let the request through and say what its person is to the subject, or refuse with a sentence that
    tells who may."""
    who = standing(store, request.person, subject, request.now.date())
    allowed = ALLOWED.get(action, frozenset())
    if who & allowed:
        return who
    raise NotAllowed(_refusal(request.t, store, allowed, subject))


def _refusal(t: Speech, store: Store, allowed: frozenset[Standing], subject: Subject | None) -> str:
    if Standing.expert in allowed and subject is not None and subject.person_id is not None:
        name = people.get(store, subject.person_id).name
        return t("Only {name} can answer that.", name=name)
    if Standing.director in allowed and subject is not None:
        organisation_id = subject.organisation_id
        if subject.request_id is not None:
            organisation_id = nominations.request(store, subject.request_id).organisation_id
        if organisation_id is not None:
            short = people.organisation(store, organisation_id).short
            return t("Only {whose} director or deputy can answer that.", whose=t.whose(short))
    if subject is not None and subject.kind == "journal" and Standing.oneself in allowed:
        return t("Only the person who did it and the secretariat can undo it.")
    if Standing.member in allowed:
        return t("Only the group's members and the secretariat can see that.")
    if Standing.coordinator in allowed:
        return t("Only the group's coordinator and the secretariat can do that.")
    if Standing.oneself in allowed:
        return t("Only the person it is about can do that.")
    return t("Only the secretariat can do that.")
