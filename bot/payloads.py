"""Reading what a platform sends: its parts as what they should be. Who has let it in knows that it is the platform's;
that it has the form that the platform's documentation says is looked at here, since everything ends in keys and
queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Unreadable(Exception):
    """It comes from the platform, but it is nothing that the platform sends."""


def part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside a payload; empty where there is none."""
    found = body.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise Unreadable
    return found


def several(body: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """A list of objects inside a payload; what is no object is left out."""
    found = body.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text(body: Mapping[str, Any], name: str) -> str:
    """A text in a payload; empty where there is none."""
    found = body.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Unreadable
    return found
