"""The one table of a group's life: every state and every step, and that what is not in it cannot be done."""

from __future__ import annotations

from itertools import product

import pytest

from handlers.rules.lifecycle import TRANSITIONS, Step, after
from storage.tables import GroupState

LIFE = {
    ("ordered", "send"): "nominating",
    ("ordered", "withdraw"): "withdrawn",
    ("nominating", "withdraw"): "withdrawn",
    ("nominating", "establish"): "established",
    ("established", "propose_end"): "closing",
    ("established", "dissolve"): "dissolved",
    ("closing", "resume"): "established",
    ("closing", "dissolve"): "dissolved",
    ("dissolved", "reopen"): "established",
}


@pytest.mark.parametrize(("state", "step"), list(product(GroupState, Step)))
def test_each_step_from_each_state(state: GroupState, step: Step) -> None:
    there = LIFE.get((state.value, step.value))
    assert after(state, step) == (None if there is None else GroupState(there))


def test_every_state_can_be_reached_and_only_a_withdrawn_group_stays_as_it_is() -> None:
    reached = {GroupState.ordered, *TRANSITIONS.values()}
    left = {state for state, _ in TRANSITIONS}
    assert reached == set(GroupState)
    assert set(GroupState) - left == {GroupState.withdrawn}
