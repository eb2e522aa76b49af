"""What is tied to a person and has to end or go when their profile is erased."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, delete, or_, select

from .engine import Store
from .tables import (
    Draft,
    Group,
    GroupState,
    Link,
    Nominee,
    NomineeState,
    OutboxRow,
    Role,
    RoleState,
    WorkspaceChannel,
    WorkspaceMail,
    WorkspacePost,
)


def open_nominees(store: Store, person_id: int) -> Sequence[Nominee]:
    """Where a person has been asked and has not answered, or has said yes to a group that has not begun."""
    asked = select(Nominee).where(Nominee.person_id == person_id, Nominee.state == NomineeState.asked)
    accepted = (
        select(Nominee)
        .join(Group, col(Group.id) == col(Nominee.group_id))
        .where(
            Nominee.person_id == person_id,
            Nominee.state == NomineeState.accepted,
            col(Group.state).in_([GroupState.ordered, GroupState.nominating]),
        )
    )
    return [*store.session.exec(asked.order_by(col(Nominee.id))), *store.session.exec(accepted)]


def open_roles(store: Store, person_id: int) -> Sequence[Role]:
    """The roles that a person has or has been asked to take."""
    return store.session.exec(
        select(Role)
        .where(Role.person_id == person_id, col(Role.state).in_([RoleState.active, RoleState.asked]))
        .order_by(col(Role.id))
    ).all()


def drop_traces(store: Store, person_id: int) -> None:
    """Delete half-filled forms, messages that have not gone to the person, what those that have gone said, the
    links they were given, and the person's own words, cards and mails in the local workspace. What others were
    sent stays with them."""
    store.session.exec(delete(Link).where(col(Link.person_id) == person_id))
    store.session.exec(delete(WorkspaceMail).where(col(WorkspaceMail.person_id) == person_id))
    store.session.exec(delete(Draft).where(col(Draft.person_id) == person_id))
    store.session.execute(
        delete(OutboxRow)
        .where(
            col(OutboxRow.person_id) == person_id,
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.leased_until).is_(None),
        )
        .execution_options(synchronize_session=False)
    )
    store.session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.person_id) == person_id)
        .values(payload={})
        .execution_options(synchronize_session=False)
    )
    alone = select(WorkspaceChannel.id).where(
        or_(WorkspaceChannel.person_id == person_id, WorkspaceChannel.other_id == person_id)
    )
    store.session.exec(
        delete(WorkspacePost).where(
            or_(
                col(WorkspacePost.channel_id).in_(alone),
                col(WorkspacePost.author_id) == person_id,
                col(WorkspacePost.only_for_id) == person_id,
            )
        )
    )
