"""What is open for whom, as rows, on both databases."""

from __future__ import annotations

import pytest

from storage import attention
from storage.attention import Reader
from storage.engine import Database
from storage.tables import GroupState, Nominee, NomineeState, RequestState
from tests.handlers.attention.rows import asked, group, person, round_, settled
from tests.world import at


@pytest.mark.parametrize(
    ("state", "open_"),
    [
        (GroupState.nominating, ["question", "wants_in"]),
        (GroupState.established, ["question", "wants_in"]),
        (GroupState.dissolved, []),
        (GroupState.withdrawn, []),
    ],
)
def test_what_nobody_has_answered_ends_with_the_group(database: Database, state: GroupState, open_: list[str]) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Elnet", state=state)
        late = asked(store, round_(store, made), "Thisted", state=RequestState.skipped)
        late.wants_in_at = at("2026-11-28 09:00")
        anna = Nominee(
            group_id=made.id, request_id=late.id, person_id=person(store, "Anna Lindholt").id,
            named_by_id=person(store, "Vibeke Mosegaard").id, state=NomineeState.declined,
            named_at=at("2026-11-23 09:00"), question="Hvor mødes vi?", question_at=at("2026-11-24 09:00"),
        )  # fmt: skip
        store.add(anna)
        found = attention.open_items(store, Reader(staff=True))
    assert sorted(item.kind for item in found) == open_
