"""Texts on their way to Teams: nothing is read into them, and how much room they take."""

from __future__ import annotations

import pytest

from bot.teams.texts import inert, means_itself, paragraphs, quiet, spoken, weight
from handlers.dialogue.card import strong
from tests.teams.aloud import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("30. februar findes ikke", "30\u2060. februar findes ikke"),
        ("3) tre", "3\u2060) tre"),
        ("- en", "\u2060- en"),
        ("# et", "\u2060# et"),
        ("> et", "\u2060> et"),
        ("+ et", "\u2060+ et"),
        ("Uge 48 · 23.–29. november", "Uge 48 · 23.–29. november"),
        ("Anna-Marie (Hjørring) & co. #1 3-4", "Anna-Marie (Hjørring) & co. #1 3-4"),
        ("*a* **b**", "∗a∗ ∗∗b∗∗"),
        ("`a`", "ˋaˋ"),
        ("_a_", "\u2060_\u2060a\u2060_\u2060"),
        ("anna_lindholt@x.example", "anna_lindholt@x.example"),
        ("[a](b)", "[a]\u2060(b)"),
        ("a\nb  c", "a b c"),
        ("&amp;", "&\u2060amp;"),
        ("a\\_*", "a\\\u2060_\u2060∗"),
        ("<b>", "<\u2060b>"),
    ],
)
def test_where_markdown_is_read_its_signs_are_made_inert_and_look_the_same(text: str, shown: str) -> None:
    assert inert(text) == shown
    assert " ".join(plain(inert(text)).split()) == " ".join(text.split())


def test_dates_to_be_reckoned_and_mentions_are_broken_up_everywhere() -> None:
    assert quiet("{{TIME(x)}} {{{ <AT>x</at> <attachment> a<b") == (
        "{\u2060{TIME(x)}} {\u2060{\u2060{ <\u2060AT>x<\u2060/at> <attachment> a<b"
    )


def test_what_is_spoken_has_no_sign_of_markup() -> None:
    assert spoken("Anna & <b>Emil</b>\n{{DATE(x)}}") == "Anna ＆ ‹b›Emil‹/b› {\u2060{DATE(x)}}"


def test_a_text_means_itself_when_nothing_is_read_into_it() -> None:
    assert [means_itself(each) for each in ("anna_lindholt@x.example", "*a*", "1. maj", "ca. 1. juni (uge 22)")] == [
        *(True, False, False, True)
    ]


def test_white_space_alone_is_no_run_of_its_own() -> None:
    [line] = paragraphs(f"{strong('a')} {strong('b')} c {strong(' ')}")
    assert [(run["text"], "weight" in run) for run in line["inlines"]] == [("a ", True), ("b", True), (" c  ", False)]
    assert paragraphs(" \n ") == []
    assert [run["text"] for run in paragraphs("\x95\x96")[0]["inlines"]] == ["–"]


def test_a_message_is_as_large_as_the_larger_way_of_writing_it() -> None:
    assert (weight("a"), weight("å"), weight("日"), weight("🎉")) == (6, 6, 6, 8)
    assert (weight("日本"), weight("aa")) == (8, 8)
