"""A question that has not gone and needs no answer any longer goes to nobody, however its answer came about."""

from __future__ import annotations

import pytest

from storage import nominations
from storage.engine import Database
from tests.elnet import answer, ask_one, send
from tests.world import House


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def request_id(house: House) -> int:
    """The only request there is."""
    with house.database.reading() as store:
        (asked,) = nominations.requests_of_group(store, house.group("Elnet").id or 0)
    return asked.id or 0


def read(house: House, *who: str) -> dict[str, list[str]]:
    """What people have, once the post office is open again."""
    house.closed = False
    house.deliver()
    return {each: house.titles(each) for each in who}


def test_an_order_that_is_recalled_before_its_questions_have_gone_reaches_no_director(house: House) -> None:
    house.closed = True
    send(house)
    house.ask("Sofie", action="nomination.recall", args={"group": house.group("Elnet").id})
    assert read(house, "Vibeke", "Lars", "Erik", "Tobias") == {"Vibeke": [], "Lars": [], "Erik": [], "Tobias": []}


def test_of_an_order_that_is_recalled_hear_those_who_were_asked(house: House) -> None:
    send(house)
    asked = len(house.titles("Vibeke"))
    house.ask("Sofie", action="nomination.recall", args={"group": house.group("Elnet").id})
    assert len(house.titles("Vibeke")) == asked + 1


def test_a_question_that_another_has_answered_before_it_went_is_not_asked(house: House) -> None:
    house.closed = True
    ask_one(house, "Hjørring: Anna Lindholt")
    house.say("Sofie", "svar Elnet Hjørring ja")  # on the telephone
    assert read(house, "Vibeke") == {"Vibeke": []}


def test_an_answer_that_is_taken_back_asks_after_all(house: House) -> None:
    ask_one(house, "Hjørring: Anna Lindholt")
    house.closed = True
    answer(house, "Vibeke", "Ja, spørg Anna")
    house.ask("Vibeke", action="nomination.change", args={"request": request_id(house)})
    assert read(house, "Anna") == {"Anna": []}
    answer(house, "Vibeke", "Ja, spørg Anna")
    assert len(house.titles("Anna")) == 1
