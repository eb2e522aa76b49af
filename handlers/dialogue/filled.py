"""Checking a form's values against its fields, before a handler sees them. One sentence a field, all at once."""

from __future__ import annotations

from datetime import datetime

from handlers.locale import Speech
from handlers.rules import dates, names
from handlers.rules.moments import Moment

from .errors import UserError
from .form import OTHER, AnyField, Choice, Form, Number, Person, When, Words
from .request import Request


class Problems(UserError):
    """Several fields are wrong; `fields` has the sentence for each."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(next(iter(fields.values())), field=next(iter(fields)))
        self.fields = fields


def check(request: Request, form: Form) -> None:
    """Refuse values that the form's fields cannot hold, with a sentence at each field."""
    problems: dict[str, str] = {}
    for field in _asked_for(request, form, problems):
        sentence = _problem(request, field, form)
        if sentence:
            problems[field.name] = sentence
    if problems:
        raise Problems(problems)


def _asked_for(request: Request, form: Form, problems: dict[str, str]) -> tuple[AnyField, ...]:
    """The fields to look at. Where nobody was chosen and nothing written about somebody else, the choice is what
    is missing, and the fields behind it are closed."""
    for number, field in enumerate(form.fields, start=1):
        if isinstance(field, Choice) and field.other and not request.value(field.name):
            behind = form.fields[number:]
            if any(each.required for each in behind) and not any(request.value(each.name) for each in behind):
                problems[field.name] = request.t("Choose one of them, or “{other}”.", other=field.other)
                return form.fields[: number - 1]
    return form.fields


def _problem(request: Request, field: AnyField, form: Form) -> str | None:
    t, value = request.t, request.value(field.name)
    if not value:
        return t("This has to be filled in.") if field.required and not _behind_other(request, form) else None
    if names.contains_cpr(value):
        return t("Please leave out the CPR number. We never keep them.")
    if isinstance(field, Words | Person) and len(value) > field.max:
        return t("At most {most} characters, please. This is {count}.", most=field.max, count=len(value))
    if isinstance(field, Number):
        return _number_problem(t, field, value)
    if isinstance(field, When):
        return date_problem(t, request, value, weeks=field.weeks, loose=field.loose)
    if isinstance(field, Choice):
        known = {option.value for option in field.options} | ({OTHER} if field.other else set())
        if not set(request.several(field.name)) <= known:
            return t("Choose one of the options.")
    return None


def _behind_other(request: Request, form: Form) -> bool:
    """Whether the fields behind "somebody else" are closed, so that they may be empty."""
    choice = next((each for each in form.fields if isinstance(each, Choice) and each.other), None)
    return choice is not None and request.value(choice.name) not in ("", OTHER)


def _number_problem(t: Speech, field: Number, value: str) -> str | None:
    found = as_number(value)
    if found is None:
        return t("Write a number, such as {example}.", example=t.number(max(field.min, 4)))
    if not field.min <= found <= field.max:
        return t("Write a number from {least} to {most}.", least=t.number(field.min), most=t.number(field.max))
    return None


def as_number(value: str) -> float | None:
    """A number as people write it, with a comma or a point; None when it is none."""
    try:
        found = float(value.replace(",", ".").strip())
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None


def date_problem(
    t: Speech, request: Request, value: str, *, past: bool = False, weeks: bool = False, loose: bool = False
) -> str | None:
    """What is wrong with a date in words, as a sentence; None when it can be read."""
    try:
        if loose:
            read_loose(value, request.now)
        else:
            dates.read_date(value, request.now, past=past, weeks=weeks)
    except dates.DateProblem as problem:
        return date_sentence(t, problem)
    return None


def read_loose(text: str, now: datetime) -> Moment:
    """A date of any precision that is still to come; one without a year is the next. Raises DateProblem."""
    try:
        return dates.read_date(text, now, weeks=True)
    except dates.NotUnderstood:
        moment = dates.read_when(text, now)
    if moment.overdue(now):
        moment = dates.read_when(text, now, year=now.year + (moment.day.year == now.year))
    if moment.overdue(now):
        raise dates.InThePast(moment)
    return moment


def date_sentence(t: Speech, problem: dates.DateProblem) -> str:
    """The clear sentence for a date that cannot be used."""
    match problem:
        case dates.NoSuchDay(day=day, month=month, earlier=earlier, later=later):
            return t(
                "{said} does not exist. Did you mean {earlier} or {later}?",
                said=t.day_of_month(day, month),
                earlier=t.day(earlier),
                later=t.day(later),
            )
        case dates.WrongWeekday(said=said, day=day):
            return t(
                "{day} is a {that}, not a {said}.",
                day=t.date(day),
                that=t.weekday(day.weekday()),
                said=t.weekday(said),
            )
        case dates.NoSuchWeek(week=week, year=year, last=last):
            return t("{year} has no week {week}. Its last is week {last}.", year=year, week=week, last=last)
        case dates.WrongWeek(said=said, day=day):
            return t(
                "{day} is in week {that}, not in week {said}.", day=t.date(day), that=day.isocalendar().week, said=said
            )
        case dates.Backwards(words=words):
            return t("“{words}” ends before it begins.", words=words)
        case dates.SeveralDays(words=words):
            return t("“{words}” is more than one date. Write one of them, or a span.", words=words)
        case dates.NoDay(words=words):
            return t("“{words}” is not a day yet.", words=words)
        case dates.InThePast(moment=moment):
            return t("{day} has passed. Choose a day that is still to come.", day=t.date(moment.day))
    return t("That is not a date I can read. Write for instance “{example}”.", example=t.example_date())
