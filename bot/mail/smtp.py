"""A mail server, spoken to over SMTP.

`TASKFORCE_SMTP_URL` names it:

- `smtp://user:password@mail.example:587`: TLS is asked for after the greeting (STARTTLS) and required. Only a
  server on this machine may do without. Without a port it is 587.
- `smtps://user:password@mail.example:465`: TLS from the first byte. Without a port it is 465.
- `?ca=/path/ca.pem` at the end names the authority of a server whose certificate no public one has signed.

User and password are percent-encoded where they hold signs of an address.

What an answer means (RFC 5321): 4xx is for later, 5xx to a recipient or to the mail itself is for good. Anything
that is ours to mend (the connection, TLS, the password, our own address) is for later too, with a warning.
When the connection is lost after the mail was sent and before the server has said that it has it, nobody can
know which it was: it is sent again, under the same Message-ID. This is the only way in which a mail arrives
twice, beside our own end between that answer and our noting it.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog
from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from handlers.record.undelivered import NO_SUCH_ADDRESS

from ..face import Away, Errand, Later, Never
from ..settings import LOOPBACK, PREFIX, Settings, SettingsProblem

CONNECT = 5.0  # seconds
SEND = 8.5  # seconds, all in all; delivery gives a face ten
GOODBYE = 1.0  # seconds that a server has to say goodbye, when it has the mail
AT_ONCE = 4  # connections; many servers do not take more from one sender
LONGEST = 200  # characters of an answer that are kept

_PORTS = {"smtp": 587, "smtps": 465}
_UNKNOWN = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")  # RFC 3463; 5.1.10 is Exchange's "not found"
_ENHANCED = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})\b")
_UNKNOWN_WORDS = re.compile(r"no such (user|mailbox)|(user|mailbox|recipient) (is )?(unknown|not found)|unknown (user|"
                            r"recipient|mailbox)|does not exist", re.IGNORECASE)  # fmt: skip
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>:]+>?")

log = structlog.get_logger()


@dataclass(frozen=True)
class Server:
    """Where a server is, and how it is spoken to. `starttls` None is for where it offers it."""

    host: str
    port: int
    user: str | None
    password: str | None
    implicit: bool
    starttls: bool | None
    tls: ssl.SSLContext


class MailServer:
    """Hands mails to a server, each to one address and in a connection of its own."""

    def __init__(self, url: str) -> None:
        self._server = read_url(url)
        self._free = asyncio.Semaphore(AT_ONCE)

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Hand one mail over; raises Later and Never."""
        try:
            await self._hand_over(message, address)
        except SMTPRecipientsRefused as refused:
            raise _refused(refused.recipients[0]) from None
        except SMTPDataError as refused:
            raise _refused(refused) from None
        except SMTPResponseException as refused:
            raise self._ours(errand, refused, _said(refused)) from None
        except (SMTPException, OSError, TimeoutError) as lost:
            raise self._ours(errand, lost, _words(lost)) from None

    async def try_out(self) -> None:
        """Connect and log in, and send nothing. Raises SettingsProblem with what the server says against it."""
        client = self._client(None)
        try:
            async with asyncio.timeout(SEND):
                await client.connect(timeout=CONNECT)
                await client.quit(timeout=GOODBYE)
        except SMTPResponseException as refused:
            raise SettingsProblem(f"The mail server {self._server.host} refuses us: {_said(refused)}") from None
        except (SMTPException, OSError, TimeoutError) as lost:
            raise SettingsProblem(f"The mail server {self._server.host} cannot be used: {_words(lost)}") from None
        finally:
            client.close()

    async def _hand_over(self, message: EmailMessage, address: str) -> None:
        sender = message["From"].addresses[0].addr_spec
        client = self._client(sender.rpartition("@")[2])
        async with asyncio.timeout(SEND) as limit, self._free:
            try:
                await client.connect(timeout=CONNECT)
                await client.sendmail(sender, [address], message.as_bytes())
                limit.reschedule(None)  # it has the mail, and nothing that follows may say otherwise
                with suppress(SMTPException, OSError, TimeoutError):
                    await client.quit(timeout=GOODBYE)
            finally:
                client.close()

    def _client(self, name: str | None) -> SMTP:
        """A connection to be opened, by this `name` of ours; None is for this machine's own."""
        it = self._server
        return SMTP(
            hostname=it.host,
            port=it.port,
            username=it.user,
            password=it.password,
            local_hostname=name,
            timeout=SEND,
            use_tls=it.implicit,
            start_tls=it.starttls,
            tls_context=it.tls,
        )

    def _ours(self, errand: Errand, trouble: Exception, why: str) -> Away:
        """The recipient has no part in it: somebody has to look at the server or at our settings."""
        log.warning("mail server", outbox=errand.id, host=self._server.host, trouble=type(trouble).__name__, why=why)
        return Away(f"mail server: {why}")


def server_of(settings: Settings) -> MailServer:
    """The server of the settings; raises SettingsProblem when its address cannot be read."""
    assert settings.smtp_url is not None
    return MailServer(settings.smtp_url.get_secret_value())


def read_url(url: str) -> Server:
    """The server that an address names. Raises SettingsProblem, whose sentence does not repeat the address: it
    holds a password."""
    name = f"{PREFIX}SMTP_URL"
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except (KeyError, ValueError):
        parts, port, query = urlsplit(""), 0, {}
    if not parts.hostname or parts.path.strip("/") or parts.fragment or query.keys() - {"ca"}:
        raise SettingsProblem(
            f"{name} must be like smtp://user:password@mail.example:587, or smtps:// for TLS from the first byte; "
            "signs such as / # ? @ : in the user or the password are written with % (%2F for /)."
        )
    if (parts.username is None) != (parts.password is None):
        raise SettingsProblem(f"{name} must have both a user and a password, or neither.")
    tls = ssl.create_default_context()
    if "ca" in query:
        try:
            tls.load_verify_locations(query["ca"])
        except OSError:
            raise SettingsProblem(f"{name} names {query['ca']}, which holds no certificate that can be read.") from None
    implicit = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        implicit=implicit,
        starttls=False if implicit else None if parts.hostname in LOOPBACK else True,
        tls=tls,
    )


def _refused(refused: SMTPRecipientRefused | SMTPDataError) -> Later | Never:
    """What a server's answer to a recipient or to a mail means."""
    if not 500 <= refused.code <= 599:
        return Later(_said(refused))
    if isinstance(refused, SMTPRecipientRefused) and _nobody(refused):
        return Never(NO_SUCH_ADDRESS)
    return Never(_said(refused))


def _nobody(refused: SMTPRecipientRefused) -> bool:
    """Whether an answer says that there is no such recipient: by its enhanced code, or else by its words."""
    enhanced = _ENHANCED.match(refused.message)
    if enhanced is not None:
        return enhanced[1] in _UNKNOWN
    return refused.code in (550, 551, 553) and _UNKNOWN_WORDS.search(refused.message) is not None


def _said(answer: SMTPResponseException) -> str:
    """An answer in short, without the addresses in it: it ends up in the log."""
    return f"{answer.code} {_short(answer.message)}".strip()


def _words(trouble: Exception) -> str:
    return _short(str(trouble)) or f"no answer within {SEND:g} seconds"


def _short(text: str) -> str:
    return " ".join(_ADDRESS.sub("…", text).split())[:LONGEST]
