"""Once a year: should a group without an end go on? The question itself is asked by asking.py and drawn by cards.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from storage.engine import Store
from storage.tables import JournalLine

from .asking import living, next_year
from .cards import goes_on, now_ends, question, redraw

router = Router()


@router.button("end.another_year", subject="group")
def another_year(request: Request, store: Store) -> Reply:
    """[Fortsæt et år]: the group is asked about again in a year."""
    t, group = request.t, living(request, store)
    if group.planned_end is not None:
        raise UserError(now_ends(t, group))
    if group.end_asked_at is None or group.end_confirmed_at is not None:
        raise UserError(t("That is noted already."))
    group.end_confirmed_at, group.end_ask_due = request.now, next_year(request.now)
    facts = {"asked_at": group.end_asked_at.isoformat()}
    line = note(request, store, "group.continued", group=number(group.id), facts=facts)
    redraw(store, number(group.id), request.now)
    return Reply(replace(goes_on(t, group), buttons=(undo_button(t, line),)), instead=True)


@router.undo("group.continued")
def undo_another_year(request: Request, store: Store, line: JournalLine) -> Reply:
    """The question is open again; refused when the end has been set or the question asked anew since."""
    group = living(request.with_args(group=number(line.group_id)), store)
    asked_at = datetime.fromisoformat(str(line.facts["asked_at"]))
    if group.planned_end is not None or group.end_asked_at != asked_at:
        raise UserError(request.t("The end has been moved again since."))
    group.end_confirmed_at = group.end_ask_due = None
    redraw(store, number(group.id), request.now)
    return Reply(question(request.t, store, group, request.person))
