"""What somebody sees in Slack: a message, a modal or a home as one text, and the elements that can be used in it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.slack.aloud import aloud, words
from tests.slack.fake import Json

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
    """As it would be read aloud; a message without blocks is its text. Files stand in parentheses."""
    assert shown is not None, "there is nothing to read"
    if shown.kind in ("modal", "home"):
        return aloud(shown.body)
    said = aloud(shown.blocks) if shown.blocks else shown.title
    return "\n".join([*([said] if said else []), *(f"({each['name']})" for each in shown.body.get("files", []))])


def said(text: Any) -> str:
    """A text object as it is read."""
    return words(text) if text else ""


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
    """The labels of the buttons."""
    return [said(each["text"]) for _block, each in elements(shown.blocks) if each["type"] == "button"]


def hidden(shown: Shown) -> list[str]:
    """The labels of what stands behind "⋯"."""
    menus = [each for _block, each in elements(shown.blocks) if each["type"] == "overflow"]
    return [said(option["text"]) for each in menus for option in each["options"]]


def button(shown: Shown | None, label: str, near: str = "") -> tuple[Json, Json]:
    """The button of a label and its block; with `near`, the first one from the block on that says so."""
    assert shown is not None, f"there is nothing to press {label!r} on"
    blocks = shown.blocks
    if near:
        places = [n for n, block in enumerate(blocks) if near in aloud([block])]
        assert places, f"{near!r} is not in: {text_of(shown)}"
        blocks = blocks[places[0] :]
    for block, element in elements(blocks):
        if element["type"] == "button" and said(element["text"]) == label:
            return block, element
        for option in element.get("options", ()) if element["type"] == "overflow" else ():
            if said(option["text"]) == label:
                return block, {**element, "selected_option": option}
    raise AssertionError(f"{label!r} is not among {labels(shown)} of: {text_of(shown)}")
