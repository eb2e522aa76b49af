"""What somebody sees in Slack: a message, a modal or a home as one text, and the elements that can be used in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.slack.fake import Json

INVISIBLE = dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"), None)
Kind = Literal["message", "ephemeral", "modal", "home"]


@dataclass(frozen=True)
class Shown:
    """Something that somebody sees: a message of a channel, one to them alone, a modal or their home."""

    kind: Kind
    body: Json = field(compare=False)
    channel: str = ""
    id: str = ""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        found: list[Json] = self.body.get("blocks") or []
        return found

    @property
    def ts(self) -> str:
        """The timestamp that names a message in its channel."""
        return str(self.body.get("ts", ""))

    @property
    def title(self) -> str:
        """The title of a modal; the notification of a message."""
        title = self.body.get("title")
        return html.unescape(title["text"]) if isinstance(title, dict) else html.unescape(self.body.get("text", ""))

    @property
    def text(self) -> str:
        """All of it, as `text_of` gives it."""
        return text_of(self)


def text_of(shown: Shown | None) -> str:
    """As it would be read aloud: title, lines, [buttons], {links}; a message without blocks is its text."""
    assert shown is not None, "there is nothing to read"
    lines = [shown.title] if shown.kind == "modal" else []
    if shown.blocks:
        lines += [line for block in shown.blocks for line in _lines(block)]
    else:
        lines.append(_marked(shown.title))
    lines += [f"({each['name']})" for each in shown.body.get("files", [])]
    if shown.kind == "modal" and shown.body.get("submit"):
        lines.append(f"[{words(shown.body['submit'])}]")
    return "\n".join(line for line in lines if line)


def words(text: Any) -> str:
    """A text object as it is read: unescaped, without the marks of bold."""
    if isinstance(text, str):
        return _marked(text)
    if not text:
        return ""
    plain = str(text.get("text", ""))
    return _marked(plain) if text.get("type") == "mrkdwn" else html.unescape(plain).translate(INVISIBLE)


def _marked(text: str) -> str:
    text = re.sub(r"<[^|<>]+\|([^<>]+)>", r"{\1}", text)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w_])_([^_\n]+)_(?![\w_])", r"\1", text)
    return html.unescape(text).translate(INVISIBLE)


def _lines(block: Json) -> list[str]:
    match block["type"]:
        case "header":
            return [words(block["text"])]
        case "section":
            more = f" {_label(block['accessory'])}" if block.get("accessory") else ""
            fields = [words(each).replace("\n", ": ", 1) for each in block.get("fields") or []]
            return [f"{words(block.get('text'))}{more}".strip(), *fields]
        case "actions":
            return [" ".join(_label(each) for each in block["elements"])]
        case "context":
            return [" ".join(_alone(each) for each in block["elements"])]
        case "input":
            wanted = "" if block.get("optional") else " *"
            hint = f" ({words(block['hint'])})" if block.get("hint") else ""
            return [f"{words(block['label'])}{wanted}{hint}: {_field(block['element'])}".rstrip(": ")]
        case "table":
            return [" | ".join(_cell(each) for each in row) for row in block["rows"]]
        case "rich_text":
            return "".join(_rich(block)).split("\n")
        case "image":
            return [block["alt_text"]]
        case "markdown":
            return [str(block["text"])]
        case "divider":
            return []
        case other:
            return [f"<{other}>"]


def _alone(element: Json) -> str:
    return str(element["alt_text"]) if element["type"] == "image" else words(element)


def _cell(cell: Json) -> str:
    return "".join(_rich(cell)).strip() if cell["type"] == "rich_text" else html.unescape(str(cell.get("text", "")))


def _rich(element: Json) -> Iterator[str]:
    """The words of a rich text, each section a line."""
    if "text" in element:
        yield str(element["text"]).translate(INVISIBLE)
    elif element["type"] in ("user", "emoji", "link"):
        yield str(element.get("url") or element.get("name") or element.get("user_id"))
    for each in element.get("elements", []):
        yield "· " if element["type"] == "rich_text_list" else ""
        yield from _rich(each)
        yield "\n" if str(each["type"]).startswith("rich_text") else ""


def _label(element: Json) -> str:
    if element["type"] == "button":
        return f"{{{words(element['text'])}}}" if element.get("url") else f"[{words(element['text'])}]"
    if element["type"] == "image":
        return str(element["alt_text"])
    return _field(element)


def _field(element: Json) -> str:
    """What stands in a field, or what it offers."""
    chosen = element.get("initial_options") or ([element["initial_option"]] if element.get("initial_option") else [])
    offered = [
        f"({'x' if each in chosen else ' '}) {words(each['text'])}" for each in element.get("options") or []
    ] or [words(each["text"]) for each in chosen]
    return " ".join(offered) or str(element.get("initial_value") or element.get("initial_date") or "")


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that can be used, with its block."""
    for block in blocks:
        inside = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for each in inside:
            if isinstance(each, dict) and "action_id" in each:
                yield block, each


def inputs(blocks: list[Json]) -> dict[str, tuple[Json, Json]]:
    """The fields that can be filled in, by block id."""
    return {
        block["block_id"]: (block, each)
        for block, each in elements(blocks)
        if each["type"] not in ("button", "overflow")
    }


def labels(shown: Shown) -> list[str]:
    """The labels of what can be pressed."""
    return [words(each["text"]) for _block, each in elements(shown.blocks) if each["type"] == "button"]


def button(shown: Shown | None, label: str, near: str = "") -> tuple[Json, Json]:
    """The button of a label and its block; with `near`, the first one from the block on that says so."""
    assert shown is not None, f"there is nothing to press {label!r} on"
    blocks = shown.blocks
    if near:
        places = [n for n, block in enumerate(blocks) if near in "\n".join(_lines(block))]
        assert places, f"{near!r} is not in: {text_of(shown)}"
        blocks = blocks[places[0] :]
    for block, element in elements(blocks):
        if element["type"] == "button" and words(element["text"]) == label:
            return block, element
    raise AssertionError(f"{label!r} is not among {labels(shown)} of: {text_of(shown)}")
