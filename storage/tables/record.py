"""What leaves the house and what is remembered: outbox, journal, request keys, the local clock."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from .base import added, flag, foreign, json, key, moment, one_of, text


class OutboxKind(StrEnum):
    """The closed set of what can be done to the world outside."""

    message = "message"
    update = "update"
    open_room = "open_room"
    invite = "invite"
    close_room = "close_room"
    react = "react"


class OutboxRow(SQLModel, table=True):
    """One thing to be done outside, written in the transaction that causes it.

    `unique_key` makes it happen once. `lane` is recipient and subject: rows of one lane go in order.
    `due_at` is domain time; `ready_at` (backoff), `leased_until` and `tried_since` (the first attempt on the
    face that is being tried) are the database's own time. `reference` is what the platform calls the message,
    for the update that may follow (`target_id`).

    A message goes by the first of the person's faces that takes it. `passed_over` names, with spaces between,
    those that did not; `only_by` is the one face that it may go by, `insist` that it goes by mail as well when
    it went elsewhere. `answer_by` (domain time) is when its buttons end, for a face whose messages cannot be
    drawn again; `news` says that an update is worth a message of its own there. `place` is where on its face a
    message goes instead of to its reader's own conversation or the group's room, or what a reaction is put to;
    `pinned` keeps a message at the top of its room.

    `waits_for` is the face that had no free hand for it when it was last looked at. `withdrawn` says that it has
    become pointless: with `failed_at` it went to nobody; without, it may have gone, and is looked for where a face can.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "lane",
            "id",
            sqlite_where=sql("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sql("sent_at IS NULL AND failed_at IS NULL"),
        ),
    )
    id: int | None = key()
    unique_key: str = text(unique=True)
    kind: OutboxKind = one_of(OutboxKind)
    lane: str = text(index=True)
    subject: str = text(index=True)
    person_id: int | None = foreign("people", nullable=True)
    group_id: int | None = foreign("groups", nullable=True)
    target_id: int | None = foreign("outbox", nullable=True)
    payload: dict[str, object] = json()
    due_at: datetime = moment(nullable=False, index=True)
    answer_by: datetime | None = moment()
    news: bool = flag()
    insist: bool = flag()
    only_by: str = added()
    place: str = added()
    pinned: bool = flag()
    passed_over: str = added()
    waits_for: str = added()
    withdrawn: bool = flag()
    tried_since: datetime | None = moment()
    ready_at: datetime | None = moment()
    leased_until: datetime | None = moment()
    attempts: int = 0
    sent_at: datetime | None = moment()
    failed_at: datetime | None = moment()
    failure: str = text()
    face: str = text()
    reference: str = text(index=True)


class JournalLine(SQLModel, table=True):
    """Who did what, when, for whom and by which face. Append-only, held by triggers; ids and numbers only.

    `facts` are what the history and `fortryd` need to know. A line that takes another back points to it by
    `undoes_id`; `subject_id` is the number of what `what` is about.
    """

    __tablename__ = "journal"
    id: int | None = key()
    at: datetime = moment(nullable=False, index=True)
    what: str = text(index=True)
    actor_id: int | None = foreign("people", nullable=True)
    for_id: int | None = foreign("people", nullable=True)
    group_id: int | None = foreign("groups", nullable=True)
    subject_id: int | None = None
    face: str = text()
    facts: dict[str, object] = json()
    undoes_id: int | None = foreign("journal", nullable=True)


class JournalText(SQLModel, table=True):
    """Free text and names of a journal line, beside it so that erasure can delete them."""

    __tablename__ = "journal_texts"
    id: int | None = key()
    line_id: int = foreign("journal")
    person_id: int | None = foreign("people", nullable=True)
    name: str = text()
    text: str = text()


class RequestKey(SQLModel, table=True):
    """That a changing request was carried out, and what was answered; a repeat gets the same answer."""

    __tablename__ = "request_keys"
    key: str = Field(sa_column=Column(Text, primary_key=True))
    reply: dict[str, object] = json()
    at: datetime = moment(nullable=False, index=True)


class LocalClock(SQLModel, table=True):
    """How far the local workspace's clock has been wound from the host's, in seconds; one row."""

    __tablename__ = "local_clock"
    id: int | None = key()
    offset_seconds: int = 0
