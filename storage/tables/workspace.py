"""The local workspace, the platform that `make demo` brings along: channels, posts and what was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel, UniqueConstraint

from .base import foreign, json, key, moment, text


class WorkspaceChannel(SQLModel, table=True):
    """A channel, or a person's conversation with the bot (`person_id`), or with another person (`other_id`).

    A person has one conversation with the bot, and a group at most one channel that is not archived.
    """

    __tablename__ = "workspace_channels"
    __table_args__ = (
        Index(
            "uq_workspace_channels_alone",
            "person_id",
            unique=True,
            sqlite_where=sql("other_id IS NULL"),
            postgresql_where=sql("other_id IS NULL"),
        ),
        UniqueConstraint("person_id", "other_id"),
    )
    id: int | None = key()
    name: str | None = text(nullable=True, unique=True)
    topic: str = text()
    person_id: int | None = foreign("people", nullable=True)
    other_id: int | None = foreign("people", nullable=True)
    group_id: int | None = foreign("groups", nullable=True)
    archived_at: datetime | None = moment()


class WorkspaceMember(SQLModel, table=True):
    """Who is in a channel, and the last post they have seen."""

    __tablename__ = "workspace_members"
    __table_args__ = (UniqueConstraint("channel_id", "person_id"),)
    id: int | None = key()
    channel_id: int = foreign("workspace_channels")
    person_id: int = foreign("people")
    seen_id: int = 0


class WorkspacePost(SQLModel, table=True):
    """A post: a card by the bot or words by a person. One `only_for` somebody is seen by nobody else.

    `outbox_id` is the message that it carries, `asked` the key of the request that it answers; each is posted
    once. `version` counts the cards that have stood in it.
    """

    __tablename__ = "workspace_posts"
    __table_args__ = (UniqueConstraint("outbox_id"),)
    id: int | None = key()
    channel_id: int = foreign("workspace_channels")
    author_id: int | None = foreign("people", nullable=True)
    only_for_id: int | None = foreign("people", nullable=True)
    outbox_id: int | None = foreign("outbox", nullable=True, index=False)
    asked: str | None = text(nullable=True, unique=True)
    text: str = text()
    card: dict[str, object] = json()
    posted_at: datetime = moment(nullable=False)
    changed_at: datetime | None = moment()
    version: int = 1


class WorkspaceMail(SQLModel, table=True):
    """A mail in the local workspace, where none leaves the machine: as it would have gone, headers and all."""

    __tablename__ = "workspace_mails"
    __table_args__ = (UniqueConstraint("outbox_id"),)
    id: int | None = key()
    person_id: int = foreign("people")
    outbox_id: int = foreign("outbox", index=False)
    content: str = text()
    arrived_at: datetime = moment(nullable=False)
    seen_at: datetime | None = moment()
