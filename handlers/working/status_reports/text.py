"""The text of a status paper, put together from what is known: what the group rests on and is for, what it has reached,
moved and decided since it was ordered, and what lies ahead (AT-D6-2). Nobody is named in it: it goes to bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from handlers.dialogue.agenda import colour_of, expected_end
from handlers.dialogue.named import aim, commissioner
from handlers.dialogue.request import number
from handlers.dialogue.resting import rests_on
from handlers.locale import Speech, mark
from handlers.rules import mandate as mandate_rules
from handlers.rules import moments
from handlers.rules.dates_written import day_only, in_paper, month_span
from handlers.rules.names import lowered, raised
from handlers.rules.reminding import last_day
from storage import mandates, marked, milestones, outputs, status
from storage.engine import Store
from storage.tables import Group, Milestone, MilestoneState, OutputState, StatusLine, StatusPaper

EARLIER = 4  # states before the newest that are told


@dataclass(frozen=True)
class Section:
    """One of the four parts of a status paper: its key, its heading, and its paragraphs."""

    key: str
    heading: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is corrected: a paragraph on each line."""
        return "\n".join(self.lines)


HEADINGS: dict[str, str] = {
    "background": mark("Background"),
    "purpose": mark("Purpose"),
    "status": mark("Status"),
    "next_steps": mark("Next steps"),
}


def current(store: Store, group: Group, t: Speech) -> tuple[tuple[Section, ...], StatusPaper | None]:
    """The text that counts: as somebody has corrected it, or as it is put together now."""
    kept = status.paper(store, number(group.id))
    if kept is None:
        return composed(store, group, t), None
    return tuple(
        Section(key, t(name), tuple(filter(None, map(str.strip, str(kept.sections.get(key, "")).splitlines()))))
        for key, name in HEADINGS.items()
    ), kept


def composed(store: Store, group: Group, t: Speech) -> tuple[Section, ...]:
    """The text as it is put together from what is known; words are in the language of `t`."""
    parts: dict[str, Callable[[Store, Group, Speech], list[str]]] = {
        "background": _background,
        "purpose": _purpose,
        "status": _status,
        "next_steps": _next_steps,
    }
    return tuple(Section(key, t(name), tuple(parts[key](store, group, t))) for key, name in HEADINGS.items())


def _mandate(store: Store, group: Group, key: str) -> list[str]:
    found = mandates.latest(store, number(group.id))
    text = mandate_rules.text(found.sections, key) if found is not None else ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _background(store: Store, group: Group, t: Speech) -> list[str]:
    found = _mandate(store, group, "background")
    rests = rests_on(t, store, group)
    if rests:
        found.append(t("{group} rests on a decision: {decision}.", group=group.title, decision=rests))
    day = _day(t, group.ordered_at or group.created_at)
    found.append(
        t(
            "{group} was ordered by {organisation} {day}.",
            group=group.title,
            organisation=commissioner(store, group),
            day=day,
        )
    )
    if group.case_number:
        found.append(t("Case no. {number}", number=group.case_number) + ".")
    return found


def _purpose(store: Store, group: Group, t: Speech) -> list[str]:
    found = _mandate(store, group, "purpose") or list(filter(None, [aim(t, group)]))
    return found or [t("The purpose has not been written yet.")]


def _status(store: Store, group: Group, t: Speech) -> list[str]:
    """Colour and line, what the plan says has happened, what was decided and delivered."""
    gid, lines = number(group.id), status.lines(store, number(group.id))
    if lines:
        found = [_stands(t, lines[-1])]
        found += [
            t("Earlier: {status}", status=lowered(_stands(t, each))) for each in reversed(lines[-1 - EARLIER : -1])
        ]
    else:
        found = [t("The group has not said yet how it stands.")]
    plan = _plan(store, gid)
    moved = {id_: moments.unpacked(before) for id_, before in status.moves(store, gid).items()}
    for each in plan:
        what, moment, before = raised(each.title), moments.of(each), moved.get(number(each.id))
        if each.state == MilestoneState.done:
            found.append(t("Done: {what} ({when}).", what=what, when=_day(t, each.done_at) if each.done_at else ""))
        elif each.state == MilestoneState.lapsed:
            found.append(t("Fallen away: {what}.", what=what))
        elif moment is not None and last_day(moment) < t.now.date():
            found.append(t("Overdue: {what} ({when}).", what=what, when=in_paper(moment, t.language)))
        elif moment is not None and before is not None and before != moment:
            said = {"before": in_paper(before, t.language), "after": in_paper(moment, t.language)}
            found.append(t("Moved: {what}, from {before} to {after}.", what=what, **said))
    for decision in marked.decisions(store, gid):
        if not decision.basis:
            by, day = decision.organ or group.title, day_only(decision.day, t.language, year=True)
            found.append(t("Decided: {what} ({organ}, {day}).", what=decision.title, organ=by, day=day))
    for output in outputs.of_group(store, gid):
        if output.state == OutputState.delivered and output.delivered_at is not None:
            found.append(t("Delivered: {what} ({when}).", what=output.title, when=_day(t, output.delivered_at)))
    return found


def _next_steps(store: Store, group: Group, t: Speech) -> list[str]:
    """What was said to be next, what lies ahead on the plan, what is to be delivered, and until when."""
    gid, lines = number(group.id), status.lines(store, number(group.id))
    found = [f"{raised(lines[-1].next_step).rstrip('.')}."] if lines and lines[-1].next_step else []
    for each in _plan(store, gid):
        moment = moments.of(each)
        if each.state != MilestoneState.open:
            continue
        if moment is None:
            found.append(t("Without a date: {what}.", what=lowered(each.title)))
        elif last_day(moment) >= t.now.date():
            when = raised(in_paper(moment, t.language))
            what = lowered(each.title, each.organ)
            if each.organ and each.organ.casefold() not in what.casefold():
                what = t("{organ}, {what}", organ=each.organ, what=what)
            found.append(t("{when}: {what}.", when=when, what=what))
    expected = [each.title for each in outputs.of_group(store, gid) if each.state == OutputState.expected]
    if expected:
        found.append(t("Still to come: {outputs}", outputs=t.names(expected)) + ".")
    end = expected_end(group)
    if end is not None:
        day = t("about {day}", day=_month(t, end)) if group.approximate_end else day_only(end, t.language, year=True)
        found.append(t("{group} ends {day}.", group=group.title, day=day))
    return found or [t("Nothing has been planned yet.")]


def _plan(store: Store, group_id: int) -> list[Milestone]:
    """The plan without what is only proposed or was dropped, and without the tellings themselves."""
    off = (MilestoneState.proposed, MilestoneState.dropped)
    found = milestones.of_group(store, group_id)
    return [each for each in found if each.state not in off and each.recipient_id is None]


def _stands(t: Speech, line: StatusLine) -> str:
    """Gul: venter på tal fra netselskabet (fredag den 20. november 2026)."""
    colour, day = raised(colour_of(t, line.colour)), _day(t, line.said_at)
    if not line.line:
        return t("{colour} ({day}).", colour=colour, day=day)
    return t("{colour}: {line} ({day}).", colour=colour, line=line.line.rstrip("."), day=day)


def _day(t: Speech, moment: datetime) -> str:
    return day_only(moment.astimezone(t.now.tzinfo).date(), t.language, year=True)


def _month(t: Speech, day: date) -> str:
    return month_span(day, day, t.language, years=True)
