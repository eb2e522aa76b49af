"""Planning backwards from a høringsfrist or a meeting."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.dialogue.reply import Reply
from storage import groups, milestones
from storage.tables import GroupState, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House, shown, text_of

STEPS = "Kommunale bidrag: 15\nSamling: 10\nGodkendelse: 5\nAfsendelse: 1"


@pytest.fixture
def house(database) -> House:
    return House(database)


def plan(house: House, group: int) -> list[tuple[str, date | None]]:
    """What is open on the plan."""
    with house.database.reading() as store:
        return [(each.title, each.day) for each in milestones.open_in(store, group)]


def hearing(house: House, **values: str) -> Reply:
    """The days that lead to the høringsfrist of "bredbåndspuljen", as Emil is shown them."""
    house.say("Emil", "frist Elnet workshop uden dato")
    start = house.press("Emil", house.say("Emil", "frist Elnet"), "Planlæg baglæns")
    form = house.press("Emil", start, "En høringsfrist")
    return house.fill("Emil", form, **{"what": "Bredbåndspuljen", "day": "29. januar 2027"} | values)


def test_a_hearing_is_planned_backwards_on_working_days_AT_A3_4(house):  # noqa: N802
    group = made_group(house)
    days = hearing(house)
    assert (
        shown(days)
        == """\
Bredbåndspuljen: 4 trin frem til fredag den 29. januar (uge 4)
Trin | Dag
Kommunale bidrag | fredag den 8. januar (uge 1)
Samling | fredag den 15. januar (uge 2)
Godkendelse | fredag den 22. januar (uge 3)
Afsendelse | torsdag den 28. januar (uge 4)
[Sæt dem på planen] [Ret]"""
    )
    assert plan(house, group) == [("workshop", None)]
    done = house.press("Emil", days, "Sæt dem på planen")
    assert (
        shown(done)
        == """\
Der er sat 4 frister på planen: bredbåndspuljen.
Trin | Dag
Kommunale bidrag | fredag den 8. januar (uge 1)
Samling | fredag den 15. januar (uge 2)
Godkendelse | fredag den 22. januar (uge 3)
Afsendelse | torsdag den 28. januar (uge 4)
{Fortryd}"""
    )
    assert plan(house, group) == [
        ("Kommunale bidrag: bredbåndspuljen", date(2027, 1, 8)),
        ("Samling: bredbåndspuljen", date(2027, 1, 15)),
        ("Godkendelse: bredbåndspuljen", date(2027, 1, 22)),
        ("Afsendelse: bredbåndspuljen", date(2027, 1, 28)),
        ("workshop", None),
    ]


def test_a_vacation_a_holiday_and_what_has_passed_are_said_before_anything_is_saved(house):
    group = made_group(house)
    days = hearing(house, day="3. januar 2027", steps="Bidrag: 30\nSamling: 4\nFristen: 0")
    assert (
        shown(days)
        == """\
Bredbåndspuljen: 3 trin frem til søndag den 3. januar (uge 53)
Trin | Dag | Bemærk
Bidrag | tirsdag den 17. november (uge 47) | er passeret
Samling | onsdag den 23. december (uge 52) | jul (uge 52)
Fristen | søndag den 3. januar (uge 53) | en søndag, jul (uge 53)
Det, der er passeret, kommer ikke på planen.
[Sæt dem på planen] [Ret]"""
    )
    house.press("Emil", days, "Sæt dem på planen")
    assert plan(house, group) == [
        ("Samling: bredbåndspuljen", date(2026, 12, 23)),
        ("Fristen: bredbåndspuljen", date(2027, 1, 3)),
        ("workshop", None),
    ]


def test_where_every_step_has_passed_there_is_only_another_day_to_choose(house):
    made_group(house)
    days = hearing(house, day="23. november", steps="Bidrag: 5\nSamling: 3")
    assert (
        shown(days)
        == """\
Bredbåndspuljen: 2 trin frem til mandag den 23. november (uge 48)
Trin | Dag | Bemærk
Bidrag | mandag den 16. november (uge 47) | er passeret
Samling | onsdag den 18. november (uge 47) | er passeret
Alle trin er passeret. Vælg en senere dag.
[Ret]"""
    )


def test_ret_comes_back_to_the_form_with_what_was_written(house):
    made_group(house)
    form = house.press("Emil", hearing(house, steps="Samling: 10"), "Ret").form
    assert form.values == {"what": "Bredbåndspuljen", "day": "fredag den 29. januar", "steps": "Samling: 10"}


def test_a_line_that_is_no_step_is_said_at_its_field_and_nothing_is_lost(house):
    made_group(house)
    form = hearing(house, steps="Samling: 10\nvi finder ud af det").form
    assert form.errors == {
        "steps": 'Jeg kan ikke læse "vi finder ud af det" som et trin. Skriv højst 12, hvert som: Godkendelse: 5'
    }
    assert form.values["steps"] == "Samling: 10\nvi finder ud af det"


def test_no_steps_at_all_are_asked_for_again(house):
    made_group(house)
    assert hearing(house, steps="").form.errors == {"steps": "Feltet skal udfyldes."}


def test_a_cpr_number_is_refused_in_what_it_is_about(house):
    made_group(house)
    form = hearing(house, what="Sag om 010190-1234").form
    assert list(form.errors) == ["what"]


def test_what_was_planned_is_taken_back_together_and_the_room_reads_it(house):
    group = made_group(house)
    done = house.press("Emil", hearing(house), "Sæt dem på planen")
    assert "Der er sat 4 frister på planen: bredbåndspuljen." in [card.title for card in house.cards("#Elnet")]
    back = house.press("Emil", done, "Fortryd")
    assert text_of(back.card) == "Det er fortrudt. 4 frister er taget af planen for Elnet."
    assert text_of(house.cards("#Elnet")[-1]) == "Det er fortrudt. 4 frister er taget af planen for Elnet."
    assert plan(house, group) == [("workshop", None)]


def test_what_is_done_stays_done_when_the_rest_is_taken_back(house):
    group = made_group(house)
    done = house.press("Emil", hearing(house, steps="Samling: 10\nAfsendelse: 1"), "Sæt dem på planen")
    with house.database.changing() as store:
        milestones.open_in(store, group)[0].state = MilestoneState.done
    back = house.press("Emil", done, "Fortryd")
    assert text_of(back.card) == "Det er fortrudt. Én frist er taget af planen for Elnet."
    with house.database.reading() as store:
        states = [each.state for each in milestones.of_group(store, group)]
    assert states == [MilestoneState.done, MilestoneState.dropped, MilestoneState.open]


def test_a_second_press_changes_nothing(house):
    group = made_group(house)
    days = hearing(house)
    house.press("Emil", days, "Sæt dem på planen")
    again = house.press("Emil", days, "Sæt dem på planen")
    assert text_of(again.card) == "Trinene for bredbåndspuljen er allerede på planen."
    assert len(plan(house, group)) == 5


def test_the_coordinator_is_asked_two_working_days_before_a_step(house):
    made_group(house)
    house.press("Emil", hearing(house), "Sæt dem på planen")
    house.wind("2027-01-06 09:00")
    assert [title for title in house.titles("Emil") if "bidrag" in title] == [
        "Kommunale bidrag: bredbåndspuljen skal være klar fredag den 8. januar (uge 1)."
    ]


def test_the_receipt_of_a_hearing_leads_there_with_its_day_and_title(house):
    made_group(house)
    receipt = house.say("Emil", "frist Elnet 29/1 høringsfrist bredbåndspuljen")
    form = house.press("Emil", receipt, "Planlæg baglæns").form
    assert form.values == {
        "what": "høringsfrist bredbåndspuljen",
        "day": "fredag den 29. januar",
        "steps": STEPS,
    }


def test_a_meeting_has_other_steps(house):
    made_group(house)
    house.say("Emil", "frist Elnet workshop uden dato")
    form = house.press("Emil", house.press("Emil", house.say("Emil", "frist Elnet"), "Planlæg baglæns"), "Et møde").form
    assert [field.label for field in form.fields] == ["Hvad handler det om?", "Hvornår er mødet?", "Trin før den dag"]
    assert form.values == {"steps": "Bidrag til dagsordenen: 8\nSamlet notat: 4\nFormøde: 2"}


def test_a_deadline_of_another_group_prefills_nothing(house):
    made_group(house)
    other = made_group(house, "Digital infrastruktur")
    house.say("Emil", "frist Elnet 29/1 høringsfrist bredbåndspuljen")
    with house.database.reading() as store:
        elnets = milestones.open_in(store, house.group("Elnet").id)[0].id
    reply = house.ask("Emil", action="back_plan.open", args={"group": other, "milestone": elnets})
    assert reply.form.values == {"steps": STEPS}


@pytest.mark.parametrize("what", ["Sag om 010190-1234", "x" * 100_000])
def test_what_a_forged_button_says_is_checked_like_the_form(house, what):
    group = made_group(house)
    args = {"group": group, "what": what, "when": "day - 2027-01-29 - - -", "steps": "Samling: 10"}
    assert house.ask("Emil", action="back_plan.save", args=args).card.tone == "warning"
    args |= {"what": "sagen", "steps": "Samling: 9999"}
    assert "Samling: 9999" in text_of(house.ask("Emil", action="back_plan.save", args=args).card)
    assert plan(house, group) == []


def test_nobody_plans_in_a_group_that_has_ended(house):
    made_group(house)
    days = hearing(house)
    with house.database.changing() as store:
        groups.get(store, house.group("Elnet").id).state = GroupState.dissolved
    refused = house.press("Sofie", days, "Sæt dem på planen")
    assert text_of(refused.card) == "Elnet er slut. Der kan ikke ændres noget i gruppen."


def test_what_was_planned_stays_when_the_group_has_ended(house):
    group = made_group(house)
    done = house.press("Emil", hearing(house), "Sæt dem på planen")
    with house.database.changing() as store:
        groups.get(store, group).state = GroupState.dissolved
    assert house.press("Sofie", done, "Fortryd").card.tone == "warning"
    assert len(plan(house, group)) == 5
