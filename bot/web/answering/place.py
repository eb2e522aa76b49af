"""Where the cards and forms of a link stand: the `at` of the templates. Every button and every form is signed for
the link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from handlers.dialogue.card import Argument, Confirm, Document, Picture
from handlers.dialogue.request import number
from storage.tables import Link

from ...seal import Seal
from .. import guard
from .signed import Signed


class OfLink(Protocol):
    """What a link that works holds."""

    @property
    def link(self) -> Link:
        """The link itself."""


Held = TypeVar("Held", bound=OfLink)


@dataclass(frozen=True, kw_only=True)
class Place(Generic[Held]):
    """What is the same for every kind of link."""

    base: str
    held: Held
    seal: Seal
    files: Callable[[Document | Picture], str]
    key: Callable[[], str] = guard.fresh_key
    asks: bool = field(default=False, init=False)

    @property
    def press(self) -> str:
        """Where a button is sent."""
        return self.base

    @property
    def form(self) -> str:
        """Where a form is sent."""
        return self.base

    def file(self, document: Document | Picture) -> str:
        """Where a document is fetched."""
        return self.files(document)

    def hidden(
        self, key: str, action: str, args: Mapping[str, Argument], confirm: Confirm | None = None
    ) -> list[tuple[str, str]]:
        """What a button or a form sends along: what we sign here, and nothing else, can be done."""
        return [Signed(action, args, key, confirm).packed(self.seal, number(self.held.link.id))]
