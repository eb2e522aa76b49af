"""The workspace in a real browser: by keyboard alone, on a phone, light and dark, live, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handlers.dialogue.card import Card
from handlers.dialogue.wire import to_json
from storage import workspace
from storage.tables import WorkspacePost
from tests.bot.web.stage import SOFIE, VIBEKE, Stage
from tests.browser import DESKTOP, NARROW, PHONE, opened, served, until, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def address(played: Stage) -> Iterator[str]:
    """The workspace, served from a thread of its own."""
    with served(played.web) as address:
        yield address


def ready(page: Page) -> None:
    """Wait until the page listens for changes."""
    until(page, "performance.getEntriesByName(new URL('/live', location).href).length >= 0 && stream")


def say(played: Stage, text: str, *, channel: str | None = None, card: Card | None = None) -> None:
    """Somebody else says something, as if in another window."""
    with played.database.changing() as store:
        alone = workspace.ensure_with_bot(store, VIBEKE)
        place = workspace.ensure_named(store, channel) if channel else alone
        workspace.put(
            store,
            WorkspacePost(
                channel_id=place.id or 0,
                author_id=None if card else SOFIE,
                text=text,
                card=to_json(card) if card else {},
                posted_at=played.clock.now(),
            ),
        )
    played.workspace.changed()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        label = page.evaluate("() => document.activeElement.innerText || document.activeElement.placeholder")
        if label == name:
            return
    raise AssertionError(f"Tab never came to {name}")


# --- keyboard ---------------------------------------------------------------------------------------------


def test_director_answers_by_keyboard_alone(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Til samtalen", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, "Ja, spørg Anna")
        page.keyboard.press("Enter")
        question = page.get_by_role("dialog", name="Skal vi spørge Anna Lindholt?")
        expect(question.get_by_role("button", name="Ja, spørg Anna")).to_be_focused()
        page.keyboard.press("Escape")
        expect(question).to_be_hidden()
        expect(page.get_by_role("button", name="Ja, spørg Anna")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Tak, Vibeke. Vi spørger Anna.")).to_have_count(2)
        expect(page.get_by_role("heading", name="Må vi låne Anna Lindholt?")).to_have_count(0)
        expect(page.locator("#news")).to_have_text("Taskforce: Tak, Vibeke. Vi spørger Anna.")
        assert page.evaluate("() => document.activeElement.closest('.talk') !== null")


def test_command_is_completed_and_sent_by_keyboard_alone(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        box, words = page.get_by_role("combobox"), page.get_by_role("listbox")
        expect(words).to_be_hidden()
        tab_to(page, "Besked eller /taskforce")
        page.keyboard.type("/")
        expect(words.get_by_role("option")).to_have_count(3)
        page.keyboard.press("Escape")
        expect(words).to_be_hidden()
        page.keyboard.type("taskforce aw")  # the English word finds the Danish one
        expect(words.get_by_role("option")).to_have_text(["/taskforce fravær Let a deputy answer while you are away"])
        expect(box).to_have_attribute("aria-activedescendant", "word-3")
        box.fill("")
        page.keyboard.type("/")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(box).to_have_value("/taskforce status ")
        page.keyboard.press("Enter")
        title = "Interessentkredsen: 11 af 12 organisationer har udpeget"
        expect(page.get_by_role("heading", name=title)).to_be_in_viewport()
        expect(box).to_have_value("")
        expect(box).to_be_focused()
        page.keyboard.type("status")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=title)).to_have_count(2)


def test_form_is_filled_in_by_keyboard_and_the_focus_goes_to_what_is_wrong(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Foreslå en anden").focus()
        page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="Hvem skal vi spørge i stedet?")
        expect(form.get_by_role("radio").first).to_be_focused()
        expect(form.get_by_label("Arbejdsmail")).to_be_hidden()
        page.keyboard.press("ArrowUp")
        tab_to(page, "")
        page.keyboard.type("Amir Rahimi")
        page.keyboard.press("Enter")
        expect(form.locator("#form-errors")).to_be_focused()
        expect(form.locator("#form-errors")).to_contain_text("Arbejdsmail: ")
        expect(form.get_by_label("Navn", exact=True)).to_have_value("Amir Rahimi")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(form.get_by_label("Arbejdsmail")).to_be_focused()
        page.keyboard.type("amir.rahimi@aalborg.example")
        page.keyboard.press("Enter")
        expect(form).to_be_hidden()
        expect(page.get_by_role("heading", name="Tak. Vi spørger Amir Rahimi.")).to_be_visible()


def test_form_that_is_closed_gives_the_focus_back(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        opener = page.get_by_role("button", name="Foreslå en anden")
        for leave in ("Escape", "Tilbage"):
            opener.click()
            form = page.get_by_role("dialog", name="Hvem skal vi spørge i stedet?")
            expect(form.get_by_role("radio").first).to_be_focused()
            page.keyboard.press("Escape") if leave == "Escape" else form.get_by_role("link", name=leave).click()
            expect(form).to_be_hidden()
            expect(opener).to_be_focused()


def test_person_is_found_by_typing_and_acted_as(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Skift person").focus()
        page.keyboard.press("Enter")
        people = page.get_by_role("dialog", name="Hvem vil du være?")
        expect(people.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("nobody of that name")
        expect(people.get_by_text("Ingen med det navn eller den rolle.")).to_be_visible()
        people.get_by_role("searchbox").fill("thisted")
        expect(people.get_by_role("link").first).to_contain_text("Lars Nystrand")
        expect(people.get_by_role("link")).to_have_count(5)
        page.keyboard.press("Enter")
        page.wait_for_url("**/as/37/*")
        expect(page.locator(".me")).to_contain_text("Lars Nystrand")


# --- live -------------------------------------------------------------------------------------------------


def test_while_the_program_is_away_what_was_written_stays_and_is_sent_once_when_it_is_back(chromium, address):
    with opened(chromium, address, PHONE, expected=("ERR_INTERNET_DISCONNECTED",)) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Foreslå en anden").click()
        form = page.get_by_role("dialog", name="Hvem skal vi spørge i stedet?")
        form.get_by_text("En anden").click()
        form.get_by_label("Navn", exact=True).fill("Amir Rahimi")
        form.get_by_label("Arbejdsmail").fill("amir.rahimi@aalborg.example")
        page.context.set_offline(True)
        form.get_by_role("button", name="Udpeg").click()
        said = page.get_by_role("alert")
        expect(said).to_have_text(
            "Programmet svarer ikke lige nu. Det, du har skrevet, står her endnu: prøv igen om lidt."
        )
        expect(said).to_be_in_viewport(ratio=1)
        expect(form.get_by_label("Arbejdsmail")).to_have_value("amir.rahimi@aalborg.example")
        assert violations(page) == []
        page.context.set_offline(False)
        form.get_by_role("button", name="Udpeg").click()
        expect(form).to_be_hidden()
        expect(said).to_be_hidden()
        expect(page.get_by_role("heading", name="Tak. Vi spørger Amir Rahimi.")).to_have_count(1)


def test_news_comes_in_without_taking_focus_typed_text_or_place(chromium, address, played):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        ready(page)
        box = page.get_by_role("combobox")
        box.fill("halvt skrev")
        page.evaluate("() => { document.getElementById('talk').scrollTop = 40; window.kept = true; }")
        say(played, "", card=Card("Godmorgen, Vibeke"))
        expect(page.get_by_role("heading", name="Godmorgen, Vibeke")).to_be_attached()
        expect(page.locator("#news")).to_have_text("Taskforce: Godmorgen, Vibeke")
        expect(box).to_have_value("halvt skrev")
        expect(box).to_be_focused()
        assert page.evaluate("() => [document.getElementById('talk').scrollTop, window.kept]") == [40, True]
        say(played, "Tak for sidst", channel="direktionen")
        expect(page.get_by_role("link", name="# direktionen 3 ulæste")).to_be_visible()
        page.evaluate("() => { talk.scrollTop = talk.scrollHeight; }")
        say(played, "", card=Card("Den nyeste"))
        expect(page.get_by_role("heading", name="Den nyeste")).to_be_in_viewport()


def test_open_dialog_survives_news(chromium, address, played):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        ready(page)
        page.get_by_role("button", name="Foreslå en anden").click()
        form = page.get_by_role("dialog", name="Hvem skal vi spørge i stedet?")
        form.get_by_label("En anden").check()
        form.get_by_label("Navn", exact=True).fill("Amir")
        say(played, "", card=Card("Imens"))
        expect(page.get_by_role("heading", name="Imens", include_hidden=True)).to_be_attached()
        expect(form.get_by_label("Navn", exact=True)).to_have_value("Amir")
        expect(form.get_by_label("Navn", exact=True)).to_be_focused()


def test_two_windows_are_two_people(chromium, address):
    with opened(chromium, address) as vibeke, opened(chromium, address) as lars:
        vibeke.goto("/as/14/2")
        lars.goto("/as/37/2")
        ready(lars)
        vibeke.get_by_role("combobox").fill("Hej Lars")
        vibeke.keyboard.press("Enter")
        expect(lars.get_by_text("Hej Lars", exact=True)).to_be_visible()
        vibeke.get_by_role("combobox").fill("/taskforce status")
        vibeke.keyboard.press("Enter")
        expect(vibeke.get_by_text("kun dig kan se dette")).to_have_count(2)
        expect(lars.get_by_text("kun dig kan se dette")).to_have_count(0)


def test_double_press_is_one_press(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Send videre til en kollega").dblclick()
        expect(page.get_by_role("heading", name="Besked nummer 1")).to_be_visible()
        page.get_by_role("button", name="Send videre til en kollega").click()
        expect(page.get_by_role("heading", name="Besked nummer 2")).to_be_visible()
        expect(page.get_by_role("heading", name="Noteret.")).to_have_count(2)


def test_word_after_a_form_is_a_new_question_even_when_the_page_did_not_come_back_in_between(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.evaluate("kept = refresh; refresh = async () => {}")
        page.get_by_role("combobox").fill("/taskforce fravær")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Hvem skal vi spørge i stedet?")).to_be_visible()
        page.keyboard.press("Escape")
        page.evaluate("refresh = kept")
        page.get_by_role("combobox").fill("/taskforce status")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Interessentkredsen: 11 af 12 organisationer")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_answer_to_a_press_is_shown_however_far_up_the_card_stands(chromium, address, played):
    for number in range(20):
        say(played, f"Linje {number}")
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Læs mere").scroll_into_view_if_needed()
        page.get_by_role("button", name="Læs mere").click()
        expect(page.get_by_role("heading", name="Mere om Elnet")).to_be_in_viewport()


def test_page_itself_never_scrolls(chromium, address, played):
    for number in range(20):
        say(played, f"Linje {number}")
    with opened(chromium, address) as page:
        page.goto("/as/14")
        assert page.evaluate("[document.documentElement.scrollHeight, innerHeight]") == [DESKTOP[1], DESKTOP[1]]


def test_clock_and_language_change_the_page_in_place(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        page.evaluate("() => { window.kept = true; }")
        page.get_by_role("button", name="+1 uge").click()
        expect(page.locator(".time time")).to_contain_text("Fredag den 27. november 2026")
        expect(page.get_by_role("button", name="+1 uge")).to_be_focused()
        page.get_by_role("button", name="English").click()
        expect(page.locator(".time time")).to_contain_text("Friday 27 November 2026")
        expect(page.get_by_role("combobox")).to_have_attribute("placeholder", "Message or /taskforce")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.evaluate("() => window.kept") is True


# --- how it looks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_shut_out(chromium, address, size, dark):
    with opened(chromium, address, size, dark=dark) as page:
        found = {}
        page.goto("/as/14")
        found["conversation"] = violations(page)
        page.get_by_role("combobox").press_sequentially("/")
        found["completion"] = violations(page)
        page.get_by_role("combobox").fill("")
        page.get_by_role("button", name="Ja, spørg Anna").click()
        found["question"] = violations(page)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Foreslå en anden").click()
        page.get_by_label("En anden").check()
        found["form"] = violations(page)
        page.get_by_role("button", name="Udpeg").click()
        expect(page.locator("#form-errors")).to_be_visible()
        found["errors"] = violations(page)
        page.keyboard.press("Escape")
        page.goto("/as/14/1#guide")
        found["guide"] = violations(page)
        page.goto("/as/14/1#rail")
        found["rail"] = violations(page)
        page.get_by_role("button", name="Skift person").click()
        expect(page.get_by_role("searchbox")).to_be_visible()
        found["people"] = violations(page)
        page.goto("/as/14/2")
        found["channel"] = violations(page)
        page.goto("/as/14/5")
        found["closed"] = violations(page)
        page.goto("/as/14/1/people")
        found["people page"] = violations(page)
        assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("path", ["/as/14/1", "/as/14/1#rail", "/as/14/1#guide", "/as/14/2", "/as/14/1/people"])
def test_nothing_is_wider_than_a_small_phone(chromium, address, path):
    with opened(chromium, address, NARROW) as page:
        page.goto(path)
        found = page.evaluate(
            "() => [...document.querySelectorAll('body *')]"
            ".filter(e => e.checkVisibility() && !e.matches('.sr, .sr *, svg *'))"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 100))"
        )
        assert found == []
        assert page.evaluate("() => document.documentElement.scrollWidth") == NARROW[0]


def test_everything_to_press_on_a_phone_is_as_tall_as_a_finger(chromium, address):
    with opened(chromium, address, PHONE) as page:
        for path in ("/as/14/1", "/as/14/1#rail", "/as/14/1#guide", "/as/14/2"):
            page.goto(path)
            small = page.evaluate(
                "() => [...document.querySelectorAll('a, button, input')]"
                ".filter(e => e.checkVisibility() && !e.matches('.skip, [type=hidden]'))"
                ".filter(e => e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML)"
            )
            assert small == []


def test_conversation_can_be_seen_as_wide_as_a_phone(chromium, address):
    with opened(chromium, address) as page:
        page.goto("/as/14")
        button = page.get_by_role("button", name="Telefonbredde")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".middle")).to_have_css("width", "360px")
        expect(button).to_be_focused()
        assert violations(page) == []
        page.reload()
        expect(page.locator(".middle")).to_have_css("width", "360px")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")


def test_one_panel_at_a_time_on_a_phone(chromium, address):
    with opened(chromium, address, PHONE) as page:
        page.goto("/as/14")
        panels = [page.locator(f"#{panel}") for panel in ("rail", "middle", "guide")]
        for number, tab in ((0, "Samtaler"), (2, "Guide"), (1, "Samtale")):
            link = page.locator(".tabs a").nth(number)
            expect(link).to_contain_text(tab)
            link.click()
            expect(link).to_have_attribute("aria-current", "true")
            assert [panel.is_visible() for panel in panels] == [number == each for each in range(3)]


# --- without a script -------------------------------------------------------------------------------------


def test_everything_works_without_a_script(chromium, address):
    with opened(chromium, address, script=False) as page:
        page.goto("/as/14")
        page.get_by_role("button", name="Foreslå en anden").click()
        page.get_by_label("En anden").check()
        page.get_by_role("button", name="Udpeg").click()
        expect(page.locator("#form-errors")).to_be_focused()
        page.get_by_role("link", name="Tilbage").click()
        page.get_by_role("button", name="Ja, spørg Anna").click()
        expect(page.get_by_role("heading", name="Skal vi spørge Anna Lindholt?")).to_be_visible()
        page.get_by_role("button", name="Ja, spørg Anna").click()
        expect(page.get_by_role("heading", name="Tak, Vibeke. Vi spørger Anna.")).to_have_count(2)
        page.get_by_role("combobox").fill("/taskforce status")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text("17 af 24 pladser er besat.")).to_be_visible()
        page.get_by_role("button", name="+1 dag").click()
        expect(page.locator(".time time")).to_contain_text("Lørdag den 21. november 2026")
        page.get_by_role("link", name="Alle på en side").click()
        page.get_by_role("searchbox").fill("Anna Lindholt")
        page.get_by_role("button", name="Find", exact=True).click()
        page.get_by_role("link", name="Anna Lindholt").click()
        expect(page.locator(".me")).to_contain_text("Anna Lindholt")
