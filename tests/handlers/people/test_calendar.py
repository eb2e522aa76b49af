"""One's own calendar: what it is, its address, and a new one."""

from __future__ import annotations

import pytest
from sqlmodel import select

from handlers.dialogue.card import Document
from storage.tables import JournalLine, Link
from tests.handlers.working.made import made_group
from tests.world import House, button, shown


@pytest.fixture
def house(database) -> House:
    return House(database)


def made(house: House) -> list[tuple[str, bool]]:
    """Every link there is: whose, and whether it works."""
    with house.database.reading() as store:
        rows = store.session.exec(select(Link).order_by(Link.id)).all()
    names = {house.person(name).id: name for name in ("Anna", "Kasper")}
    return [(names[row.person_id], row.revoked_at is None) for row in rows]


def test_the_card_says_what_it_is_and_makes_nothing(house):
    card = house.press("Anna", house.say("Anna", "mig"), "Kalender")
    assert shown(card) == (
        "Din kalender\nAlle frister i dine grupper i Outlook eller på telefonen, altid som de står nu.\n[Hent adressen]"
    )
    assert made(house) == []


def test_the_address_is_a_document_and_the_same_each_time(house):
    made_group(house)
    reply = house.press("Anna", house.press("Anna", house.say("Anna", "status elnet"), "Kalender"), "Hent adressen")
    assert shown(reply) == (
        "Din kalender\n"
        "Alle frister i dine grupper i Outlook eller på telefonen, altid som de står nu.\n"
        "Abonnér på kalenderen\n"
        "{Ny adresse}"
    )
    again = house.ask("Anna", action="calendar.address")
    assert again.card.body[1] == reply.card.body[1] == Document("calendar", 1, "Abonnér på kalenderen")
    assert made(house) == [("Anna", True)]


def test_a_new_address_asks_first_and_ends_the_old_one(house):
    house.ask("Kasper", action="calendar.address")
    reply = house.ask("Anna", action="calendar.address")
    confirm = button(reply.card, "Ny adresse").confirm
    assert (confirm.title, confirm.text, confirm.yes) == (
        "Vil du have en ny adresse til din kalender?",
        "Den gamle holder op med at virke i alle kalendere, der har den.",
        "Ja, en ny",
    )
    new = house.press("Anna", reply, "Ny adresse")
    assert shown(new) == (
        "Din kalender har fået en ny adresse.\n"
        "Den gamle virker ikke længere. Abonnér igen med den nye.\n"
        "Abonnér på kalenderen\n"
        "{Ny adresse}"
    )
    assert made(house) == [("Kasper", True), ("Anna", False), ("Anna", True)]


def test_the_journal_says_that_there_is_one_and_not_which(house):
    house.ask("Anna", action="calendar.address")
    house.wind("2026-11-23 09:00")
    house.ask("Anna", action="calendar.address")
    house.ask("Anna", action="calendar.new")
    with house.database.reading() as store:
        lines = store.session.exec(select(JournalLine).where(JournalLine.actor_id == house.person("Anna").id)).all()
    assert [(line.what, line.facts) for line in lines] == [("calendar.address", {}), ("calendar.new", {})]
