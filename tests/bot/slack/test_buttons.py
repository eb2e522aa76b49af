"""Buttons to Slack and back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.buttons import MOST, TooMuch, element, hidden, hides, leads, menu, read
from handlers.dialogue.card import Button, Confirm, strong
from handlers.locale import Speech
from tests.slack.checks import refusals

T = Speech("da", datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen")))


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}


def test_a_button_carries_its_action_and_its_arguments() -> None:
    button = Button("nomination.yes", "Ja, spørg Anna", {"request": 7, "word": "så"}, style="primary")
    assert element(button, 3, T) == {
        "type": "button",
        "text": plain("Ja, spørg Anna"),
        "action_id": "3/nomination.yes",
        "value": '{"request":7,"word":"så"}',
        "style": "primary",
    }


def test_a_button_in_running_text_is_a_plain_one() -> None:
    assert element(Button("me.show", "Se dem", style="link"), 0, T) == {
        "type": "button",
        "text": plain("Se dem"),
        "action_id": "0/me.show",
    }


def test_a_link_leads_out_and_asks_nothing() -> None:
    drawn = element(Button("", "Åbn", url="https://eksempel.example/æ?a=1&b=2"), 1, T)
    assert drawn == {
        "type": "button",
        "text": plain("Åbn"),
        "action_id": "1/link",
        "url": "https://eksempel.example/æ?a=1&b=2",
    }
    assert read(drawn) is None


def test_a_question_before_the_press_has_its_yes_and_the_way_back() -> None:
    sure = Confirm("Skal vi spørge Anna?", "Anna bestemmer selv.", "Ja, spørg Anna")
    assert element(Button("a", "Ja", confirm=sure), 0, T)["confirm"] == {
        "title": plain("Skal vi spørge Anna?"),
        "text": plain("Anna bestemmer selv."),
        "confirm": plain("Ja, spørg Anna"),
        "deny": plain("Tilbage"),
        "style": "primary",
    }
    assert element(Button("a", "Slet", style="danger", confirm=sure), 0, T)["confirm"]["style"] == "danger"


def test_a_question_without_a_word_about_it_is_asked_twice_rather_than_left_empty() -> None:
    assert element(Button("a", "Ja", confirm=Confirm("Er du sikker?", "", "Ja")), 0, T)["confirm"]["text"] == plain(
        "Er du sikker?"
    )


def test_what_has_too_many_words_ends_with_an_ellipsis_at_a_word() -> None:
    label = "Ja, spørg " + "Anna-Margrethe " * 10
    shown = element(Button("a", label), 0, T)["text"]["text"]
    assert shown == "Ja, spørg Anna-Margrethe Anna-Margrethe Anna-Margrethe Anna-Margrethe…"


def test_markup_in_a_label_stays_as_it_was_typed() -> None:
    label = "<!channel> *fed* :wave: `x` & " + strong("fed")
    assert element(Button("a", label), 0, T)["text"] == plain("<!channel> *fed* :wave: `x` & fed")


def test_more_arguments_than_slack_carries_are_refused_rather_than_cut() -> None:
    with pytest.raises(TooMuch) as refused:
        element(Button("say", "Åbn", {"words": "å" * 2000}), 0, T)
    assert str(refused.value) == "the arguments of say are longer than 2000 characters"
    assert element(Button("say", "Åbn", {"words": "å" * 1988}), 0, T)["value"] == '{"words":"' + "å" * 1988 + '"}'


def test_several_buttons_behind_one_sign_are_told_apart_by_what_was_chosen() -> None:
    drawn = menu((Button("nomination.more", "Læs mere", {"request": 7}), Button("me", "Om dig")), 4)
    assert drawn == {
        "type": "overflow",
        "action_id": "4/menu",
        "options": [
            {"text": plain("Læs mere"), "value": '["nomination.more",{"request":7}]'},
            {"text": plain("Om dig"), "value": '["me",{}]'},
        ],
    }
    assert refusals([{"type": "actions", "elements": [drawn]}]) == []
    chosen = {"type": "overflow", "action_id": "4/menu", "selected_option": drawn["options"][0]}
    assert read(chosen) == ("nomination.more", {"request": 7})


def test_two_that_do_the_same_are_one_behind_the_sign_and_five_are_the_most() -> None:
    several = [Button("a", "Læs mere", {"n": n}, style="link") for n in (1, 1, 2, 3, 4, 5, 6)]
    behind = hidden(several)
    assert [each.args["n"] for each in behind] == [1, 2, 3, 4, 5]
    assert refusals([{"type": "actions", "elements": [menu(behind, 0)]}]) == []
    assert len(behind) == MOST


@pytest.mark.parametrize(
    ("button", "can"),
    [
        (Button("a", "A"), True),
        (Button("a", "A", {"words": "x" * 132}), True),
        (Button("a", "A", {"words": "x" * 133}), False),
        (Button("", "A", url="https://eksempel.example"), False),
        (Button("a", "A", confirm=Confirm("Sikker?", "", "Ja")), False),
    ],
)
def test_what_asks_first_leads_elsewhere_or_says_much_stays_a_button(button: Button, can: bool) -> None:
    assert hides(button) is can


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"action_id": "1/menu"},
        {"action_id": "1/menu", "selected_option": {}},
        {"action_id": "1/menu", "selected_option": {"value": "{}"}},
        {"action_id": "1/menu", "selected_option": {"value": '["a"]'}},
        {"action_id": "1/menu", "selected_option": {"value": '["a",{},1]'}},
        {"action_id": "1/menu", "selected_option": {"value": "[1,{}]"}},
        {"action_id": "1/menu", "selected_option": {"value": '["a",{"x":[]}]'}},
        {"action_id": "value"},
        {"action_id": "a/b"},
        {"action_id": "1/"},
        {"action_id": "1/link"},
        {"action_id": "1/a", "value": "{"},
        {"action_id": "1/a", "value": "[1]"},
        {"action_id": "1/a", "value": '{"x": null}'},
        {"action_id": "1/a", "value": '{"x": true}'},
        {"action_id": "1/a", "value": '{"x": 1.5}'},
        {"action_id": "1/a", "value": '{"x": {}}'},
    ],
)
def test_what_is_not_our_button_asks_for_nothing(action: dict[str, object]) -> None:
    assert read(action) is None


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://eksempel.example/", True),
        ("HTTP://eksempel.example", True),
        ("javascript:alert(1)", False),
        ("/side", False),
        ("https://eksempel.example/a b", False),
        ("https://eksempel.example/" + "a" * 3000, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str, takes: bool) -> None:
    assert leads(Button("", "Åbn", url=url)) is takes


@given(
    st.text(max_size=200),
    st.from_regex(r"[a-z]+(\.[a-z_]+){0,2}", fullmatch=True).filter(lambda name: name not in ("link", "menu")),
    st.dictionaries(st.text(max_size=8), st.integers(-(2**40), 2**40) | st.text(max_size=40), max_size=5),
    st.sampled_from(("primary", "quiet", "danger", "link")),
    st.none() | st.builds(Confirm, st.text(), st.text(max_size=500), st.text()),
)
def test_whatever_the_button_slack_takes_it_and_gives_it_back(label, action, args, style, confirm) -> None:  # type: ignore[no-untyped-def]
    drawn = element(Button(action, label, args, style, confirm), 12, T)
    assert refusals([{"type": "actions", "elements": [drawn]}]) == []
    assert read(drawn) == (action, args)
