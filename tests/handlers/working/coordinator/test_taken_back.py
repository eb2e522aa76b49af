"""What has been said about a coordinator, once it is taken back; and a vacancy that nobody brought about."""

from __future__ import annotations

from datetime import timedelta

from handlers.dialogue.reply import Reply
from storage import members
from tests.handlers.working.made import made_group
from tests.handlers.working.test_coordinator import DIGITAL, asked_jonas, coordinator
from tests.world import House, shown, text_of


def handed_to_anna(house: House, note: str = "") -> int:
    group = made_group(house)
    house.fill("Emil", house.say("Emil", "overdrag Elnet Anna"), note=note)
    return group


def test_a_handover_that_was_accepted_and_announced_cannot_be_undone(database):
    house = House(database)
    group = handed_to_anna(house)
    house.press("Anna", house.card("Anna"), "Ja, den tager jeg")
    refused = house.say("Emil", "fortryd")
    assert (
        shown(refused)
        == """\
Anna Lindholt har sagt ja og er tovholder for Elnet. Det kan ikke fortrydes.
[Giv rollen videre]"""
    )
    assert shown(house.press("Emil", refused, "Giv rollen videre")) == "Giv Elnet videre"
    assert coordinator(house, group) == "Anna Lindholt"
    assert house.titles("Anna") == ["Så er du tovholder, Anna."]


def test_outside_the_secretariat_one_is_told_whom_to_write_to(database):
    house = House(database)
    group = made_group(house, DIGITAL, members=("Jonas", "Henrik"), coordinator="Jonas")
    house.fill("Jonas", house.say("Jonas", "overdrag"), member="Henrik Tornbjerg")
    house.press("Henrik", house.card("Henrik"), "Ja, den tager jeg")
    assert (
        shown(house.say("Jonas", "fortryd"))
        == """\
Henrik Tornbjerg har sagt ja og er tovholder for Digital infrastruktur. Det kan ikke fortrydes.
Skriv til Sofie Kragelund, hvis en anden skal have rollen."""
    )
    assert coordinator(house, group) == "Henrik Tornbjerg"


def test_an_undone_handover_is_corrected_where_it_was_announced(database):
    house = House(database)
    made_group(house)
    house.fill("Emil", house.say("Emil", "overdrag", group="Elnet"), member="other", somebody="Sofie Kragelund")
    house.say("Emil", "fortryd")
    assert (
        text_of(house.card("#Elnet"))
        == """\
Emil Brandtoft (BRN-sekretariatet) er tovholder for Elnet.
BRN har bestilt opgaven. Skriv til Emil om møder og plan og til Sofie om alt det praktiske."""
    )
    assert (
        text_of(house.card("Sofie"))
        == "Du er alligevel ikke tovholder for Elnet.\nEmil Brandtoft er tovholder for Elnet."
    )


def test_an_undone_yes_is_corrected_and_a_second_yes_too(database):
    house = House(database)
    asked_jonas(house)
    house.press("Jonas", house.press("Jonas", house.card("Jonas"), "Ja, den tager jeg"), "Fortryd")
    assert house.titles("Erik") == ["Jonas Hvidbjerg er alligevel ikke tovholder for Digital infrastruktur."]
    assert house.titles("#" + DIGITAL) == ["Digital infrastruktur mangler en tovholder."]
    house.wind(timedelta(hours=1))
    house.press("Jonas", house.card("Jonas"), "Ja, den tager jeg")
    assert house.titles("Erik") == ["Jonas er tovholder for Digital infrastruktur."]
    assert house.titles("#" + DIGITAL)[-1] == (
        "Jonas Hvidbjerg (Region Nordjylland) er tovholder for Digital infrastruktur."
    )


def removed(house: House, group: int, who: str) -> Reply:
    with house.database.reading() as store:
        membership = members.membership(store, group, house.person(who).id).id
    return house.ask("Sofie", action="member.remove", args={"membership": membership})


def test_a_coordinator_who_was_removed_has_not_passed_the_role_on(database):
    house = House(database)
    group = handed_to_anna(house, note="Planen ligger i gruppen.")
    house.say("Emil", "fortryd")
    receipt = removed(house, group, "Emil")
    assert (
        text_of(house.card("#Elnet"))
        == """\
Elnet mangler en tovholder.
Emil Brandtoft er ikke længere med i gruppen. Sofie finder en ny."""
    )
    assert (
        text_of(house.card("Sofie"))
        == """\
Elnet mangler en tovholder.
Emil Brandtoft er ikke længere med i gruppen.
[Vælg ny tovholder]"""
    )
    undone = house.press("Sofie", receipt, "Fortryd")
    assert shown(undone) == "Det er fortrudt. Emil Brandtoft er stadig med i Elnet."
    assert coordinator(house, group) == "Emil Brandtoft"
    assert house.titles("Sofie") == ["Elnet har fået en tovholder: Emil Brandtoft."]
    assert house.titles("#Elnet") == ["Elnet har fået en tovholder: Emil Brandtoft."]


def test_whoever_has_the_role_by_then_keeps_it_when_a_removal_is_undone(database):
    house = House(database)
    group = made_group(house)
    receipt = removed(house, group, "Emil")
    form = house.ask("Sofie", action="coordinator.choose", args={"group": group})
    house.fill("Sofie", form, member="other", somebody="Mads Riisager")
    house.press("Sofie", receipt, "Fortryd")
    assert coordinator(house, group) == "Mads Riisager"


def test_a_coordinator_who_stops_on_a_day_has_not_passed_the_role_on(database):
    house = House(database)
    group = made_group(house)
    with house.database.reading() as store:
        membership = members.membership(store, group, house.person("Emil").id).id
    form = house.ask("Sofie", action="member.replace", args={"membership": membership})
    house.fill("Sofie", form, day="1. december")
    assert [text_of(card) for card in house.cards("#Elnet")] == [
        "Elnet mangler en tovholder fra tirsdag den 1. december.\n"
        "Emil Brandtoft stopper i Elnet tirsdag den 1. december. Sofie finder en ny."
    ]
