"""What the outbox brings into the workspace, once and for whom it is meant."""

from __future__ import annotations

import pytest

from bot.face import Errand, Never
from bot.web import posting
from handlers.dialogue.card import Card
from handlers.dialogue.wire import from_json, to_json
from storage import workspace
from storage.tables import Group, GroupState, OutboxKind
from tests.bot.web.stage import LARS, QUESTION, SETTLED, SOFIE, START, VIBEKE
from tests.bot.web.visitor import channel, posts


def errand(kind: OutboxKind, **rest: object) -> Errand:
    given = {"id": 1, "key": "k", "person_id": None, "group_id": None, "payload": {}, "reference": "", "now": START}
    return Errand(kind=kind, **{**given, **rest})  # type: ignore[arg-type]


def group(store: object) -> int:
    made = Group(
        circle_id=1, title="Elnet & Øresund", state=GroupState.established, commissioner_id=1, owner_id=SOFIE,
        created_at=START,
    )  # fmt: skip
    store.add(made)  # type: ignore[attr-defined]
    return made.id or 0


def test_message_is_posted_once_however_often_it_is_carried(played):
    row = next(each for each in posts(played) if each.outbox_id is not None)
    with played.database.changing() as store:
        again = errand(OutboxKind.message, id=row.outbox_id, person_id=VIBEKE, payload=to_json(QUESTION))
        assert posting.carry(store, again) == f"post:{row.id}"
    assert len(posts(played, row.channel_id)) == 3


def test_update_puts_another_card_in_the_same_place(played):
    row = next(each for each in posts(played) if each.outbox_id is not None)
    with played.database.changing() as store:
        update = errand(OutboxKind.update, reference=f"post:{row.id}", payload=to_json(SETTLED))
        assert posting.carry(store, update) == f"post:{row.id}"
        with pytest.raises(Never):
            posting.carry(store, errand(OutboxKind.update, reference="post:999"))
    changed = next(each for each in posts(played) if each.id == row.id)
    assert (from_json(Card, changed.card), changed.version) == (SETTLED, 2)


def test_room_is_opened_filled_and_closed(played):
    with played.database.changing() as store:
        number = group(store)
        opened = posting.carry(store, errand(OutboxKind.open_room, group_id=number, payload={"name": "elnet-oeresund"}))
        assert (
            posting.carry(store, errand(OutboxKind.open_room, group_id=number, payload={"name": "elnet-oeresund"}))
            == opened
        )
        posting.carry(store, errand(OutboxKind.invite, group_id=number, payload={"people": [VIBEKE, LARS]}))
        room = workspace.of_group(store, number)
        assert room is not None
        assert (opened, room.name) == (f"channel:{room.id}", "elnet-oeresund")
        names = [listed.channel.name for listed in workspace.channels_of(store, LARS)]
        assert names == ["direktionen", "elnet-oeresund"]
        posting.carry(store, errand(OutboxKind.close_room, group_id=number))
        assert workspace.of_group(store, number) is None


def test_group_moves_to_a_channel_that_is_there_already(played):
    with played.database.changing() as store:
        number = group(store)
        opened = posting.carry(store, errand(OutboxKind.open_room, group_id=number, payload={"name": "elnet-oeresund"}))
        there = f"channel:{channel(played, 'direktionen')}"
        moved = errand(OutboxKind.open_room, group_id=number, payload={"channel": there, "people": [VIBEKE]})
        assert (posting.carry(store, moved), opened != there) == (there, True)
        room = workspace.of_group(store, number)
        assert room is not None
        assert room.name == "direktionen"
        with pytest.raises(Never):
            posting.carry(store, errand(OutboxKind.open_room, group_id=number, payload={"channel": "channel:999"}))


def test_nobody_there_is_said_for_good(played):
    with played.database.changing() as store:
        for missing in ({"person_id": 999}, {"group_id": 999}, {}):
            with pytest.raises(Never):
                posting.carry(store, errand(OutboxKind.message, **missing))
