"""Buttons on their way to Slack and back: what is pressed travels as the element's action_id and value.

`action_id` is "<n>/<action>", where n tells the buttons of one message or view apart, and `value` holds the
arguments as JSON. A link is "<n>/link": Slack tells of the press, and there is nothing to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from handlers.dialogue.card import Argument, Button, Confirm
from handlers.locale import Speech

from .texts import Json, plain, size

PAGE = "page"  # the face's own: the next page of a long card; args {"page": n}, from 0
FILE = "file"  # the face's own: send the document; args {"kind", "id", "name"}
LINK = "link"
LABEL, VALUE, ADDRESS, ACTION_ID = 75, 2000, 3000, 255  # characters that Slack takes
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
        args = json.loads(str(action.get("value") or "{}"))
    except ValueError:
        return None
    if not isinstance(args, dict) or not all(type(value) in (str, int) for value in args.values()):
        return None
    return name, args


def packed(args: Mapping[str, Argument]) -> str:
    """Arguments as a button carries them."""
    return json.dumps(dict(args), ensure_ascii=False, separators=(",", ":"))


def leads(button: Button) -> bool:
    """Whether Slack takes the button's address as a link; what it does not take is shown as text."""
    url = button.url or ""
    return url.lower().startswith(_SCHEMES) and size(url) <= ADDRESS and not any(map(str.isspace, url))


def _confirm(confirm: Confirm, t: Speech, *, danger: bool) -> Json:
    return {
        "title": plain(confirm.title, 100),
        "text": plain(confirm.text or confirm.title, 300),
        "confirm": plain(confirm.yes, 30),
        "deny": plain(t("Back"), 30),
        "style": "danger" if danger else "primary",
    }
