"""Which texts are web addresses."""

from __future__ import annotations

import pytest

from handlers.rules.links import host_of


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://teams.example/l/channel/1", "teams.example"),
        ("http://rum.example", "rum.example"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://a b.example", None),
        ("https://sofie@rum.example/", None),
        ("https://[bad", None),
        ("https://rum.example/" + "x" * 500, None),
        ("elnet", None),
    ],
)
def test_only_a_web_address_is_a_link(link, host):
    assert host_of(link) == host
