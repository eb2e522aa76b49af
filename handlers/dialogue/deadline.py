"""A reply deadline as somebody writes it in a form: one rule for ordering, extending and correcting."""

from __future__ import annotations

from datetime import datetime, time

from handlers.rules import dates, workdays
from handlers.rules.moments import Moment
from handlers.rules.names import lowered

from .errors import UserError
from .filled import date_sentence
from .request import Request

NOON = time(12)


def reply_deadline(request: Request, field: str = "reply_by") -> datetime:
    """The moment that a field names: noon when no time is said, on a working day, and still to come.

    In the zone of `request.now`; a UserError at the field otherwise.
    """
    t, now = request.t, request.now
    try:
        moment = dates.read_date(request.value(field), now)
    except dates.DateProblem as problem:
        raise UserError(date_sentence(t, problem), field=field) from None
    found = Moment(moment.day, moment.time or NOON).as_datetime(now.tzinfo)
    if found <= now:
        raise UserError(t("That moment has passed. Choose one that is still to come."), field=field)
    if workdays.is_working_day(moment.day):
        return found
    why = lowered(workdays.holiday_name(moment.day) or t.weekday(moment.day.weekday()))
    other = t.day(workdays.add_working_days(moment.day, 0))
    raise UserError(t("{day} is {why}. How about {other}?", day=t.date(moment.day), why=why, other=other), field=field)
