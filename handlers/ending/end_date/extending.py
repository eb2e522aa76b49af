"""Moving a group's end: a month, three months, or a day that somebody writes."""

from __future__ import annotations

from datetime import date

from handlers.dialogue.card import Argument, Button, Card, Line
from handlers.dialogue.chronicle import note
from handlers.dialogue.errors import UserError
from handlers.dialogue.form import Form, When
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech
from handlers.rules import dates
from handlers.rules.workdays import add_months
from storage import journal
from storage.engine import Store
from storage.tables import Group, JournalLine

from .asking import arm, living
from .cards import now_ends, redraw

LONGEST = 5  # years ahead that an end may be set
MONTHS = (1, 3)  # that one press adds

router = Router()


@router.button("end.extend", subject="group", changes=False)
def extend(request: Request, store: Store) -> Reply:
    """For how long?"""
    t, group = request.t, living(request, store)
    about: dict[str, Argument] = {"group": number(group.id)}
    more = {**about, "end": _written(group)}
    return Reply(
        Card(
            t("For how long?"),
            (Line(t("The members' directors get a line about it in the weekly digest."), "muted"),),
            (
                Button("end.longer", t("1 month"), {**more, "months": 1}),
                Button("end.longer", t("3 months"), {**more, "months": 3}),
                Button("end.choose", t("Choose a date"), about),
            ),
        )
    )


@router.button("end.longer", subject="group")
def longer(request: Request, store: Store) -> Reply:
    """Some months more, from the planned end or from today, whichever is later; once for each end that the
    buttons were drawn under."""
    t, group = request.t, living(request, store)
    months, today = request.id("months"), request.now.date()
    if months not in MONTHS:
        raise UserError(t("Choose one of the options."))
    drawn = request.args.get("end")  # a card from before the buttons carried it has none
    if drawn is not None and drawn != _written(group):
        done = journal.latest(store, number(group.id), "group.extended")
        if done is not None and done.facts["from"] == (drawn or None) and done.facts["until"] == _written(group):
            raise UserError(t("That is noted already."))
        raise UserError(t("The end has been moved again since."))
    start = max(group.planned_end or today, today)
    return _move(request, store, group, add_months(start, months), approximate=True)


def _written(group: Group) -> str:
    return group.planned_end.isoformat() if group.planned_end is not None else ""


def until_form(request: Request, store: Store) -> Form:
    """The day on which the group ends."""
    t = request.t
    return Form(
        "end.until",
        t("Until when?"),
        (When("until", t("New end date"), t("Write for instance “{example}”.", example=t.example_date())),),
        t("Extend"),
        args={"group": request.id("group")},
    )


@router.button("end.choose", subject="group", changes=False)
def choose(request: Request, store: Store) -> Reply:
    """Ask for the day."""
    living(request, store)
    return Reply(form=until_form(request, store))


@router.form("end.until", until_form, subject="group")
def until(request: Request, store: Store) -> Reply:
    """The group ends on that day."""
    t, group = request.t, living(request, store)
    day = dates.read_date(request.value("until"), request.now).day
    today = request.now.date()
    if day <= today:
        raise UserError(t("Choose a day after today."), field="until")
    if day > add_months(today, 12 * LONGEST):
        raise UserError(t("Choose a day within five years."), field="until")
    if day == group.planned_end:
        raise UserError(t("{title} ends on that day already.", title=group.title), field="until")
    return _move(request, store, group, day, approximate=False)


def _move(request: Request, store: Store, group: Group, day: date, *, approximate: bool) -> Reply:
    t, before = request.t, group.planned_end
    facts = {
        "from": before.isoformat() if before else None,
        "approximate_from": group.approximate_end,
        "asked": group.end_asked_at is not None,
        "until": day.isoformat(),
        "approximate": approximate,
    }
    group.planned_end, group.approximate_end = day, approximate
    arm(group, request.now)
    line = note(request, store, "group.extended", group=number(group.id), facts=facts)
    redraw(store, number(group.id), request.now)
    told = Line(t("The members' directors get a line about it in the weekly digest."), "muted")
    return Reply(Card(now_ends(t, group), (told,), (undo_button(t, line),), tone="good"), instead=True)


@router.undo("group.extended")
def undo_extension(request: Request, store: Store, line: JournalLine) -> Reply:
    """The end is where it was; refused when it has been moved once more."""
    group = living(request.with_args(group=number(line.group_id)), store)
    if group.planned_end is None or group.planned_end.isoformat() != line.facts["until"]:
        raise UserError(request.t("The end has been moved again since."))
    before = line.facts["from"]
    group.planned_end = date.fromisoformat(str(before)) if before else None
    group.approximate_end = bool(line.facts["approximate_from"])
    arm(group, request.now)
    group.end_asked_at = request.now if line.facts["asked"] else None
    redraw(store, number(group.id), request.now)
    if group.planned_end is None:
        return Reply(Card(request.t("{title} has no end date again.", title=group.title)))
    return Reply(Card(now_ends(request.t, group), tone="good"))


@router.news("group.extended")
def news(line: JournalLine, t: Speech, store: Store) -> str | None:
    """A line for the members' directors: the group goes on for longer."""
    until, before = str(line.facts["until"]), line.facts["from"]
    day = t.day(date.fromisoformat(until))
    if before is not None and until < str(before):
        return t("The group ends earlier, on {day}.", day=day)
    if line.facts["approximate"]:
        return t("The group goes on until around {day}.", day=day)
    return t("The group goes on until {day}.", day=day)
