"""Where groups talk, and who of them is inside."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel, UniqueConstraint

from .base import added, foreign, key, moment, one_of, text


class Room(SQLModel, table=True):
    """Where a group talks: a channel on a face (`kind`), or a link.

    `address` is what the face calls it, `url` where a browser finds it. `said_at` is when anybody last wrote
    there; what they wrote is not kept. `nonce` is the random part of the address of its page (bot/addresses.py).
    """

    __tablename__ = "rooms"
    id: int | None = key()
    group_id: int = foreign("groups")
    kind: str = text()
    name: str = text()
    address: str = text()
    url: str = added()
    nonce: str = added()
    said_at: datetime | None = moment()
    opened_at: datetime = moment(nullable=False)
    closed_at: datetime | None = moment()


class EntryState(StrEnum):
    """Whether somebody is in a room, could not be let in, or went out by themselves."""

    inside = "inside"
    outside = "outside"
    left = "left"


class RoomEntry(SQLModel, table=True):
    """That somebody of a group is in its room or not; `why` is the platform's word for what keeps them out.
    Who is outside gets the room's posts by mail."""

    __tablename__ = "room_entries"
    __table_args__ = (UniqueConstraint("room_id", "person_id"),)
    id: int | None = key()
    room_id: int = foreign("rooms")
    person_id: int = foreign("people")
    state: EntryState = one_of(EntryState)
    why: str = text()
    changed_at: datetime = moment(nullable=False)
