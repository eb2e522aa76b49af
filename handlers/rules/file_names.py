"""Names of files and rooms that any archive and any platform can hold: small letters, digits and hyphens."""

from __future__ import annotations

import re
from datetime import date

from .names import typed

LONGEST = 60  # characters; archives meet systems that count a whole path to 255, and Slack's rooms take 80


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


def calendar_name(title: str) -> str:
    """elnet.ics: of a group or a deadline."""
    return f"{slug(title) or 'kalender'}.ics"


def plan_name(title: str, ending: str) -> str:
    """elnet-plan.csv: a group's plan as a file of a kind."""
    return f"{slug(title) or 'gruppe'}-plan.{ending}"


def mandate_name(word: str, title: str, version: int) -> str:
    """elnet-kommissorium-2.docx: the title, the word for a mandate, and the version."""
    return "-".join([slug(title) or "gruppe", slug(word), str(version)]) + ".docx"


def status_name(title: str, word: str, day: date) -> str:
    """elnet-status-2019-01-15.docx: of a group, or of a body that several report to."""
    return "-".join([slug(title) or "gruppe", slug(word), day.isoformat()]) + ".docx"


def casefile_name(title: str, case_number: str, year: int) -> str:
    """elnet-2026-0117.zip: the title and the case number, or the year where there is none."""
    return "-".join(filter(None, [slug(title) or "gruppe", slug(case_number) or str(year)])) + ".zip"


def evaluation_name(word: str, title: str, day: date) -> str:
    """n17-evaluering-2009-05-31.docx: the title, the word for an evaluation, and its last day."""
    return "-".join([slug(title) or "gruppe", slug(word), day.isoformat()]) + ".docx"
