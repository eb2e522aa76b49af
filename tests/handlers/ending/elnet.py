"""Elnet as it stands on 1 December 2026: six people, four directors who lent somebody, one from outside."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from handlers.dialogue.card import Card
from handlers.dialogue.events import GroupEstablished
from handlers.dialogue.reply import Reply
from storage import groups, outputs, people
from storage.tables import (
    Group,
    Membership,
    NominationRequest,
    Nominee,
    NomineeState,
    Organisation,
    Output,
    OutputState,
    RequestRoute,
    RequestState,
    Round,
)
from tests.handlers.working.made import happen, made_group
from tests.world import House, at, text_of

BEGINS = at("2026-12-01 09:00")
OUTPUTS = (
    "Skarpere budskaber",
    "Faglige input til indsatsen",
    "Sparring på AAU's analyse",
    "Møder med elnetdistributørerne",
)
LENT = {
    "Hjørring": ("Vibeke", "Anna", RequestRoute.named),
    "Mariagerfjord": ("Søren", "Dorthe", RequestRoute.open),
    "Thisted": ("Lars", "Kasper", RequestRoute.open),
    "Region Nordjylland": ("Erik", "Maja", RequestRoute.open),
    "Green Hub Denmark": ("Tobias", "Tobias", RequestRoute.external),
}


def established(
    house: House,
    *,
    coordinator: str | None = "Emil",
    outputs: tuple[str, ...] = OUTPUTS,
    delivered: int = 3,
    ends: date | None = date(2027, 6, 1),
    case_number: str = "2026-0117",
) -> int:
    """Elnet with its history of asking; the clock stands at its first morning."""
    house.now = at("2026-11-20 09:00")
    id_ = made_group(
        house,
        coordinator=coordinator,
        outputs=outputs,
        competences="netplanlægning eller vindkraft",
        hours=4,
        duration_months=6,
        starts_on=date(2026, 12, 1),
        planned_end=ends,
        case_number=case_number,
        ordered_at=house.now,
    )
    with house.database.changing() as store:
        group = groups.get(store, id_)
        group.established_at = BEGINS
        for output in list(store.session.exec(select(Output).order_by(Output.id)))[:delivered]:
            output.state, output.delivered_at = OutputState.delivered, BEGINS
    house.now = BEGINS
    for organisation, (director, expert, route) in LENT.items():
        lent(house, id_, organisation, director, expert, route)
    happen(house, GroupEstablished(id_))
    house.letters.clear()
    return id_


def lent(house: House, group_id: int, organisation: str, director: str, expert: str, route: RequestRoute) -> None:
    """A request that was answered with an expert who is in the group."""
    asked, named = house.person(director), house.person(expert)
    with house.database.changing() as store:
        place = store.session.exec(select(Organisation).where(Organisation.short == organisation)).one()
        round_ = store.session.exec(select(Round).where(Round.group_id == group_id)).first()
        if round_ is None:
            round_ = Round(group_id=group_id, reply_by=at("2026-11-27 12:00"), closed_at=BEGINS)
            store.add(round_)
        request = NominationRequest(
            group_id=group_id,
            round_id=round_.id,
            organisation_id=place.id,
            route=route,
            state=RequestState.named,
            addressee_id=asked.id,
            sent_at=at("2026-11-20 10:00"),
            reply_by=at("2026-11-27 12:00"),
            answered_at=at("2026-11-23 09:12"),
            answered_by_id=asked.id,
            answered_via="mail",
        )
        store.add(request)
        nominee = Nominee(
            group_id=group_id,
            request_id=request.id,
            person_id=named.id,
            named_by_id=asked.id,
            state=NomineeState.accepted,
            named_at=at("2026-11-23 09:12"),
        )
        store.add(nominee)
        membership = store.session.exec(
            select(Membership).where(Membership.group_id == group_id, Membership.person_id == named.id)
        ).one()
        membership.nominee_id = nominee.id


def speak_english(house: House, who: str) -> None:
    """Somebody reads English from now on."""
    with house.database.changing() as store:
        people.get(store, house.person(who).id).language = "en"


def about(house: House, who: str, subject: str) -> list[str]:
    """The cards that somebody has about a subject, as they look now."""
    box = house.letters.get(house.person(who).name, [])
    return [text_of(letter.card) for letter in box if letter.subject.split(":")[0] == subject]


def card_about(house: House, who: str, subject: str) -> Card:
    """The newest of them, to press on."""
    box = house.letters[house.person(who).name]
    return [letter.card for letter in box if letter.subject.split(":")[0] == subject][-1]


def group(house: House) -> Group:
    """Elnet as it stands."""
    with house.database.reading() as store:
        return groups.get(store, house.group("Elnet").id)


def asked(house: House, who: str) -> Reply:
    """The form of the two questions, on the morning of the planned end."""
    house.sleep("2027-06-01 10:00")
    return house.say(who, "opløs Elnet")


def ticks(house: House, *titles: str) -> tuple[str, ...]:
    """Outputs of these titles, as the form sends them."""
    with house.database.reading() as store:
        return tuple(str(each.id) for each in outputs.of_group(store, group(house).id) if each.title in titles)


def closed(house: House, who: str = "Emil") -> Reply:
    """Elnet closed with all that it was for; the receipt."""
    return house.fill(
        who,
        asked(house, who),
        outputs=ticks(house, *OUTPUTS),
        owner="BRN-sekretariatet",
        follow_on="interessevaretagelse",
    )
