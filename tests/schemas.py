"""The platforms' own schemas. They are not ours to carry, so a clone on its own has none of them.

They stand beside the project, or where TASKFORCE_SCHEMAS says. Whoever sets that promises them: then a missing one
fails.
"""

from __future__ import annotations

import json
import os
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


@cache
def schema(name: str) -> dict[str, Any] | None:
    """The schema in a file of this name; None where there is none."""
    promised = os.environ.get("TASKFORCE_SCHEMAS")
    folder = Path(promised) if promised else ROOT.parent / "shared" / "platforms" / "schemas"
    if (folder / name).is_file():
        return dict(json.loads((folder / name).read_text(encoding="utf-8")))
    assert not promised, f"{name} is not where TASKFORCE_SCHEMAS says"
    return None


def schema_or_skip(name: str, where_from: str) -> dict[str, Any] | None:
    """The same for a test that is about it, which is skipped without it. In CI, where none may be skipped, it is None
    and the test keeps to what it checks by itself."""
    found = schema(name)
    if found is None:
        missing = f"{name} ({where_from}) is not here; TASKFORCE_SCHEMAS names its folder"
        if os.environ.get("CI") != "true":
            pytest.skip(missing)
        warnings.warn(missing, stacklevel=2)
    return found
