"""A small queue of what `python -m tests.torture.drain` measures: each channel gets each message once and in order,
and Slack has refused none."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.slack.fake import Fake
from tests.torture.drain import drain

CHANNELS, EACH = 12, 3


def test_a_queue_goes_out_within_the_platform_s_limits(database: Database, fake: Fake) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    figures, got = drain(url, fake, CHANNELS, EACH)
    assert (figures.messages, figures.channels, figures.refused) == (CHANNELS * EACH, CHANNELS, 0)
    assert list(got.values()) == [[f"Nr. {turn:02}" for turn in range(EACH)]] * CHANNELS


def test_a_queue_that_does_not_go_out_is_given_up(database: Database, fake: Fake) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    fake.scopes()
    with pytest.raises(TimeoutError):
        drain(url, fake, 1, 1, longest=1)
