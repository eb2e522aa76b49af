"""Blocks and views as somebody hears them read: a line a block, buttons in brackets, fields as `Name: value`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def aloud(drawn: Any) -> str:
    """Some blocks, or a whole view with its title and its buttons."""
    if isinstance(drawn, Mapping):
        ends = [f"[{words(drawn[name])}]" for name in ("submit", "close") if drawn.get(name)]
        title = [words(drawn["title"])] if drawn.get("title") else []
        return "\n".join([*title, *_lines(drawn["blocks"]), *([" ".join(ends)] if ends else [])])
    return "\n".join(_lines(drawn))


def words(text: Mapping[str, Any]) -> str:
    """What is read of a text object, or of an element of rich text."""
    if text.get("type") == "mrkdwn":
        said = str(text["text"]).replace("*", "")
        for sign, character in ESCAPES:
            said = said.replace(sign, character)
        return said
    if "elements" in text:
        return "".join(map(words, text["elements"]))
    return str(text.get("text") or text.get("url") or "")


def buttons(blocks: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What can be pressed in some blocks, in reading order."""
    found = []
    for block in blocks:
        some = block["elements"] if block["type"] == "actions" else [block.get("accessory") or {}]
        found += [each for each in some if each.get("type") == "button"]
        found += [option for each in some if each.get("type") == "overflow" for option in each["options"]]
    return found


def _lines(blocks: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Mapping[str, Any]) -> Iterable[str]:
    match block["type"]:
        case "rich_text":
            yield from _rich(block)
        case "section":
            beside = f" [{words(block['accessory']['text'])}]" if "accessory" in block else ""
            if "text" in block:
                yield words(block["text"]) + beside
            fields = [words(each) for each in block.get("fields", ())]
            yield from (f"{name}: {value}" for name, value in zip(fields[::2], fields[1::2], strict=True))
        case "actions":
            yield " ".join(f"[{_pressed(each)}]" for each in block["elements"])
        case "context":
            yield " ".join(map(words, block["elements"]))
        case "table":
            yield from (" | ".join(map(words, row)) for row in block["rows"])
        case "input":
            yield _input(block)
        case "header":
            yield words(block["text"])
        case _:
            yield str(block.get("alt_text", ""))


def _pressed(element: Mapping[str, Any]) -> str:
    if element["type"] == "overflow":
        return "⋯ " + " | ".join(words(each["text"]) for each in element["options"])
    return words(element["text"])


def _rich(block: Mapping[str, Any]) -> Iterable[str]:
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            yield from (f"· {words(each)}" for each in element["elements"])
        else:
            yield words(element)


def _input(block: Mapping[str, Any]) -> str:
    element = block["element"]
    chosen = element.get("initial_options") or ([element["initial_option"]] if "initial_option" in element else [])
    ways = [
        f"({'x' if each in chosen else ' '}) {words(each['text'])}"
        + (f" – {words(each['description'])}" if "description" in each else "")
        for each in element.get("options", chosen)
    ]
    label = words(block["label"]) + ("" if not block.get("optional") else " (valgfrit)")
    hint = f" – {words(block['hint'])}" if "hint" in block else ""
    return f"{label}{hint}: " + (" ".join(ways) or str(element.get("initial_value", "____")))
