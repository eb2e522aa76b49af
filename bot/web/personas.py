"""The invented people whom one can act as in the demo, with a line about each. All of them are made up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Persona:
    """One of the cast: who it is, where, in which office, how they are reached
    (`channel`, as a directory's file says it), and how they tend to behave (`line`, in Danish)."""

    id: str
    name: str
    email: str
    phone: str
    organisation: str
    organisation_kind: str
    office: str
    title: str
    competences: str
    channel: str
    language: str
    line: str


def cast() -> list[Persona]:
    """Everybody in data/personas.csv, in its order."""
    text = files("bot.web").joinpath("data", "personas.csv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines(), delimiter=";")
    next(rows)
    return [Persona(*row) for row in rows]
