"""The tests' Slack refuses what Slack's reference says that it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.slack.cloud import rules
from tests.slack.cloud.server import METHODS
from tests.slack.fake import BOT_USER, Fake, Json
from tests.slack.place import Place

TEXT = {"type": "plain_text", "text": "Elnet"}
INPUT = {
    "type": "input",
    "block_id": "title",
    "label": TEXT,
    "element": {"type": "plain_text_input", "action_id": "value"},
}
MODAL = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [INPUT]}
HOME_VIEW = {"type": "home", "blocks": [{"type": "section", "text": TEXT}]}


@pytest.fixture
def place(fake: Fake) -> Place:
    return Place.of(fake)


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


def _strangers(place: Place) -> Json:
    place.fake.team("T0AALBORG")
    amir = place.fake.user("Amir Rahimi", email="amir.rahimi@aalborg.example", team="T0AALBORG")
    return place.call("conversations.invite", channel=place.room, users=amir)


def _someone_elses(place: Place) -> Json:
    said = place.fake.do("say", channel=place.room, user=place.sofie, text="Hej")
    return place.call("chat.update", channel=place.room, ts=said["ts"], text="Nej")


RICH = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "colour": "red"}]}
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
    "a key of rich text that Slack does not know": (
        _posted(text="x", blocks=[{"type": "rich_text", "elements": [RICH]}]),
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
    "a file that never came": (lambda p: p.share(send=False), "file_not_found"),
    "a file to a person's id": (lambda p: p.share(channel=p.sofie), "channel_not_found"),
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
