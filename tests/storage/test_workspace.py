"""The local workspace's channels and posts, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from storage import workspace
from storage.engine import Database, Store
from storage.tables import (
    Circle,
    Group,
    Organisation,
    OrganisationKind,
    Person,
    WorkspaceChannel,
    WorkspacePost,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ANNA, BO, CARL = 1, 2, 3


@pytest.fixture
def store(database: Database) -> Store:
    with database.changing() as store:
        home = Organisation(kind=OrganisationKind.municipality, short="Læsø", official="Læsø Kommune")
        store.add(home)
        for name in ("Anna", "Bo", "Carl"):
            store.add(
                Person(organisation_id=home.id, name=name, email=f"{name.lower()}@laesoe.example", created_at=NOW)
            )
        yield store


def said(store: Store, channel: WorkspaceChannel, author: int | None, **rest: object) -> WorkspacePost:
    post = WorkspacePost(channel_id=channel.id, author_id=author, posted_at=NOW, **rest)
    return workspace.put(store, post)


def rail(store: Store, person_id: int) -> list[tuple[str, int, int]]:
    listed = workspace.channels_of(store, person_id)
    return [(each.channel.name or each.other or "bot", each.unread, each.members) for each in listed]


def test_channels_come_with_what_is_unread_and_how_many_are_in_them(store):
    for name in ("øst", "Alfa", "lukket"):
        channel = workspace.ensure_named(store, name)
        workspace.add_members(store, channel.id, [ANNA, BO, CARL])
        said(store, channel, BO)
        said(store, channel, ANNA)
        said(store, channel, None, only_for_id=BO)
    workspace.archive(store, channel.id, NOW)
    said(store, workspace.ensure_between(store, ANNA, BO), BO)
    workspace.ensure_with_bot(store, ANNA)
    assert rail(store, ANNA) == [
        *(("øst", 0, 3), ("Alfa", 0, 3), ("lukket", 0, 3), ("Bo", 1, 2), ("bot", 0, 1)),
    ]
    assert workspace.unread(store) == {ANNA: 1, BO: 6, CARL: 6}


def test_conversations_are_begun_once(store):
    assert workspace.with_bot(store, ANNA) is None
    alone = workspace.ensure_with_bot(store, ANNA)
    assert workspace.ensure_with_bot(store, ANNA).id == alone.id
    between = workspace.ensure_between(store, BO, ANNA)
    assert workspace.ensure_between(store, ANNA, BO).id == between.id
    assert rail(store, BO) == [("Anna", 0, 2)]
    named = workspace.ensure_named(store, "alle")
    assert workspace.ensure_named(store, "alle").id == named.id


def test_post_is_seen_by_those_whom_it_is_for(store):
    channel = workspace.ensure_named(store, "alle")
    workspace.add_members(store, channel.id, [ANNA, BO])
    first = said(store, channel, ANNA, text="til alle")
    second = said(store, channel, None, text="til Bo", only_for_id=BO)
    shown = {me: [each.post.text for each in workspace.posts(store, channel.id, me)] for me in (ANNA, BO)}
    assert shown == {ANNA: ["til alle"], BO: ["til alle", "til Bo"]}
    assert [workspace.post(store, second.id, me) is not None for me in (ANNA, BO, CARL)] == [False, True, False]
    assert [workspace.channel(store, channel.id, me) is not None for me in (ANNA, BO, CARL)] == [True, True, False]
    authors = [(each.author, each.organisation) for each in workspace.posts(store, channel.id, BO)]
    assert authors == [("Anna", "Læsø"), ("", "")]
    assert [each.post.id for each in workspace.posts(store, channel.id, BO, before=second.id)] == [first.id]


def test_newest_posts_are_read_first_and_shown_oldest_first(store):
    channel = workspace.ensure_with_bot(store, ANNA)
    for number in range(5):
        said(store, channel, None, text=str(number))
    assert [each.post.text for each in workspace.posts(store, channel.id, ANNA, limit=2)] == ["3", "4"]


def test_whoever_comes_later_has_nothing_to_catch_up(store):
    channel = workspace.ensure_named(store, "alle")
    workspace.add_members(store, channel.id, [ANNA])
    said(store, channel, ANNA)
    workspace.add_members(store, channel.id, [ANNA, BO, BO])
    assert workspace.unread(store) == {}
    said(store, channel, ANNA)
    assert workspace.unseen(store, channel.id, BO)
    assert workspace.mark_seen(store, channel.id, BO)
    assert not workspace.mark_seen(store, channel.id, BO)
    assert (workspace.unseen(store, channel.id, BO), workspace.unread(store)) == (False, {})


def test_answer_is_posted_once_and_a_changed_card_counts(store):
    channel = workspace.ensure_with_bot(store, ANNA)
    first = said(store, channel, None, asked="key", card={"a": 1})
    assert said(store, channel, None, asked="key", card={"a": 2}).id == first.id
    assert workspace.change(store, first.id, {"b": 2}, NOW + timedelta(hours=1))
    assert not workspace.change(store, 999, {}, NOW)
    store.session.refresh(first)
    assert (first.card, first.version) == ({"b": 2}, 2)


def test_page_takes_the_same_queries_however_much_there_is(store):
    def count() -> int:
        asked: list[str] = []

        def listen(_: object, __: object, statement: str, *___: object) -> None:
            asked.append(statement)

        event.listen(store.session.bind, "before_cursor_execute", listen)
        workspace.channels_of(store, ANNA)
        workspace.unread(store)
        workspace.posts(store, workspace.ensure_with_bot(store, ANNA).id, ANNA)
        event.remove(store.session.bind, "before_cursor_execute", listen)
        return len(asked)

    workspace.ensure_with_bot(store, ANNA)
    few = count()
    for number in range(20):
        channel = workspace.ensure_named(store, f"kanal-{number}")
        workspace.add_members(store, channel.id, [ANNA, BO, CARL])
        said(store, channel, BO)
        said(store, workspace.ensure_with_bot(store, ANNA), None)
    assert count() == few


def test_channel_that_is_bound_again_keeps_its_group(store):
    circle = Circle(title="BRN")
    store.add(circle)
    for title in ("Elnet", "Havne"):
        store.add(Group(circle_id=circle.id, title=title, commissioner_id=1, owner_id=ANNA, created_at=NOW))
    before = workspace.ensure_named(store, "elnet", group_id=1)
    other = workspace.ensure_named(store, "nettet")
    for _ in range(2):  # the second time is a sender that died before it could say that it was done
        assert workspace.bind(store, other.id, 1).id == other.id
        store.session.flush()
        store.session.expire_all()
        assert (before.group_id, other.group_id) == (None, 1)
    assert workspace.bind(store, other.id, 2) is None
