"""The workspace over HTTP: what one sees, presses, fills in and says."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.web.guard import HEADERS
from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from handlers.rules.permissions import ALLOWED
from storage import people
from storage.tables import Group, GroupState, OutboxKind, OutboxRow, Person
from tests.bot.web.stage import SOFIE, START, VIBEKE
from tests.bot.web.visitor import browse, channel, plain, posts

# --- looking ----------------------------------------------------------------------------------------------


def test_way_in_leads_to_whoever_begins_the_guide(played):
    async def scenario(browser):
        page = await browser.open("/")
        assert browser.address == "/as/2/4"
        assert "<strong>Sofie Kragelund</strong>" in page

    browse(played, scenario)


def test_conversation_shows_its_cards_its_day_and_what_is_unread_elsewhere(played):
    async def scenario(browser):
        page = await browser.open("/as/14")
        assert browser.titles() == [
            "Uge 47 · 16.–22. november 2026 · Hjørring",
            "Tak, Vibeke. Vi spørger Anna.",
            "Må vi låne Anna Lindholt?",
        ]
        assert re.findall(r'<h3 class="day"[^>]*>(.*?)</h3>', page) == [
            "Mandag den 16. november",
            "Tirsdag den 17. november",
            "I dag, fredag den 20. november",
        ]
        rail = re.findall(r'<li><a[^>]*id="to-\d+"[^>]*><span>(.*?)</span>(?: <span class="count">(\d+))?', page)
        assert [(plain(name), count) for name, count in rail] == [
            ("# direktionen", "2"),
            ("# kvalificeret-arbejdskraft lukket", ""),
            ("Taskforce", ""),
            ("Jytte Bangsgaard", "1"),
        ]

    browse(played, scenario)


def test_what_was_looked_at_is_no_longer_unread(played):
    async def scenario(browser):
        await browser.open(f"/as/14/{channel(played, 'direktionen')}")
        page = await browser.open("/as/14")
        assert '<a id="to-2" href="/as/14/2"><span># direktionen</span></a>' in page

    browse(played, scenario)


def test_every_page_is_sent_with_its_headers_and_a_cookie_that_no_script_reads(played):
    async def scenario(browser):
        for path in ("/as/14/1", "/nowhere", "/static/style.css"):
            response = await browser.client.get(path)
            assert {name: response.headers[name] for name in HEADERS} == HEADERS
        browser.client.session.cookie_jar.clear()
        response = await browser.client.get("/as/14/1")
        cookie = response.cookies["taskforce-workspace"]
        assert (cookie["httponly"], cookie["samesite"], len(cookie.value)) == (True, "Strict", 43)

    browse(played, scenario)


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere", "/as/999", "/as/14/999", "/as/16/2", "/as/14/1/file/case/1", "/static/../guide.py"),
        *("/static/guide.py", "/as/99999999999999999999", "/as/-1"),
    ],
)
def test_page_that_is_not_there_says_so_in_the_same_look(played, path):
    async def scenario(browser):
        page = await browser.open(path)
        assert browser.status == 404
        assert '<h1 id="trouble">Siden findes ikke.</h1>' in page

    browse(played, scenario)


def test_closed_channel_can_be_read_and_not_written_in(played):
    async def scenario(browser):
        closed = channel(played, "kvalificeret-arbejdskraft")
        page = await browser.open(f"/as/14/{closed}")
        assert "Kanalen er lukket." in page
        assert 'id="composer"' not in page
        await browser.open("/as/14/1")
        _, fields = browser.form("Send")
        await browser.post(f"/as/14/{closed}/say", fields | {"words": "Hov"})
        assert posts(played, closed) == []

    browse(played, scenario)


def test_people_can_be_found_without_a_script(played):
    async def scenario(browser):
        page = await browser.open("/as/14/1/people?find=thisted")
        assert re.findall(r"<strong>(.*?)</strong>", page) == [
            *("Lars Nystrand", "Gitte Hanvold", "Kasper Thybo-Lund", "Martin Vangsaa", "Randi Kvols")
        ]
        page = await browser.open("/as/14/1/people?find=%00%3Cscript%3E")
        assert 'value="&lt;script&gt;"' in page
        assert "Ingen med det navn eller den rolle." in page

    browse(played, scenario)


# --- pressing ---------------------------------------------------------------------------------------------


def test_reply_instead_takes_the_place_of_the_card(played):
    async def scenario(browser):
        await browser.open("/as/14")
        await browser.press("Ja, spørg Anna", confirm="")
        assert browser.address == "/as/14/1"
        assert browser.titles()[2:] == ["Tak, Vibeke. Vi spørger Anna."]

    browse(played, scenario)


def test_question_is_asked_on_a_page_when_there_is_no_dialog(played):
    async def scenario(browser):
        await browser.open("/as/14")
        page = await browser.press("Ja, spørg Anna")
        assert '<h1 id="question">Skal vi spørge Anna Lindholt?</h1>' in page
        await browser.press("Ja, spørg Anna")
        assert browser.titles()[2:] == ["Tak, Vibeke. Vi spørger Anna."]

    browse(played, scenario)


def test_button_pressed_twice_is_pressed_once_and_a_card_drawn_again_can_be_pressed_again(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Send videre til en kollega")
        await asyncio.gather(*(browser.post(action, fields) for _ in range(5)))
        await browser.open("/as/14")
        assert sorted(browser.titles()[3:]) == ["Besked nummer 1", "Noteret."]
        await browser.press("Send videre til en kollega")
        assert sorted(browser.titles()[3:]) == ["Besked nummer 1", "Besked nummer 2", "Noteret.", "Noteret."]

    browse(played, scenario)


def test_card_that_the_outbox_has_redrawn_is_left_as_it_was_drawn(played):
    async def scenario(browser):
        await browser.open("/as/14")
        pressed = next(each for each in posts(played) if each.outbox_id is not None)
        with played.database.changing() as store:
            row = OutboxRow(
                unique_key="redrawn", kind=OutboxKind.update, lane="x", subject="request:12", person_id=VIBEKE,
                target_id=pressed.outbox_id, payload=to_json(Card("Tegnet om")), due_at=START,
            )  # fmt: skip
            store.add(row)
        await browser.press("Ja, spørg Anna", confirm="")
        assert browser.titles()[2:] == ["Tegnet om"]

    browse(played, scenario)


def test_answer_to_a_public_card_is_for_one_person_or_for_everybody(played):
    async def scenario(browser):
        here = channel(played, "direktionen")
        await browser.open(f"/as/14/{here}")
        await browser.press("Vis flere")
        assert browser.titles() == ["Interessentkredsen: 11 af 12 organisationer har udpeget", "Mere om Elnet"]
        assert browser.page.count("kun dig kan se dette") == 1
        await browser.press("Godt")  # instead of the card that only Vibeke sees
        assert browser.titles()[1:] == ["Tak, Vibeke. Vi spørger Anna."]
        action, fields = browser.form("Vis flere")
        await browser.post(action, fields | {"action": "play.here"})
        await browser.open(f"/as/37/{here}")
        assert browser.titles() == ["Interessentkredsen: 11 af 12 organisationer har udpeget", "Det ser alle."]

    browse(played, scenario)


def test_card_that_everybody_sees_is_not_replaced_by_one_for_a_single_person(played):
    async def scenario(browser):
        here = channel(played, "direktionen")
        await browser.open(f"/as/14/{here}")
        action, fields = browser.form("Vis flere")
        await browser.post(action, fields | {"action": "play.yes"})
        await browser.open(f"/as/37/{here}")
        assert browser.titles() == ["Interessentkredsen: 11 af 12 organisationer har udpeget"]

    browse(played, scenario)


def test_defect_is_a_card_with_a_reference(played):
    async def scenario(browser):
        await browser.open("/as/14")
        action, fields = browser.form("Læs mere")
        page = await browser.post(action, fields | {"action": "play.boom"})
        assert browser.titles()[3:] == ["Noget gik galt hos os, ikke hos dig."]
        assert re.search(r"\(Ref\. [0-9A-F]{4}\)", page)

    browse(played, scenario)


# --- forms ------------------------------------------------------------------------------------------------


def test_form_comes_back_with_its_values_and_is_taken_when_it_is_right(played):
    async def scenario(browser):
        await browser.open("/as/14")
        await browser.press("Foreslå en anden")
        assert browser.status == 200
        wrong = {"f.who": "other", "f.name": "Amir <b>", "f.mail": "amir.rahimi", "f.title": "x" * 81}
        page = await browser.press("Udpeg", **wrong)
        assert browser.status == 422
        assert "Højst 80 tegn. Det her er 81." in page
        page = await browser.press("Udpeg", **{**wrong, "f.title": ""})
        assert '<a href="#f-mail">Arbejdsmail: Adressen mangler noget efter @.</a>' in page
        assert 'value="Amir &lt;b&gt;"' in page
        await browser.press("Udpeg", **{**wrong, "f.title": "", "f.mail": "amir.rahimi@aalborg.example"})
        assert browser.titles()[2:] == ["Tak. Vi spørger Amir <b>."]

    browse(played, scenario)


# --- saying -----------------------------------------------------------------------------------------------


def test_words_to_the_bot_are_a_command_with_or_without_its_name(played):
    async def scenario(browser):
        await browser.open("/as/16")
        await browser.say("/taskforce")
        await browser.say("STATUS")
        await browser.say("/Taskforce status")
        await browser.say("satus")
        assert browser.said() == ["/taskforce", "STATUS", "/Taskforce status", "satus"]
        matrix = "Interessentkredsen: 11 af 12 organisationer har udpeget"
        assert browser.titles() == ["Hej Anna Lindholt", matrix, matrix, 'Jeg kender ikke "satus".']

    browse(played, scenario)


def test_message_in_a_channel_is_for_everybody_and_a_command_there_for_one(played):
    async def scenario(browser):
        here = channel(played, "direktionen")
        await browser.open(f"/as/14/{here}")
        await browser.say("Fint. <b>Tak</b>")
        await browser.say("/taskforce status")
        await browser.say("/help mig")
        assert browser.said()[1:] == ["Fint. <b>Tak</b>", "/taskforce status", "/help mig"]
        assert browser.titles()[-1] == 'Jeg kender ikke "/help".'
        assert "Kommandoer begynder med /taskforce." in browser.page
        await browser.open(f"/as/37/{here}")
        assert browser.said()[1:] == ["Fint. <b>Tak</b>"]

    browse(played, scenario)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\x00b\x1b[31mc\u202ed", ["ab[31mcd"]),
        ("\ud800 hej", ["hej"]),
        ("   ", []),
        ("x" * 4000, ["x" * 4000]),
        ("x" * 4001, []),
    ],
)
def test_odd_words_do_no_harm(played, words, shown):
    async def scenario(browser):
        here = channel(played, "direktionen")
        await browser.open(f"/as/14/{here}")
        await browser.say(words.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\ufffd", ""))
        assert browser.said()[1:] == shown

    browse(played, scenario)


def test_only_words_that_this_person_may_use_are_offered(played):
    def offered(page: str) -> list[str]:
        return re.findall(r'<li role="option".*?<strong>(.*?)</strong>', page)

    async def scenario(browser):
        ALLOWED["play.status"] = frozenset()
        assert offered(await browser.open("/as/14")) == ["/taskforce", "/taskforce fravær"]
        assert offered(await browser.open("/as/47")) == ["/taskforce", "/taskforce away"]

    browse(played, scenario)


# --- around it --------------------------------------------------------------------------------------------


def test_language_is_changed_for_whoever_acts_and_the_page_follows(played):
    async def scenario(browser):
        await browser.open("/as/14")
        page = await browser.press("English")
        assert ('<html lang="en">' in page, "Switch person" in page) == (True, True)
        assert browser.titles()[2:] == ["Må vi låne Anna Lindholt?"]
        page = await browser.open("/as/37")
        assert '<html lang="da">' in page

    browse(played, scenario)


def test_clock_is_wound_by_a_day_a_week_or_to_what_comes_next(played):
    async def scenario(browser):
        await browser.open("/as/14")
        page = await browser.press("+1 dag")
        assert "<strong>Lørdag den 21. november 2026</strong> uge\xa047, kl.\xa09.00" in page
        with played.database.changing() as store:
            person = store.session.get_one(Person, VIBEKE)
            store.add(
                OutboxRow(
                    unique_key="later", kind=OutboxKind.message, lane="x", subject="x", person_id=person.id,
                    payload=to_json(Card("Godmorgen")), due_at=START + timedelta(days=2, hours=1),
                )
            )  # fmt: skip
        page = await browser.open("/as/14")
        assert "Næste: en besked går ud, søndag kl.\xa010.00" in page
        page = await browser.press("Til næste hændelse")
        assert browser.titles()[3:] == ["Godmorgen"]
        await browser.press("+1 uge")
        assert played.clock.now() == START + timedelta(days=9, hours=1)

    browse(played, scenario)


def test_guide_says_what_to_do_and_lets_a_step_be_skipped(played):
    async def scenario(browser):
        page = await browser.open("/as/14")
        assert re.findall(r'aria-current="step">\s*<strong>(.*?)</strong>', page) == ["Bestil Elnet"]
        page = await browser.press("Spring over")
        assert re.findall(r'aria-current="step">\s*<strong>(.*?)</strong>', page) == ["Se kortet, før det går ud"]
        page = await browser.press("Spring over", step="x")
        assert browser.status == 400

    browse(played, scenario)


def test_guide_winds_the_clock_to_what_a_step_waits_for(played):
    asked_at = START + timedelta(days=60)
    with played.database.changing() as store:
        store.add(
            Group(
                circle_id=1, title="Elnet", task="x", state=GroupState.established, commissioner_id=1, owner_id=SOFIE,
                created_at=START, established_at=START, end_ask_due=asked_at,
            )
        )  # fmt: skip
        people.get(store, VIBEKE).digest_sent_at = START

    async def scenario(browser):
        page = await browser.open("/as/14")
        page = await browser.press("Spring over")
        assert re.findall(r'aria-current="step">\s*<strong>(.*?)</strong>', page) == ["Svar på, om slutdatoen holder"]
        await browser.press("Stil uret til tirsdag den 19. januar")
        assert played.clock.now() == asked_at

    browse(played, scenario)


def test_open_pages_hear_of_a_change(played):
    async def scenario(browser):
        async with browser.client.get("/live") as stream:
            assert (await stream.content.readline()).decode() == "retry: 1000\n"
            played.workspace.changed()
            assert [(await stream.content.readline()).decode() for _ in range(3)] == [
                *("\n", "event: changed\n", "data:\n")
            ]
            await played.workspace.close()
            assert (await stream.content.read()).decode() == "\nevent: changed\ndata:\n\n"

    browse(played, scenario)
