"""What Teams refuses of an Adaptive Card or of a message with one, or would show as nothing.

`refusals(card)` and `of_activity(activity)` give a sentence for each thing that is wrong, with where it stands;
nothing when Teams would take it. Microsoft's own schema comes first, where it is (tests/schemas.py); then by hand what
it lets through: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft6Validator, ValidationError, validators

from tests.schemas import schema

Json = Mapping[str, Any]
SCHEMA = "adaptive-card.1.5.0.schema.json"
CARD = "application/vnd.microsoft.card.adaptive"
NEWEST = (1, 5)
LARGEST = 28 * 1024  # bytes of a message; Teams' own limit is counted otherwise, and moves, but is never below
PRIMARY = 6  # actions beside each other; of more, Teams shows none
REFRESHED = 60  # people for whom a card can be brought up to date
ATTACHMENTS = 10
MENTION = re.compile(r"<at>.*?</at>", re.DOTALL)
# Where things of a card stand in other things.
WITHIN = ("body", "items", "columns", "rows", "cells", "facts", "choices", "images", "inlines", "actions", "targets")
ONE = ("card", "selectAction", "inlineAction", "action", "refresh", "fallback")


def refusals(content: Json) -> list[str]:
    """Everything that Teams would not take of an Adaptive Card."""
    if not isinstance(content, Mapping):
        return ["a card is an object"]
    return [*_by_schema(content), *_card(content)]


def of_activity(activity: Json) -> list[str]:
    """Everything that Teams would not take of a message: its size, its text, its cards."""
    found = []
    if size(activity) > LARGEST:
        found.append(f"{size(activity)} bytes of a message, which takes {LARGEST}")
    if activity.get("type") != "message":
        return [*found, f"a {activity.get('type')} is not said"]
    attachments = activity.get("attachments") or []
    if not isinstance(attachments, list):
        return [*found, "attachments is no list"]
    text = activity.get("text") or ""
    if not text.strip() and not attachments:
        found.append("a message says something")
    if len(attachments) > ATTACHMENTS:
        found.append(f"{len(attachments)} attachments")
    if activity.get("textFormat", "markdown") not in ("markdown", "plain", "xml"):
        found.append(f"no {activity['textFormat']} text")
    if attachments and not str(activity.get("summary") or "").strip():
        found.append('a card without a summary is notified of as "a card"')
    for number, each in enumerate(attachments):
        if each.get("contentType") != CARD:
            found.append(f"attachments/{number}: a {each.get('contentType')}")
        else:
            found += [f"attachments/{number}: {problem}" for problem in refusals(each.get("content"))]
    return [*found, *_mentions(text, activity.get("entities") or [])]


def size(activity: Json) -> int:
    """The bytes that a message takes as JSON."""
    return len(json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode())


def things(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in a card that has a type, and where it stands, in reading order; also what is shown later."""
    if not isinstance(content, Mapping):
        return
    yield path, dict(content)
    for name in WITHIN:
        inside = content.get(name)
        for number, each in enumerate(inside if isinstance(inside, list) else ()):
            yield from things(each, f"{path}/{name}/{number}")
    for name in ONE:
        yield from things(content.get(name), f"{path}/{name}")


# --- by Microsoft's schema ---


def _by_schema(content: Json) -> Iterator[str]:
    validator = _validator()
    if validator is not None:
        card = {name: value for name, value in content.items() if name != "msteams"}
        for error in validator.iter_errors(card):
            yield f"{''.join(f'/{each}' for each in error.absolute_path)}: {error.message[:300]}"


@cache
def _validator() -> Any:
    known = schema(SCHEMA)
    if known is None:
        return None
    # By its type there is one kind of thing that anything can be. To try every kind is slow, and says nothing.
    kind = validators.extend(Draft6Validator, {"anyOf": _any_of})
    # A list that is searched by typing came with 1.5 and into the documentation, but never into the schema's file:
    # https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
    style = {"anyOf": [*known["definitions"]["ChoiceInputStyle"]["anyOf"], {"enum": ["filtered"]}]}
    definitions = known["definitions"] | {"ChoiceInputStyle": style}
    return kind({"definitions": definitions, "allOf": [{"$ref": "#/definitions/AdaptiveCard"}]})


def _any_of(validator: Any, any_of: list[Json], instance: Any, whole: Json) -> Iterator[Any]:
    kinds = [each["allOf"][0]["$ref"].rpartition("/")[2] for each in any_of if set(each) == {"required", "allOf"}]
    if len(kinds) < len(any_of) or not isinstance(instance, dict):
        yield from Draft6Validator.VALIDATORS["anyOf"](validator, any_of, instance, whole)
    elif instance.get("type") not in kinds:
        yield ValidationError(f"no {instance.get('type')} may stand here")
    else:
        number = kinds.index(instance["type"])
        yield from validator.descend(instance, any_of[number], schema_path=number)


# --- by hand ---


def _card(content: Json) -> Iterator[str]:
    if content.get("type") != "AdaptiveCard":
        yield f"a card is no {content.get('type')}"
    yield from _version(content.get("version"))
    if not content.get("body") and not content.get("actions"):
        yield "a card without anything"
    every = list(things(content))
    for path, thing in every:
        yield from (f"{path}: {each}" for each in _thing(thing))
    ids = [thing["id"] for _, thing in every if thing.get("id")]
    yield from (f"{id_!r} names {times} things" for id_, times in Counter(map(str, ids)).items() if times > 1)
    for path, thing in every:
        targets = thing.get("targetElements") or ()
        for each in targets if isinstance(targets, list) else ():
            if (each.get("elementId") if isinstance(each, Mapping) else each) not in ids:
                yield f"{path}: nothing is called {each!r}"
    users = (content.get("refresh") or {}).get("userIds") or ()
    if len(users) > REFRESHED:
        yield f"refreshed for {len(users)}"
    texts = " ".join(str(t.get(name, "")) for _, t in every for name in ("text", "value", "title"))
    yield from _mentions(texts, (content.get("msteams") or {}).get("entities") or [])


def _version(version: Any) -> Iterator[str]:
    if not isinstance(version, str) or not re.fullmatch(r"1\.\d", version):
        yield f"{version!r} is no version"
    elif tuple(map(int, version.split("."))) > NEWEST:
        yield f"Teams does not draw version {version}"


def _thing(thing: Json) -> Iterator[str]:
    kind = str(thing.get("type", ""))
    actions = thing.get("actions")
    if isinstance(actions, list):
        shown = [each for each in actions if isinstance(each, Mapping) and each.get("mode") != "secondary"]
        if len(shown) > PRIMARY:
            yield f"{len(shown)} primary actions beside each other"
    if kind.startswith("Action."):
        yield from _action(kind, thing)
    elif kind.startswith("Input."):
        yield from _input(kind, thing)
    match kind:
        case "TextBlock" | "TextRun":
            yield from _says(thing, "text")
        case "RichTextBlock" | "ColumnSet" | "FactSet" | "ImageSet" | "ActionSet" | "Table":
            name = {"RichTextBlock": "inlines", "ColumnSet": "columns", "FactSet": "facts", "ImageSet": "images"}
            if not thing.get(name.get(kind, "actions" if kind == "ActionSet" else "rows")):
                yield f"an empty {kind}"
    match kind:
        case "Table":
            widths = {len(row.get("cells") or ()) for row in thing.get("rows") or ()}
            if widths - {len(thing.get("columns") or ())}:
                yield f"rows of {sorted(widths)} cells in {len(thing.get('columns') or ())} columns"
        case "FactSet":
            for each in thing.get("facts") or ():
                yield from _says(each, "title")
                yield from _says(each, "value")
        case "Image":
            yield from _says(thing, "altText")
            yield from _address(thing.get("url"), "data")


def _action(kind: str, thing: Json) -> Iterator[str]:
    if "title" not in thing or not str(thing["title"]).strip():
        yield f"an {kind} without a title"
    if kind == "Action.Execute" and not str(thing.get("verb") or "").strip():
        yield "an Action.Execute without a verb"
    if kind == "Action.OpenUrl":
        yield from _address(thing.get("url"), "mailto")


def _input(kind: str, thing: Json) -> Iterator[str]:
    yield from _says(thing, "id")
    if kind != "Input.Toggle":
        yield from _says(thing, "label")  # nobody can tell what it is for, and what is required is not starred
    if (thing.get("isRequired") or thing.get("regex")) and not thing.get("errorMessage"):
        yield "what is wrong with it is not said without an errorMessage"
    if "regex" in thing:
        try:
            re.compile(str(thing["regex"]))
        except re.error as error:
            yield f"no regex: {error}"
    if isinstance(thing.get("maxLength"), int) and len(str(thing.get("value", ""))) > thing["maxLength"]:
        yield "a value longer than it may be"
    if kind == "Input.ChoiceSet":
        yield from _choices(thing)
    if kind == "Input.Date":
        for name in ("value", "min", "max"):
            if thing.get(name) and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(thing[name])):
                yield f"{name} is no date"


def _choices(thing: Json) -> Iterator[str]:
    choices = thing.get("choices") or []
    values = [str(each.get("value", "")) for each in choices]
    if not choices:
        yield "nothing to choose from"
    for each in choices:
        yield from _says(each, "title")
        yield from _says(each, "value")
    yield from (f"{each!r} can be chosen {n} times" for each, n in Counter(values).items() if n > 1)
    several = bool(thing.get("isMultiSelect"))
    if several and any("," in each for each in values):
        yield "a comma in what can be chosen several of"
    value = str(thing.get("value") or "")
    chosen = value.split(",") if several else [value]
    yield from (f"{each!r} is not among the choices" for each in chosen if each and each not in values)


def _says(thing: Json, name: str) -> Iterator[str]:
    if not str(thing.get(name) or "").strip():
        yield f"an empty {name}"


def _address(url: Any, *more: str) -> Iterator[str]:
    parts = urlsplit(str(url or ""))
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if parts.scheme not in ("https", *more) and not here:
        yield f"{str(url)[:100]!r} is no address that Teams opens"


def _mentions(text: str, entities: Iterable[Json]) -> Iterator[str]:
    """People who are mentioned in words are named in an entity, and the other way round."""
    said, named = (
        set(MENTION.findall(text)),
        {str(each.get("text")) for each in entities if each.get("type") == "mention"},
    )
    yield from (f"{each} mentions nobody" for each in sorted(said - named))
    yield from (f"{each} is mentioned nowhere" for each in sorted(named - said))
