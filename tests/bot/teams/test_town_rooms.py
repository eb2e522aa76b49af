"""A room in the tests' Teams, from the question where the group is to talk to somebody coming into the team."""

from __future__ import annotations

from pathlib import Path

from tests.elnet_chat import presses
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.town import CHANNEL, SECRETARIAT, TEAM, Town, play

EVERYBODY = (*SECRETARIAT, "Vibeke", "Anna")


async def established(town: Town) -> None:
    """Elnet stands: Anna is asked for, lent and willing."""
    await town.order(whom="Hjørring: Anna Lindholt", outputs="")
    await presses(town, "Vibeke", "Ja, spørg Anna")
    await presses(town, "Anna", "Ja, jeg er med")


def test_a_channel_becomes_the_groups_room_by_a_word_in_it(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        await town.teams.remove_member("Sofie", TEAM, "Anna")
        await established(town)
        asked = "Skriv @Taskforce rum Elnet i den kanal i Teams, hvor gruppen skal tale sammen."
        assert [text.splitlines()[1] for text in town.teams.texts("Sofie") if "rum endnu" in text] == [asked]

        await town.teams.mention("Emil", f"#{CHANNEL}", "rum Elnet")
        assert [text.splitlines()[0] for text in town.teams.texts(f"#{CHANNEL}")[-3:]] == [
            "Elnet taler fra nu af sammen her.",
            "👋 Velkommen til Elnet",
            "Der kan spørges direkte her.",
        ]
        assert any(text.startswith("Elnet taler sammen i kanalen Elnet.") for text in town.teams.texts("Sofie"))
        outside = [text for text in town.teams.texts("Sofie") if "kan ikke se kanalen Elnet" in text]
        assert [text.splitlines()[:2] for text in outside] == [
            [
                "Én fra Elnet kan ikke se kanalen Elnet.",
                "• Anna Lindholt (Hjørring): er ikke med dér. Får opslagene på mail.",
            ]
        ]

        await town.teams.add_member("Sofie", TEAM, "Anna")
        assert "Alle i Elnet kan komme ind i rummet." in town.teams.texts("Sofie")
        assert teams.refused() == []

    play(fresh_file, office, teams, scenario, chatting=EVERYBODY)


def test_a_channel_is_made_for_a_group_and_its_people_read_there(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        texts = town.teams.texts("#elnet")
        assert [text.splitlines()[0] for text in texts] == ["👋 Velkommen til Elnet", "Der kan spørges direkte her."]
        assert not [text for text in town.teams.texts("Sofie") if "rum endnu" in text or "kan ikke se" in text]
        await town.teams.mention("Emil", "#elnet", "Frist: fredag kl. 12 budskabspapir @Anna Lindholt")
        assert len(town.teams.texts("#elnet")) > len(texts)
        assert teams.refused() == []

    play(fresh_file, office, teams, scenario, chatting=EVERYBODY, makes=True)
