"""Elnet in Slack, from the order to the thanks: every step a signed request, every message read from Slack's record.

The secretariat, the directors and the experts are in the secretariat's own workspace; Tobias of Green Hub Denmark has
no account there and gets mail.
"""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from storage import groups, members
from storage.tables import GroupState
from tests.elnet import COLLEAGUES
from tests.elnet_chat import CHATTING, EXPERTS, OTHERS, all_but_thisted, by_mail, established, names, presses
from tests.slack.fake import BOT_USER, Fake
from tests.slack.reading import labels
from tests.slack.town import Town, play
from tests.smtp import PostOffice


def said(town: Town) -> list[str]:
    """What the bot has said since the last time this was asked: to whom, and what their list of messages shows. People
    are written to beside each other, so the order among them is no matter."""
    state = town.fake.read()
    names = {user["id"]: user["real_name"].split()[0] for user in state["users"].values()}
    talks = {id_: names[each["user"]] for id_, each in state["channels"].items() if each.get("user") in names}
    rooms = {id_: f"#{each['name']}" for id_, each in state["channels"].items() if each.get("name")}
    calls = [call for call in town.fake.record("chat.postMessage") if call["answer"].get("ok")]
    refused = [call for call in town.fake.refused() if call["method"] != "users.lookupByEmail"]
    town.fake.clear()
    assert refused == []
    places = {**talks, **rooms}
    return sorted(f"{places[call['answer']['channel']]}: {call['arguments']['text']}" for call in calls)


WELCOME = """\
👋 Velkommen til Elnet
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.
Tovholder: Emil Brandtoft, BRN-sekretariatet
Medlemmer: Emil Brandtoft (BRN-sekretariatet), Tobias Grønnegaard (Green Hub Denmark), Anna Lindholt (Hjørring), \
Dorthe Zinck-Holm (Mariagerfjord), Maja Hedelund (Region Nordjylland) og Kasper Thybo-Lund (Thisted)
Skriv til Emil om møder og plan og til Sofie om alt det praktiske.
[Elnet på én side]"""
HEARD = """\
Frister kan skrives direkte her.
Skriv fx Frist: fredag den 27. november – budskabspapir, så bliver den noteret.
Det samme gælder linjer, der begynder med Beslutning, Leverance eller Status.
[Elnet på én side]
Alt andet bliver ikke læst. Kun tidspunktet bliver gemt."""
DIGESTS = {
    "Anna": """\
Uge 50 · 7.–13. december 2026
Kræver svar
Elnet: Budskabspapir senest fredag den 11. december.
[Færdig] [Jeg bliver forsinket]
De næste 14 dage
· Uge 51: udkast til høringssvar
[Sjældnere] [Slå fra]""",
    "Emil": """\
Uge 50 · 7.–13. december 2026 · 1 gruppe, 6 medlemmer
De næste 14 dage
· Fredag den 11. december: budskabspapir (Anna Lindholt) · Elnet
· Uge 51: udkast til høringssvar · Elnet
Nedsat
Elnet [Se]
[Sjældnere] [Slå fra]""",
    "Vibeke": """\
Uge 50 · 7.–13. december 2026 · Hjørring
Jeres folk
· Elnet: Anna Lindholt, budskabspapir fredag den 11. december.
Nedsat
· Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Hjørring.""",
    "Birgit": """\
Uge 50 · 7.–13. december 2026 · Brønderslev
Nedsat
· Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Brønderslev.""",
}
VIBEKES = """\
Må vi låne Anna Lindholt?
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj. \
Svar senest fredag den 27. november kl. 12 (uge 48). Tovholder: Emil Brandtoft.
Hilsen Sofie Kragelund, BRN
[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang] [⋯ Send videre til en kollega | Læs mere]"""
WEEK_48 = "Uge 48 · 23.–29. november 2026 · 1 gruppe, 5 medlemmer"


def test_at_a2_1_elnet_end_to_end_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
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
            "#elnet: Frister kan skrives direkte her.",
            "#elnet: 👋 Velkommen til Elnet",
            "Erik: Maja er med i Elnet.",
            "Lars: Kasper er med i Elnet.",
            "Sofie: Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.",
            "Sofie: Én fra Elnet kunne ikke komme ind i rummet.",
            "Søren: Dorthe er med i Elnet.",
            "Vibeke: Anna er med i Elnet.",
        ]

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
        with town.program.database.reading() as store:
            (group,) = groups.everything(store)
            assert group.state == GroupState.established
            assert len(members.of_group(store, group.id or 0)) == 6
        # Tobias cannot enter the room, and reads in a mail what was said there
        assert town.post.subjects("Tobias")[-1] == "👋 Velkommen til Elnet"

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_2_and_a2_3_the_end_is_asked_about_and_the_group_dissolved_in_slack(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        status = await town.slack.command("Sofie", "status Elnet")
        assert "Slutter: ca. tirsdag den 1. juni (uge 22)" in status.text
        await town.wind("2027-05-04 07:00")
        said(town)
        await town.wind("2027-05-04 09:00")
        assert town.slack.messages("Emil")[-1].text == (
            "Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?\n"
            "Gruppen har ikke leveret noget endnu. Svarer du ikke, sker der ikke noget af sig selv, "
            "men vi spørger igen ugen før.\n"
            "[Ja, det holder] [Forlæng] [Vi er færdige nu]"
        )  # fmt: skip
        form = await presses(town, "Emil", "Vi er færdige nu")
        nothing = await town.slack.submit("Emil", form)
        assert nothing.errors == {"outputs": "Sæt flueben ved eller skriv mindst én ting, der kom ud af det."}
        done = await town.slack.submit(
            "Emil",
            form,
            outputs=["Faglige input"],
            more="skarpere budskaber",
            owner="BRN-sekretariatet",
            follow_on="interessevaretagelsen",
        )
        assert done.view is not None
        assert done.view.text.startswith("Elnet er opløst.\n6 medlemmer har fået tak.")
        assert said(town) == [
            "Anna: Tak for din indsats i Elnet, Anna",
            "Dorthe: Tak for din indsats i Elnet, Dorthe",
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
        await all_but_thisted(town)
        await town.wind("2026-11-23 07:59")
        said(town)
        await town.wind("2026-11-23 08:00")
        assert said(town) == [
            *(f"{who}: {WEEK_48}" for who in ("Emil", "Farah", "Helle")),
            "Lars: Uge 48 · 23.–29. november 2026 · Thisted",
            *(f"{who}: {WEEK_48}" for who in ("Mads", "Sofie")),
        ]
        await town.wind("2026-11-27 12:30")
        await town.slack.command("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
        await town.wind("2026-12-01 09:00")
        await presses(town, "Kasper", "Ja, jeg er med")
        await town.slack.say("Emil", "#elnet", f"Frist: 11. december - budskabspapir - <@{town.slack.id('Anna')}>")
        await town.slack.say("Emil", "#elnet", "Frist: uge 51: udkast til høringssvar")
        await town.wind("2026-12-07 08:00")
        for who in OTHERS:
            digest = town.slack.messages(who)[-1].text
            assert digest.count("Elnet") == 1, who
            assert "@" not in digest
            for expert in (*EXPERTS, "Tobias"):
                assert expert not in digest, who
        assert {who: town.slack.messages(who)[-1].text for who in DIGESTS} == DIGESTS
        said(town)
        await presses(town, "Birgit", "Slå fra")
        await town.wind("2026-12-14 08:00")
        assert [line for line in said(town) if line.startswith("Birgit")] == []

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_5_ten_seconds_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await town.order()
        slack = town.slack
        named = town.card("Vibeke", "Ja, spørg Anna")
        assert named.text == VIBEKES
        read = [line for line in named.text.splitlines() if not line.startswith("[")]
        assert len(" ".join(read).split()) == 38
        assert labels(named) == ["Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang"]
        vibeke = slack.id("Vibeke")
        done = await slack.press("Vibeke", named, "Ja, spørg Anna")
        assert slack.taps[vibeke] == 2  # one, and "yes"
        assert done.text.splitlines()[0] == "Tak, Vibeke. Vi spørger Anna."

        asked = town.card("Lars", "Udpeg en")
        assert labels(asked) == ["Udpeg en", "Send videre", "Ikke denne gang"]
        form = await slack.press("Lars", asked, "Udpeg en")
        done = await slack.submit("Lars", form, COLLEAGUES["Kasper"])
        assert slack.taps[slack.id("Lars")] == 2  # of four that it may take
        assert done.text.splitlines()[0] == "Tak, Lars. Vi spørger Kasper."

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_a2_6_silence_in_slack(fresh_file: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await all_but_thisted(town)
        await town.wind("2026-11-25 07:59")
        said(town)
        await town.wind("2026-11-25 08:00")
        assert said(town) == ["Lars: Har du et øjeblik til Elnet?"]
        assert "Er du optaget, kan Gitte Hanvold svare for dig." in town.slack.messages("Lars")[-1].text
        # silence in a chat is no error that anybody would notice, so the reminder goes by mail as well
        assert town.post.subjects("Lars") == ["Har du et øjeblik til Elnet? Svar senest 27. november"]
        await town.wind("2026-11-27 12:00")
        assert said(town) == ["Sofie: Elnet: 3 af 4 har svaret. Mangler svar: Thisted"]
        notice = town.slack.messages("Sofie")[-1]
        assert labels(notice) == ["Ring op", "Forlæng frist", "Fortsæt uden"]
        called = await town.slack.press("Sofie", notice, "Ring op")
        await town.slack.press("Sofie", called, "Spørg stedfortræderen")
        assert said(town) == ["Gitte: Hvem hos jer kan hjælpe Elnet?"]
        await town.wind("2026-12-03 12:00")
        assert "Lars: Har du et øjeblik til Elnet?" not in said(town)

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


def test_at_f_1_2_3_the_digest_comes_at_eight_on_the_first_working_day_of_every_week(
    fresh_file: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await established(town)
        await town.slack.command("Sofie", "frist Elnet møde med distributørerne uden dato")
        came = {}
        for day in ("2026-12-21", "2026-12-28", "2027-01-04", "2027-03-22", "2027-03-30", "2027-04-05"):
            await town.wind(f"{day} 07:59")
            before = len(town.slack.messages("Sofie"))
            await town.wind(f"{day} 08:00")
            (digest,) = town.slack.messages("Sofie")[before:]
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

    play(fresh_file, office, fake, scenario, chatting=CHATTING, away=())


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
