"""Names of files that any archive can hold: small letters, digits and hyphens, no æ, ø or å."""

from __future__ import annotations

import re

from .names import typed

LONGEST = 60  # characters; archives still meet systems that count a whole path to 255


def slug(text: str) -> str:
    """digital-infrastruktur of "Digital infrastruktur"; empty when no letter or digit is left."""
    words = re.findall(r"[a-z0-9]+", typed(text))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    return name


def casefile_name(title: str, case_number: str, year: int) -> str:
    """elnet-2026-0117.zip: the title and the case number, or the year where there is none."""
    return "-".join(filter(None, [slug(title) or "gruppe", slug(case_number) or str(year)])) + ".zip"
