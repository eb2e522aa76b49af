"""Papers: a `Document` on a card becomes bytes when somebody fetches it, never inside a handler."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request, number
from handlers.dialogue.standing import permit
from handlers.record.casefile import collect
from handlers.rules.file_names import calendar_name
from storage import groups, people, subjects
from storage.engine import Database
from storage.tables import Person

from . import calendar, casefile

KINDS = ("casefile", "calendar_group")


class Paper(NamedTuple):
    """A file as it is sent: its bytes, its content type and what it is called."""

    content: bytes
    content_type: str
    name: str


def make(database: Database, person: Person, kind: str, id_: int, now: datetime, *, host: str = "localhost") -> Paper:
    """The file of a kind about a thing, for a person, in their language; `now` is domain time in the circle's
    zone, `host` is where calendar entries are named. Raises NotAllowed when it is not theirs to read, UserError
    when the thing is gone, and LookupError for a kind that no card can have offered.
    """
    if kind not in KINDS:
        raise LookupError(f"no such paper: {kind}")
    with database.reading() as store:
        request = Request(actor=people.get(store, number(person.id)), now=now, action=kind)
        subject = subjects.find(store, "group", id_)
        if subject is None:
            raise UserError(request.t("It is no longer there."))
        permit(request, store, kind, subject)
        group = groups.get(store, id_)
        if kind == "calendar_group":
            content = calendar.of_group(store, group, request.t, host)
            return Paper(content, calendar.CONTENT_TYPE, calendar_name(group.title))
        case = collect(store, group, request.t)
    return Paper(casefile.archive(case), "application/zip", case.name)
