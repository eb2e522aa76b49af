"""A card as somebody hears it read: a line a block, buttons in brackets, fields as `Name: value`.

Characters that have no width are left out, as a voice leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

UNSEEN = "\N{WORD JOINER}"
Json = Mapping[str, Any]


def aloud(card: Json) -> str:
    """What is read of a card."""
    lines = [line for block in card.get("body", ()) for line in _block(block)]
    if card.get("actions"):
        lines.append(_actions(card["actions"]))
    return "\n".join(lines).replace(UNSEEN, "")


def words(block: Json) -> str:
    """What is read of a TextBlock or a RichTextBlock."""
    return str(block["text"]) if "text" in block else "".join(run["text"] for run in block["inlines"])


def buttons(card: Json) -> list[Json]:
    """What can be pressed in a card, in reading order; a question's yes behind what asks it."""
    return [each for block in card.get("body", ()) for each in _pressed(block)] + list(_opened(card.get("actions", ())))


def inputs(card: Json) -> list[Json]:
    """What can be filled in."""
    return [block for block in card["body"] if block["type"].startswith("Input.")]


def _block(block: Json) -> Iterator[str]:
    match block["type"]:
        case "TextBlock" | "RichTextBlock":
            yield words(block)
        case "Container":
            for each in block["items"]:
                yield from _block(each)
        case "ColumnSet":
            columns = [[line for each in column["items"] for line in _block(each)] for column in block["columns"]]
            yield " ".join(line for lines in columns for line in lines)
        case "FactSet":
            yield from (f"{fact['title']}: {fact['value']}" for fact in block["facts"])
        case "Table":
            for row in block["rows"]:
                yield " | ".join(" ".join(map(words, cell["items"])) for cell in row["cells"])
        case "ActionSet":
            yield _actions(block["actions"])
        case _:
            yield _input(block)


def _actions(actions: Iterable[Json]) -> str:
    shown = [_action(each) for each in actions if each.get("mode") != "secondary"]
    behind = [_action(each) for each in actions if each.get("mode") == "secondary"]
    return " ".join([f"[{each}]" for each in shown] + ([f"[… {' | '.join(behind)}]"] if behind else []))


def _action(action: Json) -> str:
    asked = f" → {aloud(action['card'])}".replace("\n", " ") if action["type"] == "Action.ShowCard" else ""
    return f"{action['title']}{asked}"


def _input(block: Json) -> str:
    if block["type"] == "Input.Toggle":
        return f"({'x' if block['value'] == block['valueOn'] else ' '}) {block['title']}"
    label = block["label"] + (" *" if block.get("isRequired") else "")
    if block["type"] != "Input.ChoiceSet":
        return f"{label}: {block.get('value', '____')}"
    value = str(block.get("value", ""))
    chosen = value.split(",") if block.get("isMultiSelect") else [value]
    return f"{label}: " + " ".join(
        f"({'x' if each['value'] in chosen else ' '}) {each['title']}" for each in block["choices"]
    )


def _pressed(block: Json) -> Iterator[Json]:
    yield from _opened(block.get("actions", ()))
    for name in ("items", "columns"):
        for each in block.get(name, ()):
            yield from _pressed(each)


def _opened(actions: Iterable[Json]) -> Iterator[Json]:
    for action in actions:
        yield action
        if action["type"] == "Action.ShowCard":
            yield from buttons(action["card"])
