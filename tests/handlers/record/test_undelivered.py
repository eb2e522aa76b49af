"""A message that will never arrive: the secretariat is told whom to ring."""

from __future__ import annotations

from handlers.dialogue.card import Card
from handlers.dialogue.events import Undelivered
from handlers.dialogue.tell import tell
from storage import outbox, people
from storage.engine import Database
from tests.handlers.ending.elnet import about, card_about, established
from tests.handlers.working.made import happen
from tests.world import House, shown


def lost(house: House, who: str, subject: str, why: str, *, face: str = "") -> None:
    """A card to somebody about a subject that a face has given up."""
    with house.database.changing() as store:
        person = people.get(store, house.person(who).id)
        tell(store, person, subject=subject, key=subject, now=house.now, card=lambda t: Card("Må vi låne Anna?"))
        row = outbox.messages_about(store, subject)[-1]
        row.face, row.failed_at = face, house.now
        store.session.flush()
        id_ = row.id
    happen(house, Undelivered(id_, why))


def test_the_owner_is_told_and_gets_the_numbers(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    lost(house, "Lars", f"end:{id_}", "no such address", face="mail")
    assert about(house, "Sofie", "undelivered") == [
        """\
Mailen til Lars Nystrand kom ikke frem.
Må vi låne Anna?
Adressen lars.nystrand@thisted.example findes ikke.
[Ring op] [Vis gruppen]"""
    ]
    call = house.press("Sofie", card_about(house, "Sofie", "undelivered"), "Ring op")
    assert (
        shown(call)
        == """\
Ring til Lars Nystrand
Lars Nystrand: 00 00 10 37
Gitte Hanvold, stedfortræder: 00 00 10 38
Randi Kvols, direktionssekretær: 00 00 10 54"""
    )


def test_about_no_group_the_staff_are_told_but_never_whoever_did_not_get_it(database: Database) -> None:
    house = House(database)
    lost(house, "Helle", "directory:1", "the workspace is closed")
    told = {who: about(house, who, "undelivered") for who in ("Helle", "Mads")}
    assert told == {
        "Helle": [],
        "Mads": [
            """\
Beskeden til Helle Brinkmark kom ikke frem.
Må vi låne Anna?
Svaret var: the workspace is closed
[Ring op]"""
        ],
    }


def test_a_notice_that_does_not_arrive_causes_no_other(database: Database) -> None:
    house = House(database)
    established(house)
    lost(house, "Sofie", "undelivered:1", "gone")
    assert {who: about(house, who, "undelivered") for who in ("Helle", "Mads", "Emil")} == {
        "Helle": [],
        "Mads": [],
        "Emil": [],
    }
