"""The pages behind the links in mails: looking changes nothing, only their own presses do, until the deadline."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp.test_utils import TestClient
from sqlmodel import select

from handlers.dialogue.card import Button, Card, Confirm, Line
from storage import links
from storage.tables import Cadence, JournalLine
from tests.bot.web.answers_stage import ANNA, CASE, DEAD, YES, digest, do, open_question, question, stage
from tests.snapshot import nothing_changes


@pytest.fixture
def played(database):
    return stage(database)


# --- looking ---


def test_the_card_is_shown_with_its_buttons(played):
    async def scenario(reader):
        await reader.open(link)
        assert (reader.status, reader.title()) == (200, ANNA)
        assert reader.said() == (
            f"Taskforcen Elnet {ANNA} Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. "
            "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48). "
            "Tovholder: Emil Brandtoft. Hilsen Sofie Kragelund, BRN Ja, spørg Anna Foreslå en anden Ikke denne gang "
            f"Send videre til en kollega Læs mere Linket er personligt og virker til fristen. Sagsnr. {CASE}"
        )

    link = played.vibeke()
    played.visit(scenario)


def test_a_button_that_asks_first_opens_its_question(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        assert reader.said() == (
            "Taskforcen Elnet Skal vi spørge Anna Lindholt? Anna bestemmer selv. "
            "Tid ca. 4 timer om ugen, december–maj Svar senest fredag den 27. november kl. 12 (uge 48) "
            f"Ja, spørg Anna Tilbage Linket er personligt og virker til fristen. Sagsnr. {CASE}"
        )
        assert reader.links()["Tilbage"] == link

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


def test_a_button_without_a_question_opens_the_card_with_it_alone(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.decline", request=request))
        assert reader.title() == "Hvem hos jer kender elnettet?"
        assert list(reader.links()) == ["Tilbage", "Sådan behandler vi oplysninger"]
        assert reader.form("Ikke denne gang")[0] == link

    request = played.request("Lars")
    link = played.link(played.row("Lars"), card=open_question(request))
    played.visit(scenario)


def test_a_button_that_opens_a_form_or_something_to_read_shows_it(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.another", request=request))
        assert (reader.status, reader.title()) == (200, "Hvem skal vi spørge i stedet?")
        await reader.open(link + do("nomination.more", request=request))
        assert (reader.status, reader.title()) == (200, "Elnet")
        assert reader.links()["Tilbage"] == link

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


@pytest.mark.parametrize(
    "query",
    [
        "?do=nomination.yes",
        "?do=nomination.yes&request=999",
        "?do=nomination.yes&request=1&request=1",
        "?do=nomination.yes&request=1&more=1",
        "?do=overview.show",
        "?do=say&words=mig",
        "?do=",
        "?do=%00&%ff=%ED%A0%80",
        "?request=1",
    ],
)
def test_what_is_no_button_of_the_card_shows_the_card(played, query):
    async def scenario(reader):
        await reader.open(link + query)
        assert (reader.status, reader.title()) == (200, ANNA)

    link = played.vibeke()
    played.visit(scenario)


def test_a_hundred_visits_to_every_address_of_every_page_change_nothing(played):
    """Scanners of mails open every link, and so do previews."""

    async def scenario(reader):
        seen, waiting = set(), [vibeke, erik, late]
        while waiting:
            address = waiting.pop()
            seen.add(address)
            await reader.open(address)
            assert reader.status == (410 if address == late else 200)
            waiting += [each for each in reader.links().values() if each.startswith("/") and each not in seen]
        for method in ("GET", "HEAD"):
            for address in sorted(seen):
                response = await reader.client.request(method, address)
                body = await response.read()
                assert (response.status, bool(body)) == (410 if address == late else 200, method == "GET")
            await asyncio.gather(*(_open(reader.client, method, each) for each in sorted(seen) * 99))
        assert len(seen) >= 10

    vibeke = played.vibeke()
    erik = played.told("Erik", digest(played.group()), subject="digest:1")
    late = played.link(played.row("Søren"), until="2026-11-19 12:00", card=question(1, 1))
    with nothing_changes(played.database):
        played.visit(scenario)


async def _open(client: TestClient, method: str, address: str) -> None:
    async with client.request(method, address) as response:
        assert response.status in (200, 410, 429)


def test_opening_says_nothing_about_the_page_before_and_keeps_nothing(played):
    async def scenario(reader):
        await reader.open(link)
        del reader.headers["Date"], reader.headers["Server"], reader.headers["Content-Length"]
        assert reader.headers == {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store",
            "Content-Security-Policy": (
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                "frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        assert "<script" not in reader.page
        assert '<meta name="robots" content="noindex, nofollow">' in reader.page

    link = played.vibeke()
    played.visit(scenario)


# --- answering ---


def test_the_answer_takes_one_press_behind_the_mail_s_button(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        await reader.press(YES)
        assert (reader.status, reader.said()) == (
            200,
            "Tak, Vibeke. Vi spørger Anna. Du hører fra os, når Anna har svaret. "
            "Indtil fredag den 27. november kl. 12 kan du ændre svaret. Skift svar",
        )

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)
    assert played.state("Vibeke") == "named"
    with played.database.reading() as store:
        line = store.session.exec(select(JournalLine).where(JournalLine.what == "nomination.named")).one()
    assert (line.actor_id, line.face) == (played.house.person("Vibeke").id, "link")


def test_a_press_sent_twice_counts_once_and_says_the_same(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        action, fields = reader.form(YES)
        await reader.post(action, fields)
        first = (reader.status, reader.said())
        with nothing_changes(played.database):
            for _ in range(3):
                await reader.post(action, fields)
                assert (reader.status, reader.said()) == first

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


def test_an_answer_can_be_changed_until_the_round_closes(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        await reader.press(YES)
        await reader.open(link + do("nomination.yes", request=request))  # the mail is still there
        assert reader.title() == "Tak, Vibeke. Vi spørger Anna."
        await reader.follow("Skift svar")
        assert reader.said().startswith(
            "Taskforcen Elnet Skal svaret skiftes? Så spørger vi ikke længere Anna, og spørgsmålet er åbent igen. "
        )
        await reader.press("Ja, skift svaret")
        assert (reader.title(), played.state("Vibeke")) == (ANNA, "waiting")
        await reader.follow("Foreslå en anden")
        await reader.press("Udpeg", name="Henrik Tornbjerg", email="henrik.tornbjerg@hjoerring.example", person="other")
        assert (reader.status, reader.title()) == (200, "Tak, Vibeke. Vi spørger Henrik.")
        await reader.follow("Skift svar")
        action, fields = reader.form("Ja, skift svaret")
        played.house.wind("2026-11-27 12:00")
        await reader.open(link)
        left = "Tak, Vibeke. Vi spørger Henrik. Fristen for at ændre svaret er gået."
        assert (reader.status, reader.said()) == (410, left)
        await reader.post(action, fields)
        assert (reader.status, reader.said()) == (410, left)

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)
    assert played.state("Vibeke") == "named"


def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.another", request=request))
        with nothing_changes(played.database):
            await reader.press("Udpeg", name="Gitte Hanvold", email="gitte.hanvold@", title="direktør <b>")
            assert reader.status == 422
        assert 'value="Gitte Hanvold"' in reader.page
        assert 'value="direktør &lt;b&gt;"' in reader.page
        assert 'aria-describedby="f-email-error"' in reader.page
        assert "Der er én ting at rette." in reader.said()
        await reader.press("Udpeg", name="Gitte Hanvold", email="gitte.hanvold@thisted.example", title="direktør")
        assert (reader.status, reader.title()) == (200, "Tak, Lars. Vi spørger Gitte.")

    link, request = played.lars(), played.request("Lars")
    played.visit(scenario)


def test_what_a_handler_refuses_is_said_on_the_page(played):
    async def scenario(reader):
        await reader.open(link + do("nomination.yes", request=request))
        action, in_another_window = reader.form(YES)
        await reader.open(link + do("nomination.yes", request=request))
        await reader.press(YES)
        with nothing_changes(played.database):
            await reader.post(action, in_another_window)
            assert (reader.status, reader.title()) == (409, "Kortet er allerede besvaret.")
        assert reader.links()["Tilbage"] == link

    link, request = played.vibeke(), played.request("Vibeke")
    played.visit(scenario)


def test_a_question_of_a_later_card_is_asked_on_a_page(played):
    confirm = Confirm("Er du sikker?", "Det kan ikke fortrydes.", "Ja, slet mig")
    button = Button("me.cadence", "Slå fra", {"cadence": "off"}, "danger", confirm)

    async def scenario(reader):
        await reader.open(link)
        await reader.follow("Slå fra")
        assert reader.said().startswith("Er du sikker? Det kan ikke fortrydes. Ja, slet mig Tilbage")
        assert 'class="btn danger"' in reader.page
        await reader.press("Ja, slet mig")
        assert (reader.status, reader.title()) == (200, "Du får ikke ugeoversigten mere.")

    link = played.told("Erik", Card("Oversigten", (Line("…"),), (button,)))
    played.visit(scenario)


# --- whose it is ---


def test_a_page_speaks_the_language_of_its_person(played):
    async def scenario(reader):
        await reader.open(link, **{"Accept-Language": "da"})
        assert '<html lang="en">' in reader.page
        assert "How we treat personal data" in reader.links()

    played.house.ask("Vibeke", action="me.language", args={"language": "en"})
    link = played.vibeke()
    played.visit(scenario)


def test_a_link_for_the_expert_answers_as_the_expert(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.follow("Ja, jeg er med")
        await reader.press("Ja, jeg er med")
        assert (reader.status, reader.title()) == (200, "Godt at have dig med, Anna.")

    played.house.press("Vibeke", played.house.card("Vibeke"), YES)
    link = played.link(played.row("Anna"))
    played.visit(scenario)


def test_a_profile_is_shown_by_a_link_of_its_own_alone(played):
    card = Card("Vil du være med?", (Line("Hej"),), (Button("me", "Se, ret eller slet"),))

    async def scenario(reader):
        await reader.open(ordinary + "?do=me")
        assert (reader.status, reader.said()) == (
            200,
            "Vi sender et link til a…@hjoerring.example. En mail kan være sendt videre. "
            "Derfor har det, vi ved om dig, sit eget link. Send linket Tilbage",
        )
        assert "anna.lindholt" not in reader.page
        await reader.open(own)
        await reader.follow("Se, ret eller slet")
        assert reader.title() == "Det her ved vi om dig, Anna"
        await reader.press("Ret")
        assert reader.title() == "Ret det, vi ved om dig"
        await reader.press(
            "Gem", name="Anna Lindholt", email="anna.lindholt@hjoerring.example", title="chef", phone="", competences=""
        )
        assert reader.title() == "Det er rettet. Tak, Anna."

    ordinary = played.told("Anna", card)
    own = played.told("Anna", card, subject="me:16")
    played.visit(scenario)
    assert played.house.person("Anna").title == "chef"


def test_a_fresh_link_to_one_s_profile_is_sent_by_mail(played):
    async def scenario(reader):
        await reader.open(link + "?do=me")
        await reader.press("Send linket")
        assert reader.status == 200

    link = played.told("Anna", Card("Vil du?", (), (Button("me", "Se, ret eller slet"),)))
    played.visit(scenario)
    assert played.row("Anna", "me:").only_by == "mail"


def test_thanks_can_be_answered_with_erase_me(played):
    card = Card("Tak for din indsats", (), (Button("me.keep", "Ja, gerne"), Button("me.erase", "Nej tak, slet mig")))

    async def scenario(reader):
        await reader.open(link)
        await reader.follow("Nej tak, slet mig")
        assert reader.title() == "Skal vi slette din profil?"
        assert reader.links()["Tilbage"] == link
        await reader.press("Ja, slet mig")
        assert (reader.status, reader.title()) == (200, "Din profil er slettet.")
        await reader.open(link)
        assert (reader.status, reader.said()) == (404, DEAD)

    link = played.told("Kasper", card, subject="thanks:1")
    played.visit(scenario)


# --- a digest that is switched off by the mail program ---

ONE_CLICK = "List-Unsubscribe=One-Click"


def test_a_mail_program_switches_the_digest_off(played):
    async def scenario(reader):
        for body, kind in [
            (ONE_CLICK, "application/x-www-form-urlencoded"),
            (
                '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
                "multipart/form-data; boundary=x",
            ),
        ]:
            await reader.post(link, body.encode(), headers={"Content-Type": kind})
            assert (reader.status, reader.page) == (200, "Du får ikke ugeoversigten mere.\n")

    link = played.told("Erik", digest(played.group()), subject="digest:1")
    played.visit(scenario)
    assert played.house.person("Erik").cadence == Cadence.off
    with played.database.reading() as store:
        assert len(store.session.exec(select(JournalLine).where(JournalLine.what == "me.cadence")).all()) == 1


def test_no_other_mail_can_be_switched_off(played):
    async def scenario(reader):
        with nothing_changes(played.database):
            await reader.post(link, ONE_CLICK.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
            assert (reader.status, reader.said()) == (404, DEAD)
            for body in (ONE_CLICK + "&x=1", "List-Unsubscribe=Two-Click"):
                await reader.post(link, body.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
                assert reader.status == 403

    link = played.vibeke()
    played.visit(scenario)


# --- papers ---


def test_a_paper_of_the_card_is_fetched(played):
    async def scenario(reader):
        await reader.open(link)
        paper = reader.links()["Elnet.zip"]
        await reader.open(paper)
        assert (reader.status, reader.page) == (200, f"Erik Vendelbjerg {played.group()}")
        assert reader.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Sag%20%C3%A9t.zip"
        assert reader.headers["Cache-Control"] == "no-store"
        await reader.open(paper[:-1])
        assert (reader.status, reader.said()) == (404, DEAD)
        with played.database.changing() as store:
            links.revoke(store, played.house.now, person_id=played.house.person("Erik").id)
        await reader.open(paper)
        assert (reader.status, reader.said()) == (404, DEAD)

    link = played.told("Erik", digest(played.group()), subject="digest:1")
    played.visit(scenario)


def test_a_paper_that_is_not_theirs_is_not_fetched(played):
    async def scenario(reader):
        await reader.open(f"/file/{played.seal.pack([link.id, link.nonce, 'secret', 1], 'file')}")
        assert (reader.status, reader.said()) == (404, DEAD)

    played.vibeke()
    with played.database.reading() as store:
        link = links.get(store, 1)
    played.visit(scenario)


# --- the privacy page ---


def test_privacy_is_explained_in_the_reader_s_language(played):
    async def scenario(reader):
        for language, title in [
            ("", "Sådan behandler vi oplysninger"),
            ("da-DK,en;q=0.5", "Sådan behandler vi oplysninger"),
            ("en-GB,da;q=0.5", "How we treat personal data"),
            ("de,fr;q=x,*;q=0.1", "Sådan behandler vi oplysninger"),
        ]:
            await reader.open("/oplysninger", **{"Accept-Language": language})
            assert (reader.status, reader.title()) == (200, title)
        await reader.follow("English")
        assert reader.title() == "How we treat personal data"
        assert "Vibeke" not in reader.page

    played.visit(scenario)
