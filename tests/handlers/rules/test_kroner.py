"""Amounts are read as people write them, and written so that they read back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import kroner
from tests.pasted import TEXTS

AMOUNTS = st.integers(0, kroner.MOST - 1) | st.builds(
    lambda figures, unit: figures * unit, st.integers(0, 99_999), st.sampled_from([10**4, 10**5, 10**6, 10**7, 10**9])
)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("65 mio.", 65_000_000),
        ("65 mio. kr.", 65_000_000),
        ("65 Mio kr", 65_000_000),
        ("kr. 65 mio.", 65_000_000),
        ("65 millioner kroner", 65_000_000),
        ("1,2 mia.", 1_200_000_000),
        ("1,25 mio. kr.", 1_250_000),
        ("1.25 mio. kr.", 1_250_000),
        ("1.250 mio. kr.", 1_250_000_000),
        ("0,5 mio.", 500_000),
        ("450.000 kr", 450_000),
        ("450.000,- kr.", 450_000),
        ("450.000,-", 450_000),
        ("450.000,00 kr.", 450_000),
        ("450 000 kr.", 450_000),
        ("450\u00a0000 kr.", 450_000),
        ("450,000", 450_000),
        ("450000", 450_000),
        ("450 t.kr.", 450_000),
        ("450 tkr.", 450_000),
        ("1.250 mkr.", 1_250_000_000),
        ("65 kr.", 65),
        ("0", 0),
        ("DKK 65 million", 65_000_000),
        ("65 million", 65_000_000),
        ("65m", 65_000_000),
        ("DKK 1.25 million", 1_250_000),
        ("1,250 million", 1_250_000_000),
        ("1.2bn", 1_200_000_000),
        ("DKK 450,000", 450_000),
        ("450k", 450_000),
    ],
)
def test_amounts_are_read_as_they_are_written(said: str, amount: int) -> None:
    assert kroner.read(said) == amount


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", kroner.NoAmount),
        ("mange penge", kroner.NoAmount),
        ("mio.", kroner.NoAmount),
        ("-65 mio.", kroner.NoAmount),
        ("60-65 mio.", kroner.NoAmount),
        ("65 euro", kroner.NoAmount),
        ("1.2.3 mio.", kroner.NoAmount),
        ("12,345.67,8 kr.", kroner.NoAmount),
        ("10,50 kr.", kroner.NoAmount),
        ("0,0000001 mio.", kroner.NoAmount),
        ("65", kroner.NoUnit),
        ("1.000.000.000.000.000 kr.", kroner.TooMuch),
        ("9" * 61, kroner.NoAmount),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(said: str, problem: type[kroner.NoAmount]) -> None:
    with pytest.raises(kroner.NoAmount) as raised:
        kroner.read(said)
    assert type(raised.value) is problem


@pytest.mark.parametrize(
    ("amount", "dansk", "english"),
    [
        (0, "0 kr.", "DKK 0"),
        (65, "65 kr.", "DKK 65"),
        (450_000, "450.000 kr.", "DKK 450,000"),
        (1_000_000, "1 mio. kr.", "DKK 1 million"),
        (1_250_000, "1,25 mio. kr.", "DKK 1.25 million"),
        (1_255_500, "1.255.500 kr.", "DKK 1,255,500"),
        (65_000_000, "65 mio. kr.", "DKK 65 million"),
        (1_200_000_000, "1,2 mia. kr.", "DKK 1.2 billion"),
        (1_234_500_000, "1.234,5 mio. kr.", "DKK 1,234.5 million"),
    ],
)
def test_amounts_are_written_the_danish_and_the_english_way(amount: int, dansk: str, english: str) -> None:
    assert (kroner.write(amount, "da"), kroner.write(amount, "en")) == (dansk, english)


@given(AMOUNTS, st.sampled_from(["da", "en"]))
def test_what_is_written_reads_back_as_the_same_amount(amount: int, language: str) -> None:
    assert kroner.read(kroner.write(amount, language)) == amount


@given(TEXTS | st.text("0123456789.,- krmioabnDK"))
def test_whatever_is_written_is_an_amount_or_none(text: str) -> None:
    with contextlib.suppress(kroner.NoAmount):
        assert 0 <= kroner.read(text) < kroner.MOST
