"""A mail as a page draws it, whatever its shape."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

from bot.web import letters
from bot.web.letters import File, framed, listed, opened
from handlers.locale import Speech
from storage.tables import WorkspaceMail
from tests.bot.web.post import letter
from tests.bot.web.stage import START

DANISH, ENGLISH = Speech("da", START), Speech("en", START)


def stored(message: EmailMessage, *, days: int = 0) -> WorkspaceMail:
    return WorkspaceMail(
        id=7, person_id=1, outbox_id=1, content=message.as_string(), arrived_at=START - timedelta(days=days)
    )


def test_mail_without_a_letter_is_shown_in_words():
    bare = EmailMessage()
    bare["Subject"] = "Uge 47"
    bare.set_content("Hej")
    found = opened(stored(bare), DANISH)
    assert (found.subject, found.html, found.text, found.files) == ("Uge 47", "", "Hej", [])
    assert found.headers == [("Dato", "Fredag den 20. november 2026 kl. 9.00")]  # when it came


def test_mail_without_anything_is_still_a_mail():
    found = listed(stored(EmailMessage()), DANISH)
    assert (found.sender, found.subject, found.preview, found.time, found.new) == ("", "", "", "9.00", True)


def test_day_and_year_are_shown_when_they_are_not_today():
    assert [listed(stored(letter("x"), days=days), t).time for days in (1, 400) for t in (DANISH, ENGLISH)] == [
        *("19. nov.", "19 Nov", "16. okt. 2025", "16 Oct 2025")
    ]


def test_everything_but_the_words_is_a_file_and_one_without_a_name_gets_one():
    mail = letter("x")
    mail.add_attachment(b"\x00\xff", maintype="application", subtype="pdf")
    assert letters.files(letters.content(stored(mail))) == [
        File(1, "svarfrist.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        File(2, "2.pdf", "application/pdf", b"\x00\xff"),
    ]


def test_links_of_a_letter_open_elsewhere_with_or_without_a_head():
    base = '<base target="_blank">'
    assert framed("<html><head lang=da><title>x</title>") == f"<html><head lang=da>{base}<title>x</title>"
    assert framed("<p>Hej") == f"{base}<p>Hej"
    assert framed("<header>Hej</header>") == f"{base}<header>Hej</header>"
