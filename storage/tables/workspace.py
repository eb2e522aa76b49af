"""The local workspace, the platform that `make demo` brings along: channels, posts and what was read."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import SQLModel, UniqueConstraint

from .base import foreign, json, key, moment, text


class WorkspaceChannel(SQLModel, table=True):
    """A channel, or a person's conversation with the bot (`person_id`), or with another person (`other_id`)."""

    __tablename__ = "workspace_channels"
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
    """A post: a card by the bot or words by a person. One `only_for` somebody is seen by nobody else."""

    __tablename__ = "workspace_posts"
    id: int | None = key()
    channel_id: int = foreign("workspace_channels")
    author_id: int | None = foreign("people", nullable=True)
    only_for_id: int | None = foreign("people", nullable=True)
    outbox_id: int | None = foreign("outbox", nullable=True)
    text: str = text()
    card: dict[str, object] = json()
    posted_at: datetime = moment(nullable=False)
    changed_at: datetime | None = moment()
