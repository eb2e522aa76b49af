"""Buttons on their way to Slack and back: what is pressed travels as the element's action_id and value.

`action_id` is "<n>/<action>", where n tells the buttons of one message or view apart, and `value` holds the
arguments as JSON. A link is "<n>/link": Slack tells of the press, and there is nothing to do. Of several buttons
behind "⋯" ("<n>/menu") the chosen option's value says which it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from handlers.dialogue.card import Argument, Button, Confirm
from handlers.locale import Speech

from ..lengths import size
from ..ownbuttons import FILE as FILE
from ..ownbuttons import PAGE as PAGE
from .texts import Json, plain

LINK, MENU = "link", "menu"
LABEL, VALUE, ADDRESS, ACTION_ID = 75, 2000, 3000, 255  # characters that Slack takes
MOST, CHOSEN = 5, 150  # options behind "⋯", and the characters of each one's value
_STYLES = {"primary": "primary", "danger": "danger"}
_SCHEMES = ("http://", "https://")


class TooMuch(ValueError):
    """A button's arguments are more than Slack carries."""


def element(button: Button, n: int, t: Speech) -> Json:
    """The button for an actions block, or beside a section. Raises TooMuch."""
    action = LINK if button.url is not None else button.action
    made: Json = {"type": "button", "text": plain(button.label, LABEL), "action_id": f"{n}/{action}"}
    if button.url is not None:
        made["url"] = button.url
    elif button.args:
        made["value"] = packed(button.args)
        if size(made["value"]) > VALUE:
            raise TooMuch(f"the arguments of {button.action} are longer than {VALUE} characters")
    if button.style in _STYLES:
        made["style"] = _STYLES[button.style]
    if button.confirm is not None:
        made["confirm"] = _confirm(button.confirm, t, danger=button.style == "danger")
    return made


def read(action: Mapping[str, object]) -> tuple[str, dict[str, Argument]] | None:
    """What a pressed element of a block_actions request asks for; None for a link and for what is not ours."""
    number, slash, name = str(action.get("action_id", "")).partition("/")
    if not (slash and name and number.isdecimal()) or name == LINK:
        return None
    try:
        if name == MENU:
            option = action.get("selected_option")
            name, args = json.loads(str(option["value"])) if isinstance(option, Mapping) else (None, None)
        else:
            args = json.loads(str(action.get("value") or "{}"))
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(name, str):
        return None
    if not isinstance(args, dict) or not all(type(value) in (str, int) for value in args.values()):
        return None
    return name, args


def menu(several: Sequence[Button], n: int) -> Json:
    """Buttons behind "⋯"; each of them one that `hides`."""
    options = [{"text": plain(each.label, LABEL), "value": _chosen(each)} for each in several]
    return {"type": "overflow", "action_id": f"{n}/{MENU}", "options": options}


def hidden(several: Sequence[Button]) -> list[Button]:
    """Those that can stand behind one "⋯": each of them does something else, or Slack could not tell them apart."""
    found: dict[str, Button] = {}
    for each in several:
        if hides(each):
            found.setdefault(_chosen(each), each)
    return list(found.values())[:MOST]


def hides(button: Button) -> bool:
    """Whether a button can stand behind "⋯": Slack would ask one question for all of them, and their values are
    short."""
    return button.url is None and button.confirm is None and size(_chosen(button)) <= CHOSEN


def _chosen(button: Button) -> str:
    return json.dumps([button.action, dict(button.args)], ensure_ascii=False, separators=(",", ":"))


def packed(args: Mapping[str, Argument]) -> str:
    """Arguments as a button carries them."""
    return json.dumps(dict(args), ensure_ascii=False, separators=(",", ":"))


def leads(button: Button) -> bool:
    """Whether Slack takes the button's address as a link; what it does not take is shown as text."""
    url = button.url or ""
    return url.lower().startswith(_SCHEMES) and size(url) <= ADDRESS and not any(map(str.isspace, url))


def carries(button: Button) -> bool:
    """Whether the button's arguments are short enough for Slack; words that are not can be typed again."""
    return size(packed(button.args)) <= VALUE


def _confirm(confirm: Confirm, t: Speech, *, danger: bool) -> Json:
    return {
        "title": plain(confirm.title, 100),
        "text": plain(confirm.text or confirm.title, 300),
        "confirm": plain(confirm.yes, 30),
        "deny": plain(t("Back"), 30),
        "style": "danger" if danger else "primary",
    }
