"""Deadlines as a group's plan lists them."""

from __future__ import annotations

from datetime import date, time

from storage import milestones
from storage.tables import Milestone, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House


def test_open_deadlines_stand_by_day_and_time_with_the_undated_last(database):
    house = House(database)
    group = made_group(house)
    sofie, anna = house.person("Sofie").id, house.person("Anna").id
    rows = [
        ("without", None, None, None, MilestoneState.open),
        ("later", date(2026, 12, 18), None, anna, MilestoneState.open),
        ("noon", date(2026, 12, 11), time(12), None, MilestoneState.open),
        ("morning", date(2026, 12, 11), time(9), anna, MilestoneState.open),
        ("done", date(2026, 12, 1), None, anna, MilestoneState.done),
    ]
    with house.database.changing() as store:
        for title, day, clock, owner, state in rows:
            store.add(
                Milestone(
                    group_id=group,
                    title=title,
                    day=day,
                    at=clock,
                    owner_id=owner,
                    state=state,
                    created_at=house.now,
                    created_by_id=sofie,
                )
            )
    with house.database.reading() as store:
        assert [each.title for each in milestones.open_in(store, group)] == ["morning", "noon", "later", "without"]
        assert {each.title for each in milestones.of_group(store, group)} == {row[0] for row in rows}
        assert [each.title for each in milestones.owned_by(store, anna)] == ["later", "morning"]
        assert milestones.owned_by(store, anna, group_id=group + 1) == []
