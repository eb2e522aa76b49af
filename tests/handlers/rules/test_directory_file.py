"""A directory's file: every bad line is found, whatever the bytes."""

from __future__ import annotations

import codecs
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import dates
from handlers.rules.directory_file import Contents, Fault, Problem, Row, read

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
CAST = (Path(__file__).parents[2] / "data" / "cast.csv").read_bytes()
HEAD = "organisation;type;navn;email;telefon;titel;funktion;konstitueret;fra;til;kompetencer;sprog;kanal"
ANNA = Row(2, "Hjørring Kommune", "municipality", "Anna Lindholt", "anna.lindholt@hjoerring.example")


def line(number: int = 2, **cells: str) -> str:
    """A good line about a new person, but for these cells."""
    given = {"organisation": "Hjørring", "navn": "Anna Lindholt", "email": f"anna{number}@hjoerring.example"} | cells
    return ";".join(given.get(column, "") for column in HEAD.split(";"))


def problems(*lines: str, head: str = HEAD) -> list[tuple[int, Fault, dict[str, object]]]:
    found = read("\n".join([head, *lines]).encode(), NOW).problems
    return [(each.line, each.fault, dict(each.values)) for each in found]


def test_the_whole_cast_is_read():
    contents = read(CAST, NOW)
    assert (len(contents.rows), contents.problems) == (58, ())
    assert contents.rows[40] == Row(
        line=42,
        organisation="Vesthimmerlands Kommune",
        type="municipality",
        name="Inge Aarsbæk",
        email="inge.aarsbaek@vesthimmerland.example",
        phone="00 00 10 41",
        title="kommunaldirektør",
        office="director",
        language="da",
        channel="mail",
    )
    assert [row.channel for row in contents.rows].count("mail") == 26
    assert contents.rows[57].organisation == "Borgere"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_that_excel_saves_read_the_same(encoding):
    assert read(CAST.decode().encode(encoding), NOW) == read(CAST, NOW)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(end):
    assert read(CAST.decode().replace("\n", end).encode(), NOW) == read(CAST, NOW)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("head", ["organisation|navn|email", "Organisation|Name|E-mail", "ORGANISATION|Navn|Mail"])
def test_columns_in_danish_and_english(head, mark):
    text = f"{head}\nhjoerring|Anna  Lindholt|Anna.Lindholt@hjoerring.example\n".replace("|", mark)
    assert read(text.encode(), NOW) == Contents((ANNA,))


@pytest.mark.parametrize(
    ("said", "office"),
    [
        ("kommunaldirektør", "director"),
        ("Regionsdirektør", "director"),
        ("STEDFORTRÆDER", "deputy"),
        ("direktionssekretaer", "director_secretary"),
        ("sekretariat", "secretariat"),
        ("må se", "secretariat_reader"),
        ("ekspert", ""),
        ("", ""),
    ],
)
def test_functions_in_danish_and_english(said, office):
    assert read(f"{HEAD}\n{line(funktion=said)}".encode(), NOW).rows[0].office == office


@pytest.mark.parametrize(
    ("head", "said", "channel"),
    [
        *(("kanal", each, "chat") for each in ("chat", "Slack", "TEAMS")),
        *(("Channel", each, "mail") for each in ("mail", "E-mail")),
        ("kanal", "", ""),
    ],
)
def test_channels_in_danish_and_english(head, said, channel):
    text = f"organisation;navn;email;{head}\nThisted;Lars Nystrand;lars@thisted.example;{said}"
    assert [row.channel for row in read(text.encode(), NOW).rows] == [channel]


def test_days_and_acting():
    cells = {"funktion": "direktør", "konstitueret": "Ja", "fra": "1. september 2026", "til": "31-01-2027"}
    row = read(f"{HEAD}\n{line(**cells)}".encode(), NOW).rows[0]
    assert (row.acting, row.since, row.until) == (True, date(2026, 9, 1), date(2027, 1, 31))


def test_cells_stay_data():
    row = read(f"{HEAD}\n{line(titel='=HYPERLINK(1)', kompetencer='<b>elnet</b>')}".encode(), NOW).rows[0]
    assert (row.title, row.competences) == ("=HYPERLINK(1)", "<b>elnet</b>")


@pytest.mark.parametrize(
    ("cells", "fault", "values"),
    [
        ({"navn": ""}, Fault.missing, {"column": "navn"}),
        ({"navn": "\u202e\u200b"}, Fault.missing, {"column": "navn"}),
        ({"organisation": " "}, Fault.missing, {"column": "organisation"}),
        ({"email": "anna@hjørring.dk"}, Fault.email, {"said": "anna@hjørring.dk"}),
        ({"email": ""}, Fault.missing, {"column": "email"}),
        ({"navn": "A" * 10_000}, Fault.long_line, {"most": 10_000, "count": 10_043}),
        ({"navn": "A" * 101}, Fault.too_long, {"column": "navn", "most": 100, "count": 101}),
        ({"telefon": "010203-1234"}, Fault.cpr, {}),
        ({"type": "klub"}, Fault.type, {"said": "klub"}),
        ({"funktion": "borgmester"}, Fault.office, {"said": "borgmester"}),
        ({"konstitueret": "måske"}, Fault.acting, {"said": "måske"}),
        ({"sprog": "tysk"}, Fault.language, {"said": "tysk"}),
        ({"kanal": "brevdue"}, Fault.channel, {"said": "brevdue"}),
        ({"fra": "2027-02-01", "til": "2027-01-31"}, Fault.reversed, {}),
        ({"titel": "BrÃ¸nderslev"}, Fault.letters, {}),
        ({"titel": '"chef'}, Fault.quotation, {}),
        ({"titel": "chef;konsulent", "kanal": "mail"}, Fault.cells, {"found": 14, "wanted": 13}),
    ],
)
def test_bad_line_is_named_and_the_next_one_read(cells, fault, values):
    found = read("\n".join([HEAD, line(**cells), line(3)]).encode(), NOW)
    assert [(each.line, each.fault, dict(each.values)) for each in found.problems] == [(2, fault, values)]
    assert [row.line for row in found.rows] == [3]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("30. februar 2027", dates.NoSuchDay),
        ("fredag den 12. december 2026", dates.WrongWeekday),
        ("1/9", dates.NotUnderstood),
        ("snart", dates.NotUnderstood),
    ],
)
def test_bad_date(said, kind):
    [(number, fault, values)] = problems(line(fra=said))
    assert (number, fault, type(values["problem"])) == (2, Fault.date, kind)


def test_same_address_twice():
    twice = [line(email="Anna@hjoerring.example"), line(3, email="anna@hjoerring.example", navn="Bo Bak")]
    assert problems(*twice) == [(3, Fault.same_person, {"email": "anna@hjoerring.example", "line": 2})]


def test_one_person_with_two_offices_in_turn():
    turns = [line(email="t@j.dk", funktion="deputy"), line(email="t@j.dk", funktion="director", fra="2027-02-01")]
    assert problems(*turns) == []


def test_two_directors_at_once():
    both = [line(funktion="director"), line(3, funktion="director")]
    clash = {"organisation": "Hjørring Kommune", "line": 2}
    assert problems(*both) == [(3, Fault.two_directors, clash)]


@pytest.mark.parametrize("cells", [{"konstitueret": "ja"}, {"fra": "2027-02-01"}])
def test_two_directors_in_turn_or_one_acting(cells):
    assert problems(line(funktion="director", til="2027-01-31"), line(3, funktion="director", **cells)) == []


@pytest.mark.parametrize(
    ("data", "fault", "values"),
    [
        (b"", Fault.empty, {}),
        (b"\n\n  \n", Fault.empty, {}),
        (b"\x00\x01PNG", Fault.not_text, {}),
        (codecs.BOM_UTF16_LE + b"\x00", Fault.not_text, {}),
        (b"navn;email\nAnna;a@b.dk", Fault.columns_missing, {"columns": ["organisation"]}),
        (b"hej", Fault.columns_missing, {"columns": ["organisation", "navn", "email"]}),
        (b"organisation;navn;name;email", Fault.column_twice, {"columns": ["navn", "name"]}),
        (b"a\n" * 6000, Fault.too_large, {"most": 5000}),
        (b"a" * 2_000_001, Fault.too_large, {"most": 5000}),
    ],
)
def test_a_file_that_cannot_be_used(data, fault, values):
    assert read(data, NOW) == Contents(problems=(Problem(1, fault, values),))


def test_a_line_in_another_encoding_is_named_alone():
    good, bad = line().encode(), line(3, titel="økonomichef").encode("cp1252")
    found = read(b"\n".join([HEAD.encode(), good, bad, line(4).encode()]), NOW)
    assert [(each.line, each.fault) for each in found.problems] == [(3, Fault.letters)]
    assert [row.line for row in found.rows] == [2, 4]


def test_blank_lines_are_no_lines_but_count():
    found = read(f"{HEAD}\n\n;;;;;;;;;;;\n{line()};;\n".encode(), NOW)
    assert ([row.line for row in found.rows], found.problems) == ([4], ())


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_problems(data):
    assert isinstance(read(HEAD.encode() + b"\n" + data, NOW), Contents)
    assert isinstance(read(data, NOW), Contents)


def test_many_lines_are_read_in_a_moment():
    rows = "\n".join(line(number) for number in range(4000))
    assert len(read(f"{HEAD}\n{rows}".encode(), NOW).rows) == 4000
