import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.attention import digest
from handlers.contents import everything
from handlers.dialogue.card import Item, Items, Letter
from handlers.locale import Speech
from storage import people
from storage.attention import OpenItem
from storage.engine import Database, Store
from storage.tables import Cadence, OutboxRow, Person
from tests.handlers.attention.rows import (
    deadline,
    elnet,
    group,
    member,
    person,
    settled,
)
from tests.world import COPENHAGEN, House, at, text_of

WEEK_48 = at("2026-11-23 08:00")
WEEK_50 = at("2026-12-07 08:00")
VECTORS = json.loads((Path(__file__).parents[2] / "data" / "calendar_vectors.json").read_text())["digest_vectors"]


def read(database: Database, name: str, now: datetime) -> str | None:
    """A person's digest as text, composed without sending."""
    with database.reading() as store:
        card = digest.compose(everything(), store, person(store, name), now)
    return text_of(card) if card else None


def only(store: Store, *names: str) -> None:
    """Nobody else wants a digest."""
    for each in store.session.exec(select(Person)):
        each.cadence = Cadence.weekly if each.name in names else Cadence.off


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["nominal_monday"]))
def test_at_f_1_2_3_digest_leaves_at_eight_with_its_week_in_the_title(
    database: Database, vector: dict[str, object]
) -> None:
    sent = datetime.fromisoformat(str(vector["sent_local"])).astimezone(COPENHAGEN)
    house = House(database, now=sent - timedelta(days=6))
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, planned_end=None)
        only(store, "Sofie Kragelund")
    house.wind(sent + timedelta(hours=3))
    letters = house.letters["Sofie Kragelund"]
    assert [letter.at for letter in letters] == [sent]
    assert letters[0].at.utctimetuple()[:6] == datetime.fromisoformat(str(vector["sent_utc"])).timetuple()[:6]
    assert letters[0].card.title.startswith(f"Uge {vector['iso_week']} · ")


def test_at_f_1_header_names_the_week_and_its_days_and_years(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None)
    titles = {}
    with database.reading() as store:
        for day in ("2026-11-23", "2026-11-30", "2026-12-28", "2027-01-04"):
            card = digest.compose(everything(), store, person(store, "Sofie Kragelund"), at(f"{day} 08:00"))
            titles[day] = card.title if card else ""
    assert titles == {
        "2026-11-23": "Uge 48 · 23.–29. november 2026 · 1 gruppe, 0 medlemmer",
        "2026-11-30": "Uge 49 · 30. november–6. december 2026 · 1 gruppe, 0 medlemmer",
        "2026-12-28": "Uge 53 · 28. december 2026–3. januar 2027 · 1 gruppe, 0 medlemmer",
        "2027-01-04": "Uge 1 · 4.–10. januar 2027 · 1 gruppe, 0 medlemmer",
    }


def test_a_bot_that_was_down_sends_one_digest_late_and_the_next_on_time(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, planned_end=None)
        only(store, "Sofie Kragelund")
    house.settle()
    house.sleep("2026-12-10 10:00")  # Thursday of the third week
    assert [letter.at for letter in house.letters["Sofie Kragelund"]] == [at("2026-12-10 10:00")]
    assert house.titles("Sofie") == ["Uge 50 · 7.–13. december 2026 · 1 gruppe, 0 medlemmer"]
    house.wind("2026-12-14 09:00")
    assert [letter.at for letter in house.letters["Sofie Kragelund"]] == [
        at("2026-12-10 10:00"),
        at("2026-12-14 08:00"),
    ]
    assert house.runner.defects == 0


def test_nobody_gets_two_digests_in_a_week_however_often_they_are_called(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, planned_end=None)
        only(store, "Sofie Kragelund", "Helle Brinkmark")
    house.wind("2026-11-23 09:00")
    with database.changing() as store:
        for each in store.session.exec(select(Person)):
            each.digest_due = at("2026-11-23 09:00")
    house.wind("2026-11-23 10:00")
    assert len(house.letters["Sofie Kragelund"]) == 1


def test_a_circle_that_has_just_begun_waits_for_its_first_monday(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None)
    house.settle()
    assert house.letters == {}
    with database.reading() as store:
        assert people.circle(store).digest_due == at("2026-11-23 08:00")


def test_at_f_4_monthly_is_every_fourth_week_and_off_is_never(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, planned_end=None)
        only(store, "Farah Demirel")
        person(store, "Sofie Kragelund").cadence = Cadence.monthly
        person(store, "Helle Brinkmark").cadence = Cadence.off
    house.wind("2027-01-20 09:00")
    assert [letter.at.date().isoformat() for letter in house.letters["Sofie Kragelund"]] == [
        "2026-11-23",
        "2026-12-21",
        "2027-01-18",
    ]
    assert "Helle Brinkmark" not in house.letters
    assert len(house.letters["Farah Demirel"]) == 9


def test_at_f_4_less_often_and_off_stand_under_the_digest_and_work(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, planned_end=None)
        only(store, "Sofie Kragelund")
    house.wind("2026-11-23 09:00")
    card = house.card("Sofie")
    assert [each.label for each in card.buttons] == ["Sjældnere", "Slå fra"]
    house.press("Sofie", card, "Sjældnere")
    house.wind("2026-12-21 09:00")
    assert len([title for title in house.titles("Sofie") if title.startswith("Uge")]) == 2
    assert [each.label for each in house.card("Sofie").buttons] == ["Slå fra"]


def test_an_erased_person_gets_nothing(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None)
        person(store, "Sofie Kragelund").erased_at = house.now
    house.wind("2026-11-23 09:00")
    assert "Sofie Kragelund" not in house.letters


def test_dry_run_composes_for_everybody_and_writes_nothing(database: Database) -> None:
    elnet(database)
    with database.reading() as store:
        made = digest.compose_all(everything(), store, WEEK_50)
        assert store.session.exec(select(OutboxRow)).all() == []
    names = {each.name for each, _ in made}
    assert {"Anna Lindholt", "Kasper Thybo-Lund", "Sofie Kragelund", "Inge Aarsbæk"} <= names
    assert "Dorthe Zinck-Holm" not in names


def test_one_persons_defect_does_not_keep_the_others_digests(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        made = group(store, "Elnet", established_at=at("2026-11-21 09:00"))
        member(store, made, "Anna Lindholt")
        deadline(store, made, "Notat", "2026-11-27", "Anna Lindholt")
        only(store, "Anna Lindholt", "Inge Aarsbæk", "Sofie Kragelund")

    def fails(item: OpenItem, _t: Speech, _store: Store) -> Item:
        if item.mine:
            raise RuntimeError("a broken sentence")
        return Item("A deadline")

    house.runner.router.sentences["milestone"] = fails
    house.wind("2026-11-23 08:00")
    assert "Anna Lindholt" not in house.letters
    assert [len(house.letters[name]) for name in ("Inge Aarsbæk", "Sofie Kragelund")] == [1, 1]


def test_a_digest_as_a_mail_says_in_its_subject_what_it_is(database: Database) -> None:
    elnet(database)
    with database.reading() as store:
        card = digest.compose(everything(), store, person(store, "Anna Lindholt"), WEEK_50)
    assert card is not None
    assert card.letter is not None
    first = next(part for part in card.body if isinstance(part, Items)).items[0]
    assert card.letter == Letter("Ugeoversigt: Uge 50 · 7.–13. december 2026", preview=first.text)
    assert [(each.label, each.style) for each in card.buttons] == [("Sjældnere", "link"), ("Slå fra", "link")]
