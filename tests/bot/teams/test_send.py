"""Messages on their way to Teams, over HTTP; what stands there already is in test_said.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.carried import packed
from bot.face import Away, Later, Never, NotHere
from bot.teams.calls import Refused
from handlers.dialogue.card import Card, Line
from handlers.dialogue.form import Words
from handlers.dialogue.wire import to_json
from storage.tables import OutboxKind
from tests.bot.teams.desk import CARD, ENGLISH, FORM, Desk, calls, drawn
from tests.teams.aloud import aloud
from tests.teams.fake import BOT, TENANT, Fake
from tests.world import ORDERED

# --- to a person ---


def test_a_message_goes_to_somebodys_chat(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    talk = desk.chat("Anna")
    teams.clear()
    reference = desk.message(person_id=desk.id("Anna"), pinned=True)
    (call,) = teams.record("send")
    assert (call["conversation"], call["arguments"]) == (talk, drawn(CARD))
    assert reference == f"{talk}/{desk.messages(talk)[0]['id']}"
    assert calls(teams) == [("send", talk)]


def test_a_conversation_that_has_not_been_begun_is_begun_once(desk: Desk, teams: Fake) -> None:
    begun_not(desk, "Anna")
    teams.clear()
    for _ in range(2):
        desk.message(person_id=desk.id("Anna"))
    (begun,) = teams.record("begin")
    assert begun["arguments"] == {
        "bot": {"id": BOT},
        "members": [{"id": desk.users["Anna"]}],
        "isGroup": False,
        "channelData": {"tenant": {"id": TENANT}},
    }
    assert len(desk.messages(desk.chat("Anna"))) == 2


def begun_not(desk: Desk, name: str) -> None:
    """Of somebody it is known how they are written to, but no conversation with them has been begun."""
    desk.account(name)
    kept = desk.of(name)
    with desk.database.changing() as store:
        store.session.get_one(type(kept), kept.id).conversation = ""


@pytest.mark.parametrize(
    ("status", "error", "outcome", "dead"),
    [
        (403, "ForbiddenOperationException", NotHere, True),
        (404, "MemberNotFound", NotHere, True),
        (403, "BotDisabledByAdmin", Later, False),
        (429, "", Later, False),
    ],
)
def test_a_conversation_that_cannot_be_begun_is_not_here_unless_that_will_change(
    desk: Desk, teams: Fake, status: int, error: str, outcome: type[Exception], dead: bool
) -> None:
    begun_not(desk, "Anna")
    teams.fault("begin", status=status, error=error)
    with pytest.raises(outcome):
        desk.message(person_id=desk.id("Anna"))
    assert (desk.of("Anna").dead_at is not None) == dead


def test_a_message_is_in_its_readers_language(desk: Desk, teams: Fake) -> None:
    desk.account("Amir")
    long = Card("Who is in it?", tuple(Line(f"Line {number}: " + "x" * 200) for number in range(200)))
    desk.message(person_id=desk.id("Amir"), payload=to_json(long))
    (call,) = teams.record("send")
    assert call["arguments"] == drawn(long, ENGLISH)
    assert "[Show more]" in aloud(call["arguments"]["attachments"][0]["content"])


def test_a_form_is_a_card_with_inputs(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    desk.message(person_id=desk.id("Anna"), payload=packed(FORM))
    (call,) = teams.record("send")
    assert call["arguments"] == drawn(FORM)


def test_a_form_that_is_longer_than_a_message_is_never(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    long = replace(FORM, fields=tuple(Words(f"field{number}", "x" * 200) for number in range(200)))
    with pytest.raises(Never, match="longer than a message"):
        desk.message(person_id=desk.id("Anna"), payload=packed(long))
    assert teams.record("send") == []


def test_what_is_for_one_person_goes_to_their_chat_wherever_they_asked(desk: Desk, said: str) -> None:
    desk.message(person_id=desk.id("Sofie"), place=said)
    talk = desk.chat("Sofie")
    assert calls(desk.fake) == [("send", talk)]


def test_somebody_of_whom_teams_has_not_told_is_not_here(desk: Desk, teams: Fake) -> None:
    with pytest.raises(NotHere, match="they are not in Teams"):
        desk.message(person_id=desk.id("Anna"))
    assert teams.record() == []


def test_nobody_writes_to_somebody_erased(desk: Desk) -> None:
    desk.account("Anna")
    desk.erase("Anna")
    with pytest.raises(Never, match="nobody is there"):
        desk.message(person_id=desk.id("Anna"))


# --- somebody who hears nothing any more ---


@pytest.mark.parametrize(
    ("status", "error", "why"),
    [
        (403, "ConversationBlockedByUser", "they have blocked us in Teams"),
        (403, "BotNotInConversationRoster", "they do not have us in Teams"),
        (403, "ForbiddenOperationException", "they do not have us in Teams"),
        (403, "MessageWritesBlocked", "they have blocked or removed us in Teams"),
        (404, "ConversationNotFound", "they have blocked or removed us in Teams"),
    ],
)
def test_where_nothing_arrives_is_told_once_and_then_not_tried(
    desk: Desk, teams: Fake, status: int, error: str, why: str
) -> None:
    desk.account("Anna")
    teams.fault("send", status=status, error=error)
    with pytest.raises(Never) as never:
        desk.message(person_id=desk.id("Anna"))
    assert (type(never.value), str(never.value), desk.of("Anna").dead_at) == (Never, why, ORDERED)
    with pytest.raises(NotHere):
        desk.message(person_id=desk.id("Anna"))
    assert len(teams.record("send")) == 1


def test_somebody_who_has_blocked_us_hears_again_once_they_write(desk: Desk, teams: Fake) -> None:
    anna = desk.account("Anna")
    reference = desk.message(person_id=desk.id("Anna"))
    teams.block(anna)
    with pytest.raises(Never, match="they have blocked us in Teams"):
        desk.message(person_id=desk.id("Anna"))
    with pytest.raises(Never):
        desk.message(kind=OutboxKind.update, reference=reference, person_id=desk.id("Anna"))
    assert [each["status"] for each in teams.record("send", "update")] == [201, 403]
    teams.block(anna, blocked=False)
    desk.hear(anna, desk.chat("Anna"))
    desk.message(person_id=desk.id("Anna"))
    assert len(desk.messages(desk.chat("Anna"))) == 2


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (401, "BotNotRegistered", Later),
        (403, "BotDisabledByAdmin", Later),
        (403, "InvalidBotApiHost", Later),
        (412, "PreconditionFailed", Later),
        (500, "ServiceError", Away),
        (502, "", Away),
        (503, "", Away),
        (504, "", Away),
        (400, "BadSyntax", Refused),
        (403, "NotEnoughPermissions", Refused),
        (413, "MessageSizeTooBig", Refused),
        (418, "AWordOfTomorrow", Refused),
    ],
)
def test_each_other_refusal_has_its_outcome_and_leaves_the_conversation_alive(
    desk: Desk, teams: Fake, status: int, error: str, outcome: type[Exception]
) -> None:
    desk.account("Anna")
    teams.fault("send", status=status, error=error, times=2)  # a 401 is tried again with a new token
    with pytest.raises((Later, Never)) as raised:
        desk.message(person_id=desk.id("Anna"))
    assert (type(raised.value), desk.of("Anna").dead_at) == (outcome, None)


def test_too_often_waits_as_long_as_teams_says(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    teams.fault("send", status=429, retry_after=30)
    with pytest.raises(Later) as later:
        desk.message(person_id=desk.id("Anna"))
    assert later.value.seconds == 30.0


def test_a_message_whose_answer_was_lost_comes_twice(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    errand = desk.errand(person_id=desk.id("Anna"))
    teams.fault("send", status=502, after=True)
    with pytest.raises(Later):
        desk.send(errand)
    desk.send(replace(errand, tries=2))
    assert [each["summary"] for each in desk.messages(desk.chat("Anna"))] == ["Kan du nå det?"] * 2


def test_a_service_that_was_stored_and_is_not_microsofts_is_never_called(desk: Desk, teams: Fake) -> None:
    desk.account("Anna")
    kept = desk.of("Anna")
    with desk.database.changing() as store:
        row = store.session.get_one(type(kept), kept.id)
        row.reference = {**row.reference, "serviceUrl": "https://attacker.example/"}
    for errand in (
        desk.errand(person_id=desk.id("Anna")),
        desk.errand(OutboxKind.update, person_id=desk.id("Anna"), reference=f"{desk.chat('Anna')}/1"),
    ):
        with pytest.raises(Never, match="not Microsoft's"):
            desk.send(errand)
    assert (teams.record(), desk.of("Anna").dead_at) == ([], None)


# --- to a room ---


def test_a_post_begins_a_thread_in_the_groups_channel(desk: Desk, room: tuple[int, str]) -> None:
    group, channel = room
    reference = desk.message(group_id=group, pinned=True)
    (call,) = desk.fake.record("begin")
    (message,) = desk.messages(channel)
    assert call["arguments"] == {
        "isGroup": True,
        "bot": {"id": BOT},
        "channelData": {"channel": {"id": channel}},
        "activity": drawn(CARD),
    }
    assert reference == f"{channel};messageid={message['id']}/{message['id']}"
    assert calls(desk.fake) == [("begin", "")]


def test_the_room_is_the_one_that_is_open_else_the_last(desk: Desk, room: tuple[int, str]) -> None:
    group, channel = room
    old = desk.channel("Elnet gammel")
    desk.room(group, old, closed=True)
    desk.message(group_id=group)
    assert (len(desk.messages(channel)), len(desk.messages(old))) == (1, 0)


def test_a_group_without_a_channel_gets_no_post(desk: Desk) -> None:
    group = desk.group()
    desk.room(group, "https://chat.example/elnet", kind="link")
    with pytest.raises(Never, match="the group has no channel"):
        desk.message(group_id=group)


def test_a_channel_of_which_teams_has_not_told_is_reached_where_all_the_others_are(desk: Desk) -> None:
    desk.member("Sofie")
    group, channel = desk.group(), desk.channel("Elnet", told=False)
    desk.room(group, channel)
    desk.message(group_id=group)
    assert len(desk.messages(channel)) == 1


def test_before_teams_has_told_of_anything_nothing_is_sent(desk: Desk, teams: Fake) -> None:
    group = desk.group()
    desk.room(group, "19:elnet@thread.tacv2")
    with pytest.raises(Never, match="told of no conversation"):
        desk.message(group_id=group)
    assert teams.record() == []


def test_a_chat_of_several_has_no_threads(desk: Desk, teams: Fake) -> None:
    desk.member("Sofie")
    group = desk.group()
    desk.room(group, "19:elnet@thread.v2")
    teams.fault("send", status=403, error="BotNotInConversationRoster", times=2)  # the tests' Teams has none
    for errand in (desk.errand(group_id=group), desk.errand(place="19:elnet@thread.v2/1700000000001")):
        with pytest.raises(Never, match="absent"):
            desk.send(errand)
    assert calls(teams)[-2:] == [("send", "19:elnet@thread.v2")] * 2


@pytest.mark.parametrize(
    ("status", "error", "why", "dead"),
    [
        (403, "BotNotInConversationRoster", "absent", True),
        (403, "", "absent", True),
        (404, "ConversationNotFound", "gone", True),
        (403, "ConversationBlockedByUser", "muted", True),
        (403, "NotEnoughPermissions", "muted", False),
    ],
)
def test_a_channel_that_takes_nothing_is_never(
    desk: Desk, room: tuple[int, str], status: int, error: str, why: str, dead: bool
) -> None:
    group, channel = room
    desk.fake.fault("begin", status=status, error=error)
    with pytest.raises(Never) as never:
        desk.message(group_id=group)
    assert (str(never.value), desk.kept(channel).dead_at) == (why, ORDERED if dead else None)


def test_a_channel_that_we_were_taken_out_of_is_written_to_again_once_something_is_heard_there(
    desk: Desk, room: tuple[int, str]
) -> None:
    group, channel = room
    desk.fake.do("uninstall", team=desk.team)
    for _ in range(2):
        with pytest.raises(Never, match="absent"):
            desk.message(group_id=group)
    assert len(desk.fake.record("begin")) == 1
    desk.fake.do("install", team=desk.team)
    desk.hear(desk.users["Sofie"], channel)
    desk.message(group_id=group)
    assert len(desk.messages(channel)) == 1
