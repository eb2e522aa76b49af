"""Asking all groups at once how they stand: [Bed om status] on the overview."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.dialogue import chronicle
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules.names import danish_key
from storage import journal, members, status, subjects
from storage.engine import Store
from storage.tables import JournalLine, StatusQuestion

from .asking import put, withdraw

router = Router()


@router.button("status.ask_all")
def ask_all(request: Request, store: Store) -> Reply:
    """Every group that works and has a coordinator; the others are named."""
    t = request.t
    subjects.lock_groups(store, [number(each.id) for each in status.established(store)])
    found = sorted(status.established(store), key=lambda each: danish_key(each.title))
    ids = [number(each.id) for each in found]
    leads, asked_already = members.coordinators(store, ids), status.open_questions(store, ids)
    wanted = [each for each in found if number(each.id) not in asked_already]
    alone = [each.title for each in wanted if number(each.id) not in leads]
    to_ask = [each for each in wanted if number(each.id) in leads]
    if not to_ask:
        raise UserError(t("There is nobody to ask how it goes right now."), more=_more(request, alone, asked_already))
    made = [put(request, store, each, request.me)[0] for each in to_ask]
    line = chronicle.note(request, store, "status.asked_all", facts={"questions": [number(each.id) for each in made]})
    lines = [Line(t.names([each.title for each in to_ask]))]
    more = _more(request, alone, asked_already)
    lines += [Line(more, "muted")] if more else []
    title = t.plural(
        len(made),
        "One group is asked how it stands. The answer comes by {day}.",
        "{n} groups are asked how they stand. The answers come by {day}.",
        day=t.day(made[0].reply_by),
    )
    return Reply(Card(title, tuple(lines), (undo_button(t, line),), tone="good"))


def _more(request: Request, alone: list[str], asked_already: Mapping[int, object]) -> str:
    t = request.t
    said = [t("Without a coordinator: {groups}.", groups=t.names(alone))] if alone else []
    if asked_already:
        said.append(t.plural(len(asked_already), "One was asked already.", "{n} were asked already."))
    return " ".join(said)


@router.undo("status.asked_all")
def undo_ask_all(request: Request, store: Store, line: JournalLine) -> Reply:
    """None of those that have not answered is asked any longer."""
    t, ids = request.t, line.facts.get("questions")
    some = [status.question(store, each) for each in ids] if isinstance(ids, list) else []
    subjects.lock_groups(store, [each.group_id for each in some])
    taken = [each for each in some if withdraw(request, store, each)]
    if not taken:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    for each in taken:
        _undone(request, store, each)
    said = t.plural(len(taken), "Taken back. One group is not asked.", "Taken back. {n} groups are not asked.")
    return Reply(Card(said))


def _undone(request: Request, store: Store, asked: StatusQuestion) -> None:
    """The group's own history says so as well, and nobody is offered to undo it once more."""
    made = journal.last_about(store, number(asked.id), ("status.asked",))
    if made is not None:
        chronicle.note(
            request,
            store,
            "undone",
            group=asked.group_id,
            subject=number(asked.id),
            for_=made.for_id,
            facts={"what": made.what},
            undoes=made.id,
        )
