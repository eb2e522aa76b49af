"""The zip that a Teams administrator uploads: the manifest, its other language, and two icons (scripts/icons.py).

The same settings make the same bytes, so that a checksum says whether a package is the one that was allowed: nothing
in it has a date, and nothing is compressed, since libraries differ in how they do that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from handlers.dialogue.command import Command

from ..settings import Settings
from .manifest import COLOUR, OUTLINE, languages, manifest, strings

ICONS = Path(__file__).parent / "icons"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # what a zip has for no date
_UNIX, _READABLE = 3, 0o100644 << 16


def package(commands: Sequence[Command], settings: Settings, number: str = "") -> bytes:
    """The app package of these settings. Raises SettingsProblem where they say too little for it."""
    made = manifest(commands, settings, number)
    _, other = languages(settings)
    files = {
        "manifest.json": as_json(made),
        f"{other}.json": as_json(strings(commands, other)),
        COLOUR: (ICONS / COLOUR).read_bytes(),
        OUTLINE: (ICONS / OUTLINE).read_bytes(),
    }
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as zipped:
        for name, content in files.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            zipped.writestr(entry, content)
    return written.getvalue()


def as_json(made: dict[str, Any]) -> bytes:
    """A document as a person reads it and Teams takes it."""
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
