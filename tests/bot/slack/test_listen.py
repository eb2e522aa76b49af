"""The one address that Slack calls: what it lets in, what it refuses, and what it does a second time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.slack.api import Api
from bot.slack.home import Home
from bot.slack.listen import LARGEST, Listener
from bot.slack.people import Folk
from storage import people
from storage.engine import Database
from storage.tables import IdentityKind
from tests.bot.acted import QUESTION
from tests.bot.slack.stage import Stage, play, staged
from tests.slack.fake import HOME, Fake
from tests.slack.workspace import FORM, JSON, Done
from tests.snapshot import nothing_changes, snapshot

Run = Callable[[Any], None]


@pytest.fixture
def run(database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, fake, monkeypatch, scenario)


def said(done: Done) -> list[str]:
    """What only the one who acted sees."""
    return [each.text for each in done.shown if each.kind == "ephemeral"]


def payload(**more: Any) -> bytes:
    """A payload that is not quite what Slack would send."""
    return urlencode({"payload": json.dumps({"type": "block_actions", **more})}).encode()


GARBLED = {
    "bad json": (b'{"type": "event_callback", "event": ', JSON),
    "a json array": (b"[1, 2, 3]", JSON),
    "a number": (b"7", JSON),
    "payload=garbage": (b"payload=garbage", FORM),
    "payload is an array": (urlencode({"payload": "[]"}).encode(), FORM),
    "no field at all": (b"", FORM),
    "deep nesting": (b"[" * 100_000, JSON),
    "a huge number": (b'{"a": ' + b"9" * 5000 + b"}", JSON),
    "too many fields": (b"&".join(b"a%d=1" % n for n in range(500)), FORM),
    "a command from nobody": (urlencode({"command": "/taskforce", "text": "ny"}).encode(), FORM),
    "a command with a strange id": (
        urlencode({"command": "/taskforce", "team_id": "T1", "user_id": "U1'--", "trigger_id": "1.2"}).encode(),
        FORM,
    ),
    "a press of nothing": (payload(actions=[], user={"id": "U1"}, team={"id": "T1"}, trigger_id="1.2"), FORM),
    "a press by a text": (payload(actions=[{"action_id": "0/play.yes"}], user="U1", trigger_id="1.2"), FORM),
    "a press without a trigger": (
        payload(actions=[{"action_id": "0/play.yes"}], user={"id": "U1"}, team={"id": "T1"}),
        FORM,
    ),
    "lone surrogates in a trigger": (
        payload(actions=[{"action_id": "0/play.yes"}], user={"id": "U1"}, team={"id": "T1"}, trigger_id="\ud800"),
        FORM,
    ),
    "a view that is not ours": (
        urlencode(
            {
                "payload": json.dumps(
                    {
                        "type": "view_submission",
                        "trigger_id": "1.2",
                        "user": {"id": "U1", "team_id": HOME},
                        "team": {"id": HOME},
                        "view": {"callback_id": "x", "type": "modal", "private_metadata": "?"},
                    }
                )
            }
        ).encode(),
        FORM,
    ),
    "an event that is a text": (b'{"type": "event_callback", "event": "message", "event_id": "Ev1"}', JSON),
}


def test_what_is_signed_and_makes_no_sense_is_a_bad_request(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        with nothing_changes(database):
            found = {name: (await stage.workspace.signed(*sent)).status for name, sent in GARBLED.items()}
        assert found == dict.fromkeys(GARBLED, 400)

    run(scenario)


def test_what_is_not_signed_is_refused_before_it_is_read(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        workspace, now = stage.workspace, str(int(time.time()))
        bodies = [(b"ssl_check=1", FORM), (b'{"type": "url_verification", "challenge": "x"}', JSON), *GARBLED.values()]
        bodies.append((b"\xff\xfe\x00", JSON))
        headers: list[dict[str, str]] = [
            {},
            {"X-Slack-Request-Timestamp": now},
            {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": ""},
            {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=" + 64 * "0"},
            {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=søøø"},
            {"X-Slack-Request-Timestamp": "nu", "X-Slack-Signature": "v0=" + 64 * "0"},
            {"X-Slack-Request-Timestamp": "٣٤٥", "X-Slack-Signature": "v0=" + 64 * "0"},
            {"X-Slack-Request-Timestamp": 5000 * "9", "X-Slack-Signature": "v0=" + 64 * "0"},
            {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=" + 64 * "0"},
        ]
        with nothing_changes(database):
            for body, content_type in bodies:
                for each in headers:
                    answer = await workspace.unsigned(body, content_type, **each)
                    assert (answer.status, answer.body) == (401, ""), (body[:60], each)

    run(scenario)


def test_a_body_that_was_changed_on_its_way_is_refused(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = stage.workspace
        await workspace.command("Sofie", "ekko hej")
        sent, _ = workspace._last
        answer = await workspace.signed(sent)  # the same bytes: a repeat
        signature = {"X-Slack-Signature": "v0=" + 64 * "a"}
        with nothing_changes(database):
            assert (await workspace.signed(sent.replace(b"hej", b"dav"), **signature)).status == 401
        assert answer.status == 200

    run(scenario)


def test_a_body_that_is_too_large_is_not_read_to_its_end(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        with nothing_changes(database):
            assert (await stage.workspace.signed(b"a" * (LARGEST + 1))).status == 413

    run(scenario)


def test_a_signature_lasts_for_five_minutes(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        begun = 1_800_000_000
        machine = [float(begun)]
        api = Api(stage.settings)
        folk = Folk(stage.runner, api, stage.settings.home_teams, now=stage.clock.now)
        home = Home(stage.runner, stage.clock, api, folk)

        async def papers(*_: object) -> tuple[bytes, str, str]:
            raise LookupError

        parts = (stage.runner, stage.clock, stage.dispatcher, stage.settings, api, folk, home, papers, None)
        listener = Listener(*parts, lambda: machine[0])
        app = web.Application()
        app.router.add_post("/slack/events", listener.receive)
        async with TestClient(TestServer(app)) as client:
            stage.workspace.url = str(client.make_url("")).rstrip("/")
            found = []
            for seconds in (-301, -299, 0, 299, 301):
                machine[0] = begun + seconds
                answer = await stage.workspace.signed(b"ssl_check=1", timestamp=str(begun))
                found.append(answer.status)
            assert found == [401, 200, 200, 200, 401]

    run(scenario)


def test_slack_can_check_the_address(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        challenge = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}).encode()
        with nothing_changes(database):
            assert (await stage.workspace.signed(b"ssl_check=1&token=x")).status == 200
            answer = await stage.workspace.signed(challenge, JSON)
        assert (answer.status, answer.body) == (200, {"challenge": "3eZbrw1aB"})

    run(scenario)


UNHEARD: tuple[dict[str, Any], ...] = (
    {"type": "view_closed", "view": {"callback_id": "form"}, "user": {"id": "U1"}, "team": {"id": HOME}},
    {"type": "interactive_message", "callback_id": "x", "actions": [{}], "trigger_id": "1.1"},
    {"type": "dialog_submission", "callback_id": "x", "trigger_id": "1.2"},
    {"type": "shortcut", "callback_id": "x", "user": {"id": "U1"}, "team": {"id": HOME}, "trigger_id": "1.4"},
    {"type": "something new"},
    {},
)


def test_what_nobody_listens_to_is_taken_quietly(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        with nothing_changes(database):
            for body in UNHEARD:
                answer = await stage.workspace.signed(urlencode({"payload": json.dumps(body)}).encode())
                assert (answer.status, answer.body) == (200, ""), body

    run(scenario)


TEXTS = (
    "payload",
    "payload={}",
    "rødgrød med fløde på Ærø",
    "🎉 tak 👩‍👩‍👧",
    "<!channel> og <@U0TASKFORCE>",
    "5 < 6 & 7 > 3 &amp; &lt;b&gt;",
    "*fed* _skrå_ ~streg~ `kode`",
)


def test_a_command_means_what_was_typed(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        for text in TEXTS:
            done = await stage.workspace.command("Sofie", f"ekko {text}")
            assert said(done) == [f"Du skrev\n{text}"]
        assert stage.fake.refused() == []

    run(scenario)


def test_a_command_may_have_4000_characters_and_no_more(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        most = "æ" * (4000 - len("ekko "))
        done = await stage.workspace.command("Sofie", f"ekko {most}")
        assert [each.replace("\n", "") for each in said(done)] == [f"Du skrev{most}"]
        done = await stage.workspace.command("Sofie", f"ekko {most}å")
        assert said(done) == ["Det er for langt til en besked.\nHøjst 4000 tegn. Det her er 4001."]
        assert stage.traces("echo") == 1

    run(scenario)


def test_control_characters_are_left_out(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "ekko a\x00b\u2028c\u202ed")
        assert said(done) == ["Du skrev\nabcd"]

    run(scenario)


# --- once ---


def test_the_same_delivery_is_carried_out_once_and_answered_alike(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        done = await stage.workspace.command("Sofie", "ekko hej")
        with nothing_changes(database):
            again = await stage.workspace.again()
        assert again == done.answer
        assert stage.traces("echo") == 1

    run(scenario)


def test_a_delivery_is_recognised_while_the_first_is_still_at_work(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        await stage.workspace.command("Sofie", "ekko først")
        body = stage.workspace._last[0].replace(b"f%C3%B8rst", b"hej")
        fields = dict(each.split("=") for each in body.decode().split("&"))
        fresh = body.replace(fields["trigger_id"].encode(), b"77.88.new")
        answers = await asyncio.gather(*(stage.workspace.signed(fresh) for _ in range(5)))
        assert [each.status for each in answers] == 5 * [200]
        assert all(each.body == answers[0].body for each in answers)
        await stage.settle()
        assert stage.traces("echo") == 2

    run(scenario)


def test_a_delivery_is_recognised_after_a_restart(
    database: Database, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = stage.workspace
        await stage.card("Vibeke", QUESTION)
        done = await workspace.command("Vibeke", "ekko hej")
        said = workspace._last
        pressed = await workspace.press("Vibeke", workspace.message("Vibeke", "Noter"), "Noter")
        assert [each.text for each in pressed.shown if each.kind == "ephemeral"] == ["Noteret."]
        noted = workspace._last
        opened = await workspace.press("Vibeke", workspace.message("Vibeke", "Noter"), "Foreslå en anden")
        assert opened.view is not None
        form = workspace._last
        database_before, shown_before = snapshot(database), fake.read()
        async with staged(database, fake) as other:
            other.workspace.people = workspace.people
            assert (await other.workspace.signed(*said)).body == done.answer.body
            assert (await other.workspace.signed(*noted)).status == 200
            assert (await other.workspace.signed(*form)).status == 200
            await other.settle()
        after = fake.read()
        assert snapshot(database) == database_before
        # nobody knows whether the first process could still say it, so it is said once more
        assert [each["text"] for each in after["ephemerals"]] == ["Du skrev", "Noteret.", "Noteret."]
        assert after["ephemerals"][:-1] == shown_before["ephemerals"]
        assert after["channels"] == shown_before["channels"]
        assert after["modals"] == shown_before["modals"]
        assert [each["answer"]["error"] for each in fake.refused()] == ["exchanged_trigger_id"]

    play(database, fake, monkeypatch, scenario)


def test_an_event_that_could_not_be_taken_in_is_asked_for_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(stage: Stage) -> None:
        event = {"type": "app_home_opened", "user": stage.workspace.id("Sofie"), "tab": "home", "channel": "D1"}
        stage.fake.fault("users.info", status=500)
        heard = []

        async def fails_once(event: dict[str, Any], envelope: dict[str, Any]) -> None:
            heard.append(envelope["event_id"])
            if len(heard) == 1:
                await stage.slack.api.call("users.info", user=event["user"])

        monkeypatch.setattr(stage.slack._listener._answers._heard, "event", fails_once)
        body = json.dumps({"type": "event_callback", "event": event, "event_id": "Ev7", "team_id": HOME}).encode()
        answers = [await stage.workspace.signed(body, JSON) for _ in range(3)]
        assert [each.status for each in answers] == [503, 200, 200]
        assert heard == ["Ev7", "Ev7"]

    run(scenario)


# --- who ---


def test_slack_is_asked_once_who_somebody_is(run: Run) -> None:
    async def scenario(stage: Stage) -> None:
        for _ in range(3):
            await stage.workspace.command("Sofie", "ekko hej")
        assert [each["method"] for each in stage.fake.record("auth.test", "users.info")] == ["users.info"]

    run(scenario)


def test_somebody_unknown_is_told_whom_to_write_to(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        stage.workspace.people["Bodil"] = stage.fake.user("Bodil Ukendt", email="bodil@brn.example")
        with nothing_changes(database):
            done = await stage.workspace.command("Bodil", "ekko hej")
        assert done.text.splitlines()[0] == "Vi kender dig ikke endnu."

    run(scenario)


def test_a_stranger_from_another_workspace_sends_forms(run: Run) -> None:
    """Their payloads have their own team, and the view says where the app is installed."""

    async def scenario(stage: Stage) -> None:
        stage.fake.team("T0AALBORG", "Aalborg Kommune", "aalborg")
        amir = stage.fake.user("Amir Rahimi", team="T0AALBORG")
        stage.workspace.people["Vibeke"] = amir
        await stage.runner.change(lambda store: people.tie(store, 2, IdentityKind.slack, f"T0AALBORG/{amir}") and None)
        await stage.card("Vibeke", QUESTION)
        card = stage.workspace.message("Vibeke", "Foreslå en anden")
        opened = await stage.workspace.press("Vibeke", card, "Foreslå en anden")
        done = await stage.workspace.submit("Vibeke", opened, {"name+": "Bo"})
        assert done.view is not None
        assert done.view.text == "Tak. Vi spørger Bo.\nTak. Vi spørger Bo.\n[Luk]"
        assert stage.traces("named") == 1

    run(scenario)


def test_when_slack_does_not_say_who_it_is_the_person_is_asked_to_try_again(run: Run, database: Database) -> None:
    async def scenario(stage: Stage) -> None:
        stage.fake.fault("users.info", status=500)
        with nothing_changes(database):
            done = await stage.workspace.command("Sofie", "ekko hej")
        assert done.text == "Det gik ikke lige nu.\nIntet er gemt. Prøv igen om lidt."

    run(scenario)
