"""Putting things into the workspace: what the outbox carries, and what a person is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.reply import Reply
from handlers.dialogue.request import number
from handlers.dialogue.wire import to_json
from storage import groups, people, workspace
from storage.engine import Store
from storage.tables import OutboxKind, WorkspacePost

from ..face import Errand, Never


@dataclass(frozen=True)
class Where:
    """Where a reply belongs: the channel and the person, whether they are alone with the bot there, the key
    of the request, and the post whose button was pressed (0 for none) with the version that was seen."""

    channel_id: int
    person_id: int
    alone: bool
    key: str
    post_id: int
    version: int


def carry(store: Store, errand: Errand) -> str:
    """Run an errand and say what came of it, "post:<id>" or "channel:<id>"; a second time changes nothing.

    Raises Never when there is nobody and nothing to bring it to.
    """
    match errand.kind:
        case OutboxKind.message:
            return _message(store, errand)
        case OutboxKind.update:
            return _update(store, errand)
        case OutboxKind.open_room:
            return _open(store, errand)
        case OutboxKind.invite:
            return _invite(store, errand)
        case OutboxKind.close_room:
            return _close(store, errand)
        case OutboxKind.react:
            raise Never("there are no reactions here")


def place(store: Store, where: Where, reply: Reply, now: datetime) -> None:
    """Put a reply's card where it belongs. A repeated request changes nothing more."""
    if reply.card is None:
        return
    packed = to_json(reply.card)
    pressed = workspace.post(store, where.post_id, where.person_id) if where.post_id else None
    if pressed is not None and reply.instead and _may_replace(pressed, where, reply):
        # A version that has moved on was redrawn from the outbox, or by this very request before.
        if pressed.version == where.version:
            workspace.change(store, where.post_id, packed, now)
        return
    workspace.put(
        store,
        WorkspacePost(
            channel_id=where.channel_id,
            only_for_id=where.person_id if reply.audience == "me" else None,
            asked=where.key,
            card=packed,
            posted_at=now,
        ),
    )


def _may_replace(pressed: WorkspacePost, where: Where, reply: Reply) -> bool:
    """A card that everybody sees is not replaced by one that is meant for a single person."""
    same = pressed.channel_id == where.channel_id
    return same and (where.alone or pressed.only_for_id == where.person_id or reply.audience == "here")


def _message(store: Store, errand: Errand) -> str:
    if errand.person_id is not None:
        person = people.several(store, [errand.person_id]).get(errand.person_id)
        if person is None or person.erased_at is not None:
            raise Never("nobody is there")
        channel = workspace.ensure_with_bot(store, errand.person_id)
    else:
        found = workspace.of_group(store, errand.group_id or 0, archived=True)
        if found is None:
            raise Never("the group has no channel")
        channel = found
    post = workspace.put(
        store,
        WorkspacePost(
            channel_id=number(channel.id),
            outbox_id=errand.id,
            card=dict(errand.payload),
            posted_at=errand.now,
        ),
    )
    return f"post:{post.id}"


def _update(store: Store, errand: Errand) -> str:
    kind, _, id_ = errand.reference.partition(":")
    if kind != "post" or not workspace.change(store, int(id_), errand.payload, errand.now):
        raise Never("the message is gone")
    return errand.reference


def _open(store: Store, errand: Errand) -> str:
    group = groups.get(store, errand.group_id or 0)
    kind, _, id_ = str(errand.payload.get("channel", "")).partition(":")
    if kind == "channel":
        bound = workspace.bind(store, int(id_), number(group.id))
        if bound is None:
            raise Never("the channel is gone")
        channel = bound
    else:
        wanted = str(errand.payload["name"])
        topic = str(errand.payload.get("topic", ""))
        channel = workspace.ensure_named(store, wanted, topic=topic, group_id=number(group.id))
    workspace.add_members(store, number(channel.id), _people(store, errand, group.owner_id))
    return f"channel:{channel.id}"


def _invite(store: Store, errand: Errand) -> str:
    channel = workspace.of_group(store, errand.group_id or 0)
    if channel is None:
        raise Never("the group has no channel")
    workspace.add_members(store, number(channel.id), _people(store, errand))
    return f"channel:{channel.id}"


def _close(store: Store, errand: Errand) -> str:
    channel = workspace.of_group(store, errand.group_id or 0, archived=True)
    if channel is None:
        raise Never("the group has no channel")
    workspace.archive(store, number(channel.id), errand.now)
    return f"channel:{channel.id}"


def _people(store: Store, errand: Errand, *more: int) -> Sequence[int]:
    """The people whom an errand names, and `more`; those who get mail alone have no way into a channel."""
    several = errand.payload.get("people", ())
    named = [each for each in several if isinstance(each, int)] if isinstance(several, list | tuple) else []
    outside = people.by_mail_alone(store, [*named, *more])
    return [each for each in (*named, *more) if each not in outside]
