"""The bodies of a mandate in their turns: put off and asked again, left out and back, without a secretary."""

from __future__ import annotations

from handlers.dialogue.card import Card, unmarked
from storage import groups, mandates
from storage.tables import GroupState, MandateState
from tests.handlers.forming.mandated import (
    ALL,
    PKE,
    add_organ,
    decisions,
    open_form,
    sent,
    stage,
    steps,
    version,
    write,
)
from tests.world import at, shown, text_of

QUESTION = f"Har {PKE} godkendt kommissoriet for Skolegruppen?"


def cards(house) -> list[Card]:
    """Those that Helle has been sent about the first body."""
    return [each.card for each in house.letters[house.person("Helle").name] if each.subject == "step:1"]


def asked(house) -> int:
    return [unmarked(each.title) for each in cards(house)].count(QUESTION)


def told(house) -> str:
    """What the coordinator has been told last about its being put off."""
    letters = house.letters[house.person("Maja").name]
    return [unmarked(each.card.title) for each in letters if each.subject == "step:1/put_off"][-1]


def answered(house, label: str, **values: str):
    return house.fill("Helle", house.press("Helle", cards(house)[-1], label), **values)


def put_off(house, day: str):
    return answered(house, "Udsat", day=day)


# --- put off ---


def test_what_was_put_off_is_asked_about_again_on_its_day_at_eight(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "24. februar 2014")
    house.wind("2014-02-24 07:59")
    assert asked(house) == 1
    house.wind("2014-02-24 08:00")
    assert asked(house) == 2
    assert "Det er på dagsordenen mandag den 24. februar (uge 9)." in text_of(cards(house)[-1])
    house.wind("2014-04-01 08:00")
    assert asked(house) == 2
    answered(house, "Godkendt", day="24. februar 2014")
    assert [each.title for each in cards(house)] == [f"{PKE} har godkendt kommissoriet for Skolegruppen."] * 2


def test_a_day_that_is_no_working_day_is_asked_about_on_the_next_one(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "19. april 2014")  # the Saturday before Easter
    house.wind("2014-04-22 07:59")
    assert asked(house) == 1
    house.wind("2014-04-22 08:00")
    assert asked(house) == 2


def test_what_was_put_off_until_later_today_is_asked_about_tomorrow(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "7. januar 2014")
    house.settle()
    assert asked(house) == 1
    house.wind("2014-01-08 08:00")
    assert asked(house) == 2


def test_put_off_twice_is_asked_about_on_the_last_day_alone(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "24. februar 2014")
    put_off(house, "3. marts 2014")
    house.wind("2014-02-28 08:00")
    assert asked(house) == 1
    house.sleep("2014-03-10 10:00")
    assert asked(house) == 2


def test_what_was_answered_meanwhile_is_not_asked_about_again(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "24. februar 2014")
    reply = answered(house, "Godkendt")
    house.wind("2014-02-25 08:00")
    assert len(cards(house)) == 1
    house.press("Helle", reply, "Fortryd")
    house.settle()
    assert (len(cards(house)), asked(house)) == (1, 1)


def test_putting_off_that_is_taken_back_asks_no_more(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "24. februar 2014")
    said = f"{PKE} har udsat kommissoriet for Skolegruppen til mandag den 24. februar."
    assert told(house) == said
    again = put_off(house, "3. marts 2014")
    house.press("Helle", again, "Fortryd")
    assert told(house) == said
    house.wind("2014-02-24 08:00")
    assert asked(house) == 2
    third = put_off(house, "10. marts 2014")
    house.press("Helle", third, "Fortryd")
    assert told(house) == f"{PKE} har kommissoriet igen."
    house.wind("2014-04-01 08:00")
    assert asked(house) == 2


def test_a_group_that_has_ended_asks_nobody(database):
    house, _ = stage(database)
    sent(house)
    put_off(house, "24. februar 2014")
    with house.database.changing() as store:
        groups.get(store, house.group("Skolegruppen").id).state = GroupState.dissolved
    house.wind("2014-02-25 08:00")
    assert asked(house) == 1


# --- a yes ---


def test_a_yes_is_noted_in_the_words_that_people_use(database):
    house, _ = stage(database)
    sent(house)
    house.now = at("2014-02-18 10:00")
    answered(house, "Godkendt", day="17. februar", item="Punkt 5")
    assert decisions(house) == [("Kommissoriet er godkendt (version 1)", PKE, "2014-02-17", "5", "taken")]


# --- the chain goes on ---


def test_a_body_that_was_dropped_can_be_added_again(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    add_organ(house, day="17. februar 2014")
    house.ask("Maja", action="mandate.organ_drop", args={"step": 1})
    added = add_organ(house)
    assert steps(house) == {PKE: "planned"}
    house.press("Maja", added, "Fortryd")
    assert steps(house) == {PKE: "left_out"}


def test_a_body_whose_turn_it_is_after_an_undo_is_asked(database):
    house, _ = stage(database)
    write(house, "Maja", **ALL)
    add_organ(house, secretary="Helle Brinkmark")
    add_organ(house, "Bestyrelsen", secretary="Vibeke Mosegaard")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    form = house.ask("Maja", action="mandate.organ", args={"step": 2})
    edited = house.fill("Maja", form, sure="no")
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    assert (steps(house)["Bestyrelsen"], version(house).state) == ("undecided", MandateState.sent)
    house.press("Maja", edited, "Fortryd")
    assert steps(house)["Bestyrelsen"] == "waiting"
    assert house.titles("Vibeke") == ["Har Bestyrelsen godkendt kommissoriet for Skolegruppen?"]


def test_the_version_that_counted_does_so_again_though_one_was_sent_back_between(database):
    house, _ = stage(database)
    sent(house)
    house.fill("Helle", house.press("Helle", house.card("Helle"), "Godkendt"))
    for answer in ("Sendt tilbage", "Godkendt"):
        house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Ny version")
        write(house, "Maja", task=f"Noget andet: {answer}.")
        house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
        form = house.press("Helle", house.card("Helle"), answer)
        reply = house.fill("Helle", form, **({"reason": "Nej."} if answer == "Sendt tilbage" else {}))
    assert [version(house, each).state.value for each in (1, 2, 3)] == ["replaced", "returned", "approved"]
    house.press("Helle", reply, "Fortryd")
    with house.database.reading() as store:
        assert mandates.approved(store, house.group("Skolegruppen").id).version == 1


# --- people ---


def test_who_signs_for_the_group_is_asked_when_the_secretary_is_erased(database):
    house, _ = stage(database, "2027-01-07 09:00")
    write(house, "Maja", **ALL)
    add_organ(house, secretary="Vibeke Mosegaard")
    house.press("Maja", house.say("Maja", "kommissorium Skolegruppen"), "Send til godkendelse")
    assert QUESTION not in house.titles("Sofie")
    house.ask("Vibeke", action="me.erase.now")
    house.settle()
    assert house.titles("Sofie")[-1] == QUESTION
    assert "Skolegruppen: Har Politisk Koordination & Økonomi godkendt kommissoriet?" in shown(house.say("Sofie", ""))
    assert house.fill("Sofie", house.press("Sofie", house.card("Sofie"), "Godkendt")).card.tone == "good"


def test_a_text_that_could_not_be_saved_is_kept_while_another_section_is_written(database):
    house, _ = stage(database)
    write(house, "Maja", purpose="Gammelt formål.")
    one, other = open_form(house, "Anna", "purpose"), open_form(house, "Kasper", "purpose")
    house.fill("Anna", one, purpose="Annas formål.")
    house.fill("Kasper", other, purpose="Kaspers formål.")
    house.fill("Kasper", open_form(house, "Kasper", "frame"), frame="Ingen.")
    assert open_form(house, "Kasper", "purpose").form.values == {"purpose": "Annas formål.\n\nKaspers formål."}
