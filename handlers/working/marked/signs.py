"""The sign on a message with marked lines: ✅ what it says is noted, ❓ something is not understood."""

from __future__ import annotations

from handlers.dialogue.request import Request
from handlers.dialogue.tell import Mark, react
from storage import marked
from storage.engine import Store
from storage.tables import MarkState


def sign(request: Request, store: Store, group_id: int, face: str, place: str) -> None:
    """Put on a message the sign that a group's lines in it call for by now."""
    states = {mark.state for mark in marked.at(store, group_id, face, place)}
    wanted: Mark = "none"
    if MarkState.asked in states:
        wanted = "unclear"
    elif MarkState.kept in states:
        wanted = "done"
    put(request, store, face, place, wanted)


def put(request: Request, store: Store, face: str, place: str, wanted: Mark) -> None:
    """Put a sign on a message, unless it is there."""
    there, count = marked.sign_of(store, f"mark:{face}/{place}")
    if there != wanted:
        react(store, place, face, wanted, key=f"mark:{face}/{place}/{count + 1}", now=request.now)
