"""Whether Slack would take these blocks: slack_sdk's own models parse them, and what those let through is looked at."""

from __future__ import annotations

import importlib
import importlib.util
from collections import Counter
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

MESSAGE, MODAL, HOME = "message", "modal", "home"
MOST = {MESSAGE: 50, MODAL: 100, HOME: 100}
NOT_IN = {  # https://docs.slack.dev/reference/block-kit/blocks: the surfaces of each block
    "alert": (MESSAGE, HOME),
    "input": (),
    "file": (MODAL, HOME),
    "table": (MODAL, HOME),
    "markdown": (MODAL, HOME),
    "container": (MODAL, HOME),
}
ONCE = {"table": 1}
BY_HAND = "tests.slack.checks"


def problems(blocks: object, surface: str) -> list[str]:
    """What Slack would not take, in words; nothing when it would take them all."""
    if not isinstance(blocks, list):
        return ["blocks is no list"]
    found = [f"no more than {MOST[surface]} items allowed"] if len(blocks) > MOST[surface] else []
    for place, block in enumerate(blocks):
        found += [f"{each} [json-pointer:/blocks/{place}]" for each in _of_block(block, surface)]
    ids = Counter(block["block_id"] for block in blocks if isinstance(block, dict) and block.get("block_id"))
    found += [f"block_id {each} stands twice" for each, times in ids.items() if times > 1]
    types = Counter(block.get("type") for block in blocks if isinstance(block, dict))
    found += [f"only one {each} is allowed" for each, most in ONCE.items() if types[each] > most]
    return found + _by_hand("blocks", blocks, surface)


def problems_of_view(view: object) -> list[str]:
    """The same for a whole modal or home."""
    if not isinstance(view, dict):
        return ["view is no object"]
    kind = view.get("type")
    if kind not in (MODAL, HOME):
        return [f"view type {kind!r}"]
    unknown = sorted(set(view) - View.attributes)
    found = [f"view has no {name}" for name in unknown]
    found += [
        f"{name} is given by Slack alone" for name in ("id", "hash", "state", "team_id", "bot_id") if name in view
    ]
    if kind == MODAL:
        title = view.get("title")
        found += [] if isinstance(title, dict) and title.get("text") else ["missing required field: title"]
        inputs = any(isinstance(each, dict) and each.get("type") == "input" for each in view.get("blocks") or [])
        found += ["missing required field: submit"] if inputs and not view.get("submit") else []
    else:
        found += [f"a home has no {name}" for name in ("title", "submit", "close") if name in view]
    for name in ("title", "submit", "close"):
        if isinstance(view.get(name), dict) and view[name].get("type") != "plain_text":
            found.append(f"{name} must be plain_text")
    if not found:
        try:
            View(**view).to_dict()
        except (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError) as error:
            found.append(f"{error}")
    return found + problems(view.get("blocks"), str(kind)) + _by_hand("view", view, str(kind))


def _of_block(block: Any, surface: str) -> list[str]:
    if not isinstance(block, dict):
        return ["a block is an object"]
    kind = block.get("type")
    if surface in NOT_IN.get(str(kind), ()):
        return [f"no {kind} in a {surface}"]
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return [f"unsupported type: {kind}"]
        drawn = parsed.to_dict()
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError) as error:
        return [str(error) or type(error).__name__]
    return [f"{path} is unknown" for path in _lost(block, drawn, str(kind))]


def _lost(given: Any, drawn: Any, path: str) -> list[str]:
    """What the models did not know, and dropped."""
    if isinstance(given, dict) and isinstance(drawn, dict):
        empty = (None, "", [], {}, ())
        lost = [f"{path}.{name}" for name, value in given.items() if name not in drawn and value not in empty]
        return lost + [each for n in given if n in drawn for each in _lost(given[n], drawn[n], f"{path}.{n}")]
    if isinstance(given, list) and isinstance(drawn, list | tuple):
        return [each for n, one in enumerate(given[: len(drawn)]) for each in _lost(one, drawn[n], f"{path}.{n}")]
    return []


def _by_hand(what: str, drawn: Any, surface: str) -> list[str]:
    """What neither the models nor this file know: the list of tests/slack/checks.py."""
    if importlib.util.find_spec(BY_HAND) is None:
        return []
    checks = importlib.import_module(BY_HAND)
    check = getattr(checks, f"refused_{what}", None)
    return [] if check is None else list(check(drawn, surface))
