"""A mail server, spoken to over SMTP."""

from __future__ import annotations

from email.message import EmailMessage

from ..face import Errand
from ..settings import Settings


class MailServer:
    """Hands mails to the server that the settings name."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Hand one mail over; raises Later and Never."""


def server_of(settings: Settings) -> MailServer:
    """The server of the settings; raises SettingsProblem when its address cannot be read."""
    assert settings.smtp_url is not None
    return MailServer(settings.smtp_url.get_secret_value())
