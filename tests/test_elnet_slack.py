"""Elnet in Slack, from the order to the thanks: every step a signed request, every message read from Slack's record.

The secretariat, the directors and the experts are in the secretariat's own workspace; Tobias of Green Hub Denmark has
no account there and gets mail. What is the same in every chat stands in tests/elnet_chat.py.
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
    established,
    ordered_and_established,
    silent,
)
from tests.slack.fake import BOT_USER, Fake
from tests.slack.reading import labels
from tests.slack.town import Town, play
from tests.smtp import PostOffice

HEARD = """\
Frister kan skrives direkte her.
Skriv fx Frist: fredag den 27. november – budskabspapir, så bliver den noteret.
Det samme gælder linjer, der begynder med Beslutning, Leverance eller Status.
[Elnet på én side]
Alt andet bliver ikke læst. Kun tidspunktet bliver gemt."""


def test_at_a2_1_elnet_end_to_end_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await ordered_and_established(
            town,
            after=(
                "#elnet: Frister kan skrives direkte her.",
                "#elnet: 👋 Velkommen til Elnet",
                "Sofie: Én fra Elnet kunne ikke komme ind i rummet.",
            ),
        )
        assert town.slack.texts("#elnet") == [WELCOME, HEARD]
        state = town.fake.read()
        (room,) = [each for each in state["channels"].values() if each.get("name") == "elnet"]
        inside = {state["users"][id_]["real_name"] for id_ in room["members"] if id_ != BOT_USER}
        assert (room["private"], room["topic"], inside) == (
            True,
            "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.",
            {"Anna Lindholt", "Dorthe Zinck-Holm", "Emil Brandtoft", "Kasper Thybo-Lund", "Maja Hedelund",
             "Sofie Kragelund"},
        )  # fmt: skip
        # Tobias cannot enter the room, and reads in a mail what was said there
        assert town.post.subjects("Tobias")[-1] == "👋 Velkommen til Elnet"

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_2_and_a2_3_the_end_is_asked_about_and_the_group_dissolved_in_slack(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        form = await asked_about_the_end(town)
        nothing = await town.slack.submit("Emil", form)
        assert nothing.errors == {"outputs": MISSING}
        done = await town.slack.submit("Emil", form, RESULTS)
        assert done.view is not None
        assert done.view.text.startswith("Elnet er opløst.\n6 medlemmer har fået tak.")
        question = ENDING.partition("\n")[0]
        assert town.said() == sorted([f"Emil: {question}", *THANKS])
        assert town.post.subjects("Tobias")[-1] == "Tak for din indsats i Elnet, Tobias"
        assert town.fake.channel_named("elnet")["archived"]
        await town.slack.press("Emil", done.view, "Hent elnet-2027.zip")
        assert town.slack.messages("Emil")[-1].text.endswith("(elnet-2027.zip)")
        await town.wind("2027-05-10 08:00")
        assert "Opløst\nElnet" in town.slack.messages("Sofie")[-1].text

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_4_and_f_the_digest_is_a_direct_message_for_each_role(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await digests_of_the_first_weeks(town)
        await town.slack.say("Emil", "#elnet", f"Frist: 11. december - budskabspapir - <@{town.slack.id('Anna')}>")
        await town.slack.say("Emil", "#elnet", "Frist: uge 51: udkast til høringssvar")
        await digest_for_each_role(town, point="·", switched_off=[])

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_5_ten_seconds_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    buttons = "[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang] [⋯ Send videre til en kollega | Læs mere]"

    async def scenario(town: Town) -> None:
        await answered_in_ten_seconds(town, labels, buttons=buttons)

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_6_silence_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        assert await silent(town, labels) == ["Gitte: Hvem hos jer kan hjælpe Elnet?"]

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_f_1_2_3_the_digest_comes_at_eight_on_the_first_working_day_of_every_week(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    play(fresh_file, office, fake, digests_of_a_year, chatting=CHATTING, away=())


def test_at_f_5_6_the_parts_of_a_digest_and_the_municipalities_stand_in_their_order(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        await town.slack.command("Sofie", "frist Elnet møde med distributørerne uden dato")
        await town.slack.command("Sofie", "frist Elnet 11. december budskabspapir")
        await town.order(title="Havne", whom="Aalborg\nVesthimmerland\nBrønderslev", outputs="", reply_by="4. december")
        await town.wind("2026-12-07 08:00")
        digest = town.slack.messages("Sofie")[-1].text.splitlines()
        parts = ("Kræver svar", "De næste 14 dage", "Uden dato", "Hold øje", "Nedsat", "Opløst", "Til orientering")
        assert [line for line in digest if line in parts] == ["Kræver svar", "De næste 14 dage", "Uden dato", "Nedsat"]
        assert digest[2] == (
            "Havne: 0 af 3 har svaret. Mangler: Brønderslev, Vesthimmerland og Aalborg. "
            "Frist fredag den 4. december kl. 12. [Se]"
        )

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())
