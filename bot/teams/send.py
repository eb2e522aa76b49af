"""What goes out to Teams: the outbox's errands, each as a call of the connector service."""

from __future__ import annotations

from storage.tables import OutboxKind

from ..addresses import Addresses
from ..face import Errand, Never, Opened
from ..runner import Runner
from ..settings import Settings
from .connector import Connector
from .people import Folk


class Sender:
    """Runs errands; `send` is the face's."""

    def __init__(
        self, runner: Runner, connector: Connector, folk: Folk, settings: Settings, addresses: Addresses | None
    ) -> None:
        self._runner = runner
        self._connector = connector
        self._folk = folk

    async def send(self, errand: Errand) -> str | Opened:
        """Run an errand; what a message is called is "conversation/activity". Raises Later and Never."""
        match errand.kind:
            case OutboxKind.message:
                raise NotImplementedError
        raise Never("nothing of the kind is done in Teams")
