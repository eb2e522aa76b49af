"""The letter box over HTTP: who has one, what lies in it, and what a letter may do."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlmodel import select

from bot.face import Errand, Never
from bot.mail.box import LetterBox
from bot.web import posting
from bot.web.letters import FRAME, preview
from storage import mails, workspace
from storage.tables import Group, GroupState, OutboxKind, WorkspaceMail
from tests.bot.web.post import ANSWER, ASKED, BIRGIT, CALENDAR, by_mail_alone, deliver, letter
from tests.bot.web.stage import LARS, SOFIE, START, VIBEKE, Stage
from tests.bot.web.visitor import browse, plain

SUBJECT = "Må vi låne Line Overholt til Elnet? Svar senest 27. november"


def kept(played: Stage) -> list[WorkspaceMail]:
    with played.database.reading() as store:
        return list(store.session.exec(select(WorkspaceMail)).all())


def rail(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<li><a[^>]*id="to-[^"]*"[^>]*><span>(.*?)</span>(?: <span class="count">(\d+))?', page)
    return [(plain(name), count) for name, count in found]


def listed(page: str) -> list[list[str]]:
    """Sender and time, subject and first words of each mail."""
    rows = re.findall(r'<li id="mail-\d+"(.*?)</li>', page, re.DOTALL)
    parts = ("from", "subject", "preview small muted")
    found = [[re.search(rf'<span class="{part}">(.*?)</span>\n', f"{row}\n") for part in parts] for row in rows]
    return [[plain(each[1]) if each else "" for each in row] for row in found]


# --- keeping ----------------------------------------------------------------------------------------------


def test_mail_is_kept_as_it_would_have_gone_and_once(played):
    errand = deliver(played, letter(SUBJECT))
    asyncio.run(LetterBox(played.runner).deliver(letter("Again"), "birgit.skovmose@broenderslev.example", errand))
    [mail] = kept(played)
    assert (mail.person_id, mail.outbox_id, mail.arrived_at, mail.seen_at) == (BIRGIT, errand.id, START, None)
    assert mail.content.isascii()
    assert mail.content.startswith("From: ")
    assert "Reply-To: sofie.kragelund@brn.example\n" in mail.content


def test_mail_to_nobody_is_refused_for_good(played):
    for person_id in (None, 999):
        errand = Errand(1, "k", OutboxKind.message, person_id, None, {}, "", START)
        with pytest.raises(Never):
            asyncio.run(LetterBox(played.runner).deliver(letter(SUBJECT), "nobody@brn.example", errand))
    assert kept(played) == []


def test_whoever_gets_mail_alone_is_not_put_into_a_channel(played):
    by_mail_alone(played)
    with played.database.changing() as store:
        group = Group(
            circle_id=1, title="Elnet", state=GroupState.established, commissioner_id=1, owner_id=SOFIE,
            created_at=START,
        )  # fmt: skip
        store.add(group)
        for kind, payload in (
            (OutboxKind.open_room, {"name": "elnet", "people": [BIRGIT, VIBEKE]}),
            (OutboxKind.invite, {"people": [BIRGIT, LARS]}),
        ):
            posting.carry(store, Errand(1, "k", kind, None, group.id, payload, "", START))
        inside = [
            person_id
            for person_id in (BIRGIT, SOFIE, VIBEKE, LARS)
            if "elnet" in [each.channel.name for each in workspace.channels_of(store, person_id)]
        ]
    assert inside == [SOFIE, VIBEKE, LARS]


# --- looking ----------------------------------------------------------------------------------------------


def test_somebody_who_gets_mail_alone_has_a_letter_box_and_no_conversation_with_the_bot(played):
    by_mail_alone(played)
    with played.database.changing() as store:
        bot = workspace.ensure_with_bot(store, BIRGIT).id

    async def scenario(browser):
        for path in (f"/as/{BIRGIT}", f"/as/{BIRGIT}/{bot}"):
            page = await browser.open(path)
            assert browser.address == f"/as/{BIRGIT}/mail"
        assert rail(page) == [("Indbakke", "")]
        assert "Ingen mails endnu. Det, der er til Birgit Skovmose, lander her." in page
        assert "birgit.skovmose@broenderslev.example" in page
        assert 'id="composer"' not in page

    browse(played, scenario)


def test_somebody_who_chats_has_a_letter_box_only_once_a_mail_has_come(played):
    async def scenario(browser):
        assert "Indbakke" not in [name for name, _ in rail(await browser.open("/as/14"))]
        await asyncio.to_thread(lambda: deliver(played, letter(SUBJECT), person_id=VIBEKE))
        page = await browser.open("/as/14")
        assert (browser.address, rail(page)[0]) == ("/as/14/1", ("Indbakke", "1"))

    browse(played, scenario)


def test_mails_are_listed_newest_first_with_what_they_begin_with(played):
    by_mail_alone(played)
    deliver(played, letter("Uge 47 · Brønderslev"), "digest", days=4)
    deliver(played, letter(SUBJECT))

    async def scenario(browser):
        page = await browser.open(f"/as/{BIRGIT}")
        sender = "Sofie Kragelund, BRN-sekretariatet"
        beginning = ASKED.removesuffix(" december–maj.") + " …"
        assert listed(page) == [
            [f"{sender} 9.00", SUBJECT, beginning],
            [f"{sender} 16. nov.", "Uge 47 · Brønderslev", beginning],
        ]
        assert page.count("Ulæst:") == 2
        assert "<title>(2) Indbakke" in page

    browse(played, scenario)


def test_open_mail_shows_its_headers_its_letter_and_what_came_with_it_and_is_no_longer_new(played):
    by_mail_alone(played)
    deliver(played, letter(SUBJECT))

    async def scenario(browser):
        page = await browser.open(f"/as/{BIRGIT}/mail/1")
        assert (
            f'<p class="eyebrow" id="subject">Emne</p>\n<h2 id="talk-title" aria-describedby="subject">{SUBJECT}'
            in page.replace("\xa0", " ")
        )
        facts = re.search(r'<dl class="facts">(.*?)</dl>', page, re.DOTALL)[1]
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", facts, re.DOTALL)
        assert [(name, plain(value).strip()) for name, value in pairs] == [
            ("Fra", "Sofie Kragelund, BRN-sekretariatet <taskforce@brn.example>"),
            ("Svar til", "sofie.kragelund@brn.example"),
            ("Til", "Birgit Skovmose <birgit.skovmose@broenderslev.example>"),
            ("Dato", "Fredag den 20. november 2026 kl. 9.00"),
            ("Vedhæftet", "svarfrist.ics (1&nbsp;kB)".replace("&nbsp;", " ")),
        ]
        assert f'src="/as/{BIRGIT}/mail/1/letter"' in page
        assert rail(page) == [("Indbakke", "")]
        file = await browser.client.get(f"/as/{BIRGIT}/mail/1/file/1")
        assert (file.content_type, await file.read()) == ("text/calendar", CALENDAR)
        assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''svarfrist.ics"

    browse(played, scenario)
    with played.database.reading() as store:
        assert mails.unseen(store) == {}


def test_letter_comes_in_a_frame_that_runs_sends_and_fetches_nothing(played):
    by_mail_alone(played)
    deliver(played, letter(SUBJECT))

    async def scenario(browser):
        response = await browser.client.get(f"/as/{BIRGIT}/mail/1/letter")
        assert {name: response.headers[name] for name in ("Content-Security-Policy", "X-Frame-Options")} == {
            "Content-Security-Policy": FRAME,
            "X-Frame-Options": "SAMEORIGIN",
        }
        page = await response.text()
        assert page.startswith('<!doctype html>\n<html lang="da">\n<head><base target="_blank">')
        assert ASKED in page

    browse(played, scenario)


def test_plain_twin_has_its_addresses_as_links(played):
    by_mail_alone(played)
    deliver(played, letter("<b>Emne</b>"))

    async def scenario(browser):
        page = await browser.open(f"/as/{BIRGIT}/mail/1/text")
        link = f"https://taskforce.brn.example{ANSWER}".replace("&", "&amp;")
        assert f'Ja, spørg Line:\n<a href="{link}" target="_blank" rel="noopener">{link}</a></div>' in page
        assert ("<iframe" in page, "<b>Emne</b>" in page) == (False, False)

    browse(played, scenario)


@pytest.mark.parametrize(
    "path", ["mail/2", "mail/1/letter/x", "mail/1/file/2", "mail/x", "mail/2/letter", "mail/2/text", "mail/99999999999"]
)
def test_mail_that_is_not_there_or_somebody_elses_is_not_found(played, path):
    deliver(played, letter(SUBJECT))
    deliver(played, letter(SUBJECT), "another", person_id=VIBEKE)

    async def scenario(browser):
        await browser.open(f"/as/{BIRGIT}/{path}")
        assert browser.status == 404

    browse(played, scenario)


def test_what_stands_around_a_mail_works_and_leads_back_to_it(played):
    by_mail_alone(played)
    deliver(played, letter(SUBJECT))

    async def scenario(browser):
        for path in (f"/as/{BIRGIT}/mail", f"/as/{BIRGIT}/mail/1", f"/as/{BIRGIT}/mail/1/text"):
            await browser.open(path)
            for label in ("+1 dag", "English", "Dansk", "Spring over", "Telefonbredde"):
                await browser.press("Skip" if label == "Spring over" and "Skip" in browser.page else label)
                assert (browser.address, browser.status) == (path, 200)
            await browser.open(f"{path}/people?find=birgit")
            assert browser.page.count('<span class="chip line">mail</span>') == 1

    browse(played, scenario)


def test_whoever_gets_mail_is_marked_among_the_people_and_found_by_it(played):
    by_mail_alone(played)
    deliver(played, letter(SUBJECT))

    async def scenario(browser):
        page = await browser.open("/as/14/1/people?find=f%C3%A5r+mail")
        assert re.findall(r"<strong>(.*?)</strong> (<span class=\"chip line\">mail</span>)?", page) == [
            ("Birgit Skovmose", '<span class="chip line">mail</span>')
        ]
        assert '<h2 class="eyebrow">Noget at læse</h2>' in page

    browse(played, scenario)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kære Birgit\n\nEmnet\n\nMere", "Mere"),
        ("Kære Birgit\n\nMå vi\nspørge?\n\nHilsen", "Må vi spørge? Hilsen"),
        ("Kun det her", "Kun det her"),
        ("", ""),
        (f"Hej\n\n{'ord ' * 60}", ("ord " * 39).strip() + " …"),
    ],
)
def test_list_shows_the_first_words_after_the_greeting(text, shown):
    assert preview(text, "Emnet") == shown


def test_mails_far_back_are_on_a_page_of_their_own(played, monkeypatch):
    monkeypatch.setattr(mails, "PAGE", 2)
    by_mail_alone(played)
    for number in range(3):
        deliver(played, letter(f"Nummer {number}"), str(number))

    async def scenario(browser):
        page = await browser.open(f"/as/{BIRGIT}/mail")
        assert [row[1] for row in listed(page)] == ["Nummer 2", "Nummer 1"]
        page = await browser.open(f"/as/{BIRGIT}/mail?before=2")
        assert [row[1] for row in listed(page)] == ["Nummer 0"]

    browse(played, scenario)
