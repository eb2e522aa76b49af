"""The tests' Slack keeps what it takes, goes wrong when it is told to, and records everything."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from tests.slack.fake import BOT_USER, HOME, Fake
from tests.slack.place import Place


@pytest.fixture
def place(fake: Fake) -> Place:
    return Place.of(fake)


def test_with_force_the_others_are_let_in_and_each_refusal_is_named(place: Place) -> None:
    emil = place.fake.user("Emil Brandtoft")

    answer = place.call("conversations.invite", channel=place.room, users=f"{emil},{place.sofie},U404", force=True)

    assert answer["ok"]
    assert answer["errors"] == [
        {"user": place.sofie, "ok": False, "error": "already_in_channel"},
        {"user": "U404", "ok": False, "error": "user_not_found"},
    ]
    assert place.call("conversations.members", channel=place.room)["members"] == [place.sofie, BOT_USER, emil]


def test_metadata_is_kept_and_shown_to_who_asks(place: Place) -> None:
    hidden = {"event_type": "taskforce_message", "event_payload": {"key": "a"}}
    place.call("chat.postMessage", channel=place.sofie, text="Hej", metadata=hidden)
    talk = place.fake.talk(place.sofie)

    asked = place.call("conversations.history", channel=talk, include_all_metadata=True)["messages"]
    not_asked = place.call("conversations.history", channel=talk)["messages"]

    assert [each.get("metadata") for each in asked + not_asked] == [hidden, None]


def test_history_is_paged_from_the_newest(place: Place) -> None:
    for text in ("et", "to", "tre"):
        place.say(text)

    first = place.call("conversations.history", channel=place.room, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = place.call("conversations.history", channel=place.room, limit=2, cursor=cursor)

    assert [each["text"] for each in first["messages"] + rest["messages"]] == ["tre", "to", "et"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


def test_a_file_is_asked_for_sent_and_shared(place: Place) -> None:
    assert place.share()["ok"]
    [message] = place.fake.read()["channels"][place.room]["messages"]

    assert [each["name"] for each in message["files"]] == ["plan.docx"]
    assert place.fake.file(message["files"][0]["id"])["content"] == "YWJj"


def test_an_answer_address_takes_five_answers(place: Place) -> None:
    url = place.fake.do("response_url", user=place.sofie, channel=place.room)["response_url"]
    body = json.dumps({"text": "Hej", "response_type": "ephemeral"})

    statuses = [place.http("POST", urlsplit(url).path, body)[0] for _ in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]
    assert [each["to"] for each in place.fake.read()["ephemerals"]] == [place.sofie] * 5


def test_an_answer_can_take_the_place_of_what_was_pressed(place: Place) -> None:
    ts = place.call("chat.postEphemeral", channel=place.room, user=place.sofie, text="Før")["message_ts"]
    url = place.fake.do("response_url", user=place.sofie, channel=place.room, ts=ts)["response_url"]
    place.http("POST", urlsplit(url).path, json.dumps({"text": "Efter", "replace_original": True}))

    assert [(each["ts"], each["text"]) for each in place.fake.read()["ephemerals"]] == [(ts, "Efter")]


def test_a_method_can_be_made_to_fail(place: Place) -> None:
    place.fake.fault("chat.postMessage", status=429, retry_after=7)
    place.fake.fault("chat.postMessage", status=500, after=True)
    headers = {"Authorization": f"Bearer {place.fake.token}", "Content-Type": "application/json"}
    body = json.dumps({"channel": place.room, "text": "Hej"})

    answers = [place.http("POST", "/api/chat.postMessage", body, headers) for _ in range(3)]

    assert [(status, each["Retry-After"], read["ok"]) for status, each, read in answers] == [
        (429, "7", False),
        (500, None, False),
        (200, None, True),
    ]
    # The second was done, though nobody was told.
    assert [each["text"] for each in place.fake.read()["channels"][place.room]["messages"]] == ["Hej", "Hej"]


def test_slacks_own_limits_are_kept_when_they_are_asked_for(place: Place) -> None:
    place.fake.limits(True)

    first, second = (
        place.call("chat.postMessage", channel=place.room, text="et"),
        place.call("chat.postMessage", channel=place.room, text="to"),
    )
    place.fake.limits(False)

    assert (first["ok"], second) == (True, {"ok": False, "error": "ratelimited", "status": 429})
    assert place.call("chat.postMessage", channel=place.room, text="tre")["ok"]


def test_the_record_has_every_call_in_its_order_taken_or_not(place: Place) -> None:
    place.fake.clear()
    ts = place.say("Hej")
    place.call("chat.postMessage", channel=place.room, text=" ")
    place.send("auth.test", "", "text/plain", token="xoxb-not")
    place.call("chat.shout")
    place.fake.fault("auth.test", status=503)
    place.call("auth.test")
    url = place.fake.do("response_url", user=place.sofie, channel=place.room)["response_url"]
    place.http("POST", urlsplit(url).path, json.dumps({"text": "Svar"}))

    seen = [(each["method"], each["arguments"], each["status"], each["answer"]["ok"]) for each in place.fake.record()]

    assert seen == [
        ("chat.postMessage", {"channel": place.room, "text": "Hej"}, 200, True),
        ("chat.postMessage", {"channel": place.room, "text": " "}, 200, False),
        ("auth.test", {}, 200, False),
        ("chat.shout", {}, 200, False),
        ("auth.test", {}, 503, False),
        ("response_url", {"text": "Svar"}, 200, True),
    ]
    assert place.fake.record("chat.postMessage")[0]["answer"]["ts"] == ts
    assert len(place.fake.refused()) == 4


def test_a_new_test_finds_nobody_but_the_bot(place: Place) -> None:
    place.fake.scopes("commands")
    place.fake.fault("auth.test")
    place.fake.reset()

    assert [each for each in place.fake.read()["users"] if each != "USLACKBOT"] == [BOT_USER]
    assert place.fake.record() == []
    assert place.call("auth.test")["team_id"] == HOME
