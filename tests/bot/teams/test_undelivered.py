"""Somebody in Teams who hears nothing any more: the next face has its turn, and the secretariat is told."""

from __future__ import annotations

from pathlib import Path

from handlers.dialogue.card import Card, Line
from handlers.dialogue.tell import tell
from storage.engine import Store
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.town import Town, play


async def told(town: Town, who: str, title: str) -> None:
    """Somebody is written to, and all that follows has been delivered."""

    def work(store: Store) -> None:
        now = town.program.clock.now()
        card = Card(title, (Line("Ca. 4 timer om ugen."),))
        tell(store, town.person(who), subject=f"notice:{title}", key=title, now=now, card=lambda _t: card)

    await town.program.runner.change(work)
    await town.settle()


def test_whoever_has_blocked_the_bot_gets_mail_and_the_secretariat_is_told_once(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await told(town, "Anna", "Elnet begynder på mandag.")
        assert town.teams.texts("Anna")[-1].startswith("Elnet begynder på mandag.")
        teams.block(town.teams.id("Anna"))
        teams.clear()
        await told(town, "Anna", "Elnet mødes tirsdag.")
        assert town.post.subjects("Anna") == ["Elnet mødes tirsdag."]
        assert town.teams.texts("Sofie")[-1].splitlines() == [
            "Beskeden til Anna Lindholt kom ikke frem.",
            "Elnet mødes tirsdag.",
            "Vedkommende har blokeret Taskforce i Teams.",
            "Beskeden er sendt en anden vej.",
            "[Ring op]",
        ]
        assert [each["answer"]["error"]["code"] for each in teams.refused()] == ["ConversationBlockedByUser"]
        before = town.teams.texts("Sofie")
        await told(town, "Anna", "Elnet har fået et rum.")
        assert town.post.subjects("Anna") == ["Elnet mødes tirsdag.", "Elnet har fået et rum."]
        assert town.teams.texts("Sofie") == before
        assert len(teams.refused()) == 1
        teams.block(town.teams.id("Anna"), blocked=False)
        await town.teams.say("Anna", "hjælp")
        await told(town, "Anna", "Elnet er i gang.")
        assert town.teams.texts("Anna")[-1].startswith("Elnet er i gang.")
        assert len(town.post.subjects("Anna")) == 2

    play(fresh_file, office, teams, scenario, chatting=("Sofie", "Anna"))
