"""`fortryd`, and the {Fortryd} under a receipt."""

from __future__ import annotations

from storage import journal
from storage.engine import Database
from tests.handlers.ending.elnet import card_about, established
from tests.world import House, shown


def extended(house: House):
    """Emil extends Elnet by a month, four weeks before its end; the receipt."""
    established(house)
    house.sleep("2027-05-04 08:00")
    how_long = house.press("Emil", card_about(house, "Emil", "end"), "Forlæng")
    return house.press("Emil", how_long, "1 måned")


def test_the_word_takes_back_the_last_thing_its_writer_did(database: Database) -> None:
    house = House(database)
    extended(house)
    assert shown(house.say("Emil", "fortryd")) == "Elnet slutter nu ca. tirsdag den 1. juni (uge 22)."
    assert shown(house.say("Emil", "undo")) == "Der er ikke noget at fortryde."


def test_the_journal_points_to_what_was_undone_and_loses_nothing(database: Database) -> None:
    house = House(database)
    extended(house)
    house.say("Emil", "fortryd")
    with database.reading() as store:
        lines = journal.lines_of_group(store, house.group("Elnet").id, limit=2)
        assert [(each.what, each.undoes_id, each.facts) for each in lines] == [
            ("undone", lines[1].id, {"what": "group.extended"}),
            ("group.extended", None, lines[1].facts),
        ]


def test_somebody_elses_deed_is_not_ones_own_to_undo(database: Database) -> None:
    house = House(database)
    receipt = extended(house)
    refused = house.press("Anna", receipt, "Fortryd")
    assert shown(refused) == "Det kan kun den, der gjorde det, og sekretariatet fortryde."
    assert shown(house.say("Anna", "fortryd")) == "Der er ikke noget at fortryde."
    by_the_secretariat = house.press("Helle", receipt, "Fortryd")
    assert shown(by_the_secretariat) == "Elnet slutter nu ca. tirsdag den 1. juni (uge 22)."


def test_undone_twice_changes_nothing(database: Database) -> None:
    house = House(database)
    receipt = extended(house)
    house.press("Emil", receipt, "Fortryd")
    assert shown(house.press("Emil", receipt, "Fortryd")) == "Det er allerede fortrudt."


def test_what_is_more_than_a_day_old_is_shown_before_it_is_undone(database: Database) -> None:
    house = House(database)
    extended(house)
    house.sleep("2027-05-06 09:00")
    asked = house.say("Emil", "fortryd")
    assert (
        shown(asked)
        == """\
Det seneste, du gjorde i Elnet, var tirsdag den 4. maj kl. 8. Skal det fortrydes?
Slutdato flyttet
[Fortryd]"""
    )
    assert shown(house.press("Emil", asked, "Fortryd")) == "Elnet slutter nu ca. tirsdag den 1. juni (uge 22)."


def test_a_line_that_nothing_can_take_back_says_so(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-25 08:00")
    house.press("Emil", card_about(house, "Emil", "end"), "Ring til mig")
    with database.reading() as store:
        line = journal.lines_of_group(store, house.group("Elnet").id, limit=1)[0]
    reply = house.ask("Emil", action="undo.line", args={"journal": line.id})
    assert shown(reply) == "Det kan ikke fortrydes."
    gone = house.ask("Emil", action="undo.line", args={"journal": 999_999})
    assert shown(gone) == "Det findes ikke længere."
