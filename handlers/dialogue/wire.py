"""Cards and replies as JSON, for the outbox, for the request keys and for a face that keeps what it showed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from . import card, form
from .reply import Reply

_TYPES: dict[str, type] = {
    each.__name__: each
    for each in (
        card.Card, card.Letter, card.Aside, card.Line, card.Facts, card.Table, card.Item, card.Items,
        card.Document, card.Picture, card.Button, card.Confirm, form.Form, form.Words, form.When, form.Number,
        form.Tick, form.Option, form.Choice, form.Person, Reply,
    )
}  # fmt: skip

Wired = TypeVar("Wired")


def to_json(value: object) -> dict[str, object]:
    """A card, form or reply as a JSON object; `of` names the type of each nested part."""
    packed = _pack(value)
    assert isinstance(packed, dict)
    return packed


def from_json(kind: type[Wired], packed: Mapping[str, object]) -> Wired:
    """The card, form or reply that was packed; a TypeError when it is of another type."""
    value = _unpack(packed)
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


def _pack(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: _pack(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {"of": type(value).__name__} | fields
    if isinstance(value, Mapping):
        return {key: _pack(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_pack(each) for each in value]
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, Mapping):
        fields = {key: _unpack(each) for key, each in value.items() if key != "of"}
        return _TYPES[value["of"]](**fields) if "of" in value else fields
    if isinstance(value, list):
        return tuple(_unpack(each) for each in value)
    return value
