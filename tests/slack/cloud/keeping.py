"""All that is in Slack, put aside under a name and brought back: a test begins where another one began."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from .state import Cloud, Json

KEPT = ("teams", "users", "channels", "ephemerals", "modals", "homes", "files", "contents", "triggers", "responses")


def keep(cloud: Cloud, name: str) -> Json:
    """Put a copy of everything aside. Ids and timestamps go on from where they are."""
    cloud.kept[name] = _all(cloud)
    return {}


def bring_back(cloud: Cloud, name: str) -> Json:
    """Everything is as it was when it was put aside; nobody is told of what has happened since."""
    for each, value in deepcopy(cloud.kept[name]).items():
        setattr(cloud, each, value)
    cloud.happened.clear()
    return {}


def _all(cloud: Cloud) -> dict[str, Any]:
    return deepcopy({each: getattr(cloud, each) for each in KEPT})
