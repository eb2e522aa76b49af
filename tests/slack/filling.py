"""What is filled in: the state of a view's fields as Slack sends it, and what Slack's client lets nobody send."""

from __future__ import annotations

import re
from typing import Any

from tests.slack.fake import Json
from tests.slack.reading import Shown, inputs, said

TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
ONE = ("static_select", "radio_buttons", "external_select")
MANY = ("multi_static_select", "checkboxes", "multi_external_select")
OTHERS = {
    "datepicker": ("selected_date", "initial_date"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
LONGEST = 3000
State = dict[str, dict[str, Json]]


class CannotSend(AssertionError):
    """Slack's client would not let this be sent; the field and why."""


def initial(shown: Shown) -> State:
    """What stands in the fields before anybody has typed."""
    state: State = {}
    for id_, (_block, element) in inputs(shown.blocks).items():
        kind = element["type"]
        value: Json = {"type": kind}
        if kind in TEXTS:
            value["value"] = element.get("initial_value")
        elif kind in ONE:
            value["selected_option"] = element.get("initial_option")
        elif kind in MANY:
            value["selected_options"] = element.get("initial_options") or []
        elif kind in OTHERS:
            value[OTHERS[kind][0]] = element.get(OTHERS[kind][1])
        state.setdefault(id_, {})[element["action_id"]] = value
    return state


def kept(shown: Shown, before: State) -> State:
    """The state of a view that took another's place: a field whose ids and type are the same keeps what was in it,
    whatever the new view would fill in."""
    state = initial(shown)
    for id_, actions in state.items():
        for action, value in actions.items():
            old = before.get(id_, {}).get(action)
            if old is not None and old["type"] == value["type"]:
                actions[action] = old
    return state


def find(shown: Shown, name: str) -> tuple[Json, Json]:
    """The field of a block id or a label, and its element."""
    found = inputs(shown.blocks)
    if name in found:
        return found[name]
    for block, element in found.values():
        if said(block.get("label")) == name:
            return block, element
    known = {id_: said(block.get("label")) for id_, (block, _element) in found.items()}
    raise AssertionError(f"{name!r} is not among {known} of {shown.title!r}")


def filled(element: Json, value: Any, offered: list[Json] | None = None) -> Json:
    """What a field holds once this has been typed or chosen; options by their value or label.

    Raises CannotSend for what the client lets nobody choose.
    """
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": str(value) if value not in (None, "") else None}
    options = offered if offered is not None else element.get("options") or _grouped(element)
    if kind in ONE:
        return {"type": kind, "selected_option": _option(options, value) if value not in (None, "", ()) else None}
    if kind in MANY:
        wanted = [value] if isinstance(value, str | bool) else list(value or ())
        if wanted in ([True], ["yes"]) and len(options) == 1:
            return {"type": kind, "selected_options": options}
        return {
            "type": kind,
            "selected_options": [_option(options, each) for each in wanted if each not in ("", False)],
        }
    if kind in OTHERS:
        return {"type": kind, OTHERS[kind][0]: value or None}
    raise AssertionError(f"nobody fills in a {kind}")


def check(shown: Shown, state: State) -> None:
    """Raises CannotSend for what stands in the way of the button."""
    for id_, (block, element) in inputs(shown.blocks).items():
        if block["type"] != "input":
            continue
        value = state[id_][element["action_id"]]
        held = next((each for name, each in value.items() if name != "type"), None)
        label = said(block["label"])
        if not held and not block.get("optional"):
            raise CannotSend(f"{label}: nothing is filled in")
        if held and element["type"] in TEXTS:
            _check_text(label, element, str(held))


def _check_text(label: str, element: Json, text: str) -> None:
    if len(text) > int(element.get("max_length") or LONGEST):
        raise CannotSend(f"{label}: {len(text)} characters are too many")
    if len(text) < int(element.get("min_length") or 0):
        raise CannotSend(f"{label}: {len(text)} characters are too few")
    if "\n" in text and not element.get("multiline"):
        raise CannotSend(f"{label}: one line only")
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise CannotSend(f"{label}: no mail address")
    if element["type"] == "number_input":
        number = r"-?\d+([.]\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
        if not re.fullmatch(number, text):
            raise CannotSend(f"{label}: no number")
        if not float(element.get("min_value") or "-inf") <= float(text) <= float(element.get("max_value") or "inf"):
            raise CannotSend(f"{label}: {text} is outside")


def _option(options: list[Json], wanted: object) -> Json:
    for each in options:
        if each["value"] == wanted or said(each["text"]) == wanted:
            return each
    raise CannotSend(f"{wanted!r} is not among {[(each['value'], said(each['text'])) for each in options]}")


def _grouped(element: Json) -> list[Json]:
    return [option for group in element.get("option_groups") or [] for option in group["options"]]
