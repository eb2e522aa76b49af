"""What the writer of a line is asked that was not understood: a card for their eyes alone, under the message.

Each has what was probably meant as buttons, and the form with what was understood filled in behind another.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue.card import Argument, Button, Card, Line
from handlers.dialogue.filled import date_sentence
from handlers.dialogue.request import number
from handlers.locale import Speech
from handlers.rules import links
from handlers.rules.dates import DateProblem, InThePast, NoSuchDay, WrongWeekday
from handlers.rules.dates_written import day_in_month
from handlers.rules.moments import Moment, packed
from handlers.rules.names import lowered, raised
from handlers.rules.workdays import holiday_name
from storage.engine import Store
from storage.tables import Colour, Group, MarkedLine

KEPT = 200  # characters of a title in the arguments of a button


@dataclass(frozen=True)
class Question:
    """What was understood of a line, and what about it has to be asked."""

    about: str
    title: str = ""
    moment: Moment | None = None
    owner_id: int | None = None
    choices: tuple[Moment, ...] = ()
    problem: DateProblem | None = None
    organ: str = ""
    link: str = ""
    colour: str = ""
    sentence: str = ""
    more: str = ""


def card(t: Speech, store: Store, group: Group, mark: MarkedLine, question: Question) -> Card:
    """The question about a line."""
    match question.about:
        case "deadline" | "owner":
            return _deadline(t, mark, question)
        case "decision":
            return _decision(t, mark, question)
        case "output":
            return _output(t, mark, question)
        case "status":
            return _status(t, mark, question)
    return _asking(
        t("Please leave out the CPR number. We never keep them."),
        t("Nothing has been noted. Edit the message instead."),
    )


def too_many(t: Speech, count: int) -> Card:
    """More lines than one message can have."""
    return _asking(
        t("At most five marked lines in one message."),
        t("Here there are {count}, so nothing has been noted. Divide them between two messages.", count=count),
    )


def _about(mark: MarkedLine) -> dict[str, Argument]:
    """Which line is asked about, and which words of it: the message can be edited while the question is read."""
    return {"mark": number(mark.id), "said": mark.said}


def _asking(title: str, line: str = "", *buttons: Button) -> Card:
    return Card(title, (Line(line),) if line else (), buttons, tone="warning")


# --- deadlines ---


def deadline_args(mark: MarkedLine, question: Question, moment: Moment | None) -> dict[str, Argument]:
    """What a press says about a deadline."""
    return {
        **_about(mark),
        "title": question.title[:KEPT],
        "when": packed(moment),
        "owner": question.owner_id or 0,
    }


def _deadline(t: Speech, mark: MarkedLine, question: Question) -> Card:
    fill = Button("marked.fill", t("Fill it in"), deadline_args(mark, question, question.moment))
    if question.about == "owner":
        return _asking(question.sentence, question.more, fill)
    if not question.title:
        return _asking(t("What is due?"), t("The line has a date, but nothing that is due."), fill)
    if len(question.title) > KEPT:
        most = t("At most {most} characters, please. This is {count}.", most=KEPT, count=len(question.title))
        return _asking(most, "", fill)
    if question.problem is not None:
        return _problem(t, mark, question, question.problem)
    what = lowered(question.title)
    if question.choices:
        return _asking(
            t("Two dates: which one is it for {what}?", what=what),
            "",
            *(_choice(t, mark, question, each) for each in question.choices),
        )
    if question.moment is None:
        return _asking(
            t("When is {what} due?", what=what),
            t("The line has no date that can be read."),
            Button("marked.keep", t("Without a date"), deadline_args(mark, question, None), style="primary"),
            Button("marked.fill", t("Set a date"), deadline_args(mark, question, None)),
        )
    day, closed = t.day(question.moment.day), holiday_name(question.moment.day) or ""
    return _asking(
        t("{day} is {holiday}.", day=raised(day), holiday=lowered(closed)),
        t("Shall the deadline be then all the same?"),
        Button("marked.keep", t("Yes, keep it"), deadline_args(mark, question, question.moment), style="primary"),
        Button("marked.fill", t("Choose another day"), deadline_args(mark, question, None)),
    )


def _choice(t: Speech, mark: MarkedLine, question: Question, moment: Moment) -> Button:
    months = {each.day.month for each in question.choices}
    label = day_in_month(moment.day, t.language) if len(months) < 2 and not moment.week else t.when(moment, week=False)
    return Button("marked.keep", raised(label), deadline_args(mark, question, moment))


def _problem(t: Speech, mark: MarkedLine, question: Question, problem: DateProblem) -> Card:
    """The sentence for a date that cannot be, with the dates that were probably meant (texts 11)."""
    match problem:
        case NoSuchDay(day=day, month=month, earlier=earlier, later=later, time=time):
            return _asking(
                t("{said} does not exist.", said=t.day_of_month(day, month)),
                t("Did you mean {earlier} or {later}?", earlier=t.day(earlier), later=t.day(later)),
                *(_near(t, mark, question, Moment(each, time)) for each in (earlier, later)),
            )
        case WrongWeekday(nearest=nearest, that=that, time=time):
            return _asking(
                date_sentence(t, problem),
                "",
                *(_near(t, mark, question, Moment(each, time)) for each in (nearest, that)),
            )
        case InThePast(moment=moment):
            return _asking(
                t("{day} has passed.", day=raised(t.when(moment, week=False))),
                t("Shall the deadline be then all the same?"),
                Button("marked.keep", t("Yes, keep it"), deadline_args(mark, question, moment), style="primary"),
                Button("marked.fill", t("Choose another day"), deadline_args(mark, question, None)),
            )
    return _asking(
        date_sentence(t, problem), "", Button("marked.fill", t("Fill it in"), deadline_args(mark, question, None))
    )


def _near(t: Speech, mark: MarkedLine, question: Question, moment: Moment) -> Button:
    label = raised(day_in_month(moment.day, t.language))
    return Button("marked.keep", label, deadline_args(mark, question, moment))


# --- the others ---


def _decision(t: Speech, mark: MarkedLine, question: Question) -> Card:
    args: dict[str, Argument] = {
        **_about(mark),
        "title": question.title[: KEPT * 2],
        "organ": question.organ[:KEPT],
    }
    fill = Button("marked.decide", t("Fill it in"), args)
    if question.problem is not None:
        return _asking(date_sentence(t, question.problem), "", fill)
    if not question.title:
        return _asking(t("What was decided?"), "", fill)
    return _asking(t("The decision is too long to be noted as it is."), "", fill)


def _output(t: Speech, mark: MarkedLine, question: Question) -> Card:
    link = question.link if len(question.link) <= links.LONGEST else ""
    args: dict[str, Argument] = {**_about(mark), "title": question.title[:KEPT], "link": link}
    fill = Button("marked.deliver", t("Fill it in"), args)
    return _asking(t("What is the result?"), t("The line is to have a title, and it may have a link."), fill)


def _status(t: Speech, mark: MarkedLine, question: Question) -> Card:
    buttons = tuple(
        Button(
            "marked.colour",
            label,
            {**_about(mark), "colour": colour.value, "line": question.title[: KEPT * 2]},
        )
        for colour, label in colours(t).items()
        if question.colour in ("", colour.value)
    )
    if question.colour:
        return _asking(t("The line is too long to be noted as it is."), t("Edit the message instead."))
    return _asking(t("Which colour?"), question.title, *buttons)


def colours(t: Speech) -> dict[Colour, str]:
    """[Grøn] [Gul] [Rød]"""
    return {Colour.green: t("Green"), Colour.yellow: t("Yellow"), Colour.red: t("Red")}
