"""What still goes on after an answer, while the whole program is told to stop."""

from __future__ import annotations

from pathlib import Path

from tests.slack.fake import Fake
from tests.slack.town import Town, play
from tests.smtp import PostOffice


def test_a_home_page_that_is_on_its_way_is_published_before_the_program_stops(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def at_once() -> None:
        return None

    async def scenario(town: Town) -> None:
        town.fake.fault("views.publish", status=429, retry_after=1)  # so that it has to begin again
        town.slack.settle = town.settle = at_once  # type: ignore[method-assign]
        await town.slack.open_home("Sofie")

    play(fresh_file, office, fake, scenario)
    assert [each["status"] for each in fake.record("views.publish")] == [429, 200]
