"""Buttons on their way to Teams and back: what is pressed travels as an Action.Execute's verb and data.

`verb` is the route, and `data.taskforce.args` its arguments. A form's button says `data.taskforce.form`, and what was
filled in comes beside "taskforce". A question before the press is a card that the button unfolds (Action.ShowCard).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.dialogue.card import Argument, Button
from handlers.dialogue.form import Value
from handlers.locale import Speech

Json = dict[str, Any]

PAGE = "page"  # the face's own: another page of a long card; args {"page": n}, from 0
FILE = "file"  # the face's own: send the document; args {"kind", "id", "name"}
BACK = "back"  # the face's own: the message's card as it is, the way out of a form


@dataclass(frozen=True)
class Pressed:
    """What was pressed: a route, its arguments, and of a form what was filled in."""

    action: str
    args: dict[str, Argument] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    is_form: bool = False


def element(button: Button, t: Speech, id: str) -> Json:
    """The button of an ActionSet."""
    raise NotImplementedError


def read(value: Mapping[str, object]) -> Pressed | None:
    """What an invoke's `value` asks for; None for what is not ours."""
    raise NotImplementedError
