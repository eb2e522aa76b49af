"""N17 and its evaluation in the spring of 2009, with the plan for Væksthus beside it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlmodel import select

from handlers.dialogue.card import Card
from handlers.dialogue.reply import Reply
from handlers.rules.dates import read_when
from storage import beside, evaluations
from storage.engine import Database
from storage.tables import CircleMember, Evaluation, Office
from tests.handlers.working.made import made_group
from tests.handlers.working.tidsplan import put_on
from tests.world import House, at

BEGAN = at("2009-01-05 09:00")
N17 = ("Anna", "Kasper", "Maja")


def begun(database: Database, *, beside_it: bool = True, **values: object) -> House:
    """The house on Monday 5 January 2009: N17 is led by Maja of the region, and owned by Sofie."""
    house = House(database, now=BEGAN)
    with database.changing() as store:
        for table in (Office, CircleMember):
            store.session.execute(update(table).values(since=date(2008, 1, 1)))
    n17 = made_group(house, "N17", members=N17, coordinator="Maja", **values)
    if beside_it:
        other = made_group(house, "Væksthus", members=(), coordinator=None)
        with database.changing() as store:
            put_on(store, other, house.now, read_when("27. april", house.now), "KKR", "Møde om væksthuset")
            beside.link(store, n17, other, house.person("Sofie").id, house.now)
    return house


def planned(house: House, when: str = "foråret 2009", asks: str = "both") -> Reply:
    """The evaluation as the coordinator plans it on the group's page; the receipt."""
    form = house.press("Maja", house.say("Maja", "status N17"), "Planlæg evaluering")
    return house.fill("Maja", form, when=when, asks=asks)


def question(house: House, who: str) -> Card:
    """The newest card that asks somebody."""
    box = house.letters[house.person(who).name]
    return [letter.card for letter in box if letter.subject.startswith("evaluation:")][-1]


def answer(house: House, who: str, verdict: str, **values: str) -> Reply:
    """An answer that counts; `verdict` is the label of its button."""
    return house.fill(who, house.press(who, question(house, who), verdict), **values)


def evaluation(house: House) -> Evaluation:
    """The newest of N17's, whatever its state."""
    with house.database.reading() as store:
        return store.session.exec(select(Evaluation).order_by(Evaluation.id.desc())).first()


def given(house: House) -> dict[str, tuple[str | None, dict[str, object]]]:
    """What has been answered so far, by name; nothing of drafts."""
    with house.database.reading() as store:
        rows = evaluations.answers(store, evaluation(house).id)
        return {
            person.name: (answer_.verdict and answer_.verdict.value, answer_.answers)
            for answer_, person in rows
            if answer_.answered_at is not None
        }
