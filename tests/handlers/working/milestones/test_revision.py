"""What calendars must hear of is counted: each change of title, day and time, off the plan and back on it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage import milestones, outbox
from storage.tables import Milestone, OutboxRow
from tests.handlers.working.made import made_group
from tests.world import House, at

PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"


@pytest.fixture
def house(database) -> House:
    return House(database)


def only(house: House) -> Milestone:
    with house.database.reading() as store:
        (found,) = milestones.of_group(store, house.group("Elnet").id)
        return found


def edited(house: House, **values: str) -> None:
    form = house.ask("Emil", action="milestone.edit", args={"milestone": only(house).id})
    house.fill("Emil", form, **values)


def test_the_number_grows_through_noted_moved_dropped_and_back(house):
    made_group(house)
    noted = house.say("Emil", PAPER)
    seen = [only(house).revision]
    edited(house, day="18. december kl. 10")
    seen.append(only(house).revision)
    edited(house, title="budskaberne")
    seen.append(only(house).revision)
    dropped = house.press("Emil", house.say("Emil", "frist Elnet"), "Fjern")
    seen.append(only(house).revision)
    house.press("Emil", dropped, "Fortryd")
    seen.append(only(house).revision)
    house.say("Emil", "fortryd")
    seen.append(only(house).revision)
    house.press("Emil", noted, "Fortryd")
    seen.append(only(house).revision)
    assert seen == [0, 1, 2, 3, 4, 5, 6]


def test_the_moment_of_the_last_change_is_kept(house):
    made_group(house)
    house.say("Emil", PAPER)
    assert only(house).revised_at is None
    house.wind("2026-11-23 14:05")
    edited(house, day="18. december")
    assert only(house).revised_at == at("2026-11-23 14:05")


def test_whose_it_is_and_whether_it_is_done_changes_no_calendar(house):
    made_group(house)
    house.say("Emil", PAPER)
    edited(house, owner=str(house.person("Kasper").id))
    done = house.press("Emil", house.say("Emil", "frist Elnet"), "Færdig")
    house.press("Emil", done, "Fortryd")
    assert only(house).revision == 0


def test_a_proposal_is_in_nobodys_calendar_until_it_is_on_the_plan(house):
    made_group(house)
    house.say("Kasper", "frist Elnet 18/12 input til AAU")
    edited(house, title="input fra AAU")
    assert only(house).revision == 0
    house.press("Emil", house.card("Emil"), "Ja, sæt den på")
    assert only(house).revision == 0
    house.say("Emil", "fortryd")
    assert only(house).revision == 1
    house.press("Emil", house.card("Emil"), "Nej tak")
    assert only(house).revision == 2


def test_a_proposal_that_was_declined_was_never_heard_of(house):
    made_group(house)
    house.say("Kasper", "frist Elnet 18/12 input til AAU")
    house.press("Emil", house.card("Emil"), "Nej tak")
    assert only(house).revision == 0


def test_what_falls_away_with_its_group_is_heard_of_and_again_when_the_group_is_back(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.fill(
        "Emil", house.say("Emil", "opløs Elnet"), more="Rapport", owner="BRN-sekretariatet", follow_on="opfølgning"
    )
    assert only(house).revision == 1
    house.ask("Sofie", action="reopen", args={"group": house.group("Elnet").id})
    assert only(house).revision == 2


def test_who_was_asked_by_mail_gets_a_mail_when_it_is_dropped_and_none_for_less(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 08:00")
    with house.database.changing() as store:
        for row in outbox.messages_about(store, "milestone:1/ask"):
            row.face = "mail"
    edited(house, owner="")
    edited(house, owner=str(house.person("Anna").id))
    house.ask("Emil", action="milestone.drop", args={"milestone": only(house).id})
    with house.database.reading() as store:
        rows = store.session.exec(
            select(OutboxRow)
            .where(OutboxRow.subject == "milestone:1/ask", OutboxRow.person_id == house.person("Anna").id)
            .order_by(OutboxRow.id)
        ).all()
    assert [(row.kind.value, row.news) for row in rows] == [
        ("message", False),
        ("update", False),
        ("update", False),
        ("update", True),
    ]
