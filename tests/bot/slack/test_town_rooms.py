"""A room in the tests' Slack, from its opening to somebody leaving it, with the bot told of what it did itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.slack.fake import BOT_USER, Fake
from tests.slack.town import SECRETARIAT, Town, play
from tests.smtp import PostOffice

EVERYBODY = (*SECRETARIAT, "Vibeke", "Anna")


async def established(town: Town) -> dict[str, Any]:
    """Elnet stands: Anna is asked for, lent and willing; the channel."""
    await town.order(whom="Hjørring: Anna Lindholt", outputs="")
    await town.slack.press("Vibeke", town.card("Vibeke", "Ja, spørg Anna"), "Ja, spørg Anna")
    await town.slack.press("Anna", town.card("Anna", "Ja, jeg er med"), "Ja, jeg er med")
    return town.fake.channel_named("elnet")


@pytest.mark.parametrize("echoes", [False, True], ids=["", "told of its own doing"])
def test_a_room_is_opened_read_and_left(fresh_file: Path, office: PostOffice, fake: Fake, echoes: bool) -> None:
    async def scenario(town: Town) -> None:
        slack = town.slack
        slack.echoes = echoes
        room = await established(town)
        assert sorted(room["members"]) == sorted([BOT_USER, *map(slack.id, ("Anna", "Emil", "Sofie"))])
        before = len(slack.messages("#elnet"))

        await slack.say("Emil", "#elnet", "Frist: fredag kl. 12 budskabspapir @Anna")
        [marked, *rest] = slack.messages("#elnet")[before:]
        assert [(each["name"], each["users"]) for each in marked.body["reactions"]] == [
            ("white_check_mark", [BOT_USER])
        ]
        assert len(rest) <= 1

        await slack.leave("Anna", "#elnet")
        told = [text for who in ("Emil", "Sofie") for text in slack.texts(who) if "Anna Lindholt har forladt" in text]
        assert told
        # Who is not in Slack is asked for by mail address, and a mark that may not stand there is taken away.
        assert {each["method"] for each in fake.refused()} <= {"users.lookupByEmail", "reactions.remove"}

    play(fresh_file, office, fake, scenario, chatting=EVERYBODY)


def test_the_app_is_told_only_of_what_its_manifest_asks_for(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        await town.slack.say("Emil", "#elnet", "Frist: fredag kl. 12 budskabspapir @Anna")
        assert "reactions" not in town.slack.messages("#elnet")[-1].body

    play(fresh_file, office, fake, scenario, chatting=EVERYBODY, listen="off")
