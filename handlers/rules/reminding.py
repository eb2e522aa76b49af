"""When the owner of a deadline is asked: before it, and once more when it has passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storage.tables import Milestone, MilestoneState, Precision

from .moments import Moment, due
from .workdays import add_months, add_working_days, next_sending_time, opening

ASK_BEFORE = 2  # working days
ANNOUNCED = 1  # months before the month in which it begins
GRACE = timedelta(weeks=1)  # of what is only about a date


def plan_times(milestone: Milestone, now: datetime, *, known_to: int | None) -> None:
    """Set when the owner is asked, and when they are asked again, if it is open still; at 8.00 both.

    The first is two working days before: before the last day, or before the first of several that were agreed on. It
    is soon when that has passed and it is news to the owner (`known_to` is whoever has set it). The second is the next
    working day after it has passed: of a month the first of the next, and a week later where it is only about a date.
    """
    milestone.asked_at = milestone.late_asked_at = None
    milestone.ask_at = milestone.late_at = None
    milestone.delayed = ""
    if milestone.day is None or milestone.state != MilestoneState.open:
        return
    moment = due(milestone)
    begins = moment.begins if moment.precision == Precision.range else moment.day
    before = opening(add_working_days(begins, -ASK_BEFORE), now)
    if before > now:
        milestone.ask_at = before
    elif milestone.owner_id is not None and milestone.owner_id != known_to:
        milestone.ask_at = next_sending_time(now)
    milestone.late_at = opening(add_working_days(last_day(moment), 1), now)


def held(milestone: Milestone) -> bool:
    """Whether it is a meeting of a body, which is held on its day and which nobody delivers: it is not asked about, and
    over when it has passed. That a body is told how a group stands is no meeting."""
    meets = bool(milestone.organ) and milestone.owner_id is None and milestone.recipient_id is None
    return meets and milestone.day is not None and due(milestone).exact


def last_day(moment: Moment) -> date:
    """The last day on which nobody says that it is late."""
    return moment.day + GRACE if moment.about else moment.day


def announced_from(begins: date) -> date:
    """From when on something without a certain day is spoken of, that begins on a day: the first of the month before,
    so that a status in January is announced in December (AT-D6-1)."""
    return add_months(begins.replace(day=1), -ANNOUNCED)
