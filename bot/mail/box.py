"""The letter box of the local workspace: mails are kept, as they would have gone, and none leaves the machine."""

from __future__ import annotations

from email.message import EmailMessage

from ..face import Errand
from ..runner import Runner


class LetterBox:
    """Keeps mails for the people of the local workspace."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Put a mail into its reader's box; a second time changes nothing."""
