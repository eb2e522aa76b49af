"""Rounds, the requests in them, and the experts who were named, by noun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, or_, select

from .engine import Store
from .tables import Membership, NominationRequest, Nominee, NomineeState, RequestState, Round


def request(store: Store, request_id: int) -> NominationRequest:
    """A request that is known to exist."""
    return store.session.get_one(NominationRequest, request_id)


def round_(store: Store, round_id: int) -> Round:
    """A round that is known to exist."""
    return store.session.get_one(Round, round_id)


def nominee(store: Store, nominee_id: int) -> Nominee:
    """A nominee who is known to exist."""
    return store.session.get_one(Nominee, nominee_id)


def rounds_of(store: Store, group_id: int) -> Sequence[Round]:
    """A group's rounds, newest first."""
    return store.session.exec(select(Round).where(Round.group_id == group_id).order_by(col(Round.id).desc())).all()


def latest_round(store: Store, group_id: int) -> Round | None:
    """A group's newest round."""
    return store.session.exec(
        select(Round).where(Round.group_id == group_id).order_by(col(Round.id).desc()).limit(1)
    ).first()


def requests_of(store: Store, round_id: int) -> Sequence[NominationRequest]:
    """The requests of a round, in the order in which they were made, without those withdrawn."""
    return store.session.exec(
        select(NominationRequest)
        .where(NominationRequest.round_id == round_id, NominationRequest.state != RequestState.withdrawn)
        .order_by(col(NominationRequest.id))
    ).all()


def requests_of_group(store: Store, group_id: int) -> Sequence[NominationRequest]:
    """Every request of a group, without those withdrawn."""
    return store.session.exec(
        select(NominationRequest)
        .where(NominationRequest.group_id == group_id, NominationRequest.state != RequestState.withdrawn)
        .order_by(col(NominationRequest.id))
    ).all()


def requests_on_card(store: Store, card: str) -> Sequence[NominationRequest]:
    """The requests that one card carries, as they are now: those of another group may have changed meanwhile."""
    return store.session.exec(
        select(NominationRequest)
        .where(NominationRequest.card == card)
        .order_by(col(NominationRequest.id))
        .execution_options(populate_existing=True)
    ).all()


def planned_for(store: Store, addressee_id: int, now: datetime) -> Sequence[NominationRequest]:
    """A director's requests that may go now and have not."""
    return store.session.exec(
        select(NominationRequest)
        .where(
            NominationRequest.addressee_id == addressee_id,
            NominationRequest.state == RequestState.planned,
            col(NominationRequest.send_at) <= now,
        )
        .order_by(col(NominationRequest.id))
    ).all()


def sent_between(store: Store, addressee_id: int, start: datetime, end: datetime) -> bool:
    """Whether a director got a card in [start, end)."""
    return (
        store.session.exec(
            select(NominationRequest.id).where(
                NominationRequest.addressee_id == addressee_id,
                col(NominationRequest.sent_at) >= start,
                col(NominationRequest.sent_at) < end,
            )
        ).first()
        is not None
    )


def open_requests_to(store: Store, person_id: int) -> Sequence[NominationRequest]:
    """The unanswered requests that await a person: as addressee, delegate or deputy."""
    return store.session.exec(
        select(NominationRequest)
        .where(
            NominationRequest.state == RequestState.waiting,
            or_(
                NominationRequest.addressee_id == person_id,
                NominationRequest.delegate_id == person_id,
                NominationRequest.deputy_id == person_id,
            ),
        )
        .order_by(col(NominationRequest.id))
    ).all()


def open_requests_of(store: Store, organisation_id: int) -> Sequence[NominationRequest]:
    """An organisation's requests that are planned or unanswered."""
    return store.session.exec(
        select(NominationRequest)
        .where(
            NominationRequest.organisation_id == organisation_id,
            col(NominationRequest.state).in_([RequestState.planned, RequestState.waiting]),
        )
        .order_by(col(NominationRequest.id))
    ).all()


def nominees_of(
    store: Store, request_ids: Collection[int], states: Collection[NomineeState] | None = None
) -> Sequence[Nominee]:
    """The experts named in answer to some requests."""
    query = select(Nominee).where(col(Nominee.request_id).in_(request_ids))
    if states is not None:
        query = query.where(col(Nominee.state).in_(states))
    return store.session.exec(query.order_by(col(Nominee.id))).all()


def nominee_of_person(store: Store, group_id: int, person_id: int) -> Nominee | None:
    """A person who has been asked into a group, or has said yes."""
    return store.session.exec(
        select(Nominee).where(
            Nominee.group_id == group_id,
            Nominee.person_id == person_id,
            col(Nominee.state).in_([NomineeState.asked, NomineeState.accepted]),
        )
    ).first()


def lent_before(store: Store, organisation_id: int) -> Sequence[int]:
    """People whom an organisation has had in a group, newest first, each once."""
    rows = store.session.exec(
        select(Membership.person_id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(col(Membership.id).desc())
    ).all()
    return list(dict.fromkeys(rows))
