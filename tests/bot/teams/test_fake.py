"""The tests' Microsoft refuses what Microsoft's documentation says that it refuses, and what its client cannot show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.schemas import schema_or_skip
from tests.teams import checks
from tests.teams.cloud.limits import seconds_until
from tests.teams.fake import Fake, Json
from tests.teams.place import TEXT, Place, card, carrying, execute

HELLO: Json = {"type": "message", "text": "Hej"}
OTHER = "33333333-3333-4333-8333-333333333333"
Try = Callable[[Place], tuple[int, Any]]


@pytest.fixture
def place(teams: Fake) -> Place:
    return Place.of(teams)


def _with(path: str, verb: str = "PUT", body: Any = HELLO) -> Try:
    return lambda p: p.call(verb, path.replace("{room}", p.room).replace("{chat}", p.fake.chat(p.sofie)), body)


def _gone(p: Place) -> tuple[int, Any]:
    p.fake.do("uninstall", user=p.sofie)
    p.fake.do("leave", team=p.team, user=p.sofie)
    return p.send(HELLO)


def _blocked(p: Place) -> tuple[int, Any]:
    p.fake.block(p.sofie)
    return p.send(HELLO)


def _away(p: Place) -> tuple[int, Any]:
    p.fake.do("uninstall", team=p.team)
    return p.send(HELLO, p.room)


def _someone_elses(p: Place) -> tuple[int, Any]:
    said = p.fake.do("say", talk=p.room, user=p.sofie, text="Hej")
    return p.update(said["id"], HELLO, p.room)


def _withdrawn(p: Place) -> tuple[int, Any]:
    p.fake.roll_over("second", login=True)
    return p.send(HELLO)


def _team_without(p: Place) -> tuple[int, Any]:
    return p.call("GET", f"/emea/v3/teams/{p.fake.team('Varme')}")


def _no_group(p: Place) -> tuple[int, Any]:
    return p.call("POST", f"/graph/v1.0/teams/{OTHER}/channels", {"displayName": "Varme"})


def _thread(**changed: Any) -> Try:
    return lambda p: p.call(
        "POST", "", {"isGroup": True, "channelData": {"channel": {"id": p.room}}, "activity": HELLO} | changed
    )


REFUSED: dict[str, tuple[Try, tuple[int, str]]] = {
    "no token": (lambda p: p.send(HELLO, authorization=""), (401, "Unauthorized")),
    "another scheme": (lambda p: p.send(HELLO, authorization=f"Basic {p.token}"), (401, "Unauthorized")),
    "rubbish": (lambda p: p.send(HELLO, authorization="Bearer x"), (401, "Unauthorized")),
    "a token that comes to us": (
        lambda p: p.send(HELLO, authorization=f"Bearer {p.fake.token()}"),
        (401, "Unauthorized"),
    ),
    "a token that was withdrawn": (_withdrawn, (401, "Unauthorized")),
    "no such conversation": (lambda p: p.send(HELLO, "a:nowhere"), (404, "ConversationNotFound")),
    "no such thread": (lambda p: p.send(HELLO, f"{p.room};messageid=1"), (404, "ActivityNotFoundInConversation")),
    "no message to change": (_with("/{chat}/activities/1"), (404, "ActivityNotFoundInConversation")),
    "no message to take away": (
        _with("/{chat}/activities/1", "DELETE", None),
        (404, "ActivityNotFoundInConversation"),
    ),
    "no message to answer": (_with("/{room}/activities/1", "POST"), (404, "ActivityNotFoundInConversation")),
    "somebody else's message": (_someone_elses, (403, "ForbiddenOperationException")),
    "nobody called so": (lambda p: p.begin("29:nobody"), (404, "MemberNotFound")),
    "somebody without the app": (lambda p: p.begin(p.amir), (403, "ForbiddenOperationException")),
    "another tenant": (
        lambda p: p.begin(p.sofie, channelData={"tenant": {"id": OTHER}}),
        (403, "ForbiddenOperationException"),
    ),
    "no tenant": (lambda p: p.begin(p.sofie, channelData={}), (400, "BadArgument")),
    "two at once": (lambda p: p.begin(p.sofie, members=[{"id": p.sofie}, {"id": p.emil}]), (400, "BadArgument")),
    "another bot": (lambda p: p.begin(p.sofie, bot={"id": "28:x"}), (400, "BadArgument")),
    "a thread without a message": (_thread(activity=None), (400, "BadSyntax")),
    "a thread that is no group": (_thread(isGroup=False), (400, "BadArgument")),
    "a channel that is not there": (
        _thread(channelData={"channel": {"id": "19:x@thread.tacv2"}}),
        (404, "ConversationNotFound"),
    ),
    "the app was taken away": (_gone, (403, "BotNotInConversationRoster")),
    "the app left the team": (_away, (403, "BotNotInConversationRoster")),
    "blocked": (_blocked, (403, "ConversationBlockedByUser")),
    "nothing is said": (lambda p: p.send({"type": "message", "text": " "}), (400, "BadSyntax")),
    "no activity": (lambda p: p.send([]), (400, "BadSyntax")),
    "an event": (lambda p: p.send({"type": "event"}), (400, "BadSyntax")),
    "more than 28 KB": (lambda p: p.send({"type": "message", "text": "å" * 14_400}), (413, "MessageSizeTooBig")),
    "a change of more than 28 KB": (
        lambda p: p.update(p.say(), {"type": "message", "text": "x" * 28_700}),
        (413, "MessageSizeTooBig"),
    ),
    "a card that is none": (lambda p: p.send(carrying({"type": "Kort"})), (400, "BadSyntax")),
    "a change to a card that is none": (lambda p: p.update(p.say(), carrying({})), (400, "BadSyntax")),
    "a page that is none": (_with("/{room}/pagedmembers?continuationToken=x", "GET", None), (400, "BadArgument")),
    "nobody in there": (_with("/{room}/members/29:nobody", "GET", None), (404, "MemberNotFoundInConversation")),
    "another secret": (lambda p: _login(p, client_secret="x"), (401, "invalid_client")),
    "another scope": (lambda p: _login(p, scope="https://vault.azure.net/.default"), (401, "invalid_client")),
    "a team without the app": (_team_without, (403, "BotNotInConversationRoster")),
    "no such team": (lambda p: p.call("GET", "/emea/v3/teams/x/conversations"), (404, "ConversationNotFound")),
    "a channel without leave": (lambda p: p.make_channel(grants=()), (403, "Forbidden")),
    "a name that is taken": (lambda p: p.make_channel(displayName="elnet"), (400, "BadRequest")),
    "a name with a sign": (lambda p: p.make_channel(displayName="El/net"), (400, "BadRequest")),
    "a name of 51": (lambda p: p.make_channel(displayName="x" * 51), (400, "BadRequest")),
    "a token of another service": (_no_group, (401, "Unauthorized")),
}


def _login(p: Place, **changed: str) -> tuple[int, Any]:
    status, answer = p.login(**changed)
    return status, answer["error"]


@pytest.mark.parametrize("what", REFUSED)
def test_microsoft_refuses(place: Place, what: str) -> None:
    attempt, refused = REFUSED[what]
    assert attempt(place) == refused


def test_a_body_that_is_no_json_is_refused(place: Place) -> None:
    headers = {"Authorization": f"Bearer {place.token}", "Content-Type": "application/json"}
    path = f"/emea/v3/conversations/{place.room}/activities"
    assert place.fake.http("POST", path, "{", headers)[0] == 400
    assert place.fake.http("POST", path, json.dumps(HELLO), headers | {"Content-Type": "text/plain"})[0] == 400


# --- cards ---

CHOICE = {"title": "Ja", "value": "ja"}
BAD: dict[str, tuple[Any, str]] = {
    "no card": ([], "a card is an object"),
    "no version": (card() | {"version": None}, "None is no version"),
    "a version that Teams does not draw": (card(version="1.6"), "Teams does not draw version 1.6"),
    "nothing in it": ({"type": "AdaptiveCard", "version": "1.5", "body": []}, "a card without anything"),
    "a text of nothing": (card({"type": "TextBlock", "text": " "}), "/body/1: an empty text"),
    "a run of nothing": (
        card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": ""}]}),
        "/body/1/inlines/0: an empty text",
    ),
    "two of one name": (
        card(actions=[execute("Ja"), execute("Nej", id="Ja")]),
        "'Ja' names 2 things",
    ),
    "two inputs of one name": (
        card(*({"type": "Input.Text", "id": "a", "label": each} for each in "AB")),
        "'a' names 2 things",
    ),
    "a button without a title": (card(actions=[execute(" ")]), "/actions/0: an Action.Execute without a title"),
    "a button without a verb": (card(actions=[execute(verb="")]), "/actions/0: an Action.Execute without a verb"),
    "seven buttons": (card(actions=[execute(f"Nr. {n}") for n in range(7)]), ": 7 primary actions beside each other"),
    "seven buttons in a set": (
        card({"type": "ActionSet", "actions": [execute(f"Nr. {n}") for n in range(7)]}),
        "/body/1: 7 primary actions beside each other",
    ),
    "a link to nowhere": (
        card(actions=[{"type": "Action.OpenUrl", "title": "Se", "url": "javascript:x"}]),
        "/actions/0: 'javascript:x' is no address that Teams opens",
    ),
    "an input without a label": (card({"type": "Input.Text", "id": "a"}), "/body/1: an empty label"),
    "a required input that says nothing": (
        card({"type": "Input.Text", "id": "a", "label": "A", "isRequired": True}),
        "/body/1: what is wrong with it is not said without an errorMessage",
    ),
    "a value that is too long": (
        card({"type": "Input.Text", "id": "a", "label": "A", "maxLength": 2, "value": "abc"}),
        "/body/1: a value longer than it may be",
    ),
    "nothing to choose from": (
        card({"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": []}),
        "/body/1: nothing to choose from",
    ),
    "a choice twice": (
        card({"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": [CHOICE, CHOICE]}),
        "/body/1: 'ja' can be chosen 2 times",
    ),
    "a choice that is none": (
        card({"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": [CHOICE], "value": "nej"}),
        "/body/1: 'nej' is not among the choices",
    ),
    "several with a comma": (
        card(
            {
                "type": "Input.ChoiceSet",
                "id": "a",
                "label": "A",
                "isMultiSelect": True,
                "choices": [{"title": "Ja", "value": "ja,tak"}],
            }
        ),
        "/body/1: a comma in what can be chosen several of",
    ),
    "an uneven table": (
        card({"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": []}]}),
        "/body/1: rows of [0] cells in 1 columns",
    ),
    "a picture without words": (
        card({"type": "Image", "url": "https://brn.example/a.png"}),
        "/body/1: an empty altText",
    ),
    "nothing to show and hide": (
        card(actions=[{"type": "Action.ToggleVisibility", "title": "Vis", "targetElements": ["a"]}]),
        "/actions/0: nothing is called 'a'",
    ),
    "somebody mentioned whom nobody knows": (card(TEXT | {"text": "<at>Sofie</at>"}), "<at>Sofie</at> mentions nobody"),
    "in what is unfolded": (
        card(
            actions=[
                {
                    "type": "Action.ShowCard",
                    "title": "Mere",
                    "card": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": ""}]},
                }
            ]
        ),
        "/actions/0/card/body/0: an empty text",
    ),
}
BY_SCHEMA: dict[str, tuple[Json, str]] = {
    "a key that nobody knows": (
        card(TEXT | {"colour": "red"}),
        "/body/1: Additional properties are not allowed ('colour' was unexpected)",
    ),
    "a thing that nobody knows": (card({"type": "Tekst"}), "/body/1: no Tekst may stand here"),
    "a deep thing that nobody knows": (
        card({"type": "Container", "items": [{"type": "Container", "items": [{"type": "TextBlock"}]}]}),
        "/body/1/items/0/items/0: 'text' is a required property",
    ),
    "an input without a name": (
        card({"type": "Input.Text", "label": "A"}),
        "/body/1: 'id' is a required property",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_teams_does_not_take_a_card(what: str) -> None:
    content, why = BAD[what]
    assert why in checks.refusals(content)


@pytest.mark.parametrize("what", BY_SCHEMA)
def test_microsofts_schema_does_not_take_a_card(what: str) -> None:
    schema_or_skip(checks.SCHEMA, "microsoft/AdaptiveCards")
    content, why = BY_SCHEMA[what]
    assert why in checks.refusals(content)


def test_a_card_with_everything_is_taken() -> None:
    question = {"type": "AdaptiveCard", "body": [TEXT], "actions": [execute("Ja, opløs")]}
    choices = {"type": "Input.ChoiceSet", "id": "b", "label": "B", "choices": [CHOICE], "value": "ja"}
    content = card(
        {"type": "FactSet", "facts": [{"title": "Start", "value": "1. oktober"}]},
        {
            "type": "Table",
            "columns": [{"width": 1}, {"width": 2}],
            "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [TEXT]}] * 2}],
        },
        {"type": "ColumnSet", "columns": [{"type": "Column", "items": [TEXT], "width": "stretch"}]},
        {"type": "Input.Text", "id": "a", "label": "A", "isRequired": True, "errorMessage": "Skal udfyldes."},
        choices,
        {"type": "Input.Toggle", "id": "c", "title": "C"},
        actions=[
            *(execute(f"Nr. {n}") for n in range(5)),
            execute("Skjult", mode="secondary"),
            {"type": "Action.ShowCard", "title": "Opløs", "card": question},
        ],
        msteams={"width": "Full"},
    )
    assert checks.of_activity(carrying(content)) == []


def test_what_is_wrong_with_a_message_is_said() -> None:
    assert checks.of_activity(carrying(card(), summary="")) == ['a card without a summary is notified of as "a card"']
    assert checks.of_activity(HELLO | {"attachments": [{"contentType": "text/html"}], "summary": "x"}) == [
        "attachments/0: a text/html"
    ]
    mention = {"type": "mention", "text": "<at>Emil</at>", "mentioned": {"id": "29:emil", "name": "Emil"}}
    assert checks.of_activity(HELLO | {"entities": [mention]}) == ["<at>Emil</at> is mentioned nowhere"]
    assert checks.of_activity({"type": "message", "text": "Hej <at>Emil</at>", "entities": [mention]}) == []


# --- how often ---


@pytest.mark.parametrize(("most", "seconds"), [(7, 0), (8, 1.5), (60, 20), (1800, 3000)])
def test_teams_takes_only_so_many_messages_of_a_thread(most: int, seconds: float) -> None:
    calls: dict[str, Any] = {}
    for number in range(most):
        assert seconds_until(calls, "send", "a", number * seconds / most) == 0
    for method in ("reply", "update", "delete"):
        assert seconds_until(calls, method, "a;messageid=1", seconds) > 0
    assert seconds_until(calls, "begin", "", seconds) == 0
    assert seconds_until(calls, "send", "b", seconds) == 0
    assert seconds_until(calls, "roster", "a", seconds) == 0
    assert seconds_until(calls, "send", "a", seconds + 3600) == 0


def test_too_often_is_429_until_the_clock_has_gone_on(place: Place) -> None:
    place.fake.limits(True)
    talk = place.fake.chat(place.sofie)
    assert [place.send(HELLO)[0] for _ in range(8)] == [201] * 7 + [429]
    headers = {"Authorization": f"Bearer {place.token}", "Content-Type": "application/json"}
    path = f"/emea/v3/conversations/{talk}/activities"
    status, said, _ = place.fake.http("POST", path, json.dumps(HELLO), headers)
    assert (status, said["Retry-After"]) == (429, "1")
    place.fake.change(offset=3.0)
    assert place.send(HELLO)[0] == 201
    assert len(place.fake.read()["talks"][talk]["messages"]) == 8


def test_without_limits_it_takes_all(place: Place) -> None:
    assert {place.send(HELLO)[0] for _ in range(20)} == {201}
