"""Adaptive Cards as somebody reads them: a line a text, buttons in brackets, pairs and inputs as `Name: value`.

Markdown is read where Teams reads it (TextBlocks and pairs), and what is put in so that it is not read is not seen.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
UNSEEN = dict.fromkeys(map(ord, "\u2060\u200b\ufeff"))
ALIKE = str.maketrans({"\N{ASTERISK OPERATOR}": "*", "\N{MODIFIER LETTER GRAVE ACCENT}": "`"})
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
BOLD = re.compile(r"(\*\*|__)(?=[^\s\u2060])(.+?)(?<=[^\s\u2060])\1")
SLANTED = re.compile(r"(?<![\w\\])(\*|_)(?=[^\s\u2060])(.+?)(?<=[^\s\u2060])\1(?!\w)")
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
AT = re.compile(r"</?at\b[^>]*>")


def aloud(card: Json) -> str:
    """A whole card."""
    return "\n".join(_all(card))


def plain(text: object) -> str:
    """A text in which no Markdown is read."""
    return AT.sub("", str(text or "")).translate(UNSEEN).translate(ALIKE)


def markdown(text: object) -> str:
    """A text in which Markdown is read."""
    said = html.unescape(str(text or ""))
    for sign in (BOLD, SLANTED):
        said = sign.sub(r"\2", said)
    return plain(ESCAPED.sub(r"\1", LINK.sub(r"\1", said)))


def parts(card: Json) -> Iterator[Json]:
    """Everything in a card as it is read: what is unfolded first is left out, and so is what nobody sees."""
    for name in ("body", "items", "columns"):
        for each in card.get(name) or ():
            if each.get("isVisible", True) is not False:
                yield each
                yield from parts(each)
    if card.get("type") == "AdaptiveCard" and card.get("actions"):
        yield {"type": "ActionSet", "actions": card["actions"]}


def unfolded(actions: Iterable[Json]) -> Iterator[tuple[Json, tuple[Json, ...]]]:
    """Every action, and the cards that have to be unfolded before it can be pressed."""
    for each in actions:
        yield each, ()
        if each.get("type") == "Action.ShowCard":
            card = each["card"]
            inside = [action for part in parts(card) for action in part.get("actions") or ()]
            yield from ((action, (card, *above)) for action, above in unfolded(inside))


def own(part: Json) -> str:
    """What a part says by itself, without what is in it."""
    match part.get("type"):
        case "Container" | "ColumnSet" | "Column":
            return ""
    return "\n".join(_lines(part))


def _all(card: Json) -> Iterator[str]:
    for part in (*(card.get("body") or ()), *(card.get("items") or ())):
        if part.get("isVisible", True) is not False:
            yield from _lines(part)
    if card.get("actions"):
        yield from _lines({"type": "ActionSet", "actions": card["actions"]})


def _lines(part: Json) -> Iterator[str]:
    kind = str(part.get("type"))
    match kind:
        case "TextBlock":
            yield markdown(part["text"])
        case "RichTextBlock":
            yield "".join(plain(each["text"] if isinstance(each, Mapping) else each) for each in part["inlines"])
        case "FactSet":
            yield from (f"{markdown(each['title'])}: {markdown(each['value'])}" for each in part["facts"])
        case "Container":
            yield from _all(part)
        case "ColumnSet":
            columns = [list(_all(each)) for each in part["columns"] if each.get("isVisible", True) is not False]
            first, rest = columns[0], [each for more in columns[1:] for each in more]
            yield from first[:1] if not rest else [" ".join([*first[:1], *rest])]
            yield from first[1:]
        case "Table":
            yield from (" | ".join("\n".join(_all(cell)) for cell in row["cells"]) for row in part["rows"])
        case "ActionSet":
            yield _actions(part["actions"])
        case "Image":
            yield str(part.get("altText") or "")
        case "ImageSet":
            yield from (str(each.get("altText") or "") for each in part["images"])
        case _ if kind.startswith("Input."):
            yield _input(kind, part)


def _actions(actions: Iterable[Json]) -> str:
    return " ".join(_action(each) for each in actions)


def _action(action: Json) -> str:
    label = plain(action["title"])
    return f"[{label} …]" if action["type"] == "Action.ShowCard" else f"[{label}]"


def _input(kind: str, part: Json) -> str:
    value = str(part.get("value") or "")
    if kind == "Input.Toggle":
        ticked = value == str(part.get("valueOn", "true"))
        return f"({'x' if ticked else ' '}) {markdown(part['title'])}"
    label = markdown(part.get("label")) + (" *" if part.get("isRequired") else "")
    if kind != "Input.ChoiceSet":
        return f"{label}: {value or '____'}"
    chosen = value.split(",") if part.get("isMultiSelect") else [value]
    titles = [(each["value"] in chosen, markdown(each["title"])) for each in part["choices"]]
    if part.get("style") == "expanded":
        return f"{label}: " + " ".join(f"({'x' if on else ' '}) {title}" for on, title in titles)
    return f"{label}: " + (", ".join(title for on, title in titles if on) or "____")
