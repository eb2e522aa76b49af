"""A group's plan as it is read everywhere else than in its chat: its rows, for the table that a spreadsheet opens and
for the picture, and the picture's words for whoever cannot see it. bot/papers makes the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.file_names import plan_name
from handlers.rules.moments import Moment
from handlers.rules.names import raised
from storage import gates, milestones, people
from storage.engine import Store
from storage.tables import Group, Milestone, MilestoneState, PlanPoint

from .card import Document, Picture
from .named import name_of
from .request import number

CSV, PNG = "plan.csv", "plan.png"  # the kinds of the files
MOST_SEEN = 40  # rows of a picture that can still be read on a phone
UNSEEN = (MilestoneState.proposed, MilestoneState.dropped)


@dataclass(frozen=True)
class Row:
    """One deadline of a plan. `waits` names the decision that it waits for; `late` says that it has passed."""

    title: str
    moment: Moment | None
    words: str
    organ: str
    owner: str
    state: MilestoneState
    waits: str = ""
    late: bool = False
    points: tuple[Row, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing is done about it any longer."""
        return self.state in (MilestoneState.done, MilestoneState.dropped, MilestoneState.lapsed)


@dataclass(frozen=True)
class Chart:
    """What the picture shows: the rows with a date in their order, those without, how many more there are, today, and
    the words of every row."""

    title: str
    today: date
    dated: tuple[Row, ...]
    undated: tuple[Row, ...]
    more: int

    @property
    def seen(self) -> tuple[Row, ...]:
        """Every row that is in it."""
        return (*self.dated, *self.undated)


def rows(store: Store, group: Group, t: Speech) -> tuple[Row, ...]:
    """The whole plan in order, those without a date last; the words are in the language of `t`."""
    found = milestones.of_group(store, number(group.id))
    ids = [number(each.id) for each in found]
    points: dict[int, list[PlanPoint]] = {}
    for point in milestones.points_of(store, ids):
        points.setdefault(point.milestone_id, []).append(point)
    owners = people.several(store, [each.owner_id for each in found if each.owner_id is not None])
    by_id = {number(each.id): each for each in found}

    def row(each: Milestone) -> Row:
        moment, owner = moments.of(each), owners.get(each.owner_id) if each.owner_id is not None else None
        gate = _awaited(by_id, each.gate_id)
        late = each.state == MilestoneState.open and moment is not None and moment.overdue(t.now)
        under = (_point(by_id, point) for point in points.get(number(each.id), ()))
        name = name_of(t, owner) if owner is not None else ""
        return Row(each.title, moment, each.words, each.organ, name, each.state, gate, late, tuple(under))

    dated = sorted((each for each in found if each.day is not None), key=lambda each: moments.due(each).order)
    return tuple(row(each) for each in (*dated, *(each for each in found if each.day is None)))


def _point(by_id: dict[int, Milestone], point: PlanPoint) -> Row:
    return Row(point.title, None, "", "", "", point.state, _awaited(by_id, point.gate_id))


def _awaited(by_id: dict[int, Milestone], gate_id: int | None) -> str:
    gate = by_id.get(gate_id) if gate_id is not None else None
    waits = gate is not None and gate.answer is None and gate.state in gates.STANDING
    return gate.title if gate is not None and waits else ""


def chart(store: Store, group: Group, t: Speech) -> Chart:
    """What the picture of a plan shows: nothing that is only proposed or was dropped, and at most MOST_SEEN rows. Where
    there are more, those that are over give way first, the oldest of them before the others."""
    shown = [each for each in rows(store, group, t) if each.state not in UNSEEN]
    spare = len(shown) - MOST_SEEN
    if spare > 0:
        over = [place for place, each in enumerate(shown) if each.over][:spare]
        kept = [each for place, each in enumerate(shown) if place not in set(over)][:MOST_SEEN]
    else:
        kept = shown
    dated = tuple(each for each in kept if each.moment is not None)
    undated = tuple(each for each in kept if each.moment is None)
    return Chart(group.title, t.now.date(), dated, undated, len(shown) - len(kept))


def sentence(t: Speech, row: Row) -> str:
    """Fredag den 11. december (uge 50): budskabspapir, Anna Lindholt, er færdig."""
    when = raised(t.when(row.moment)) if row.moment is not None else t("Without a date")
    what = ", ".join(filter(None, (row.title, row.organ, row.owner)))
    standing = state_words(t, row)
    if standing:
        return t("{when}: {what} ({state}).", when=when, what=what, state=standing)
    return t("{when}: {what}.", when=when, what=what)


def state_words(t: Speech, row: Row) -> str:
    """færdig, bortfaldet, over fristen, afventer …; nothing for what is simply on its way."""
    words = {
        MilestoneState.done: t("done"),
        MilestoneState.lapsed: t("fallen away"),
        MilestoneState.dropped: t("off the plan"),
        MilestoneState.proposed: t("proposed"),
    }
    if row.state in words:
        return words[row.state]
    if row.waits:
        return t("awaits {what}", what=row.waits)
    return t("overdue") if row.late else ""


def picture(t: Speech, store: Store, group: Group) -> Picture | None:
    """The plan as a picture, with a sentence a row for whoever cannot see it; None for an empty plan."""
    found = chart(store, group, t)
    if not found.seen:
        return None
    name = plan_name(group.title, "png")
    said = [t("The plan of {group}, week by week.", group=group.title), *(sentence(t, each) for each in found.seen)]
    if found.more:
        said.append(more_words(t, found))
    return Picture(PNG, number(group.id), name, "\n".join(said))


def more_words(t: Speech, found: Chart) -> str:
    """How many rows are not in the picture."""
    return t.plural(
        found.more, "One more deadline is on the plan.", "{n} more deadlines are on the plan.", group=found.title
    )


def documents(t: Speech, group: Group) -> Sequence[Document]:
    """The plan as a table for a spreadsheet, and as entries for a calendar."""
    id_ = number(group.id)
    return (
        Document(CSV, id_, plan_name(group.title, "csv")),
        Document("calendar_group", id_, t("Add to your calendar")),
    )
