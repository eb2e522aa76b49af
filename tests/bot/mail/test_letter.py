"""How a card reads as a mail: the named request of texts 9 word for word, and whatever else a card can hold."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from bot.mail.letter import compose
from bot.mail.mailing import Mailing
from bot.mail.wording import worded
from handlers.dialogue.card import (
    Aside,
    Button,
    Card,
    Document,
    Facts,
    Item,
    Items,
    Letter,
    Line,
    Picture,
    Table,
    strong,
)
from tests.bot.mail.matter import ADDRESSES, BASE, CARD, LINK, PAGE, SOFIE, VIBEKE, html_of, mailing, text_of
from tests.post import plain

EVERYTHING = Card(
    "Ugen i grupperne",
    (
        Line("Det her venter", "heading"),
        Line("Skrevet mandag", "muted"),
        Facts((("Tovholder", strong("Emil Brandtoft")), ("Fase", "I gang"))),
        Table(("Leverance", "Frist"), (("Budskabspapir", "uge 48"),), "Leverancer", Button("more", "Vis flere")),
        Items(
            (
                Item("Må vi låne Anna Lindholt?", (Button("yes", "Ja", {"request": 3}), Button("no", "Nej"))),
                Item("Thisted", note="Besvaret"),
            )
        ),
        Document("casefile", 7, "Sagsfremstilling.docx"),
        Line("Med småt.", "footer"),
        Line("Hilsen Sofie Kragelund, BRN", "signature"),
    ),
    (Button("list.show", "Vis alle", style="primary"), Button("me", "Ret dine oplysninger", style="link")),
)


def sent(mailing: Mailing) -> EmailMessage:
    """The mail as whoever gets it reads it."""
    return email.message_from_bytes(compose(mailing).as_bytes(), policy=policy.default)  # type: ignore[return-value]


def name_in(mailing: Mailing, header: str) -> str:
    """The name of an address as RFC 2047 reads it; the newer parser of Python 3.11 puts spaces between words."""
    raw = dict(email.message_from_bytes(compose(mailing).as_bytes()).raw_items())[header]
    words = re.sub(r"\s+", " ", raw).rpartition("<")[0]
    return str(make_header(decode_header(words.strip()))).removeprefix('"').removesuffix('"')


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


# --- texts 9 ---


def test_headers_of_the_named_request():
    mail = sent(mailing())
    headers = [(name, str(value)) for name, value in mail.items() if name not in ("MIME-Version", "Content-Type")]
    assert headers == [
        ("From", '"Sofie Kragelund, BRN-sekretariatet" <taskforce@brn.example>'),
        ("Reply-To", "Sofie Kragelund <sofie.kragelund@brn.example>"),
        ("To", "Vibeke Mosegaard <vibeke.mosegaard@hjoerring.example>"),
        ("Subject", "Må vi låne Anna Lindholt til Elnet? Svar senest 27. november"),
        ("Date", "Fri, 20 Nov 2026 09:12:00 +0100"),
        ("Message-ID", "<outbox-12.0123456789abcdef@brn.example>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Thread-Topic", "Elnet"),
        ("Content-Language", "da"),
    ]
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]


def test_text_of_the_named_request():
    assert (
        text_of(sent(mailing()))
        == f"""\
Kære Vibeke

Må vi spørge Anna Lindholt om at være med i taskforcen Elnet?
Den skal skærpe Nordjyllands argumenter for et stærkere elnet.
Ca. 4 timer om ugen, december–maj.

Svar senest fredag den 27. november kl. 12 (uge 48).

Ja, spørg Anna:
{PAGE}?do=nomination.ask&request=3

Foreslå en anden:
{PAGE}?do=nomination.other&request=3

Ikke denne gang:
{PAGE}?do=nomination.decline&request=3

Du kan også bare svare på mailen, så noterer jeg det.

Hilsen
Sofie Kragelund, BRN-sekretariatet
00 00 10 02

--\N{SPACE}
Skal en kollega svare? Send videre, så får kollegaen sit eget link:
{PAGE}?do=nomination.delegate&request=3

Linket er personligt og virker til fristen. Sagsnr. 2026-0117
Sådan behandler vi oplysninger:
{BASE}/oplysninger
"""
    )


def test_html_of_the_named_request_says_what_texts_9_says():
    html = html_of(sent(mailing()))
    head, _, body = html.partition("</head>")
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", body)
    assert re.findall("<title>(.*?)</title>", head) == ["Må vi låne Anna Lindholt til Elnet? Svar senest 27. november"]
    assert re.findall(r"<div style=\"display:none;[^>]*>(.*?)</div>", body) == [
        "Ét tryk er nok. Ca.\xa04 timer om ugen, december–maj."
    ]
    assert [plain(each) for each in paragraphs] == [
        "Kære Vibeke",
        "Må vi spørge Anna Lindholt om at være med i taskforcen Elnet? Den skal skærpe Nordjyllands argumenter for et "
        "stærkere elnet. Ca. 4 timer om ugen, december–maj.",
        "Svar senest fredag den 27. november kl. 12 (uge 48).",
        "Hilsen Sofie Kragelund, BRN-sekretariatet · 00 00 10 02",
        "Skal en kollega svare? Send videre, så får kollegaen sit eget link. Du kan også bare svare på mailen, så "
        "noterer jeg det.",
        "Linket er personligt og virker til fristen. Sagsnr. 2026\N{NON-BREAKING HYPHEN}0117 · "
        "Sådan behandler vi oplysninger",
    ]
    assert "<strong>fredag den 27.\xa0november kl.\xa012</strong> (uge\xa048)." in body
    assert [plain(each) for each in re.findall(r"<a [^>]*>(.*?)</a>", body)] == [
        "Ja, spørg Anna",
        "Foreslå en anden",
        "Ikke denne gang",
        "Send videre",
        "Sådan behandler vi oplysninger",
    ]
    assert re.findall(r'<td class="(first|quiet)"', body) == ["first", "quiet", "quiet"]


def test_in_english():
    card = Card(
        "May we borrow Anna Lindholt?",
        buttons=(Button("nomination.ask", "Yes, ask Anna", {"request": 3}, "primary"),),
    )
    mail = sent(mailing(card, language="en"))
    assert (
        text_of(mail)
        == f"""\
Dear Vibeke

May we borrow Anna Lindholt?

Yes, ask Anna:
{PAGE}?do=nomination.ask&request=3

You can also simply reply to this mail, and I will note it.

Regards
Sofie Kragelund, BRN-sekretariatet
00 00 10 02

--\N{SPACE}
The link is personal and works until the deadline. Case no. 2026-0117
How we treat personal data:
{BASE}/oplysninger
"""
    )
    assert (mail["Content-Language"], mail["Subject"]) == ("en", "May we borrow Anna Lindholt?")
    assert '<html lang="en">' in html_of(mail)


# --- cards without a letter ---


def test_everything_that_a_card_can_hold_stands_in_the_text():
    assert (
        text_of(sent(mailing(EVERYTHING, owner=None, group="", case_number="", ends=False)))
        == f"""\
Kære Vibeke

Ugen i grupperne

Det her venter

Skrevet mandag

Tovholder: Emil Brandtoft
Fase: I gang

Leverancer
Leverance · Frist
Budskabspapir · uge 48

Vis flere:
{PAGE}?do=more

- Må vi låne Anna Lindholt?
  Ja: {PAGE}?do=yes&request=3
  Nej: {PAGE}?do=no
- Thisted (Besvaret)

Sagsfremstilling.docx:
{ADDRESSES.file(LINK, Document("casefile", 7, "Sagsfremstilling.docx"))}

Vis alle:
{PAGE}?do=list.show

Ret dine oplysninger:
{PAGE}?do=me

Hilsen
BRN-sekretariatet

--\N{SPACE}
Med småt.

Linket er personligt.
Sådan behandler vi oplysninger:
{BASE}/oplysninger
"""
    )


def test_everything_that_a_card_can_hold_stands_in_the_html_too():
    mail = sent(mailing(EVERYTHING, owner=None, group="", case_number="", ends=False))
    html = html_of(mail).partition("</head>")[2]
    assert [each.replace("&amp;", "&") for each in links(html)] == re.findall(r"https://\S+", text_of(mail))
    for words in ("Det her venter", "Skrevet mandag", "Emil Brandtoft", "Budskabspapir", "Besvaret", "Med småt."):
        assert html.count(words) == 1
    assert "Hilsen Sofie" not in html
    assert mail["From"] == "BRN-sekretariatet <taskforce@brn.example>"
    assert "Reply-To" not in mail
    assert "Thread-Topic" not in mail


def test_a_letter_without_lines_of_its_own_reads_as_the_card_with_its_links():
    card = Card(
        "Tak, Vibeke. Vi spørger Anna.",
        (
            Line(
                "Du hører fra os, når Anna har svaret. Indtil fredag den 27. november kl. 12 (uge 48). "
                "Derefter ca. 4 timer, f.eks. i uge 50."
            ),
        ),
        (Button("change", "Skift svar", {"request": 3}, "link"), Button("status.show", "Læs mere", {}, "link")),
        letter=Letter("Tak for dit svar", small=(Aside("Vil du vide mere? ", Button("status.show", "Læs mere")),)),
    )
    assert (
        text_of(sent(mailing(card)))
        == f"""\
Tak, Vibeke. Vi spørger Anna.

Du hører fra os, når Anna har svaret.
Indtil fredag den 27. november kl. 12 (uge 48).
Derefter ca. 4 timer, f.eks. i uge 50.

Skift svar:
{PAGE}?do=change&request=3

Hilsen
Sofie Kragelund, BRN-sekretariatet
00 00 10 02

--\N{SPACE}
Vil du vide mere? Læs mere:
{PAGE}?do=status.show

Linket er personligt og virker til fristen. Sagsnr. 2026-0117
Sådan behandler vi oplysninger:
{BASE}/oplysninger
"""
    )


def test_nothing_is_said_of_links_where_there_are_none():
    wording = worded(mailing(Card("Anna er med i Elnet.", (Line("Du skal ikke gøre mere."),))))
    assert (wording.personal, wording.reply, wording.case) == ("", "", "Sagsnr. 2026-0117")


# --- headers ---


def test_a_mail_of_a_thread_names_those_before_it():
    before = tuple(f"<outbox-{number}.0123456789abcdef@brn.example>" for number in range(30))
    mail = sent(mailing(thread=before))
    assert mail["In-Reply-To"] == before[-1]
    assert mail["References"].split() == [before[0], *before[-19:]]


def test_a_digest_can_be_stopped_with_one_click():
    mail = sent(mailing(digest=True))
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (f"<{PAGE}>", "List-Unsubscribe=One-Click")
    assert mail["List-Id"] == "<digest.brn.example>"
    assert b"\r\nList-Unsubscribe: <https://taskforce.brn.example/answer/" in compose(mailing(digest=True)).as_bytes()


def test_no_other_mail_is_a_list():
    assert not any(name.startswith("List-") for name in sent(mailing()).keys())  # noqa: SIM118


@pytest.mark.parametrize(
    "name",
    [
        "Åse Østergård",
        'Søren "Bo" Ægidius, Plan & Miljø <x@y.example>',
        "A" * 300,
        "Ann-Marie Christoffersen Vestergaard Kragelund, Region Nordjylland",
        "Bjørn Ægidius-Ørnstrup-Christoffersen, Vesthimmerlands Kommune, Æblehaven",
    ],
)
def test_any_name_stays_one_recipient_and_one_sender(name):
    it = mailing(owner=replace(SOFIE, name=name), reader=replace(VIBEKE, name=name))
    mail = sent(it)
    assert [each.addr_spec for each in mail["To"].addresses] == [VIBEKE.address]
    assert [each.addr_spec for each in mail["From"].addresses] == ["taskforce@brn.example"]
    if len(name) < 100:
        assert name_in(it, "To") == name
        assert name_in(it, "From") == f"{name}, BRN-sekretariatet"


HOSTILE = "Elnet\r\nBcc: lars.hedemark@thisted.example\n\n<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}gpj\x00"


@pytest.mark.parametrize(
    "subject",
    [
        "Må vi låne Bjørn Ægidius-Ørnstrup til Årsmøde i Ældrerådet? Svar senest 27. november " * 2,
        "Plain " * 30,
        "Elnet =?utf-8?q?=0D=0ABcc:_x?=",
    ],
)
def test_any_subject_reads_back_as_it_was_written(subject):
    mail = compose(mailing(replace(CARD, letter=replace(CARD.letter, subject=subject))))
    back = email.message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert back["Subject"] == subject.strip().replace("=?", "= ?")
    assert back["Bcc"] is None
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 78


def test_a_hostile_title_is_no_header_and_no_markup():
    card = replace(CARD, title=HOSTILE, letter=replace(CARD.letter, subject=HOSTILE, preview=HOSTILE, lines=(HOSTILE,)))
    mail = sent(mailing(card, group=HOSTILE, case_number=HOSTILE))
    one_line = "Elnet Bcc: lars.hedemark@thisted.example <script>alert(1)</script>gpj"
    assert (mail["Subject"], mail["Thread-Topic"], mail["Bcc"]) == (one_line, one_line, None)
    assert [name for name, _ in mail.items()] == [name for name, _ in sent(mailing()).items()]
    assert "<script" not in html_of(mail)
    assert "&lt;script&gt;" in html_of(mail)
    assert links(html_of(mail)) == links(html_of(sent(mailing())))


def test_a_label_or_an_address_from_outside_is_no_markup_and_runs_nothing():
    buttons = (Button("", '"><script>', url="javascript:alert(1)"), Button("", "Rum", url='https://x.example/"><b>'))
    html = html_of(sent(mailing(Card("Rummet", buttons=buttons))))
    assert links(html) == ["#", "https://x.example/&#34;&gt;&lt;b&gt;", f"{BASE}/oplysninger"]
    assert "<script" not in html


# --- the HTML itself ---


@pytest.mark.parametrize("card", [CARD, EVERYTHING])
def test_nothing_is_fetched_and_every_link_is_one_of_ours(card):
    html = html_of(sent(mailing(card)))
    assert (
        re.findall(r"<(?:img|link|script|iframe|object|embed|svg|video|audio|form|base)\b|@import|url\(|src=", html)
        == []
    )
    assert [each for each in links(html) if not each.startswith(f"{BASE}/")] == []
    assert set(re.findall(r"https?://[^/\"\s]*", html)) == {BASE}


@pytest.mark.parametrize("card", [CARD, EVERYTHING])
def test_it_stands_without_its_style_block(card):
    html = html_of(sent(mailing(card)))
    assert html.count("<style>") == 1
    coloured = re.findall(r'<(\w+)[^>]*class="(?:ink|muted|link|muted rule|ink rule|first|quiet|paper)"([^>]*)>', html)
    assert [name for name, attributes in coloured if "color:" not in attributes] == []


@pytest.mark.parametrize("card", [CARD, EVERYTHING])
def test_every_tag_that_is_opened_is_closed(card):
    open_ = []
    for end, name in re.findall(r"<(/?)(\w+)[^>]*>", html_of(sent(mailing(card)))):
        if name in ("br", "meta"):
            continue
        if not end:
            open_.append(name)
        else:
            assert open_.pop() == name
    assert open_ == []


# --- what comes along ---


def test_a_calendar_file_keeps_its_method_and_its_bytes():
    content = "BEGIN:VCALENDAR\r\nSUMMARY:Møde\r\nEND:VCALENDAR\r\n".encode()
    mail = sent(mailing(enclosures=((content, "Elnet\r\n.ics", "text/calendar; method=PUBLISH; charset=utf-8"),)))
    assert mail.get_content_type() == "multipart/mixed"
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_param("method"), file.get_param("charset")) == (
        "text/calendar",
        "PUBLISH",
        "utf-8",
    )
    assert (file.get_filename(), file.get_payload(decode=True)) == ("Elnet .ics", content)
    assert text_of(mail).startswith("Kære Vibeke")
    assert mail["Content-Language"] == "da"


def test_a_picture_is_a_link_and_its_words_stand_under_it():
    picture = Picture("plan.png", 7, "elnet-plan.png", "Planen for Elnet uge for uge.\nUden dato: notat.")
    text = text_of(sent(mailing(card=Card("Planen for Elnet", (picture,)))))
    address = ADDRESSES.file(LINK, Document("plan.png", 7, ""))
    assert (
        f"""\
Vis billedet:
{address}

Planen for Elnet uge for uge.

Uden dato: notat."""
        in text
    )
