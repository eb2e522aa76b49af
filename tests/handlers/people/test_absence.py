"""Being away: the days, who answers meanwhile, and the way back."""

from __future__ import annotations

import pytest

from handlers.dialogue.events import DirectorAway
from storage import people
from tests.world import House, shown


def away(house: House, who: str) -> list[tuple[str, str, str]]:
    """A person's absences to come: first day, last day, who answers."""
    with house.database.reading() as store:
        return [
            (
                each.since.isoformat(),
                each.until.isoformat(),
                people.get(store, each.deputy_id).name if each.deputy_id else "",
            )
            for each in people.absences_ahead(store, house.person(who).id, house.now.date())
        ]


def heard(house: House) -> list[DirectorAway]:
    found: list[DirectorAway] = []
    listeners = house.runner.router.listeners.setdefault(DirectorAway, [])
    listeners.append(lambda event, _request, _store: found.append(event))
    return found


def test_in_words_with_the_usual_deputy(database):
    house = House(database)
    assert shown(house.say("Vibeke", "fravær 21. december - 4. januar")) == (
        "Du er væk fra mandag den 21. december til og med mandag den 4. januar.\n"
        "Carsten Lindvig svarer for dig imens.\n"
        "[Jeg skal ikke være væk]\n"
        "{Fortryd}"
    )
    assert away(house, "Vibeke") == [("2026-12-21", "2027-01-04", "Carsten Lindvig")]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("fravær 21. december til og med 4. januar", ("2026-12-21", "2027-01-04")),
        ("fravaer fra 21/12 til 4/1", ("2026-12-21", "2027-01-04")),
        ("away 21 December to 4 January", ("2026-12-21", "2027-01-04")),
        ("fravær til tirsdag", ("2026-11-20", "2026-11-24")),
        ("fravær mandag", ("2026-11-23", "2026-11-23")),
        ("fravær fredag - mandag", ("2026-11-20", "2026-11-23")),
        ("fravær onsdag den 23. december – mandag", ("2026-12-23", "2026-12-28")),
    ],
)
def test_days_as_people_write_them(database, words, days):
    house = House(database)
    house.say("Vibeke", words)
    assert away(house, "Vibeke") == [(*days, "Carsten Lindvig")]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("fravær bla bla", 'Skriv den første og den sidste dag, fx "21. december - 4. januar".'),
        ("fravær 1/12 - 2/12 - 3/12", 'Skriv den første og den sidste dag, fx "21. december - 4. januar".'),
        ("fravær 21. december 2026 - 4. december 2026", "Den sidste dag ligger før den første."),
        (
            "fravær 30. februar",
            "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?",
        ),
    ],
)
def test_days_that_cannot_be(database, words, why):
    house = House(database)
    assert shown(house.say("Vibeke", words)) == why
    assert away(house, "Vibeke") == []


BEFORE = "Den sidste dag ligger før den første. Skriv året med, hvis du mener onsdag den 1. december 2027."
PAST = "Mener du mandag den 1. november 2027? Så skriv året med."


def test_a_day_most_of_a_year_off_is_asked_about_unless_its_year_is_written(database):
    house = House(database)
    house.say("Vibeke", "fravær 21. december - 4. januar")
    standing = [("2026-12-21", "2027-01-04", "Carsten Lindvig")]
    assert shown(house.say("Vibeke", "fravær 10. december - 1. december")) == BEFORE
    assert shown(house.say("Vibeke", "fravær 1. november - 5. november")) == PAST
    assert shown(house.say("Vibeke", "fravær til 1. november")) == PAST
    assert away(house, "Vibeke") == standing
    form = house.press("Vibeke", house.say("Vibeke", "fravær"), "Andre dage")
    refused = house.fill("Vibeke", form, since="10. december", until="1. december")
    assert shown(refused) == f"Hvornår er du væk?\nuntil: {BEFORE}"
    refused = house.fill("Vibeke", form, since="1. november", until="5. november")
    assert shown(refused) == f"Hvornår er du væk?\nsince: {PAST}"
    assert away(house, "Vibeke") == standing
    house.say("Vibeke", "fravær 1. november 2027 - 5. november 2027")
    assert away(house, "Vibeke") == [*standing, ("2027-11-01", "2027-11-05", "Carsten Lindvig")]
    assert shown(house.say("Vibeke", "fravær 5. juli - 25. juli")).splitlines()[0] == (
        "Du er væk fra mandag den 5. juli 2027 til og med søndag den 25. juli 2027."
    )


def test_the_form_offers_the_deputy_and_asks_for_no_reason(database):
    house = House(database)
    reply = house.say("Vibeke", "fravær")
    assert (reply.form.title, reply.form.note) == ("Hvornår er du væk?", "Vi spørger ikke hvorfor.")
    assert [field.name for field in reply.form.fields] == ["since", "until", "deputy"]
    assert reply.form.values == {"since": "i dag", "deputy": "Carsten Lindvig"}
    assert shown(house.fill("Vibeke", reply, until="fredag den 27. november", deputy="Anna Lindholt")) == (
        "Du er væk til og med fredag den 27. november.\n"
        "Anna Lindholt svarer for dig imens.\n"
        "[Jeg er tilbage]\n"
        "{Fortryd}"
    )


def test_in_english(database):
    house = House(database)
    assert shown(house.say("Amir", "away until Tuesday")) == (
        "You are away until Tuesday 24 November.\nNobody answers for you meanwhile.\n[I am back]\n{Undo}"
    )


@pytest.mark.parametrize(
    ("deputy", "problem"),
    [
        ("", "deputy: Læsø har ingen stedfortræder. Skriv, hvem der svarer for dig."),
        ("Karen Tangsø", "deputy: Du kan ikke svare for dig selv. Vælg en kollega."),
        ("Carsten Lindvig", "deputy: Carsten Lindvig er ikke fra Læsø. Vælg en kollega derfra."),
    ],
)
def test_a_deputy_who_cannot_answer(database, deputy, problem):
    house = House(database)
    form = house.say("Karen", "fravær")
    assert shown(house.fill("Karen", form, until="fredag den 27. november", deputy=deputy)) == (
        f"Hvornår er du væk?\n{problem}"
    )
    assert away(house, "Karen") == []


def test_laesoe_has_no_deputy_but_colleagues(database):
    house = House(database)
    refused = house.say("Karen", "fravær 21. december - 4. januar")
    assert shown(refused) == "Læsø har ingen stedfortræder. Skriv, hvem der svarer for dig.\n[Vælg en kollega]"
    form = house.press("Karen", refused, "Vælg en kollega")
    assert [option.label for option in form.form.fields[2].options] == ["Bent Kobberdal", "Ove Strandhede"]
    house.fill("Karen", form, since="21. december", until="4. januar", deputy="Ove")
    assert away(house, "Karen") == [("2026-12-21", "2027-01-04", "Ove Strandhede")]


def test_a_deputy_who_is_away_too(database):
    house = House(database)
    house.say("Carsten", "fravær 1. december - 31. december")
    assert shown(house.say("Vibeke", "fravær 21. december - 4. januar")) == (
        "Carsten Lindvig er også væk, til og med torsdag den 31. december. Vælg en anden.\n[Vælg en kollega]"
    )
    assert away(house, "Vibeke") == []


def test_the_first_day_is_told_to_those_who_wait(database):
    house = House(database)
    events = heard(house)
    vibeke = house.person("Vibeke")
    house.say("Vibeke", "fravær 1. december - 4. december")
    house.sleep("2026-12-01 07:59")
    assert events == []
    house.sleep("2026-12-01 08:00")
    house.sleep("2026-12-02 08:00")
    assert events == [DirectorAway(vibeke.id)]


def test_from_today_it_is_told_at_once_and_when_nobody_answers_not_at_all(database):
    house = House(database)
    events = heard(house)
    house.say("Anna", "fravær til tirsdag")
    house.say("Vibeke", "fravær til tirsdag")
    assert events == [DirectorAway(house.person("Vibeke").id)]


def test_asleep_through_the_whole_absence(database):
    house = House(database)
    events = heard(house)
    house.say("Vibeke", "fravær 1. december - 4. december")
    house.sleep("2026-12-07 08:00")
    assert events == []


def test_a_second_absence_takes_the_place_of_the_first_and_undo_gives_it_back(database):
    house = House(database)
    house.say("Vibeke", "fravær 21. december - 4. januar")
    second = house.say("Vibeke", "fravær 2. januar - 7. januar")
    assert shown(second) == (
        "Du er væk fra lørdag den 2. januar til og med torsdag den 7. januar.\n"
        "Carsten Lindvig svarer for dig imens.\n"
        "Det erstatter dit fravær fra mandag den 21. december til og med mandag den 4. januar.\n"
        "[Jeg skal ikke være væk]\n"
        "{Fortryd}"
    )
    assert away(house, "Vibeke") == [("2027-01-02", "2027-01-07", "Carsten Lindvig")]
    assert shown(house.press("Vibeke", second, "Fortryd")) == "Det er taget tilbage."
    assert away(house, "Vibeke") == [("2026-12-21", "2027-01-04", "Carsten Lindvig")]


def test_back_before_time_and_away_after_all(database):
    house = House(database)
    house.say("Vibeke", "fravær til tirsdag")
    standing = house.say("Vibeke", "fravær")
    assert shown(standing) == (
        "Du er væk til og med tirsdag den 24. november.\n"
        "Carsten Lindvig svarer for dig imens.\n"
        "[Jeg er tilbage] [Andre dage]"
    )
    back = house.press("Vibeke", standing, "Jeg er tilbage")
    assert shown(back) == "Velkommen tilbage, Vibeke. Du svarer selv igen.\n{Fortryd}"
    assert away(house, "Vibeke") == []
    assert shown(house.press("Vibeke", standing, "Jeg er tilbage")) == "Du er ikke længere væk."
    assert house.press("Vibeke", back, "Fortryd") == standing
    assert away(house, "Vibeke") == [("2026-11-20", "2026-11-24", "Carsten Lindvig")]


def test_nobody_ends_the_absence_of_another(database):
    house = House(database)
    card = house.say("Vibeke", "fravær til tirsdag")
    assert shown(house.press("Sofie", card, "Jeg er tilbage")) == "Det findes ikke længere."
    assert away(house, "Vibeke") == [("2026-11-20", "2026-11-24", "Carsten Lindvig")]
