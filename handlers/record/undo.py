"""`/taskforce fortryd` and the {Fortryd} under every receipt: take back what was done.

The word takes back its writer's own newest action that can be; when that is more than a day old, it is shown
first. The link takes back the one it stands under. What that means is decided by the capability that did it
(`@router.undo`): something that has not been sent is withdrawn, for something that has, a correction is
proposed. The journal gets a line that points to the one it undoes; nothing is ever removed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.command import Command
from handlers.dialogue.deeds import deed
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router, Undoer
from handlers.locale import mark
from storage import groups, journal, subjects
from storage.engine import Store
from storage.tables import JournalLine

FRESH = timedelta(days=1)  # somebody who types the word later may have forgotten what was last

UNDO = Command("undo", "fortryd", mark("Take back the last thing you did"), action="undo")


def router_for(undoers: Mapping[str, Undoer]) -> Router:
    """The routes, over what the house knows how to undo."""
    router = Router()

    @router.command(UNDO, changes=True)
    def last(request: Request, store: Store) -> Reply:
        """Take back the actor's newest action, or ask first when it is an old one."""
        t = request.t
        line = journal.last_of(store, request.me, list(undoers))
        if line is None:
            raise UserError(t("There is nothing to undo."))
        if request.now - line.at > FRESH:
            when, press = t.when(line.at, week=False), Button("undo.line", t("Undo"), {"journal": number(line.id)})
            what = (Line(deed(line, t)),)
            if line.group_id is None:
                return Reply(Card(t("The last thing you did was on {when}. Undo it?", when=when), what, (press,)))
            title = groups.get(store, line.group_id).title
            text = t("The last thing you did in {title} was on {when}. Undo it?", title=title, when=when)
            return Reply(Card(text, what, (press,)))
        if line.group_id is not None:
            subjects.lock_group(store, line.group_id)
        return _take_back(undoers, request, store, line)

    @router.button("undo.line", subject="journal")
    def one(request: Request, store: Store) -> Reply:
        """Take back what one line of the journal says."""
        line = journal.get(store, request.id("journal"))
        if line is None or line.what not in undoers:
            raise UserError(request.t("That cannot be undone."))
        return _take_back(undoers, request, store, line)

    return router


def _take_back(undoers: Mapping[str, Undoer], request: Request, store: Store, line: JournalLine) -> Reply:
    if journal.was_undone(store, number(line.id)):
        raise UserError(request.t("That has been undone already."))
    reply = undoers[line.what](request, store, line)
    if not journal.was_undone(store, number(line.id)):  # a capability may have written its own line
        note(
            request,
            store,
            "undone",
            group=line.group_id,
            subject=line.subject_id,
            for_=line.for_id,
            facts={"what": line.what},
            undoes=line.id,
        )
    return reply
