"""Whether Slack would take these blocks: tests/slack/checks.py, and no key that slack_sdk's models would drop."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack.checks import refusals

MESSAGE, MODAL, HOME = "message", "modal", "home"
EMPTY: tuple[object, ...] = (None, "", [], {}, ())


def problems(blocks: object, surface: str) -> list[str]:
    """What Slack would not take, in words; nothing when it would take them all."""
    return [*refusals(blocks, surface), *_unknown(blocks)]


def problems_of_view(view: object) -> list[str]:
    """The same for a whole modal or home."""
    if not isinstance(view, dict):
        return ["view is no object"]
    return [*refusals(view), *_unknown(view.get("blocks"))]


def _unknown(blocks: object) -> list[str]:
    """What the models do not know, and drop."""
    found: list[str] = []
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        try:
            parsed = Block.parse(block)
            drawn = parsed.to_dict() if parsed is not None else block
        except (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError):
            continue  # the checks have said so
        found += [f"blocks/{number}: {path} is unknown" for path in _lost(block, drawn, str(block["type"]))]
    return found


def _lost(given: Any, drawn: Any, path: str) -> list[str]:
    if isinstance(given, dict) and isinstance(drawn, dict):
        lost = [f"{path}.{name}" for name, value in given.items() if name not in drawn and value not in EMPTY]
        return lost + [each for n in given if n in drawn for each in _lost(given[n], drawn[n], f"{path}.{n}")]
    if isinstance(given, list) and isinstance(drawn, list | tuple):
        return [each for n, one in enumerate(given[: len(drawn)]) for each in _lost(one, drawn[n], f"{path}.{n}")]
    return []
