"""The words of a plan's picture, and which rows are in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.dialogue import planned
from handlers.dialogue.card import Document, Picture
from handlers.locale import Speech
from handlers.rules import moments
from handlers.rules.moments import a_day
from storage import groups
from storage.tables import Milestone, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House


@pytest.fixture
def house(database) -> House:
    return House(database)


def put(house: House, group: int, title: str, day: date | None, **more: object) -> Milestone:
    made = Milestone(group_id=group, title=title, created_at=house.now, created_by_id=house.person("Emil").id, **more)
    moments.put(made, a_day(day) if day is not None else None)
    with house.database.changing() as store:
        store.add(made)
    return made


def chart(house: House, group: int) -> planned.Chart:
    with house.database.reading() as store:
        return planned.chart(store, groups.get(store, group), Speech("da", house.now))


def picture(house: House, group: int) -> Picture | None:
    with house.database.reading() as store:
        return planned.picture(Speech("da", house.now), store, groups.get(store, group))


def test_a_picture_says_all_that_is_in_it_a_sentence_a_row(house):
    group = made_group(house)
    gate = put(house, group, "beslutning", date(2026, 12, 1), organ="Direktionen")
    put(house, group, "notat", date(2026, 11, 12))
    put(house, group, "budskabspapir", date(2026, 12, 11), owner_id=house.person("Anna").id, gate_id=gate.id)
    put(house, group, "formøde", date(2026, 11, 3), state=MilestoneState.done)
    put(house, group, "temamøde", date(2026, 12, 15), state=MilestoneState.lapsed)
    put(house, group, "lanceringsevent", None)
    put(house, group, "en tanke", date(2026, 12, 2), state=MilestoneState.proposed)
    put(house, group, "en anden tanke", None, state=MilestoneState.dropped)
    found = picture(house, group)
    assert found == Picture("plan.png", group, "elnet-plan.png", found.alt)
    assert (
        found.alt
        == """\
Planen for Elnet uge for uge.
Tirsdag den 3. november (uge 45): formøde (færdig).
Torsdag den 12. november (uge 46): notat (overskredet).
Tirsdag den 1. december (uge 49): beslutning, Direktionen.
Fredag den 11. december (uge 50): budskabspapir, Anna Lindholt (afventer beslutning).
Tirsdag den 15. december (uge 51): temamøde (bortfaldet).
Uden dato: lanceringsevent."""
    )


def test_a_plan_with_nothing_on_it_has_no_picture(house):
    group = made_group(house)
    put(house, group, "en tanke", None, state=MilestoneState.dropped)
    assert picture(house, group) is None


def test_of_a_long_plan_what_is_over_gives_way_first_and_the_rest_is_counted(house):
    group = made_group(house)
    for count in range(planned.MOST_SEEN):
        put(house, group, f"møde {count}", date(2027, 1, 4) + timedelta(days=count))
    put(house, group, "gammelt", date(2026, 9, 1), state=MilestoneState.done)
    put(house, group, "sidst", date(2028, 1, 4))
    found = chart(house, group)
    assert ([each.title for each in found.seen], found.more) == ([f"møde {count}" for count in range(40)], 2)
    assert picture(house, group).alt.endswith("\nDer er 2 frister mere på planen.")


def test_the_plan_is_fetched_as_a_table_and_for_a_calendar(house):
    group = made_group(house)
    put(house, group, "notat", date(2026, 12, 11))
    body = house.say("Emil", "plan Elnet").card.body
    assert body[1:] == (
        Picture("plan.png", group, "elnet-plan.png", body[1].alt),
        Document("plan.csv", group, "elnet-plan.csv"),
        Document("calendar_group", group, "Læg i kalenderen"),
    )
