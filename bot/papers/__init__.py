"""Papers: a `Document` on a card becomes bytes when somebody fetches it, never inside a handler."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from handlers.dialogue import evaluated, mandate_paper, planned
from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request, number
from handlers.dialogue.standing import permit
from handlers.locale import Speech
from handlers.record.casefile import collect
from handlers.rules.file_names import calendar_name, plan_name
from handlers.working.status_reports import paper as status_paper
from storage import evaluations, groups, mandates, people, subjects
from storage import status as told
from storage.engine import Database, Store
from storage.tables import EvaluationState, Person

from . import calendar, casefile, evaluation, gantt, mandate, plan, status, word

KINDS = (
    "casefile",
    "calendar_group",
    "mandate",
    planned.CSV,
    planned.PNG,
    evaluated.DOCX,
    status_paper.PAPER,
    status_paper.OF_ORGAN,
)


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
        subject = _subject(store, kind, id_, request.me)
        if subject is None or subject.group_id is None:
            raise UserError(request.t("It is no longer there."))
        permit(request, store, kind, subject)
        group = groups.get(store, subject.group_id)
        if kind == "calendar_group":
            content = calendar.of_group(store, group, request.t, host)
            return Paper(content, calendar.CONTENT_TYPE, calendar_name(group.title))
        if kind == "mandate":
            paper = mandate_paper.collect(store, mandates.get(store, id_), group, request.t)
            return Paper(mandate.document(paper), word.CONTENT_TYPE, paper.name)
        if kind == evaluated.DOCX:
            found = evaluations.get(store, id_)
            if found.state != EvaluationState.closed:
                raise UserError(request.t("The evaluation of {title} has not been summed up yet.", title=group.title))
            summary = evaluated.collect(store, found, group, request.t)
            return Paper(evaluation.document(summary), word.CONTENT_TYPE, summary.name)
        if kind == status_paper.PAPER:
            report = status_paper.collect(store, group, request.t)
            return Paper(status.document(report), word.CONTENT_TYPE, report.name)
        if kind == status_paper.OF_ORGAN:
            report = status_paper.collect_for_organ(store, told.recipient(store, id_), request.t)
            return Paper(status.document(report), word.CONTENT_TYPE, report.name)
        if kind == planned.CSV:
            return Paper(plan.table(store, group, request.t), plan.CONTENT_TYPE, plan_name(group.title, "csv"))
        # Drawing takes its time, and the first picture looks for fonts: no transaction is kept open for that.
        made = planned.chart(store, group, request.t) if kind == planned.PNG else collect(store, group, request.t)
    if isinstance(made, planned.Chart):
        return Paper(gantt.drawn(made, request.t), gantt.CONTENT_TYPE, plan_name(group.title, "png"))
    return Paper(casefile.archive(made), "application/zip", made.name)


def in_words(store: Store, kind: str, id_: int, t: Speech) -> str:
    """All that is in a picture, for whoever cannot see it; empty for every other paper."""
    if kind != planned.PNG:
        return ""
    shown = planned.picture(t, store, groups.get(store, id_))
    return shown.alt if shown is not None else ""


def _subject(store: Store, kind: str, id_: int, me: int) -> subjects.Subject | None:
    """What a paper is about: a group, or a version of its mandate, which the secretary of a body that approves it reads
    as the body's, or its evaluation, which whoever was asked reads as theirs."""
    if kind == evaluated.DOCX:
        answer = evaluations.answer_of(store, id_, me)
        if answer is not None:
            return subjects.find(store, "evaluation_answer", number(answer.id))
        return subjects.find(store, kind, id_)
    if kind == status_paper.OF_ORGAN:
        return subjects.find(store, "recipient", id_)
    if kind != "mandate":
        return subjects.find(store, "group", id_)
    mine = next((each for each in mandates.steps(store, id_) if each.secretary_id == me), None)
    return subjects.find(store, "step", number(mine.id)) if mine is not None else subjects.find(store, kind, id_)
