"""Turns in several counts, by a clock that is given."""

from __future__ import annotations

import pytest

from bot.limits import MANY, Turns, Windows

BURST: Windows = ((3, 1.0), (4, 10.0))
ALL: Windows = ((5, 1.0),)


class Clock:
    """Seconds, as the test sets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(turns: Turns, *names: str, patience: float = 0.0) -> tuple[bool, float]:
    """A turn of some names, with its seconds to the hundredth."""
    windows = {"all": ALL}
    came, seconds = turns.take({name: windows.get(name, BURST) for name in names}, patience)
    return came, round(seconds, 2)


def test_the_narrowest_of_several_windows_says_how_long(clock):
    turns = Turns(clock)
    assert [taken(turns, "a") for _ in range(4)] == [(True, 0.0)] * 3 + [(False, 1.02)]
    clock.now += 1.02
    assert [taken(turns, "a") for _ in range(2)] == [(True, 0.0), (False, 9.18)]
    clock.now += 9.2
    assert taken(turns, "a") == (True, 0.0)


def test_what_counts_twice_waits_for_both_and_takes_a_place_in_neither_when_it_does_not_come(clock):
    turns = Turns(clock)
    for _ in range(3):
        taken(turns, "a", "all")
    assert taken(turns, "a", "all") == (False, 1.02)
    assert [taken(turns, "b", "all") for _ in range(3)] == [(True, 0.0), (True, 0.0), (False, 1.02)]


def test_whoever_waits_keeps_nobody_else_waiting(clock):
    turns = Turns(clock)
    for _ in range(3):
        taken(turns, "a", "all")
    assert taken(turns, "a", "all", patience=2.0) == (True, 1.02)
    assert taken(turns, "b", "all") == (True, 0.0)


def test_a_call_that_came_late_counts_from_when_it_was_answered(clock):
    turns, one = Turns(clock), ((1, 1.0),)
    assert turns.take({"a": one}) == (True, 0.0)
    clock.now += 0.7
    turns.arrived("a", one)
    turns.arrived("b", one)
    came, seconds = turns.take({"a": one}, 2.0)
    assert (came, round(seconds, 6)) == (True, 1.0)
    clock.now += 0.5
    turns.arrived("a", one)  # of the first once more: what has its place ahead keeps it
    assert round(turns.take({"a": one})[1], 2) == 1.52


def test_nothing_is_taken_of_a_name_that_is_on_hold(clock):
    turns = Turns(clock)
    turns.hold("a", 30.0)
    turns.hold("a", 5.0)
    assert (taken(turns, "a"), taken(turns, "b")) == ((False, 30.0), (True, 0.0))
    clock.now += 30
    assert taken(turns, "a") == (True, 0.0)


def test_what_still_counts_is_not_forgotten_when_there_is_much(clock):
    turns = Turns(clock)
    turns.hold("slow", 300.0)
    for _ in range(4):
        taken(turns, "long", patience=2.0)
    for number in range(MANY):
        turns.take({str(number): ALL})
    clock.now += 5
    assert taken(turns, "one more") == (True, 0.0)
    assert (taken(turns, "slow")[0], taken(turns, "long")[0]) == (False, False)
