"""When a group ends, asked four weeks and one week before; nothing ends by itself."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.ending.end_date.asking import next_question
from storage import groups
from storage.engine import Database
from storage.tables import GroupState
from tests.handlers.ending.elnet import about, card_about, established, speak_english
from tests.world import House, at, shown

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def group(house: House):
    with house.database.reading() as store:
        return groups.get(store, house.group("Elnet").id)


def test_the_question_falls_on_working_days_four_weeks_one_week_and_no_day_before() -> None:
    def due(end: str, now: str) -> datetime | None:
        return next_question(date.fromisoformat(end), at(now))

    assert due("2027-06-01", "2026-12-01 09:00") == at("2027-05-04 08:00")
    assert due("2027-06-01", "2027-05-04 08:00") == at("2027-05-25 08:00")
    assert due("2027-06-01", "2027-05-25 08:00") == at("2027-06-01 08:00")
    assert due("2027-06-01", "2027-06-01 08:00") is None
    assert due("2027-06-13", "2027-01-01 08:00") == at("2027-05-18 08:00")  # 16 May is a Sunday, 17 May Whit Monday


FIRST = """\
Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?
Gruppen har leveret tre af fire ting. Svarer du ikke, sker der ikke noget af sig selv, men vi spørger igen ugen før.
[Ja, det holder] [Forlæng] [Vi er færdige nu]"""
SECOND = """\
Elnet slutter om en uge. Skal vi runde af?
[Rund af] [Forlæng] [Ring til mig]"""


def test_at_a2_2_six_months_are_asked_about_four_weeks_and_one_week_before(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-04 07:59")
    assert about(house, "Emil", "end") == []
    house.wind("2027-05-04 08:00")
    assert about(house, "Emil", "end") == [FIRST]
    reply = house.press("Emil", card_about(house, "Emil", "end"), "Ja, det holder")
    settled = """\
Noteret: Elnet slutter ca. tirsdag den 1. juni (uge 22).
Vi spørger igen ugen før."""
    assert shown(reply) == settled + "\n{Fortryd}"
    assert about(house, "Emil", "end") == [settled]
    house.wind("2027-05-25 07:59")
    assert about(house, "Emil", "end") == [settled]
    house.wind("2027-05-25 08:00")
    assert about(house, "Emil", "end") == [settled, SECOND]
    house.sleep("2027-07-01 08:00")
    assert about(house, "Emil", "end") == [settled, SECOND]
    assert group(house).state == GroupState.established


def test_in_english(database: Database) -> None:
    house = House(database)
    established(house)
    speak_english(house, "Emil")
    house.sleep("2027-05-04 08:00")
    assert about(house, "Emil", "end") == [
        """\
Elnet ends around Tuesday 1 June (week 22). Does that hold?
The group has delivered three of four things. If you do not answer, nothing happens by itself, but we ask again the week before.
[Yes, it holds] [Extend] [We are done now]"""  # noqa: E501
    ]


def test_a_coordinator_from_elsewhere_reads_that_the_end_is_a_proposal(database: Database) -> None:
    house = House(database)
    established(house, coordinator="Maja", outputs=())
    house.sleep("2027-05-04 08:00")
    assert about(house, "Maja", "end") == [
        """\
Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?
Svarer du ikke, sker der ikke noget af sig selv, men vi spørger igen ugen før.
Er I færdige, får Sofie Kragelund i sekretariatet besked og lukker gruppen, når BRN er enig.
[Ja, det holder] [Forlæng] [Vi er færdige nu]"""
    ]


def test_without_a_coordinator_the_owner_is_asked_and_not_offered_a_call(database: Database) -> None:
    house = House(database)
    established(house, coordinator=None)
    house.sleep("2027-05-25 08:00")
    assert about(house, "Sofie", "end") == [
        """\
Elnet slutter om en uge. Skal vi runde af?
[Rund af] [Forlæng]"""
    ]


def test_a_bot_that_slept_asks_once_with_the_day_as_it_is(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-28 12:00")
    assert about(house, "Emil", "end") == [
        """\
Elnet slutter tirsdag den 1. juni. Skal vi runde af?
[Rund af] [Forlæng] [Ring til mig]"""
    ]
    assert group(house).end_ask_due is None


def test_extended_by_three_months_it_is_asked_about_anew(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-04 08:00")
    how_long = house.press("Emil", card_about(house, "Emil", "end"), "Forlæng")
    assert (
        shown(how_long)
        == """\
Hvor længe?
Medlemmernes direktører får en linje om det i ugeoversigten.
[1 måned] [3 måneder] [Vælg dato]"""
    )
    reply = house.press("Emil", how_long, "3 måneder")
    assert (
        shown(reply)
        == """\
Elnet slutter nu ca. onsdag den 1. september (uge 35).
Medlemmernes direktører får en linje om det i ugeoversigten.
{Fortryd}"""
    )
    assert about(house, "Emil", "end") == ["Elnet slutter nu ca. onsdag den 1. september (uge 35)."]
    assert group(house).end_ask_due == at("2027-08-04 08:00")

    undone = house.press("Emil", reply, "Fortryd")
    assert shown(undone) == "Elnet slutter nu ca. tirsdag den 1. juni (uge 22)."
    assert group(house).end_ask_due == at("2027-05-25 08:00")
    assert card_about(house, "Emil", "end").buttons[0].label == "Ja, det holder"
    assert shown(house.press("Emil", reply, "Fortryd")) == "Det er allerede fortrudt."


def test_a_double_tap_extends_once(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-04 08:00")
    question = card_about(house, "Emil", "end")
    how_long = house.press("Emil", question, "Forlæng")
    receipt = house.press("Emil", how_long, "3 måneder")
    assert shown(house.press("Emil", how_long, "3 måneder")) == "Det er allerede noteret."
    assert group(house).planned_end == date(2027, 9, 1)
    once_more = house.press("Emil", how_long, "1 måned")
    assert shown(once_more) == "Det er allerede noteret."
    house.press("Emil", receipt, "Fortryd")
    house.press("Emil", how_long, "1 måned")
    assert group(house).planned_end == date(2027, 7, 1)
    house.press("Emil", house.press("Emil", question, "Forlæng"), "1 måned")
    assert shown(house.press("Emil", how_long, "1 måned")) == "Slutdatoen er flyttet igen siden."
    assert group(house).planned_end == date(2027, 8, 1)


def test_only_the_months_that_are_offered_can_be_added(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    for months in (-12, 0, 2, 10**9):
        reply = house.ask("Emil", action="end.longer", args={"group": id_, "months": months})
        assert shown(reply) == "Vælg en af mulighederne."
    assert group(house).planned_end == date(2027, 6, 1)


def test_a_day_of_ones_own_is_exact_and_must_lie_ahead(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-04 08:00")
    form = house.press("Emil", house.press("Emil", card_about(house, "Emil", "end"), "Forlæng"), "Vælg dato")
    refused = house.fill("Emil", form, until="30. februar 2028")
    assert (
        shown(refused)
        == """\
Til hvornår?
until: 30. februar findes ikke. Mente du tirsdag den 29. februar 2028 eller onsdag den 1. marts 2028?"""
    )
    assert shown(house.fill("Emil", form, until="1. juni 2040")).endswith("Vælg en dag inden for fem år.")
    assert shown(house.fill("Emil", form, until="1. juni")).endswith("Elnet slutter allerede den dag.")
    reply = house.fill("Emil", form, until="18. juni")
    assert (
        shown(reply)
        == """\
Elnet slutter nu fredag den 18. juni (uge 24).
Medlemmernes direktører får en linje om det i ugeoversigten.
{Fortryd}"""
    )


def test_ring_to_me_reaches_the_owner_once(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-25 08:00")
    card = card_about(house, "Emil", "end")
    assert shown(house.press("Emil", card, "Ring til mig")) == "Sofie Kragelund ringer til dig."
    assert about(house, "Sofie", "end_call") == [
        """\
Emil Brandtoft vil gerne ringes op om Elnet.
Telefon 00 00 10 03
emil.brandtoft@brn.example
Elnet slutter tirsdag den 1. juni (uge 22).
[Vis Elnet]"""
    ]
    twice = house.press("Emil", card, "Ring til mig")
    assert shown(twice) == "Sofie Kragelund har allerede fået besked og ringer til dig."


def test_answered_twice_or_by_a_stranger_nothing_changes(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-05-04 08:00")
    card = card_about(house, "Emil", "end")
    house.press("Emil", card, "Ja, det holder")
    assert shown(house.press("Emil", card, "Ja, det holder")) == "Det er allerede noteret."
    refused = house.press("Anna", card, "Forlæng")
    assert shown(refused) == "Det kan kun gruppens tovholder og sekretariatet gøre."
