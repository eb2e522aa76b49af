"""One field of a form as Slack's inputs, and what Slack sends back of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from handlers.dialogue.card import unmarked
from handlers.dialogue.form import AnyField, Choice, Form, Option, Person, Tick, Value, Words
from handlers.locale import Speech

from ..inputs import FREE, YES, TooLong, behind_other, held, labelled, offered
from ..lengths import beginning, parted, size
from .texts import Json, plain, rich, section

FEW, MOST = 10, 100  # options that are shown at once, and those that a list holds
LABEL, HINT, INPUT = 2000, 2000, 3000  # characters of an input's label and hint, and of what is written in it
TEXT, VALUE = 75, 150  # of an option
_OPTIONAL = re.compile(r"\s*\((?:optional|frivilligt?)\)", re.IGNORECASE)


def drawn(field: AnyField, form: Form, t: Speech) -> list[Json]:
    """The blocks of a field: its input or two, and under them what is to be said about it."""
    chosen = held(form, field)
    required = field.required and not behind_other(form, field)
    notes: list[str] = []
    match field:
        case Choice():
            made = _choice(field, chosen, required=required, t=t)
            notes = _cut_short(field)
        case Person():
            made = _person(field, chosen, required=required, t=t)
        case Tick():
            yes = {"text": plain(t("Yes"), TEXT), "value": YES}
            element = {"type": "checkboxes", "options": [yes]} | ({"initial_options": [yes]} if YES in chosen else {})
            made = [_input(field, element, required=False)]
        case _:
            made = [_written(field, chosen, required=required, t=t)]
            if isinstance(field, Words) and size(", ".join(chosen)) > INPUT:
                notes.append(
                    t("Slack has room for {most} characters here; the rest is left out.", most=t.number(INPUT))
                )
    for block in made:
        if "element" in block:
            block["element"]["action_id"] = named(form)
    if form.errors.get(field.name):
        notes.insert(0, form.errors[field.name])
    said = (part for note in notes for part in parted(note, HINT))
    return [*made, *({"type": "context", "elements": [plain(each, HINT)]} for each in said)]


def option(option: Option) -> Json:
    """An option as Slack has it. Raises TooLong for a value that Slack does not take."""
    if not 0 < size(option.value) <= VALUE:
        raise TooLong(f"the option {option.label!r} has a value of {size(option.value)} characters")
    made: Json = {"text": plain(option.label, TEXT), "value": option.value}
    return made | ({"description": plain(option.hint, TEXT)} if option.hint.strip() else {})


def value(element: Mapping[str, object]) -> Value:
    """What an input holds."""
    if "selected_options" in element:
        chosen = tuple(_value(each) for each in _several(element["selected_options"]))
        return YES if chosen == (YES,) else chosen
    if "selected_option" in element:
        return _value(element["selected_option"])
    return str(element.get("value") or "")


def _input(field: AnyField, element: Json, *, required: bool, label: str = "") -> Json:
    made: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(_once(label or field.label, required), LABEL),
        "element": element,
        "optional": not required,
    }
    hint = _once(field.hint, required)
    return made | ({"hint": plain(hint, HINT)} if hint.strip() else {})


def named(form: Form) -> str:
    """What the elements of a form are called: something else for everything that it can be about, since Slack keeps
    what was typed into an element of the same name when one view takes another's place."""
    about = hashlib.sha256(json.dumps(dict(form.args), sort_keys=True).encode()).hexdigest()
    return f"{form.name}/{about[:8]}"


def _once(text: str, required: bool) -> str:
    """The text without the word that Slack writes itself behind the label of what may stay empty."""
    return text if required else _OPTIONAL.sub("", text)


def _written(field: AnyField, chosen: Sequence[str], *, required: bool, t: Speech) -> Json:
    """Words, a number or a date in words: one text input."""
    return _input(field, _text(field, ", ".join(chosen)), required=required, label=labelled(field, t))


def _text(field: AnyField, written: str) -> Json:
    element: Json = {"type": "plain_text_input"}
    if (isinstance(field, Words) and field.lines > 1) or "\n" in written:
        element["multiline"] = True
    if isinstance(field, Words | Person):
        element["max_length"] = min(max(field.max, size(written)), INPUT)
    if written:
        element["initial_value"] = beginning(written, INPUT)
    return element


def _choice(field: Choice, chosen: Sequence[str], *, required: bool, t: Speech) -> list[Json]:
    ways = [option(each) for each in offered(field)]
    if not ways:
        said = (section(field.label, bold=True), section(field.hint or t("There is nothing to choose from.")))
        return [rich(*said)]
    known = [each for each in ways if each["value"] in chosen]
    kind = _kind(len(ways), many=field.many)
    element: Json = {"type": kind}
    if "external" in kind:
        element["min_query_length"] = 0
    else:
        element["options"] = ways
    if known and field.many:
        element["initial_options"] = known
    elif known:
        element["initial_option"] = known[0]
    return [_input(field, element, required=required)]


def _kind(ways: int, *, many: bool) -> str:
    if ways > MOST:
        return "multi_external_select" if many else "external_select"
    if ways > FEW:
        return "multi_static_select" if many else "static_select"
    return "checkboxes" if many else "radio_buttons"


def _person(field: Person, chosen: Sequence[str], *, required: bool, t: Speech) -> list[Json]:
    """A list to search in, and beside it room for any name; Slack shows both as optional, the house asks for one."""
    written = ", ".join(chosen)
    if not field.options:
        return [_input(field, _text(field, written), required=required)]
    known = [option(each) for each in field.options if each.value == written]
    search: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain(t("Search by name"), VALUE),
    }
    label = t("Or write a name or an e-mail address")
    free = Words(field.name + FREE, label, required=False, max=field.max)
    return [
        _input(field, search | ({"initial_option": known[0]} if known else {}), required=False),
        _input(free, _text(free, "" if known else written), required=False),
    ]


def _cut_short(field: Choice) -> list[str]:
    """The whole of what an option has no room for."""
    if len(offered(field)) > MOST:
        return []
    texts = [text for each in offered(field) for text in (each.label, each.hint)]
    return [text for text in texts if size(unmarked(text).strip()) > TEXT]


def _several(found: object) -> Sequence[object]:
    return found if isinstance(found, list | tuple) else ()


def _value(found: object) -> str:
    return str(found.get("value") or "") if isinstance(found, Mapping) else ""
