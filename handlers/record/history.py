"""A group's history: its journal, newest first, twenty lines a page, for its coordinator and the secretariat."""

from __future__ import annotations

from handlers.dialogue.card import Button, Card, Table
from handlers.dialogue.deeds import deed, words
from handlers.dialogue.named import name_of
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.locale import Speech
from storage import groups, journal, people
from storage.engine import Store
from storage.tables import JournalLine, Person

PAGE = 20

router = Router()


@router.button("history.show", subject="group", changes=False)
def show(request: Request, store: Store) -> Reply:
    """One page of it; `from` is how many newer lines are left out."""
    t, group = request.t, groups.get(store, request.id("group"))
    first = max(0, int(request.args.get("from", 0)))
    lines = journal.lines_of_group(store, number(group.id), limit=first + PAGE + 1)[first:]
    shown = lines[:PAGE]
    named = people.several(store, [each.actor_id for each in shown if each.actor_id is not None])
    named |= people.several(store, [each.for_id for each in shown if each.for_id is not None])
    texts = journal.texts_of(store, [number(each.id) for each in shown])
    older = None
    if len(lines) > PAGE:
        older = Button("history.show", t("Older"), {"group": number(group.id), "from": first + PAGE})
    table = Table(
        (t("When"), t("Who"), t("What"), t("Words")),
        tuple(_row(t, each, named, texts.get(number(each.id), {})) for each in shown),
        t("The journal of {title}, newest first", title=group.title),
        older,
    )
    return Reply(Card(t("{title}: history", title=group.title), (table,)))


def _row(t: Speech, line: JournalLine, named: dict[int, Person], texts: dict[str, str]) -> tuple[str, ...]:
    actor = named.get(line.actor_id) if line.actor_id is not None else None
    who = name_of(t, actor) if actor is not None else t("the clock")
    for_ = named.get(line.for_id) if line.for_id is not None else None
    if for_ is not None and for_.id != line.actor_id:
        who = t("{name} for {other}", name=who, other=name_of(t, for_))
    return (t.when(line.at, week=False), who, deed(line, t), words(texts, t))
