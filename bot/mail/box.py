"""The letter box of the local workspace: mails are kept, as they would have gone, and none leaves the machine.

Who a mail is for is seen at `/as/{person}/mail` (bot/web/post.py).
"""

from __future__ import annotations

from email import policy
from email.message import EmailMessage

from storage import mails, people
from storage.engine import Store
from storage.tables import WorkspaceMail

from ..face import Errand, Never
from ..runner import Runner

_PLAIN = policy.default.clone(cte_type="7bit")  # nothing but ASCII, so that any database keeps it as it is


class LetterBox:
    """Keeps mails for the people of the local workspace. Open pages look again, since the runner tells them of
    every change."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def deliver(self, message: EmailMessage, address: str, errand: Errand) -> None:
        """Put a mail into its reader's box; a second time changes nothing. Raises Never when nobody is there."""
        content = message.as_bytes(policy=_PLAIN).decode("ascii")

        def put(store: Store) -> None:
            person_id = errand.person_id or 0
            person = people.several(store, [person_id]).get(person_id)
            if person is None or person.erased_at is not None:
                raise Never("nobody is there")
            kept = WorkspaceMail(person_id=person_id, outbox_id=errand.id, content=content, arrived_at=errand.now)
            mails.put(store, kept)

        await self._runner.change(put)
