"""To be written."""

from __future__ import annotations

from typing import Any


class Listener:
    """To be written."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        self.parts = parts

    async def receive(self, request: Any) -> Any:
        """To be written."""
        raise NotImplementedError

    async def send(self, errand: Any) -> Any:
        """To be written."""
        raise NotImplementedError

    async def finish(self) -> None:
        """To be written."""
