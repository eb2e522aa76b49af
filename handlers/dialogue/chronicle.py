"""Writing in the journal: what was done, by whom, for whom, on which face."""

from __future__ import annotations

from collections.abc import Mapping

from storage import journal
from storage.engine import Store
from storage.tables import JournalLine

from .request import Request


def note(
    request: Request,
    store: Store,
    what: str,
    *,
    group: int | None = None,
    subject: int | None = None,
    for_: int | None = None,
    facts: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    about: int | None = None,
    undoes: int | None = None,
) -> JournalLine:
    """Add a journal line.

    `what` is the kind of action ("nomination.yes"); `facts` are ids and numbers, which stay for ever; `texts`
    are free text and names, which go when the person that they are `about` is erased.
    """
    return journal.write(
        store,
        JournalLine(
            at=request.now,
            what=what,
            actor_id=request.actor.id if request.actor is not None else None,
            for_id=for_,
            group_id=group,
            subject_id=subject,
            face=request.face,
            facts=dict(facts or {}),
            undoes_id=undoes,
        ),
        texts or {},
        about=about,
    )
