"""Messages, updates and marks on their way to Slack, over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import update

from bot.face import Later, Never, NotHere, NotThere
from bot.slack import api as api_module
from handlers.dialogue.card import Button, Card, Item, Items, Line
from handlers.dialogue.tell import redraw
from handlers.dialogue.wire import to_json
from storage.tables import OutboxKind, OutboxRow
from tests.bot.slack.desk import CARD, Desk
from tests.bot.slack.stage import play
from tests.slack.fake import BOT_USER, Fake, Json

SEE = Button("status.show", "See", {"group": 1})


@pytest.fixture
def room(desk: Desk, fake: Fake) -> tuple[int, str]:
    """Elnet, and its channel."""
    group = desk.group(members=("Anna", "Emil"))
    channel = fake.channel("elnet", creator=BOT_USER, members=tuple(desk.accounts("Anna", "Emil")), private=True)
    desk.room(group, channel)
    return group, channel


def messages(fake: Fake, channel: str) -> list[Json]:
    return list(fake.read()["channels"][channel]["messages"])


def titles(fake: Fake, channel: str) -> list[str]:
    return [each["text"] for each in messages(fake, channel)]


# --- to a person ---


def test_a_message_goes_to_a_person_with_its_key_and_without_previews(desk, fake):
    anna = desk.account("Anna")
    talk = fake.talk(anna)
    reference = desk.message(person_id=desk.id("Anna"), key="request/7", id=7)
    (call,) = fake.record("chat.postMessage")
    (message,) = messages(fake, talk)
    assert reference == f"{talk}/{message['ts']}"
    assert {name: value for name, value in call["arguments"].items() if name != "blocks"} == {
        "channel": anna,
        "text": "Kan du nå det?",
        "metadata": {"event_type": "taskforce_message", "event_payload": {"key": "request/7", "id": 7}},
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_what_the_bot_cannot_know_of_a_person_is_looked_up_once(desk, fake):
    anna = desk.account("Anna")
    for _ in range(2):
        desk.message(person_id=desk.id("Anna"))
    assert desk.identities("Anna") == [f"T0BRN/{anna}"]
    assert len(fake.record("users.lookupByEmail")) == 1


def test_somebody_without_an_account_is_not_here(desk):
    with pytest.raises(NotHere):
        desk.message(person_id=desk.id("Anna"))


def test_nobody_writes_to_somebody_erased(desk):
    desk.account("Anna")
    desk.erase("Anna")
    with pytest.raises(Never, match="nobody is there"):
        desk.message(person_id=desk.id("Anna"))


def test_a_closed_account_is_not_here_and_not_tried_again_by_the_same_bot(desk, fake):
    anna = desk.account("Anna")
    desk.message(person_id=desk.id("Anna"))
    fake.user("Anna Lindholt", id=anna, deleted=True)

    async def twice(sender):
        for _ in range(2):
            with pytest.raises(NotHere):
                await sender.send(desk.errand(person_id=desk.id("Anna")))

    desk.together(twice)
    assert [call["answer"].get("error") for call in fake.record("chat.postMessage")] == [None, "account_inactive"]


def test_when_our_own_account_is_closed_nothing_is_lost(desk, fake):
    desk.account("Anna")
    desk.message(person_id=desk.id("Anna"))
    for method in ("chat.postMessage", "auth.test"):
        fake.fault(method, status=200, error="account_inactive")
    with pytest.raises(Later, match="account_inactive"):
        desk.message(person_id=desk.id("Anna"))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("channel_not_found", NotHere),
        ("user_not_found", NotHere),
        ("cannot_dm_bot", NotHere),
        ("messages_tab_disabled", NotHere),
        ("invalid_auth", Later),
        ("token_revoked", Later),
        ("missing_scope", Later),
        ("ekm_access_denied", Later),
        ("internal_error", Later),
        ("restricted_action", Never),
        ("invalid_blocks", Never),
        ("msg_too_long", Never),
        ("a_word_of_tomorrow", Never),
    ],
)
def test_each_refusal_has_its_outcome(desk, fake, error, outcome):
    desk.account("Anna")
    fake.fault("chat.postMessage", status=200, error=error)
    with pytest.raises((Later, Never)) as raised:
        desk.message(person_id=desk.id("Anna"))
    assert type(raised.value) in (outcome, api_module.Refused if outcome is Never else outcome)


def test_too_often_waits_as_long_as_slack_says(desk, fake):
    desk.account("Anna")
    fake.fault("chat.postMessage", status=429, retry_after=30)
    with pytest.raises(Later) as raised:
        desk.message(person_id=desk.id("Anna"))
    assert raised.value.seconds == 30.0


# --- to a room ---


def test_a_post_goes_to_the_groups_channel(desk, fake, room):
    group, channel = room
    reference = desk.message(group_id=group)
    assert titles(fake, channel) == ["Kan du nå det?"]
    assert reference == f"{channel}/{messages(fake, channel)[0]['ts']}"
    assert fake.read()["channels"][channel]["pins"] == []


def test_a_pinned_post_stays_at_the_top(desk, fake, room):
    group, channel = room
    desk.message(group_id=group, pinned=True)
    assert fake.read()["channels"][channel]["pins"] == [messages(fake, channel)[0]["ts"]]


def test_a_post_that_cannot_be_pinned_has_still_gone(desk, fake, room):
    group, channel = room
    fake.fault("pins.add", status=200, error="not_pinnable")
    assert desk.message(group_id=group, pinned=True) == f"{channel}/{messages(fake, channel)[0]['ts']}"


def test_a_post_whose_pin_has_to_wait_is_not_posted_twice(desk, fake, room):
    group, channel = room
    errand = desk.errand(group_id=group, pinned=True)
    fake.fault("pins.add", status=500)
    with pytest.raises(Later):
        desk.send(errand)
    desk.send(replace(errand, tries=2))
    assert titles(fake, channel) == ["Kan du nå det?"]
    assert fake.read()["channels"][channel]["pins"] == [messages(fake, channel)[0]["ts"]]


def test_a_pin_whose_turn_has_not_come_is_no_reason_to_forget_the_post(desk, fake, room):
    group, channel = room
    errand = desk.errand(group_id=group, pinned=True)

    async def in_no_hurry(sender):
        sender._api._limits.pause("pins.add", channel, 3600.0)
        return await sender.send(errand)

    with pytest.raises(Later) as raised:
        asyncio.run(desk.run(in_no_hurry))
    assert type(raised.value) is Later
    assert titles(fake, channel) == ["Kan du nå det?"]


def test_what_was_withdrawn_is_found_where_an_earlier_try_has_posted_it(desk, fake, room):
    desk.account("Anna")
    group, channel = room
    for errand in (desk.errand(group_id=group), desk.errand(key="to Anna", person_id=desk.id("Anna"))):
        reference = desk.send(errand)
        assert desk.send(replace(errand, tries=2, withdrawn=True)) == reference
    assert titles(fake, channel) == ["Kan du nå det?"]


def test_a_message_of_another_number_is_not_taken_for_this_one(desk, fake, room):
    group, channel = room
    errand = desk.errand(group_id=group)
    desk.send(errand)
    desk.send(replace(errand, id=1_000_007, tries=2))  # as it is called after a restore
    assert titles(fake, channel) == ["Kan du nå det?"] * 2


def test_what_was_withdrawn_before_it_was_posted_goes_to_nobody(desk, fake, room):
    desk.account("Anna")
    group, _channel = room
    for errand in (desk.errand(group_id=group), desk.errand(key="to Anna", person_id=desk.id("Anna"))):
        with pytest.raises(NotThere):
            desk.send(replace(errand, tries=2, withdrawn=True))
    assert fake.record("chat.postMessage") == []


def test_the_room_is_the_one_that_is_open_else_the_last(desk, fake, room):
    group, channel = room
    old = fake.channel("elnet-gammel", creator=BOT_USER, private=True)
    desk.room(group, old, closed=True)
    desk.message(group_id=group)
    assert (titles(fake, channel), titles(fake, old)) == (["Kan du nå det?"], [])


def test_a_group_without_a_channel_gets_no_post(desk):
    group = desk.group()
    desk.room(group, "https://teams.example/elnet", kind="link")
    with pytest.raises(Never, match="the group has no channel"):
        desk.message(group_id=group)


@pytest.mark.parametrize(
    ("error", "why"),
    [("channel_not_found", "gone"), ("is_archived", "archived"), ("not_in_channel", "absent")],
)
def test_a_channel_that_takes_nothing_is_never(desk, fake, room, error, why):
    group, _ = room
    fake.fault("chat.postMessage", status=200, error=error)
    with pytest.raises(Never) as raised:
        desk.message(group_id=group)
    assert str(raised.value) == why


def test_an_archived_channel_takes_nothing(desk, fake, room):
    group, channel = room
    fake.do("archive", channel=channel)
    with pytest.raises(Never, match="archived"):
        desk.message(group_id=group)


# --- a sender that died ---


def test_what_a_dead_sender_posted_is_found_and_not_posted_again(desk, fake):
    anna = desk.account("Anna")
    errand = desk.errand(person_id=desk.id("Anna"))
    fake.fault("chat.postMessage", status=500, after=True)  # posted, and the answer is lost
    with pytest.raises(Later):
        desk.send(errand)
    for _ in range(3):
        desk.message(person_id=desk.id("Anna"))
    talk = fake.talk(anna)
    posted = messages(fake, talk)[0]["ts"]
    assert desk.send(replace(errand, tries=2)) == f"{talk}/{posted}"
    assert len(messages(fake, talk)) == 4


def test_what_never_went_is_posted_at_the_second_try(desk, fake, room):
    group, channel = room
    errand = desk.errand(group_id=group)
    fake.fault("chat.postMessage", status=500)
    with pytest.raises(Later):
        desk.send(errand)
    desk.send(replace(errand, tries=2))
    assert titles(fake, channel) == ["Kan du nå det?"]


def test_an_answer_that_hangs_is_found_at_the_second_try(desk, fake, room, monkeypatch):
    monkeypatch.setattr(api_module, "ANSWER", 0.3)
    group, channel = room
    errand = desk.errand(group_id=group)
    fake.fault("chat.postMessage", hang=1.0, after=True)
    with pytest.raises(Later, match="Slack did not answer"):
        desk.send(errand)
    desk.send(replace(errand, tries=2))
    assert titles(fake, channel) == ["Kan du nå det?"]


def test_where_we_may_not_look_back_it_is_posted(desk, fake, room):
    group, channel = room
    fake.change(scopes=["chat:write", "users:read.email", "users:read"])
    desk.message(group_id=group, tries=2)
    assert titles(fake, channel) == ["Kan du nå det?"]


def test_the_second_try_in_a_thread_looks_into_the_thread(desk, fake, room):
    _, channel = room
    said = fake.do("say", channel=channel, user=desk.users["Anna"], text="@Taskforce status")["ts"]
    errand = desk.errand(place=f"{channel}/{said}")
    first = desk.send(errand)
    assert desk.send(replace(errand, tries=2)) == first
    assert [each.get("thread_ts") for each in messages(fake, channel)] == [None, said]


def test_a_card_that_is_drawn_again_while_its_first_try_is_uncertain_comes_to_say_what_it_says_now(
    database, fake, monkeypatch
):
    async def scenario(stage):
        fake.fault("chat.postMessage", status=500, after=True)  # posted, and the answer is lost
        await stage.card("Vibeke", CARD)
        later = replace(CARD, title="Kan du nå det inden jul?")

        def draw_again(store):
            redraw(store, "request:12", now=stage.clock.now(), card=lambda t, reader: later)
            store.session.execute(update(OutboxRow).values(ready_at=None))  # the backoff is over

        await stage.runner.change(draw_again)
        await stage.settle()
        assert titles(fake, fake.talk(stage.workspace.people["Vibeke"])) == ["Kan du nå det inden jul?"]
        assert len(fake.record("chat.postMessage")) == 1

    play(database, fake, monkeypatch, scenario)


# --- at a place ---


def test_an_answer_in_a_channel_is_for_whoever_asked_alone(desk, fake, room):
    _, channel = room
    reference = desk.message(person_id=desk.id("Anna"), place=f"{channel}/")
    (shown,) = fake.read()["ephemerals"]
    assert (shown["channel"], shown["to"], shown["text"]) == (channel, desk.users["Anna"], "Kan du nå det?")
    assert reference == f"{channel}/{shown['ts']}"
    assert titles(fake, channel) == []


def test_an_answer_in_a_thread_stays_in_the_thread(desk, fake, room):
    _, channel = room
    said = fake.do("say", channel=channel, user=desk.users["Anna"], text="@Taskforce status")["ts"]
    desk.message(person_id=desk.id("Anna"), place=f"{channel}/{said}")
    desk.message(place=f"{channel}/{said}")
    assert [each["thread_ts"] for each in fake.read()["ephemerals"]] == [said]
    assert [each.get("thread_ts") for each in messages(fake, channel)] == [None, said]


def test_who_is_not_in_the_channel_is_answered_alone(desk, fake, room):
    _, channel = room
    kasper = desk.account("Kasper")
    desk.message(person_id=desk.id("Kasper"), place=f"{channel}/")
    assert fake.read()["ephemerals"] == []
    assert titles(fake, fake.talk(kasper)) == ["Kan du nå det?"]


def test_an_answer_for_everybody_stands_in_the_channel(desk, fake, room):
    _, channel = room
    desk.message(place=f"{channel}/")
    assert titles(fake, channel) == ["Kan du nå det?"]


# --- updates ---


def test_an_update_is_drawn_where_its_message_stands_in_its_readers_language(desk, fake):
    amir = desk.account("Amir")
    reference = desk.message(person_id=desk.id("Amir"))
    long = Card("Who is in it?", (Items(tuple(Item(f"Person {n}", (SEE,)) for n in range(80))),))
    assert (
        desk.message(kind=OutboxKind.update, reference=reference, person_id=desk.id("Amir"), payload=to_json(long))
        == reference
    )
    (message,) = messages(fake, fake.talk(amir))
    assert message["text"] == "Who is in it?"
    assert "Show the rest" in str(message["blocks"])


@pytest.mark.parametrize(("reference", "error"), [("", ""), ("post:7", ""), ("C1/1.000001", "message_not_found")])
def test_an_update_of_a_message_that_is_gone_is_never(desk, fake, reference, error):
    if error:
        fake.fault("chat.update", status=200, error=error)
    with pytest.raises(Never):
        desk.message(kind=OutboxKind.update, reference=reference, person_id=desk.id("Anna"))


def test_an_update_in_an_archived_channel_is_never(desk, fake, room):
    group, channel = room
    reference = desk.message(group_id=group)
    fake.do("archive", channel=channel)
    with pytest.raises(Never, match="archived"):
        desk.message(kind=OutboxKind.update, reference=reference, group_id=group)


def test_nothing_of_a_long_card_is_cut_when_it_is_sent(desk, fake, room):
    group, channel = room
    card = replace(CARD, body=tuple(Line(f"Linje {number}") for number in range(200)))
    desk.message(group_id=group, payload=to_json(card))
    (message,) = messages(fake, channel)
    assert len(message["blocks"]) <= 50
    assert "Vis mere" in str(message["blocks"])


# --- marks ---


def marks(fake: Fake, channel: str) -> list[str]:
    return [each["name"] for each in messages(fake, channel)[0].get("reactions", [])]


def test_a_mark_takes_the_place_of_the_one_before(desk, fake, room):
    _, channel = room
    said = fake.do("say", channel=channel, user=desk.users["Anna"], text="Frist: snarest")["ts"]
    place, found = f"{channel}/{said}", []
    for mark in ("unclear", "unclear", "done", "none", "none"):
        desk.message(kind=OutboxKind.react, place=place, payload={"mark": mark})
        found.append(marks(fake, channel))
    assert found == [["question"], ["question"], ["white_check_mark"], [], []]


def test_words_that_were_taken_away_get_no_mark(desk, fake, room):
    _, channel = room
    with pytest.raises(Never):
        desk.message(kind=OutboxKind.react, place=f"{channel}/1700000000.000001", payload={"mark": "done"})
