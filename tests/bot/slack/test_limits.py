"""Slack's limits as we keep them, by a clock that is given."""

from __future__ import annotations

import pytest

from bot.slack.limits import BY_CHANNEL, TIERS, Limits
from tests.slack.cloud import server


class Clock:
    """Seconds, as the test sets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def seconds(turn: tuple[bool, float]) -> tuple[bool, float]:
    """A turn with its seconds to the hundredth."""
    return turn[0], round(turn[1], 2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_method_has_as_many_turns_a_minute_as_its_tier(clock):
    limits = Limits(clock)
    assert [limits.turn("conversations.create") for _ in range(20)] == [(True, 0.0)] * 20
    assert seconds(limits.turn("conversations.create")) == (False, 61.2)
    assert limits.turn("conversations.invite") == (True, 0.0)
    clock.now += 61.2
    assert limits.turn("conversations.create") == (True, 0.0)


def test_a_channel_gets_one_message_a_second_and_another_channel_its_own(clock):
    limits = Limits(clock)
    assert limits.turn("chat.postMessage", "C1") == (True, 0.0)
    assert seconds(limits.turn("chat.postMessage", "C1")) == (False, 1.02)
    assert limits.turn("chat.postMessage", "C2") == (True, 0.0)


def test_whoever_waits_has_a_place_in_the_count(clock):
    limits = Limits(clock)
    waited = [seconds(limits.turn("chat.postMessage", "C1", 4.0)) for _ in range(4)]
    assert waited == [(True, 0.0), (True, 1.02), (True, 2.04), (True, 3.06)]
    assert seconds(limits.turn("chat.postMessage", "C1", 4.0)) == (False, 4.08)


def test_who_is_turned_away_takes_no_place(clock):
    limits = Limits(clock)
    limits.turn("chat.postMessage", "C1")
    for _ in range(5):
        limits.turn("chat.postMessage", "C1")
    clock.now += 1.02
    assert limits.turn("chat.postMessage", "C1") == (True, 0.0)


def test_after_a_no_nobody_calls_until_slack_has_said(clock):
    limits = Limits(clock)
    limits.pause("chat.postMessage", "C1", 30.0)
    assert limits.turn("chat.postMessage", "C1", 4.0) == (False, 30.0)
    assert limits.turn("chat.postMessage", "C2", 4.0) == (True, 0.0)
    clock.now += 30
    assert limits.turn("chat.postMessage", "C1", 4.0) == (True, 0.0)


def test_the_longer_pause_counts(clock):
    limits = Limits(clock)
    limits.pause("users.info", "", 30.0)
    limits.pause("users.info", "", 5.0)
    assert limits.turn("users.info") == (False, 30.0)


def test_after_a_pause_the_next_are_apart_again(clock):
    limits = Limits(clock)
    limits.pause("chat.postMessage", "C1", 2.0)
    waits = [limits.turn("chat.postMessage", "C1", 10.0) for _ in range(2)]
    assert [seconds(each) for each in waits] == [(True, 2.0), (True, 3.02)]


def test_when_a_thousand_quiet_channels_are_forgotten_a_pause_is_not(clock):
    limits = Limits(clock)
    for number in range(1000):
        limits.turn("chat.postMessage", f"C{number}")
    limits.pause("chat.postMessage", "C-slow", 300.0)
    clock.now += 61
    limits.turn("chat.postMessage", "C-last")
    assert limits.turn("chat.postMessage", "C-slow") == (False, 239.0)


def test_no_tier_of_ours_is_above_slacks():
    theirs = {method: server.TIERS.get(method, server.TIER_4) for method in TIERS}
    assert {method: most for method, most in TIERS.items() if most > theirs[method]} == {}
    assert BY_CHANNEL == {"chat.postMessage": (1, 1.0)}
