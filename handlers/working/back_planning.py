"""Planning backwards from a høringsfrist or a meeting, through steps that each take some working days.

[Planlæg baglæns] stands on the plan, and under the receipt of a deadline that is a høringsfrist. The form comes with
the usual steps, which can be changed: *Kommunale bidrag: 15*. What it leads to is shown first, each step with its day
and what is awkward about that (a vacation week, a day that has passed, a holiday). [Sæt dem på planen] makes them
deadlines, all at once, and {Fortryd} takes them off again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from handlers.dialogue import chronicle, ongoing
from handlers.dialogue.card import Argument, Button, Card, Line, Table
from handlers.dialogue.errors import UserError
from handlers.dialogue.events import MilestoneSettled
from handlers.dialogue.form import Form, When, Words
from handlers.dialogue.reply import Reply
from handlers.dialogue.request import Request, number
from handlers.dialogue.router import Router
from handlers.dialogue.tell import post, redraw
from handlers.dialogue.undo import undo_button
from handlers.locale import Speech, mark
from handlers.rules import back_planning, moments
from handlers.rules.back_planning import Awkward, Placed, StepProblem, Vacation, vacation
from handlers.rules.dates import read_date
from handlers.rules.moments import Moment, a_day, packed, unpacked
from handlers.rules.names import contains_cpr, lowered, raised
from handlers.rules.reminding import plan_times
from handlers.rules.workdays import holiday_name
from storage import groups, milestones
from storage.engine import Store
from storage.tables import ALIVE, WORKING, Group, JournalLine, Milestone, MilestoneState, Precision

router = Router()
HEARING, MEETING = "hearing", "meeting"
PLANNED = "plan.backwards"
LONGEST = 200  # characters of a deadline's title
_STEPS = {
    HEARING: (
        (mark("Contributions from the municipalities"), 15),
        (mark("Collecting them"), 10),
        (mark("Approval"), 5),
        (mark("Sending"), 1),
    ),
    MEETING: ((mark("Contributions to the agenda"), 8), (mark("Joint memo"), 4), (mark("Pre-meeting"), 2)),
}
_VACATIONS = {
    Vacation.winter: mark("winter holidays (week {week})"),
    Vacation.easter: mark("Easter (week {week})"),
    Vacation.summer: mark("summer holidays (week {week})"),
    Vacation.autumn: mark("autumn holidays (week {week})"),
    Vacation.christmas: mark("Christmas (week {week})"),
}


@dataclass(frozen=True)
class Wanted:
    """What is planned backwards: what it is about, the date, and the steps as they are written."""

    what: str
    moment: Moment
    steps: str

    def args(self, group_id: int) -> dict[str, Argument]:
        """The same as the arguments of a button."""
        return {"group": group_id, "what": self.what, "when": packed(self.moment), "steps": self.steps}

    def placed(self, today: date) -> tuple[Placed, ...]:
        """The steps on their days. Raises StepProblem."""
        return back_planning.place(back_planning.read_steps(self.steps), self.moment.day, today)


# --- asking ---


@router.button("back_plan.open", subject="group", changes=False)
def open_(request: Request, store: Store) -> Reply:
    """[Planlæg baglæns]; where nothing says what from, that is asked first."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    if not ({"kind", "milestone", "what"} & request.args.keys()):
        args: dict[str, Argument] = {"group": number(group.id)}
        hearing = Button("back_plan.open", t("A consultation deadline"), {**args, "kind": HEARING})
        meeting = Button("back_plan.open", t("A meeting"), {**args, "kind": MEETING})
        return Reply(Card(t("What shall {group} plan backwards from?", group=group.title), buttons=(hearing, meeting)))
    return Reply(form=preview_form(request, store))


def preview_form(request: Request, store: Store) -> Form:
    """What it is about, when, and the steps: the usual ones, or those that were written before."""
    t, group = request.t, groups.get(store, request.id("group"))
    meeting = request.args.get("kind") == MEETING
    values = {"steps": _usual(t, MEETING if meeting else HEARING)}
    deadline = _deadline(request, store, group)
    if deadline is not None:
        values["what"] = deadline.title
        moment = moments.of(deadline)
        if moment is not None and moment.precision == Precision.day and moment.day >= request.now.date():
            values["day"] = t.days(moment)
    if "what" in request.args:
        found = _wanted(request)
        values = {"what": found.what, "day": t.when(found.moment, week=False), "steps": found.steps}
    return Form(
        "back_plan.preview",
        t("Plan backwards in {group}", group=group.title),
        (
            Words("what", t("What is it about?"), max=100),
            When("day", t("When is the meeting?") if meeting else t("When is the deadline?")),
            Words(
                "steps",
                t("Steps before it"),
                hint=t("One on each line, with how many working days before: Approval: 5"),
                max=600,
                lines=6,
            ),
        ),
        t("See the days"),
        args={name: value for name, value in request.args.items() if name in ("group", "kind", "milestone")},
        values={**values},
    )


def _usual(t: Speech, kind: str) -> str:
    return back_planning.written_steps(tuple(back_planning.Step(t(title), days) for title, days in _STEPS[kind]))


def _deadline(request: Request, store: Store, group: Group) -> Milestone | None:
    """The deadline under whose receipt it was pressed; one of another group is none."""
    if "milestone" not in request.args:
        return None
    some = {number(each.id): each for each in milestones.of_group(store, number(group.id))}
    return some.get(request.id("milestone"))


def _wanted(request: Request) -> Wanted:
    """What `Wanted.args` said."""
    moment = unpacked(str(request.args["when"]))
    assert moment is not None
    return Wanted(str(request.args["what"]), moment, str(request.args["steps"]))


# --- showing ---


@router.form("back_plan.preview", preview_form, subject="group", changes=False)
def preview(request: Request, store: Store) -> Reply:
    """The form: each step with its day."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    found = Wanted(request.value("what"), read_date(request.value("day"), request.now), request.value("steps"))
    return Reply(_preview_card(t, group, found, _placed(request, found)))


def _placed(request: Request, found: Wanted) -> tuple[Placed, ...]:
    """The steps on their days; a UserError at its field for what cannot be on a plan."""
    t = request.t
    if contains_cpr(found.what):
        raise UserError(t("Please leave out the CPR number. We never keep them."), field="what")
    try:
        placed = found.placed(request.now.date())
    except StepProblem as problem:
        raise UserError(_not_a_step(t, problem), field="steps") from None
    if any(len(_title(t, found, each)) > LONGEST for each in placed):
        raise UserError(t("A step is too long. Make it shorter."), field="steps")
    return placed


def _not_a_step(t: Speech, problem: StepProblem) -> str:
    line = problem.line if len(problem.line) <= 60 else f"{problem.line[:59]}…"
    return t(
        "“{line}” is no step. Write at most {most}, each as: Approval: 5", line=line, most=back_planning.MOST_STEPS
    )


def _preview_card(t: Speech, group: Group, found: Wanted, placed: tuple[Placed, ...]) -> Card:
    args = found.args(number(group.id))
    save = Button("back_plan.save", t("Put them on the plan"), args, style="primary")
    edit = Button("back_plan.open", t("Edit"), args)
    day = t.when(found.moment)
    title = t.plural(
        len(placed), "{what}: one step before {day}", "{what}: {n} steps before {day}", what=raised(found.what), day=day
    )
    awkward = any(each.awkward for each in placed)
    head = (t("Step"), t("Day"), *([t("Please note")] if awkward else []))
    rows = tuple(
        (
            raised(each.title),
            t.when(_moment(found, each)),
            *([", ".join(_said(t, each, why) for why in each.awkward)] if awkward else []),
        )
        for each in placed
    )
    late = [each for each in placed if each.past]
    note = (Line(t("What has passed is left out."), "muted"),) if late else ()
    if len(late) == len(placed):
        return Card(
            title, (Table(head, rows), Line(t("Every step has passed. Choose a later day."))), (edit,), "warning"
        )
    return Card(title, (Table(head, rows), *note), (save, edit), "warning" if awkward else "neutral")


def _said(t: Speech, placed: Placed, why: Awkward) -> str:
    match why:
        case Awkward.past:
            return t("has passed")
        case Awkward.holiday:
            return lowered(holiday_name(placed.day) or "")
        case Awkward.weekend:
            return t("a {weekday}", weekday=t.weekday(placed.day.weekday()))
    when = vacation(placed.day)
    return t(_VACATIONS[when], week=placed.day.isocalendar().week) if when is not None else ""


def _title(t: Speech, found: Wanted, placed: Placed) -> str:
    """Samling: bredbåndspuljen"""
    return t("{step}: {what}", step=placed.title, what=lowered(found.what))


def _moment(found: Wanted, placed: Placed) -> Moment:
    """The day of a step; the date itself keeps its time."""
    return found.moment if placed.before == 0 else a_day(placed.day)


# --- storing ---


@router.button("back_plan.save", subject="group")
def save(request: Request, store: Store) -> Reply:
    """[Sæt dem på planen]: every step that has not passed becomes a deadline; the room hears of them together."""
    t, group = request.t, groups.get(store, request.id("group"))
    ongoing.working(request, group)
    found = _wanted(request)
    there = {(each.title, each.day) for each in milestones.open_in(store, number(group.id))}
    coming = [each for each in _placed(request, found) if not each.past]
    if not coming:
        raise UserError(t("Every step has passed. Choose a later day."))
    if any((_title(t, found, each), each.day) in there for each in coming):
        raise UserError(t("The steps of {what} are on the plan already.", what=lowered(found.what)))
    made = [_made(request, store, group, found, each) for each in coming]
    line = chronicle.note(
        request,
        store,
        PLANNED,
        group=number(group.id),
        facts={"milestones": [number(each.id) for each in made]},
        texts={"title": found.what},
    )
    for each in made:
        store.happened(MilestoneSettled(number(each.id)))
    if group.state in ALIVE:
        subject = _subject(line)
        post(store, group, subject=subject, key=subject, now=request.now, card=lambda t: _planned(t, found, coming))
    return Reply(replace(_planned(t, found, coming), buttons=(undo_button(t, line),), tone="good"), instead=True)


def _made(request: Request, store: Store, group: Group, found: Wanted, placed: Placed) -> Milestone:
    milestone = Milestone(
        group_id=number(group.id),
        title=_title(request.t, found, placed),
        state=MilestoneState.open,
        created_at=request.now,
        created_by_id=request.me,
    )
    moments.put(milestone, _moment(found, placed))
    plan_times(milestone, request.now, known_to=request.me)
    store.add(milestone)
    return milestone


def _planned(t: Speech, found: Wanted, coming: list[Placed]) -> Card:
    title = t.plural(
        len(coming),
        "One deadline is on the plan for {what}.",
        "{n} deadlines are on the plan for {what}.",
        what=lowered(found.what),
    )
    rows = tuple((raised(each.title), t.when(_moment(found, each))) for each in coming)
    return Card(title, (Table((t("Step"), t("Day")), rows),))


def _subject(line: JournalLine) -> str:
    return f"backwards:{line.id}"


@router.undo(PLANNED)
def undo(request: Request, store: Store, line: JournalLine) -> Reply:
    """Those that are still open come off the plan again; what is done stays done."""
    t, group = request.t, groups.get(store, number(line.group_id))
    kept = line.facts.get("milestones")
    ids = kept if isinstance(kept, list) else []
    still = [each for each in (milestones.get(store, id_) for id_ in ids) if each.state == MilestoneState.open]
    if not still or group.state not in WORKING:
        raise UserError(t("It has gone on from there and cannot be taken back."))
    for each in still:
        milestones.revise(each, request.now)
        each.state = MilestoneState.dropped
        store.happened(MilestoneSettled(number(each.id)))

    def taken_back(t: Speech) -> Card:
        return Card(
            t.plural(
                len(still),
                "Taken back. One deadline is no longer on the plan of {group}.",
                "Taken back. {n} deadlines are no longer on the plan of {group}.",
                group=group.title,
            )
        )

    redraw(store, _subject(line), now=request.now, card=lambda t, _reader: taken_back(t))
    return Reply(taken_back(t))
