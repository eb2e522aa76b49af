"""A group's plan as a table for a spreadsheet: a row for each deadline, and one for each point under it."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.dialogue.planned import Row, rows
from handlers.locale import Speech
from storage.engine import Store
from storage.tables import Group, MilestoneState

from .tables import as_csv

CONTENT_TYPE = "text/csv; charset=utf-8"


def table(store: Store, group: Group, t: Speech) -> bytes:
    """The whole plan in order, with what was dropped; days and times as a spreadsheet reads them in any language."""
    head = (
        *(t("Deadline"), t("Point"), t("Body"), t("From"), t("Until"), t("Time"), t("Ends at")),
        *(t("When"), t("As it was written"), t("Owner"), t("State"), t("Awaits")),
    )
    return as_csv(head, (line for row in rows(store, group, t) for line in _lines(t, row)))


def _lines(t: Speech, row: Row) -> Iterator[tuple[str, ...]]:
    moment = row.moment
    yield (
        row.title,
        "",
        row.organ,
        moment.begins.isoformat() if moment is not None and moment.begins != moment.day else "",
        moment.day.isoformat() if moment is not None else "",
        moment.time.strftime("%H:%M") if moment is not None and moment.time else "",
        moment.until.strftime("%H:%M") if moment is not None and moment.until else "",
        t.when(moment) if moment is not None else t("without a date"),
        row.words,
        row.owner,
        _state(t, row),
        row.waits,
    )
    for point in row.points:
        yield (row.title, point.title, *[""] * 8, _state(t, point), point.waits)


def _state(t: Speech, row: Row) -> str:
    words = {
        MilestoneState.proposed: t("proposed"),
        MilestoneState.open: t("open"),
        MilestoneState.done: t("done"),
        MilestoneState.dropped: t("off the plan"),
        MilestoneState.lapsed: t("fallen away"),
    }
    return words[row.state]
