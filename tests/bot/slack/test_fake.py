"""The tests' Slack refuses what Slack's reference says that it refuses, keeps what it takes, and records everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.slack.cloud import rules
from tests.slack.cloud.server import METHODS
from tests.slack.fake import BOT_USER, HOME, Fake, Json

TEXT = {"type": "plain_text", "text": "Elnet"}
INPUT = {
    "type": "input",
    "block_id": "title",
    "label": TEXT,
    "element": {"type": "plain_text_input", "action_id": "value"},
}
MODAL = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [INPUT]}
HOME_VIEW = {"type": "home", "blocks": [{"type": "section", "text": TEXT}]}


@dataclass
class Place:
    """A workspace with somebody in it, and calls as the bot makes them."""

    fake: Fake
    sofie: str
    room: str

    def call(self, method: str, **arguments: Any) -> Json:
        """Call a method with a JSON body, or with a form where it reads no JSON."""
        if method in rules.METHODS and not rules.METHODS[method].json:
            return self.send(method, urlencode(_flat(arguments)), "application/x-www-form-urlencoded")
        return self.send(method, json.dumps(arguments), "application/json; charset=utf-8")

    def send(self, method: str, body: str, kind: str, token: str | None = None) -> Json:
        """Send bytes to a method."""
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.fake.token if token is None else token}"}
        status, _headers, answer = self.http("POST", f"/api/{method}", body, headers if token != "" else {})
        return {**answer, "status": status} if status != 200 else answer

    def http(self, verb: str, path: str, body: str | bytes = "", headers: Any = None) -> tuple[int, Any, Any]:
        """One request; status, headers, body."""
        connection = HTTPConnection(urlsplit(self.fake.address).netloc)
        try:
            connection.request(verb, path, body, headers or {})
            response = connection.getresponse()
            raw = response.read()
            read = json.loads(raw) if response.headers.get_content_type() == "application/json" else raw.decode()
            return response.status, response.headers, read
        finally:
            connection.close()

    def say(self, text: str = "Hej", channel: str = "") -> str:
        """A message of the bot; its timestamp."""
        return str(self.call("chat.postMessage", channel=channel or self.room, text=text)["ts"])

    def trigger(self) -> str:
        """Sofie acts."""
        return str(self.fake.do("trigger", user=self.sofie)["trigger_id"])


@pytest.fixture
def place(fake: Fake) -> Place:
    sofie = fake.user("Sofie Kragelund", email="sofie.kragelund@brn.example")
    room = fake.channel("elnet", creator=sofie, members=(BOT_USER,), private=True)
    return Place(fake, sofie, room)


def _flat(arguments: Json) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}


def _posted(**said: Any) -> Callable[[Place], Json]:
    return lambda place: place.call("chat.postMessage", **{"channel": place.room, **said})


def _named(name: str) -> Callable[[Place], Json]:
    return lambda place: place.call("conversations.create", name=name, is_private=True)


def _archived(place: Place) -> Place:
    place.call("conversations.archive", channel=place.room)
    return place


def _twice(method: str, **arguments: Any) -> Callable[[Place], Json]:
    def run(place: Place) -> Json:
        known = {"channel": place.room, "timestamp": place.say(), **arguments}
        assert place.call(method, **known)["ok"]
        return place.call(method, **known)

    return run


def _invited(*users: str, force: bool = False) -> Callable[[Place], Json]:
    return lambda place: place.call("conversations.invite", channel=place.room, users=",".join(users), force=force)


def _left(place: Place) -> Place:
    place.call("conversations.leave", channel=place.room)
    return place


def _old_trigger(place: Place) -> Json:
    place.fake.change(trigger_lives=0.0)
    return place.call("views.open", trigger_id=place.trigger(), view=MODAL)


def _used_trigger(place: Place) -> Json:
    trigger = place.trigger()
    assert place.call("views.open", trigger_id=trigger, view=MODAL)["ok"]
    return place.call("views.open", trigger_id=trigger, view=MODAL)


def _pushed(times: int) -> Callable[[Place], Json]:
    def run(place: Place) -> Json:
        place.call("views.open", trigger_id=place.trigger(), view=MODAL)
        for _ in range(times - 1):
            assert place.call("views.push", trigger_id=place.trigger(), view=MODAL)["ok"]
        return place.call("views.push", trigger_id=place.trigger(), view=MODAL)

    return run


def _changed_meanwhile(place: Place) -> Json:
    view = place.call("views.open", trigger_id=place.trigger(), view=MODAL)["view"]
    place.call("views.update", view_id=view["id"], view=MODAL)
    return place.call("views.update", view_id=view["id"], hash=view["hash"], view=MODAL)


def _shown(view: Json) -> Callable[[Place], Json]:
    return lambda place: place.call("views.open", trigger_id=place.trigger(), view=view)


def _bookmarked(**arguments: Any) -> Callable[[Place], Json]:
    def run(place: Place) -> Json:
        known = {"channel_id": place.room, "title": "Planen", "type": "link", "link": "https://x.example/plan"}
        return place.call("bookmarks.add", **{**known, **arguments})

    return run


def _shared(place: Place, *, send: bool = True, channel: str = "") -> Json:
    asked = place.call("files.getUploadURLExternal", filename="plan.docx", length=3)
    if send:
        place.http("POST", urlsplit(asked["upload_url"]).path, b"abc")
    return place.call(
        "files.completeUploadExternal", files=[{"id": asked["file_id"]}], channel_id=channel or place.room
    )


def _strangers(place: Place) -> Json:
    place.fake.team("T0AALBORG")
    amir = place.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", team="T0AALBORG")
    return place.call("conversations.invite", channel=place.room, users=amir)


def _someone_elses(place: Place) -> Json:
    said = place.fake.do("say", channel=place.room, user=place.sofie, text="Hej")
    return place.call("chat.update", channel=place.room, ts=said["ts"], text="Nej")


BUTTON = {"type": "button", "action_id": "0/x", "text": TEXT}
REFUSED: dict[str, tuple[Callable[[Place], Json], str]] = {
    "no token": (lambda p: p.send("auth.test", "", "text/plain", token=""), "not_authed"),
    "another token": (lambda p: p.send("auth.test", "", "text/plain", token="xoxb-not"), "invalid_auth"),
    "no such method": (lambda p: p.call("chat.shout", channel=p.room), "unknown_method"),
    "an argument is missing": (lambda p: p.call("chat.update", channel=p.room, text="x"), "invalid_arguments"),
    "an argument that is none": (_posted(text="x", colour="red"), "invalid_arguments"),
    "JSON where a form is read": (
        lambda p: p.send("users.info", json.dumps({"user": p.sofie}), "application/json"),
        "invalid_arguments",
    ),
    "nothing is said": (_posted(text=" "), "no_text"),
    "a text of 40,001": (_posted(text="x" * 40_001), "msg_too_long"),
    "51 blocks": (_posted(text="x", blocks=[{"type": "divider"}] * 51), "invalid_blocks"),
    "blocks that are none": (_posted(text="x", blocks=[{"type": "sektion"}]), "invalid_blocks"),
    "a key that Slack does not know": (
        _posted(text="x", blocks=[{"type": "section", "text": TEXT, "colour": "red"}]),
        "invalid_blocks",
    ),
    "a section of 3001": (
        _posted(text="x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]),
        "invalid_blocks",
    ),
    "26 buttons": (
        _posted(
            text="x", blocks=[{"type": "actions", "elements": [BUTTON | {"action_id": f"{n}/x"} for n in range(26)]}]
        ),
        "invalid_blocks",
    ),
    "blocks that are no list": (_posted(text="x", blocks="[{"), "invalid_blocks_format"),
    "metadata without a type": (_posted(text="x", metadata={"event_payload": {}}), "invalid_metadata_format"),
    "no such channel": (_posted(channel="C404", text="x"), "channel_not_found"),
    "no such person": (_posted(channel="U404", text="x"), "channel_not_found"),
    "a channel without us": (lambda p: _posted(text="x")(_left(p)), "channel_not_found"),
    "a public channel without us": (
        lambda p: p.call("chat.postMessage", channel=p.fake.channel("torvet", creator=p.sofie), text="x"),
        "not_in_channel",
    ),
    "an archived channel": (lambda p: _posted(text="x")(_archived(p)), "is_archived"),
    "no such thread": (_posted(text="x", thread_ts="1.000000"), "thread_not_found"),
    "to one who is not there": (
        lambda p: p.call("chat.postEphemeral", channel=p.room, user=p.fake.user("Emil"), text="x"),
        "user_not_in_channel",
    ),
    "a message that is gone": (
        lambda p: p.call("chat.update", channel=p.room, ts="1.000000", text="x"),
        "message_not_found",
    ),
    "somebody else's message": (_someone_elses, "cant_update_message"),
    "a new text of 4001": (
        lambda p: p.call("chat.update", channel=p.room, ts=p.say(), text="x" * 4001),
        "msg_too_long",
    ),
    "reacted twice": (_twice("reactions.add", name="white_check_mark"), "already_reacted"),
    "no reaction to take": (
        lambda p: p.call("reactions.remove", channel=p.room, timestamp=p.say(), name="question"),
        "no_reaction",
    ),
    "no such sign": (
        lambda p: p.call("reactions.add", channel=p.room, timestamp=p.say(), name="flueben"),
        "invalid_name",
    ),
    "pinned twice": (_twice("pins.add"), "already_pinned"),
    "nothing to pin": (lambda p: p.call("pins.add", channel=p.room), "no_item_specified"),
    "a name with capitals": (_named("Elnet-2"), "invalid_name_specials"),
    "a name with a space": (_named("el net"), "invalid_name_specials"),
    "a name with a dot": (_named("el.net"), "invalid_name_specials"),
    "a name with å": (_named("håndbold"), "invalid_name"),
    "a name of 81": (_named("x" * 81), "invalid_name_maxlength"),
    "a name of dashes": (_named("--"), "invalid_name_punctuation"),
    "a name of nothing": (_named(" "), "invalid_name_required"),
    "a name that is taken": (_named("elnet"), "name_taken"),
    "archived already": (lambda p: _archived(p).call("conversations.archive", channel=p.room), "already_archived"),
    "a bot brings back": (
        lambda p: _archived(p).call("conversations.unarchive", channel=p.room),
        "not_allowed_token_type",
    ),
    "a topic of 251": (
        lambda p: p.call("conversations.setTopic", channel=p.room, topic="x" * 251),
        "too_long",
    ),
    "nobody of that id": (_invited("U404"), "user_not_found"),
    "ourselves": (_invited(BOT_USER), "cant_invite_self"),
    "in there already": (lambda p: _invited(p.sofie)(p), "already_in_channel"),
    "101 at once": (_invited(*(f"U{n}" for n in range(101))), "too_many_users"),
    "somebody of another workspace": (_strangers, "user_team_not_in_channel"),
    "somebody who may not": (
        lambda p: (
            (p.fake.change(not_invitable={"U1": "cant_invite"}), p.fake.user("Farah", id="U1")) and _invited("U1")(p)
        ),
        "cant_invite",
    ),
    "one wrong of two": (lambda p: _invited(p.fake.user("Emil"), "U404")(p), "user_not_found"),
    "into an archived one": (lambda p: _invited("U404")(_archived(p)), "is_archived"),
    "to join a private one": (
        lambda p: p.call("conversations.join", channel=p.room),
        "method_not_supported_for_channel_type",
    ),
    "no such user": (lambda p: p.call("users.info", user="U404"), "user_not_found"),
    "no such mail": (lambda p: p.call("users.lookupByEmail", email="x@y.example"), "users_not_found"),
    "a trigger of nobody": (lambda p: p.call("views.open", trigger_id="1.2.3", view=MODAL), "invalid_trigger_id"),
    "a trigger used twice": (_used_trigger, "exchanged_trigger_id"),
    "a trigger too old": (_old_trigger, "expired_trigger_id"),
    "a fourth on the pile": (_pushed(3), "push_limit_reached"),
    "a view that has changed": (_changed_meanwhile, "hash_conflict"),
    "a view that is closed": (lambda p: p.call("views.update", view_id="V404", view=MODAL), "not_found"),
    "a title of 25": (_shown(MODAL | {"title": TEXT | {"text": "x" * 25}}), "invalid_arguments"),
    "inputs without a button": (_shown({k: v for k, v in MODAL.items() if k != "submit"}), "invalid_arguments"),
    "101 blocks in a view": (_shown(MODAL | {"blocks": [{"type": "divider"}] * 101}), "invalid_arguments"),
    "metadata of 3001": (_shown(MODAL | {"private_metadata": "x" * 3001}), "invalid_arguments"),
    "a home with a title": (
        lambda p: p.call("views.publish", user_id=p.sofie, view=HOME_VIEW | {"title": TEXT}),
        "invalid_arguments",
    ),
    "a home for nobody": (lambda p: p.call("views.publish", user_id="U404", view=HOME_VIEW), "user_not_found"),
    "a bookmark to nowhere": (_bookmarked(link="planen"), "invalid_link"),
    "a bookmark of another kind": (_bookmarked(type="file"), "invalid_bookmark_type"),
    "a file that never came": (lambda p: _shared(p, send=False), "file_not_found"),
    "a file to a person's id": (lambda p: _shared(p, channel=p.sofie), "channel_not_found"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_slack_refuses(place: Place, name: str) -> None:
    work, error = REFUSED[name]

    answer = work(place)

    assert (answer["ok"], answer["error"]) == (False, error), answer


SCOPES = {
    "chat.postMessage": ("chat:write", {"text": "x"}),
    "conversations.create": ("groups:write", {"name": "ny", "is_private": True}),
    "conversations.archive": ("groups:write", {}),
    "conversations.invite": ("groups:write.invites", {"users": "U1"}),
    "conversations.history": ("groups:history", {}),
    "conversations.info": ("groups:read", {}),
    "users.conversations": ("groups:read", {"types": "private_channel"}),
    "users.info": ("users:read", {"user": "U1"}),
    "users.lookupByEmail": ("users:read.email", {"email": "x@y.example"}),
    "reactions.add": ("reactions:write", {"name": "eyes", "timestamp": "1.000000"}),
    "pins.add": ("pins:write", {"timestamp": "1.000000"}),
    "files.getUploadURLExternal": ("files:write", {"filename": "x", "length": 1}),
}


@pytest.mark.parametrize("method", SCOPES)
def test_a_scope_that_was_not_granted_is_named(place: Place, method: str) -> None:
    place.fake.scopes("commands")
    scope, arguments = SCOPES[method]
    if "channel" in rules.METHODS[method].needs:
        arguments = {**arguments, "channel": place.room}

    answer = place.call(method, **arguments)

    assert answer == {"ok": False, "error": "missing_scope", "needed": scope, "provided": "commands"}


def test_every_method_has_a_rule_for_its_arguments() -> None:
    assert set(METHODS) == set(rules.METHODS)


def test_a_mail_address_is_shown_only_with_its_scope_and_never_a_strangers(place: Place) -> None:
    place.fake.team("T0AALBORG")
    amir = place.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", team="T0AALBORG")
    with_scope = place.call("users.info", user=place.sofie)["user"]["profile"].get("email")
    strangers = place.call("users.info", user=amir)["user"]["profile"].get("email")
    place.fake.scopes("users:read")
    without = place.call("users.info", user=place.sofie)["user"]["profile"].get("email")

    assert (with_scope, strangers, without) == ("sofie.kragelund@brn.example", None, None)
    assert place.call("users.info", user=amir)["user"]["team_id"] == "T0AALBORG"


def test_nobody_is_found_by_mail_who_has_left_or_lives_elsewhere(place: Place) -> None:
    place.fake.team("T0AALBORG")
    place.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", team="T0AALBORG")
    place.fake.user("Mads Riisager", email="mads.riisager@brn.example", deleted=True)
    wanted = ("Sofie.Kragelund@brn.example", "amir.rahimi@aalborg.example", "mads.riisager@brn.example")

    found = [place.call("users.lookupByEmail", email=each).get("user", {}).get("id") for each in wanted]

    assert found == [place.sofie, None, None]


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
    assert _shared(place)["ok"]
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

    first, second = _posted(text="et")(place), _posted(text="to")(place)
    place.fake.limits(False)

    assert (first["ok"], second) == (True, {"ok": False, "error": "ratelimited", "status": 429})
    assert _posted(text="tre")(place)["ok"]


def test_the_record_has_every_call_in_its_order_taken_or_not(place: Place) -> None:
    place.fake.clear()
    ts = place.say("Hej")
    _posted(text=" ")(place)
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
