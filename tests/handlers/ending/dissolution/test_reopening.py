"""A dissolved group: its result on one page, and the ways back."""

from __future__ import annotations

from datetime import timedelta

from storage import members, milestones
from storage.engine import Database
from storage.tables import (
    GroupState,
    Milestone,
    MilestoneState,
)
from tests.handlers.ending.elnet import (
    about,
    asked,
    card_about,
    closed,
    established,
    group,
)
from tests.world import House, shown


def test_reopened_the_members_are_back_and_told_in_one_line(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        store.add(
            Milestone(
                group_id=id_,
                title="Budskabspapir",
                created_at=house.now,
                created_by_id=house.person("Emil").id,
            )
        )
    closed(house)
    reply = house.press("Sofie", card_about(house, "Sofie", "dissolved"), "Genåbn")
    assert (
        shown(reply)
        == """\
Elnet er genåbnet.
Medlemmerne har fået besked. Det, der er sendt, kan ikke kaldes tilbage.
[Forlæng]"""
    )
    now = group(house)
    assert (now.state, now.dissolved_at) == (GroupState.established, None)
    with database.reading() as store:
        assert [person.name for _, person in members.of_group(store, id_)] == [
            "Anna Lindholt",
            "Dorthe Zinck-Holm",
            "Kasper Thybo-Lund",
            "Maja Hedelund",
            "Tobias Grønnegaard",
            "Emil Brandtoft",
        ]
        assert members.coordinator(store, id_).name == "Emil Brandtoft"
        assert [each.state for each in milestones.of_group(store, id_)] == [MilestoneState.open]
    assert house.person("Kasper").erase_on is None
    assert about(house, "Anna", "reopened") == ["Elnet er genåbnet, og du er med som før.\n[Vis Elnet]"]
    twice = house.press("Sofie", card_about(house, "Sofie", "dissolved"), "Genåbn")
    assert shown(twice) == "Elnet er ikke opløst."


def test_whoever_was_thanked_reads_that_the_group_goes_on(database: Database) -> None:
    house = House(database)
    established(house)
    receipt = closed(house)
    assert about(house, "Vibeke", "dissolved")[0].startswith("Tak for lånet af Anna Lindholt")
    assert "[Ja, gerne] [Nej tak, slet mig]" in about(house, "Anna", "dissolved")[0]
    house.press("Emil", receipt, "Fortryd")
    assert about(house, "Vibeke", "dissolved") == [
        "Elnet er genåbnet, og dem, du har lånt os, er med som før.",
    ]
    assert about(house, "Anna", "dissolved") == ["Elnet er genåbnet."]
    assert about(house, "Emil", "dissolved") == ["Elnet er genåbnet."]
    assert about(house, "Sofie", "dissolved") == ["Elnet er genåbnet."]
    house.wind(timedelta(hours=1))
    again = house.fill("Emil", house.say("Emil", "opløs Elnet"), more="et papir")
    assert "[Ja, gerne] [Nej tak, slet mig]" in about(house, "Anna", "dissolved")[1]
    house.press("Emil", again, "Fortryd")
    assert about(house, "Vibeke", "dissolved")[1] == about(house, "Vibeke", "dissolved")[0]


def test_fortryd_under_the_receipt_reopens_and_recalls_what_has_not_gone(database: Database) -> None:
    house = House(database)
    established(house)
    house.sleep("2027-06-05 20:00")
    receipt = house.fill("Emil", house.say("Emil", "opløs Elnet"), more="et papir")
    assert shown(house.press("Emil", receipt, "Fortryd")).splitlines()[0] == "Elnet er genåbnet."
    house.wind("2027-06-07 08:00")
    assert about(house, "Vibeke", "dissolved") == []
    assert shown(house.press("Emil", receipt, "Fortryd")) == "Det er allerede fortrudt."
    assert shown(house.say("Emil", "opløs Elnet")) == "To spørgsmål, så lukker vi Elnet pænt."


def test_a_foreign_coordinator_cannot_reopen_what_the_secretariat_closed(database: Database) -> None:
    house = House(database)
    established(house, coordinator="Maja")
    house.fill("Sofie", asked(house, "Sofie"), more="et papir")
    page = house.press("Maja", card_about(house, "Erik", "dissolved"), "Resultatet på én side")
    refused = house.press("Maja", page, "Genåbn")
    assert shown(refused) == "Skriv til Sofie Kragelund, som kan genåbne gruppen."


def test_the_result_on_one_page_is_for_everybody(database: Database) -> None:
    house = House(database)
    established(house)
    closed(house)
    page = house.press("Birgit", card_about(house, "Vibeke", "dissolved"), "Resultatet på én side")
    assert (
        shown(page)
        == """\
Elnet: resultatet på én side
Opgave: Taskforcen skal skærpe Nordjyllands argumenter for et stærkere elnet.
Periode: 1. december 2026 til 1. juni 2027 (seks måneder)
Deltog: BRN-sekretariatet, Green Hub Denmark, Hjørring, Mariagerfjord, Region Nordjylland og Thisted
Tovholder: Emil Brandtoft
Det kom der ud af det
· Skarpere budskaber
· Faglige input til indsatsen
· Sparring på AAU's analyse
· Møder med elnetdistributørerne
BRN-sekretariatet fører interessevaretagelsen videre."""
    )
