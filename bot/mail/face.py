"""The mail face: an errand becomes a mail, with links to the pages behind its buttons."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

from ..addresses import Addresses
from ..face import Errand, Never
from ..runner import Runner


class Post(Protocol):
    """What carries a mail away."""

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Hand a mail over for one address; raises Later or Never."""
        ...


class Mail:
    """The face of everybody who is reached by mail."""

    name = "mail"
    redraws = False

    def __init__(self, runner: Runner, addresses: Addresses, post: Post, *, sender: str) -> None:
        self._runner = runner
        self._addresses = addresses
        self._post = post
        self._sender = sender

    async def send(self, errand: Errand) -> str:
        """Send an errand's message; the reference is its Message-ID. Raises Later and Never."""
        raise Never("mail is being built")
