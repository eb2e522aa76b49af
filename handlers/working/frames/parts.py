"""How a frame stands, as a value: to compare it with what it was, and to keep it in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.dialogue.request import number
from storage import frames
from storage.engine import Store
from storage.tables import Frame


@dataclass(frozen=True)
class Stand:
    """What is still to be found, what that is part of, both in whole kroner; and the groups (numbers) that it is
    shared with, each with its own part."""

    amount: int
    total: int | None
    parts: Mapping[int, int | None] = field(default_factory=dict)

    def facts(self) -> dict[str, object]:
        """As the journal keeps it."""
        return {
            "amount": self.amount,
            "total": self.total,
            "parts": [[each, part] for each, part in self.parts.items()],
        }

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> Stand:
        """Read back from the journal."""
        amount, total, parts = facts["amount"], facts["total"], facts["parts"]
        assert isinstance(amount, int)
        assert isinstance(parts, list)
        return cls(amount, total if isinstance(total, int) else None, dict(parts))


def stand(store: Store, frame: Frame) -> Stand:
    """How a frame stands now."""
    return Stand(frame.amount, frame.total, frames.shares(store, number(frame.id)))
