"""Elnet in Teams, from the order to the thanks: every step a signed activity, every message read from the record of
Microsoft's connector service.

The secretariat, the directors and the experts are in the secretariat's tenant, those of the municipalities as guests;
Tobias of Green Hub Denmark has no account there and gets mail.
"""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from storage import groups, members
from storage.tables import GroupState
from tests.elnet import COLLEAGUES
from tests.elnet_chat import CHATTING, EXPERTS, OTHERS, all_but_thisted, by_mail, established, names, presses
from tests.smtp import PostOffice
from tests.teams.fake import Fake
from tests.teams.reading import labels
from tests.teams.town import CHANNEL, Town, play

BOUND = "Elnet taler fra nu af sammen her.\nVi sammenligner medlemmerne med dem, der er med her."
WELCOME = """\
👋 Velkommen til Elnet
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.
Tovholder: Emil Brandtoft, BRN-sekretariatet
Medlemmer: Emil Brandtoft (BRN-sekretariatet), Tobias Grønnegaard (Green Hub Denmark), Anna Lindholt (Hjørring), \
Dorthe Zinck-Holm (Mariagerfjord), Maja Hedelund (Region Nordjylland) og Kasper Thybo-Lund (Thisted)
Skriv til Emil om møder og plan og til Sofie om alt det praktiske.
[Elnet på én side]"""
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
VIBEKES = """\
Må vi låne Anna Lindholt?
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj. \
Svar senest fredag den 27. november kl. 12 (uge 48). Tovholder: Emil Brandtoft.
Hilsen Sofie Kragelund, BRN
[Ja, spørg Anna …] [Foreslå en anden]
[Ikke denne gang] [Send videre til en kollega] [Læs mere]"""
DIGESTS = {
    "Anna": """\
Uge 50 · 7.–13. december 2026
Kræver svar
Elnet: Budskabspapir senest fredag den 11. december.
[Færdig] [Jeg bliver forsinket]
De næste 14 dage
• Uge 51: udkast til høringssvar
[Sjældnere] [Slå fra]""",
    "Emil": """\
Uge 50 · 7.–13. december 2026 · 1 gruppe, 6 medlemmer
De næste 14 dage
• Fredag den 11. december: budskabspapir (Anna Lindholt) · Elnet
• Uge 51: udkast til høringssvar · Elnet
Nedsat
Elnet [Se]
[Sjældnere] [Slå fra]""",
    "Vibeke": """\
Uge 50 · 7.–13. december 2026 · Hjørring
Jeres folk
• Elnet: Anna Lindholt, budskabspapir fredag den 11. december.
Nedsat
• Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Hjørring.""",
    "Birgit": """\
Uge 50 · 7.–13. december 2026 · Brønderslev
Nedsat
• Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Brønderslev.""",
}
RECEIPT = "Birgit: Du får ikke ugeoversigten mere."


def said(town: Town) -> list[str]:
    """What the bot has said since the last time this was asked: to whom, and what their list of messages shows. People
    are written to beside each other, so the order among them is no matter."""
    state = town.fake.read()
    names_ = {id_: each["name"].split()[0] for id_, each in state["users"].items()}
    places = {id_: names_[each["user"]] if each["user"] else f"#{each['name']}" for id_, each in state["talks"].items()}
    refused = town.fake.refused()
    new = [call for call in town.fake.record("send", "reply") if 200 <= call["status"] < 300]
    posts = [call for call in town.fake.record("begin") if call["arguments"].get("activity")]
    town.fake.clear()
    assert refused == []
    sent = [f"{places[_talk(call)]}: {call['arguments']['summary']}" for call in new]
    posted = [
        f"{places[call['arguments']['channelData']['channel']['id']]}: {call['arguments']['activity']['summary']}"
        for call in posts
    ]
    return sorted([*sent, *posted])


def _talk(call: dict) -> str:
    return str(call["conversation"]).partition(";")[0]


def test_at_a2_1_elnet_end_to_end_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        receipt = await town.order()
        assert receipt.text.splitlines()[1] == (
            "4 direktører og Green Hub Denmark er spurgt. "
            "Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). 0 af 5 har svaret."
        )
        assert said(town) == [
            "Emil: Du er tovholder for Elnet.",
            "Erik: Må vi låne Maja Hedelund?",
            "Lars: Hvem hos jer kan hjælpe Elnet?",
            "Sofie: Bestil en taskforce",
            "Sofie: Elnet er bestilt.",
            "Søren: Hvem hos jer kan hjælpe Elnet?",
            "Vibeke: Må vi låne Anna Lindholt?",
        ]
        assert town.post.subjects("Tobias") == ["Vil Green Hub Denmark være med i Elnet? Svar senest 27. november"]

        await presses(town, "Vibeke", "Ja, spørg Anna")
        await presses(town, "Erik", "Ja, spørg Maja")
        await by_mail(town, "Tobias", "Ja, jeg deltager")
        await names(town, "Søren", "Dorthe")
        await names(town, "Lars", "Kasper")
        assert said(town) == [f"{who}: Vil du være med i taskforcen Elnet?" for who in sorted(EXPERTS[:4])]
        for expert in ("Anna", "Maja", "Dorthe", "Kasper"):
            await presses(town, expert, "Ja, jeg er med")
        assert said(town) == [
            "Erik: Maja er med i Elnet.",
            "Lars: Kasper er med i Elnet.",
            "Sofie: Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.",
            "Sofie: Elnet har ikke fået et rum endnu.",
            "Søren: Dorthe er med i Elnet.",
            "Vibeke: Anna er med i Elnet.",
        ]
        with town.program.database.reading() as store:
            (group,) = groups.everything(store)
            assert group.state == GroupState.established
            assert len(members.of_group(store, group.id or 0)) == 6
        await town.teams.mention("Sofie", f"#{CHANNEL}", "rum Elnet")
        assert said(town) == [
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
        await established(town)
        status = await town.teams.say("Sofie", "status Elnet")
        assert "Slutter: ca. tirsdag den 1. juni (uge 22)" in status.text
        await town.wind("2027-05-04 07:00")
        said(town)
        await town.wind("2027-05-04 09:00")
        assert town.teams.messages("Emil")[-1].text == (
            "Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?\n"
            "Gruppen har ikke leveret noget endnu. Svarer du ikke, sker der ikke noget af sig selv, "
            "men vi spørger igen ugen før.\n"
            "[Ja, det holder] [Forlæng]\n[Vi er færdige nu]"
        )  # fmt: skip
        form = await presses(town, "Emil", "Vi er færdige nu")
        nothing = await town.teams.submit("Emil", form)
        assert "Sæt flueben ved eller skriv mindst én ting, der kom ud af det." in nothing.text
        done = await town.teams.submit(
            "Emil",
            nothing,
            outputs=["Faglige input"],
            more="skarpere budskaber",
            owner="BRN-sekretariatet",
            follow_on="interessevaretagelsen",
        )
        assert done.pressed is not None
        assert done.pressed.text == "Elnet er opløst."
        (receipt,) = [each for each in done.new if each.text.startswith("Elnet er opløst.\n6 medlemmer har fået tak.")]
        assert said(town) == [
            "Anna: Tak for din indsats i Elnet, Anna",
            "Dorthe: Tak for din indsats i Elnet, Dorthe",
            "Emil: Elnet er opløst.",
            "Emil: Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?",
            "Emil: Tak for at holde trådene i Elnet, Emil.",
            "Erik: Tak for lånet af Maja Hedelund",
            "Kasper: Tak for din indsats i Elnet, Kasper",
            "Lars: Tak for lånet af Kasper Thybo-Lund",
            "Maja: Tak for din indsats i Elnet, Maja",
            "Sofie: Elnet er opløst.",
            "Søren: Tak for lånet af Dorthe Zinck-Holm",
            "Vibeke: Tak for lånet af Anna Lindholt",
        ]
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
        await all_but_thisted(town)
        await town.wind("2026-11-23 07:59")
        said(town)
        await town.wind("2026-11-23 08:00")
        week_48 = "Uge 48 · 23.–29. november 2026 · 1 gruppe, 5 medlemmer"
        assert said(town) == [
            *(f"{who}: {week_48}" for who in ("Emil", "Farah", "Helle")),
            "Lars: Uge 48 · 23.–29. november 2026 · Thisted",
            *(f"{who}: {week_48}" for who in ("Mads", "Sofie")),
        ]
        await town.wind("2026-11-27 12:30")
        await town.teams.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
        await town.wind("2026-12-01 09:00")
        await presses(town, "Kasper", "Ja, jeg er med")
        await town.teams.mention("Sofie", f"#{CHANNEL}", "rum Elnet")
        await town.teams.mention("Emil", f"#{CHANNEL}", "Frist: 11. december - budskabspapir - @Anna Lindholt")
        await town.teams.mention("Emil", f"#{CHANNEL}", "Frist: uge 51: udkast til høringssvar")
        await town.wind("2026-12-07 08:00")
        for who in OTHERS:
            digest = town.teams.messages(who)[-1].text
            assert digest.count("Elnet") == 1, who
            assert "@" not in digest
            for expert in (*EXPERTS, "Tobias"):
                assert expert not in digest, who
        assert {who: town.teams.messages(who)[-1].text for who in DIGESTS} == DIGESTS
        said(town)
        await presses(town, "Birgit", "Slå fra")
        await town.wind("2026-12-14 08:00")
        assert [line for line in said(town) if line.startswith("Birgit")] == [RECEIPT]

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_5_ten_seconds_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        await town.order()
        named = town.card("Vibeke", "Ja, spørg Anna")
        assert named.text == VIBEKES
        read = [line for line in named.text.splitlines() if not line.startswith("[")]
        assert len(" ".join(read).split()) == 38
        assert labels(named)[:3] == ["Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang"]
        vibeke = town.teams.id("Vibeke")
        done = await town.teams.press("Vibeke", named, "Ja, spørg Anna")
        assert town.teams.taps[vibeke] == 2  # one, and "yes"
        assert done.text.splitlines()[0] == "Tak, Vibeke. Vi spørger Anna."

        asked = town.card("Lars", "Udpeg en")
        assert labels(asked)[:3] == ["Udpeg en", "Send videre", "Ikke denne gang"]
        form = await town.teams.press("Lars", asked, "Udpeg en")
        done = await town.teams.submit("Lars", form, COLLEAGUES["Kasper"])
        assert town.teams.taps[town.teams.id("Lars")] == 2  # of four that it may take
        assert done.text.splitlines()[0] == "Tak, Lars. Vi spørger Kasper."

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_a2_6_silence_in_teams(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        await all_but_thisted(town)
        await town.wind("2026-11-25 07:59")
        said(town)
        await town.wind("2026-11-25 08:00")
        assert said(town) == ["Lars: Har du et øjeblik til Elnet?"]
        assert "Er du optaget, kan Gitte Hanvold svare for dig." in town.teams.messages("Lars")[-1].text
        # silence in a chat is no error that anybody would notice, so the reminder goes by mail as well
        assert town.post.subjects("Lars") == ["Har du et øjeblik til Elnet? Svar senest 27. november"]
        await town.wind("2026-11-27 12:00")
        assert said(town) == ["Sofie: Elnet: 3 af 4 har svaret. Mangler svar: Thisted"]
        notice = town.teams.messages("Sofie")[-1]
        assert labels(notice)[:2] == ["Ring op", "Forlæng frist"]
        called = await town.teams.press("Sofie", notice, "Ring op")
        await town.teams.press("Sofie", called, "Spørg stedfortræderen")
        assert "Gitte: Hvem hos jer kan hjælpe Elnet?" in said(town)
        await town.wind("2026-12-03 12:00")
        assert "Lars: Har du et øjeblik til Elnet?" not in said(town)

    play(fresh_file, office, teams, scenario, chatting=CHATTING)


def test_at_f_1_2_3_the_digest_comes_at_eight_on_the_first_working_day_of_every_week(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        await town.teams.say("Sofie", "frist Elnet møde med distributørerne uden dato")
        came = {}
        for day in ("2026-12-21", "2026-12-28", "2027-01-04", "2027-03-22", "2027-03-30", "2027-04-05"):
            await town.wind(f"{day} 07:59")
            before = len(town.teams.messages("Sofie"))
            await town.wind(f"{day} 08:00")
            (digest,) = town.teams.messages("Sofie")[before:]
            came[day] = (town.program.clock.now().astimezone(UTC).strftime("%a %H:%M UTC"), digest.text.splitlines()[0])
        # 29 March 2027 is Easter Monday, the day after summer time begins
        assert came == {
            "2026-12-21": ("Mon 07:00 UTC", "Uge 52 · 21.–27. december 2026 · 1 gruppe, 6 medlemmer"),
            "2026-12-28": ("Mon 07:00 UTC", "Uge 53 · 28. december 2026–3. januar 2027 · 1 gruppe, 6 medlemmer"),
            "2027-01-04": ("Mon 07:00 UTC", "Uge 1 · 4.–10. januar 2027 · 1 gruppe, 6 medlemmer"),
            "2027-03-22": ("Mon 07:00 UTC", "Uge 12 · 22.–28. marts 2027 · 1 gruppe, 6 medlemmer"),
            "2027-03-30": ("Tue 06:00 UTC", "Uge 13 · 29. marts–4. april 2027 · 1 gruppe, 6 medlemmer"),
            "2027-04-05": ("Mon 06:00 UTC", "Uge 14 · 5.–11. april 2027 · 1 gruppe, 6 medlemmer"),
        }

    play(fresh_file, office, teams, scenario, chatting=CHATTING)
