"""The 98 Danish municipalities and their regions, for recognising an organisation by any of its names.

Public data in data/kommuner.csv; where it comes from and its licence (MIT) stand in data/kommuner.SOURCE.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .names import fold, short_organisation


@dataclass(frozen=True)
class Authority:
    """A municipality or a region: `short` stands in lists, `official` in papers. `code` is its four digits
    (kommunekode, regionskode); None for Region Østdanmark, whose code has not been published."""

    short: str
    official: str
    code: str | None
    is_region: bool = False


def recognise(name: str) -> Authority | None:
    """The municipality or region of a short or official name, with or without "Kommune", or of a code."""
    return _by_code().get(name.strip()) or _by_name().get(fold(name))


@cache
def _authorities() -> tuple[Authority, ...]:
    path = Path(__file__).parent / "data" / "kommuner.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    regions = {row["region_pr_2027-01-01"]: None for row in rows} | {row["region"]: row["regionskode"] for row in rows}
    return (
        *(
            Authority(short_organisation(row["officielt_navn"]), row["officielt_navn"], row["kommunekode"])
            for row in rows
        ),
        *(Authority(name, name, code, is_region=True) for name, code in regions.items()),
    )


@cache
def _by_name() -> Mapping[str, Authority]:
    return {fold(name): each for each in _authorities() for name in (each.short, each.official)}


@cache
def _by_code() -> Mapping[str, Authority]:
    return {each.code: each for each in _authorities() if each.code is not None}
