"""A real mail server on this machine, in a thread of its own, that can be told to behave badly.

with PostOffice(tls="starttls", user="bot", password="secret") as office:
    server = MailServer(office.url)
    ...
    assert [each["Subject"] for each in office.mails] == [...]
"""

from __future__ import annotations

import asyncio
import email
import logging
import ssl
import threading
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from urllib.parse import quote

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

ELSEWHERE = "127.0.0.2"  # leads here as well, but is not among the names of this machine that need no TLS

Where = Literal["greeting", "data", "goodbye"]


@dataclass
class Taken:
    """A mail that was taken: as it came, from where, to whom, and whether the connection was encrypted."""

    content: bytes
    sender: str
    recipients: list[str]
    encrypted: bool
    user: str | None

    @property
    def mail(self) -> EmailMessage:
        """The mail itself."""
        return email.message_from_bytes(self.content, policy=policy.default)  # type: ignore[return-value]


@dataclass
class PostOffice:
    """A mail server. All of its moods can be changed while it runs.

    `refusals` are its answers to senders and recipients, `refuses` its answer to any mail. `drops` lets go of the
    connection in the middle of a mail, or when it has the mail and before it says so. `mute` is where it says
    nothing for ever, `slow` how many seconds pass until it says that it has a mail.
    """

    tls: Literal["", "starttls", "implicit"] = ""
    user: str = ""
    password: str = ""
    host: str = "127.0.0.1"
    refusals: dict[str, str] = field(default_factory=dict)
    refuses: str = ""
    drops: Literal["", "inside", "after"] = ""
    mute: Where | Literal[""] = ""
    slow: float = 0.0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, oldest first."""
        return [each.mail for each in self.taken]

    def to(self, address: str) -> list[EmailMessage]:
        """What was taken for one address, oldest first."""
        return [each.mail for each in self.taken if address in each.recipients]

    @property
    def url(self) -> str:
        """What TASKFORCE_SMTP_URL would be."""
        scheme = "smtps" if self.tls == "implicit" else "smtp"
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        authority = f"?ca={quote(str(self._authority), safe='')}" if self.tls else ""
        return f"{scheme}://{login}{self.host}:{self.port}{authority}"

    # --- life ---

    def __enter__(self) -> PostOffice:
        self._folder = TemporaryDirectory(prefix="taskforce-smtp-")
        self._authority = Path(self._folder.name) / "ca.pem"
        self._context = self._certified() if self.tls else None
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd says what will go from its next version
        self._open: set[_Counter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *trouble: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    async def _listen(self) -> asyncio.Server:
        implicit = self._context if self.tls == "implicit" else None
        return await self._loop.create_server(self._counter, self.host, self.port, ssl=implicit)

    async def _close(self) -> None:
        self._server.close()
        for each in list(self._open):
            if each.transport is not None:
                each.transport.abort()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _certified(self) -> ssl.SSLContext:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self._authority))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost", "127.0.0.1", ELSEWHERE).configure_cert(context)
        return context

    def _counter(self) -> _Counter:
        return _Counter(
            self,
            hostname="post.example",
            tls_context=self._context if self.tls == "starttls" else None,
            require_starttls=self.tls == "starttls",
            auth_required=bool(self.user),
            auth_require_tls=self.tls == "starttls",  # it does not see that TLS was there from the first byte
            authenticator=self._let_in,
            loop=self._loop,
        )

    def _let_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any) -> AuthResult:
        right = (login.login, login.password) == (self.user.encode(), self.password.encode())
        return AuthResult(success=right, handled=False, auth_data=login.login.decode())

    # --- what aiosmtpd asks; the names are its own ---

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        assert isinstance(envelope.content, bytes)
        encrypted = session.ssl is not None or self.tls == "implicit"
        user = session.auth_data if session.authenticated else None
        self.taken.append(Taken(envelope.content, envelope.mail_from or "", envelope.rcpt_tos, encrypted, user))
        if self.mute == "data":
            await asyncio.Event().wait()
        await asyncio.sleep(self.slow)
        if self.drops == "after" and server.transport is not None:
            server.transport.abort()
        return "250 OK"


class _Counter(SMTP):
    """One connection."""

    event_handler: PostOffice

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        office = self.event_handler
        if self not in office._open:  # TLS makes a connection a second time
            office._open.add(self)
            office.connections += 1
            office.most_at_once = max(office.most_at_once, len(office._open))

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler._open.discard(self)
        super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        office, said = self.event_handler, status if isinstance(status, str) else status.decode()
        if (office.mute, said[:3]) in (("greeting", "220"), ("goodbye", "221")):
            await asyncio.Event().wait()
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.drops != "inside":
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readuntil(b"\r\n")
        self.transport.abort()
