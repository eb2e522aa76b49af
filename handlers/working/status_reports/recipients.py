"""Which bodies are told how a group stands: once in a time of any precision, or again and again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Card, Line
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.filled import read_loose
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.rules import moments
from handlers.rules.following import first_after
from handlers.rules.moments import Moment
from handlers.rules.names import raised
from handlers.rules.rhythms import Rhythm, read_rhythm, written
from storage import groups, milestones, status
from storage.engine import Store
from storage.tables import WORKING, Group, JournalLine, MilestoneState, StatusRecipient

from .telling import put_on, take_off
from .words import told

router = Router()
LONGEST = 120  # characters of a body's name
MOST = 12  # bodies in one form


def recipients_form(request: Request, store: Store) -> Form:
    """Who is told, when, and how often."""
    t, group = request.t, groups.get(store, request.id("group"))
    return Form(
        "status.recipients_added",
        t("Who is told how {group} stands?", group=group.title),
        (
            Words("organs", t("Bodies"), hint=t("Several with commas between them."), max=600, lines=2),
            When(
                "day",
                t("When?"),
                hint=t("Such as January, week 3 or 15 January."),
                required=False,
                weeks=True,
                loose=True,
            ),
            Words("rhythm", t("How often?"), hint=t("Such as every 2 months. Empty is once."), required=False, max=80),
        ),
        t("Put it on the plan"),
        args={"group": number(group.id)},
    )


@router.button("status.recipients", subject="group", changes=False)
def recipients(request: Request, store: Store) -> Reply:
    """[Tilføj modtagere]"""
    ongoing.working(request, groups.get(store, request.id("group")))
    return Reply(form=recipients_form(request, store))


@router.form("status.recipients_added", recipients_form, subject="group")
def added(request: Request, store: Store) -> Reply:
    """The form: a deadline for each body, since each is done by itself."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    rhythm = rhythm_said(request, "rhythm")
    moment = _moment(request, rhythm)
    named = _organs(request)
    _refuse_twice(request, store, group, named, moment)
    recurs = written(rhythm, "da") if rhythm is not None else ""
    made = []
    for organ in named:
        recipient = StatusRecipient(
            group_id=number(group.id),
            organ=organ,
            rhythm=recurs,
            created_at=request.now,
            created_by_id=request.me,
        )
        store.add(recipient)
        put_on(request, store, recipient, moment)
        made.append(number(recipient.id))
    line = chronicle.note(
        request,
        store,
        "status.recipients",
        group=number(group.id),
        facts={"recipients": made},
        texts={"organs": ", ".join(named)},
    )
    lines = [Line(t("After that {rhythm}.", rhythm=written(rhythm, t.language)))] if rhythm is not None else []
    title = t("{what} is on the plan.", what=told(t, named, moment))
    return Reply(Card(title, tuple(lines), (undo_button(t, line),), tone="good"))


@router.undo("status.recipients")
def undo_added(request: Request, store: Store, line: JournalLine) -> Reply:
    """They are not told after all, as far as that is not done."""
    t, ids = request.t, line.facts.get("recipients")
    some = [status.recipient(store, each) for each in ids] if isinstance(ids, list) else []
    if not any(each.ended_at is None for each in some):
        raise UserError(t("It has gone on from there and cannot be taken back."))
    for each in some:
        _stop(request, store, each)
    return Reply(Card(t("Taken back. {organs} are not told.", organs=raised(t.names([each.organ for each in some])))))


# --- telling no more ---


@router.button("status.recipient_end", subject="recipient")
def end(request: Request, store: Store) -> Reply:
    """[Meddel ikke mere]"""
    t, recipient = request.t, status.recipient(store, request.id("recipient"))
    if recipient.ended_at is not None:
        raise UserError(t("{organ} is told no more already.", organ=raised(recipient.organ)))
    dropped = _stop(request, store, recipient)
    line = chronicle.note(
        request,
        store,
        "status.recipient_ended",
        group=recipient.group_id,
        subject=number(recipient.id),
        facts={"milestones": dropped},
        texts={"organ": recipient.organ},
    )
    title = t("{organ} is told no more.", organ=raised(recipient.organ))
    return Reply(Card(title, (Line(t("What was done stays on the plan.")),), (undo_button(t, line),)))


@router.undo("status.recipient_ended")
def undo_end(request: Request, store: Store, line: JournalLine) -> Reply:
    """It is told as before, unless it has come to be told anew or the group has ended."""
    recipient = status.recipient(store, number(line.subject_id))
    ids = line.facts.get("milestones")
    dropped = [milestones.get(store, each) for each in ids] if isinstance(ids, list) else []
    twice = _told_already(store, recipient.group_id, recipient.organ, [moments.of(each) for each in dropped])
    if twice is not None or groups.get(store, recipient.group_id).state not in WORKING:
        raise UserError(request.t("It has gone on from there and cannot be taken back."))
    recipient.ended_at = None
    for milestone in dropped:
        milestones.revise(milestone, request.now)
        milestone.state = MilestoneState.open
        store.happened(MilestoneSettled(number(milestone.id)))
    return Reply(Card(request.t("Taken back. {organ} is told as before.", organ=raised(recipient.organ))))


def _stop(request: Request, store: Store, recipient: StatusRecipient) -> list[int]:
    """It is told no more from now on; the deadlines that fall away."""
    recipient.ended_at = request.now
    some = [each for each in status.of_recipient(store, number(recipient.id)) if each.state == MilestoneState.open]
    for each in some:
        take_off(request, store, each)
    return [number(each.id) for each in some]


# --- reading the form ---


def _organs(request: Request) -> list[str]:
    """Bodies with commas between them; where a name has a comma of its own, each stands on a line."""
    t, text = request.t, request.value("organs")
    marks = r"[\n;]+" if re.search(r"[\n;]", text.strip()) else ","
    found = {" ".join(each.split()).casefold(): " ".join(each.split()).strip(" .") for each in re.split(marks, text)}
    named = [each for each in found.values() if each]
    if not named:
        raise UserError(t("This has to be filled in."), field="organs")
    if len(named) > MOST:
        raise UserError(t("At most {most} bodies at a time.", most=MOST), field="organs")
    if any(len(each) > LONGEST for each in named):
        raise UserError(t("At most {most} characters for one body.", most=LONGEST), field="organs")
    return named


def rhythm_said(request: Request, field: str) -> Rhythm | None:
    """The rhythm that a field says, None for an empty one; a UserError there for what cannot be read."""
    said = request.value(field)
    rhythm = read_rhythm(said) if said else None
    if said and rhythm is None:
        raise UserError(
            request.t("That is not a rhythm I can read. Write for instance “{example}”.", example=request.t("monthly")),
            field=field,
        )
    return rhythm


def _moment(request: Request, rhythm: Rhythm | None) -> Moment:
    said = request.value("day")
    if said:
        return read_loose(said, request.now)
    if rhythm is None:
        raise UserError(request.t("Write when, or how often."), field="day")
    return first_after(rhythm, request.now.date())


def _refuse_twice(request: Request, store: Store, group: Group, named: list[str], moment: Moment) -> None:
    """A UserError for a body that is told by a rhythm already, or at that very time."""
    for organ in named:
        found = _told_already(store, number(group.id), organ, [moment])
        if found is not None:
            raise UserError(request.t("{organ} is told already.", organ=raised(found.organ)), field="organs")


def _told_already(store: Store, group_id: int, organ: str, times: Sequence[Moment | None]) -> StatusRecipient | None:
    """The same body where the group tells it by a rhythm, or at one of these times."""
    for each in status.recipients(store, group_id):
        if each.organ.casefold() == organ.casefold():
            rows = status.of_recipient(store, number(each.id))
            open_ = [moments.of(row) for row in rows if row.state == MilestoneState.open]
            if each.rhythm or any(one in open_ for one in times):
                return each
    return None
