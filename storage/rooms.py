"""Groups' rooms and who is in them, by noun."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from .engine import Store
from .tables import EntryState, OutboxKind, OutboxRow, Person, Room, RoomEntry

STIRRED = timedelta(minutes=10)
"""How exactly it is known when somebody last wrote in a room."""


def of_group(store: Store, group_id: int) -> Room | None:
    """Where a group talks now; None when it has no room."""
    return store.session.exec(
        select(Room).where(Room.group_id == group_id, col(Room.closed_at).is_(None)).order_by(col(Room.id).desc())
    ).first()


def ever(store: Store, group_id: int) -> Sequence[Room]:
    """Every room that a group has had, oldest first."""
    return store.session.exec(select(Room).where(Room.group_id == group_id).order_by(col(Room.id))).all()


def get(store: Store, room_id: int) -> Room:
    """A room that is known to exist."""
    return store.session.get_one(Room, room_id)


def find(store: Store, room_id: int, nonce: str) -> Room | None:
    """The room of a number and its random part, open or closed; None when there is none."""
    room = store.session.get(Room, room_id)
    if room is None or not room.nonce or not secrets.compare_digest(room.nonce.encode(), nonce.encode()):
        return None
    return room


def at(store: Store, kind: str, address: str) -> Room | None:
    """The room that is at an address of a face and is not closed."""
    return store.session.exec(
        select(Room)
        .where(Room.kind == kind, Room.address == address, col(Room.closed_at).is_(None))
        .order_by(col(Room.id).desc())
    ).first()


def open_on(store: Store, kind: str) -> Sequence[Room]:
    """Every room on a face that is not closed, oldest first."""
    return store.session.exec(
        select(Room).where(Room.kind == kind, col(Room.closed_at).is_(None)).order_by(col(Room.id))
    ).all()


def wanted(store: Store, channel: str) -> set[int]:
    """The groups that have been asked into a channel, of which no face has said yet whether they are there."""
    rows = store.session.exec(
        select(OutboxRow).where(
            OutboxRow.kind == OutboxKind.open_room,
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.failed_at).is_(None),
        )
    )
    return {row.group_id for row in rows if row.group_id is not None and row.payload.get("channel") == channel}


def known(store: Store, kind: str, addresses: Collection[str]) -> set[str]:
    """Which of some addresses of a face are a group's room, or have been."""
    return set(store.session.exec(select(Room.address).where(Room.kind == kind, col(Room.address).in_(addresses))))


def make(store: Store, room: Room) -> Room:
    """Give a group a room."""
    room.nonce = secrets.token_urlsafe(9)
    store.add(room)
    return room


def on_its_way(store: Store, group_id: int) -> bool:
    """Whether a room has been asked for, for a group, and no face has answered yet."""
    wanted = select(OutboxRow.id).where(
        OutboxRow.group_id == group_id,
        OutboxRow.kind == OutboxKind.open_room,
        col(OutboxRow.sent_at).is_(None),
        col(OutboxRow.failed_at).is_(None),
    )
    return store.session.exec(wanted).first() is not None


def stir(store: Store, room_id: int, now: datetime) -> None:
    """Somebody has written in a room at `now` (domain time); kept to ten minutes, so that a lively room is not
    written about all the time."""
    store.session.execute(
        update(Room)
        .where(col(Room.id) == room_id, or_(col(Room.said_at).is_(None), col(Room.said_at) < now - STIRRED))
        .values(said_at=now)
        .execution_options(synchronize_session=False)
    )


def entries(store: Store, room_id: int) -> list[tuple[RoomEntry, Person]]:
    """Who is in a room, could not be let in, or has left, by the person's name."""
    rows = store.session.exec(
        select(RoomEntry, Person)
        .join(Person, col(Person.id) == col(RoomEntry.person_id))
        .where(RoomEntry.room_id == room_id)
        .order_by(col(Person.name), col(Person.id))
    ).all()
    return [(entry, person) for entry, person in rows]


def enter(store: Store, room_id: int, person_id: int, state: EntryState, now: datetime, why: str = "") -> bool:
    """Write down that somebody is in a room, cannot enter it, or has left; whether that is news."""
    found = store.session.exec(
        select(RoomEntry).where(RoomEntry.room_id == room_id, RoomEntry.person_id == person_id)
    ).first()
    if found is None:
        store.add(RoomEntry(room_id=room_id, person_id=person_id, state=state, why=why, changed_at=now))
        return True
    news = found.state != state
    found.state, found.why, found.changed_at = state, why, now
    store.add(found)
    return news


def inside(store: Store, room_id: int, person_id: int) -> bool:
    """Whether a person is in a room, as far as its face has said so."""
    found = select(RoomEntry.id).where(
        RoomEntry.room_id == room_id, RoomEntry.person_id == person_id, RoomEntry.state == EntryState.inside
    )
    return store.session.exec(found).first() is not None


def outside(store: Store, room_id: int) -> set[int]:
    """The people who cannot enter a room."""
    return set(
        store.session.exec(
            select(RoomEntry.person_id).where(RoomEntry.room_id == room_id, RoomEntry.state == EntryState.outside)
        )
    )
