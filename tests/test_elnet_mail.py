"""Elnet with nobody but the secretariat in a chat: directors, experts and Green Hub Denmark have mail alone.

Everything is real: the program as it is started, a mail server that the mails are read from, and the pages at the
addresses that stand in the mails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from handlers.dialogue.card import unmarked
from handlers.dialogue.reply import Reply
from storage import groups, journal, members, people
from storage.tables import GroupState
from tests.post import Reader, links_of, text_of
from tests.smtp import PostOffice
from tests.snapshot import nothing_changes
from tests.town import Town, play
from tests.world import text_of as card_text


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


DIRECTORS = ("Vibeke", "Lars", "Søren", "Erik")
LETTER = """\
Kære Vibeke

Må vi spørge Anna Lindholt om at være med i taskforcen Elnet?
Den skal skærpe Nordjyllands argumenter for et stærkere elnet.
Ca. 4 timer om ugen, december–maj.

Svar senest fredag den 27. november kl. 12 (uge 48).
"""


def titles(town: Town, who: str) -> list[str]:
    return [unmarked(card.title) for card in town.cards(who)]


async def names(town: Town, who: str, name: str, address: str, label: str = "Udpeg en") -> Reader:
    """A director names somebody with name and address."""
    page = await town.answer(who, label)
    await page.press("Udpeg", name=name, email=address)
    return page


async def experts_accept(town: Town, *who: str) -> None:
    for each in who:
        page = await town.answer(each, "Ja, jeg er med")
        await page.press("Ja, jeg er med")
        assert page.title == f"Godt at have dig med, {each}."


def test_at_a2_5_ten_seconds_by_mail(tmp_path: Path, post_office: PostOffice) -> None:
    async def scenario(town: Town) -> None:
        await town.order()
        mail = town.mail("Vibeke")
        assert mail["Subject"] == "Må vi låne Anna Lindholt til Elnet? Svar senest 27. november"
        assert text_of(mail).startswith(LETTER)
        body = LETTER.removeprefix("Kære Vibeke\n")
        assert len(body.split()) <= 40
        assert list(links_of(mail))[:3] == ["Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang"]

        reader = Reader(town.session)
        with nothing_changes(town.program.database):
            await reader.follow(mail, "Ja, spørg Anna")
        assert (reader.status, reader.title, reader.buttons()) == (
            200,
            "Skal vi spørge Anna Lindholt?",
            ["Ja, spørg Anna", "Tilbage"],
        )
        assert "Anna bestemmer selv." in reader.text
        await reader.press("Ja, spørg Anna")
        assert (reader.status, reader.title, reader.taps) == (200, "Tak, Vibeke. Vi spørger Anna.", 2)
        assert town.subjects("Anna")[-1].startswith("Vil du være med i taskforcen Elnet?")

    play(tmp_path / "elnet.db", post_office, scenario)


def test_elnet_from_order_to_thanks_with_everybody_else_on_mail(tmp_path: Path, post_office: PostOffice) -> None:
    async def scenario(town: Town) -> None:
        await town.order()
        assert {who: len(town.mails(who)) for who in DIRECTORS} == dict.fromkeys(DIRECTORS, 1)
        assert town.subjects("Tobias") == ["Vil Green Hub Denmark være med i Elnet? Svar senest 27. november"]

        for who, label in (("Vibeke", "Ja, spørg Anna"), ("Erik", "Ja, spørg Maja"), ("Tobias", "Ja, jeg deltager")):
            page = await town.answer(who, label)
            await page.press(label)
            assert page.status == 200
        page = await names(town, "Søren", "Dorthe Zinck-Holm", "dorthe.zinck-holm@mariagerfjord.example")
        assert page.title == "Tak, Søren. Vi spørger Dorthe."
        await experts_accept(town, "Anna", "Maja", "Dorthe")
        assert town.subjects("Vibeke")[1:] == ["Tak, Vibeke. Vi spørger Anna.", "Anna er med i Elnet."]
        receipt = " ".join(text_of(town.mails("Vibeke")[1]).split())
        assert "Svaret er givet med linket i mailen. Var det ikke dig, så skift svaret" in receipt

        await town.wind("2026-11-25 12:00")  # three working days without Thisted's answer
        assert town.subjects("Lars")[1:] == ["Har du et øjeblik til Elnet? Svar senest 27. november"]
        assert "kan Gitte Hanvold svare for dig." in " ".join(text_of(town.mail("Lars")).split())
        await town.wind("2026-11-27 12:30")
        notice = town.cards("Sofie")[-1]
        assert unmarked(notice.title) == "Elnet: 3 af 4 har svaret. Mangler svar: Thisted"
        assert "Lars Nystrand fik kortet på mail fredag den 20. november" in card_text(notice)

        settled = await town.answer("Vibeke", "Ja, spørg Anna")  # the links have ended with the deadline
        assert (settled.title, settled.buttons()) == ("Tak, Vibeke.", [])
        late = await town.answer("Lars", "Udpeg en")
        assert late.title == "Tak, men svarfristen er gået."
        assert late.text.startswith(
            "Tak, men svarfristen er gået. Vil I stadig være med, så tryk her, og Sofie vender tilbage."
        )
        await late.press("Vi vil gerne være med")
        assert late.title == "Tak. Sofie vender tilbage."
        assert titles(town, "Sofie")[-1] == "Thisted vil alligevel gerne være med i Elnet."
        reply = await town.say("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
        assert isinstance(reply, Reply)
        await town.wind("2026-12-01 09:00")
        await experts_accept(town, "Kasper")

        with town.program.database.reading() as store:
            (group,) = [each for each in groups.everything(store) if each.title == "Elnet"]
            assert group.state == GroupState.established
            inside = [person.name for _, person in members.of_group(store, group.id or 0)]
            assert sorted(inside) == [
                "Anna Lindholt",
                "Dorthe Zinck-Holm",
                "Emil Brandtoft",
                "Kasper Thybo-Lund",
                "Maja Hedelund",
                "Tobias Grønnegaard",
            ]
            faces = {
                line.face for line in journal.lines_of_group(store, group.id or 0) if line.what == "acceptance.yes"
            }
            assert faces == {"link"}

        await town.wind("2027-05-04 09:00")
        question = next(card for card in town.cards("Emil") if "Holder det?" in unmarked(card.title))
        form = await town.press("Emil", question, "Vi er færdige nu")
        assert form.form is not None
        closed = await town.fill(
            "Emil", form, more="skarpere budskaber", owner="BRN-sekretariatet", follow_on="interessevaretagelsen"
        )
        assert closed.card is not None
        await town.wind("2027-05-05 09:00")
        assert town.subjects("Anna")[-1] == "Tak for din indsats i Elnet, Anna"
        assert town.subjects("Vibeke") == [
            "Må vi låne Anna Lindholt til Elnet? Svar senest 27. november",
            "Tak, Vibeke. Vi spørger Anna.",
            "Anna er med i Elnet.",
            "Tak for lånet af Anna Lindholt",
        ]
        mails = [mail for mail in town.mails("Vibeke") if "List-Unsubscribe" not in mail]
        assert [str(mail["References"] or "").split() for mail in mails] == [
            [str(each["Message-ID"]) for each in mails[:count]] for count in range(4)
        ]
        page = await town.answer("Anna", "Ja, gerne")  # may we ask you another time?
        await page.press("Ja, gerne")
        assert page.status == 200
        with town.program.database.reading() as store:
            assert people.get(store, town.person("Anna").id or 0).may_ask_again

    play(tmp_path / "elnet.db", post_office, scenario)


def test_programs_that_open_every_link_a_hundred_times_change_nothing(tmp_path: Path, post_office: PostOffice) -> None:
    async def scenario(town: Town) -> None:
        await town.order(whom="Hjørring: Anna Lindholt\nThisted\nRegion Nordjylland: Maja Hedelund")
        page = await town.answer("Erik", "Ja, spørg Maja")
        await page.press("Ja, spørg Maja")
        mails = [mail for who in ("Vibeke", "Lars", "Maja") for mail in town.mails(who)]
        addresses = sorted({address for mail in mails for address in links_of(mail).values()})
        assert len(addresses) == 12

        async def open_it(method: str, address: str) -> int:
            async with town.session.request(method, address) as response:
                await response.read()
                return response.status

        with nothing_changes(town.program.database):
            for address in addresses:
                for method in ("GET", "HEAD"):
                    found = await asyncio.gather(*(open_it(method, address) for _ in range(100)))
                    assert set(found) == {200}, address
        page = await town.answer("Vibeke", "Ja, spørg Anna")  # and whoever was meant can still answer
        await page.press("Ja, spørg Anna")
        assert page.title == "Tak, Vibeke. Vi spørger Anna."

    play(tmp_path / "elnet.db", post_office, scenario)


def test_at_a1_1_a_third_nominee_is_refused_on_the_page(tmp_path: Path, post_office: PostOffice) -> None:
    async def scenario(town: Town) -> None:
        await town.order(whom="Thisted (2)", outputs="")
        page = await town.answer("Lars", "Udpeg en")
        await page.press("Udpeg", name="Kasper Thybo-Lund", email="kasper.thybo-lund@thisted.example")
        assert page.title == "Tak. Vi spørger Kasper."
        spare = Reader(town.session)
        await spare.follow(town.mails("Lars")[0], "Udpeg en")  # a second window, left open
        await page.click("Udpeg en til")
        await page.press("Udpeg", name="Martin Vangsaa", email="martin.vangsaa@thisted.example")
        assert page.title.startswith("Tak, Lars. Vi spørger Kasper og Martin.")
        with nothing_changes(town.program.database):
            await spare.press("Udpeg", name="Gitte Hanvold", email="gitte.hanvold@thisted.example")
        assert spare.status == 409
        assert "Højst 2 repræsentanter pr. kommune/region." in spare.text

    play(tmp_path / "elnet.db", post_office, scenario)


def test_a_deadline_comes_as_a_file_and_leaves_the_calendar_when_it_is_dropped(
    tmp_path: Path, post_office: PostOffice
) -> None:
    def entry(mail: EmailMessage) -> tuple[str, str, str, int, str]:
        (part,) = [each for each in mail.iter_attachments() if each.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        return (
            str(part.get_param("method")),
            str(event["UID"]),
            str(event["SUMMARY"]),
            int(event["SEQUENCE"]),
            event["DTSTART"].to_ical().decode(),
        )

    async def scenario(town: Town) -> None:
        await town.order(whom="Hjørring: Anna Lindholt", outputs="")
        page = await town.answer("Vibeke", "Ja, spørg Anna")
        await page.press("Ja, spørg Anna")
        await experts_accept(town, "Anna")
        noted = await town.say("Emil", "frist Elnet 11. december - Budskabspapir - Anna Lindholt")
        assert noted.form is None
        await town.wind("2026-12-09 12:00")  # two working days before
        asked = town.mail("Anna")
        assert asked["Subject"] == "Budskabspapir skal være klar fredag den 11. december (uge 50)."
        before = entry(asked)
        assert before == ("PUBLISH", before[1], "Elnet: Budskabspapir", before[3], "20261211")
        dropped = await town.say("Emil", "frist Elnet")
        await town.press("Emil", dropped, "Fjern")
        after = entry(town.mail("Anna"))
        assert after == ("CANCEL", before[1], "Aflyst: Elnet: Budskabspapir", after[3], "20261211")
        assert after[3] > before[3]

    play(tmp_path / "elnet.db", post_office, scenario)
