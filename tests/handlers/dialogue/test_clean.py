"""Text from people, cleaned once."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dialogue.card import PLAIN, STRONG
from handlers.dialogue.clean import LONGEST, clean
from handlers.dialogue.request import Request, cleaned

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Elnet \n", "Elnet"),
        ("El\x00net", "Elnet"),
        ("El\ud800net\udfff", "Elnet"),
        ("El\x07net\x1b[31m", "Elnet[31m"),
        ("a\u0308 A\u030a", "ä Å"),
        ("en\r\nto\tre", "en\nto\tre"),
        (f"{STRONG}fed{PLAIN}", "fed"),
        ("\u202edrejet\u2066", "drejet"),
        ("<b>&amp;</b> **fed**", "<b>&amp;</b> **fed**"),
        ("👋 æøå ÆØÅ", "👋 æøå ÆØÅ"),
        ("\ufeff\ufffe\uffff", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_stored_or_shown_goes_and_the_rest_stays(said: str, kept: str) -> None:
    assert clean(said) == kept


@given(st.text(st.characters()))
def test_clean_text_is_clean_already_and_can_be_stored(said: str) -> None:
    once = clean(said)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == unicodedata.normalize("NFC", once)
    assert "\x00" not in once


def test_nothing_is_longer_than_any_field() -> None:
    assert len(clean("x" * (LONGEST + 1))) == LONGEST


def test_every_text_of_a_request_is_cleaned() -> None:
    request = cleaned(
        Request(
            actor=None,
            now=NOW,
            words=" ny\x00 ",
            args={"words": "a\x00", "group": 7},
            values={"title": "El\ud800net", "several": ("a\x00", " b ")},
        )
    )
    assert (request.words, request.args, request.values) == (
        "ny",
        {"words": "a", "group": 7},
        {"title": "Elnet", "several": ("a", "b")},
    )
