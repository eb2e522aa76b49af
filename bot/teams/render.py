"""Cards as Adaptive Cards 1.5."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.card import Card
from handlers.locale import Speech

from .buttons import Json


@dataclass(frozen=True)
class Drawn:
    """A page of a card: the text for notifications and screen readers, the AdaptiveCard, and how many pages."""

    text: str
    content: Json
    pages: int


def message(card: Card, t: Speech, page: int = 0, *, notice: Card | None = None) -> Drawn:
    """A card as a message; `page` counts from 0. `notice` is a sentence on top of it."""
    raise NotImplementedError


def activity(drawn: Drawn) -> Json:
    """The message activity that carries a drawn card."""
    raise NotImplementedError
