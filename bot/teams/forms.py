"""Forms as cards with inputs; and what was filled in, on its way back."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.dialogue.form import Form, Value
from handlers.locale import Speech

from .render import Drawn


def form(form: Form, t: Speech, *, way_back: bool) -> Drawn:
    """The card for a form. `way_back` says whether a card stands behind it, to go back to."""
    raise NotImplementedError


def values(data: Mapping[str, object]) -> dict[str, Value]:
    """What was filled in, by field, as a handler reads it; the empty ones too, since emptying is an answer."""
    raise NotImplementedError
