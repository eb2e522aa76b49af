"""Which group a message is about, from its subject."""

from __future__ import annotations

from storage import about, journal, nominations
from storage.engine import Database
from storage.tables import OutboxKind, OutboxRow
from tests.elnet import ask_one
from tests.world import House


def test_every_kind_of_subject_leads_to_its_group(database: Database) -> None:
    house = House(database)
    ask_one(house)
    group = house.group("Elnet").id
    with database.reading() as store:
        asked = nominations.requests_of_group(store, group)[0]
        line = journal.lines_of_group(store, group)[0]
        subjects = {
            asked.card: group,
            f"request:{asked.id}": group,
            f"joined:{asked.id}/7": group,
            f"wants_in:{asked.id}": group,
            f"correction:{line.id}": group,
            f"journal:{line.id}": group,
            f"notice:{asked.round_id}": group,
            f"group:{group}": group,
            f"seat:{group}/3": group,
            f"end:{group}": group,
            "milestone:4711/moved": None,
            "directors:2026": None,
            f"me:{house.person('Lars').id}": None,
            f"digest:{house.person('Lars').id}:2026-48": None,
            "": None,
        }
        found = {
            subject: about.group_of(store, OutboxRow(unique_key="", kind=OutboxKind.message, lane="", subject=subject))
            for subject in subjects
        }
    assert found == subjects
