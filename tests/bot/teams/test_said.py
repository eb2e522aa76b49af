"""What stands in Teams already: answers in threads, updates in place, and marks, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from bot.carried import packed
from bot.face import Later, Never
from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from storage.tables import MarkedKind, MarkedLine, MarkState, OutboxKind, OutboxRow
from tests.bot.teams.desk import CARD, ENGLISH, FORM, Desk, calls, drawn
from tests.teams.fake import Fake, Json
from tests.world import ORDERED

# --- at a place ---


def test_an_answer_for_everybody_stands_in_the_thread(desk: Desk, room: tuple[int, str], said: str) -> None:
    _, channel = room
    reference = desk.message(place=said)
    thread, _, root = said.rpartition("/")
    asked, answer = desk.messages(channel)
    assert (answer["thread"], asked["id"]) == (root, root)
    assert reference == f"{thread}/{answer['id']}"
    assert calls(desk.fake) == [("send", thread)]


def test_an_answer_to_a_message_whose_thread_is_not_named_stands_in_its_thread(
    desk: Desk, room: tuple[int, str], said: str
) -> None:
    _, channel = room
    root = said.rpartition("/")[2]
    reference = desk.message(place=f"{channel}/{root}")
    answer = desk.messages(channel)[1]
    assert (answer["thread"], reference) == (root, f"{channel};messageid={root}/{answer['id']}")
    assert calls(desk.fake) == [("reply", channel)]


def test_an_answer_in_a_chat_of_somebodys_own_is_a_message_there(desk: Desk) -> None:
    anna = desk.account("Anna")
    talk = desk.chat("Anna")
    id_ = desk.fake.do("say", talk=talk, user=anna, text="hjælp")["id"]
    reference = desk.message(place=f"{talk}/{id_}")
    assert reference == f"{talk}/{desk.messages(talk)[1]['id']}"


def test_an_answer_to_words_that_were_taken_away_is_never_and_the_channel_lives(
    desk: Desk, room: tuple[int, str], said: str
) -> None:
    _, channel = room
    desk.fake.fault("send", status=404, error="ConversationNotFound")  # a thread is a conversation
    desk.fake.do("delete", talk=channel, id=said.rpartition("/")[2], user=desk.users["Sofie"])
    for _ in range(2):
        with pytest.raises(Never, match="the message is gone"):
            desk.message(place=said)
    assert desk.kept(channel).dead_at is None


# --- updates ---


@pytest.mark.parametrize("payload", [to_json(CARD), packed(FORM)])
def test_an_update_is_drawn_where_its_message_stands(desk: Desk, room: tuple[int, str], payload: Json) -> None:
    group, channel = room
    reference = str(desk.message(group_id=group, payload=to_json(Card("Hvem er med?"))))
    thread, _, id_ = reference.rpartition("/")
    assert desk.message(kind=OutboxKind.update, reference=reference, group_id=group, payload=payload) == reference
    (call,) = desk.fake.record("update")
    said = drawn(CARD) if payload == to_json(CARD) else drawn(FORM)
    assert (call["conversation"], call["id"], call["arguments"]) == (thread, id_, said)
    assert len(desk.messages(channel)) == 1


def test_an_update_is_in_its_readers_language(desk: Desk, teams: Fake) -> None:
    desk.account("Amir")
    reference = desk.message(person_id=desk.id("Amir"))
    waiting = replace(CARD, tone="waiting")
    desk.message(kind=OutboxKind.update, reference=reference, person_id=desk.id("Amir"), payload=to_json(waiting))
    (call,) = teams.record("update")
    assert call["arguments"] == drawn(waiting, ENGLISH)


@pytest.mark.parametrize("reference", ["", "post:7", "/1", "{talk}/", "{talk}/1700000000009"])
def test_an_update_of_a_message_that_is_gone_is_never(desk: Desk, reference: str) -> None:
    desk.account("Anna")
    with pytest.raises(Never, match="the message is gone"):
        desk.message(
            kind=OutboxKind.update, reference=reference.format(talk=desk.chat("Anna")), person_id=desk.id("Anna")
        )
    assert desk.of("Anna").dead_at is None


@pytest.mark.parametrize(("status", "seconds"), [(412, None), (429, 7.0)])
def test_an_update_that_cannot_be_made_now_is_later(desk: Desk, teams: Fake, status: int, seconds: float) -> None:
    desk.account("Anna")
    reference = desk.message(person_id=desk.id("Anna"))
    teams.fault("update", status=status, retry_after=seconds and int(seconds))
    with pytest.raises(Later) as later:
        desk.message(kind=OutboxKind.update, reference=reference, person_id=desk.id("Anna"))
    assert later.value.seconds == seconds


# --- marks ---

UNDERSTOOD = "✅ Forstået."
NUMBERS = count(1)
ASKED = "❓ Ikke alt her er forstået. Den, der skrev det, bliver spurgt i sin egen chat med Taskforce."


def put(desk: Desk, place: str, mark: str) -> str:
    """A mark is put to a place, and what it is called is kept."""
    reference = str(desk.message(kind=OutboxKind.react, place=place, payload={"mark": mark}))
    with desk.database.changing() as store:
        row = OutboxRow(
            unique_key=f"mark {next(NUMBERS)}", kind=OutboxKind.react, lane=place, subject=place, payload={}
        )
        row.due_at, row.place, row.face, row.reference, row.sent_at = ORDERED, place, "teams", reference, ORDERED
        store.add(row)
    return reference


def lines(desk: Desk, channel: str) -> list[str]:
    """What stands under the first message of a channel."""
    return [each["text"] for each in desk.messages(channel)[1:]]


def test_a_mark_is_a_line_under_the_words_that_changes_and_goes(desk: Desk, room: tuple[int, str], said: str) -> None:
    _, channel = room
    found = []
    for mark in ("unclear", "unclear", "done", "none", "none", "done"):
        put(desk, said, mark)
        found.append(lines(desk, channel))
    assert found == [[ASKED], [ASKED], [UNDERSTOOD], [], [], [UNDERSTOOD]]
    first = desk.fake.record("send")[0]
    assert first["conversation"] == said.rpartition("/")[0]
    assert first["arguments"] == {"type": "message", "text": ASKED, "textFormat": "plain", "summary": ASKED}
    assert [name for name, _ in calls(desk.fake)] == ["send", "update", "update", "delete", "send"]


def noted(desk: Desk, group: int, place: str) -> None:
    """A line there has been noted, and the group is told so under it."""
    with desk.database.changing() as store:
        mark = MarkedLine(group_id=group, person_id=desk.id("Sofie"), face="teams", place=place, under=place)
        mark.kind, mark.said, mark.state, mark.heard_at = MarkedKind.decision, "", MarkState.kept, ORDERED
        store.add(mark)
        row = OutboxRow(unique_key=place, kind=OutboxKind.message, lane="room:1", subject="decision:1", payload={})
        row.due_at, row.place, row.group_id = ORDERED, place, group
        store.add(row)


def test_where_what_was_noted_is_said_there_is_no_line_beside_it(desk: Desk, room: tuple[int, str], said: str) -> None:
    group, channel = room
    noted(desk, group, said)
    assert put(desk, said, "done") == ""
    assert lines(desk, channel) == []


def test_a_line_goes_once_what_was_noted_is_said_there(desk: Desk, room: tuple[int, str], said: str) -> None:
    group, channel = room
    put(desk, said, "unclear")
    noted(desk, group, said)
    put(desk, said, "unclear")  # another line of the same message
    assert lines(desk, channel) == [ASKED]
    assert put(desk, said, "done") == ""
    assert lines(desk, channel) == []


def test_a_line_that_is_gone_already_need_not_be_taken_away(desk: Desk, room: tuple[int, str], said: str) -> None:
    reference = put(desk, said, "unclear")
    desk.fake.fault("delete", status=404, error="ActivityNotFoundInConversation")
    assert reference
    assert put(desk, said, "none") == ""


def test_words_that_were_taken_away_get_no_mark(desk: Desk, room: tuple[int, str], said: str) -> None:
    _, channel = room
    desk.fake.do("delete", talk=channel, id=said.rpartition("/")[2], user=desk.users["Sofie"])
    with pytest.raises(Never, match="the message is gone"):
        desk.message(kind=OutboxKind.react, place=said, payload={"mark": "done"})
