"""The local workspace's channels, posts and what was read, by noun.

Everything that a page shows comes from a fixed number of queries, however many channels, posts or people
there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, update
from sqlmodel import col, select

from .engine import Store
from .tables import (
    Group,
    GroupState,
    NominationRequest,
    Nominee,
    NomineeState,
    Organisation,
    Person,
    RequestState,
    WorkspaceChannel,
    WorkspaceMember,
    WorkspacePost,
)

Channel, Member, Post = WorkspaceChannel, WorkspaceMember, WorkspacePost
PAGE = 100  # posts that are read at a time


@dataclass(frozen=True)
class Listed:
    """A channel as one of its members sees it: the other person's name when it is between two people, how
    many posts the member has not seen, and how many members there are."""

    channel: WorkspaceChannel
    other: str
    unread: int
    members: int


@dataclass(frozen=True)
class Said:
    """A post with its author's name and organisation, both empty when the bot wrote it."""

    post: WorkspacePost
    author: str
    organisation: str


@dataclass(frozen=True)
class Story:
    """How far a group has come, for the guide: the group, its requests by the short name of the organisation
    asked, the e-mail addresses of those who have said yes, and when anybody last got a digest."""

    group: Group
    requests: Mapping[str, NominationRequest]
    accepted: Collection[str]
    digest_at: datetime | None


def channels_of(store: Store, person_id: int) -> list[Listed]:
    """The channels that a person is in, oldest first."""
    crowd = (
        select(func.count(col(Member.id)))
        .where(col(Member.channel_id) == col(Channel.id))
        .correlate(Channel)
        .scalar_subquery()
    )
    mine = col(Member.person_id) == person_id
    other = case((col(Channel.person_id) == person_id, col(Channel.other_id)), else_=col(Channel.person_id))
    rows = store.session.execute(
        select(Channel, Person.name, func.count(col(Post.id)), crowd)
        .join(Member, and_(col(Member.channel_id) == col(Channel.id), mine))
        .outerjoin(Person, and_(col(Channel.other_id).is_not(None), col(Person.id) == other))
        .outerjoin(Post, and_(col(Post.channel_id) == col(Channel.id), _unseen()))
        .group_by(col(Channel.id), col(Person.id))
        .order_by(col(Channel.id))
    ).all()
    return [Listed(channel, name or "", unread, members) for channel, name, unread, members in rows]


def unread(store: Store, *, outside: Collection[int] = ()) -> dict[int, int]:
    """How many posts each person has not seen, over all their channels; people with none are left out. For those
    `outside` their conversation with the bot does not count."""
    own = and_(col(Channel.person_id).in_(outside), col(Channel.other_id).is_(None))
    rows = store.session.execute(
        select(Member.person_id, func.count(col(Post.id)))
        .join(Post, and_(col(Post.channel_id) == col(Member.channel_id), _unseen()))
        .join(
            Channel, and_(col(Channel.id) == col(Member.channel_id), or_(col(Channel.person_id).is_(None), not_(own)))
        )
        .group_by(col(Member.person_id))
    ).all()
    return {row[0]: row[1] for row in rows}


def channel(store: Store, channel_id: int, person_id: int) -> WorkspaceChannel | None:
    """A channel, if this person is in it."""
    return store.session.exec(
        select(Channel)
        .join(Member, col(Member.channel_id) == col(Channel.id))
        .where(Channel.id == channel_id, Member.person_id == person_id)
    ).first()


def posts(store: Store, channel_id: int, person_id: int, *, before: int | None = None, limit: int = PAGE) -> list[Said]:
    """The newest posts of a channel that a person may see, oldest first; `before` a post to go back."""
    query = (
        select(Post, Person.name, Organisation.short)
        .outerjoin(Person, col(Person.id) == col(Post.author_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .where(col(Post.channel_id) == channel_id, _visible(person_id))
        .order_by(col(Post.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Post.id) < before)
    rows = store.session.execute(query).all()
    return [Said(row[0], row[1] or "", row[2] or "") for row in reversed(rows)]


def post(store: Store, post_id: int, person_id: int) -> WorkspacePost | None:
    """A post, if this person is in its channel and may see it."""
    return store.session.exec(
        select(Post)
        .join(Member, and_(col(Member.channel_id) == col(Post.channel_id), col(Member.person_id) == person_id))
        .where(Post.id == post_id, _visible(person_id))
    ).first()


def unseen(store: Store, channel_id: int, person_id: int) -> bool:
    """Whether somebody has not seen a channel to its end."""
    newest = select(func.max(col(Post.id))).where(Post.channel_id == channel_id).scalar_subquery()
    found = store.session.exec(
        select(Member.id).where(
            Member.channel_id == channel_id, Member.person_id == person_id, col(Member.seen_id) < newest
        )
    ).first()
    return found is not None


def mark_seen(store: Store, channel_id: int, person_id: int) -> bool:
    """A person has seen a channel to its end; whether that was news."""
    newest = (
        select(func.coalesce(func.max(col(Post.id)), 0)).where(col(Post.channel_id) == channel_id).scalar_subquery()
    )
    changed = store.session.execute(
        update(Member)
        .where(
            col(Member.channel_id) == channel_id,
            col(Member.person_id) == person_id,
            col(Member.seen_id) < newest,
        )
        .values(seen_id=newest)
        .returning(col(Member.id))
        .execution_options(synchronize_session=False)
    ).first()
    return changed is not None


def with_bot(store: Store, person_id: int) -> WorkspaceChannel | None:
    """A person's conversation with the bot."""
    return store.session.exec(
        select(Channel).where(Channel.person_id == person_id, col(Channel.other_id).is_(None))
    ).first()


def ensure_with_bot(store: Store, person_id: int) -> WorkspaceChannel:
    """A person's conversation with the bot, begun if need be."""
    found = with_bot(store, person_id)
    if found is None:
        found = Channel(person_id=person_id)
        store.add(found)
        add_members(store, _number(found), [person_id])
    return found


def ensure_between(store: Store, one_id: int, other_id: int) -> WorkspaceChannel:
    """The conversation of two people, begun if need be; who is named first does not matter."""
    first, second = sorted((one_id, other_id))
    found = store.session.exec(select(Channel).where(Channel.person_id == first, Channel.other_id == second)).first()
    if found is None:
        found = Channel(person_id=first, other_id=second)
        store.add(found)
        add_members(store, _number(found), [first, second])
    return found


def of_group(store: Store, group_id: int, *, archived: bool = False) -> WorkspaceChannel | None:
    """A group's channel; with `archived` also one that is closed, when there is no other."""
    query = select(Channel).where(Channel.group_id == group_id)
    if not archived:
        query = query.where(col(Channel.archived_at).is_(None))
    return store.session.exec(query.order_by(col(Channel.archived_at).is_not(None), col(Channel.id).desc())).first()


def ensure_named(store: Store, name: str, *, topic: str = "", group_id: int | None = None) -> WorkspaceChannel:
    """The channel of a name, made if need be. A group whose channel's name is taken gets the next number."""
    if group_id is not None:
        found = of_group(store, group_id, archived=True)
        if found is not None:
            found.archived_at = None
            store.add(found)
            return found
    taken = set(store.session.exec(select(Channel.name).where(col(Channel.name).startswith(name, autoescape=True))))
    if group_id is None and name in taken:
        return store.session.exec(select(Channel).where(Channel.name == name)).one()
    free = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if each not in taken)
    made = Channel(name=free, topic=topic, group_id=group_id)
    store.add(made)
    return made


def bind(store: Store, channel_id: int, group_id: int) -> WorkspaceChannel | None:
    """Give a group a channel that there is already; the one that it had stays, as nobody's. None when there is
    no such channel, or when it belongs to another group."""
    found = store.session.get(Channel, channel_id)
    if found is None or found.group_id not in (None, group_id):
        return None
    store.session.execute(
        update(Channel)
        .where(col(Channel.group_id) == group_id, col(Channel.id) != channel_id)
        .values(group_id=None)
        .execution_options(synchronize_session=False)
    )
    found.group_id = group_id
    store.add(found)
    return found


def add_members(store: Store, channel_id: int, people: Collection[int]) -> None:
    """Let people into a channel; what was said before they came does not count as unseen."""
    inside = set(store.session.exec(select(Member.person_id).where(Member.channel_id == channel_id)))
    newest = store.session.exec(
        select(func.coalesce(func.max(col(Post.id)), 0)).where(Post.channel_id == channel_id)
    ).one()
    for person_id in dict.fromkeys(people):
        if person_id not in inside:
            store.add(Member(channel_id=channel_id, person_id=person_id, seen_id=newest or 0))


def archive(store: Store, channel_id: int, now: datetime) -> None:
    """Close a channel: it can be read, nobody writes in it any more."""
    store.session.execute(
        update(Channel)
        .where(col(Channel.id) == channel_id, col(Channel.archived_at).is_(None))
        .values(archived_at=now)
        .execution_options(synchronize_session=False)
    )


def carried(store: Store, outbox_id: int) -> WorkspacePost | None:
    """The post that carries a message, if it has been posted."""
    return store.session.exec(select(Post).where(Post.outbox_id == outbox_id)).first()


def answered(store: Store, asked: str) -> WorkspacePost | None:
    """The post that answers a request, if it has been posted."""
    return store.session.exec(select(Post).where(Post.asked == asked)).first()


def put(store: Store, post: WorkspacePost) -> WorkspacePost:
    """Post something, once for each message and for each request's key; its author has seen it."""
    there = carried(store, post.outbox_id) if post.outbox_id is not None else None
    if post.asked is not None:
        there = answered(store, post.asked)
    if there is not None:
        return there
    store.add(post)
    if post.author_id is not None:
        mark_seen(store, post.channel_id, post.author_id)
    return post


def change(store: Store, post_id: int, card: Mapping[str, object], now: datetime) -> bool:
    """Put another card in a post's place; False when there is no such post."""
    changed = store.session.execute(
        update(Post)
        .where(col(Post.id) == post_id)
        .values(card=dict(card), changed_at=now, version=col(Post.version) + 1)
        .returning(col(Post.id))
        .execution_options(synchronize_session=False)
    ).first()
    return changed is not None


def story(store: Store, title: str) -> Story | None:
    """The newest group of a title that was not withdrawn; None when there is none."""
    group = store.session.exec(
        select(Group).where(Group.title == title, Group.state != GroupState.withdrawn).order_by(col(Group.id).desc())
    ).first()
    if group is None:
        return None
    asked = store.session.execute(
        select(Organisation.short, NominationRequest)
        .join(Organisation, col(Organisation.id) == col(NominationRequest.organisation_id))
        .where(
            col(NominationRequest.group_id) == group.id,
            col(NominationRequest.state) != RequestState.withdrawn,
        )
        .order_by(col(NominationRequest.id))
    ).all()
    accepted = store.session.exec(
        select(Person.email)
        .join(Nominee, col(Nominee.person_id) == col(Person.id))
        .where(Nominee.group_id == group.id, Nominee.state == NomineeState.accepted)
    ).all()
    digest_at = store.session.exec(select(func.max(col(Person.digest_sent_at)))).one()
    return Story(group, {row[0]: row[1] for row in asked}, {each for each in accepted if each is not None}, digest_at)


def _visible(person_id: int) -> ColumnElement[bool]:
    return or_(col(Post.only_for_id).is_(None), col(Post.only_for_id) == person_id)


def _unseen() -> ColumnElement[bool]:
    return and_(
        col(Post.id) > col(Member.seen_id),
        or_(col(Post.only_for_id).is_(None), col(Post.only_for_id) == col(Member.person_id)),
        or_(col(Post.author_id).is_(None), col(Post.author_id) != col(Member.person_id)),
    )


def _number(channel: WorkspaceChannel) -> int:
    assert channel.id is not None
    return channel.id
