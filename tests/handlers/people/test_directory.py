"""The circle's directory: reading it in, another director from a day, and the yearly question."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.dialogue.card import Card
from handlers.dialogue.events import OfficeChanged
from handlers.dialogue.request import Request
from handlers.locale import Speech
from handlers.people.directory import Report, import_directory, report_card
from handlers.people.directory.appointing import next_look
from storage import offices, people
from storage.engine import Database
from storage.tables import OfficeKind, OrganisationKind
from tests.world import House, at, shown, text_of

CAST = (Path(__file__).parents[2] / "data" / "cast.csv").read_bytes()
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=COPENHAGEN)
HEAD = "organisation;type;navn;email;funktion;konstitueret;fra;til"


def csv(*lines: str) -> bytes:
    return "\n".join([HEAD, *(line + ";" * (7 - line.count(";")) for line in lines)]).encode()


def read(database: Database, data: bytes, now: datetime = NOW) -> Report:
    with database.changing() as store:
        return import_directory(Request(actor=None, now=now, face="command line"), store, data)


def text(report: Report, language: str = "da") -> str:
    return text_of(report_card(Speech(language, NOW), report))


BRN = "BRN-sekretariatet;sekretariat;Helle Brinkmark;helle.brinkmark@brn.example;sekretariat"
VIBEKE = "Hjørring;;Vibeke Mosegaard;vibeke.mosegaard@hjoerring.example;kommunaldirektør"
CARSTEN = "Hjørring;;Carsten Lindvig;carsten.lindvig@hjoerring.example;stedfortræder"
NIELS = "Jammerbugt;;Niels Klithave;niels.klithave@jammerbugt.example;kommunaldirektør;ja;;31-01-2027"
TINE = "Jammerbugt;;Tine Overby;tine.overby@jammerbugt.example;kommunaldirektør;;01-02-2027"


# --- reading it in ---


def test_brns_circle_is_read_and_founded(database):
    report = read(database, CAST)
    assert text(report) == "Kredsens personer er læst ind.\n58 nye, 0 ændret, 0 som før."
    with database.reading() as store:
        circle = people.circle(store)
        here = people.circle_organisations(store, NOW.date())
        vesthimmerland = people.organisation_named(store, "Vesthimmerland")
        director = people.director(store, vesthimmerland.id, NOW.date())
        staff = people.staff(store, NOW.date())
        assert people.organisation(store, circle.secretariat_id).official == "BRN-sekretariatet"
    assert (circle.title, circle.language, len(here)) == ("BRN", "da", 12)
    assert (vesthimmerland.official, vesthimmerland.code) == ("Vesthimmerlands Kommune", "0820")
    assert director.name == "Inge Aarsbæk"
    assert [each.name for each in staff] == [*("Farah Demirel", "Helle Brinkmark", "Mads Riisager", "Sofie Kragelund")]


def test_the_same_file_twice_changes_nothing(database):
    read(database, CAST)
    with database.reading() as store:
        before = [(each.name, each.email, each.title) for each in people.everybody(store)]
        held = offices.lasting(store, NOW.date())
    report = read(database, CAST, NOW.replace(year=2027))
    assert text(report) == "Kredsens personer er læst ind.\n0 nye, 0 ændret, 58 som før."
    with database.reading() as store:
        assert [(each.name, each.email, each.title) for each in people.everybody(store)] == before
        assert offices.lasting(store, NOW.date()) == held


def test_bad_lines_are_named_and_nothing_of_them_is_kept(database):
    report = read(
        database,
        csv(
            BRN,
            VIBEKE,
            "Hjørring;;Bo Bak;bo.bak@hjoerring.example;kommunaldirektør",
            "Green Hub Denmark;;Tobias Grønnegaard;tobias@greenhub.example",
            "Green Hub Denmark;forening;Ida Vang;ida@greenhub.example;stedfortræder",
            "Thisted;;Lars Nystrand;lars@thisted.example;sekretariat",
            "KL;sekretariat;Eva Lund;eva@kl.example",
            "Rebild;;;mogens@rebild.example",
            "Rebild;;Mogens Skørbæk;mogens@rebild.example;kommunaldirektør;;01-02-2027;31-01-2027",
            "Rebild;;Pia Støvrup;pia@rebild.example;stedfortræder;;30. februar 2027",
        ),
    )
    assert text(report) == (
        "Kredsens personer er læst ind, på nær 7 linjer.\n"
        "3 nye, 0 ændret, 0 som før.\n"
        "Fra de her linjer er intet gemt:\n"
        "· Linje 4: Hjørring Kommune har allerede en direktør på linje 3. Skriv fra eller til hvornår, eller at"
        " den ene er konstitueret.\n"
        "· Linje 6: Kun kommuner og regioner har en direktør og en stedfortræder her.\n"
        "· Linje 7: Den funktion kan kun folk i selve sekretariatet have.\n"
        "· Linje 8: Kredsen har allerede et sekretariat, og kun ét.\n"
        "· Linje 9: Feltet under navn er tomt.\n"
        "· Linje 10: Den sidste dag ligger før den første.\n"
        "· Linje 11: 30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?"
    )
    with database.reading() as store:
        assert [each.name for each in people.everybody(store)] == [
            *("Helle Brinkmark", "Tobias Grønnegaard", "Vibeke Mosegaard")
        ]
        assert {each.short for each in people.organisations(store).values()} == {
            *("BRN-sekretariatet", "Green Hub Denmark", "Hjørring")
        }


def test_the_report_in_english(database):
    read(database, csv(BRN))
    report = Report(added=1, notes=["…"], bad=[(3, "The cell under navn is empty.")])
    assert text(report, "en") == (
        "The directory has been read, but for one line.\n"
        "1 new, 0 changed, 0 as before.\n"
        "…\n"
        "Nothing is stored from these lines:\n"
        "· Line 3: The cell under navn is empty."
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Filen er tom."),
        (b"\x00", "Filen er ikke tekst. Gem den som CSV, og prøv igen."),
        (b"navn;mail\n", "Der mangler kolonner: organisation. Den første linje er kolonnernes navne."),
        (csv(VIBEKE), "Ingen i filen hører til et sekretariat. Skriv sekretariat som type ved jeres eget."),
    ],
)
def test_a_file_that_cannot_be_used_founds_nothing(database, data, why):
    assert text(read(database, data)) == (
        f"Filen kunne ikke læses ind.\n0 nye, 0 ændret, 0 som før.\nFra de her linjer er intet gemt:\n· Linje 1: {why}"
    )
    with database.reading() as store:
        assert people.find_circle(store) is None


def test_whoever_has_no_account_is_written_to_by_mail(database):
    def reached() -> list[tuple[str, int]]:
        with database.reading() as store:
            vibeke = people.by_email(store, "vibeke.mosegaard@hjoerring.example")
            return [(f"{each.kind}:{each.address}", each.rank) for each in people.identities_of(store, vibeke.id)]

    def file(*channels: str) -> bytes:
        known = zip([BRN, VIBEKE][-len(channels) :], channels, strict=True)
        lines = [f"{line};{channel}" for line, channel in known]
        return "\n".join(["organisation;type;navn;email;funktion;kanal", *lines]).encode()

    by_mail = [("mail:vibeke.mosegaard@hjoerring.example", 0)]
    came = []
    for channels in (("", "mail"), ("mail",), ("",), ("slack",), ("chat",), ("mail",)):
        report = read(database, file(*channels))
        came.append(((report.added, report.changed, report.unchanged), reached()))
    assert came == [
        ((2, 0, 0), by_mail),
        ((0, 0, 1), by_mail),
        ((0, 0, 1), by_mail),
        ((0, 1, 0), []),
        ((0, 0, 1), []),
        ((0, 1, 0), by_mail),
    ]


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("da", 'Linje 3: "brevdue" under kanal er hverken chat eller mail.'),
        ("en", "Line 3: “brevdue” under kanal is neither chat nor mail."),
    ],
)
def test_a_channel_that_there_is_not(database, language, why):
    data = f"organisation;type;navn;email;funktion;kanal\n{BRN};chat\n{VIBEKE};brevdue".encode()
    with database.changing() as store:
        report = import_directory(Request(actor=None, now=NOW), store, data, language=language)
    assert text(report, language).splitlines()[-1] == f"· {why}"


def test_an_address_that_belongs_to_somebody_else(database):
    read(database, csv(BRN, VIBEKE))
    report = read(database, csv("Thisted;;Lars Nystrand;vibeke.mosegaard@hjoerring.example"))
    assert report.bad == [(2, "vibeke.mosegaard@hjoerring.example tilhører allerede Vibeke Mosegaard, Hjørring.")]
    with database.reading() as store:
        assert people.organisation_named(store, "Thisted") is None


def test_a_changed_name_and_a_move(database):
    read(database, csv(BRN, VIBEKE, CARSTEN))
    report = read(database, csv("Rebild;;Vibeke Mosegaard Holm;vibeke.mosegaard@hjoerring.example"))
    assert text(report) == (
        "Kredsens personer er læst ind.\n"
        "0 nye, 1 ændret, 0 som før.\n"
        "Vibeke Mosegaard er flyttet fra Hjørring til Rebild.\n"
        "Her mangler en direktør, så vi ikke kan spørge: Hjørring og Rebild."
    )
    with database.reading() as store:
        vibeke = people.by_email(store, "vibeke.mosegaard@hjoerring.example")
        assert vibeke.name == "Vibeke Mosegaard Holm"
        assert people.offices_of(store, vibeke.id, NOW.date()) == []


def test_a_director_who_is_no_longer_named_stays(database):
    read(database, csv(BRN, VIBEKE))
    report = read(database, csv("Hjørring;;Anna Lindholt;anna.lindholt@hjoerring.example"))
    assert report.notes == ["Filen nævner ingen direktør for Hjørring. De direktører, vi kender, bliver stående."]
    with database.reading() as store:
        hjoerring = people.organisation_named(store, "Hjørring")
        assert people.director(store, hjoerring.id, NOW.date()).name == "Vibeke Mosegaard"


def test_a_new_director_ends_the_one_before(database):
    read(database, csv(BRN, VIBEKE))
    report = read(database, csv("Hjørring;;Bo Bak;bo.bak@hjoerring.example;kommunaldirektør;;01-02-2027"))
    assert report.notes == [
        "Hjørring: Bo Bak er direktør fra mandag den 1. februar 2027 (uge 5)."
        " Vibeke Mosegaard er det til og med dagen før."
    ]
    with database.reading() as store:
        hjoerring = people.organisation_named(store, "Hjørring").id
        directors = [people.director(store, hjoerring, date(2027, *day)).name for day in ((1, 31), (2, 1))]
    assert directors == ["Vibeke Mosegaard", "Bo Bak"]


def test_acting_until_the_next_one_begins(database):
    assert read(database, csv(BRN, NIELS, TINE)).bad == []
    with database.reading() as store:
        place = people.organisation_named(store, "Jammerbugt").id
        directors = [people.director(store, place, date(2027, *day)).name for day in ((1, 31), (2, 1))]
    assert directors == ["Niels Klithave", "Tine Overby"]
    assert read(database, csv(BRN, NIELS, TINE)).unchanged == 3


def test_who_imports_reads_the_report_in_their_language(database):
    house = House(database)
    with database.changing() as store:
        request = Request(actor=house.person("Amir"), now=NOW)
        report = import_directory(request, store, csv("Thisted;;;lars@thisted.example"))
    assert report.bad == [(2, "The cell under navn is empty.")]


# --- another director ---


def organisation(house: House, who: str, of: str) -> Card:
    reply = house.ask(who, action="directory.organisation", args={"organisation": house.person(of).organisation_id})
    return reply.card


def test_list_and_card_of_organisations(database):
    house = House(database)
    everyone = house.press("Sofie", house.say("Sofie", "hjælp"), "Hvem vi spørger")
    assert text_of(everyone.card).splitlines()[:6] == [
        "Hvem vi spørger i BRN",
        "· Brønderslev: Birgit Skovmose, stedfortræder Jesper Tornhave [Se]",
        "· Frederikshavn: Ulrik Havnkær, stedfortræder Lone Ravnkilde [Se]",
        "· Hjørring: Vibeke Mosegaard, stedfortræder Carsten Lindvig [Se]",
        "· Jammerbugt: Niels Klithave, stedfortræder Tine Overby [Se]",
        "· Læsø: Karen Tangsø, ingen stedfortræder [Se]",
    ]
    assert text_of(organisation(house, "Sofie", "Lars")) == (
        "Thisted Kommune\n"
        "Direktør: Lars Nystrand, 00 00 10 37, lars.nystrand@thisted.example\n"
        "Stedfortræder: Gitte Hanvold, 00 00 10 38, gitte.hanvold@thisted.example\n"
        "Direktionssekretær: Randi Kvols, 00 00 10 54, randi.kvols@thisted.example\n"
        "[Ret]"
    )


def test_tine_becomes_director_when_the_day_comes(database):
    house = House(database)
    heard: list[OfficeChanged] = []
    house.runner.router.on(OfficeChanged)(lambda event, _request, _store: heard.append(event))
    form = house.press("Sofie", organisation(house, "Sofie", "Tine"), "Ret")
    said = house.fill("Sofie", form, who="Tine", since="1. februar 2027")
    assert text_of(said.card) == (
        "Tine Overby er direktør i Jammerbugt fra mandag den 1. februar.\n"
        "Niels Klithave er det til og med søndag den 31. januar.\n"
        "{Fortryd}"
    )
    assert text_of(organisation(house, "Sofie", "Tine")) == (
        "Jammerbugt Kommune\n"
        "Direktør: Niels Klithave, 00 00 10 18, niels.klithave@jammerbugt.example (til og med søndag den 31. januar)\n"
        "Direktør: Tine Overby, 00 00 10 19, tine.overby@jammerbugt.example (fra mandag den 1. februar)\n"
        "Stedfortræder: Tine Overby, 00 00 10 19, tine.overby@jammerbugt.example (til og med søndag den 31. januar)\n"
        "[Ret]"
    )
    place = house.person("Tine").organisation_id
    assert heard == []
    house.sleep("2027-02-01 07:59")
    assert heard == []
    house.sleep("2027-02-01 08:00")
    assert set(heard) == {OfficeChanged(place)}
    assert text_of(organisation(house, "Sofie", "Tine")) == (
        "Jammerbugt Kommune\nDirektør: Tine Overby, 00 00 10 19, tine.overby@jammerbugt.example\n[Ret]"
    )


def test_an_acting_director_from_today_who_is_new_to_us(database):
    house = House(database)
    form = house.press("Sofie", organisation(house, "Sofie", "Karen"), "Ret")
    new = {"who": "Bo Bak", "email": "Bo.Bak@laesoe.example"}
    assert text_of(house.fill("Sofie", form, **new, until="31. marts").card) == (
        "Bo Bak er nu direktør i Læsø.\n"
        "Bo Bak er konstitueret til og med onsdag den 31. marts.\n"
        "Karen Tangsø var det til og med torsdag den 19. november.\n"
        "{Fortryd}"
    )
    assert text_of(organisation(house, "Sofie", "Karen")) == (
        "Læsø Kommune\nKonstitueret direktør: Bo Bak, bo.bak@laesoe.example (til og med onsdag den 31. marts)\n[Ret]"
    )


def test_undo_gives_the_director_before_back(database):
    house = House(database)
    before = text_of(organisation(house, "Sofie", "Tine"))
    form = house.press("Sofie", organisation(house, "Sofie", "Tine"), "Ret")
    changed = house.fill("Sofie", form, who="Tine Overby", since="i dag")
    assert text_of(organisation(house, "Sofie", "Tine")) != before
    assert text_of(house.press("Sofie", changed, "Fortryd").card) == before
    assert text_of(organisation(house, "Sofie", "Tine")) == before


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"who": "Niels Klithave"}, "who: Niels Klithave er allerede direktør i Jammerbugt."),
        ({"who": "Bo Bak"}, "email: Vi kender ikke Bo Bak. Skriv også arbejdsmailen."),
        ({"who": "Bo Bak", "email": "bo"}, 'email: "bo" er ikke en mailadresse.'),
        (
            {"who": "Lars", "email": "lars.nystrand@thisted.example"},
            "email: lars.nystrand@thisted.example tilhører allerede Lars Nystrand, Thisted.",
        ),
        (
            {"who": "Tine", "since": "30. februar"},
            "since: 30. februar findes ikke. Mente du fredag den 26. februar eller mandag den 1. marts?",
        ),
        (
            {"who": "Tine", "since": "1. marts", "until": "1. februar"},
            "until: Den sidste dag ligger før den første.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field(database, values, problem):
    house = House(database)
    before = text_of(organisation(house, "Sofie", "Tine"))
    form = house.press("Sofie", organisation(house, "Sofie", "Tine"), "Ret")
    assert shown(house.fill("Sofie", form, **values)) == f"Hvem er direktør i Jammerbugt?\n{problem}"
    assert text_of(organisation(house, "Sofie", "Tine")) == before


@pytest.mark.parametrize("who", ["Vibeke", "Anna", "Camilla"])
def test_only_the_secretariat_sees_and_changes(database, who):
    house = House(database)
    place = {"organisation": house.person("Vibeke").organisation_id}
    for action in ("directory.list", "directory.organisation", "directory.edit", "directory.review"):
        assert shown(house.ask(who, action=action, args=place)) == "Det kan kun sekretariatet gøre."
    assert shown(house.ask(who, action="directory.confirm")) == "Det kan kun sekretariatet gøre."


# --- once a year ---


def test_one_card_a_year_about_all_directors(database):
    house = House(database)
    with database.changing() as store:
        for office, _ in offices.lasting(store, NOW.date()):
            if office.kind in (OfficeKind.director, OfficeKind.deputy):
                office.confirm_due = next_look(NOW)
    house.sleep("2027-09-01 07:59")
    assert "Er direktørlisten stadig rigtig?" not in house.titles("Sofie")
    house.sleep("2027-09-01 08:00")
    assert house.titles("Sofie").count("Er direktørlisten stadig rigtig?") == 1
    asked = next(each for each in house.cards("Sofie") if each.title == "Er direktørlisten stadig rigtig?")
    lines = text_of(asked).splitlines()
    assert (lines[1], lines[12:]) == (
        "· Brønderslev: Birgit Skovmose, stedfortræder Jesper Tornhave [Ret]",
        [
            "· Aalborg: Bodil Limgaard, stedfortræder Henning Østerlund [Ret]",
            "Intet ændrer sig af sig selv. Vi spørger én gang om året.",
            "[Ja, det er rigtigt]",
        ],
    )
    assert house.press("Helle", asked, "Ja, det er rigtigt").instead
    done = "Direktørlisten er rigtig\nHelle Brinkmark bekræftede det onsdag den 1. september."
    for who in ("Sofie", "Helle"):
        assert [text_of(each) for each in house.cards(who) if text_of(each) == done] == [done]
    assert shown(house.press("Sofie", asked, "Ja, det er rigtigt")) == "Der er ikke noget at bekræfte lige nu."
    house.sleep("2028-09-01 08:00")
    assert "Er direktørlisten stadig rigtig?" in house.titles("Sofie")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("2026-11-20 09:00", "2027-09-01 08:00"),
        ("2027-02-01 09:00", "2027-09-01 08:00"),
        ("2027-05-01 09:00", "2028-09-01 08:00"),
        ("2028-10-01 09:00", "2029-09-03 08:00"),
    ],
)
def test_the_question_comes_in_september_but_not_within_half_a_year(said, asked):
    assert next_look(at(said)) == at(asked)


def test_kinds_of_members_are_the_ones_with_directors(database):
    read(database, CAST)
    with database.reading() as store:
        kinds = {each.kind for each in people.circle_organisations(store, NOW.date())}
    assert kinds == {OrganisationKind.municipality, OrganisationKind.region}
