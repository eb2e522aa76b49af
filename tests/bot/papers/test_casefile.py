"""The case as a file, read back as a records system would: a real ZIP, a real Word document, real tables."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from docx import Document

from bot.papers import make
from handlers.dialogue.errors import NotAllowed, UserError
from storage.engine import Database
from tests.handlers.ending.elnet import OUTPUTS, established, speak_english
from tests.world import House, at


def dissolved(house: House) -> int:
    """Elnet, closed on 1 June 2027."""
    id_ = established(house)
    house.sleep("2027-06-01 10:00")
    form = house.say("Emil", "opløs Elnet")
    ticked = tuple(option.value for option in form.form.fields[0].options)
    house.fill(
        "Emil",
        form,
        outputs=ticked,
        more="=HYPERLINK(farlig)",
        owner="BRN-sekretariatet",
        follow_on="interessevaretagelse",
    )
    return id_


def fetched(house: House, who: str, id_: int) -> zipfile.ZipFile:
    paper = make(house.database, house.person(who), "casefile", id_, house.now)
    assert paper[1:] == ("application/zip", "elnet-2026-0117.zip")
    return zipfile.ZipFile(io.BytesIO(paper.content))


def test_one_folder_with_an_overview_and_five_tables(database: Database) -> None:
    house = House(database)
    archive = fetched(house, "Sofie", dissolved(house))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "elnet-2026-0117/oversigt.docx",
        "elnet-2026-0117/medlemmer.csv",
        "elnet-2026-0117/udpegninger.csv",
        "elnet-2026-0117/frister.csv",
        "elnet-2026-0117/resultater.csv",
        "elnet-2026-0117/journal.csv",
    ]


def test_the_overview_has_the_municipal_shape(database: Database) -> None:
    house = House(database)
    archive = fetched(house, "Sofie", dissolved(house))
    document = Document(io.BytesIO(archive.read("elnet-2026-0117/oversigt.docx")))
    assert [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows] == [
        ("Sagsnr.", "2026-0117"),
        ("Gruppe", "Elnet"),
        ("Bestiller", "BRN-sekretariatet"),
        ("Tovholder", "Emil Brandtoft, BRN-sekretariatet"),
        ("Ansvarlig i sekretariatet", "Sofie Kragelund"),
        ("Periode", "tirsdag den 1. december 2026 (uge 49) til tirsdag den 1. juni 2027 (uge 22)"),
        (
            "Udlånt tid",
            "ca. 624 timer i alt: BRN-sekretariatet 104, Green Hub Denmark 104, Hjørring Kommune 104, "
            "Mariagerfjord Kommune 104, Region Nordjylland 104, Thisted Kommune 104",
        ),
        ("Status", "Opløst"),
    ]
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "Sag: Elnet",
        "Baggrund",
        "BRN-sekretariatet bestilte opgaven fredag den 20. november 2026 (uge 47).",
        "Der blev søgt: netplanlægning eller vindkraft.",
        "Deltagere: BRN-sekretariatet, Green Hub Denmark, Hjørring Kommune, Mariagerfjord Kommune, "
        "Region Nordjylland og Thisted Kommune.",
        "Formål",
        "Taskforcen skal skærpe Nordjyllands argumenter for et stærkere elnet.",
        "Resultater",
        *OUTPUTS,
        "=HYPERLINK(farlig)",
        "Hvem fører videre",
        "BRN-sekretariatet fører dette videre: interessevaretagelse.",
    ]


def test_the_tables_open_in_danish_excel_and_calculate_nothing(database: Database) -> None:
    house = House(database)
    archive = fetched(house, "Sofie", dissolved(house))
    raw = archive.read("elnet-2026-0117/resultater.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Resultat", "Link", "Status", "Leveret af", "Leveret"],
        *([title, "", "leveret", "", "2026-12-01 09:00"] for title in OUTPUTS[:3]),
        [OUTPUTS[3], "", "leveret", "Emil Brandtoft", "2027-06-01 10:00"],
        ["'=HYPERLINK(farlig)", "", "leveret", "Emil Brandtoft", "2027-06-01 10:00"],
    ]


def test_the_same_state_gives_the_same_bytes_whenever_it_is_fetched(database: Database) -> None:
    house = House(database)
    id_ = dissolved(house)
    first = make(database, house.person("Sofie"), "casefile", id_, house.now)
    later = make(database, house.person("Helle"), "casefile", id_, at("2028-01-31 23:59"))
    assert first == later
    entry = zipfile.ZipFile(io.BytesIO(first.content)).infolist()[0]
    assert entry.date_time == (2027, 6, 1, 10, 0, 0)


def test_a_group_under_way_has_its_case_too_in_the_readers_language(database: Database) -> None:
    house = House(database)
    id_ = established(house, case_number="")
    speak_english(house, "Sofie")
    paper = make(database, house.person("Sofie"), "casefile", id_, house.now)
    assert paper.name == "elnet-2026.zip"
    archive = zipfile.ZipFile(io.BytesIO(paper.content))
    assert archive.namelist()[:2] == ["elnet-2026/overview.docx", "elnet-2026/members.csv"]


def test_only_the_secretariat_may_have_it_since_it_says_who_said_no_and_why(database: Database) -> None:
    house = House(database)
    id_ = established(house, coordinator="Maja")
    for who in ("Farah", "Helle"):
        assert make(database, house.person(who), "casefile", id_, house.now).name == "elnet-2026-0117.zip"
    for who in ("Maja", "Anna", "Vibeke", "Birgit"):
        with pytest.raises(NotAllowed):
            make(database, house.person(who), "casefile", id_, house.now)


def test_what_is_not_there_is_said(database: Database) -> None:
    house = House(database)
    with pytest.raises(UserError, match="findes ikke"):
        make(database, house.person("Sofie"), "casefile", 999, house.now)
    with pytest.raises(LookupError):
        make(database, house.person("Sofie"), "minutes", 1, house.now)
