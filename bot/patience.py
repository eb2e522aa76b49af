"""How long a platform may take while somebody looks at the screen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass
class Patience:
    """Seconds that a question to a platform may take before somebody is told that it is slow, and seconds for another
    way once one has failed. Slack waits three for us and Teams five."""

    call: float = 1.5
    last_try: float = 1.0

    def lasts(self) -> asyncio.Timeout:
        """Raises TimeoutError in the block that takes longer."""
        return asyncio.timeout(self.call)
