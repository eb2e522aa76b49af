"""Signed links: what somebody without an account holds in place of one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel

from .base import added, foreign, key, moment, one_of, text


class LinkPurpose(StrEnum):
    """What a link is good for; one thing each."""

    answer = "answer"
    calendar = "calendar"
    file = "file"
    page = "page"


class Link(SQLModel, table=True):
    """A link that was given to a person: to answer one message, to read their calendar, to fetch papers, or to
    fill in a long form on a page of its own (`action` is the route that it opens).

    `nonce` is a random part of the address, so that knowing the number of a link is not enough even for
    somebody who has the key of the signatures. `expires_at` is domain time, None for a link that lasts until
    it is revoked. `group_id` is the group that an answer's message is about: its mails form one thread.
    """

    __tablename__ = "links"
    id: int | None = key()
    purpose: LinkPurpose = one_of(LinkPurpose)
    person_id: int = foreign("people")
    outbox_id: int | None = foreign("outbox", nullable=True)
    group_id: int | None = foreign("groups", nullable=True)
    action: str = added()
    nonce: str = text()
    created_at: datetime = moment(nullable=False)
    expires_at: datetime | None = moment()
    revoked_at: datetime | None = moment()
