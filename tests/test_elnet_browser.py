"""Elnet in a real browser, on the program as `make demo` starts it: ordered, answered in seconds, dissolved.

Vibeke, Lars and Tobias get mail, as in the demo: they answer from their letter boxes, on the pages behind the
links. Erik and Søren answer in the chat.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from bot.app import Program
from bot.settings import load
from bot.web.personas import cast
from storage import groups, local_clock, members, nominations, people
from storage.engine import Database
from storage.tables import Group, GroupState, NominationRequest, RequestState
from tests.browser import DESKTOP, PHONE, opened, served, violations
from tests.elnet import FIRST, SECOND
from tests.world import ORDERED, settle_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def program(migrated_file: Path, tmp_path: Path) -> Program:
    """The local workspace with BRN's circle in it, on Friday 20 November 2026 at nine."""
    path = tmp_path / "elnet.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    with database.changing() as store:
        settle_cast(store, ORDERED)
        for each in cast():
            if each.channel == "mail":
                people.write_by_mail(store, people.by_name(store, each.name)[0], yes=True)
        local_clock.move(store, int((ORDERED - datetime.now(UTC)).total_seconds()) + 1)
    database.close()
    return Program(load(database_url=f"sqlite:///{path}", port=0), local=True)


@pytest.fixture
def address(program: Program) -> Iterator[str]:
    with served(program.web) as address:
        program.here = address
        yield address


# --- what people do ---


def become(page: Page, name: str) -> None:
    page.get_by_role("button", name="Skift person").click()
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("dialog").locator("a, button", has_text=name).first.click()
    expect(page.locator(".me strong")).to_have_text(name)


def say(page: Page, words: str) -> None:
    page.get_by_role("combobox").fill(words)
    page.locator("form.composer").get_by_role("button").click()


def fill(page: Page, title: str, submit: str, values: dict[str, str]) -> None:
    form = page.get_by_role("dialog", name=title)
    for name, value in values.items():
        form.locator(f"#f-{name}").fill(value)
    form.get_by_role("button", name=submit).click()


def card(page: Page, title: str) -> Locator:
    return page.locator(".card", has=page.get_by_role("heading", name=title)).last


def order(page: Page) -> None:
    become(page, "Sofie Kragelund")
    say(page, "/taskforce ny")
    fill(page, "Bestil en taskforce", "Næste", {name: str(value) for name, value in FIRST.items()})
    fill(page, "Hvem skal vi spørge?", "Se kortet", {name: str(value) for name, value in SECOND.items()})
    preview = card(page, "Sådan ser kortet ud for Vibeke Mosegaard.")
    expect(preview).to_contain_text("Det går til 4 direktører og 1 ekstern.")
    preview.get_by_role("button", name="Send nu").click()
    expect(card(page, "Elnet er bestilt.")).to_contain_text("0 af 5 har svaret.")


def press(page: Page, title: str, label: str) -> None:
    card(page, title).get_by_role("button", name=label).click()


def say_yes(page: Page, expert: str) -> None:
    become(page, expert)
    press(page, "Vil du være med i taskforcen Elnet?", "Ja, jeg er med")
    expect(page.get_by_role("heading", name="Godt at have dig med")).to_be_visible()


def opened_mail(page: Page, reader: str, subject: str) -> FrameLocator:
    """A letter in somebody's letter box."""
    become(page, reader)
    page.wait_for_url("**/mail")
    page.get_by_role("link", name=subject).click()
    expect(page.get_by_role("heading", name=subject)).to_be_visible()
    return page.frame_locator("#letter")


@contextmanager
def followed(page: Page, letter: FrameLocator, label: str) -> Iterator[Page]:
    """The page behind a link of a letter, in its tab."""
    with page.context.expect_page() as tab:
        letter.get_by_role("link", name=label).click()
    tab.value.set_default_timeout(10_000)
    yield tab.value
    tab.value.close()


def ask_named_by_mail(page: Page, director: str, expert: str) -> None:
    first = expert.split()[0]
    letter = opened_mail(page, director, f"Må vi låne {expert}")
    with followed(page, letter, f"Ja, spørg {first}") as answer:
        expect(answer.get_by_role("heading", name=f"Skal vi spørge {expert}?")).to_be_visible()
        answer.get_by_role("button", name=f"Ja, spørg {first}").click()
        expect(answer.get_by_role("heading", name=f"Vi spørger {first}.")).to_be_visible()


def name_somebody_by_mail(page: Page, director: str, expert: str, email: str) -> None:
    letter = opened_mail(page, director, "Hvem hos jer kan hjælpe Elnet?")
    with followed(page, letter, "Udpeg en") as answer:
        for name, value in {"name": expert, "email": email}.items():
            answer.locator(f"#f-{name}").fill(value)
        answer.get_by_role("button", name="Udpeg").click()
        expect(answer.get_by_role("heading", name=f"Vi spørger {expert.split()[0]}.")).to_be_visible()


def join_by_mail(page: Page, external: str, organisation: str) -> None:
    letter = opened_mail(page, external, f"Vil {organisation} være med i Elnet?")
    with followed(page, letter, "Ja, jeg deltager") as answer:
        answer.get_by_role("button", name="Ja, jeg deltager").click()
        expect(answer.get_by_role("heading", name=f"Godt at have dig med, {external.split()[0]}.")).to_be_visible()


def ask_named(page: Page, director: str, first: str) -> None:
    become(page, director)
    press(page, "Må vi låne", f"Ja, spørg {first}")
    page.get_by_role("dialog", name="Skal vi spørge").get_by_role("button", name=f"Ja, spørg {first}").click()
    expect(page.get_by_role("heading", name=f"Vi spørger {first}.")).to_be_visible()


def name_somebody(page: Page, director: str, expert: str, email: str) -> None:
    become(page, director)
    press(page, "Hvem hos jer kan hjælpe Elnet?", "Udpeg en")
    fill(page, "Hvem må vi spørge?", "Udpeg", {"name": expert, "email": email})
    expect(page.get_by_role("heading", name=f"Vi spørger {expert.split()[0]}.")).to_be_visible()


def answer_all(page: Page) -> None:
    ask_named_by_mail(page, "Vibeke Mosegaard", "Anna Lindholt")
    say_yes(page, "Anna Lindholt")
    ask_named(page, "Erik Vendelbjerg", "Maja")
    say_yes(page, "Maja Hedelund")
    name_somebody(page, "Søren Hobæk", "Dorthe Zinck-Holm", "dorthe.zinck-holm@mariagerfjord.example")
    say_yes(page, "Dorthe Zinck-Holm")
    name_somebody_by_mail(page, "Lars Nystrand", "Kasper Thybo-Lund", "kasper.thybo-lund@thisted.example")
    say_yes(page, "Kasper Thybo-Lund")
    join_by_mail(page, "Tobias Grønnegaard", "Green Hub Denmark")


def elnet(program: Program) -> Group:
    with program.database.reading() as store:
        return next(each for each in groups.everything(store) if each.title == "Elnet")


# --- what must be so ---


def test_at_a2_1_elnet_is_ordered_answered_and_established_in_the_browser(
    chromium: Browser, program: Program, address: str
) -> None:
    with opened(chromium, address, DESKTOP) as page:
        page.goto("/")
        order(page)
        answer_all(page)
        become(page, "Sofie Kragelund")
        expect(
            card(page, "Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.")
        ).to_be_visible()
        expect(page.get_by_role("link", name="# elnet")).to_be_visible()
        assert violations(page) == []
    with program.database.reading() as store:
        inside = [person.name for _, person in members.of_group(store, elnet(program).id or 0)]
    assert sorted(inside) == [
        "Anna Lindholt",
        "Dorthe Zinck-Holm",
        "Emil Brandtoft",
        "Kasper Thybo-Lund",
        "Maja Hedelund",
        "Tobias Grønnegaard",
    ]
    assert elnet(program).state == GroupState.established


def test_at_a2_3_the_coordinator_closes_the_group_in_the_browser(
    chromium: Browser, program: Program, address: str
) -> None:
    with opened(chromium, address, DESKTOP) as page:
        page.goto("/")
        order(page)
        answer_all(page)
        become(page, "Emil Brandtoft")
        say(page, "/taskforce opløs Elnet")
        form = page.get_by_role("dialog", name="To spørgsmål, så lukker vi Elnet pænt.")
        expect(form.get_by_role("checkbox", checked=True)).to_have_count(0)
        expect(form.get_by_role("checkbox")).to_have_count(4)
        form.get_by_role("button", name="Luk gruppen").click()
        expect(form.locator("#form-errors")).to_be_focused()
        assert elnet(program).state == GroupState.established
        form.get_by_role("checkbox", name="Kvalificerede budskaber").check()
        form.locator("#f-owner").fill("BRN-sekretariatet")
        form.locator("#f-follow_on").fill("interessevaretagelse")
        form.get_by_role("button", name="Luk gruppen").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=".zip").last.click()
        assert download.value.suggested_filename.endswith(".zip")
        become(page, "Anna Lindholt")
        expect(card(page, "Tak for din indsats i Elnet, Anna")).to_contain_text(
            "BRN-sekretariatet fører interessevaretagelsen videre."
        )
        thanked = opened_mail(page, "Vibeke Mosegaard", "Tak for lånet af Anna Lindholt")
        expect(thanked.locator("body")).to_contain_text("Tak for lånet af Anna Lindholt")
    group = elnet(program)
    assert (group.state, group.follow_on_owner, group.follow_on) == (
        GroupState.dissolved,
        "BRN-sekretariatet",
        "interessevaretagelse",
    )


def test_at_a2_5_a_director_on_a_phone_answers_with_one_tap_and_a_confirmation(
    chromium: Browser, program: Program, address: str
) -> None:
    with opened(chromium, address, DESKTOP) as page:
        page.goto("/")
        order(page)
        become(page, "Erik Vendelbjerg")
        conversation = page.url
    with opened(chromium, address, PHONE) as page:
        page.goto(conversation)  # looking changes nothing
        asked = card(page, "Må vi låne Maja Hedelund?")
        words = asked.locator(":scope > h4, :scope > p:not(.links)").evaluate_all(
            "found => found.map(each => [...each.childNodes].filter(node => !node.classList?.contains('sr'))"
            ".map(node => node.textContent).join(''))"
        )
        assert sum(len(each.split()) for each in words) == 38, words
        assert asked.locator(".presses button:visible").all_inner_texts() == [
            "Ja, spørg Maja",
            "Foreslå en anden",
            "Ikke denne gang",
        ]
        assert [each.state for each in _requests(program)] == [RequestState.waiting] * 5
        assert violations(page) == []
        asked.get_by_role("button", name="Ja, spørg Maja").click()
        page.get_by_role("dialog").get_by_role("button", name="Ja, spørg Maja").click()
        expect(card(page, "Tak, Erik. Vi spørger Maja.")).to_be_visible()
    assert sorted(each.state for each in _requests(program)) == [RequestState.named] + [RequestState.waiting] * 4


def test_at_a2_5_a_director_with_mail_alone_answers_with_one_tap_and_a_confirmation(
    chromium: Browser, program: Program, address: str
) -> None:
    with opened(chromium, address, DESKTOP) as page:
        page.goto("/")
        order(page)
        become(page, "Vibeke Mosegaard")
        page.get_by_role("link", name="Må vi låne Anna Lindholt til Elnet?").click()
        page.wait_for_url("**/mail/*")
        mail = page.url
    with opened(chromium, address, PHONE) as page:
        page.goto(mail)
        letter = page.frame_locator("#letter")
        assert letter.get_by_role("link").all_inner_texts()[:3] == [
            "Ja, spørg Anna",
            "Foreslå en anden",
            "Ikke denne gang",
        ]
        assert violations(page) == []
        with followed(page, letter, "Ja, spørg Anna") as answer:  # looking changes nothing
            assert answer.get_by_role("button").all_inner_texts() == ["Ja, spørg Anna"]
            assert violations(answer) == []
            assert [each.state for each in _requests(program)] == [RequestState.waiting] * 5
            answer.get_by_role("button", name="Ja, spørg Anna").click()
            expect(answer.get_by_role("heading", name="Tak, Vibeke. Vi spørger Anna.")).to_be_visible()
            assert violations(answer) == []
        page.get_by_role("link", name="Til indbakken").click()
        expect(page.locator(".mails .subject").first).to_have_text("Tak, Vibeke. Vi spørger Anna.")
    assert sorted(each.state for each in _requests(program)) == [RequestState.named] + [RequestState.waiting] * 4


def _requests(program: Program) -> list[NominationRequest]:
    with program.database.reading() as store:
        return list(nominations.requests_of_group(store, elnet(program).id or 0))
