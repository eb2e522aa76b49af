"""Marked lines, and whether what became of them has been said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import marked
from storage.engine import Database
from storage.tables import MarkedKind, MarkedLine, MarkState, OutboxKind, OutboxRow
from tests.handlers.working.made import made_group
from tests.world import ORDERED, House

PLACE, ROOT = "19:elnet;messageid=1/2", "19:elnet;messageid=1/1"
EARLIER = ORDERED - timedelta(days=1)


@pytest.fixture
def group(database: Database) -> int:
    """A group in whose room a line was noted, the answers to which stand at the root of its thread."""
    house = House(database)
    id_, anna = made_group(house), house.person("Anna").id
    house.runner.close()
    with database.changing() as store:
        line = MarkedLine(group_id=id_, person_id=anna, face="teams", place=PLACE, under=ROOT, aside="", said="")
        line.kind, line.state, line.heard_at, line.number = MarkedKind.decision, MarkState.kept, ORDERED, 0
        store.add(line)
    return id_


def said(database: Database, group: int, due_at: datetime = ORDERED, **values: Any) -> None:
    """Something goes to the thread."""
    with database.changing() as store:
        row = OutboxRow(unique_key="it", kind=OutboxKind.message, lane="room", subject="decision:1", payload={})
        row.group_id, row.place, row.due_at = group, ROOT, due_at
        for name, value in values.items():
            setattr(row, name, value)
        store.add(row)


def answered(database: Database, face: str = "teams", place: str = PLACE) -> bool:
    """Whether that is said of a message."""
    with database.reading() as store:
        return marked.answered(store, face, place)


def test_a_message_is_answered_once_everybody_is_told_what_was_noted(database: Database, group: int) -> None:
    assert not answered(database)
    said(database, group)
    assert (answered(database), answered(database, "slack"), answered(database, place=ROOT)) == (True, False, False)


@pytest.mark.parametrize(
    "how",
    [
        {"due_at": EARLIER},  # about another line of the thread
        {"place": "19:elnet;messageid=9/9"},
        {"kind": OutboxKind.react},
        {"failed_at": ORDERED},
    ],
)
def test_what_is_about_something_else_or_never_arrived_is_no_answer(
    database: Database, group: int, how: dict[str, Any]
) -> None:
    said(database, group, **how)
    assert not answered(database)


def test_what_only_its_writer_sees_is_no_answer(database: Database, group: int) -> None:
    with database.reading() as store:
        (line,) = marked.at(store, group, "teams", PLACE)
    said(database, group, person_id=line.person_id)
    assert not answered(database)


def test_a_line_that_was_taken_back_has_no_answer(database: Database, group: int) -> None:
    said(database, group)
    with database.changing() as store:
        (line,) = marked.at(store, group, "teams", PLACE)
        line.state = MarkState.gone
    assert not answered(database)
