"""Who is in a group: added, replaced, removed, proposed."""

from __future__ import annotations

from handlers.dialogue.events import GroupEstablished
from storage import groups, members, nominations
from storage.tables import RequestState
from tests.handlers.working.made import happen, made_group
from tests.world import House, at, shown, text_of


def inside(house: House, group: int) -> set[str]:
    with house.database.reading() as store:
        return {person.name.split()[0] for _, person in members.of_group(store, group)}


def asked(house: House, group: int) -> list[tuple[int, RequestState]]:
    with house.database.reading() as store:
        return [(each.organisation_id, each.state) for each in nominations.requests_of_group(store, group)]


def test_the_word_alone_shows_who_is_in_the_group(database):
    house = House(database)
    made_group(house, members=("Åse", "Anna", "Emil"))
    assert (
        shown(house.say("Sofie", "medlem Elnet"))
        == """\
Elnet: 3 medlemmer
· Emil Brandtoft, BRN-sekretariatet [Afløs] [Fjern]
· Anna Lindholt, Hjørring [Afløs] [Fjern]
· Åse Ørndrup, Morsø [Afløs] [Fjern]
[Tilføj et medlem]"""
    )


def test_somebody_from_a_municipality_is_asked_for_through_the_director(database):
    house = House(database)
    group = made_group(house, members=("Emil",))
    reply = house.say("Sofie", "medlem Elnet tilføj Anna Lindholt")
    assert (
        shown(reply)
        == """\
Vi spørger Hjørring, om vi må låne Anna Lindholt.
Du kan se svaret på gruppens side.
[Se]"""
    )
    assert inside(house, group) == {"Emil"}
    house.wind("2026-11-20 10:00")
    assert house.titles("Vibeke") == ["Må vi låne Anna Lindholt?"]
    assert shown(house.say("Sofie", "medlem Elnet tilføj Anna Lindholt")) == "Anna Lindholt er allerede spurgt."


def test_what_is_agreed_already_is_done_and_the_director_told(database):
    house = House(database)
    group = made_group(house, members=("Emil",))
    form = house.say("Sofie", "medlem Elnet tilføj")
    reply = house.fill("Sofie", form, who="Anna Lindholt", how="agreed")
    assert shown(reply) == "Anna Lindholt er med i Elnet.\n{Fortryd}"
    assert inside(house, group) == {"Emil", "Anna"}
    assert (
        text_of(house.card("Anna"))
        == """\
Du er med i Elnet, Anna.
Sofie er din kontakt. Er det ikke aftalt med dig, så skriv bare.
[Elnet på én side]"""
    )
    assert (
        text_of(house.card("Vibeke"))
        == """\
Anna er med i Elnet.
Vi har forstået, at det er aftalt med jer. Du skal ikke gøre mere. Er det ikke rigtigt, så skriv til Sofie."""
    )
    assert shown(house.press("Sofie", reply, "Fortryd")) == "Det er fortrudt. Anna Lindholt er ikke med i Elnet."
    assert inside(house, group) == {"Emil"}


def test_own_staff_and_people_from_outside_are_added_at_once(database):
    house = House(database)
    group = made_group(house, members=("Emil",))
    assert shown(house.say("Sofie", "medlem Elnet tilføj Tobias")) == "Tobias Grønnegaard er med i Elnet.\n{Fortryd}"
    house.say("Sofie", "medlem Elnet tilføj mads.riisager@brn.example")
    assert inside(house, group) == {"Emil", "Tobias", "Mads"}
    assert shown(house.say("Sofie", "medlem Elnet tilføj Tobias")) == "Tobias Grønnegaard er allerede med i Elnet."


def test_an_organisation_is_asked_to_name_somebody(database):
    house = House(database)
    made_group(house, members=("Emil",))
    reply = house.say("Sofie", "medlem Elnet tilføj Thisted")
    assert shown(reply).startswith("Vi beder Thisted udpege en.\n")
    house.wind("2026-11-20 10:00")
    assert len(house.cards("Lars")) == 1
    assert shown(house.say("Sofie", "medlem Elnet tilføj Thisted")) == "Thisted er allerede spurgt."


def test_a_third_where_two_seats_are_needs_the_secretariats_second_press(database):
    house = House(database)
    group = made_group(house, "Interessentkredsen", members=("Anna", "Henrik", "Emil"), seats={"Hjørring": 2})
    form = house.say("Sofie", "medlem Interessentkredsen tilføj")
    reply = house.fill("Sofie", form, who="Jytte Bangsgaard", how="agreed")
    assert (
        shown(reply)
        == """\
Hjørring har allerede to i Interessentkredsen.
Højst 2 repræsentanter pr. kommune/region.
[Skift en ud] [Gå videre alligevel]"""
    )
    assert (
        shown(house.press("Sofie", reply, "Skift en ud"))
        == "Hvem fra Hjørring skal afløses?\n· Anna Lindholt [Afløs]\n· Henrik Tornbjerg [Afløs]"
    )
    assert inside(house, group) == {"Anna", "Henrik", "Emil"}
    assert (
        shown(house.press("Emil", reply, "Gå videre alligevel"))
        == "Jytte Bangsgaard er med i Interessentkredsen.\n{Fortryd}"
    )
    assert "Jytte" in inside(house, group)
    with house.database.reading() as store:
        assert [seat.maximum for seat in groups.seats(store, group).values()] == [3]


def test_a_member_who_stops_stays_until_the_day_and_the_director_is_asked_at_once(database):
    house = House(database, now=at("2027-01-11 09:00"))
    group = made_group(house)
    happen(house, GroupEstablished(group))
    reply = house.say("Sofie", "medlem Elnet afløs Maja mandag den 1. februar")
    assert (
        shown(reply)
        == """\
Maja Hedelund stopper i Elnet mandag den 1. februar 2027 (uge 5).
Region Nordjylland er spurgt om en afløser.
{Fortryd}"""
    )
    assert (
        text_of(house.card("Maja"))
        == """\
Du stopper i Elnet mandag den 1. februar.
Indtil da er du med som før. Er det ikke rigtigt, så skriv til Sofie."""
    )
    house.wind("2027-01-11 09:30")
    assert len(house.cards("Erik")) == 1
    house.wind("2027-02-01 07:59")
    assert "Maja" in inside(house, group)
    house.wind("2027-02-01 08:00")
    assert "Maja" not in inside(house, group)
    assert "Tak for din indsats i Elnet, Maja." in house.titles("Maja")
    assert house.titles("Maja").count("Tak for din indsats i Elnet, Maja.") == 1


def test_an_announced_stop_can_be_taken_back(database):
    house = House(database, now=at("2027-01-11 09:00"))
    group = made_group(house)
    reply = house.say("Sofie", "medlem Elnet afløs Maja 1. februar")
    assert (
        shown(house.press("Sofie", reply, "Fortryd"))
        == """\
Det er fortrudt. Maja Hedelund er stadig med i Elnet.
Region Nordjylland er spurgt om en afløser. Ring, hvis de ikke skal finde en."""
    )
    house.wind("2027-02-02 09:00")
    assert "Maja" in inside(house, group)


def test_a_coordinator_who_stops_leaves_a_vacancy_from_that_day(database):
    house = House(database, now=at("2027-01-11 09:00"))
    group = made_group(house, members=("Anna", "Maja"), coordinator="Maja")
    reply = house.say("Sofie", "medlem Elnet afløs Maja 1. februar")
    assert "Elnet mangler en tovholder fra mandag den 1. februar." in house.titles("Sofie")
    house.press("Sofie", reply, "Fortryd")
    assert "Elnet har fået en tovholder: Maja Hedelund." in house.titles("Sofie")
    house.say("Sofie", "medlem Elnet afløs Maja 1. februar")
    house.wind("2027-02-01 08:00")
    with house.database.reading() as store:
        assert members.coordinator(store, group) is None


def test_a_wrong_date_changes_nothing(database):
    house = House(database)
    group = made_group(house)
    assert (
        shown(house.say("Sofie", "medlem Elnet afløs Maja 30. februar"))
        == "30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?"
    )
    assert "Maja" in inside(house, group)


def test_removing_is_confirmed_thanked_and_can_be_undone(database):
    house = House(database)
    group = made_group(house)
    card = house.say("Sofie", "medlem Elnet fjern Maja")
    assert shown(card) == "Skal Maja Hedelund ud af Elnet?\n[Ja, fjern Maja]"
    assert "Maja" in inside(house, group)
    reply = house.press("Sofie", card, "Ja, fjern Maja")
    assert shown(reply) == "Maja Hedelund er ikke længere med i Elnet.\n{Fortryd}"
    assert text_of(house.card("Maja")) == "Tak for din indsats i Elnet, Maja."
    assert shown(house.press("Sofie", card, "Ja, fjern Maja")) == "Maja Hedelund er ikke længere med i gruppen."
    house.press("Sofie", reply, "Fortryd")
    assert "Maja" in inside(house, group)


def test_a_coordinator_from_another_organisation_proposes_and_the_secretariat_answers_once(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Jonas"), coordinator="Jonas")
    reply = house.say("Jonas", "medlem Elnet tilføj Kasper")
    assert shown(reply) == "Sofie har fået dit forslag.\nDu hører, når det er besvaret."
    card = house.card("Sofie")
    assert (
        text_of(card)
        == """\
Jonas Hvidbjerg foreslår: Kasper Thybo-Lund kommer med i Elnet.
Siger du ja, bliver Thisted spurgt.
[Ja] [Nej]"""
    )
    assert shown(house.press("Jonas", card, "Ja")) == "Det kan kun sekretariatet gøre."
    assert shown(house.press("Sofie", card, "Ja")).startswith("Vi spørger Thisted, om vi må låne Kasper Thybo-Lund.")
    assert text_of(house.card("Jonas")) == "Sekretariatet har sagt ja: Kasper Thybo-Lund kommer med i Elnet."
    assert text_of(house.card("Sofie")) == "Sekretariatet har sagt ja: Kasper Thybo-Lund kommer med i Elnet."
    assert shown(house.press("Sofie", card, "Nej")) == "Kortet er allerede besvaret."
    assert len(asked(house, group)) == 1


def test_a_no_to_a_proposal_is_told(database):
    house = House(database)
    group = made_group(house, members=("Anna", "Jonas"), coordinator="Jonas")
    house.press("Jonas", house.say("Jonas", "medlem Elnet fjern Anna"), "Ja, fjern Anna")
    assert text_of(house.card("Sofie")) == "Jonas Hvidbjerg foreslår: Anna Lindholt går ud af Elnet.\n[Ja] [Nej]"
    house.press("Sofie", house.card("Sofie"), "Nej")
    assert text_of(house.card("Jonas")) == "Sekretariatet har sagt nej: Anna Lindholt går ud af Elnet."
    assert inside(house, group) == {"Anna", "Jonas"}


def test_a_member_may_not(database):
    house = House(database)
    made_group(house)
    assert (
        shown(house.say("Anna", "medlem Elnet fjern Maja")) == "Det kan kun gruppens tovholder og sekretariatet gøre."
    )


def test_somebody_unknown_is_said_to_be_so_at_the_field(database):
    house = House(database)
    made_group(house)
    form = house.say("Sofie", "medlem Elnet Birthe Ukendt")
    assert form.form.values == {"how": "ask", "who": "Birthe Ukendt"}
    assert (
        shown(house.fill("Sofie", form))
        == 'Hvem skal med i Elnet?\nwho: Jeg kender ikke nogen, der hedder "Birthe Ukendt".'
    )


def test_the_card_in_english(database):
    house = House(database)
    made_group(house, members=("Amir", "Anna"), coordinator="Amir")
    assert (
        shown(house.say("Amir", "member Elnet"))
        == """\
Elnet: 2 members
· Anna Lindholt, Hjørring [Replace] [Remove]
· Amir Rahimi, Aalborg [Replace] [Remove]
[Add a member]"""
    )
