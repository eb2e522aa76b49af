import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.attention import digest
from handlers.contents import everything
from handlers.dialogue.card import Items
from storage.engine import Database
from storage.tables import GroupState, Office, OfficeKind, RequestState
from tests.handlers.attention.rows import (
    asked,
    deadline,
    dissolved,
    elnet,
    group,
    happened,
    joined,
    member,
    organisation,
    person,
    round_,
    settled,
)
from tests.world import House, at, button, shown, text_of

WEEK_48 = at("2026-11-23 08:00")
WEEK_50 = at("2026-12-07 08:00")
VECTORS = json.loads((Path(__file__).parents[2] / "data" / "calendar_vectors.json").read_text())["digest_vectors"]


def read(database: Database, name: str, now: datetime) -> str | None:
    """A person's digest as text, composed without sending."""
    with database.reading() as store:
        card = digest.compose(everything(), store, person(store, name), now)
    return text_of(card) if card else None


def test_at_f_4_director_reads_what_awaits_them_and_their_people(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        ordered = group(store, "Elnet", coordinator=None, state=GroupState.nominating, established_at=None)
        first = round_(store, ordered)
        for short, named in (("Hjørring", "Anna Lindholt"), ("Thisted", None)):
            asked(store, first, short, named)
        broadband = group(store, "Digital infrastruktur", "Jonas Hvidbjerg", established_at=at("2026-09-01 09:00"))
        member(store, broadband, "Henrik Tornbjerg")
        deadline(store, broadband, "Møde", "2026-12-02", "Henrik Tornbjerg")
        group(store, "Indenrigsfly", "Maja Hedelund", established_at=at("2026-11-20 12:00"))
        ended = group(store, "Kvalificeret arbejdskraft", established_at=at("2026-03-01 09:00"))
        member(store, ended, "Anna Lindholt")
        dissolved(store, ended, at("2026-11-20 15:00"))
    house.wind("2026-11-23 08:30")
    assert text_of(house.card("Vibeke")) == (
        "Uge 48 · 23.–29. november 2026 · Hjørring\n"
        "Kræver svar\n"
        "· Elnet: Må vi spørge Anna Lindholt? Senest fredag den 27. november kl. 12. [Svar]\n"
        "Jeres folk\n"
        "· Digital infrastruktur: Henrik Tornbjerg, møde onsdag den 2. december.\n"
        "Nedsat\n"
        "· Indenrigsfly. Tovholder er Maja Hedelund, Region Nordjylland.\n"
        "Opløst\n"
        "· Kvalificeret arbejdskraft. [Resultatet på én side]\n"
        "Oversigten kommer kun, når der er nyt for Hjørring.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_at_f_4_director_is_left_alone_when_nothing_concerns_them(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Digital infrastruktur", "Jonas Hvidbjerg", established_at=at("2026-09-01 09:00"))
        member(store, made, "Henrik Tornbjerg")
        deadline(store, made, "Notat", "2026-11-27", "Jonas Hvidbjerg")
        joined(store, made, "Lisbeth Åhave", at("2026-11-21 09:00"))
        gone = group(store, "Turisme", established_at=at("2026-03-01 09:00"))
        dissolved(store, gone, at("2026-11-21 09:00"))
    assert read(database, "Vibeke Mosegaard", WEEK_48) is None
    assert read(database, "Inge Aarsbæk", WEEK_48) is None


def test_at_f_4_director_has_at_most_five_lines(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        for title in ("Årsmøde", "Elnet", "Brint"):
            ordered = group(store, title, coordinator=None, state=GroupState.nominating, established_at=None)
            asked(store, round_(store, ordered), "Hjørring")
        made = group(store, "Turisme", established_at=at("2026-09-01 09:00"))
        member(store, made, "Anna Lindholt")
        for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
            deadline(store, made, "Notat", day, "Anna Lindholt")
        joined(store, made, "Kasper Thybo-Lund", at("2026-11-21 09:00"))
        for title in ("Ørsted", "Aalborg havn", "Zebra", "Indenrigsfly"):
            group(store, title, established_at=at("2026-11-21 09:00"))
    with database.reading() as store:
        card = digest.compose(everything(), store, person(store, "Vibeke Mosegaard"), WEEK_48)
    assert card is not None
    assert sum(len(part.items) for part in card.body if isinstance(part, Items)) == 5
    assert text_of(card) == (
        "Uge 48 · 23.–29. november 2026 · Hjørring\n"
        "Kræver svar\n"
        "· Årsmøde: Hvem hos jer kan være med? Senest fredag den 27. november kl. 12. [Svar]\n"
        "· To ting til. [Se dem]\n"
        "Jeres folk\n"
        "· Tre ting til. [Se dem]\n"
        "Nedsat\n"
        "· Indenrigsfly, Zebra, Ørsted og Aalborg havn.\n"
        "Til orientering\n"
        "· Én nyhed fra BRN, når du har tid. [Læs]\n"
        "Oversigten kommer kun, når der er nyt for Hjørring.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_at_f_4_expert_reads_own_tasks_first_then_the_groups_dates_and_news(database: Database) -> None:
    elnet(database)
    assert read(database, "Anna Lindholt", WEEK_50) == (
        "Uge 50 · 7.–13. december 2026\n"
        "Kræver svar\n"
        "· Elnet: Budskabspapir senest fredag den 11. december. [Færdig] [Jeg bliver forsinket]\n"
        "De næste 14 dage\n"
        "· Fredag den 18. december: input til AAU's analyse (Kasper Thybo-Lund)\n"
        "Til orientering\n"
        "· Tobias Grønnegaard fra Green Hub Denmark er kommet med i gruppen.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_at_f_4_expert_without_own_tasks_gets_nothing(database: Database) -> None:
    elnet(database)
    assert read(database, "Dorthe Zinck-Holm", WEEK_50) is None
    assert read(database, "Maja Hedelund", WEEK_50) is None  # hers is more than 14 days ahead


def test_at_f_4_coordinator_reads_the_groups_dates_and_gaps(database: Database) -> None:
    elnet(database)
    with database.changing() as store:
        for office in store.session.exec(select(Office).where(Office.person_id == person(store, "Emil Brandtoft").id)):
            store.session.delete(office)
    assert read(database, "Emil Brandtoft", WEEK_50) == (
        "Uge 50 · 7.–13. december 2026 · Elnet\n"
        "De næste 14 dage\n"
        "· Fredag den 11. december: budskabspapir (Anna Lindholt)\n"
        "· Fredag den 18. december: input til AAU's analyse (Kasper Thybo-Lund)\n"
        "Uden dato\n"
        "· Møde med elnetdistributørerne. [Sæt dato]\n"
        "Slutter\n"
        "· ca. tirsdag den 1. juni 2027 · 6 medlemmer\n"
        "Til orientering\n"
        "· Tobias Grønnegaard fra Green Hub Denmark er kommet med i gruppen.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_at_f_5_secretariat_reads_all_parts_in_order(database: Database) -> None:
    elnet(database)
    with database.changing() as store:
        ordered = group(store, "Havne", coordinator=None, state=GroupState.nominating, established_at=None)
        first = round_(store, ordered, "2026-12-11 12:00")
        asked(store, first, "Hjørring", state=RequestState.named)
        for short in ("Aalborg", "Thisted"):
            asked(store, first, short)
        group(store, "Turisme", coordinator=None, established_at=at("2026-11-01 09:00"))
        circle = group(store, "Bosætning", established_at=at("2026-11-20 09:00"))
        closed = round_(store, circle)
        closed.closed_at = at("2026-11-27 12:00")
        for short in ("Hjørring", "Morsø", "Rebild"):
            asked(store, closed, short, state=RequestState.named)
        for short in ("Aalborg", "Læsø"):
            asked(store, closed, short, state=RequestState.skipped)
        quiet = group(store, "Digital infrastruktur", "Jonas Hvidbjerg", established_at=at("2026-09-01 09:00"))
        happened(store, quiet, "milestone.set", at("2026-10-23 14:00"), "Jonas Hvidbjerg")
        late = group(store, "Brint", established_at=at("2026-11-25 09:00"))
        late.planned_end = at("2026-12-04").date()
        ended = group(store, "Indenrigsfly", established_at=at("2026-11-20 09:00"))
        dissolved(store, ended, at("2026-12-03 09:00"))
        happened(store, ended, "group.dissolved", at("2026-12-03 09:00"), "Emil Brandtoft")
    assert read(database, "Sofie Kragelund", WEEK_50) == (
        "Uge 50 · 7.–13. december 2026 · 6 grupper, 9 medlemmer\n"
        "Kræver svar\n"
        "· Havne: 1 af 3 har svaret. Mangler: Thisted og Aalborg. Frist fredag den 11. december kl. 12. [Se]\n"
        "· Turisme mangler en tovholder. [Vælg]\n"
        "De næste 14 dage\n"
        "· Fredag den 11. december: budskabspapir (Anna Lindholt) · Elnet\n"
        "· Fredag den 18. december: input til AAU's analyse (Kasper Thybo-Lund) · Elnet\n"
        "Uden dato\n"
        "· Elnet: Møde med elnetdistributørerne. [Sæt dato]\n"
        "Hold øje\n"
        "· Bosætning: 3 af 5 organisationer har udpeget. Mangler: Læsø og Aalborg. [Se]\n"
        "· Brint skulle være slut fredag den 4. december. [Se]\n"
        "· Digital infrastruktur: intet nyt siden fredag den 23. oktober. [Se]\n"
        "Nedsat\n"
        "· Elnet [Se]\n"
        "Opløst\n"
        "· Indenrigsfly [Resultatet på én side]\n"
        "Til orientering\n"
        "· Én nyhed fra BRN, når du har tid. [Læs]\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_silence_is_said_when_it_begins_and_every_fourth_week_after_that(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        quiet = group(store, "Digital infrastruktur", "Jonas Hvidbjerg", established_at=at("2026-09-01 09:00"))
        quiet.planned_end = None
        happened(store, quiet, "milestone.set", at("2026-10-09 14:00"), "Jonas Hvidbjerg")
    said = []
    for monday in (f"2026-{day}" for day in ("11-16", "11-23", "11-30", "12-07", "12-14", "12-21", "12-28")):
        found = read(database, "Jonas Hvidbjerg", at(f"{monday} 08:00")) or ""
        said += [monday] * ("Digital infrastruktur: intet nyt siden fredag den 9. oktober." in found)
        with database.changing() as store:
            person(store, "Jonas Hvidbjerg").digest_sent_at = at(f"{monday} 08:00")
    assert said == ["2026-11-23", "2026-12-21"]


def test_at_f_4_director_is_told_once_of_what_their_people_are_to_do(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Digital infrastruktur", "Jonas Hvidbjerg", established_at=at("2026-09-01 09:00"))
        member(store, made, "Henrik Tornbjerg")
        deadline(store, made, "Notat", "2026-12-11", "Henrik Tornbjerg").created_at = at("2026-11-16 09:00")
    read_on = []
    for monday in ("2026-11-23", "2026-11-30", "2026-12-07"):
        found = read(database, "Vibeke Mosegaard", at(f"{monday} 08:00"))
        read_on += [monday] if found else []
        with database.changing() as store:
            person(store, "Vibeke Mosegaard").digest_sent_at = at(f"{monday} 08:00")
    assert read_on == ["2026-11-30"]


def test_digest_in_english(database: Database) -> None:
    elnet(database)
    with database.changing() as store:
        for name in ("Anna Lindholt", "Sofie Kragelund", "Inge Aarsbæk"):
            person(store, name).language = "en"
    assert read(database, "Sofie Kragelund", WEEK_50) == (
        "Week 50 · 7–13 December 2026 · 1 group, 6 members\n"
        "The next 14 days\n"
        "· Friday 11 December: budskabspapir (Anna Lindholt) · Elnet\n"
        "· Friday 18 December: input til AAU's analyse (Kasper Thybo-Lund) · Elnet\n"
        "Without a date\n"
        "· Elnet: Møde med elnetdistributørerne. [Set a date]\n"
        "Established\n"
        "· Elnet [See]\n"
        "For your information\n"
        "· One piece of news from BRN, when you have time. [Read]\n"
        "{Less often} · {Switch off}"
    )
    assert read(database, "Inge Aarsbæk", WEEK_50) == (
        "Week 50 · 7–13 December 2026 · Vesthimmerland\n"
        "Established\n"
        "· Elnet. The coordinator is Emil Brandtoft, BRN.\n"
        "The digest only comes when there is news for Vesthimmerland.\n"
        "{Less often} · {Switch off}"
    )


def test_at_a2_4_organisations_without_a_member_read_one_line_once(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        made = group(store, "Elnet")
        for name in ("Anna Lindholt", "Kasper Thybo-Lund", "Dorthe Zinck-Holm", "Maja Hedelund"):
            member(store, made, name)
    house.wind("2026-12-15 09:00")
    without = ("Birgit", "Ulrik", "Niels", "Karen", "Hanne", "Mogens", "Inge", "Bodil")
    assert {name: len(house.cards(name)) for name in without} == dict.fromkeys(without, 1)
    assert text_of(house.card("Inge")) == (
        "Uge 50 · 7.–13. december 2026 · Vesthimmerland\n"
        "Nedsat\n"
        "· Elnet. Tovholder er Emil Brandtoft, BRN.\n"
        "Oversigten kommer kun, når der er nyt for Vesthimmerland.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_at_a2_3_next_digest_lists_the_dissolved_group_once(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        made = group(store, "Elnet", established_at=at("2026-05-01 09:00"))
        member(store, made, "Anna Lindholt")
        dissolved(store, made, at("2026-11-20 15:00"))
    house.wind("2026-12-08 09:00")
    for name in ("Sofie", "Vibeke"):
        assert [text_of(card).split("\n")[1:3] for card in house.cards(name)] == [
            ["Opløst", {"Sofie": "· Elnet [Resultatet på én side]"}.get(name, "· Elnet. [Resultatet på én side]")]
        ]


def test_an_extended_group_is_a_line_for_its_members_directors(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Elnet", established_at=at("2026-09-01 09:00"))
        member(store, made, "Anna Lindholt")
        until = {"until": "2027-09-01", "from": "2027-06-01", "approximate": True}
        happened(store, made, "group.extended", at("2026-11-20 10:00"), "Emil Brandtoft", **until)
    assert (read(database, "Vibeke Mosegaard", WEEK_48) or "").split("\n")[:3] == [
        "Uge 48 · 23.–29. november 2026 · Hjørring",
        "Jeres folk",
        "· Elnet: Gruppen fortsætter til ca. onsdag den 1. september 2027.",
    ]
    assert read(database, "Inge Aarsbæk", WEEK_48) is None


# --- edges ---


@pytest.mark.parametrize(
    ("day", "part"),
    [
        ("2026-12-06", "Kræver svar"),
        ("2026-12-07", "De næste 14 dage"),
        ("2026-12-21", "De næste 14 dage"),
        ("2026-12-22", None),
    ],
)
def test_the_next_14_days_begin_today_and_include_the_last(database: Database, day: str, part: str | None) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Elnet", planned_end=None, established_at=at("2026-11-19 09:00"))
        deadline(store, made, "Notat", day, "Anna Lindholt")
    found = read(database, "Sofie Kragelund", WEEK_50)
    assert (found.split("\n")[1] if found else None) == part


def test_a_person_who_is_director_and_coordinator_reads_one_digest_with_both(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        made = group(store, "Elnet", "Vibeke Mosegaard", established_at=at("2026-11-02 09:00"))
        deadline(store, made, "Notat", "2026-11-26", "Vibeke Mosegaard")
        member(store, made, "Anna Lindholt")
        deadline(store, made, "Kort", "2026-11-27", "Anna Lindholt")
    assert read(database, "Vibeke Mosegaard", WEEK_48) == (
        "Uge 48 · 23.–29. november 2026 · Elnet\n"
        "Jeres folk\n"
        "· Elnet: Anna Lindholt, kort fredag den 27. november.\n"
        "De næste 14 dage\n"
        "· Torsdag den 26. november: notat (Vibeke Mosegaard)\n"
        "· Fredag den 27. november: kort (Anna Lindholt)\n"
        "Slutter\n"
        "· ca. tirsdag den 1. juni 2027 · 2 medlemmer\n"
        "Oversigten kommer kun, når der er nyt for Hjørring.\n"
        "{Sjældnere} · {Slå fra}"
    )


def test_an_acting_director_reads_it_instead_of_the_one_they_stand_in_for(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        home = organisation(store, "Hjørring")
        store.add(
            Office(
                person_id=person(store, "Carsten Lindvig").id,
                organisation_id=home.id,
                kind=OfficeKind.director,
                acting=True,
                since=at("2026-11-01").date(),
                until=at("2026-12-01").date(),
            )
        )
        group(store, "Elnet", established_at=at("2026-11-21 09:00"))
    assert read(database, "Vibeke Mosegaard", WEEK_48) is None
    assert (read(database, "Carsten Lindvig", WEEK_48) or "").startswith("Uge 48 · ")


def test_a_group_that_was_only_registered_is_no_news(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        group(store, "Elnet", ordered_at=None, established_at=at("2026-11-21 09:00"))
    assert read(database, "Inge Aarsbæk", WEEK_48) is None


def test_the_student_who_may_only_read_gets_no_button_that_is_refused(database: Database) -> None:
    settled(database)
    with database.changing() as store:
        group(store, "Turisme", coordinator=None, established_at=at("2026-11-01 09:00"))
    assert read(database, "Farah Demirel", WEEK_48) == (
        "Uge 48 · 23.–29. november 2026 · 1 gruppe, 0 medlemmer\n"
        "Kræver svar\n"
        "· Turisme mangler en tovholder.\n"
        "{Sjældnere} · {Slå fra}"
    )


# --- the news behind the number ---


def test_news_opens_behind_the_number_for_those_whom_it_concerns(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        made = group(store, "Elnet", established_at=at("2026-11-02 09:00"))
        member(store, made, "Anna Lindholt")
        joined(store, made, "Tobias Grønnegaard", at("2026-11-21 09:00"))
        ordered = group(store, "Havne", coordinator=None, state=GroupState.nominating, established_at=None)
        asked(store, round_(store, ordered), "Hjørring")
        asked(store, round_(store, ordered), "Thisted")
    house.wind("2026-11-23 09:00")
    news = house.press("Vibeke", house.card("Vibeke"), "Læs")
    assert shown(news) == ("Nyt fra BRN\n· Elnet: Tobias Grønnegaard fra Green Hub Denmark er kommet med i gruppen.")
    stolen = button(house.card("Vibeke"), "Læs")
    assert shown(house.ask("Lars", action=stolen.action, args=stolen.args)) == (
        "Nyt fra BRN\nIntet nyt siden fredag den 20. november."
    )
    forged = {"since": "i går", "until": "2026-11-23", "from": -3}
    assert shown(house.ask("Vibeke", action="news.show", args=forged)) == shown(news)
