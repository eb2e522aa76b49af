"""Buttons to Teams and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.buttons import Pressed, element, read, stands
from handlers.dialogue.card import Button, Confirm, strong
from handlers.locale import Speech
from tests import made_up
from tests.teams.checks import refusals

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))
SURE = Confirm("Skal vi spørge Anna?", "Anna bestemmer selv.", "Ja, spørg Anna")


def drawn(button: Button) -> dict[str, Any]:
    """A button that Teams takes."""
    made = element(button, T, "press-3")
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "ActionSet", "actions": [made]}]}
    assert refusals(card) == []
    return made


def invoke(**action: object) -> dict[str, object]:
    """What Teams sends when an action is pressed."""
    return {"action": {"type": "Action.Execute", "id": "press-0", "verb": "a"} | action, "trigger": "manual"}


def test_a_button_carries_its_action_and_its_arguments_and_no_input() -> None:
    button = Button("nomination.yes", "Ja, spørg Anna", {"request": 7, "word": "så"}, style="primary")
    made = drawn(button)
    assert made == {
        "type": "Action.Execute",
        "id": "press-3",
        "title": "Ja, spørg Anna",
        "style": "positive",
        "verb": "nomination.yes",
        "data": {"taskforce": {"args": {"request": 7, "word": "så"}}},
        "associatedInputs": "none",
    }
    assert read({"action": made}) == Pressed("nomination.yes", {"request": 7, "word": "så"})


@pytest.mark.parametrize(
    ("style", "drawn_as"), [("primary", "positive"), ("danger", "destructive"), ("quiet", None), ("link", None)]
)
def test_a_buttons_weight_is_its_style(style: str, drawn_as: str | None) -> None:
    assert drawn(Button("a", "A", style=style)).get("style") == drawn_as  # type: ignore[arg-type]


def test_a_link_leads_out_and_asks_nothing() -> None:
    made = drawn(Button("", "Åbn", url="https://eksempel.example/æ?a=1&b=2"))
    assert made == {
        "type": "Action.OpenUrl",
        "id": "press-3",
        "title": "Åbn",
        "url": "https://eksempel.example/æ?a=1&b=2",
    }
    assert read({"action": made}) is None


def test_a_question_unfolds_under_the_button_and_its_yes_is_the_press() -> None:
    made = drawn(Button("nomination.yes", "Ja, spørg Anna", {"request": 7}, "primary", SURE))
    heading = {"type": "TextBlock", "text": SURE.title, "wrap": True, "style": "heading"}
    yes = {
        "type": "Action.Execute",
        "id": "press-3-yes",
        "title": "Ja, spørg Anna",
        "style": "positive",
        "verb": "nomination.yes",
        "data": {"taskforce": {"args": {"request": 7}}},
        "associatedInputs": "none",
    }
    assert made == {
        "type": "Action.ShowCard",
        "id": "press-3",
        "title": "Ja, spørg Anna",
        "style": "positive",
        "card": {
            "type": "AdaptiveCard",
            "body": [
                heading | {"size": "Default", "weight": "Bolder"},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Anna bestemmer selv."}]},
            ],
            "actions": [yes],
        },
    }
    assert read({"action": yes}) == Pressed("nomination.yes", {"request": 7})
    assert read({"action": made}) is None


def test_a_question_without_a_word_about_it_is_the_question_alone() -> None:
    made = drawn(Button("a", "Ja", confirm=Confirm("Er du sikker?", "", "Ja")))
    assert [each["text"] for each in made["card"]["body"]] == ["Er du sikker?"]


def test_what_has_too_many_words_ends_with_an_ellipsis_at_a_word() -> None:
    label = "Ja, spørg " + "Anna-Margrethe " * 10
    assert (
        drawn(Button("a", label))["title"] == "Ja, spørg Anna-Margrethe Anna-Margrethe Anna-Margrethe Anna-Margrethe…"
    )


def test_markup_in_a_label_stays_as_it_was_typed_on_one_line() -> None:
    assert drawn(Button("a", "*fed* `x`\n& " + strong("fed")))["title"] == "*fed* `x` & fed"
    assert drawn(Button("a", ""))["title"] == "–"


@pytest.mark.parametrize(
    ("button", "can"),
    [
        (Button("", "Åbn", url="https://eksempel.example/"), True),
        (Button("", "Åbn", url="HTTP://eksempel.example"), True),
        (Button("", "Åbn", url="javascript:alert(1)"), False),
        (Button("", "Åbn", url="msteams://x"), False),
        (Button("", "Åbn", url="/side"), False),
        (Button("", "Åbn", url="https://"), False),
        (Button("", "Åbn", url="https://[x"), False),
        (Button("", "Åbn", url="https://eksempel.example/a b"), False),
        (Button("", "Åbn", url="https://eksempel.example/" + "a" * 2000), False),
        (Button("say", "Elnet", {"words": "x" * 1900}), True),
        (Button("say", "Elnet", {"words": "x" * 2100}), False),
    ],
)
def test_only_the_web_is_led_to_and_only_a_little_is_carried(button: Button, can: bool) -> None:
    assert stands(button) is can


def test_a_form_brings_what_was_filled_in() -> None:
    ours = {
        "form": True,
        "args": {"request": 7},
        "kinds": {"name": "text", "what": "many", "keep": "tick", "none": "text"},
    }
    value = invoke(verb="a.b", data={"taskforce": ours, "name": "Anna", "what": "a%2Cb,c", "keep": "yes"})
    filled = {"name": "Anna", "what": ("a,b", "c"), "keep": "yes", "none": ""}
    assert read(value) == Pressed("a.b", {"request": 7}, filled, is_form=True)


def test_a_button_of_a_card_with_inputs_brings_none_of_them() -> None:
    assert read(invoke(data={"taskforce": {"args": {}}, "name": "Anna"})) == Pressed("a")


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "a",
        {},
        {"action": None},
        {"action": []},
        {"action": {"type": "Action.Execute"}},
        invoke(),
        invoke(data=None),
        invoke(data="taskforce"),
        invoke(data={}),
        invoke(data={"taskforce": None}),
        invoke(data={"taskforce": "x"}),
        invoke(data={"taskforce": {"args": []}}),
        invoke(data={"taskforce": {"args": None}}),
        invoke(data={"taskforce": {"args": {"x": None}}}),
        invoke(data={"taskforce": {"args": {"x": True}}}),
        invoke(data={"taskforce": {"args": {"x": 1.5}}}),
        invoke(data={"taskforce": {"args": {"x": 2**63}}}),
        invoke(data={"taskforce": {"args": {"x": {"y": 1}}}}),
        invoke(data={"taskforce": {"args": {1: "x"}}}),
        invoke(data={"taskforce": {"args": {}, "form": "yes"}}),
        invoke(data={"taskforce": {}}, verb=""),
        invoke(data={"taskforce": {}}, verb=None),
        invoke(data={"taskforce": {}}, verb=7),
        invoke(data={"taskforce": {}}, verb="a" * 201),
        invoke(data={"taskforce": {}}, type="Action.Submit"),
        invoke(data={"taskforce": {}}, type=["Action.Execute"]),
    ],
)
def test_what_is_not_our_button_asks_for_nothing(value: object) -> None:
    assert read(value) is None


def test_what_is_filled_in_in_another_way_than_our_inputs_do_counts_as_empty() -> None:
    kinds = {"a": "text", "b": "many", "c": "tick", "d": "tick", "e": {"x": 1}, "f": "text"}
    data = {"taskforce": {"form": True, "kinds": kinds}, "a": 1, "b": ["x"], "c": True, "d": "true", "f": {"y": []}}
    assert read(invoke(data=data)) == Pressed(
        "a", {}, {"a": "", "b": (), "c": "", "d": "", "e": "", "f": ""}, is_form=True
    )
    assert read(invoke(data={"taskforce": {"form": True, "kinds": [1]}, "x": "y"})) == Pressed(
        "a", {}, {"x": "y"}, is_form=True
    )


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
)
ours = st.sampled_from(("type", "verb", "data", "taskforce", "args", "form", "kinds", "action", "Action.Execute", "a+"))
hostile = st.recursive(
    json_like | ours,
    lambda inside: st.dictionaries(ours | st.text(max_size=4), inside, max_size=4) | st.lists(inside, max_size=2),
)


@given(hostile, hostile)
def test_whatever_is_sent_it_is_read_or_refused(value: object, data: object) -> None:
    for sent in (
        value,
        invoke(data=data),
        invoke(data={"taskforce": data}),
        invoke(data={"taskforce": {"form": True}, "x": data}),
    ):
        found = read(sent)
        assert found is None or json.dumps([found.action, found.args, found.values])


@given(made_up.texts, made_up.names, made_up.args, made_up.styles, st.none() | made_up.confirms)
def test_whatever_the_button_teams_takes_it_and_gives_it_back(label, action, args, style, confirm) -> None:  # type: ignore[no-untyped-def]
    made = drawn(Button(action, label, args, style, confirm))
    pressed = made["card"]["actions"][0] if confirm else made
    assert read(json.loads(json.dumps({"action": pressed}))) == Pressed(action, args)
