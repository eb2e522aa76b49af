"""One paper for a body that several groups report to: each of them with its status, or named as missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.dialogue.request import number
from handlers.rules import moments
from handlers.rules.moments import Moment
from handlers.rules.names import danish_key
from storage import groups, status
from storage.engine import Store
from storage.tables import Group, Milestone, MilestoneState, StatusRecipient


@dataclass(frozen=True)
class Report:
    """One group's part of a paper; `missing` when it has not said how it stands since the body was told last."""

    group: Group
    missing: bool


def reports(store: Store, recipient: StatusRecipient) -> list[Report]:
    """Every group that tells the same body now, sorted as in Danish: those whose telling is open, and those that were
    done with theirs in the same time."""
    span = _span(status.of_recipient(store, number(recipient.id)))
    found: dict[int, Report] = {}
    for each in status.of_organ(store, recipient.organ):
        times = status.of_recipient(store, number(each.id))
        if each.id == recipient.id or _tells_now(times, span):
            group = groups.get(store, each.group_id)
            found.setdefault(each.group_id, Report(group, _missing(store, each.group_id, times, span)))
    return sorted(found.values(), key=lambda report: danish_key(report.group.title))


def _span(times: Sequence[Milestone]) -> Moment | None:
    """The time that a paper is for: the first that is open, else the last one."""
    open_ = [each for each in times if each.state == MilestoneState.open]
    some = open_[:1] or [each for each in times if each.state == MilestoneState.done][-1:]
    return moments.of(some[0]) if some else None


def _tells_now(times: Sequence[Milestone], span: Moment | None) -> bool:
    return any(
        each.state == MilestoneState.open or (each.state == MilestoneState.done and _overlaps(moments.of(each), span))
        for each in times
    )


def _overlaps(one: Moment | None, other: Moment | None) -> bool:
    return one is not None and other is not None and one.begins <= other.day and other.begins <= one.day


def _missing(store: Store, group_id: int, times: Sequence[Milestone], span: Moment | None) -> bool:
    """Whether nothing has been said since the body was told before this time, or a question is open."""
    before = [each.done_at for each in times if each.done_at is not None and not _overlaps(moments.of(each), span)]
    lines = status.lines(store, group_id)
    if status.open_question(store, group_id) is not None or not lines:
        return True
    return bool(before) and lines[-1].said_at <= max(before)
