"""Deadlines: set in words, asked about, late, done, helped with."""

from __future__ import annotations

import pytest

from storage import milestones
from storage.tables import Milestone, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House, at, shown, text_of

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


def cards_about(house: House, who: str, word: str) -> list[str]:
    return [text_of(card) for card in house.cards(who) if word in card.title]


# --- setting ---


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
[Ny frist]"""
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
    args = {"group": group, "title": "Notat", "day": "2026-12-24", "at": "", "owner": 0}

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


# --- proposing ---


def test_a_members_deadline_waits_for_the_coordinators_press(house):
    group = made_group(house)
    reply = house.say("Kasper", "frist Elnet 18/12 input til AAU")
    assert (
        shown(reply)
        == """\
Emil har fået dit forslag.
Input til AAU, fredag den 18. december (uge 51)
{Fortryd}"""
    )
    assert (
        text_of(house.card("Emil"))
        == """\
Kasper Thybo-Lund foreslår en frist i Elnet.
Input til AAU, fredag den 18. december (uge 51)
[Ja, sæt den på] [Nej tak]"""
    )
    assert house.cards("#Elnet") == []
    card = house.card("Emil")
    house.press("Emil", card, "Ja, sæt den på")
    assert only(house, group).state == MilestoneState.open
    assert text_of(house.card("Emil")) == "Input til AAU er på planen: fredag den 18. december (uge 51)."
    assert house.titles("#Elnet") == ["✅ Frist noteret: Input til AAU, fredag den 18. december (uge 51)."]
    assert shown(house.press("Emil", card, "Ja, sæt den på")) == "Input til AAU er allerede på planen."


def test_a_proposal_declined_is_told(house):
    made_group(house)
    house.say("Kasper", "frist Elnet 18/12 input til AAU")
    house.press("Emil", house.card("Emil"), "Nej tak")
    assert text_of(house.card("Kasper")) == "Emil Brandtoft har ikke sat input til AAU på planen i Elnet."


def test_a_stranger_may_not(house):
    made_group(house)
    reply = house.ask("Line", action="milestone.list", args={"group": house.group("Elnet").id})
    assert shown(reply) == "Det kan kun gruppens medlemmer og sekretariatet se."


# --- asking ---


def test_the_owner_is_asked_two_working_days_before_and_says_done(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 07:59")
    assert cards_about(house, "Anna", "Budskabspapir") == []
    house.wind("2026-12-09 08:00")
    assert cards_about(house, "Anna", "Budskabspapir") == [
        """\
Budskabspapir skal være klar fredag den 11. december (uge 50).
Det ligger hos dig.
[Færdig] [Jeg bliver forsinket] [Ikke min opgave]"""
    ]
    card = next(card for card in house.cards("Anna") if "Budskabspapir" in card.title)
    reply = house.press("Anna", card, "Færdig")
    assert shown(reply) == "Tak, Anna. Budskabspapir er færdig.\n{Fortryd}"
    assert cards_about(house, "Anna", "Budskabspapir") == ["Tak, Anna. Budskabspapir er færdig.\n{Fortryd}"]
    assert house.titles("#Elnet") == ["Færdig: Budskabspapir.", "✅ Budskabspapir er færdig. Tak, Anna."]
    assert only(house, group).state == MilestoneState.done
    assert shown(house.press("Anna", card, "Færdig")) == "Budskabspapir er allerede færdig."
    house.wind("2026-12-15 09:00")
    assert len(cards_about(house, "Anna", "skulle have")) == 0


def test_done_can_be_undone_and_the_question_comes_back(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 08:00")
    card = next(card for card in house.cards("Anna") if "Budskabspapir" in card.title)
    reply = house.press("Anna", card, "Færdig")
    assert shown(house.press("Anna", reply, "Fortryd")) == "Det er fortrudt. Budskabspapir er ikke færdig."
    assert only(house, group).state == MilestoneState.open
    assert cards_about(house, "Anna", "skal være klar")[0].endswith("[Færdig] [Jeg bliver forsinket] [Ikke min opgave]")
    assert house.titles("#Elnet")[-1] == "Budskabspapir er ikke færdig alligevel."


def test_overdue_is_asked_about_on_the_next_working_day_and_once(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-14 08:00")
    late = """\
Budskabspapir skulle have ligget klar i fredags.
Hvornår passer det?
[Færdig] [Ny dato] [Jeg har brug for hjælp]"""
    assert cards_about(house, "Anna", "skulle have")[-1] == late
    house.wind("2026-12-18 09:00")
    assert len(house.letters["Anna Lindholt"]) == len({each.row for each in house.letters["Anna Lindholt"]})
    assert len([each for each in house.letters["Anna Lindholt"] if each.subject.endswith("/ask")]) == 2


def test_switched_off_over_both_days_asks_only_about_the_delay(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.sleep("2026-12-14 10:00")
    assert [each.card.title for each in house.letters["Anna Lindholt"] if each.subject.endswith("/ask")] == [
        "Budskabspapir skulle have ligget klar i fredags."
    ]


def test_a_new_date_moves_it_and_tells_the_coordinator(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-14 08:00")
    card = [card for card in house.cards("Anna") if "skulle have" in card.title][-1]
    form = house.press("Anna", card, "Ny dato")
    assert shown(form) == "Hvornår passer det med budskabspapir?"
    reply = house.fill("Anna", form, day="fredag", note="Vi venter på tal.")
    assert (
        shown(reply)
        == """\
Ny frist for budskabspapir: fredag den 18. december (uge 51).
Emil Brandtoft har fået besked.
{Fortryd}"""
    )
    assert (
        text_of(house.card("Emil"))
        == """\
Anna Lindholt er forsinket med budskabspapir i Elnet.
Ny frist: fredag den 18. december (uge 51).
Anna skriver: "Vi venter på tal."
[Elnet på én side]"""
    )
    assert text_of(house.card("#Elnet")) == (
        "Frist flyttet: Budskabspapir, fredag den 18. december (uge 51), Anna Lindholt."
    )
    assert set(cards_about(house, "Anna", "udskabspapir")) == {
        "Ny frist for budskabspapir: fredag den 18. december (uge 51)."
    }
    assert str(only(house, group).day) == "2026-12-18"
    house.wind("2026-12-16 08:00")
    assert "Budskabspapir skal være klar fredag den 18. december (uge 51)." in house.titles("Anna")
    house.press("Anna", reply, "Fortryd")
    assert str(only(house, group).day) == "2026-12-11"


def test_late_without_a_date_is_only_told(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 08:00")
    card = next(card for card in house.cards("Anna") if "Budskabspapir" in card.title)
    form = house.press("Anna", card, "Jeg bliver forsinket")
    assert shown(house.fill("Anna", form)) == (
        "Hvornår er budskabspapir klar?\nday: Skriv en ny dato eller en linje om det."
    )
    reply = house.fill("Anna", form, note="Netselskabet har ikke svaret.")
    assert shown(reply) == "Tak for at sige til.\nEmil Brandtoft har fået besked."
    assert text_of(house.card("Emil")).startswith(
        'Anna Lindholt er forsinket med budskabspapir i Elnet.\nAnna skriver: "Netselskabet har ikke svaret."'
    )


def test_not_my_task_goes_to_the_coordinator_who_chooses(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 08:00")
    card = next(card for card in house.cards("Anna") if "Budskabspapir" in card.title)
    reply = house.press("Anna", card, "Ikke min opgave")
    assert shown(reply) == "Tak for at sige til, Anna.\nEmil Brandtoft finder en anden.\n{Fortryd}"
    assert cards_about(house, "Anna", "udskabspapir") == ["Emil finder en anden til budskabspapir."]
    told = next(card for card in house.cards("Emil") if "ejer" in card.title)
    assert (
        text_of(told)
        == """\
Budskabspapir i Elnet mangler en ejer.
Anna Lindholt siger, at opgaven ligger hos en anden. Fristen er fredag den 11. december (uge 50).
[Vælg ejer]"""
    )
    form = house.press("Emil", told, "Vælg ejer")
    house.fill("Emil", form, owner=str(house.person("Kasper").id))
    assert only(house, group).owner_id == house.person("Kasper").id
    assert cards_about(house, "Kasper", "Budskabspapir skal")[0].startswith(
        "Budskabspapir skal være klar fredag den 11. december (uge 50).\nDet ligger hos dig."
    )
    assert house.titles("#Elnet")[-1] == "Kasper Thybo-Lund har nu budskabspapir: fredag den 11. december (uge 50)."


def test_without_an_owner_the_coordinator_is_asked(house):
    made_group(house)
    house.say("Emil", "frist Elnet fredag den 11. december budskabspapir")
    house.wind("2026-12-09 08:00")
    assert cards_about(house, "Emil", "Budskabspapir") == [
        """\
Budskabspapir skal være klar fredag den 11. december (uge 50).
Ingen har den endnu.
[Færdig] [Vælg ejer]"""
    ]


def test_help_is_told_to_coordinator_and_secretariat_until_it_is_taken_care_of(house):
    made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-14 08:00")
    card = [card for card in house.cards("Anna") if "skulle have" in card.title][-1]
    reply = house.press("Anna", card, "Jeg har brug for hjælp")
    assert shown(reply) == "Hjælpen er på vej.\nEmil og Sofie har fået besked. En af dem ringer til dig."
    wanted = """\
Anna Lindholt har brug for hjælp med budskabspapir i Elnet.
Ring på 00 00 10 16.
[Det er klaret] [Elnet på én side]"""
    assert (text_of(house.card("Emil")), text_of(house.card("Sofie"))) == (wanted, wanted)
    assert shown(house.press("Anna", card, "Jeg har brug for hjælp")) == (
        "Du har allerede bedt om hjælp. Der er en, der ringer."
    )
    house.press("Sofie", house.card("Sofie"), "Det er klaret")
    assert text_of(house.card("Emil")) == "Anna Lindholt har fået hjælp med budskabspapir."


def test_somebody_else_may_not_answer_for_the_owner(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.wind("2026-12-09 08:00")
    card = next(card for card in house.cards("Anna") if "Budskabspapir" in card.title)
    assert shown(house.press("Kasper", card, "Færdig")) == "Det kan kun gruppens tovholder og sekretariatet gøre."
    assert only(house, group).state == MilestoneState.open


def test_what_lay_with_somebody_who_left_needs_an_owner(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    house.press("Sofie", house.say("Sofie", "medlem Elnet fjern Anna"), "Ja, fjern Anna")
    assert only(house, group).owner_id is None
    assert (
        text_of(house.card("Emil"))
        == """\
Én frist i Elnet mangler en ejer efter Anna Lindholt.
budskabspapir
[Se planen]"""
    )


def test_dropping_and_editing_can_be_undone(house):
    group = made_group(house)
    house.say("Emil", PAPER)
    listed = house.say("Emil", "frist Elnet")
    dropped = house.press("Emil", listed, "Fjern")
    assert shown(dropped) == "Budskabspapir er ikke længere på planen.\n{Fortryd}"
    house.press("Emil", dropped, "Fortryd")
    assert only(house, group).state == MilestoneState.open
    form = house.press("Emil", listed, "Ret")
    edited = house.fill("Emil", form, title="Budskaber på én side", owner="")
    assert shown(edited) == "Budskaber på én side, fredag den 11. december (uge 50)\n{Fortryd}"
    house.say("Emil", "fortryd")
    found = only(house, group)
    assert (found.title, found.owner_id) == ("budskabspapir", house.person("Anna").id)
    assert at("2026-12-09 08:00") == found.ask_at
