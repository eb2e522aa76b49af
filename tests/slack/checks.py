"""What Slack refuses of a message, a modal or a Home: slack_sdk's own models first, then by hand what they let through.

`refusals(...)` gives a sentence for each thing that is wrong, with where it stands; nothing when Slack would take it.
The limits are those of docs.slack.dev/reference/block-kit. Lengths are counted as JavaScript counts them, which is
never less than Slack does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

BLOCKS = {"message": 50, "modal": 100, "home": 100}
PLAIN, BOTH = ("plain_text",), ("plain_text", "mrkdwn")
WRONG = (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError)
# Which keys each thing may have; one that Slack does not know is an error there.
KEYS = {
    "header": {"text"},
    "section": {"text", "fields", "accessory", "expand"},
    "divider": set(),
    "actions": {"elements"},
    "context": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "rich_text": {"elements"},
    "table": {"rows", "column_settings"},
}
_SELECT = {"placeholder", "confirm", "focus_on_load"}
_OPTIONS = {"options", "option_groups"}
ELEMENTS = {
    "button": {"text", "url", "value", "style", "confirm", "accessibility_label"},
    "overflow": {"options", "confirm"},
    "static_select": {*_SELECT, *_OPTIONS, "initial_option"},
    "external_select": {*_SELECT, "initial_option", "min_query_length"},
    "multi_static_select": {*_SELECT, *_OPTIONS, "initial_options", "max_selected_items"},
    "multi_external_select": {*_SELECT, "initial_options", "min_query_length", "max_selected_items"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "plain_text_input": {
        *("initial_value", "multiline", "min_length", "max_length"),
        *("placeholder", "focus_on_load", "dispatch_action_config"),
    },
}
PRESSED = ("button", "overflow", *(each for each in ELEMENTS if "select" in each), "radio_buttons", "checkboxes")
FILLED = tuple(each for each in ELEMENTS if each not in ("button", "overflow"))
RICH = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
RUNS = {"text": "text", "link": "url", "emoji": "name", "user": "user_id", "channel": "channel_id", "date": "timestamp"}
VIEW = {
    *("type", "callback_id", "external_id", "title", "submit", "close", "blocks", "private_metadata"),
    *("clear_on_close", "notify_on_close"),
}


def refusals(drawn: Any, kind: str = "message") -> list[str]:
    """Everything that Slack would not take of some blocks, or of a whole view (a modal or a home by its type)."""
    if isinstance(drawn, Mapping):
        kind = str(drawn.get("type"))
        if kind not in ("modal", "home"):
            return [f"a view is no {kind}"]
        found = [*_by_view_model(drawn), *refused_view(drawn, kind)]
        return found + refusals(drawn.get("blocks"), kind)
    if not isinstance(drawn, list):
        return ["blocks is no list"]
    return [*_by_models(drawn), *refused_blocks(drawn, kind)]


def refused_view(view: Mapping[str, Any], kind: str) -> list[str]:
    """What is wrong with a view around its blocks, beyond what slack_sdk's model says."""
    found = [f"a view has no {name}" for name in sorted(set(view) - VIEW)]
    found += _most("private_metadata", view.get("private_metadata"), 3000)
    found += _most("callback_id", view.get("callback_id"), 255)
    if kind == "home":
        return found + [f"a home has no {name}" for name in ("title", "submit", "close") if name in view]
    for name in ("title", "submit", "close"):
        if name in view or name == "title":
            found += _text(name, view.get(name), PLAIN, 24)
    blocks = view.get("blocks")
    inputs = any(_type(each) == "input" for each in blocks) if isinstance(blocks, list) else False
    if inputs and "submit" not in view:
        found.append("a view with inputs has a submit")
    if isinstance(blocks, list) and not blocks:
        found.append("a view has blocks")
    return found


def refused_blocks(blocks: Sequence[Any], kind: str) -> list[str]:
    """What is wrong with some blocks, beyond what slack_sdk's models say."""
    found: list[str] = []
    if len(blocks) > BLOCKS[kind]:
        found.append(f"{len(blocks)} blocks in a {kind}, which takes {BLOCKS[kind]}")
    for number, block in enumerate(blocks):
        found += [f"blocks/{number}: {each}" for each in _block(block, kind)]
    found += _twice("block_id", (each.get("block_id") for each in blocks if isinstance(each, Mapping)))
    # Two inputs may share an action_id, since their blocks tell them apart; two buttons of a message may not.
    found += _twice("action_id", (each.get("action_id") for block in blocks for each in _pressed(block)))
    if [_type(each) for each in blocks].count("table") > 1:
        found.append("only_one_table_allowed")
    try:
        json.dumps(blocks, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        found.append(f"no JSON: {error}")
    return found


def _by_models(blocks: Sequence[Any]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is None:
                yield f"blocks/{number}: slack_sdk knows no {_type(block)}"
            else:
                parsed.to_dict()
        except WRONG as error:
            yield f"blocks/{number}: {type(error).__name__} {error}"


def _by_view_model(view: Mapping[str, Any]) -> Iterator[str]:
    try:
        View(**view).to_dict()
    except WRONG as error:
        yield f"{type(error).__name__} {error}"


def _block(block: Any, kind: str) -> Iterator[str]:
    if not isinstance(block, Mapping):
        yield "a block is an object"
        return
    type_ = _type(block)
    if type_ not in KEYS:
        yield f"no check knows {type_}"
        return
    yield from _keys(block, {*KEYS[type_], "type", "block_id"})
    yield from _most("block_id", block.get("block_id"), 255)
    if block.get("block_id") == "":
        yield "block_id is empty"
    match type_:
        case "header":
            yield from _text("text", block.get("text"), PLAIN, 150)
        case "section":
            yield from _section(block)
        case "actions":
            yield from _several("elements", block.get("elements"), 25)
            yield from _each("elements", block.get("elements"), lambda each: _element(each, PRESSED))
        case "context":
            yield from _several("elements", block.get("elements"), 10)
            yield from _each("elements", block.get("elements"), lambda each: _text("text", each, BOTH, 2000))
        case "input":
            yield from _input(block, kind)
        case "image":
            yield from _image(block)
        case "rich_text":
            yield from _rich(block)
        case "table":
            yield from _table(block, kind)


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section has a text or fields"
    if "text" in block:
        yield from _text("text", block["text"], BOTH, 3000)
    if "fields" in block:
        yield from _several("fields", block["fields"], 10)
        yield from _each("fields", block["fields"], lambda each: _text("text", each, BOTH, 2000))
    if "accessory" in block:
        yield from _element(block["accessory"], (*PRESSED, "image"))


def _input(block: Mapping[str, Any], kind: str) -> Iterator[str]:
    if kind == "message" and block.get("dispatch_action") is not True:
        yield "an input in a message dispatches its action"
    yield from _text("label", block.get("label"), PLAIN, 2000)
    if "hint" in block:
        yield from _text("hint", block["hint"], PLAIN, 2000)
    for name in ("optional", "dispatch_action"):
        if name in block and not isinstance(block[name], bool):
            yield f"{name} is true or false"
    yield from _element(block.get("element"), FILLED)


def _image(block: Mapping[str, Any]) -> Iterator[str]:
    if not block.get("alt_text"):
        yield "an image has an alt_text"
    yield from _most("alt_text", block.get("alt_text"), 2000)
    if ("image_url" in block) == ("slack_file" in block):
        yield "an image has an address or a file"
    yield from _most("image_url", block.get("image_url"), 3000)
    if "title" in block:
        yield from _text("title", block["title"], PLAIN, 2000)


def _rich(block: Mapping[str, Any]) -> Iterator[str]:
    yield from _several("elements", block.get("elements"), 1000)
    yield from _each("elements", block.get("elements"), _rich_element)


def _rich_element(element: Any) -> Iterator[str]:
    type_ = _type(element)
    if type_ not in RICH:
        yield f"no {type_} in rich text"
        return
    if not isinstance(element.get("elements"), list):
        yield f"a {type_} has elements"
    elif type_ == "rich_text_list":
        if element.get("style") not in ("bullet", "ordered"):
            yield "a list has a style"
        if any(_type(each) != "rich_text_section" for each in element["elements"]):
            yield "a list holds sections"
        yield from _each("elements", element["elements"], _rich_element)
    else:
        yield from _each("elements", element["elements"], _run)


def _run(run: Any) -> Iterator[str]:
    type_ = _type(run)
    if type_ not in RUNS:
        yield f"no {type_} in a paragraph"
    elif not run.get(RUNS[type_]):
        yield f"a {type_} has a {RUNS[type_]}"
    if isinstance(run, Mapping):
        style = run.get("style", {})
        if not isinstance(style, Mapping) or set(style) - {"bold", "italic", "strike", "code", "underline"}:
            yield "a style is bold, italic, strike, code or underline"


def _table(block: Mapping[str, Any], kind: str) -> Iterator[str]:
    if kind != "message":
        yield f"no table in a {kind}"
    yield from _several("rows", block.get("rows"), 100)
    rows = block.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        yield "rows are lists"
        return
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        yield f"ragged rows: {sorted(widths)}"
    if not all(0 < width <= 20 for width in widths):
        yield f"rows of {sorted(widths)} cells"
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        if _type(cell) == "raw_text":
            if not isinstance(cell.get("text"), str) or not cell["text"]:
                yield "an empty cell"
            yield from _keys(cell, {"type", "text"})
        elif _type(cell) == "rich_text":
            yield from _rich(cell)
        else:
            yield f"no {_type(cell)} in a table"
    if sum(map(_read, cells)) > 10_000:
        yield "a table of more than 10000 characters"
    if len(block.get("column_settings") or []) > 20:
        yield "more than 20 column_settings"


def _element(element: Any, allowed: Iterable[str]) -> Iterator[str]:
    if not isinstance(element, Mapping):
        yield "an element is an object"
        return
    type_ = _type(element)
    if type_ not in allowed:
        yield f"no {type_} here"
        return
    if type_ == "image":
        yield from _image(element)
        return
    yield from _keys(element, {*ELEMENTS[type_], "type", "action_id"})
    yield from _most("action_id", element.get("action_id"), 255)
    if not element.get("action_id"):
        yield f"a {type_} has an action_id"
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if "placeholder" in element:
        yield from _text("placeholder", element["placeholder"], PLAIN, 150)
    if type_ == "button":
        yield from _button(element)
    elif type_ == "plain_text_input":
        yield from _text_input(element)
    else:
        yield from _chooser(element, type_)


def _button(element: Mapping[str, Any]) -> Iterator[str]:
    yield from _text("text", element.get("text"), PLAIN, 75)
    yield from _most("value", element.get("value"), 2000)
    yield from _most("url", element.get("url"), 3000)
    if "url" in element and not str(element["url"]).startswith(("http://", "https://", "mailto:")):
        yield f"no address: {element['url']!r}"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"no style: {element['style']}"


def _confirm(confirm: Any) -> Iterator[str]:
    if not isinstance(confirm, Mapping):
        yield "confirm is an object"
        return
    yield from _keys(confirm, {"title", "text", "confirm", "deny", "style"})
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _text(name, confirm.get(name), PLAIN, most)
    if confirm.get("style", "primary") not in ("primary", "danger"):
        yield f"no style: {confirm['style']}"


def _text_input(element: Mapping[str, Any]) -> Iterator[str]:
    most = element.get("max_length", 3000)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        yield f"max_length is {most}"
    elif _size(str(element.get("initial_value", ""))) > most:
        yield "initial_value is longer than max_length"
    if "initial_value" in element and not isinstance(element["initial_value"], str):
        yield "initial_value is a text"


def _chooser(element: Mapping[str, Any], type_: str) -> Iterator[str]:
    options = element.get("options")
    if "external" not in type_:
        most = 10 if type_ in ("radio_buttons", "checkboxes") else 5 if type_ == "overflow" else 100
        yield from _several("options", options, most)
    known = options if isinstance(options, list) else []
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    if "initial_options" in element and not element["initial_options"]:
        yield "initial_options is empty"
    for each in (*known, *initial):
        yield from option(each)
    if "external" not in type_:
        yield from (f"{each} is initial and no option" for each in initial if each not in known)
    yield from _twice("value", (each.get("value") for each in known if isinstance(each, Mapping)))


def option(option: Any) -> Iterator[str]:
    """What is wrong with an option, of a field or of an answer to `block_suggestion`."""
    if not isinstance(option, Mapping):
        yield "an option is an object"
        return
    yield from _keys(option, {"text", "value", "description", "url"})
    yield from _text("text", option.get("text"), BOTH, 75)
    if "description" in option:
        yield from _text("description", option["description"], BOTH, 75)
    if not isinstance(option.get("value"), str) or not option["value"]:
        yield "an option has a value"
    yield from _most("value", option.get("value"), 150)


def _text(name: str, text: Any, types: Sequence[str], most: int) -> Iterator[str]:
    if not isinstance(text, Mapping):
        yield f"{name} is missing"
        return
    type_ = _type(text)
    if type_ not in types:
        yield f"{name} is {type_}"
    yield from _keys(text, {"type", "text", "emoji" if type_ == "plain_text" else "verbatim"})
    said = text.get("text")
    if not isinstance(said, str) or not said.strip():
        yield f"{name} is empty"
    yield from _most(name, said, most)


def _several(name: str, found: Any, most: int) -> Iterator[str]:
    if not isinstance(found, list) or not 0 < len(found) <= most:
        yield f"{name} holds {len(found) if isinstance(found, list) else 'nothing'}; 1 to {most} may stand there"


def _each(name: str, found: Any, check: Any) -> Iterator[str]:
    for number, each in enumerate(found if isinstance(found, list) else []):
        yield from (f"{name}/{number}: {problem}" for problem in check(each))


def _keys(found: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    yield from (f"{_type(found)} has no {name}" for name in sorted(set(found) - known))


def _most(name: str, text: Any, most: int) -> list[str]:
    long = isinstance(text, str) and _size(text) > most
    return [f"{name} has {_size(text)} characters, of {most}"] if long else []


def _twice(name: str, found: Iterable[Any]) -> list[str]:
    times = Counter(each for each in found if each)
    return [f"{name} {each!r} stands {count} times" for each, count in times.items() if count > 1]


def _pressed(block: Any) -> list[Mapping[str, Any]]:
    """The elements of a block that are pressed."""
    if not isinstance(block, Mapping):
        return []
    some = block.get("elements") if _type(block) == "actions" else [block.get("accessory")]
    return [each for each in some or [] if isinstance(each, Mapping)]


def _read(found: Any) -> int:
    """The characters that are read in something."""
    if isinstance(found, Mapping):
        own = found.get("text")
        return (_size(own) if isinstance(own, str) else 0) + sum(map(_read, found.values()))
    return sum(map(_read, found)) if isinstance(found, list) else 0


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _type(found: Any) -> str:
    return str(found.get("type", "?")) if isinstance(found, Mapping) else "?"
