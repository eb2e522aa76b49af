"""Limits: so many a minute by whom, no more memory than there is room for, and who it is behind a proxy."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.limits import Limits, visitor_of


class Machine:
    now = 100.0


def test_so_many_a_minute_and_then_one_by_one():
    limits = Limits(lambda: Machine.now)
    assert [limits.spend(3, "press", 1) for _ in range(5)] == [0, 0, 0, 20, 20]
    assert limits.spend(3, "press", 2) == 0
    assert limits.spend(3, "open", 1) == 0


def test_what_was_spent_comes_back_with_time_and_never_more():
    machine = Machine()
    limits = Limits(lambda: machine.now)
    for _ in range(3):
        limits.spend(3, "press", 1)
    machine.now += 15
    assert limits.spend(3, "press", 1) == 5
    machine.now += 5
    assert [limits.spend(3, "press", 1) for _ in range(2)] == [0, 20]
    machine.now += 3600
    assert [limits.spend(3, "press", 1) for _ in range(4)] == [0, 0, 0, 20]


def test_those_longest_away_are_forgotten_first():
    limits = Limits(lambda: 0.0, most=2)
    for who in ("a", "b", "a", "c"):
        limits.spend(1, who)
    assert len(limits) == 2
    assert [limits.spend(1, who) for who in ("a", "b")] == [60, 0]


@pytest.mark.parametrize(
    ("remote", "forwarded", "visitor"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", None, "None"),
    ],
)
def test_a_visitor_is_the_last_address_that_our_own_proxy_added(remote, forwarded, visitor):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    assert visitor_of(request) == visitor
