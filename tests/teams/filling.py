"""What is filled in: the inputs as Teams' client sends them, and what it lets nobody send."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.teams.aloud import Json as Drawn
from tests.teams.aloud import markdown
from tests.teams.fake import Json
from tests.teams.reading import inputs

TYPED = ("Input.Text", "Input.Date", "Input.Time")
"""An empty one of these is sent as an empty text; an empty one of the others is not sent."""


class CannotSend(AssertionError):
    """Teams' client would not let this be sent; the inputs and why."""


def sent(cards: Sequence[Drawn], values: Mapping[str, Any]) -> dict[str, str]:
    """What the client puts into an action's data: what stands in the inputs of these cards (the one that was pressed
    in, and those that it was unfolded from), with what was typed (by id or label). Raises CannotSend."""
    there = {id_: each for card in cards for id_, each in inputs(card).items()}
    typed: dict[str, str] = {}
    for name, value in values.items():
        each = find(there, name)
        typed[each["id"]] = _typed(each, value)
    found = {id_: typed.get(id_, _stands(each)) for id_, each in there.items()}
    wrong = {id_: why for id_, each in there.items() if (why := _refused(each, found[id_]))}
    if wrong:
        raise CannotSend(str(wrong))
    return {id_: value for id_, value in found.items() if value or there[id_]["type"] in TYPED}


def find(there: Mapping[str, Json], name: str) -> Json:
    """The input of an id, or of a label (a toggle's title)."""
    if name in there:
        return there[name]
    for each in there.values():
        if name == markdown(each.get("label") or each.get("title")):
            return each
    raise AssertionError(f"no input is called {name!r}: {sorted(there)}")


def _stands(each: Json) -> str:
    if each["type"] == "Input.Toggle":
        return str(each.get("value") or each.get("valueOff", "false"))
    value = str(each.get("value") or "")
    if each["type"] != "Input.ChoiceSet":
        return value
    chosen = value.split(",") if each.get("isMultiSelect") else [value]
    return ",".join(choice["value"] for choice in each["choices"] if choice["value"] in chosen)


def _typed(each: Json, value: Any) -> str:
    match each["type"]:
        case "Input.Toggle":
            return str(each.get("valueOn", "true") if value else each.get("valueOff", "false"))
        case "Input.ChoiceSet":
            return _chosen(each, value)
        case "Input.Date" if isinstance(value, date):
            return value.isoformat()
    if each["type"] == "Input.Text" and not each.get("isMultiline"):
        assert "\n" not in str(value), f"{each['id']} has one line"
    most = each.get("maxLength")
    if most and len(str(value)) > most:
        raise CannotSend(f"{each['id']}: no more than {most} characters can be typed")
    return str(value)


def _chosen(each: Json, value: Any) -> str:
    wanted = [value] if isinstance(value, str) else list(value)
    if value == "" or value is None:
        wanted = []
    assert each.get("isMultiSelect") or len(wanted) <= 1, f"{each['id']} takes one choice"
    found = []
    for one in wanted:
        same = [c["value"] for c in each["choices"] if one in (c["value"], markdown(c["title"]))]
        assert same, f"{one!r} is not among {[markdown(c['title']) for c in each['choices']]}"
        found.append(same[0])
    return ",".join(c["value"] for c in each["choices"] if c["value"] in found)


def _refused(each: Json, value: str) -> str:
    """Why the client would not send it; empty when it would."""
    said = str(each.get("errorMessage") or "is wrong")
    off = each.get("valueOff", "false") if each["type"] == "Input.Toggle" else None
    if each.get("isRequired") and (not value or value == off):
        return said
    if not value:
        return ""
    if "regex" in each and not re.search(each["regex"], value):
        return said
    if each["type"] in ("Input.Date", "Input.Time"):
        low, high = each.get("min") or value, each.get("max") or value
        return "" if low <= value <= high else said
    if each["type"] == "Input.Number":
        number = float(value)
        return "" if each.get("min", number) <= number <= each.get("max", number) else said
    return ""
