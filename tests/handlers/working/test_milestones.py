"""Deadlines: proposed, asked about, late, done, helped with; setting them is in milestones/test_noting."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules import moments
from handlers.rules.moments import Moment
from storage import milestones
from storage.tables import Milestone, MilestoneState
from tests.handlers.working.made import made_group
from tests.world import House, at, shown, text_of

PAPER = "frist Elnet fredag den 11. december budskabspapir @Anna"


@pytest.fixture
def house(database) -> House:
    return House(database)


def only(house: House, group: int) -> Milestone:
    with house.database.reading() as store:
        (found,) = milestones.of_group(store, group)
        return found


def cards_about(house: House, who: str, word: str) -> list[str]:
    return [text_of(card) for card in house.cards(who) if word in card.title]


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


def test_an_owner_who_does_not_lead_the_group_finds_a_date_for_what_has_none(house):
    group = made_group(house)
    house.say("Emil", "frist Elnet møde med elnetdistributørerne uden dato @Anna")
    form = house.press("Anna", house.say("Anna", ""), "Sæt dato")
    house.fill("Anna", form, day="18. december")
    assert moments.of(only(house, group)) == Moment(date(2026, 12, 18))
    assert text_of(house.card("Emil")) == (
        "Anna Lindholt har fundet en dato for møde med elnetdistributørerne i Elnet.\n"
        "Ny frist: fredag den 18. december (uge 51).\n"
        "[Elnet på én side]"
    )


def test_a_card_that_was_sent_before_dates_had_precisions_still_sets_its_deadline(house):
    group = made_group(house)
    args = {"group": group, "title": "budskabspapir", "day": "2026-12-25", "at": "", "week": 0, "owner": 0}
    house.ask("Emil", action="milestone.anyway", args=args)
    assert moments.of(only(house, group)) == Moment(date(2026, 12, 25))


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
