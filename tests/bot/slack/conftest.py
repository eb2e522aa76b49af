"""One Slack a session, in its own process; every test begins in an empty workspace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack.fake import Fake


@pytest.fixture(scope="session")
def slack_process() -> Iterator[Fake]:
    with Fake.started() as fake:
        yield fake


@pytest.fixture
def fake(slack_process: Fake) -> Fake:
    """The tests' Slack, with nobody in it but the bot."""
    slack_process.reset()
    return slack_process
