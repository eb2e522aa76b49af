"""How people and channels are written to first, on a face that lets nobody be written to whom it has not told of."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import SQLModel, UniqueConstraint

from .base import json, key, moment, text


class ConversationReference(SQLModel, table=True):
    """What a face said when the bot was installed for somebody or in a channel, or was first spoken to there.

    `address` is an account ("tenant/object id", as in Identity) or a channel. `conversation` is what the face calls
    the conversation; empty where none has been begun yet. `reference` is the face's own JSON, without anybody's name:
    what is written back from it must be as it came. `dead_at` is when the face said that nothing arrives there any
    more; both times are domain time.
    """

    __tablename__ = "conversation_references"
    __table_args__ = (UniqueConstraint("face", "address"),)
    id: int | None = key()
    face: str = text()
    address: str = text()
    conversation: str = text(index=True)
    reference: dict[str, object] = json()
    seen_at: datetime = moment(nullable=False)
    dead_at: datetime | None = moment()
