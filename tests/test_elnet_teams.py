"""Elnet in Teams, from the order to the thanks: every step a signed activity, every message read from the record of
Microsoft's connector service.

The secretariat, the directors and the experts are in the secretariat's tenant, those of the municipalities as guests;
Tobias of Green Hub Denmark has no account there and gets mail. What is the same in every chat stands in
tests/elnet_chat.py.
"""

from __future__ import annotations

from pathlib import Path

from tests.elnet_chat import (
    CHATTING,
    ENDING,
    MISSING,
    RESULTS,
    THANKS,
    WELCOME,
    answered_in_ten_seconds,
    asked_about_the_end,
    digest_for_each_role,
    digests_of_a_year,
    digests_of_the_first_weeks,
    ordered_and_established,
    silent,
)
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.reading import labels
from tests.teams.town import CHANNEL, Town, play

BOUND = "Elnet taler fra nu af sammen her.\nVi sammenligner medlemmerne med dem, der er med her."
HEARD = """\
Der kan spørges direkte her.
Skriv @Taskforce status, så kommer svaret i din egen chat.
Skriv @Taskforce Frist: fredag den 27. november – budskabspapir, så er fristen noteret.
[Elnet på én side]
Kun beskeder, der nævner @Taskforce, bliver læst."""
OUTSIDE = """\
Én fra Elnet kan ikke se kanalen Elnet.
• Tobias Grønnegaard (Green Hub Denmark): er ikke med dér. Får opslagene på mail.
Teamets ejer kan tilføje folk til det i Teams.
[Sammenlign igen] [Vis gruppen]"""


def test_at_a2_1_elnet_end_to_end_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        await ordered_and_established(
            town,
            while_ordering=("Sofie: Bestil en taskforce",),
            after=("Sofie: Elnet har ikke fået et rum endnu.",),
        )
        await town.teams.mention("Sofie", f"#{CHANNEL}", "rum Elnet")
        assert town.said() == [
            "#Elnet: Der kan spørges direkte her.",
            "#Elnet: Elnet taler fra nu af sammen her.",
            "#Elnet: 👋 Velkommen til Elnet",
            "Sofie: Én fra Elnet kan ikke se kanalen Elnet.",
        ]
        assert town.teams.texts(f"#{CHANNEL}") == ["@Taskforce\xa0rum Elnet", BOUND, WELCOME, HEARD]
        assert town.teams.messages("Sofie")[-1].text == OUTSIDE
        # Tobias is not in the team, and reads in a mail what is said there
        assert town.post.subjects("Tobias")[-1] == "👋 Velkommen til Elnet"

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_2_and_a2_3_the_end_is_asked_about_and_the_group_dissolved_in_teams(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        form = await asked_about_the_end(town)
        nothing = await town.teams.submit("Emil", form)
        assert MISSING in nothing.text
        done = await town.teams.submit("Emil", nothing, RESULTS)
        assert done.pressed is not None
        assert done.pressed.text == "Elnet er opløst."
        (receipt,) = [each for each in done.new if each.text.startswith("Elnet er opløst.\n6 medlemmer har fået tak.")]
        question = ENDING.partition("\n")[0]
        assert town.said() == sorted([f"Emil: {question}", *THANKS, "Emil: Elnet er opløst."])
        assert town.post.subjects("Tobias")[-1] == "Tak for din indsats i Elnet, Tobias"
        offered = await town.teams.press("Emil", receipt, "Hent elnet-2027.zip")
        assert offered.pressed is not None
        file = await town.teams.press("Emil", offered.pressed, "Hent filen")
        async with town.teams.session.get(file.url) as answer:
            assert (answer.status, answer.content_type) == (200, "application/zip")
        await town.wind("2027-05-10 08:00")
        assert "Opløst\nElnet" in town.teams.messages("Sofie")[-1].text

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_4_and_f_the_digest_is_a_personal_message_for_each_role(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await digests_of_the_first_weeks(town)
        await town.teams.mention("Sofie", f"#{CHANNEL}", "rum Elnet")
        await town.teams.mention("Emil", f"#{CHANNEL}", "Frist: 11. december - budskabspapir - @Anna Lindholt")
        await town.teams.mention("Emil", f"#{CHANNEL}", "Frist: uge 51: udkast til høringssvar")
        await digest_for_each_role(town, point="•", switched_off=["Birgit: Du får ikke ugeoversigten mere."])

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_5_ten_seconds_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    buttons = "[Ja, spørg Anna …] [Foreslå en anden]\n[Ikke denne gang] [Send videre til en kollega] [Læs mere]"

    async def scenario(town: Town) -> None:
        await answered_in_ten_seconds(town, labels, buttons=buttons)

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_6_silence_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        assert "Gitte: Hvem hos jer kan hjælpe Elnet?" in await silent(town, labels)

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_f_1_2_3_the_digest_comes_at_eight_on_the_first_working_day_of_every_week(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    play(fresh_file, office, teams, digests_of_a_year, chatting=CHATTING)
