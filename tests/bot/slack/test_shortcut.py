"""The shortcut on a message, by signed HTTP: the order opens with the message's words, for the secretariat alone."""

from __future__ import annotations

from pathlib import Path

from bot.slack.manifest import SHORTCUT
from storage import groups
from tests.slack.fake import Fake
from tests.slack.town import SECRETARIAT, Town, play
from tests.smtp import PostOffice

SAID = "samle havnenes ønsker & krav <i fællesskab> til *én* plan"
ABOUT = "Opgaven er taget fra beskeden. Ret den til, så den fortsætter: Taskforcen skal …"
REFUSED = "Det kan kun sekretariatet gøre."


def test_an_order_begins_with_a_message_and_others_are_told(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        slack = town.slack
        place = fake.channel("havne", creator=slack.id("Helle"), members=(slack.id("Sofie"), slack.id("Anna")))
        message = await slack.say("Helle", place, SAID)
        done = await slack.shortcut("Sofie", message, SHORTCUT)
        assert done.view is not None
        filled = {block["block_id"]: block["element"].get("initial_value") for block in done.view.blocks
                  if block["type"] == "input"}  # fmt: skip
        assert filled["task"] == SAID
        assert ABOUT in done.view.text
        second = await slack.submit("Sofie", done.view, {"title": "Havne", "hours": "2"})
        await slack.submit("Sofie", second.view, {"whom": "Thisted"})
        assert await town.program.runner.look(lambda store: groups.titled(store, "Havne").task) == SAID
        refused = await slack.shortcut("Anna", message, SHORTCUT)
        assert (refused.text, fake.refused()) == (REFUSED, [])

    play(tmp_path / "test.db", office, fake, scenario, chatting=(*SECRETARIAT, "Anna"))
