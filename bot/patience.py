"""How long something may take while somebody looks at the screen of a platform."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass
class Patience:
    """In seconds. Slack waits three for us, and Teams five."""

    call: float = 1.5  # for a question to the platform, before somebody is told that it is slow
    last_try: float = 1.0  # for another way, once one has failed
    paper: float = 2.0  # for a paper to be made

    def lasts(self) -> asyncio.Timeout:
        """Raises TimeoutError in the block that takes longer."""
        return asyncio.timeout(self.call)
