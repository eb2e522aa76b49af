"""What still goes on after an answer, while the whole program is told to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.slack.fake import Fake
from tests.slack.town import Town, play
from tests.smtp import PostOffice


def test_a_home_page_that_is_on_its_way_is_published_before_the_program_stops(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def at_once() -> None:
        return None

    async def scenario(town: Town) -> None:
        town.fake.fault("users.info", hang=0.3)  # Slack is asked who she is before her page is drawn
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        await town.slack.open_home("Sofie")

    play(fresh_file, office, fake, scenario)
    done = [(each["method"], each["status"]) for each in fake.record("users.info", "views.publish")]
    assert done == [("users.info", 500), ("users.info", 200), ("views.publish", 200)]


def test_what_would_take_longer_than_stopping_is_left_undone_and_is_no_defect(
    fresh_file: Path, office: PostOffice, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    async def at_once() -> None:
        return None

    async def scenario(town: Town) -> None:
        town.fake.fault("views.publish", status=429, retry_after=3)
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        await town.slack.open_home("Sofie")

    play(fresh_file, office, fake, scenario)
    assert [each["status"] for each in fake.record("views.publish")] == [429]
    written = capsys.readouterr()
    assert [line for line in (written.out + written.err).splitlines() if "defect" in line or "error" in line] == []
