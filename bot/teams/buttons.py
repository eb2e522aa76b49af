"""Buttons on their way to Teams and back: what is pressed travels as an Action.Execute's verb and data.

`verb` is the route, and `data.taskforce.args` its arguments. A form's button says `data.taskforce.form`, and what was
filled in comes beside "taskforce". A link is an Action.OpenUrl, of which Teams tells nothing. A question before the
press is a small card that the button unfolds, and folds again when it is pressed once more (Action.ShowCard).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from handlers.dialogue.card import Argument, Button, unmarked
from handlers.dialogue.form import Value
from handlers.locale import Speech

from ..lengths import short, size
from ..ownbuttons import FILE as FILE
from ..ownbuttons import PAGE as PAGE
from . import fields
from .fields import OURS
from .texts import Json, briefly, heading, paragraphs, quiet, weight

BACK = "back"  # the face's own: the message's card as it is, the way out of a form
LABEL, QUESTION, ADDRESS = 80, 300, 2000  # characters of a button, a question before it, where a link leads
ARGS = 4000  # bytes that a button carries; words that are longer can be typed again
LITTLE = 1000  # bytes of a button behind "…"
VERB = 200  # characters
_WHOLE = 2**63  # numbers are smaller than this, or a database does not take them
_STYLES = {"primary": "positive", "danger": "destructive"}


@dataclass(frozen=True)
class Pressed:
    """What was pressed: a route, its arguments, and of a form what was filled in."""

    action: str
    args: dict[str, Argument] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    is_form: bool = False


def element(button: Button, t: Speech, id_: str) -> Json:
    """The button for an ActionSet; `id_` is its own in the whole card. It is one that `stands`."""
    made: Json = {"type": "Action.Execute", "id": id_, "title": title(button.label)}
    if button.url is not None:
        return made | {"type": "Action.OpenUrl", "url": button.url}
    if button.style in _STYLES:
        made["style"] = _STYLES[button.style]
    press = {"verb": button.action, "data": {OURS: {"args": dict(button.args)}}, "associatedInputs": "none"}
    if button.confirm is None:
        return made | press
    asked = button.confirm
    yes = made | press | {"id": f"{id_}-yes", "title": title(asked.yes)}
    card = {
        "type": "AdaptiveCard",
        "body": [
            heading(short(unmarked(asked.title), QUESTION), "Default"),
            *paragraphs(briefly(asked.text, QUESTION)),
        ],
        "actions": [yes],
    }
    return made | {"type": "Action.ShowCard", "card": card}


def submit(label: str, id_: str, action: str, args: Mapping[str, Argument], kinds: Mapping[str, str]) -> Json:
    """The button that sends a form; `kinds` says of every field how its value is read."""
    ours = {"form": True, "args": dict(args), fields.KINDS: dict(kinds)}
    return {
        "type": "Action.Execute",
        "id": id_,
        "title": title(label),
        "style": "positive",
        "verb": action,
        "data": {OURS: ours},
    }


def read(value: object) -> Pressed | None:
    """What an invoke's `value` asks for; None for what is not ours."""
    action = value.get("action") if isinstance(value, Mapping) else None
    if not isinstance(action, Mapping) or action.get("type") != "Action.Execute":
        return None
    verb, data = action.get("verb"), action.get("data")
    ours = data.get(OURS) if isinstance(data, Mapping) else None
    if not isinstance(verb, str) or not 0 < len(verb) <= VERB or not isinstance(ours, Mapping):
        return None
    args, is_form = ours.get("args", {}), ours.get("form", False)
    if not isinstance(args, Mapping) or not isinstance(is_form, bool):
        return None
    if not all(isinstance(name, str) and _is_argument(each) for name, each in args.items()):
        return None
    values = fields.values(data) if is_form and isinstance(data, Mapping) else {}
    return Pressed(verb, dict(args), values, is_form)


def title(label: str) -> str:
    """What stands on a button, on one line."""
    return short(" ".join(quiet(label).split()), LABEL)


def stands(button: Button) -> bool:
    """Whether Teams takes it as a button: it leads to the web, or carries what it is about. What does not is shown
    as text."""
    return weight(dict(button.args)) <= ARGS if button.url is None else _leads(button.url)


def hides(button: Button) -> bool:
    """Whether it may stand behind "…": it is no answer, asks nothing before, and weighs little."""
    return button.style == "link" and button.confirm is None and weight([dict(button.args), button.url]) <= LITTLE


def _leads(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = size(url) <= ADDRESS and not any(map(str.isspace, url))
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_argument(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < _WHOLE)
