"""Teams' limits as we keep them, by a clock that is given."""

from __future__ import annotations

import pytest

from bot.teams.limits import ALL, ASKING, SAYING, Limits
from tests.teams.cloud import limits as theirs


class Clock:
    """Seconds, as the test sets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seconds(turn: tuple[bool, float]) -> tuple[bool, float]:
    """A turn with its seconds to the hundredth."""
    return turn[0], round(turn[1], 2)


def waited(limits: Limits, clock: Clock, calls: int) -> list[float]:
    """The seconds that so many messages to one conversation wait, each sent when the one before has gone."""
    waits = []
    for _ in range(calls):
        taken, wait = limits.turn("say", "a:anna", 4000.0)
        assert taken
        clock.now += wait
        waits.append(round(wait, 2))
    return waits


def test_a_conversation_takes_seven_messages_in_a_second_and_eight_in_two(clock):
    assert waited(Limits(clock), clock, 10) == [0.0] * 7 + [1.02, 1.02, 0.0]


def test_a_conversation_takes_sixty_messages_in_thirty_seconds(clock):
    begun = clock.now
    waited(Limits(clock), clock, 60)
    assert clock.now - begun < 30
    limits = Limits(clock)
    waited(limits, clock, 60)
    assert limits.turn("say", "a:anna", 1.5)[0] is False


def test_a_conversation_takes_1800_messages_in_an_hour(clock):
    limits, begun = Limits(clock), clock.now
    waited(limits, clock, 1800)
    assert clock.now - begun < 3600
    clock.now = begun + 3600
    assert limits.turn("say", "a:anna", 1.5)[0] is False
    clock.now = begun + 3600 * 1.02 + 1
    assert limits.turn("say", "a:anna", 1.5)[0] is True


def test_a_channel_counts_with_all_its_threads_and_another_by_itself(clock):
    limits = Limits(clock)
    for number in range(7):
        limits.turn("say", f"19:elnet@thread.tacv2;messageid={number}")
    assert seconds(limits.turn("say", "19:elnet@thread.tacv2")) == (False, 1.02)
    assert limits.turn("say", "19:vand@thread.tacv2") == (True, 0.0)


def test_to_ask_who_is_there_counts_by_itself(clock):
    limits = Limits(clock)
    for _ in range(7):
        limits.turn("say", "a:anna")
    assert [limits.turn("ask", "a:anna") for _ in range(14)] == [(True, 0.0)] * 14
    assert seconds(limits.turn("ask", "a:anna")) == (False, 1.02)


def test_the_whole_app_makes_fifty_calls_a_second(clock):
    limits = Limits(clock)
    assert [limits.turn("say", f"a:{number}") for number in range(50)] == [(True, 0.0)] * 50
    assert seconds(limits.turn("say", "a:one more")) == (False, 1.02)


def test_after_a_no_a_conversation_is_left_alone_with_all_its_threads(clock):
    limits = Limits(clock)
    limits.pause("say", "19:elnet@thread.tacv2;messageid=1", 30.0)
    assert limits.turn("say", "19:elnet@thread.tacv2;messageid=2", 1.5) == (False, 30.0)
    assert limits.turn("ask", "19:elnet@thread.tacv2") == (True, 0.0)
    assert limits.turn("say", "a:anna") == (True, 0.0)
    clock.now += 30
    assert limits.turn("say", "19:elnet@thread.tacv2", 1.5) == (True, 0.0)


def test_no_window_of_ours_is_wider_than_theirs():
    assert (SAYING, ASKING, ALL) == (theirs.SAYING, theirs.ASKING, theirs.ALL)
