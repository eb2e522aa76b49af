"""The {Undo} under a receipt. What it does is the capability's own `@router.undo`; `record/undo.py` finds it."""

from __future__ import annotations

from handlers.locale import Speech
from storage.tables import JournalLine

from .card import Button
from .request import number

UNDO = "undo.line"


def undo_button(t: Speech, line: JournalLine) -> Button:
    """Take back what a journal line says was done."""
    return Button(UNDO, t("Undo"), {"journal": number(line.id)}, style="link")
