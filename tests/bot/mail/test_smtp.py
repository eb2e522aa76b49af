"""Handing mails over to a real server: TLS, names and passwords, its answers, and its ways to fail."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime

import pytest

from bot.face import Away, Errand, Later, Never
from bot.mail import smtp
from bot.mail.letter import compose
from bot.mail.smtp import MailServer, read_url
from bot.settings import SettingsProblem
from handlers.record.undelivered import NO_SUCH_ADDRESS
from storage.tables import OutboxKind
from tests.bot.mail.matter import VIBEKE, mailing
from tests.smtp import ELSEWHERE, PostOffice

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # it is this machine's own server

ERRAND = Errand(12, "ask/3", OutboxKind.message, 14, None, {}, "", datetime(2026, 11, 20, 8, 12, tzinfo=UTC))
MAIL = compose(mailing())


def deliver(url: str, address: str = VIBEKE.address) -> None:
    asyncio.run(MailServer(url).deliver(MAIL, address, ERRAND))


def refusal(office: PostOffice) -> Later | Never:
    with pytest.raises((Later, Never)) as raised:
        deliver(office.url)
    return raised.value  # type: ignore[return-value]


def said(trouble: Exception) -> tuple[type[Exception], str]:
    return type(trouble), str(trouble)


# --- going ---


def test_a_mail_arrives_as_it_was_written_for_its_one_recipient():
    with PostOffice() as office:
        deliver(office.url)
    (taken,) = office.taken
    assert taken.content == MAIL.as_bytes()
    assert (taken.sender, taken.recipients) == ("taskforce@brn.example", ["vibeke.mosegaard@hjoerring.example"])
    assert taken.content.isascii()  # so any server takes it
    assert max(map(len, taken.content.split(b"\r\n"))) <= 78


def test_one_mail_with_a_copy_in_its_headers_still_goes_to_its_one_recipient():
    mail = compose(mailing())
    mail["Cc"] = "lars.hedemark@thisted.example"
    with PostOffice() as office:
        asyncio.run(MailServer(office.url).deliver(mail, VIBEKE.address, ERRAND))
    assert [each.recipients for each in office.taken] == [[VIBEKE.address]]


@pytest.mark.parametrize("host", ["127.0.0.1", ELSEWHERE])
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_tls_and_a_password_with_signs_of_an_address(tls, host):
    with PostOffice(tls=tls, host=host, user="bot@brn.example", password="a/b#c?d@e:f%g æ") as office:
        deliver(office.url)
    assert [(each.encrypted, each.user) for each in office.taken] == [(True, "bot@brn.example")]


def test_a_server_elsewhere_that_offers_no_tls_gets_neither_mail_nor_password():
    with PostOffice(host=ELSEWHERE, user="bot", password="secret") as office:
        trouble = refusal(office)
    assert said(trouble) == (Away, "mail server: SMTP STARTTLS extension not supported by server.")
    assert office.taken == []


def test_a_server_on_this_machine_may_do_without_tls():
    with PostOffice(user="bot", password="secret") as office:
        deliver(office.url)
    assert [(each.encrypted, each.user) for each in office.taken] == [(False, "bot")]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_that_no_known_authority_signed_is_ours_to_mend(tls):
    with PostOffice(tls=tls) as office, pytest.raises(Later, match="certificate verify failed"):
        deliver(office.url.partition("?")[0])
    assert office.taken == []


# --- answers ---


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("450 4.2.1 Mailbox busy", (Later, "450 4.2.1 Mailbox busy")),
        ("452 4.2.2 Over quota", (Later, "452 4.2.2 Over quota")),
        ("421 4.3.2 Shutting down", (Later, "421 4.3.2 Shutting down")),
        ("550 5.1.1 <vibeke.mosegaard@hjoerring.example> unknown", (Never, NO_SUCH_ADDRESS)),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", (Never, NO_SUCH_ADDRESS)),
        ("553 No such user here", (Never, NO_SUCH_ADDRESS)),
        ("550 User unknown in virtual table", (Never, NO_SUCH_ADDRESS)),
        ("550 5.7.1 Relaying denied", (Never, "550 5.7.1 Relaying denied")),
        ("552 5.2.2 vibeke.mosegaard@hjoerring.example is full", (Never, "552 5.2.2 … is full")),
        ("550 5.7.1 The user unknown to us may not write", (Never, "550 5.7.1 The user unknown to us may not write")),
    ],
)
def test_answer_to_a_recipient(answer, meaning):
    with PostOffice(refusals={VIBEKE.address: answer}) as office:
        assert said(refusal(office)) == meaning
    assert office.taken == []


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("451 4.3.0 Greylisted, come back", (Later, "451 4.3.0 Greylisted, come back")),
        ("554 5.6.0 Looks like advertising", (Never, "554 5.6.0 Looks like advertising")),
    ],
)
def test_answer_to_the_mail(answer, meaning):
    with PostOffice(refuses=answer) as office:
        assert said(refusal(office)) == meaning


def test_our_own_address_refused_is_not_the_recipients_fault():
    with PostOffice(refusals={"taskforce@brn.example": "550 5.7.1 taskforce@brn.example is not yours"}) as office:
        assert said(refusal(office)) == (Away, "mail server: 550 5.7.1 … is not yours")


def test_a_wrong_password_is_ours_to_mend_and_not_repeated():
    with PostOffice(user="bot", password="secret") as office, pytest.raises(Later) as raised:
        deliver(office.url.replace("secret", "mackerel"))
    assert str(raised.value).startswith("mail server: 535")
    assert "mackerel" not in str(raised.value)


# --- trouble ---


def test_nobody_listening():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Later, match="mail server: Error connecting"):
            deliver(url)


def test_connection_dropped_inside_a_mail_leaves_nothing_and_goes_again():
    with PostOffice(drops="inside") as office:
        assert said(refusal(office))[0] is Away
        assert office.taken == []
        office.drops = ""
        deliver(office.url)
    assert len(office.taken) == 1


def test_connection_dropped_before_the_answer_goes_again_so_that_it_arrives_twice():
    with PostOffice(drops="after") as office:
        assert said(refusal(office))[0] is Away
        office.drops = ""
        deliver(office.url)
    assert [each["Message-ID"] for each in office.mails] == [MAIL["Message-ID"]] * 2


@pytest.mark.parametrize("mute", ["greeting", "data"])
def test_a_silent_server_is_given_up_in_time(mute, monkeypatch):
    monkeypatch.setattr(smtp, "CONNECT", 0.2)
    monkeypatch.setattr(smtp, "SEND", 0.4)
    with PostOffice(mute=mute) as office:
        assert said(refusal(office))[0] is Away
    assert len(office.taken) == (mute == "data")


def test_a_server_that_has_the_mail_and_says_no_goodbye_has_the_mail(monkeypatch):
    monkeypatch.setattr(smtp, "SEND", 0.8)
    monkeypatch.setattr(smtp, "GOODBYE", 1.0)
    with PostOffice(mute="goodbye") as office:
        deliver(office.url)
    assert len(office.taken) == 1


def test_delivery_outlasts_all_that_we_wait_for():
    from bot.delivery import SEND as PATIENCE_OF_DELIVERY

    assert smtp.SEND + smtp.GOODBYE < PATIENCE_OF_DELIVERY


def test_many_at_once_use_few_connections():
    async def all_of_them(url: str) -> None:
        server = MailServer(url)
        await asyncio.gather(*(server.deliver(MAIL, VIBEKE.address, ERRAND) for _ in range(12)))

    with PostOffice() as office:
        asyncio.run(all_of_them(office.url))
    assert (len(office.taken), office.connections) == (12, 12)
    assert office.most_at_once <= smtp.AT_ONCE


# --- trying it out ---


def test_trying_it_out_logs_in_and_sends_nothing():
    with PostOffice(tls="starttls", host=ELSEWHERE, user="bot", password="mackerel") as office:
        asyncio.run(MailServer(office.url).try_out())
    assert (office.connections, office.taken) == (1, [])


def test_trying_it_out_says_what_is_wrong_without_the_password():
    with PostOffice(user="bot", password="mackerel") as office:
        with pytest.raises(SettingsProblem) as wrong:
            asyncio.run(MailServer(office.url.replace("mackerel", "herring")).try_out())
        port = office.port
    with pytest.raises(SettingsProblem) as gone:
        asyncio.run(MailServer(f"smtp://127.0.0.1:{port}").try_out())
    assert str(wrong.value).startswith("The mail server 127.0.0.1 refuses us: 535 ")
    assert str(gone.value).startswith("The mail server 127.0.0.1 cannot be used: Error connecting to 127.0.0.1")
    assert "herring" not in str(wrong.value)


# --- the address in the settings ---


def test_ports_and_how_they_are_spoken_to():
    read = {url: read_url(url) for url in ("smtp://mail.example", "smtps://mail.example", "smtp://localhost:2525/")}
    assert [(each.host, each.port, each.implicit, each.starttls) for each in read.values()] == [
        ("mail.example", 587, False, True),
        ("mail.example", 465, True, False),
        ("localhost", 2525, False, None),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://bot:mackerel@mail.example",
        "smtp://",
        "smtp://bot:mackerel@mail.example:99999",
        "smtp://bot:mack/erel@mail.example",
        "smtp://bot:mack#erel@mail.example",
        "smtp://bot:mack?erel@mail.example",
        "smtp://bot:mackerel@mail.example?tls=off",
        "smtp://[bot:mackerel",
        "smtp://bot@mail.example",
    ],
)
def test_an_address_that_cannot_be_read_is_a_sentence_without_the_password(url):
    with pytest.raises(SettingsProblem) as raised:
        read_url(url)
    (sentence,) = raised.value.sentences
    assert sentence.startswith("TASKFORCE_SMTP_URL must ")
    assert "mack" not in sentence
    assert "erel" not in sentence


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_cannot_be_read(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsProblem) as raised:
        read_url(f"smtp://mail.example?ca={path}")
    assert str(raised.value) == f"TASKFORCE_SMTP_URL names {path}, which holds no certificate that can be read."


def test_no_trouble_names_the_recipient(capsys):
    with PostOffice(refusals={"taskforce@brn.example": f"550 not to {VIBEKE.address}"}) as office:
        refusal(office)
    shown = capsys.readouterr().out
    assert "mail server" in shown
    assert VIBEKE.address not in shown
