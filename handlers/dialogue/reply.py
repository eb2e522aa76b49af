"""What a handler answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .card import Button, Card
from .form import Form

Audience = Literal["me", "here"]


@dataclass(frozen=True)
class Reply:
    """A card to read or a form to fill in, for the person alone (`me`) or for everybody in the place (`here`).

    `instead` says that the card takes the place of the one whose button was pressed; otherwise it is shown
    beside it. `then` answers with what a button of another capability shows, in the same transaction: an
    order ends in the preview of its cards, which nomination draws. None of them: there is nothing to say.
    """

    card: Card | None = None
    form: Form | None = None
    audience: Audience = "me"
    instead: bool = False
    then: Button | None = None
