"""The group that scenarios D6 tells of, in December 2018, and what its coordinator is told of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from handlers.attention import digest
from handlers.contents import everything
from handlers.dialogue.reply import Reply
from storage import status
from storage.engine import Database
from storage.tables import CircleMember, Milestone, Office
from tests.handlers.attention.rows import person
from tests.handlers.working.made import made_group
from tests.world import House, at, text_of

BODIES = "økonomiudvalget, hovedudvalget"


def begun(database: Database, *titles: str, now: str = "2018-11-26 09:00", **values: object) -> House:
    """The house with groups that Kasper coordinates, Afbureaukratisering unless others are named."""
    house = House(database, now=at(now))
    with database.changing() as store:
        for table in (Office, CircleMember):
            store.session.execute(update(table).values(since=date(2013, 1, 1)))
    for title in titles or ("Afbureaukratisering",):
        made_group(house, title, **{"coordinator": "Kasper", **values})
    return house


def tell(house: House, group: str = "Afbureaukratisering", *, by: str = "Kasper", **values: str) -> Reply:
    """[Tilføj modtagere] on a group's status, filled in."""
    stands = house.press(by, house.say(by, f"status {group}"), "Status")
    return house.fill(by, house.press(by, stands, "Tilføj modtagere"), **values)


def read(house: House, name: str, now: datetime) -> str | None:
    """Somebody's digest as it would be."""
    with house.database.reading() as store:
        card = digest.compose(everything(), store, person(store, name), now)
    return text_of(card) if card else None


def lines_with(text: str | None, word: str) -> list[str]:
    """The lines of a text that have a word in them."""
    return [line for line in (text or "").splitlines() if word in line]


def told(house: House, group: str = "Afbureaukratisering") -> list[tuple[str, date | None, str]]:
    """Every telling of a group: what it is called, its last day, and its state."""
    with house.database.reading() as store:
        id_ = house.group(group).id
        rows = [each for each in status.recipients(store, id_) for each in status.of_recipient(store, each.id)]
    return [(each.title, each.day, each.state.value) for each in rows]


def telling(house: House, organ: str, group: str = "Afbureaukratisering") -> Milestone:
    """The open telling of a body."""
    with house.database.reading() as store:
        found = status.tellings(store, house.group(group).id)
    return next(each for each in found if organ in each.title)
