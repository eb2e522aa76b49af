"""A version of a group's mandate as a paper for a body's agenda: plain values, read and never changed.

[Kommissorium] on a card is a `Document("mandate", version, name)`; `bot/papers/mandate.py` makes the Word document. It
has the municipal shape: a header with the case number and the decision that the group rests on, the ten sections in
their order (AT-E3-1), the plan under the timetable, and the bodies that approve it. What nobody has written is said to
be missing while the version is written, and left out once it has been sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.locale import Speech
from handlers.rules import mandate as rules
from handlers.rules import moments
from handlers.rules.dates_written import in_paper
from handlers.rules.file_names import mandate_name
from handlers.rules.names import lowered, raised
from storage import gates, journal, mandates, marked, members, milestones, people
from storage.engine import Store
from storage.tables import Group, Mandate, MandateState, MandateStep, Milestone, MilestoneState, StepState

from . import mandated, resting
from .named import name_of
from .request import number

PLAN = "plan"  # the section under which the plan stands


@dataclass(frozen=True)
class Grid:
    """A table under a chapter, with a sentence above it."""

    above: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """A heading with its paragraphs; `muted` ones are remarks about the paper itself."""

    heading: str
    lines: tuple[str, ...] = ()
    muted: str = ""
    grid: Grid | None = None


@dataclass(frozen=True)
class MandatePaper:
    """Everything on the paper. `at` is the moment of the group's newest journal line, in the circle's time zone: the
    same state gives the same paper, whenever it is fetched."""

    name: str
    title: str
    author: str
    language: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]


def collect(store: Store, mandate: Mandate, group: Group, t: Speech) -> MandatePaper:
    """Read a version with its group; words are in the language of `t`, and times in its zone."""
    newest = journal.lines_of_group(store, number(group.id), limit=1)
    at = (newest[0].at if newest else mandate.changed_at).astimezone(t.now.tzinfo)
    return MandatePaper(
        name=mandate_name(t("mandate"), group.title, mandate.version),
        title=t("The mandate of {group}", group=group.title),
        author=people.circle(store).title,
        language=t.language,
        at=at,
        facts=_facts(store, mandate, group, t),
        chapters=(*_sections(store, mandate, group, t, at), *_approval(store, mandate, t)),
    )


def versions(store: Store, group: Group, t: Speech) -> tuple[MandatePaper, ...]:
    """Every version that a group's mandate has had, oldest first, for its case file."""
    return tuple(collect(store, each, group, t) for each in mandates.versions(store, number(group.id)))


def _facts(store: Store, mandate: Mandate, group: Group, t: Speech) -> tuple[tuple[str, str], ...]:
    boss = members.coordinator(store, number(group.id))
    home = people.organisation(store, boss.organisation_id).official if boss is not None else ""
    pairs = (
        (t("Case no."), group.case_number),
        (t("Group"), group.title),
        (t("Commissioner"), people.organisation(store, group.commissioner_id).official),
        (t("Rests on"), resting.rests_on(t, store, group)),
        (t("Coordinator"), t("{name}, {organisation}", name=boss.name, organisation=home) if boss else ""),
        (t("Version"), t("{number}, {state}", number=mandate.version, state=_stands(store, mandate, t))),
        (t("Last changed"), t.paper(mandate.changed_at.astimezone(t.now.tzinfo).date())),
    )
    return tuple(pair for pair in pairs if pair[1])


def _stands(store: Store, mandate: Mandate, t: Speech) -> str:
    if mandate.state == MandateState.approved and mandate.settled_at is not None:
        return t("approved {day}", day=t.paper(mandate.settled_at.astimezone(t.now.tzinfo).date()))
    return mandated.state(t, mandate, mandates.steps(store, number(mandate.id)))


def _sections(store: Store, mandate: Mandate, group: Group, t: Speech, at: datetime) -> list[Chapter]:
    found = []
    for section in rules.SECTIONS:
        said = rules.text(mandate.sections, section.key)
        grid = _plan(store, group, t, at) if section.key == PLAN else None
        missing = "" if said or grid or mandate.state != MandateState.draft else t("Not written yet.")
        if said or grid or missing:
            lines = tuple(line.strip() for line in said.splitlines() if line.strip())
            found.append(Chapter(t(section.name), lines, missing, grid))
    return found


def _plan(store: Store, group: Group, t: Speech, at: datetime) -> Grid | None:
    """The plan as it stands now, whatever it was when the version was written; `at` is when anything last happened."""
    off = (MilestoneState.dropped, MilestoneState.proposed)
    plan = [each for each in milestones.of_group(store, number(group.id)) if each.state not in off]
    if not plan:
        return None
    points: dict[int, list[str]] = {}
    for point in milestones.points_of(store, [number(each.id) for each in plan]):
        if point.state not in (*off, MilestoneState.lapsed):
            points.setdefault(point.milestone_id, []).append(point.title)
    rows = tuple(
        (_when(t, each), each.organ, _what(t, each, points.get(number(each.id), [])), _state(t, store, each))
        for each in plan
    )
    above = t("The plan as it stands {day}.", day=t.paper(at.date()))
    return Grid(above, (t("When"), t("Body"), t("What"), t("State")), rows)


def _when(t: Speech, milestone: Milestone) -> str:
    moment = moments.of(milestone)
    if moment is not None:
        return raised(in_paper(moment, t.language))
    return raised(milestone.words or t("without a date"))


def _what(t: Speech, milestone: Milestone, points: list[str]) -> str:
    title = raised(milestone.title)
    return t("{what}: {points}", what=title, points="; ".join(points)) if points else title


def _state(t: Speech, store: Store, milestone: Milestone) -> str:
    if milestone.state == MilestoneState.done:
        return t("done")
    if milestone.state == MilestoneState.lapsed:
        return t("fallen away")
    gate = gates.waits_for(store, milestone)
    if gate is None:
        return ""
    moment = moments.of(gate)
    name = gate.organ or raised(gate.title)
    return t(
        "waits for {decision}",
        decision=f"{name}, {in_paper(moment, t.language)}" if moment is not None else name,
    )


def _approval(store: Store, mandate: Mandate, t: Speech) -> list[Chapter]:
    """Which bodies approve it, in their order, and what they have said."""
    rows = tuple(_body(store, each, t) for each in mandates.steps(store, number(mandate.id)))
    if not rows:
        return []
    grid = Grid("", (t("Body"), t("Answer"), t("Day"), t("Item"), t("Noted by")), rows)
    return [Chapter(t("Approval"), grid=grid)]


def _body(store: Store, step: MandateStep, t: Speech) -> tuple[str, ...]:
    if step.state == StepState.undecided:
        question = lowered(step.question) or t("does {organ} have to approve it?", organ=step.organ)
        day_ = t.date(step.settle_by) if step.settle_by is not None else ""
        return step.organ, t("awaits clarification: {question}", question=question), day_, "", ""
    words = {
        StepState.planned: t("not asked yet"),
        StepState.waiting: t("has it now"),
        StepState.approved: t("approved"),
        StepState.returned: t("sent back"),
        StepState.left_out: t("need not approve it"),
    }
    day, item, noted_by = step.settle_by, "", step.settled_by_id
    if step.decision_id is not None:
        decision = marked.decision(store, step.decision_id)
        day, item, noted_by = decision.day, decision.item, decision.noted_by_id
    elif step.settled_at is not None:
        day = step.settled_at.astimezone(t.now.tzinfo).date()
    by = name_of(t, people.get(store, noted_by)) if noted_by is not None else ""
    return step.organ, words[step.state], t.date(day) if day is not None else "", item, by
