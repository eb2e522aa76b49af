"""Setting a deadline: in words, by the form, and what is refused."""

from __future__ import annotations

import pytest

from storage import milestones
from storage.tables import Milestone, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House, shown, text_of

PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"
RECEIPT = "✅ Frist noteret: Budskabspapir, fredag den 11. december (uge 50), Anna Lindholt.\n{Ret} · {Fortryd}"


@pytest.fixture
def house(database) -> House:
    return House(database)


def only(house: House, group: int) -> Milestone:
    with house.database.reading() as store:
        (found,) = milestones.of_group(store, group)
        return found


def plan(house: House, group: int) -> list[Milestone]:
    with house.database.reading() as store:
        return list(milestones.of_group(store, group))


def test_a_deadline_in_words_is_noted_and_posted_in_the_room(house):
    group = made_group(house)
    assert shown(house.say("Emil", PAPER)) == RECEIPT
    assert text_of(house.card("#Elnet")) == RECEIPT
    found = only(house, group)
    assert (found.title, str(found.day), found.at, found.state) == ("budskabspapir", "2026-12-11", None, "open")


@pytest.mark.parametrize(
    ("words", "receipt"),
    [
        ("fredag kl. 12 budskabspapir", "Budskabspapir, fredag den 20. november kl. 12 (uge 47)"),
        ("Input til AAU's analyse, 18/12", "Input til AAU's analyse, fredag den 18. december (uge 51)"),
        ("18/12 – notat – Kasper", "Notat, fredag den 18. december (uge 51), Kasper Thybo-Lund"),
        ("@Kasper Thybo-Lund notat 18. december", "Notat, fredag den 18. december (uge 51), Kasper Thybo-Lund"),
        ("notat 18. december @sofie", "Notat, fredag den 18. december (uge 51), Sofie Kragelund"),
    ],
)
def test_words_are_read_as_people_write_them(house, words, receipt):
    made_group(house)
    now = house.say("Emil", f"frist Elnet {words}")
    assert now.card.title == f"✅ Frist noteret: {receipt}."


def test_in_the_room_the_receipt_stands_there_alone(house):
    made_group(house)
    reply = house.say("Emil", "frist fredag den 11. december budskabspapir @Anna", group="Elnet")
    assert (reply.card, reply.form) == (None, None)
    assert text_of(house.card("#Elnet")) == RECEIPT


def test_without_a_date_it_is_on_the_plan_and_gets_one_later(house):
    group = made_group(house)
    reply = house.say("Emil", "frist Elnet møde med elnetdistributørerne uden dato")
    assert reply.card.title == "✅ På planen uden dato: Møde med elnetdistributørerne."
    form = house.press("Emil", reply, "Ret")
    house.fill("Emil", form, day="2. december")
    assert str(only(house, group).day) == "2026-12-02"
    assert house.titles("#Elnet") == [
        "✅ Frist noteret: Møde med elnetdistributørerne, onsdag den 2. december (uge 49).",
        "Frist flyttet: Møde med elnetdistributørerne, onsdag den 2. december (uge 49).",
    ]


def test_the_word_alone_opens_the_form_and_then_the_plan(house):
    made_group(house)
    form = house.say("Emil", "frist Elnet")
    assert shown(form) == "Ny frist i Elnet"
    reply = house.fill("Emil", form, title="Budskabspapir", day="11/12", owner=str(house.person("Anna").id))
    assert shown(reply) == RECEIPT
    assert (
        shown(house.say("Emil", "frist Elnet"))
        == """\
Elnet: én åben frist
· Budskabspapir, fredag den 11. december (uge 50), Anna Lindholt [Færdig] [Ret] [Fjern]
[Ny frist] [Planlæg baglæns]"""
    )


@pytest.mark.parametrize("words", ["notat snarest", "11. eller 14. december notat", "næste fredag notat"])
def test_what_is_not_one_date_opens_the_form_and_stores_nothing(house, words):
    group = made_group(house)
    reply = house.say("Emil", f"frist Elnet {words}")
    assert (shown(reply), reply.form.values) == ("Ny frist i Elnet", {"title": words})
    assert plan(house, group) == []


def test_a_date_without_a_title_asks_for_one(house):
    made_group(house)
    reply = house.say("Emil", "frist Elnet fredag kl. 12")
    assert reply.form.values == {"title": "", "day": "fredag den 20. november kl. 12"}


def test_a_day_that_does_not_exist_offers_the_two_beside_it(house):
    group = made_group(house)
    reply = house.say("Emil", "frist Elnet 30. februar kl. 12 notat @Anna")
    assert (
        shown(reply)
        == """\
30. februar findes ikke.
Mente du fredag den 26. februar eller mandag den 1. marts?
[Fredag den 26.] [Mandag den 1.]"""
    )
    assert plan(house, group) == []
    done = house.press("Emil", reply, "Mandag den 1.")
    assert done.card.title == "✅ Frist noteret: Notat, mandag den 1. marts kl. 12 (uge 9), Anna Lindholt."


def test_a_weekday_that_does_not_match_offers_both(house):
    group = made_group(house)
    reply = house.say("Emil", "frist Elnet fredag den 12. december budskabspapir")
    assert (
        shown(reply)
        == """\
Den 12. december 2026 er en lørdag, ikke en fredag.
[Fredag den 11.] [Lørdag den 12.]"""
    )
    assert plan(house, group) == []
    done = house.press("Emil", reply, "Lørdag den 12.")
    assert done.card.title == "✅ Frist noteret: Budskabspapir, lørdag den 12. december (uge 50)."


def test_a_week_that_ends_on_a_holiday_is_noted_at_once(house):
    made_group(house)
    done = house.say("Emil", "frist Elnet uge 12 2027 budskabspapir")
    assert done.card.title == "✅ Frist noteret: Budskabspapir, uge 12."


def test_a_week_that_has_passed_is_called_a_week_where_it_is_edited(house):
    made_group(house)
    house.say("Emil", "frist Elnet uge 50 budskabspapir")
    house.wind("2026-12-16 10:00")
    form = house.press("Emil", house.say("Emil", "frist Elnet"), "Ret").form
    assert [each.hint for each in form.fields if each.name == "day"] == ["Tomt beholder uge 50."]


def test_a_date_in_the_past_is_refused(house):
    group = made_group(house)
    reply = house.say("Emil", "frist Elnet 19. november 2026 notat")
    assert shown(reply) == "Den 19. november 2026 er passeret. Vælg en dag, der ikke er gået endnu."
    assert plan(house, group) == []


def test_a_holiday_is_stored_only_after_a_press_and_once(house):
    group = made_group(house)
    reply = house.say("Emil", "frist Elnet 24. december notat")
    assert (
        shown(reply)
        == """\
Torsdag den 24. december er juleaftensdag.
Skal fristen ligge der alligevel?
[Ja, gem den] [Vælg en anden dag]"""
    )
    assert plan(house, group) == []
    house.press("Emil", reply, "Ja, gem den")
    assert str(only(house, group).day) == "2026-12-24"
    assert shown(house.press("Emil", reply, "Ja, gem den")) == "Notat er allerede på planen."
    assert len(plan(house, group)) == 1


def test_what_a_button_brings_back_is_checked_like_what_is_typed(house):
    group = made_group(house, members=("Anna",))
    args = {"group": group, "title": "Notat", "when": "day - 2026-12-24 - - -", "owner": 0}

    def press(**changed: object) -> str:
        return shown(house.ask("Emil", action="milestone.anyway", args={**args, **changed}))

    assert press(title="x" * 10_000) == "Højst 200 tegn. Det her er 10000."
    assert "CPR" in press(title="Notat om 010190-1234")
    assert press(owner=house.person("Line").id) == "Vælg en af mulighederne."
    assert plan(house, group) == []


def test_a_mention_of_nobody_in_the_group_is_refused(house):
    made_group(house, members=("Anna",))
    reply = house.say("Emil", "frist Elnet fredag notat @Birthe")
    assert (
        shown(reply)
        == """\
Ingen i Elnet hedder "Birthe".
I gruppen: Anna Lindholt, Emil Brandtoft og Sofie Kragelund."""
    )


def test_a_title_too_long_or_with_a_cpr_number_is_refused(house):
    group = made_group(house)
    assert shown(house.say("Emil", f"frist Elnet fredag {'x' * 10_000}")) == "Højst 200 tegn. Det her er 10000."
    assert "CPR" in shown(house.say("Emil", "frist Elnet fredag notat om 010190-1234"))
    assert plan(house, group) == []


def test_setting_can_be_undone(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    assert shown(house.press("Emil", house.card("#Elnet"), "Fortryd")) == (
        "Det er fortrudt. Budskabspapir er ikke på planen."
    )
    assert only(house, group).state == MilestoneState.dropped
    assert text_of(house.card("#Elnet")) == "Taget af planen: Budskabspapir."


def test_the_words_in_english(house):
    made_group(house, members=("Amir", "Anna"), coordinator="Amir")
    reply = house.say("Amir", "deadline Elnet Friday 11 December at 12 one-pager @Anna")
    assert (
        shown(reply)
        == "✅ Deadline noted: One-pager, Friday 11 December at 12:00 (week 50), Anna Lindholt.\n{Edit} · {Undo}"
    )
