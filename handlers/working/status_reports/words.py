"""What the other parts share: when a body is told, in words, and how a group stands."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dialogue import ongoing
from handlers.dialogue.agenda import colour_of
from handlers.dialogue.errors import UserError
from handlers.dialogue.request import Request, number
from handlers.locale import Speech
from handlers.rules import dates_written, moments
from handlers.rules.moments import Moment
from storage import groups, status
from storage.engine import Store
from storage.tables import ALIVE, Colour, Group, Milestone, Precision, StatusLine


def on(t: Speech, moment: Moment) -> str:
    """i januar 2019, i uge 3, tirsdag den 15. januar: with its year where that is another one."""
    year = True if moment.day.year != t.now.year else None
    said = dates_written.on_card(moment, t.now, t.language, week=False, year=year)
    if moment.week:
        return t("in {week}", week=said)
    if moment.precision in (Precision.day, Precision.range) and not moment.about:
        return t("on {day}", day=said)
    return said


def told(t: Speech, organs: Sequence[str], moment: Moment | None) -> str:
    """Status til økonomiudvalget og hovedudvalget i januar 2019 (AT-D6-1)"""
    if moment is None:
        return t("Status to {organs}", organs=t.names(organs))
    return t("Status to {organs} {when}", organs=t.names(organs), when=on(t, moment))


def organs_of(store: Store, tellings: Sequence[Milestone]) -> dict[int, str]:
    """The body that each telling is for, by the number of the telling."""
    names = status.organs(store, [each.recipient_id for each in tellings if each.recipient_id is not None])
    return {number(each.id): names[each.recipient_id] for each in tellings if each.recipient_id is not None}


def when(t: Speech, milestone: Milestone) -> str:
    """i januar 2019, or that it has no date."""
    moment = moments.of(milestone)
    return on(t, moment) if moment is not None else t("without a date")


def said(t: Speech, line: StatusLine) -> str:
    """gul – venter på tal fra netselskabet"""
    colour = colour_of(t, line.colour)
    return t("{colour} – {line}", colour=colour, line=line.line) if line.line else colour


def colours(t: Speech) -> dict[Colour, str]:
    """[Grøn] [Gul] [Rød]"""
    return {Colour.green: t("Green"), Colour.yellow: t("Yellow"), Colour.red: t("Red")}


def living(request: Request, store: Store) -> Group:
    """The group that is asked about; a UserError unless it has begun and works still."""
    group = ongoing.working(request, groups.get(store, request.id("group")))
    if group.state not in ALIVE:
        raise UserError(request.t("{title} has not begun yet.", title=group.title))
    return group
