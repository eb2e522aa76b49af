"""What the other parts share: when a deadline asks, whom it asks, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue import ongoing
from handlers.dialogue.card import Argument
from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request
from handlers.dialogue.somebody import lead
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.moments import Moment, kept_in, packed
from handlers.rules.names import contains_cpr, lowered, raised
from handlers.rules.reminding import last_day
from storage import groups, milestones, people
from storage.engine import Store
from storage.tables import Group, Milestone, MilestoneState, Person, Precision

LONGEST = 200  # characters of what is due


@dataclass(frozen=True)
class Wanted:
    """A deadline as somebody has said it; no moment is "uden dato"."""

    title: str
    moment: Moment | None
    owner_id: int | None

    def args(self, group_id: int) -> dict[str, Argument]:
        """The same as the arguments of a button."""
        return {
            "group": group_id,
            "title": self.title,
            "when": packed(self.moment),
            "owner": self.owner_id or 0,
        }


def wanted_again(request: Request) -> Wanted:
    """What `Wanted.args` said."""
    return Wanted(str(request.args["title"]), kept_in(request.args), request.id("owner") or None)


def when(t: Speech, milestone: Milestone) -> str:
    """fredag den 11. december kl. 12 (uge 50)"""
    moment = moments.of(milestone)
    return t.when(moment) if moment is not None else t("without a date")


def what(milestone: Milestone) -> str:
    """The deadline's title at the beginning of a sentence."""
    return raised(milestone.title)


def mentioned(milestone: Milestone) -> str:
    """The deadline's title inside a sentence."""
    return lowered(milestone.title, milestone.organ)


def with_body(t: Speech, milestone: Milestone) -> str:
    """The title with the body whose meeting it is, inside a sentence; a title that names the body does it alone."""
    said = mentioned(milestone)
    if not milestone.organ or milestone.organ.casefold() in said.casefold():
        return said
    return t("{organ}, {what}", organ=milestone.organ, what=said)


def since(t: Speech, moment: Moment) -> str:
    """i går, i fredags, or the date when it is more than a week ago; i sidste uge, or i uge 50; i januar."""
    day = moment.day
    ago = (t.now.date() - day).days
    if moment.week and 0 < ago <= 7:
        return t("last week")
    if moment.precision != Precision.day or moment.about:
        return on(t, moment)
    if ago == 1:
        return t("yesterday")
    if 1 < ago <= 7:
        return t("last {weekday}", weekday=t.weekday(day.weekday()))
    return t("on {day}", day=t.day(day))


def on(t: Speech, moment: Moment) -> str:
    """A moment as it is said after a verb: on Friday 11 December at 12.00, in week 50, in January."""
    said = t.when(moment, week=False)
    if moment.week:
        return t("in {week}", week=said)
    if moment.precision in (Precision.day, Precision.range) and not moment.about:
        return t("on {day}", day=said)
    return said


def without_day(t: Speech, milestone: Milestone, moment: Moment) -> str:
    """Hovedudvalgsmøde mangler dato – skal ligge inden 17. februar."""
    said = raised(milestone.title)
    if milestone.organ and milestone.organ.casefold() not in said.casefold():
        said = t("{organ} ({what})", organ=milestone.organ, what=mentioned(milestone))
    return t("{what} needs a date. It is to be {before}.", what=said, before=t.when(moment, week=False))


def needs_a_day(milestone: Milestone, now: datetime) -> bool:
    """Whether it has no day, only one that it is to be before, and there is time yet."""
    moment = moments.of(milestone)
    return moment is not None and moment.precision == Precision.before and last_day(moment) >= now.date()


def addressee(store: Store, milestone: Milestone) -> Person:
    """Whom a deadline asks: its owner, or whoever leads the group while it has none."""
    if milestone.owner_id is not None:
        owner = people.get(store, milestone.owner_id)
        if owner.erased_at is None:
            return owner
    return lead(store, groups.get(store, milestone.group_id))


def owner_of(store: Store, milestone: Milestone) -> Person | None:
    """Who has the task."""
    return people.get(store, milestone.owner_id) if milestone.owner_id is not None else None


def there(request: Request, store: Store) -> tuple[Milestone, Group]:
    """The deadline that is pressed on, and its group; a UserError unless it is open in a living group."""
    t, milestone = request.t, milestones.get(store, request.id("milestone"))
    group = groups.get(store, milestone.group_id)
    ongoing.working(request, group)
    if milestone.state == MilestoneState.done:
        raise UserError(t("{what} is done already.", what=what(milestone)))
    if milestone.state == MilestoneState.lapsed:
        raise UserError(t("{what} has fallen away.", what=what(milestone)))
    if milestone.state == MilestoneState.dropped:
        raise UserError(t("{what} is no longer on the plan.", what=what(milestone)))
    return milestone, group


def fit_title(t: Speech, title: str) -> str:
    """A title that can be kept; a UserError for one that cannot."""
    if contains_cpr(title):
        raise UserError(t("Please leave out the CPR number. We never keep them."), field="title")
    if len(title) > LONGEST:
        raise UserError(
            t("At most {most} characters, please. This is {count}.", most=LONGEST, count=len(title)), field="title"
        )
    return title
