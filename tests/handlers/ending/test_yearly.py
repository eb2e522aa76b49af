"""A group without an end is asked about once a year; it goes on by itself."""

from __future__ import annotations

from handlers.dialogue.card import Card
from handlers.dialogue.events import GroupEstablished
from storage import groups
from storage.engine import Database
from storage.tables import PROCESS, Group
from tests.handlers.ending.elnet import about, card_about, established
from tests.handlers.working.made import happen, made_group
from tests.world import House, at, shown, text_of

QUESTION = """\
Skal Elnet fortsætte?
Gruppen har været i gang siden december 2026 og har ingen slutdato. \
Svarer du ikke, fortsætter den, og spørgsmålet bliver stående i ugeoversigten.
[Fortsæt et år] [Sæt slutdato] [Rund af] [Ring til mig]"""


def endless(database: Database, *, coordinator: str | None = "Emil") -> House:
    """Elnet since 1 December 2026, without an end."""
    house = House(database)
    established(house, ends=None, coordinator=coordinator)
    return house


def elnet(house: House) -> Group:
    with house.database.reading() as store:
        return groups.get(store, house.group("Elnet").id)


def digests(house: House) -> list[Card]:
    """The weekly digests that Emil has."""
    box = house.letters[house.person("Emil").name]
    return [each.card for each in box if each.subject.startswith("digest:")]


def test_a_group_without_an_end_is_asked_about_a_year_after_it_began(database: Database) -> None:
    house = endless(database)
    assert elnet(house).end_ask_due == at("2027-12-01 08:00")
    house.sleep("2027-12-01 07:59")
    assert about(house, "Emil", "end") == []
    house.sleep("2027-12-01 08:00")
    assert about(house, "Emil", "end") == [QUESTION]
    house.sleep("2028-06-01 08:00")  # nobody answers, and nothing happens
    assert elnet(house).state == "established"
    assert about(house, "Emil", "end") == [QUESTION]


def test_another_year_asks_again_in_a_year_and_can_be_undone(database: Database) -> None:
    house = endless(database)
    house.sleep("2027-12-03 10:00")
    question = card_about(house, "Emil", "end")
    receipt = house.press("Emil", question, "Fortsæt et år")
    goes_on = "Elnet fortsætter et år mere.\nVi spørger igen mandag den 4. december 2028."  # the 3rd is a Sunday
    assert shown(receipt) == goes_on + "\n{Fortryd}"
    assert about(house, "Emil", "end") == [goes_on]
    assert elnet(house).end_ask_due == at("2028-12-04 08:00")
    assert shown(house.press("Emil", question, "Fortsæt et år")) == "Det er allerede noteret."
    assert shown(house.press("Emil", receipt, "Fortryd")) == QUESTION
    assert about(house, "Emil", "end") == [QUESTION]
    assert shown(house.press("Emil", receipt, "Fortryd")) == "Det er allerede fortrudt."
    house.press("Emil", question, "Fortsæt et år")
    house.sleep("2028-12-04 08:00")
    assert about(house, "Emil", "end")[-1] == QUESTION
    assert shown(house.press("Emil", receipt, "Fortryd")) == "Det er allerede fortrudt."


def test_an_end_that_is_set_is_asked_about_as_any_end(database: Database) -> None:
    house = endless(database)
    house.sleep("2027-12-01 08:00")
    question = card_about(house, "Emil", "end")
    form = house.press("Emil", question, "Sæt slutdato")
    receipt = house.fill("Emil", form, until="1. juni 2028")
    assert about(house, "Emil", "end") == ["Elnet slutter nu torsdag den 1. juni (uge 22)."]
    assert elnet(house).end_ask_due == at("2028-05-04 08:00")
    assert shown(house.press("Emil", question, "Fortsæt et år")) == "Elnet slutter nu torsdag den 1. juni (uge 22)."
    house.press("Emil", receipt, "Fortryd")
    assert about(house, "Emil", "end") == [QUESTION]


def test_the_question_leads_on_to_closing_and_to_a_call(database: Database) -> None:
    house = endless(database)
    house.sleep("2027-12-01 08:00")
    question = card_about(house, "Emil", "end")
    assert shown(house.press("Emil", question, "Rund af")) == "To spørgsmål, så lukker vi Elnet pænt."
    assert shown(house.press("Emil", question, "Ring til mig")) == "Sofie Kragelund ringer til dig."
    assert about(house, "Sofie", "end_call")[0].splitlines()[0] == "Emil Brandtoft vil gerne ringes op om Elnet."


def test_without_a_coordinator_the_owner_is_asked_also_in_the_digest(database: Database) -> None:
    house = endless(database, coordinator=None)
    house.sleep("2027-12-01 08:00")
    assert about(house, "Sofie", "end") == [QUESTION.replace(" [Ring til mig]", "")]
    house.sleep("2027-12-06 08:00")
    line = "· Skal Elnet fortsætte? [Fortsæt et år] [Sæt slutdato] [Rund af] [Ring til mig]"
    assert line in text_of(house.card("Sofie")).splitlines()


def test_the_coordinator_has_it_in_the_digest_until_it_is_answered(database: Database) -> None:
    house = endless(database)
    house.sleep("2027-12-01 08:00")
    house.sleep("2027-12-06 08:00")
    line = "· Skal Elnet fortsætte? [Fortsæt et år] [Sæt slutdato] [Rund af] [Ring til mig]"
    assert sum(line in text_of(each).splitlines() for each in digests(house)) == 1
    house.sleep("2027-12-13 08:00")
    assert sum(line in text_of(each).splitlines() for each in digests(house)) == 2
    house.press("Emil", card_about(house, "Emil", "end"), "Fortsæt et år")
    house.sleep("2027-12-20 08:00")
    assert sum(line in text_of(each).splitlines() for each in digests(house)) == 2


def test_woken_at_night_it_waits_for_the_morning(database: Database) -> None:
    house = endless(database)
    house.sleep("2027-12-04 23:00")  # Saturday
    assert about(house, "Emil", "end") == []
    assert elnet(house).end_ask_due == at("2027-12-06 08:00")
    house.sleep("2027-12-06 08:00")
    assert about(house, "Emil", "end") == [QUESTION]


def test_a_process_is_not_asked_about(database: Database) -> None:
    house = House(database)
    id_ = made_group(house, "Budget 2027", members=(), coordinator=None, template=PROCESS)
    happen(house, GroupEstablished(id_))
    assert house.group("Budget 2027").end_ask_due is None


def test_a_group_that_goes_on_after_a_proposal_to_close_it_is_asked_then(database: Database) -> None:
    house = endless(database)
    for state, day in (("closing", "2027-12-01"), ("established", "2027-12-08")):
        with database.changing() as store:
            groups.get(store, house.group("Elnet").id).state = state
        assert about(house, "Emil", "end") == []
        house.sleep(f"{day} 08:00")
    assert about(house, "Emil", "end") == [QUESTION]
