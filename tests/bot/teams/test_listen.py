"""The one address that Teams calls: every invoke is answered as its client understands, whatever is in it; what nobody
waits for is taken, refused, or asked for again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.face import Later, Never
from storage.engine import Database
from storage.unavailable import Unavailable
from tests.bot.acted import QUESTION
from tests.bot.teams.playhouse import Playhouse, opened, play, played
from tests.snapshot import Snapshot, nothing_changes, snapshot
from tests.teams.fake import Fake, Json
from tests.teams.reading import Shown
from tests.teams.workspace import Answered

Run = Callable[[Any], None]
NOT_HERE = "Det kan ikke gøres her."
BAD = {
    "statusCode": 400,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "BadRequest", "message": "Det kan ikke læses."},
}
SORRY = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "Det gik ikke lige nu. Intet er gemt. Prøv igen om lidt.",
}
OURS: Json = {"taskforce": {"args": {}}}
AWAY = {**SORRY, "value": "Vi kan ikke komme til vores data lige nu. Intet er gemt. Prøv igen om et par minutter."}
TROUBLES = [Unavailable(PoolTimeout()), Later("not now"), Never("refused")]


@pytest.fixture
def run(database: Database, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda scenario: play(database, teams, monkeypatch, scenario)


def press(house: Playhouse, card: Shown, **changed: Any) -> Json:
    """A press of Vibeke's, with something else in it."""
    return house.invoke("Vibeke", card, verb="play.refuse", data=OURS) | changed


# --- what we do not have ---

OTHERS: dict[str, Any] = {
    "task/fetch": {"task": {"type": "message", "value": NOT_HERE}},
    "task/submit": {"task": {"type": "message", "value": NOT_HERE}},
    "composeExtension/query": {"composeExtension": {"type": "message", "text": NOT_HERE}},
    "composeExtension/queryLink": {"composeExtension": {"type": "message", "text": NOT_HERE}},
    "composeExtension/anonymousQueryLink": {"composeExtension": {"type": "message", "text": NOT_HERE}},
    "composeExtension/selectItem": {"composeExtension": {"type": "message", "text": NOT_HERE}},
    "composeExtension/fetchTask": {"task": {"type": "message", "value": NOT_HERE}},
    "composeExtension/submitAction": {"task": {"type": "message", "value": NOT_HERE}},
    "composeExtension/setting": "",
    "composeExtension/onCardButtonClicked": "",
    "application/search": {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": []},
    },
    "adaptiveCard/refresh": {
        "statusCode": 400,
        "type": "application/vnd.microsoft.error",
        "value": {"code": "NotSupported", "message": NOT_HERE},
    },
    "tab/fetch": {"tab": {"type": "continue", "value": {"cards": []}}},
    "config/fetch": {"responseType": "config", "config": {"type": "message", "value": NOT_HERE}},
    "signin/verifyState": "",
    "signin/tokenExchange": "",
    "fileConsent/invoke": "",
    "actionableMessage/executeAction": "",
    "message/submitAction": "",
    "something/new": "",
    "": "",
}


def test_every_other_invoke_is_answered_200_with_what_its_client_understands(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            for name, body in OTHERS.items():
                answer = await house.workspace.signed(press(house, card, name=name, value={"anything": [1]}))
                assert (answer.status, answer.body) == (200, body), name
            nameless = press(house, card)
            del nameless["name"]
            assert (await house.workspace.signed(nameless)).status == 200

    run(scenario)


# --- what makes no sense ---

ACTION: Json = {"type": "Action.Execute", "id": "press-0", "verb": "play.refuse", "data": OURS}
VALUES: dict[str, Any] = {
    "nothing": None,
    "a text": "x",
    "a list": [],
    "no action": {},
    "an action that is a text": {"action": "x"},
    "another kind of action": {"action": {**ACTION, "type": "Action.Submit"}},
    "no verb": {"action": {**ACTION, "verb": None}},
    "an empty verb": {"action": {**ACTION, "verb": ""}},
    "a verb that is a number": {"action": {**ACTION, "verb": 7}},
    "an endless verb": {"action": {**ACTION, "verb": "x" * 201}},
    "no data": {"action": {**ACTION, "data": None}},
    "data that is a text": {"action": {**ACTION, "data": "x"}},
    "data of somebody else": {"action": {**ACTION, "data": {"msteams": {}}}},
    "ours that is a list": {"action": {**ACTION, "data": {"taskforce": []}}},
    "args that are a list": {"action": {**ACTION, "data": {"taskforce": {"args": []}}}},
    "an argument that is a list": {"action": {**ACTION, "data": {"taskforce": {"args": {"a": []}}}}},
    "an argument that is true": {"action": {**ACTION, "data": {"taskforce": {"args": {"a": True}}}}},
    "an argument that is nothing": {"action": {**ACTION, "data": {"taskforce": {"args": {"a": None}}}}},
    "an argument that is a fraction": {"action": {**ACTION, "data": {"taskforce": {"args": {"a": 0.5}}}}},
    "an argument that is too large": {"action": {**ACTION, "data": {"taskforce": {"args": {"a": 2**63}}}}},
    "a form that is a text": {"action": {**ACTION, "data": {"taskforce": {"form": "x"}}}},
    "a page that is a text": {"action": {**ACTION, "verb": "page", "data": {"taskforce": {"args": {"page": "x"}}}}},
    "no page": {"action": {**ACTION, "verb": "page"}},
}
ENVELOPES: dict[str, Json] = {
    "no id": {"id": None},
    "an empty id": {"id": ""},
    "an id with a slash": {"id": "a/b"},
    "an id with half a sign": {"id": "\ud800"},
    "an endless id": {"id": "x" * 401},
    "a card with a slash": {"replyToId": "a/b"},
    "a conversation without an id": {"conversation": {"conversationType": "personal"}},
    "a conversation with white space": {"conversation": {"id": "a b", "conversationType": "personal"}},
    "nobody": {"from": {}},
    "an account with a slash": {"from": {"id": "29:x", "aadObjectId": "../x"}},
    "an account that is half a sign": {"from": {"id": "29:x", "aadObjectId": "\udfff"}},
}


def test_a_press_that_makes_no_sense_is_an_error_inside_200_and_nothing_is_kept(run: Run, database: Database) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            for name, value in VALUES.items():
                answer = await house.workspace.signed(press(house, card, value=value))
                assert (answer.status, answer.body) == (200, BAD), name
            for name, changed in ENVELOPES.items():
                answer = await house.workspace.signed(press(house, card, **changed))
                assert (answer.status, answer.body) == (200, BAD), name

    run(scenario)


@pytest.mark.parametrize(
    "changed", [{"value": []}, {"replyToId": 7}, {"recipient": "x"}, {"deliveryMode": "expectReplies"}]
)
def test_what_has_the_wrong_form_is_never_our_fault(run: Run, database: Database, changed: Json) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)
        with nothing_changes(database):
            answer = await house.workspace.signed(press(house, card, **changed))
        assert answer.status in (200, 400)

    run(scenario)


# --- anything at all ---

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
VERBS = st.sampled_from(["play.refuse", "play.silent", "gone", "page", "back", "file", "play.boom"])
ARGS = st.dictionaries(st.sampled_from(["page", "kind", "id", "words", "\ud800"]), ANYTHING, max_size=3)
NEARLY = st.builds(
    lambda verb, args, form, more: {
        "action": {"type": "Action.Execute", "verb": verb, "data": {"taskforce": {"args": args, "form": form}, **more}}
    },
    VERBS,
    ARGS,
    st.booleans() | ANYTHING,
    st.dictionaries(st.text(max_size=5).filter(lambda name: name != "taskforce"), ANYTHING, max_size=2),
)
FIELDS = (
    *("id", "name", "from", "conversation", "channelData", "recipient", "replyToId", "serviceUrl", "channelId"),
    *("entities", "timestamp", "localTimestamp", "text", "attachments", "membersAdded", "locale", "type"),
)


@pytest.fixture
def stayed(fresh_file: Any, teams: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Json], Answered]]:
    """Bring activities to a house that stays open; the press that is made of them says what it was for Vibeke."""
    database = Database(f"sqlite:///{fresh_file}")
    opened(database, monkeypatch)
    with asyncio.Runner() as loop:
        company = played(database, teams)
        house = loop.run(company.__aenter__())
        card = loop.run(house.card("Vibeke", QUESTION))

        def bring(changed: Json) -> Answered:
            before = snapshot(database)
            answer = loop.run(house.workspace.signed(press(house, card) | changed))
            assert _apart(snapshot(database)) == _apart(before)
            return answer

        yield bring
        loop.run(company.__aexit__(None, None, None))
    database.close()


def _apart(found: Snapshot) -> Snapshot:
    """All but how somebody is written to, which Teams may tell anew with anything, and the keys of what was said."""
    return {name: rows for name, rows in found.items() if name not in ("conversation_references", "request_keys")}


def test_no_press_is_answered_with_anything_but_200(stayed: Callable[[Json], Answered]) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(ANYTHING | NEARLY)
    def anything(value: Any) -> None:
        answer = stayed({"value": value})
        # What is no JSON, as a number that is none, has never been an activity.
        assert answer.status == 200 or not _strict(value)
        assert answer.status in (200, 400)
        assert answer.status == 400 or isinstance(answer.body, dict)

    anything()


def test_no_activity_is_answered_as_if_it_were_our_fault(stayed: Callable[[Json], Answered]) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=3))
    def anything(changed: Json) -> None:
        assert stayed(changed).status in (200, 400, 401)

    anything()


def _strict(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


# --- what cannot be done now ---


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda each: type(each).__name__)
def test_a_press_that_cannot_be_answered_now_leaves_the_card(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    async def scenario(house: Playhouse) -> None:
        card = await house.card("Vibeke", QUESTION)

        async def fails(*_: object) -> None:
            raise trouble

        monkeypatch.setattr(house.teams._answers._folk, "person", fails)
        with nothing_changes(database):
            answer = await house.workspace.signed(press(house, card))
        assert (answer.status, answer.body) == (200, AWAY if isinstance(trouble, Unavailable) else SORRY)

    run(scenario)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda each: type(each).__name__)
def test_what_could_not_be_taken_in_is_asked_for_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    async def scenario(house: Playhouse) -> None:
        heard: list[str] = []

        async def fails_once(activity: Json) -> None:
            heard.append(activity["id"])
            if len(heard) == 1:
                raise trouble

        monkeypatch.setattr(house.teams._answers._heard, "event", fails_once)
        told = house.workspace._activities().update(house.workspace.id("Sofie"), house.workspace.place("Sofie"))
        answers = [await house.workspace.signed(told) for _ in range(3)]
        again = not isinstance(trouble, Never)  # what Teams refuses it refuses again
        assert [each.status for each in answers] == ([503, 200, 200] if again else [200, 200, 200])
        assert [each.body for each in answers] == ["", "", ""]
        assert heard == [told["id"]] * (2 if again else 1)

    run(scenario)


def test_a_defect_in_what_nobody_waits_for_is_not_sent_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(house: Playhouse) -> None:
        async def broken(activity: Json) -> None:
            raise RuntimeError("a defect")

        monkeypatch.setattr(house.teams._answers._heard, "event", broken)
        told = house.workspace._activities().update(house.workspace.id("Sofie"), house.workspace.place("Sofie"))
        assert (await house.workspace.signed(told)).status == 200
        assert house.runner.defects == 1

    run(scenario)


def test_what_is_going_on_is_finished_before_the_program_stops(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(house: Playhouse) -> None:
        begun, done = asyncio.Event(), []

        async def slow(activity: Json) -> None:
            begun.set()
            await asyncio.sleep(0.1)
            done.append(activity["id"])

        monkeypatch.setattr(house.teams._answers._heard, "event", slow)
        told = house.workspace._activities().update(house.workspace.id("Sofie"), house.workspace.place("Sofie"))
        going = asyncio.create_task(house.workspace.signed(told))
        await begun.wait()
        await house.teams.finish()
        assert done == [told["id"]]
        await going

    run(scenario)
