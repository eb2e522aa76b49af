"""What rooms can be called, on every chat."""

from __future__ import annotations

import pytest

from bot.rooms import names


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("elnet", ["elnet", "elnet-2", "elnet-3"]),
        ("x" * 80, ["x" * 80, "x" * 78 + "-2", "x" * 78 + "-3"]),
        ("a" * 77 + "-bc", ["a" * 77 + "-bc", "a" * 77 + "-2", "a" * 77 + "-3"]),
    ],
)
def test_a_taken_name_gets_a_number_and_stays_short_enough(wanted, first):
    found = names(wanted, 7, 80)
    assert [next(found) for _ in range(3)] == first


def test_after_nine_the_groups_own_number_is_tried():
    found = names("elnet", 117, 80)
    assert [next(found) for _ in range(12)][8:] == ["elnet-9", "elnet-117", "elnet-117-2", "elnet-117-3"]
